//! After the database was restored from a backup: ends everything that was open in it, holds mails for staff,
//! and keeps servers and workers from starting until that is done.
//!
//! It runs before anything else uses the database. If it is interrupted, run it again: what has ended stays
//! ended. Each part is changed in batches, each of them a transaction with its event in the audit log.

use chrono::{DateTime, Utc};
use entity::{
    audit::Action,
    restore::{self, BATCH, Part},
};
use migration::database;
use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, DbErr, EntityTrait, Statement};

pub mod lost;

use self::lost::{Known, Lost};
use crate::{
    audit::{self, Event},
    outbox_admin::{self, By, Held, HoldError},
};

/// Matches the connection names of servers and workers; commands have other names.
const SERVING: &str = "^uketori[ /-](serve|server|worker)";

/// Why a restore could not begin.
#[derive(Debug, thiserror::Error)]
pub enum BeginError {
    /// Servers or workers are connected to the database.
    #[error("servers or workers are connected: {0}. Stop them and try again")]
    Connected(String),
    /// A worker is sending mails.
    #[error(transparent)]
    Hold(#[from] HoldError),
    /// A database operation failed; the source says why.
    #[error("the database operation failed; run `server restore begin` again (what has ended stays ended)")]
    Database(#[from] DbErr),
}

/// Why a restore could not be finished.
#[derive(Debug, thiserror::Error)]
pub enum FinishError {
    /// No restore is under way.
    #[error("no restore is under way; run `server restore begin` first")]
    NotBegun,
    /// The restore was interrupted before it ended everything.
    #[error("the restore was interrupted; run `server restore begin` again")]
    NotCleared,
    /// A database operation failed; the source says why.
    #[error("the database operation failed")]
    Database(#[from] DbErr),
}

/// What a restore has ended, and what is known to be lost.
#[derive(Debug)]
pub struct Begun {
    /// How many rows of each part were ended.
    pub ended: Vec<(Part, u64)>,
    /// The mails that were held, and the certificates whose reminders were queued first.
    pub held: Held,
    /// What is known to have happened after the backup.
    pub lost: Lost,
}

/// Records that a restore is under way, so that no server or worker starts. It changes nothing while
/// something is using the database.
pub async fn announce(db: &DatabaseConnection, by: By<'_>, now: DateTime<Utc>) -> Result<(), BeginError> {
    refuse_connected(db).await?;
    outbox_admin::refuse_sending(db, now).await?;
    note(db, by, now).await?;
    // Check again: a server may have connected meanwhile without seeing the note.
    refuse_connected(db).await
}

/// Records that a restore is under way, unless one is already.
pub async fn note(db: &DatabaseConnection, by: By<'_>, now: DateTime<Utc>) -> Result<(), DbErr> {
    let tx = database::write(db).await?;
    // A run that continues an interrupted one must not move the time at which the restore began.
    if restore::under_way().one(&tx).await?.is_none() {
        restore::Entity::insert(restore::begin(now)).exec_without_returning(&tx).await?;
        audit::record(&tx, event(Action::RestoreBegun, by, now)).await?;
    }
    tx.commit().await
}

/// Ends everything that was open in the backup. Call [`announce`] first.
pub async fn clear(
    db: &DatabaseConnection,
    known: Known,
    require_reset: bool,
    by: By<'_>,
    now: DateTime<Utc>,
) -> Result<Begun, BeginError> {
    let lost = Lost::since_backup(db, known).await?;
    let mut ended = Vec::new();
    for part in Part::ALWAYS.into_iter().chain(require_reset.then_some(Part::Passwords)) {
        ended.push((part, end(db, part, by, now).await?));
    }
    lost.withdraw_passwords(db, by, now).await?;
    let held = outbox_admin::hold(db, by, now).await?;
    // Last, so that `finish` refuses a restore that was interrupted before everything had ended.
    restore::cleared(now).exec(db).await?;
    Ok(Begun { ended, held, lost })
}

/// Finishes the restore, so that servers and workers may start again.
pub async fn finish(db: &DatabaseConnection, by: By<'_>, now: DateTime<Utc>) -> Result<(), FinishError> {
    let tx = database::write(db).await?;
    if restore::finish(now).exec(&tx).await?.rows_affected == 0 {
        return Err(match restore::under_way().one(&tx).await? {
            Some(_) => FinishError::NotCleared,
            None => FinishError::NotBegun,
        });
    }
    audit::record(&tx, event(Action::RestoreFinished, by, now)).await?;
    Ok(tx.commit().await?)
}

/// Fails while a restore is under way. Servers and workers call it at startup.
pub async fn refuse_under_way(db: &DatabaseConnection) -> anyhow::Result<()> {
    match restore::under_way().one(db).await? {
        Some(row) => Err(restore::UnderWay(row.begun_at).into()),
        None => Ok(()),
    }
}

async fn end(db: &DatabaseConnection, part: Part, by: By<'_>, now: DateTime<Utc>) -> Result<u64, DbErr> {
    let mut ended = 0;
    loop {
        let tx = database::write(db).await?;
        let statement = part.end(tx.get_database_backend(), now);
        let changed = tx.execute_raw(statement).await?.rows_affected();
        if changed > 0 {
            let detail = format!("{} {changed}", part.name());
            audit::record(&tx, event(Action::RestoreCleared, by, now).detail(detail)).await?;
        }
        tx.commit().await?;
        ended += changed;
        if changed < BATCH {
            return Ok(ended);
        }
    }
}

/// Fails while servers or workers are connected, as far as can be seen: only superusers and members of
/// `pg_read_all_stats` see the names of other roles' connections.
async fn refuse_connected(db: &DatabaseConnection) -> Result<(), BeginError> {
    if db.get_database_backend() != DbBackend::Postgres {
        return Ok(());
    }
    let ask = "SELECT application_name || ' from ' || coalesce(host(client_addr), 'this machine')
               FROM pg_stat_activity
               WHERE datname = current_database() AND application_name ~ $1
               GROUP BY 1 ORDER BY 1";
    let ask = Statement::from_sql_and_values(DbBackend::Postgres, ask, [SERVING.into()]);
    let rows = db.query_all_raw(ask).await?;
    let connected = rows.iter().map(|row| row.try_get_by_index(0)).collect::<Result<Vec<String>, _>>()?;
    if connected.is_empty() { Ok(()) } else { Err(BeginError::Connected(connected.join(", "))) }
}

fn event(action: Action, (actor, source): By<'_>, now: DateTime<Utc>) -> Event<'_> {
    Event::new(action, source, now).by(actor)
}
