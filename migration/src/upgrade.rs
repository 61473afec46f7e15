//! Applies migrations: one run at a time, and without touching those that a newer program has applied.

use std::time::Duration;

use sea_orm::{
    DatabaseConnection, DbBackend, DbErr, RuntimeErr,
    sqlx::{self, Connection, PgConnection, Row, raw_sql},
};
use sea_orm_migration::{
    MigrationName, MigrationTrait, MigratorTrait, MigratorTraitSelf, SchemaManager, async_trait::async_trait,
};

use crate::{Migrator, database::OpenError, first_connection, history};

/// The key of the advisory lock, which nothing else uses: "uketori1" in ASCII.
const LOCK: i64 = 0x756b_6574_6f72_6931;
/// How long a run waits for another one.
pub const WAIT: Duration = Duration::from_mins(10);
/// How often a run that waits looks whether the other one has ended.
const LOOK_AGAIN: Duration = Duration::from_millis(200);

/// A session that holds the lock of `server migrate`. Closing the session releases the lock.
pub struct Lock(PgConnection);

impl Lock {
    /// Takes the lock of the database at `address`. Waits at most `wait` for another run to end.
    pub async fn take(address: &str, wait: Duration) -> Result<Self, OpenError> {
        let mut session = first_connection::connect(address, "uketori migrate").await?;
        // This session is idle while the migrations run. A limit of the role's must not end it.
        raw_sql("SET idle_session_timeout = 0").execute(&mut session).await.map_err(failed)?;
        if try_lock(&mut session).await? {
            return Ok(Self(session));
        }
        tracing::info!(
            limit_seconds = wait.as_secs(),
            "another `server migrate` is running on this database; waiting for it to end"
        );
        // Not in a statement that waits for the lock. `CREATE INDEX CONCURRENTLY` waits until every statement
        // that began before it has ended, and would wait for that one, and that one for it.
        let turn = async {
            while !try_lock(&mut session).await? {
                tokio::time::sleep(LOOK_AGAIN).await;
            }
            Ok(())
        };
        match tokio::time::timeout(wait, turn).await {
            Ok(taken) => taken.map(|()| Self(session)),
            Err(_) => Err(OpenError::Busy(wait.as_secs())),
        }
    }

    /// Releases the lock, so that the next run can start.
    pub async fn release(self) -> Result<(), OpenError> {
        self.0.close().await.map_err(failed)
    }
}

/// Takes the lock if it is free.
async fn try_lock(session: &mut PgConnection) -> Result<bool, OpenError> {
    let attempt = format!("SELECT pg_try_advisory_lock({LOCK})");
    let row = raw_sql(sqlx::AssertSqlSafe(attempt)).fetch_one(session).await;
    row.and_then(|row| row.try_get(0)).map_err(failed)
}

fn failed(error: sqlx::Error) -> OpenError {
    DbErr::Conn(RuntimeErr::SqlxError(error.into())).into()
}

/// Applies pending migrations. On PostgreSQL several runs may start at once, and each waits for the one
/// before it.
pub(crate) async fn apply(db: &DatabaseConnection, address: &str) -> Result<(), OpenError> {
    if db.get_database_backend() != DbBackend::Postgres {
        return up(db).await;
    }
    let lock = Lock::take(address, WAIT).await?;
    up(db).await?;
    lock.release().await
}

async fn up(db: &DatabaseConnection) -> Result<(), OpenError> {
    let newer = history::newer(db).await?;
    history::warn_of_newer(&newer);
    Ok(Known { newer }.up(db, None).await?)
}

/// Our migrations, and the names of a newer program's. The library refuses to continue if an applied
/// migration is not in its list. Those of the newer program are applied already, so they never run.
struct Known {
    newer: Vec<String>,
}

impl MigratorTraitSelf for Known {
    fn migrations(&self) -> Vec<Box<dyn MigrationTrait>> {
        let foreign =
            self.newer.iter().map(|name| Box::new(Foreign(name.clone())) as Box<dyn MigrationTrait>);
        <Migrator as MigratorTrait>::migrations().into_iter().chain(foreign).collect()
    }
}

/// A migration of a newer program, of which only the name is known.
struct Foreign(String);

impl MigrationName for Foreign {
    fn name(&self) -> &str {
        &self.0
    }
}

#[async_trait]
impl MigrationTrait for Foreign {
    async fn up(&self, _: &SchemaManager) -> Result<(), DbErr> {
        Err(DbErr::Migration(format!("{} belongs to a newer version", self.0)))
    }
}
