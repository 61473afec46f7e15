//! Whether this machine's clock is the database's, where there are several.
//!
//! A worker whose clock is wrong would remind people too early, give mails up and remove what should stay. It
//! leaves all that to others, and says so. Nothing is asked of a clock that is moved by hand, or of SQLite,
//! which has no clock of its own.

use chrono::{DateTime, TimeDelta, Utc};
use entity::clock::{self, Clock};
use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, DbErr, Statement};

use crate::context::Context;

/// What the two clocks say of each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Agreement {
    /// They agree.
    Agree,
    /// They do not.
    Differ {
        /// What the database's shows.
        database: DateTime<Utc>,
        /// By how much it is ahead of ours.
        ahead: TimeDelta,
    },
}

/// Asks the database, if its clock and ours must agree.
pub async fn ask(context: &Context) -> Result<Agreement, DbErr> {
    if context.clock.is_manual() || context.db.get_database_backend() != DbBackend::Postgres {
        return Ok(Agreement::Agree);
    }
    compare(&context.db, &context.clock).await
}

/// Compares a clock with PostgreSQL's.
pub async fn compare(db: &DatabaseConnection, own: &Clock) -> Result<Agreement, DbErr> {
    let before = own.now();
    let row = db.query_one_raw(Statement::from_string(DbBackend::Postgres, "SELECT now()")).await?;
    let after = own.now();
    let Some(row) = row else { return Ok(Agreement::Agree) };
    let database = clock::to_millis(row.try_get_by_index(0)?);
    Ok(match clock::skew(before, database, after) {
        Some(ahead) => Agreement::Differ { database, ahead },
        None => Agreement::Agree,
    })
}

/// Runs a job that depends on the time of day, unless this machine's is wrong.
pub async fn if_right<F: Future<Output = Result<(), DbErr>>>(
    context: &Context,
    job: impl FnOnce() -> F,
) -> Result<(), DbErr> {
    match ask(context).await? {
        Agreement::Agree => job().await,
        Agreement::Differ { .. } => Ok(()), // the watch says it
    }
}
