//! An officer logs in: name, password, and a code of the telephone or one that was written down.

use std::sync::Arc;

use entity::{
    account::Password,
    audit::Action,
    input::Fault,
    officer::{self, OfficerName, role, session},
    session::Delivery,
};
use sea_orm::{DbErr, EntityTrait};
use tokio::time::Instant;
use uuid::Uuid;

use super::{
    attempt::{self, Attempt, AttemptError, Code, Proved},
    session::LiveOfficer,
};
use crate::{
    account::{Form, credential::Unproved, secret},
    app::App,
    audit,
    rate_limit::Limit,
    visit::Visit,
};

/// What someone types to log in.
pub struct LogIn<'a> {
    /// The name.
    pub name: &'a str,
    /// The password.
    pub password: &'a str,
    /// The code of the telephone.
    pub totp_code: &'a str,
    /// Or one that was written down.
    pub recovery_code: &'a str,
    /// How the session is to reach the client.
    pub delivery: Delivery,
}

/// A fresh session and the secret that stands for it.
pub struct LoggedIn {
    /// The session.
    pub live: LiveOfficer,
    /// The token: handed out once, kept nowhere.
    pub token: String,
}

/// Checks all that was typed and opens a session; one that the request carried ends with it.
pub async fn log_in(
    app: &Arc<App>,
    typed: LogIn<'_>,
    carried: Option<&LiveOfficer>,
    visit: &Visit,
) -> Result<LoggedIn, AttemptError> {
    let mut form = Form::default();
    let name = match OfficerName::parse(typed.name) {
        Err(Fault::Required) => form.take("name", Err::<OfficerName, _>(Fault::Required)),
        parsed => parsed.ok(), // a malformed name is answered like an unknown one
    };
    if typed.password.is_empty() {
        form.take("password", Err::<(), _>(Fault::Required));
    }
    let code = form.take("totpCode", code(&typed));
    let faults = form.faults();
    let (Some(code), true) = (code, faults.is_empty()) else { return Err(AttemptError::Input(faults)) };

    let now = visit.now;
    let started = Instant::now();
    let admitted = async {
        app.limiter.take(&[Limit::OfficerLoginClient(visit.client)], 1, now).await?;
        app.limiter.peek(&[Limit::OfficerLoginName(typed.name)], 1, now).await
    };
    if let Err(limited) = admitted.await {
        // No sooner than any other refusal: who asks again and again waits in between.
        tokio::time::sleep_until(started + app.refusal_floor).await;
        return Err(limited.into());
    }
    let attempt = Attempt {
        app: Arc::clone(app),
        name,
        password: Password::typed(typed.password),
        code,
        refusal: Action::OfficerLoginRefused,
        visit: visit.clone(),
    };
    let (delivery, carried) = (typed.delivery, carried.map(|live| live.session.id));
    match attempt::carry_out(attempt, move |attempt, proved| open(attempt, proved, delivery, carried)).await {
        Ok(logged_in) => Ok(logged_in),
        Err(Unproved::InvalidCredentials) => {
            // Only failures cost, so any number of right logins at once get in.
            app.limiter.charge(&[Limit::OfficerLoginName(typed.name)], 1, now).await;
            Err(Unproved::InvalidCredentials.into())
        }
        Err(error) => {
            if matches!(error, Unproved::KeyMissing(_)) {
                app.limiter.refund(&[Limit::OfficerLoginClient(visit.client)], 1, now).await;
            }
            Err(error.into())
        }
    }
}

/// One of the two codes, and not both.
fn code(typed: &LogIn<'_>) -> Result<Code, Fault> {
    match (typed.totp_code.trim(), typed.recovery_code.trim()) {
        ("", "") => Err(Fault::Required),
        (totp, "") => Ok(Code::Totp(totp.to_owned())),
        ("", recovery) => Ok(Code::Recovery(recovery.to_owned())),
        (_, _) => Err(Fault::InvalidFormat),
    }
}

/// Opens a session; `None` when the code was used meanwhile.
async fn open(
    attempt: Arc<Attempt>,
    mut proved: Proved,
    delivery: Delivery,
    carried: Option<Uuid>,
) -> Result<Option<LoggedIn>, DbErr> {
    let (visit, now) = (&attempt.visit, attempt.visit.now);
    let tx = migration::database::write(&attempt.app.db).await?;
    let mut login = officer::with_login(now, proved.change());
    if let Some(hash) = proved.rehashed.take() {
        login = officer::with_rehashed(hash, login);
    }
    let Some(officer) = proved.spend(&tx, login, now).await? else { return Ok(None) };
    if let Some(carried) = carried {
        session::end(carried, now).exec(&tx).await?;
    }
    let (token, session) = session_of(&officer, delivery, visit);
    session::Entity::insert(session::ActiveModel::from(session.clone())).exec_without_returning(&tx).await?;
    let roles = role::held_by(officer.id).all(&tx).await?.into_iter().map(|held| held.role).collect();
    let live = LiveOfficer { session, delivery, officer, roles };
    let event = live.event(Action::OfficerLoggedIn, visit).detail(live.session.id.to_string());
    audit::record(&tx, event).await?;
    tx.commit().await?;
    Ok(Some(LoggedIn { live, token }))
}

fn session_of(officer: &officer::Model, delivery: Delivery, visit: &Visit) -> (String, session::Model) {
    let (now, token) = (visit.now, secret::token());
    let session = session::Model {
        id: Uuid::now_v7(),
        token_digest: session::digest(&token, delivery),
        officer_id: officer.id,
        password_version: officer.password_version,
        created_at: now,
        last_seen_at: now,
        idle_expires_at: session::idle_end(now),
        absolute_expires_at: now + session::LONGEST,
        device: visit.source.device.clone(),
        ended_at: None,
    };
    (token, session)
}
