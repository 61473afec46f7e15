//! Probes a database every second: whether it answers, whether it takes writes, and what its clock says.
//!
//! The probe has a connection of its own, so it works while the pool is exhausted, and its steps have a time
//! limit. It decides nothing; servers and workers do.

use std::time::Duration;

use chrono::{DateTime, Utc};
use sea_orm::{
    DatabaseConnection, DbBackend,
    sqlx::{
        AssertSqlSafe, Connection as _, Executor as _, PgConnection, Row as _, postgres::PgConnectOptions,
    },
};

use crate::{database, failure::Failure, fitness, program::Program};

/// Time limit of a whole probe.
pub(crate) const TIMEOUT: Duration = Duration::from_secs(1);

/// A connection's state and its server's state. It is one simple query: then the times of transaction and
/// statement are equal to the microsecond, unless a transaction was open before.
pub(crate) const LOOK: &str = "SELECT transaction_timestamp() = statement_timestamp(), \
    pg_is_in_recovery() OR current_setting('transaction_read_only') = 'on', clock_timestamp()";

/// Inserts a row that needs new pages, and rolls it back. A database without space refuses it.
const ROOM: &str = "BEGIN; INSERT INTO idempotency_key (digest, input_digest, created_at) \
    SELECT sha256(random()::text::bytea), string_agg(sha256((random() + part)::text::bytea), ''::bytea), now() \
    FROM generate_series(1, 2048) part; ROLLBACK";

/// The result of a probe.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Seen {
    /// The database answers and takes writes. Contains its time, if it has a clock of its own.
    Writable(Option<DateTime<Utc>>),
    /// The database answers but takes no writes.
    ReadOnly,
    /// The database answers but has no room for writes.
    Full,
    /// The database refuses, or does not answer in time.
    Away,
}

/// A repeated probe of one database.
pub struct Probe {
    pool: DatabaseConnection,
    /// How to make the probe's own connection; `None` for SQLite, which has no server.
    options: Option<PgConnectOptions>,
    connection: Option<PgConnection>,
}

impl Probe {
    /// Creates a probe of the database behind a pool.
    #[must_use]
    pub fn of(pool: &DatabaseConnection) -> Self {
        let options = (pool.get_database_backend() == DbBackend::Postgres)
            .then(|| pool.get_postgres_connection_pool().connect_options().as_ref().clone());
        Self { pool: pool.clone(), options, connection: None }
    }

    /// Probes once. With `room`, also checks whether there is room for new rows, by a write that is rolled
    /// back. Use it only after the database refused a write.
    pub async fn look(&mut self, room: bool) -> Seen {
        let looked = match self.options.clone() {
            Some(options) => tokio::time::timeout(TIMEOUT, self.ask(&options, room)).await,
            None => tokio::time::timeout(TIMEOUT, ask_sqlite(&self.pool, room)).await,
        };
        match looked {
            Ok(Ok(Seen::ReadOnly) | Err(Failure::ReadOnly)) => {
                fitness::retire_connections();
                Seen::ReadOnly
            }
            Ok(Ok(seen)) => seen,
            Ok(Err(Failure::Full)) => Seen::Full,
            Ok(Err(_)) | Err(_) => Seen::Away,
        }
    }

    async fn ask(&mut self, options: &PgConnectOptions, room: bool) -> Result<Seen, Failure> {
        let failure = |error: sea_orm::sqlx::Error| Failure::of_cause(&error);
        // Taken out, and put back on success. After a failure the next probe makes a new connection, and so
        // reaches the server to which the database's name leads by then.
        let mut connection = if let Some(connection) = self.connection.take() {
            connection
        } else {
            let mut connection = PgConnection::connect_with(options).await.map_err(failure)?;
            connection.execute(AssertSqlSafe(Program::SERVER.settings())).await.map_err(failure)?;
            connection
        };
        let row = connection.fetch_one(LOOK).await.map_err(failure)?;
        let (is_read_only, time) = (row.try_get(1).map_err(failure)?, row.try_get(2).map_err(failure)?);
        if is_read_only {
            return Ok(Seen::ReadOnly);
        }
        if room && let Err(error) = connection.execute(ROOM).await {
            // Keep the connection, because a server without room may be unable to accept a new one.
            connection.execute("ROLLBACK").await.map_err(failure)?;
            self.connection = Some(connection);
            return Err(failure(error));
        }
        self.connection = Some(connection);
        Ok(Seen::Writable(Some(time)))
    }
}

/// Probes SQLite: whether a write could begin and, with `room`, whether a row finds space.
async fn ask_sqlite(db: &DatabaseConnection, room: bool) -> Result<Seen, Failure> {
    let failure = |error: sea_orm::DbErr| Failure::of(&error);
    if !room {
        return db.ping().await.map(|()| Seen::Writable(None)).map_err(failure);
    }
    let tx = database::write(db).await.map_err(failure)?;
    // Large enough to need new pages: a small row would find room in those that are there.
    let insert = "INSERT INTO idempotency_key (digest, input_digest, created_at) \
                  VALUES (randomblob(32), randomblob(65536), '1970-01-01T00:00:00+00:00')";
    sea_orm::ConnectionTrait::execute_unprepared(&tx, insert).await.map_err(failure)?;
    tx.rollback().await.map_err(failure)?;
    Ok(Seen::Writable(None))
}
