//! Logs a user in (R35): verifies the password, then opens a session.

use std::sync::Arc;

use entity::{
    account::{self, UserId, lockout},
    audit::Action,
    input::ValidationError,
    known_device,
    session::{self, Delivery},
};
use passwords::password_hash::{Class, Overloaded, Requester};
use sea_orm::entity::prelude::*;
use tokio::time::Instant;

use super::{
    FieldError, Form,
    credential::{self, AuthenticationError, Identifier},
    device::Remembered,
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
    /// The user ID or the password is empty.
    #[error("a field is empty")]
    Input(Vec<FieldError>),
    /// The user ID and the password do not match, or the account is locked. The caller never learns which.
    #[error("user ID and password do not match")]
    Refused {
        /// Whether this client has failed often enough with this user ID to lock the account, if it exists.
        may_be_locked: bool,
    },
    /// The password was not verified.
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
    /// The user ID as typed; spaces and case may differ.
    pub user_id: &'a str,
    /// The password, exactly as typed.
    pub password: &'a str,
    /// How the client wants the session token. A client that takes a cookie is remembered as a browser.
    pub delivery: Delivery,
}

/// A new session and its token.
pub struct LoggedIn {
    /// The new session and its account.
    pub live: LiveSession,
    /// The session token. It is returned once and never stored.
    pub token: String,
    /// The device cookie, by which the browser is known from now on.
    pub known_device: Option<String>,
}

/// Verifies user ID and password, and opens a session. The session that the request was made in, if any,
/// ends.
pub async fn log_in(
    app: &Arc<App>,
    typed: LogIn<'_>,
    carried: Option<&LiveSession>,
    info: &RequestInfo,
) -> Result<LoggedIn, LogInError> {
    let mut form = Form::default();
    let user_id = match UserId::parse_login(typed.user_id) {
        Err(ValidationError::Required) => form.take("userId", Err::<UserId, _>(ValidationError::Required)),
        parsed => parsed.ok(), // a malformed ID is answered like an unknown one
    };
    if typed.password.is_empty() {
        form.take("password", Err::<(), _>(ValidationError::Required));
    }
    let faults = form.faults();
    if !faults.is_empty() {
        return Err(LogInError::Input(faults));
    }
    let device = {
        let _permit =
            app.capacity.step("known device").await.map_err(|_| AuthenticationError::from(Overloaded))?;
        known_device(app, user_id.as_ref(), info).await?
    };
    let (client, now) = (info.client, info.now);
    let named = user_id.as_ref().map_or(typed.user_id, UserId::as_str);
    // A browser that the account knows has its own limits. So neither strangers who type the user ID nor a
    // flood from the same network use up anything of the owner's.
    let (class, limit, subject) = match device {
        Some(device) => (Class::Known, Limit::LoginDevice(device), format!("{named}:{device}")),
        None => (Class::Stranger, Limit::LoginClient(client), named.to_owned()),
    };
    let started = Instant::now();
    let admitted = async {
        app.limiter.take(&[limit], 1, now).await?;
        app.limiter.peek(&[Limit::LoginUserId(&subject)], 1, now).await
    };
    if let Err(limited) = admitted.await {
        // Not earlier than any other refusal, which also slows down a client that retries in a loop.
        tokio::time::sleep_until(started + app.refusal_floor).await;
        return Err(limited.into());
    }
    let requester = Requester { class, networks: client.networks(), subject: subject.clone() };
    match credential::prove(app, &requester, Identifier::UserId(user_id), typed.password, info).await {
        Ok(account) => {
            app.limiter.forget_failures(client, typed.user_id, now).await;
            let _permit =
                app.capacity.step("session").await.map_err(|_| AuthenticationError::from(Overloaded))?;
            open(app, account, device, &typed, carried, info).await
        }
        Err(AuthenticationError::InvalidCredentials) => {
            // Only failures cost, so any number of right logins at once get in.
            app.limiter.charge(&[Limit::LoginUserId(&subject)], 1, now).await;
            let failures = app.limiter.count_failure(client, typed.user_id, now).await;
            Err(LogInError::Refused { may_be_locked: failures >= FAILURES_FOR_HINT })
        }
        Err(error) => {
            if matches!(error, AuthenticationError::KeyMissing(_)) {
                app.limiter.refund(&[limit], 1, now).await;
            }
            Err(error.into())
        }
    }
}

/// The browser, if its cookie belongs to the named account. The first query depends on the cookie alone, not
/// on whether the account exists.
async fn known_device(
    app: &App,
    user_id: Option<&UserId>,
    info: &RequestInfo,
) -> Result<Option<Uuid>, DbErr> {
    let token = info.known_device.as_deref().filter(|_| app.device_cookie);
    let (Some(token), Some(user_id)) = (token, user_id) else { return Ok(None) };
    let Some(device) = known_device::with_token(token, info.now).one(&app.db).await? else {
        return Ok(None);
    };
    let owner = account::Entity::find_by_id(device.account_id).one(&app.db).await?;
    let is_owned = owner.is_some_and(|account| account.user_id == user_id.as_str());
    Ok(is_owned.then_some(device.id))
}

/// Opens a session after the password was verified.
async fn open(
    app: &App,
    account: account::Model,
    device: Option<Uuid>,
    typed: &LogIn<'_>,
    carried: Option<&LiveSession>,
    info: &RequestInfo,
) -> Result<LoggedIn, LogInError> {
    let (now, token) = (info.now, secret::token());
    let row = session::Model {
        id: Uuid::now_v7(),
        token_digest: session::digest(&token, typed.delivery),
        account_id: account.id,
        password_version: account.password_version,
        created_at: now,
        authenticated_at: now,
        last_seen_at: now,
        idle_expires_at: session::idle_end(now),
        absolute_expires_at: app.session_cap.map(|cap| now + cap),
        device: info.source.device.clone(),
        ended_at: None,
    };
    let remembered = (typed.delivery == Delivery::Cookie && app.device_cookie).then(|| {
        match device.zip(info.known_device.as_deref()) {
            Some((id, cookie)) => Remembered::again(id, cookie, now),
            None => Remembered::new(account.id, now),
        }
    });
    let known_device = remembered.as_ref().map(|device| device.cookie.clone());
    let logged_in = info.event(Action::LoggedIn).by_owner(account.id).detail(row.id.to_string());
    let ended = carried.map(|carried| info.event(Action::SessionEnded).about(carried.account.id));
    let opening = Opening {
        row: row.clone(),
        device: remembered,
        ends: carried.map(|carried| carried.session.id),
        events: [logged_in].into_iter().chain(ended).collect(),
    };
    let account = session_opening::open(app, opening, info).await?;
    let Some(account) = account else { return Err(LogInError::Refused { may_be_locked: false }) };
    Ok(LoggedIn {
        live: LiveSession { session: row, delivery: typed.delivery, account, seen_before: now },
        token,
        known_device,
    })
}
