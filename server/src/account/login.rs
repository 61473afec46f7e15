//! Logging in (R35): the password is proved, then a session is opened.

use std::sync::Arc;

use entity::{
    account::{self, UserId, lockout},
    audit::Action,
    input::Fault,
    known_device,
    session::{self, Delivery},
};
use sea_orm::entity::prelude::*;
use tokio::time::Instant;

use super::{
    FieldFault, Form,
    credential::{self, Claim, Unproved},
    device::Remembered,
    password_hash::{Class, Overloaded, Requester},
    secret,
    session::LiveSession,
    session_opening::{self, Opening},
};
use crate::{
    app::App,
    rate_limit::{Limit, Limited},
    visit::Visit,
};

/// After so many failures of one client with one ID it is told that an account may be locked: judged by its own
/// attempts alone, and for IDs that nobody has, too.
const FAILURES_FOR_HINT: u32 = lockout::MAX_FAILURES.unsigned_abs();

/// A login was refused, or could not be tried.
#[derive(Debug, thiserror::Error)]
pub enum LogInError {
    /// A field is empty.
    #[error("a field is empty")]
    Input(Vec<FieldFault>),
    /// ID and password do not belong together, or the account is locked; nobody learns which.
    #[error("user ID and password do not belong together")]
    Refused {
        /// Whether this client has failed so often with this ID that its account may be locked, if there is one.
        may_be_locked: bool,
    },
    /// The password was not proved.
    #[error(transparent)]
    Unproved(#[from] Unproved),
    /// It was asked for too often.
    #[error(transparent)]
    RateLimited(#[from] Limited),
    /// The database did not answer.
    #[error("could not open a session")]
    Database(#[from] DbErr),
}

/// What someone types to log in.
pub struct LogIn<'a> {
    /// The user ID.
    pub user_id: &'a str,
    /// The password.
    pub password: &'a str,
    /// How the session is to reach the client; one that keeps cookies is remembered as a browser.
    pub delivery: Delivery,
}

/// A fresh session and the secret that stands for it.
pub struct LoggedIn {
    /// The session.
    pub live: LiveSession,
    /// The token: handed out once, kept nowhere.
    pub token: String,
    /// The cookie by which the browser is known from now on.
    pub known_device: Option<String>,
}

/// Checks ID and password and opens a session; one that the request carried ends with it.
pub async fn log_in(
    app: &Arc<App>,
    typed: LogIn<'_>,
    carried: Option<&LiveSession>,
    visit: &Visit,
) -> Result<LoggedIn, LogInError> {
    let mut form = Form::default();
    let user_id = match UserId::parse_login(typed.user_id) {
        Err(Fault::Required) => form.take("userId", Err::<UserId, _>(Fault::Required)),
        parsed => parsed.ok(), // a malformed ID is answered like an unknown one
    };
    if typed.password.is_empty() {
        form.take("password", Err::<(), _>(Fault::Required));
    }
    let faults = form.faults();
    if !faults.is_empty() {
        return Err(LogInError::Input(faults));
    }
    let device = {
        let _permit = app.capacity.step("known device").await.map_err(|_| Unproved::from(Overloaded))?;
        known_device(app, user_id.as_ref(), visit).await?
    };
    let (client, now) = (visit.client, visit.now);
    let named = user_id.as_ref().map_or(typed.user_id, UserId::as_str);
    // A browser that the account knows is limited by itself, so that neither strangers who type its ID nor a flood
    // from the networks around it use anything of its owner's up.
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
        // No sooner than any other refusal: who asks again and again waits in between.
        tokio::time::sleep_until(started + app.refusal_floor).await;
        return Err(limited.into());
    }
    let requester = Requester { class, networks: client.networks(), subject: subject.clone() };
    match credential::prove(app, &requester, Claim::UserId(user_id), typed.password, visit).await {
        Ok(account) => {
            app.limiter.forget_failures(client, typed.user_id, now).await;
            let _permit = app.capacity.step("session").await.map_err(|_| Unproved::from(Overloaded))?;
            open(app, account, device, &typed, carried, visit).await
        }
        Err(Unproved::InvalidCredentials) => {
            // Only failures cost, so any number of right logins at once get in.
            app.limiter.charge(&[Limit::LoginUserId(&subject)], 1, now).await;
            let failures = app.limiter.count_failure(client, typed.user_id, now).await;
            Err(LogInError::Refused { may_be_locked: failures >= FAILURES_FOR_HINT })
        }
        Err(error) => {
            if matches!(error, Unproved::KeyMissing(_)) {
                app.limiter.refund(&[limit], 1, now).await;
            }
            Err(error.into())
        }
    }
}

/// The browser, if its cookie is known to the very account that is named. What is read depends on the cookie alone,
/// not on whether there is such an account.
async fn known_device(app: &App, user_id: Option<&UserId>, visit: &Visit) -> Result<Option<Uuid>, DbErr> {
    let token = visit.known_device.as_deref().filter(|_| app.device_cookie);
    let (Some(token), Some(user_id)) = (token, user_id) else { return Ok(None) };
    let Some(device) = known_device::with_token(token, visit.now).one(&app.db).await? else {
        return Ok(None);
    };
    let owner = account::Entity::find_by_id(device.account_id).one(&app.db).await?;
    let is_owned = owner.is_some_and(|account| account.user_id == user_id.as_str());
    Ok(is_owned.then_some(device.id))
}

/// Opens a session for whoever proved the password.
async fn open(
    app: &App,
    account: account::Model,
    device: Option<Uuid>,
    typed: &LogIn<'_>,
    carried: Option<&LiveSession>,
    visit: &Visit,
) -> Result<LoggedIn, LogInError> {
    let (now, token) = (visit.now, secret::token());
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
        device: visit.source.device.clone(),
        ended_at: None,
    };
    let remembered = (typed.delivery == Delivery::Cookie && app.device_cookie).then(|| {
        match device.zip(visit.known_device.as_deref()) {
            Some((id, cookie)) => Remembered::again(id, cookie, now),
            None => Remembered::new(account.id, now),
        }
    });
    let known_device = remembered.as_ref().map(|device| device.cookie.clone());
    let logged_in = visit.event(Action::LoggedIn).by_owner(account.id).detail(row.id.to_string());
    let ended = carried.map(|carried| visit.event(Action::SessionEnded).about(carried.account.id));
    let opening = Opening {
        row: row.clone(),
        device: remembered,
        ends: carried.map(|carried| carried.session.id),
        events: [logged_in].into_iter().chain(ended).collect(),
    };
    let account = session_opening::open(app, opening, visit).await?;
    let Some(account) = account else { return Err(LogInError::Refused { may_be_locked: false }) };
    Ok(LoggedIn {
        live: LiveSession { session: row, delivery: typed.delivery, account, seen_before: now },
        token,
        known_device,
    })
}
