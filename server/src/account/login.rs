//! Logging in (R35): one verification whatever is typed, then a session.
//!
//! The order is fixed: a place at the hasher, a reserved attempt, the verification, then one
//! transaction with its verdict. So being turned away costs no attempt, and however many guess at once
//! five are verified (R36). An unknown ID and a locked account cost the same as a wrong password and
//! get the same answer, after the same time.

use std::{sync::Arc, time::Duration};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::{DateTime, Utc};
use entity::{
    account::{
        self, Column, Password, UserId,
        lockout::{self, Reserved},
    },
    input::Fault,
    outbox::{self, Mail},
    session,
};
use rand::Rng;
use sea_orm::{entity::prelude::*, sea_query::ExprTrait};
use tokio::time::Instant;

use super::{
    FieldFault, Form,
    password_hash::{Overloaded, Verdict},
    session::LiveSession,
    session_list,
};
use crate::app::App;

/// A refused login is answered no sooner than this: longer than any way to a refusal takes, so that the
/// time tells nothing either.
pub const REFUSAL_FLOOR: Duration = Duration::from_millis(400);
/// So long an attempt waits for the verdict on another one that may lock the account.
const PATIENCE: Duration = Duration::from_secs(2);
/// How often it looks whether that verdict is there.
const LOOK_AGAIN: Duration = Duration::from_millis(50);

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
    app: &Arc<App>,
    user_id: &str,
    password: &str,
    carried: Option<&LiveSession>,
    device: &str,
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
    let started = Instant::now();
    let attempt = Attempt {
        app: Arc::clone(app),
        user_id,
        password: Password::typed(password),
        carried: carried.map(|live| live.session.id),
        device: device.to_owned(),
        now,
    };
    // A task of its own: a client that hangs up must not escape the verdict of a reserved attempt.
    let verdict = app.logins.spawn(attempt.run()).await.expect("an attempt does not panic");
    if matches!(verdict, Err(LogInError::InvalidCredentials)) {
        tokio::time::sleep_until(started + app.refusal_floor).await;
    }
    verdict
}

/// One attempt to log in.
struct Attempt {
    app: Arc<App>,
    user_id: Option<UserId>,
    password: Password,
    carried: Option<Uuid>,
    device: String,
    now: DateTime<Utc>,
}

impl Attempt {
    /// A place at the hasher, a reservation, one verification, and its verdict.
    async fn run(self) -> Result<LoggedIn, LogInError> {
        let app = Arc::clone(&self.app);
        let patience = Instant::now() + PATIENCE;
        loop {
            let place = app.hasher.place().await?;
            let account = match &self.user_id {
                Some(user_id) => account::open_by_user_id(user_id).one(&app.db).await?,
                None => None,
            };
            let Some(account) = account.filter(|account| account.password_hash.is_some()) else {
                place.verify(self.password, None).await;
                return Err(LogInError::InvalidCredentials);
            };
            let reserved = lockout::reserve(account.id, self.now).exec_with_returning(&app.db).await?;
            if let Some(account) = reserved.into_iter().next() {
                let hash = account.password_hash.clone();
                return match place.verify_and_renew(self.password.clone(), hash).await {
                    Verdict::Right { renewed } => self.succeed(account, renewed).await,
                    Verdict::Wrong => self.fail(&account).await,
                };
            }
            let is_leased = lockout::is_leased(&account, self.now) || account.locked_until.is_none();
            if !is_leased || Instant::now() > patience {
                place.verify(self.password, None).await;
                return Err(LogInError::InvalidCredentials);
            }
            // The verdict on the last attempt may free the account within a moment; nobody waits for
            // it with a place at the hasher.
            drop(place);
            tokio::time::sleep(LOOK_AGAIN).await;
        }
    }

    /// Counts a wrong password, and locks the account after the fifth in a row (R36).
    async fn fail(self, account: &account::Model) -> Result<LoggedIn, LogInError> {
        let reserved = Reserved::of(account);
        let tx = migration::database::write(&self.app.db).await?;
        account::Entity::update_many()
            .col_expr(Column::FailedSinceLogin, Expr::col(Column::FailedSinceLogin).add(1))
            .filter(Column::Id.eq(account.id))
            .exec(&tx)
            .await?;
        if reserved.is_last() {
            let locked = lockout::lock(account.id, reserved, self.now).exec(&tx).await?;
            if locked.rows_affected > 0 {
                let mail = Mail::AccountLocked { account: account.id, epoch: reserved.epoch };
                let row = outbox::queue(Uuid::now_v7(), mail, self.now);
                outbox::Entity::insert(row)
                    .on_conflict_do_nothing_on([outbox::Column::DedupeKey])
                    .exec_without_returning(&tx)
                    .await?;
            }
        }
        tx.commit().await?;
        Err(LogInError::InvalidCredentials)
    }

    /// Opens a session and begins the count anew; a renewed hash takes the place of the one verified.
    async fn succeed(self, account: account::Model, renewed: Option<String>) -> Result<LoggedIn, LogInError> {
        let (app, now, token) = (&self.app, self.now, new_token());
        let verified = account.password_hash.clone();
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
            device: self.device,
            ended_at: None,
        };
        let tx = migration::database::write(&app.db).await?;
        let mut updated = lockout::unlock(account::Entity::update_many())
            .col_expr(Column::PreviousLoginAt, Expr::col(Column::LoggedInAt))
            .col_expr(Column::LoggedInAt, Expr::value(now))
            .col_expr(Column::FailedBeforeLogin, Expr::col(Column::FailedSinceLogin))
            .col_expr(Column::FailedSinceLogin, Expr::value(0))
            .filter(Column::Id.eq(account.id))
            // Whoever verified a password that was changed meanwhile gets no session.
            .filter(Column::PasswordVersion.eq(account.password_version))
            .filter(Column::ClosedAt.is_null())
            .exec_with_returning(&tx)
            .await?;
        let Some(account) = updated.pop() else { return Err(LogInError::InvalidCredentials) };
        if let Some((old, new)) = verified.zip(renewed) {
            account::rehash(account.id, &old, new).exec(&tx).await?;
        }
        if let Some(carried) = self.carried {
            session::end(carried, now).exec(&tx).await?;
        }
        session::Entity::insert(session::ActiveModel::from(row.clone())).exec_without_returning(&tx).await?;
        session_list::trim(&tx, row.account_id, now).await?;
        tx.commit().await?;
        Ok(LoggedIn { live: LiveSession { session: row, account, seen_before: now }, token })
    }
}

/// 256 bits of the system's generator.
fn new_token() -> String {
    let mut bytes = [0; 32];
    #[expect(clippy::disallowed_methods, reason = "a shell draws its own secrets")]
    rand::rng().fill_bytes(&mut bytes);
    URL_SAFE_NO_PAD.encode(bytes)
}
