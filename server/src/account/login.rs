//! Logging in (R35): the password is proved, then a session is opened.

use std::sync::Arc;

use entity::{
    account::{self, Column, UserId},
    input::Fault,
    session,
};
use sea_orm::entity::prelude::*;

use super::{
    FieldFault, Form,
    credential::{self, Claim, Unproved},
    device, secret,
    session::LiveSession,
    session_list,
};
use crate::{app::App, visit::Visit};

/// A login was refused, or could not be tried.
#[derive(Debug, thiserror::Error)]
pub enum LogInError {
    /// A field is empty.
    #[error("a field is empty")]
    Input(Vec<FieldFault>),
    /// The password was not proved.
    #[error(transparent)]
    Unproved(#[from] Unproved),
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
    /// Whether it is a browser that keeps cookies; it is remembered then.
    pub is_browser: bool,
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
    let account = credential::prove(app, Claim::UserId(user_id), typed.password, visit).await?;
    open(app, account, &typed, carried, visit).await
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
        token_digest: session::digest(&token),
        account_id: account.id,
        password_version: account.password_version,
        created_at: now,
        authenticated_at: now,
        last_seen_at: now,
        idle_expires_at: session::idle_end(now),
        absolute_expires_at: app.session_cap.map(|cap| now + cap),
        device: visit.device.clone(),
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
    let Some(account) = updated.pop() else { return Err(Unproved::InvalidCredentials.into()) };
    if let Some(carried) = carried {
        session::end(carried.session.id, now).exec(&tx).await?;
    }
    session::Entity::insert(session::ActiveModel::from(row.clone())).exec_without_returning(&tx).await?;
    session_list::trim(&tx, row.account_id, now).await?;
    let known_device = if typed.is_browser && app.device_cookie {
        Some(device::remember(&tx, account.id, visit.known_device.as_deref(), now).await?)
    } else {
        None
    };
    tx.commit().await?;
    Ok(LoggedIn { live: LiveSession { session: row, account, seen_before: now }, token, known_device })
}
