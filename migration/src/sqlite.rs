//! SQLite: its pragmas, and the check that a connection is outside a transaction when it returns to the pool.
//!
//! It never touches PostgreSQL's options.

use std::time::Duration;

use sea_orm::{
    ConnectOptions,
    sqlx::{
        self, Connection, Executor, SqliteConnection,
        pool::PoolOptions,
        sqlite::{Sqlite, SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous},
    },
};

/// How long a statement waits for another writer before it fails with "database is locked".
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);
/// How long the pool waits for a free or a new connection. The programs' own limits are for a database server,
/// which answers within a second or is away. A file is never away, but a busy disk may need seconds to create
/// or open it. Operations have a limit of their own meanwhile.
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(30);

/// Adds the settings that SQLite needs to `options`. It has no effect on other databases.
pub(crate) fn configure(options: &mut ConnectOptions) {
    options
        .map_sqlx_sqlite_opts(pragmas)
        .map_sqlx_sqlite_pool_opts(|pool| close_open_transactions(pool.acquire_timeout(ACQUIRE_TIMEOUT)));
}

fn pragmas(options: SqliteConnectOptions) -> SqliteConnectOptions {
    options
        .create_if_missing(true)
        // Readers and the writer do not wait for each other, and with this NORMAL cannot corrupt the file.
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Normal)
        .busy_timeout(BUSY_TIMEOUT)
        .foreign_keys(true)
}

/// Closes a connection that is still inside a transaction when it returns to the pool.
///
/// When a disk is full, SQLite may roll back a transaction by itself. sqlx then sends ROLLBACK, gets the
/// error "no transaction is active", and from then on counts the connection as inside a transaction. Every
/// later transaction on it becomes a savepoint, and rolling one back leaves the write lock held, so all other
/// connections fail with "database is locked" until the process ends. A ROLLBACK or COMMIT that fails for
/// lack of space leaves the lock held at once.
fn close_open_transactions(options: PoolOptions<Sqlite>) -> PoolOptions<Sqlite> {
    options.after_release(|connection, _| Box::pin(is_outside_transaction(connection)))
}

