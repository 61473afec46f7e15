//! Logs a user in (R35): verifies the password, then opens a session.

use std::sync::Arc;

use entity::{
    account::{self, UserId, lockout},
    audit::Action,
    input::ValidationError,
    session::{self, Delivery},
};
use passwords::password_hash::{Class, Overloaded, Requester};
use sea_orm::entity::prelude::*;

use super::{
    FieldError, Form,
    credential::{self, Identifier},
    device::{self, Remembered},
    password_attempt::{self, AuthenticationError},
    secret,
    session::LiveSession,
    session_opening::{self, Opening},
};
use crate::{
    app::App,
    rate_limit::{Limit, Limited},
    request_info::RequestInfo,
};

/// After this many failures of one client with one user ID, the answer says that the account may be locked.
/// It counts only the client's own attempts, and also for user IDs that do not exist, so it reveals nothing.
const FAILURES_FOR_HINT: u32 = lockout::MAX_FAILURES.unsigned_abs();

/// Why no session was opened.
#[derive(Debug, thiserror::Error)]
pub enum LogInError {
    /// The user ID or the password is empty, or the user ID has characters that no ID has
    /// ([`UserId::is_mistyped`]). No attempt was made.
    #[error("a field is empty or mistyped")]
    Input(Vec<FieldError>),
    /// The user ID and the password do not match, or the account is locked. The caller never learns which.
    #[error("user ID and password do not match")]
    Refused {
        /// Whether this client has failed often enough with this user ID to lock the account, if it exists.
        may_be_locked: bool,
    },
    /// The password was not verified: the server is overloaded, lacks a key, or lost the database.
    #[error(transparent)]
    AuthenticationError(#[from] AuthenticationError),
    /// A rate limit was exceeded.
    #[error(transparent)]
    RateLimited(#[from] Limited),
    /// A database operation failed; the source says why.
    #[error("could not open a session")]
    Database(#[from] DbErr),
}

/// The input of a login.
pub struct LogIn<'a> {
    /// The user ID as typed; case and the white space around it may differ.
    pub user_id: &'a str,
    /// The password, exactly as typed.
    pub password: &'a str,
    /// How the client wants the session token, and the token by which it is known from now on.
    pub delivery: Delivery,
}

/// A new session and its token.
pub struct LoggedIn {
    /// The new session and its account.
    pub live: LiveSession,
    /// The session token. It is returned once and never stored.
    pub token: String,
    /// The device token, by which the browser or app is known from now on.
    pub known_device: Option<String>,
}

/// Verifies user ID and password, and opens a session. The session that the request was made in, if any,
/// ends.
pub async fn log_in(
    app: &Arc<App>,
    input: LogIn<'_>,
    carried: Option<&LiveSession>,
    info: &RequestInfo,
) -> Result<LoggedIn, LogInError> {
    let user_id = check(&input).map_err(LogInError::Input)?;
    // The permit ends with the block: a login holds no part of the pool while its password is hashed.
    let device = {
        let _permit =
            app.capacity.step("known device").await.map_err(|_| AuthenticationError::from(Overloaded))?;
        known_device(app, user_id.as_ref(), info).await?
    };
    let (client, now) = (info.client, info.now);
    // In canonical form, so that other spellings of a user ID do not get limits of their own.
    let named = user_id.as_ref().map_or(input.user_id, UserId::as_str);
    // A browser or app that the account knows has its own limits. So neither strangers who type the user ID
    // nor a flood from the same network use up anything of the owner's.
    let (class, limit, subject) = match device {
        Some(device) => (Class::Known, Limit::LoginDevice(device), format!("{named}:{device}")),
        None => (Class::Stranger, Limit::LoginClient(client), named.to_owned()),
    };
    let failed = device.map_or(Limit::LoginUserId(client, &subject), Limit::LoginDeviceFailures);
    password_attempt::admit(app, limit, failed, now).await?;
    let requester = Requester { class, networks: client.networks(), subject: subject.clone() };
    match credential::authenticate(app, &requester, Identifier::UserId(user_id), input.password, info).await {
        Ok(account) => {
            app.limiter.forget_failures(client, input.user_id, now).await;
            let _permit =
                app.capacity.step("session").await.map_err(|_| AuthenticationError::from(Overloaded))?;
            open(app, account, device, &input, carried, info).await
        }
        Err(AuthenticationError::InvalidCredentials) => {
            if !password_attempt::charge(app, failed, input.password, now).await {
                return Err(LogInError::Refused { may_be_locked: false });
            }
            let failures = app.limiter.count_failure(client, input.user_id, now).await;
            Err(LogInError::Refused { may_be_locked: failures >= FAILURES_FOR_HINT })
        }
        Err(error) => {
            if matches!(error, AuthenticationError::KeyMissing(_)) {
                // A missing key is the installation's fault, so the client does not pay for it.
                app.limiter.refund(&[limit], 1, now).await;
            }
            Err(error.into())
        }
    }
}

/// The user ID; `None` if the input cannot be one, which is answered like an unknown user ID. Only what is
/// missing or mistyped is said, which depends on the input alone.
fn check(input: &LogIn<'_>) -> Result<Option<UserId>, Vec<FieldError>> {
    let mut form = Form::default();
    let user_id = match UserId::parse_login(input.user_id) {
        Err(fault) if fault == ValidationError::Required || UserId::is_mistyped(input.user_id) => {
            form.take("userId", Err(fault))
        }
        parsed => parsed.ok(),
    };
    if input.password.is_empty() {
        form.take("password", Err::<(), _>(ValidationError::Required));
    }
    let faults = form.faults();
    if faults.is_empty() { Ok(user_id) } else { Err(faults) }
}

/// The browser or app, if its token belongs to the named account.
async fn known_device(
    app: &App,
    user_id: Option<&UserId>,
    info: &RequestInfo,
) -> Result<Option<Uuid>, DbErr> {
    let Some(user_id) = user_id else { return Ok(None) };
    let known = device::of_request(app, info).await?;
    // The token of somebody else's account must not give this login a count of its own.
    Ok(known.filter(|(_, owner)| owner.user_id == user_id.as_str()).map(|(id, _)| id))
}

/// Opens a session after the password was verified.
async fn open(
    app: &App,
    account: account::Model,
    device: Option<Uuid>,
    input: &LogIn<'_>,
    carried: Option<&LiveSession>,
    info: &RequestInfo,
) -> Result<LoggedIn, LogInError> {
    // Always a new token: one that the request brought along is never adopted (session fixation).
    let (now, token) = (info.now, secret::token());
    let row = session::Model {
        id: Uuid::now_v7(),
        token_digest: session::digest(&token, input.delivery),
        account_id: account.id,
        password_version: account.password_version,
        created_at: now,
        authenticated_at: now,
        last_seen_at: now,
        idle_expires_at: session::idle_end(now),
        absolute_expires_at: app.session_cap.map(|cap| now + cap),
        device: info.source.device.clone(),
        ended_at: None,
        previous_digest: None,
        rotated_at: None,
        end_reason: None,
    };
    let is_app = input.delivery == Delivery::Bearer;
    let remembered = app.device_cookie.then(|| match device.zip(info.known_device.as_deref()) {
        Some((id, token)) => Remembered::again(id, token, is_app, now),
        None => Remembered::new(account.id, is_app, now),
    });
    let known_device = remembered.as_ref().map(|device| device.token.clone());
    let logged_in = info.event(Action::LoggedIn).by_owner(account.id).detail(row.id.to_string());
    // The session that ends may belong to another account, so the event is about that one.
    let ended = carried.map(|carried| info.event(Action::SessionEnded).about(carried.account.id));
    let opening = Opening {
        row: row.clone(),
        device: remembered,
        ends: carried.map(|carried| carried.session.id),
        events: [logged_in].into_iter().chain(ended).collect(),
    };
    let account = session_opening::open(app, opening, info).await?;
    // The password was changed, or the account closed, after the password was verified.
    let Some(account) = account else { return Err(LogInError::Refused { may_be_locked: false }) };
    Ok(LoggedIn {
        live: LiveSession {
            session: row,
            delivery: input.delivery,
            account,
            seen_before: now,
            is_old_token: false,
        },
        token,
        known_device,
    })
}
