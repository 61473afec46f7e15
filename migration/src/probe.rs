//! Looking at a database every second: whether it answers, takes writes, and what time it has.
//!
//! The look has a connection of its own, so it says what is true while the pool is exhausted, and each step of it
//! has a limit. It decides nothing: servers and workers do.

use std::time::Duration;

use chrono::{DateTime, Utc};
use sea_orm::{
    DatabaseConnection, DbBackend,
    sqlx::{
        AssertSqlSafe, Connection as _, Executor as _, PgConnection, Row as _, postgres::PgConnectOptions,
    },
};

use crate::{database, failure::Failure, fitness, program::Program};

/// How long a look may take in all.
pub(crate) const TIMEOUT: Duration = Duration::from_secs(1);

/// What a connection says of itself and of its server. In one simple query, because then the time of the
/// transaction and of the statement are the same to the microsecond, unless a transaction was open before.
pub(crate) const LOOK: &str = "SELECT transaction_timestamp() = statement_timestamp(), \
    pg_is_in_recovery() OR current_setting('transaction_read_only') = 'on', clock_timestamp()";

/// A row that needs new pages, and is not kept: what a database without room refuses.
const ROOM: &str = "BEGIN; INSERT INTO idempotency_key (digest, input_digest, created_at) \
    SELECT sha256(random()::text::bytea), string_agg(sha256((random() + part)::text::bytea), ''::bytea), now() \
    FROM generate_series(1, 2048) part; ROLLBACK";

/// What was seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Seen {
    /// The database answers and takes writes. With the time of its clock, where it has one of its own.
    Writable(Option<DateTime<Utc>>),
    /// It answers, and takes no writes.
    ReadOnly,
    /// It answers, and has no room for writes.
    Full,
    /// It does not answer in time, or refuses.
    Away,
}

/// Looks at one database, again and again.
pub struct Probe {
    pool: DatabaseConnection,
    /// How the look's own connection is made; `None` for SQLite, which has no server.
    options: Option<PgConnectOptions>,
    connection: Option<PgConnection>,
}

impl Probe {
    /// A probe of the database behind a pool.
    #[must_use]
    pub fn of(pool: &DatabaseConnection) -> Self {
        let options = (pool.get_database_backend() == DbBackend::Postgres)
            .then(|| pool.get_postgres_connection_pool().connect_options().as_ref().clone());
        Self { pool: pool.clone(), options, connection: None }
    }

    /// Looks once. With `room` also whether there is room for new rows, which costs a write that is not kept: only
    /// for a database that refused one before.
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
        // Taken out, and put back when all went well: after anything else the next look makes a new connection, and so
        // asks the server that has the database's name by then.
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
            // Kept: a server without room may be unable to take a new one.
            connection.execute("ROLLBACK").await.map_err(failure)?;
            self.connection = Some(connection);
            return Err(failure(error));
        }
        self.connection = Some(connection);
        Ok(Seen::Writable(Some(time)))
    }
}

/// SQLite: whether a write could begin; with `room` also whether a row finds a place.
async fn ask_sqlite(db: &DatabaseConnection, room: bool) -> Result<Seen, Failure> {
    let failure = |error: sea_orm::DbErr| Failure::of(&error);
    if !room {
        return db.ping().await.map(|()| Seen::Writable(None)).map_err(failure);
    }
    let tx = database::write(db).await.map_err(failure)?;
    let insert = "INSERT INTO idempotency_key (digest, input_digest, created_at) \
                  VALUES (randomblob(32), randomblob(65536), '1970-01-01T00:00:00+00:00')";
    sea_orm::ConnectionTrait::execute_unprepared(&tx, insert).await.map_err(failure)?;
    tx.rollback().await.map_err(failure)?;
    Ok(Seen::Writable(None))
}
