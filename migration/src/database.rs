//! Opens a database: connects, sets the connections up, and applies or refuses pending migrations. It also
//! begins transactions. The time limits of connections are set here and nowhere else.

use std::time::Duration;

use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr,
    SqliteTransactionMode, Statement, TransactionOptions, TransactionTrait,
};

use crate::{
    first_connection::{self, Unusable},
    fitness,
    history::{self, Misfit},
    pooler,
    program::Program,
    sqlite, upgrade,
};

/// PostgreSQL 15, in the form of `server_version_num`.
const OLDEST_POSTGRESQL: i32 = 150_000;

/// A connection that was idle for this long is pinged before use. Connections in steady use pay no round trip
/// for it.
const PING_AFTER: Duration = Duration::from_secs(1);

/// What to do if the database lacks migrations.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pending {
    /// Apply them (the embedded mode and `server migrate`).
    Apply,
    /// Refuse to start, because several servers must not race to change a schema.
    Refuse,
}

/// Why a database could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// This program cannot work with the schema.
    #[error(transparent)]
    Misfit(#[from] Misfit),
    /// Another run of `server migrate` is changing it.
    #[error(
        "another `server migrate` has been running on this database for more than {0} s; look for \
         `uketori migrate` in pg_stat_activity, and try again when it has ended"
    )]
    Busy(u64),
    /// The server is older than PostgreSQL 15.
    #[error("PostgreSQL 15 or newer is needed; this is {0}")]
    TooOld(String),
    /// PostgreSQL refuses connections, or cannot be reached.
    #[error(transparent)]
    Unusable(#[from] Unusable),
    /// The database could not be reached or read.
    #[error("the database could not be opened")]
    Database(#[from] DbErr),
}

/// Opens the database at `url` (`postgres://…` or `sqlite://…`) for `program`, with a pool of at most
/// `connections`.
pub async fn open(
    url: &str,
    program: Program,
    connections: u32,
    pending: Pending,
) -> Result<DatabaseConnection, OpenError> {
    let mut options = ConnectOptions::new(url);
    options
        .max_connections(connections)
        .acquire_timeout(program.acquire_timeout())
        .connect_timeout(program.acquire_timeout())
        .test_before_acquire_if_idle_for(PING_AFTER)
        .set_application_name(program.application_name())
        .sqlx_logging(false)
        .map_sqlx_postgres_opts(|options| {
            pooler::for_session_mode(first_connection::without_brackets(options))
        })
        .map_sqlx_postgres_pool_opts(move |pool| program.set_up(pool));
    sqlite::configure(&mut options);
    fitness::refuse_retired(&mut options);
    // Before the pool, which would retry in silence and report nothing but its timeout.
    if url.starts_with("postgres") {
        first_connection::check(url).await?;
    }
    let db = Database::connect(options).await?;
    // Before the migrations, which must not begin on a server that is refused.
    refuse_too_old(&db).await?;
    match pending {
        Pending::Apply => upgrade::apply(&db, url).await?,
        Pending::Refuse => history::refuse_misfit(&db).await?,
    }
    Ok(db)
}

/// Refuses PostgreSQL before 15: the programs only seem to work on it.
async fn refuse_too_old(db: &DatabaseConnection) -> Result<(), OpenError> {
    if db.get_database_backend() != DbBackend::Postgres {
        return Ok(());
    }
    let ask = "SELECT current_setting('server_version_num')::int, current_setting('server_version')";
    let Some(row) = db.query_one_raw(Statement::from_string(DbBackend::Postgres, ask)).await? else {
        return Err(OpenError::TooOld("an unknown version".to_owned()));
    };
    let (number, version) = (row.try_get_by_index::<i32>(0)?, row.try_get_by_index::<String>(1)?);
    if number < OLDEST_POSTGRESQL { Err(OpenError::TooOld(version)) } else { Ok(()) }
}

/// Begins a transaction that will write. If the caller is dropped meanwhile, it is rolled back.
pub async fn write(db: &DatabaseConnection) -> Result<DatabaseTransaction, DbErr> {
    let db = db.clone();
    let begin = async move {
        // SQLite has one writer. A transaction that reads first and writes later fails if another one wrote
        // in between, so this one takes the write lock at once. PostgreSQL ignores the option.
        let immediate = Some(SqliteTransactionMode::Immediate);
        let options = TransactionOptions { sqlite_transaction_mode: immediate, ..Default::default() };
        #[expect(clippy::disallowed_methods, reason = "this is the one place that begins a transaction")]
        db.begin_with_options(options).await
    };
    // The driver (sqlx 0.9.0) marks a transaction as open only after the server's answer. If the caller is
    // dropped while it waits, the connection stays in a transaction that nobody ends, and its next user would
    // work inside it. A task of its own always awaits the answer. `tests/sqlx.rs` fails once this is fixed.
    #[expect(clippy::disallowed_methods, reason = "it must run to its end even if the caller is dropped")]
    let transaction = tokio::spawn(begin).await;
    transaction.unwrap_or_else(|ended| match ended.try_into_panic() {
        Ok(panic) => std::panic::resume_unwind(panic),
        Err(_) => Err(DbErr::Custom("the process is shutting down; no transaction was started".to_owned())),
    })
}