/// Whether neither SQLite nor sqlx has a transaction open on `connection`.
///
/// The ROLLBACK asks SQLite, which refuses it if, and only if, no transaction is active. The answer arrives
/// after any rollback that a dropped transaction has queued, so sqlx's own count is final when it is read.
async fn is_outside_transaction(connection: &mut SqliteConnection) -> Result<bool, sqlx::Error> {
    let had_open_transaction = connection.execute("ROLLBACK").await.is_ok();
    let is_miscounted = connection.is_in_transaction();
    if had_open_transaction {
        tracing::warn!("closing a SQLite connection with an open transaction; its changes are rolled back");
    } else if is_miscounted {
        // The cause of SQLite's rollback is logged where the statement failed.
        tracing::debug!("closing a SQLite connection after SQLite rolled its transaction back");
    }
    Ok(!had_open_transaction && !is_miscounted)
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use sea_orm::{ConnectionTrait, DatabaseConnection, DbErr};

    use super::*;
    use crate::{
        database::{self, Pending},
        program::Program,
    };

    const CONNECTIONS: u32 = 2;

    /// A database with a table, and its folder, which the test removes at the end.
    async fn open(name: &str) -> (DatabaseConnection, PathBuf) {
        let folder = std::env::temp_dir().join(format!("migration-{}-{name}", std::process::id()));
        std::fs::create_dir_all(&folder).expect("a folder");
        let url = format!("sqlite://{}", folder.join("test.sqlite").display());
        let db =
            database::open(&url, Program::SERVER, CONNECTIONS, Pending::Apply).await.expect("a database");
        db.execute_unprepared("CREATE TABLE entry (content BLOB)").await.expect("a table");
        (db, folder)
    }

    /// Runs `statement` on every connection of the pool.
    async fn on_each(db: &DatabaseConnection, statement: &'static str) {
        let pool = db.get_sqlite_connection_pool();
        let mut held = Vec::new();
        for _ in 0..CONNECTIONS {
            held.push(pool.acquire().await.expect("a connection"));
        }
        for connection in &mut held {
            connection.execute(statement).await.expect(statement);
        }
    }

    async fn fill(db: &DatabaseConnection) -> Result<(), DbErr> {
        let tx = database::write(db).await?;
        tx.execute_unprepared("INSERT INTO entry VALUES (zeroblob(1000000))").await?;
        tx.commit().await
    }

    /// With `max_page_count`, SQLite returns `SQLITE_FULL` as it does for a full disk.
    #[tokio::test]
    async fn after_a_full_disk_every_connection_writes_again() {
        let (db, folder) = open("full").await;
        for _ in 0..6 {
            // The pragma applies to one connection; SQLite raises the value to the present size.
            on_each(&db, "PRAGMA max_page_count = 1").await;
            let error = fill(&db).await.expect_err("the disk is full").to_string();
            assert!(error.contains("full"), "{error}");
        }
        on_each(&db, "PRAGMA max_page_count = 4294967294").await;
        for _ in 0..2 {
            // Dropped half-way, like a use case that a rule refuses.
            let tx = database::write(&db).await.expect("a transaction");
            tx.execute_unprepared("INSERT INTO entry VALUES ('rolled back')").await.expect("space");
            drop(tx);
        }
        on_each(&db, "INSERT INTO entry VALUES ('kept')").await;
        db.close().await.expect("it closes");
        let url = format!("sqlite://{}", folder.join("test.sqlite").display());
        let db = database::open(&url, Program::SERVER, 1, Pending::Refuse).await.expect("a database");
        let rows = db
            .query_all_raw(sea_orm::Statement::from_string(
                sea_orm::DbBackend::Sqlite,
                "SELECT content FROM entry",
            ))
            .await
            .expect("rows");
        assert_eq!(rows.len(), CONNECTIONS as usize, "what was kept, and nothing else");
        db.close().await.expect("it closes");
        std::fs::remove_dir_all(folder).expect("the folder is there");
    }

    /// A file that is locked, or lies on a slow disk, opens later. The limit for a database server does not
    /// apply.
    #[tokio::test]
    async fn a_file_that_opens_slowly_is_waited_for() {
        let folder = std::env::temp_dir().join(format!("migration-{}-slow", std::process::id()));
        std::fs::create_dir_all(&folder).expect("a folder");
        let file = folder.join("test.sqlite");
        let options = SqliteConnectOptions::new().filename(&file).create_if_missing(true);
        let mut holder = SqliteConnection::connect_with(&options).await.expect("a connection");
        holder.execute("BEGIN EXCLUSIVE").await.expect("the lock of the file");
        let program = Program::Server { execution: Duration::from_secs(1) };
        let (limit, url) = (program.acquire_timeout(), format!("sqlite://{}", file.display()));
        let unlocking = async {
            tokio::time::sleep(limit + Duration::from_millis(300)).await;
            holder.execute("COMMIT").await.expect("unlocked");
            holder.close().await.expect("it closes");
        };
        let opening = database::open(&url, program, CONNECTIONS, Pending::Apply);
        let (opened, ()) = tokio::join!(opening, unlocking);
        let db = opened.expect("a database");
        db.close().await.expect("it closes");
        std::fs::remove_dir_all(folder).expect("the folder is there");
    }

    /// A connection with an open transaction never stays in the pool, however the transaction was left open.
    #[tokio::test]
    async fn a_connection_inside_a_transaction_does_not_return() {
        let (db, folder) = open("open").await;
        let pool = db.get_sqlite_connection_pool();
        let mut connection = pool.acquire().await.expect("a connection");
        connection.execute("BEGIN IMMEDIATE").await.expect("a transaction that sqlx does not know of");
        connection.return_to_pool().await;
        on_each(&db, "INSERT INTO entry VALUES ('kept')").await;
        db.close().await.expect("it closes");
        std::fs::remove_dir_all(folder).expect("the folder is there");
    }
}
