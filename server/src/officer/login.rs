//! Logs an officer in with name, password, and a TOTP code or a recovery code.

use std::sync::Arc;

use entity::{
    account::Password,
    audit::Action,
    input::ValidationError,
    officer::{self, OfficerId, OfficerName, role, session},
    session::Delivery,
};
use sea_orm::{DatabaseTransaction, entity::prelude::*};

use super::{
    authentication::{self, Attempt, AttemptError, Code, Verified},
    device,
    session::LiveOfficer,
};
use crate::{
    account::{
        FieldError, Form,
        password_attempt::{self, AuthenticationError},
        secret,
    },
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
    /// The second factor.
    pub code: Code,
    /// How the client wants the session token: cookie or header.
    pub delivery: Delivery,
}

/// A new session and its token.
pub struct LoggedIn {
    /// The new session and its officer.
    pub live: LiveOfficer,
    /// The session token. It is returned once and never stored.
    pub token: String,
    /// The device token, by which the browser or app is known from now on.
    pub known_device: String,
}

/// Verifies the input and opens a session. The session that the request was made in, if any, ends.
pub async fn log_in(
    app: &Arc<App>,
    input: LogIn<'_>,
    carried: Option<&LiveOfficer>,
    info: &RequestInfo,
) -> Result<LoggedIn, AttemptError> {
    let name = check(&input).map_err(AttemptError::Input)?;
    let now = info.now;
    let device = device::of_request(app, name.as_ref(), info).await.map_err(AuthenticationError::from)?;
    // A browser or app that the officer is known to use has its own limits. So neither strangers who type the
    // name nor a flood from the same network use up anything of the officer's.
    let named = name.as_ref().map_or(input.name, OfficerName::as_str);
    let (limit, failed) = match device {
        Some(device) => (Limit::LoginDevice(device), Limit::LoginDeviceFailures(device)),
        None => (Limit::OfficerLoginClient(info.client), Limit::OfficerLoginName(info.client, named)),
    };
    password_attempt::admit(app, limit, failed, now).await?;
    let attempt = Attempt {
        app: Arc::clone(app),
        name: name.clone(),
        device,
        password: Password::entered(input.password),
        code: input.code,
        refusal: Action::OfficerLoginRefused,
        info: info.clone(),
    };
    let (delivery, carried) = (input.delivery, carried.map(|live| live.session.id));
    match authentication::carry_out(attempt, move |attempt, verified| {
        open(attempt, verified, delivery, carried)
    })
    .await
    {
        Ok(logged_in) => Ok(logged_in),
        Err(AuthenticationError::InvalidCredentials) => {
            password_attempt::charge(app, failed, input.password, now).await;
            Err(AuthenticationError::InvalidCredentials.into())
        }
        Err(error) => {
            if matches!(error, AuthenticationError::KeyMissing(_)) {
                // A missing key is the installation's fault, so the officer does not pay for it.
                app.limiter.refund(&[limit], 1, now).await;
            }
            Err(error.into())
        }
    }
}

/// The name, if the input can be one; what cannot is answered like an unknown name.
fn check(input: &LogIn<'_>) -> Result<Option<OfficerName>, Vec<FieldError>> {
    let mut form = Form::default();
    let name = match OfficerName::parse(input.name) {
        Err(ValidationError::Required) => form.take("name", Err::<OfficerName, _>(ValidationError::Required)),
        parsed => parsed.ok(),
    };
    if input.password.is_empty() {
        form.take("password", Err::<(), _>(ValidationError::Required));
    }
    input.code.read(&mut form);
    let faults = form.faults();
    if faults.is_empty() { Ok(name) } else { Err(faults) }
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
    // In the statement that uses up the code, and so only if the password has not changed meanwhile.
    if let Some(hash) = verified.rehashed.take() {
        login = officer::with_rehashed(hash, login);
    }
    let Some(officer) = verified.consume(&tx, login, now).await? else { return Ok(None) };
    if let Some(carried) = carried {
        session::end(carried, now).exec(&tx).await?;
    }
    let (token, session) = session_of(&officer, delivery, info);
    session::Entity::insert(session::ActiveModel::from(session.clone())).exec_without_returning(&tx).await?;
    end_oldest(&tx, officer.id, now).await?;
    let is_app = delivery == Delivery::Bearer;
    let known_device = device::remember(&tx, officer.id, attempt.device, is_app, info).await?;
    let roles = role::held_by(officer.id).all(&tx).await?.into_iter().map(|held| held.role).collect();
    let live = LiveOfficer { session, delivery, officer, roles };
    let event = live.event(Action::OfficerLoggedIn, info).detail(live.session.id.to_string());
    audit::record(&tx, event).await?;
    tx.commit().await?;
    Ok(Some(LoggedIn { live, token, known_device }))
}

/// Ends the sessions beyond [`session::MAX_LIVE`], the longest idle first. The caller's transaction has
/// already changed the officer's row, so concurrent logins of one officer wait for each other here.
async fn end_oldest(tx: &DatabaseTransaction, officer: OfficerId, now: DateTimeUtc) -> Result<(), DbErr> {
    let live = session::live_of(officer, now).all(tx).await?;
    let over: Vec<_> = live.into_iter().skip(session::MAX_LIVE).map(|session| session.id).collect();
    if !over.is_empty() {
        session::end_these(over, now).exec(tx).await?;
    }
    Ok(())
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
