//! Opening a database: connect, set SQLite up, and apply or refuse pending migrations.

use std::time::Duration;

use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr,
    SqliteTransactionMode, Statement, TransactionOptions, TransactionTrait,
    sqlx::sqlite::{SqliteJournalMode, SqliteSynchronous},
};
use sea_orm_migration::MigratorTrait;

use crate::Migrator;

/// PostgreSQL 15, as the server numbers itself.
const OLDEST_POSTGRESQL: i32 = 150_000;

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
    /// The database is older than this program.
    #[error("the database lacks {0} migration(s); run `server migrate` first")]
    Pending(usize),
    /// The server is older than this program was made for.
    #[error("PostgreSQL 15 or newer is needed; this is {0}")]
    TooOld(String),
    /// It could not be reached or read.
    #[error("the database could not be opened")]
    Database(#[from] DbErr),
}

/// Opens the database at `url` (`postgres://…` or `sqlite://…`) with at most `connections`.
pub async fn open(url: &str, connections: u32, pending: Pending) -> Result<DatabaseConnection, OpenError> {
    let mut options = ConnectOptions::new(url);
    options
        .max_connections(connections)
        .acquire_timeout(Duration::from_secs(5))
        .connect_timeout(Duration::from_secs(5))
        .sqlx_logging(false)
        .map_sqlx_sqlite_opts(|sqlite| {
            sqlite
                .create_if_missing(true)
                .journal_mode(SqliteJournalMode::Wal)
                .synchronous(SqliteSynchronous::Normal)
                .busy_timeout(Duration::from_secs(5))
                .foreign_keys(true)
        });
    let db = Database::connect(options).await?;
    refuse_too_old(&db).await?;
    match pending {
        Pending::Apply => Migrator::up(&db, None).await?,
        Pending::Refuse => match Migrator::get_pending_migrations_read_only(&db).await?.len() {
            0 => {}
            count => return Err(OpenError::Pending(count)),
        },
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
pub async fn write(db: &DatabaseConnection) -> Result<DatabaseTransaction, DbErr> {
    db.begin_with_options(TransactionOptions {
        sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
        ..TransactionOptions::default()
    })
    .await
}
