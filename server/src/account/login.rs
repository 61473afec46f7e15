//! Logging in (R35): the password is proved, then a session is opened.

use std::sync::Arc;

use entity::{
    account::{self, Column, UserId, lockout},
    audit::Action,
    input::Fault,
    known_device,
    session::{self, Delivery},
};
use sea_orm::entity::prelude::*;

use super::{
    FieldFault, Form,
    credential::{self, Claim, Unproved},
    device, secret,
    session::LiveSession,
    session_list,
};
use crate::{
    app::App,
    audit,
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
    let subject = limited_as(app, &typed, user_id.as_ref(), visit).await?;
    let (client, now) = (visit.client, visit.now);
    app.limiter.take(&[Limit::LoginClient(client)], 1, now).await?;
    app.limiter.peek(&[Limit::LoginUserId(&subject)], 1, now).await?;
    match credential::prove(app, Claim::UserId(user_id), typed.password, visit).await {
        Ok(account) => {
            app.limiter.forget_failures(client, typed.user_id, now).await;
            open(app, account, &typed, carried, visit).await
        }
        Err(Unproved::InvalidCredentials) => {
            // Only failures cost, so any number of right logins at once get in.
            app.limiter.charge(&[Limit::LoginUserId(&subject)], 1, now).await;
            let failures = app.limiter.count_failure(client, typed.user_id, now).await;
            Err(LogInError::Refused { may_be_locked: failures >= FAILURES_FOR_HINT })
        }
        Err(error) => Err(error.into()),
    }
}

/// What the limit of failures counts: the typed ID, and by itself a browser that its account knows, so that
/// strangers use nothing of the owner's up. What is read depends on the cookie alone, not on whether there is
/// such an account.
async fn limited_as(
    app: &App,
    typed: &LogIn<'_>,
    user_id: Option<&UserId>,
    visit: &Visit,
) -> Result<String, DbErr> {
    let token = visit.known_device.as_deref().filter(|_| app.device_cookie);
    let (Some(token), Some(user_id)) = (token, user_id) else { return Ok(typed.user_id.to_owned()) };
    let Some(device) = known_device::with_token(token, visit.now).one(&app.db).await? else {
        return Ok(typed.user_id.to_owned());
    };
    let owner = account::Entity::find_by_id(device.account_id).one(&app.db).await?;
    let is_owned = owner.is_some_and(|account| account.user_id == user_id.as_str());
    Ok(if is_owned { format!("{}:{}", user_id.as_str(), device.id) } else { typed.user_id.to_owned() })
}

/// Opens a session for whoever proved the password.
async fn open(
    app: &App,
    account: account::Model,
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
    let tx = migration::database::write(&app.db).await?;
    let mut updated = account::Entity::update_many()
        .col_expr(Column::PreviousLoginAt, Expr::col(Column::LoggedInAt))
        .col_expr(Column::LoggedInAt, Expr::value(now))
        .col_expr(Column::FailedBeforeLogin, Expr::col(Column::FailedSinceLogin))
        .col_expr(Column::FailedSinceLogin, Expr::value(0))
        .filter(Column::Id.eq(account.id))
        // Whoever proved a password that was changed meanwhile gets no session.
        .filter(Column::PasswordVersion.eq(account.password_version))
        .filter(Column::ClosedAt.is_null())
        .exec_with_returning(&tx)
        .await?;
    let Some(account) = updated.pop() else { return Err(LogInError::Refused { may_be_locked: false }) };
    if let Some(carried) = carried {
        session::end(carried.session.id, now).exec(&tx).await?;
    }
    session::Entity::insert(session::ActiveModel::from(row.clone())).exec_without_returning(&tx).await?;
    session_list::trim(&tx, row.account_id, now).await?;
    let known_device = if typed.delivery == Delivery::Cookie && app.device_cookie {
        Some(device::remember(&tx, account.id, visit.known_device.as_deref(), now).await?)
    } else {
        None
    };
    let logged_in = visit.event(Action::LoggedIn).by_owner(account.id).detail(row.id.to_string());
    let ended = carried.map(|carried| visit.event(Action::SessionEnded).about(carried.account.id));
    audit::record_all(&tx, [logged_in].into_iter().chain(ended)).await?;
    tx.commit().await?;
    Ok(LoggedIn {
        live: LiveSession { session: row, delivery: typed.delivery, account, seen_before: now },
        token,
        known_device,
    })
}
