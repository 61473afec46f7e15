//! Logs an officer in with name, password, and a TOTP code or a recovery code.

use std::sync::Arc;

use entity::{
    account::Password,
    audit::Action,
    input::ValidationError,
    officer::{self, OfficerName, role, session},
    session::Delivery,
};
use sea_orm::{DbErr, EntityTrait};
use tokio::time::Instant;
use uuid::Uuid;

use super::{
    authentication::{self, Attempt, AttemptError, Code, Verified},
    session::LiveOfficer,
};
use crate::{
    account::{Form, credential::AuthenticationError, secret},
    app::App,
    audit,
    rate_limit::Limit,
    request_info::RequestInfo,
};

/// The input of a login.
pub struct LogIn<'a> {
    /// The name of the officer, as typed.
    pub name: &'a str,
    /// The password, exactly as typed.
    pub password: &'a str,
    /// The TOTP code; empty if a recovery code is used.
    pub totp_code: &'a str,
    /// A recovery code in place of the TOTP code, or empty.
    pub recovery_code: &'a str,
    /// How the client wants the session token: cookie or header.
    pub delivery: Delivery,
}

/// A new session and its token.
pub struct LoggedIn {
    /// The new session and its officer.
    pub live: LiveOfficer,
    /// The session token. It is returned once and never stored.
    pub token: String,
}

/// Verifies the input and opens a session. The session that the request was made in, if any, ends.
pub async fn log_in(
    app: &Arc<App>,
    typed: LogIn<'_>,
    carried: Option<&LiveOfficer>,
    info: &RequestInfo,
) -> Result<LoggedIn, AttemptError> {
    let mut form = Form::default();
    let name = match OfficerName::parse(typed.name) {
        Err(ValidationError::Required) => form.take("name", Err::<OfficerName, _>(ValidationError::Required)),
        parsed => parsed.ok(), // a malformed name is answered like an unknown one
    };
    if typed.password.is_empty() {
        form.take("password", Err::<(), _>(ValidationError::Required));
    }
    let code = form.take("totpCode", code(&typed));
    let faults = form.faults();
    let (Some(code), true) = (code, faults.is_empty()) else { return Err(AttemptError::Input(faults)) };

    let now = info.now;
    let started = Instant::now();
    let admitted = async {
        app.limiter.take(&[Limit::OfficerLoginClient(info.client)], 1, now).await?;
        app.limiter.peek(&[Limit::OfficerLoginName(typed.name)], 1, now).await
    };
    if let Err(limited) = admitted.await {
        // Not earlier than any other refusal, which also slows down a client that retries in a loop.
        tokio::time::sleep_until(started + app.refusal_floor).await;
        return Err(limited.into());
    }
    let attempt = Attempt {
        app: Arc::clone(app),
        name,
        password: Password::typed(typed.password),
        code,
        refusal: Action::OfficerLoginRefused,
        info: info.clone(),
    };
    let (delivery, carried) = (typed.delivery, carried.map(|live| live.session.id));
    match authentication::carry_out(attempt, move |attempt, verified| {
        open(attempt, verified, delivery, carried)
    })
    .await
    {
        Ok(logged_in) => Ok(logged_in),
        Err(AuthenticationError::InvalidCredentials) => {
            // Only failures cost, so any number of right logins at once get in.
            app.limiter.charge(&[Limit::OfficerLoginName(typed.name)], 1, now).await;
            Err(AuthenticationError::InvalidCredentials.into())
        }
        Err(error) => {
            if matches!(error, AuthenticationError::KeyMissing(_)) {
                app.limiter.refund(&[Limit::OfficerLoginClient(info.client)], 1, now).await;
            }
            Err(error.into())
        }
    }
}

/// Exactly one of the two codes.
fn code(typed: &LogIn<'_>) -> Result<Code, ValidationError> {
    match (typed.totp_code.trim(), typed.recovery_code.trim()) {
        ("", "") => Err(ValidationError::Required),
        (totp, "") => Ok(Code::Totp(totp.to_owned())),
        ("", recovery) => Ok(Code::Recovery(recovery.to_owned())),
        (_, _) => Err(ValidationError::InvalidFormat),
    }
}

/// Opens a session; `None` if the code was used meanwhile.
async fn open(
    attempt: Arc<Attempt>,
    mut verified: Verified,
    delivery: Delivery,
    carried: Option<Uuid>,
) -> Result<Option<LoggedIn>, DbErr> {
    let (info, now) = (&attempt.info, attempt.info.now);
    let tx = migration::database::write(&attempt.app.db).await?;
    let mut login = officer::with_login(now, verified.change());
    if let Some(hash) = verified.rehashed.take() {
        login = officer::with_rehashed(hash, login);
    }
    let Some(officer) = verified.consume(&tx, login, now).await? else { return Ok(None) };
    if let Some(carried) = carried {
        session::end(carried, now).exec(&tx).await?;
    }
    let (token, session) = session_of(&officer, delivery, info);
    session::Entity::insert(session::ActiveModel::from(session.clone())).exec_without_returning(&tx).await?;
    let roles = role::held_by(officer.id).all(&tx).await?.into_iter().map(|held| held.role).collect();
    let live = LiveOfficer { session, delivery, officer, roles };
    let event = live.event(Action::OfficerLoggedIn, info).detail(live.session.id.to_string());
    audit::record(&tx, event).await?;
    tx.commit().await?;
    Ok(Some(LoggedIn { live, token }))
}

fn session_of(officer: &officer::Model, delivery: Delivery, info: &RequestInfo) -> (String, session::Model) {
    let (now, token) = (info.now, secret::token());
    let session = session::Model {
        id: Uuid::now_v7(),
        token_digest: session::digest(&token, delivery),
        officer_id: officer.id,
        password_version: officer.password_version,
        created_at: now,
        last_seen_at: now,
        idle_expires_at: session::idle_end(now),
        absolute_expires_at: now + session::LONGEST,
        device: info.source.device.clone(),
        ended_at: None,
    };
    (token, session)
}
