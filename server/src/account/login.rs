//! Logging in (R35): one verification whatever is typed, then a session.
//!
//! The order is fixed: a place at the hasher, then the verification, then one transaction that
//! checks that the password verified is still the account's. An unknown ID costs the same as a
//! wrong password and gets the same answer.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::{DateTime, Utc};
use entity::{
    account::{self, Password, UserId},
    input::Fault,
    session,
};
use rand::Rng;
use sea_orm::{ActiveValue::Set, entity::prelude::*};

use super::{FieldFault, Form, password_hash::Overloaded, session::LiveSession};
use crate::app::App;

/// A login was refused, or could not be tried.
#[derive(Debug, thiserror::Error)]
pub enum LogInError {
    /// A field is empty.
    #[error("a field is empty")]
    Input(Vec<FieldFault>),
    /// The ID is unknown or the password is wrong; nobody learns which.
    #[error("user ID and password do not belong together")]
    InvalidCredentials,
    /// Too many are logging in.
    #[error(transparent)]
    Overloaded(#[from] Overloaded),
    /// The database did not answer.
    #[error("could not read or write the account")]
    Database(#[from] DbErr),
}

/// A fresh session and the secret that stands for it.
pub struct LoggedIn {
    /// The session.
    pub live: LiveSession,
    /// The token: handed out once, kept nowhere.
    pub token: String,
}

/// Checks ID and password and opens a session; one that the request carried ends with it.
pub async fn log_in(
    app: &App,
    user_id: &str,
    password: &str,
    carried: Option<&LiveSession>,
    now: DateTime<Utc>,
) -> Result<LoggedIn, LogInError> {
    let mut form = Form::default();
    let user_id = match UserId::parse_login(user_id) {
        Err(Fault::Required) => form.take("userId", Err::<UserId, _>(Fault::Required)),
        parsed => parsed.ok(), // a malformed ID is answered like an unknown one
    };
    if password.is_empty() {
        form.take("password", Err::<(), _>(Fault::Required));
    }
    let faults = form.faults();
    if !faults.is_empty() {
        return Err(LogInError::Input(faults));
    }
    let account = match &user_id {
        Some(user_id) => account::open_by_user_id(user_id).one(&app.db).await?,
        None => None,
    };
    let phc = account.as_ref().and_then(|account| account.password_hash.clone());
    let is_right = app.hasher.verify(Password::typed(password), phc).await?;
    match account {
        Some(account) if is_right => open_session(app, account, carried, now).await,
        _ => Err(LogInError::InvalidCredentials),
    }
}

async fn open_session(
    app: &App,
    account: account::Model,
    carried: Option<&LiveSession>,
    now: DateTime<Utc>,
) -> Result<LoggedIn, LogInError> {
    use account::Column;
    let token = new_token();
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
        ended_at: None,
    };
    let tx = migration::database::write(&app.db).await?;
    let mut updated = account::Entity::update_many()
        .col_expr(Column::PreviousLoginAt, Expr::col(Column::LoggedInAt))
        .col_expr(Column::LoggedInAt, Expr::value(now))
        .filter(Column::Id.eq(account.id))
        // Whoever verified a password that was changed meanwhile gets no session.
        .filter(Column::PasswordVersion.eq(account.password_version))
        .filter(Column::ClosedAt.is_null())
        .exec_with_returning(&tx)
        .await?;
    let Some(account) = updated.pop() else { return Err(LogInError::InvalidCredentials) };
    if let Some(carried) = carried {
        session::end(carried.session.id, now).exec(&tx).await?;
    }
    session::Entity::insert(session::ActiveModel { id: Set(row.id), ..row.clone().into() })
        .exec_without_returning(&tx)
        .await?;
    tx.commit().await?;
    Ok(LoggedIn { live: LiveSession { session: row, account, seen_before: now }, token })
}

/// 256 bits of the system's generator.
fn new_token() -> String {
    let mut bytes = [0; 32];
    #[expect(clippy::disallowed_methods, reason = "a shell draws its own secrets")]
    rand::rng().fill_bytes(&mut bytes);
    URL_SAFE_NO_PAD.encode(bytes)
}
