//! Opening a database: connect, set the connections up, and apply or refuse pending migrations; and beginning a
//! transaction. What a connection may take in time is set here and nowhere else.

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

/// PostgreSQL 15, as the server numbers itself.
const OLDEST_POSTGRESQL: i32 = 150_000;

/// A connection that has been idle for this long is pinged before it is used: whoever uses one at once after
/// another pays no round trip for it.
const PING_AFTER: Duration = Duration::from_secs(1);

/// What to do when the database is older than the code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pending {
    /// Bring it up to date (the embedded mode, and `server migrate`).
    Apply,
    /// Refuse to start: several servers must not race to change a schema.
    Refuse,
}

/// Why a database could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// Its schema is not one that this program can work on.
    #[error(transparent)]
    Misfit(#[from] Misfit),
    /// Another run changes it.
    #[error(
        "another `server migrate` was at work on this database for more than {0} s; see what holds it up"
    )]
    Busy(u64),
    /// The server is older than this program was made for.
    #[error("PostgreSQL 15 or newer is needed; this is {0}")]
    TooOld(String),
    /// No connection can be made.
    #[error(transparent)]
    Unusable(#[from] Unusable),
    /// It could not be reached or read.
    #[error("the database could not be opened")]
    Database(#[from] DbErr),
}

/// Opens the database at `url` (`postgres://…` or `sqlite://…`) for `program`, with at most `connections`.
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
    if url.starts_with("postgres") {
        first_connection::check(url).await?;
    }
    let db = Database::connect(options).await?;
    refuse_too_old(&db).await?;
    match pending {
        Pending::Apply => upgrade::apply(&db, url).await?,
        Pending::Refuse => history::refuse_misfit(&db).await?,
    }
    Ok(db)
}

/// What runs on an older PostgreSQL only seems to.
async fn refuse_too_old(db: &DatabaseConnection) -> Result<(), OpenError> {
    if db.get_database_backend() != DbBackend::Postgres {
        return Ok(());
    }
    let ask = "SELECT current_setting('server_version_num')::int, current_setting('server_version')";
    let Some(row) = db.query_one_raw(Statement::from_string(DbBackend::Postgres, ask)).await? else {
        return Err(OpenError::TooOld("a server that does not tell its version".to_owned()));
    };
    let (number, version) = (row.try_get_by_index::<i32>(0)?, row.try_get_by_index::<String>(1)?);
    if number < OLDEST_POSTGRESQL { Err(OpenError::TooOld(version)) } else { Ok(()) }
}

/// Begins a transaction that will write.
///
/// SQLite has one writer: a transaction that first reads and then wants to write fails when another
/// wrote meanwhile, so it takes the write lock at once. PostgreSQL ignores the option.
///
/// BEGIN runs on a task of its own. The driver (sqlx 0.9.0) notes that a transaction is open only after the
/// server's answer, so a caller that is dropped while it waits would leave its connection inside a transaction that
/// nobody ends, and the next user of the connection would work in it. Here the answer is always awaited; if
/// nobody takes the transaction any more, it is dropped whole, and rolled back. `tests/sqlx.rs` says when the driver
/// is mended.
pub async fn write(db: &DatabaseConnection) -> Result<DatabaseTransaction, DbErr> {
    let db = db.clone();
    let begin = async move {
        let immediate = Some(SqliteTransactionMode::Immediate);
        let options = TransactionOptions { sqlite_transaction_mode: immediate, ..Default::default() };
        #[expect(clippy::disallowed_methods, reason = "this is the one place that begins a transaction")]
        db.begin_with_options(options).await
    };
    #[expect(clippy::disallowed_methods, reason = "it must end by itself, whatever becomes of the caller")]
    let transaction = tokio::spawn(begin).await;
    transaction.unwrap_or_else(|ended| match ended.try_into_panic() {
        Ok(panic) => std::panic::resume_unwind(panic),
        Err(_) => Err(DbErr::Custom("the process is ending; no transaction was begun".to_owned())),
    })
}
