//! Compares this machine's clock with the database's.
//!
//! A worker whose clock is wrong would send reminders too early, give mails up and delete rows too soon. It
//! leaves those jobs to other workers and logs the difference. Nothing is compared if the clock is moved by
//! hand, or on SQLite, which has no clock of its own.

use chrono::{DateTime, TimeDelta, Utc};
use entity::clock::{self, Clock};
use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, DbErr, Statement};

use crate::context::Context;

/// The result of a comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Agreement {
    /// They differ by at most `entity::clock::MAX_SKEW`.
    Agree,
    /// They differ by more than that.
    Differ {
        /// The time of the database.
        database: DateTime<Utc>,
        /// How far the database's clock is ahead of ours; negative if it is behind.
        ahead: TimeDelta,
    },
}

/// Compares the clocks, where they must agree.
pub async fn ask(context: &Context) -> Result<Agreement, DbErr> {
    if context.clock.is_manual() || context.db.get_database_backend() != DbBackend::Postgres {
        return Ok(Agreement::Agree);
    }
    compare(&context.db, &context.clock).await
}

/// Compares `own` with PostgreSQL's clock.
pub async fn compare(db: &DatabaseConnection, own: &Clock) -> Result<Agreement, DbErr> {
    let before = own.now();
    let row = db.query_one_raw(Statement::from_string(DbBackend::Postgres, "SELECT now()")).await?;
    // The database read its clock between `before` and now, so a slow answer is not taken for a difference.
    let after = own.now();
    let Some(row) = row else { return Ok(Agreement::Agree) };
    let database = clock::to_millis(row.try_get_by_index(0)?);
    Ok(match clock::skew(before, database, after) {
        Some(ahead) => Agreement::Differ { database, ahead },
        None => Agreement::Agree,
    })
}

/// Runs a job that depends on the time of day, unless this machine's clock is wrong.
pub async fn if_right<F: Future<Output = Result<(), DbErr>>>(
    context: &Context,
    job: impl FnOnce() -> F,
) -> Result<(), DbErr> {
    match ask(context).await? {
        Agreement::Agree => job().await,
        Agreement::Differ { .. } => Ok(()), // `monitor` logs it
    }
}
