//! After the database came back from a backup: what opened something there ends, mails wait for staff, and no server
//! and no worker starts until that is done.
//!
//! Everything is done before anything else works on the database. It can be cut off and begun again: what is ended
//! stays ended. Each part is changed in batches, each a transaction with its line in the audit trail.

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
    mail_control::{self, By, Held, HoldError},
};

/// Names of servers' and workers' connections; commands have others.
const SERVING: &str = "^uketori[ /-](serve|server|worker)";

/// Why a restore did not begin.
#[derive(Debug, thiserror::Error)]
pub enum BeginError {
    /// Servers or workers are at work on the database.
    #[error("servers or workers are connected: {0}. End them, and begin again")]
    Connected(String),
    /// A worker is sending mails.
    #[error(transparent)]
    Hold(#[from] HoldError),
    /// The database did not answer.
    #[error("the database did not answer; begin again, what is ended stays ended")]
    Database(#[from] DbErr),
}

/// Why a restore did not finish.
#[derive(Debug, thiserror::Error)]
pub enum FinishError {
    /// None is under way.
    #[error("no restore is under way; `server restore begin` comes first")]
    NotBegun,
    /// It was cut off.
    #[error("not all is ended that must be; run `server restore begin` again")]
    NotCleared,
    /// The database did not answer.
    #[error("the database did not answer")]
    Database(#[from] DbErr),
}

/// What was done, and what is known to be lost.
#[derive(Debug)]
pub struct Begun {
    /// How many of each part ended.
    pub ended: Vec<(Part, u64)>,
    /// Mails.
    pub held: Held,
    /// What happened after the backup was made, as far as it is known.
    pub lost: Lost,
}

/// Notes that a restore is under way, so that no server and no worker starts any more. Nothing is changed while something
/// is at work on the database.
pub async fn announce(db: &DatabaseConnection, by: By<'_>, now: DateTime<Utc>) -> Result<(), BeginError> {
    refuse_connected(db).await?;
    mail_control::refuse_sending(db, now).await?;
    note(db, by, now).await?;
    // Again: a server may have opened the database meanwhile, and not have seen the note.
    refuse_connected(db).await
}

/// Notes that a restore is under way, unless one is already.
pub async fn note(db: &DatabaseConnection, by: By<'_>, now: DateTime<Utc>) -> Result<(), DbErr> {
    let tx = database::write(db).await?;
    if restore::under_way().one(&tx).await?.is_none() {
        restore::Entity::insert(restore::begin(now)).exec_without_returning(&tx).await?;
        audit::record(&tx, event(Action::RestoreBegun, by, now)).await?;
    }
    tx.commit().await
}

/// Ends all that a backup holds open, once that was announced.
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
    let held = mail_control::hold(db, by, now).await?;
    restore::cleared(now).exec(db).await?;
    Ok(Begun { ended, held, lost })
}

/// Lets servers and workers run again.
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

/// Refuses to go on while a restore is under way: for servers and workers, as they start.
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

/// Refuses while servers or workers are connected, as far as can be seen: names of other roles' connections are shown
/// to superusers and to `pg_read_all_stats` alone.
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
