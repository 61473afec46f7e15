//! What PostgreSQL reports about a database during a story, and extra connection pools.

use sea_orm::sqlx::postgres::PgPoolOptions;
use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, SqlxPostgresConnector, Statement};

use super::app::TestApp;

/// The application name of the connections of [`another_pool`].
const NAME: &str = "story";

/// Runs a statement that returns one number.
pub(crate) async fn number(db: &DatabaseConnection, sql: &str) -> i64 {
    let row = db.query_one_raw(Statement::from_string(DbBackend::Postgres, sql)).await;
    row.expect("an answer").expect("a row").try_get_by_index(0).expect("a number")
}

/// How many transactions have ended so far. PostgreSQL may count one up to ten seconds late.
pub(crate) async fn transactions(db: &DatabaseConnection) -> i64 {
    let sql = "SELECT xact_commit + xact_rollback FROM pg_stat_database WHERE datname = current_database()";
    number(db, sql).await
}

/// How many statements are waiting for a lock.
pub(crate) async fn waiting_for_locks(db: &DatabaseConnection) -> i64 {
    let sql = "SELECT count(*) FROM pg_stat_activity \
               WHERE datname = current_database() AND wait_event_type = 'Lock'";
    number(db, sql).await
}

/// How many connections of [`another_pool`] there are, and how many of them are idle in a transaction.
pub(crate) async fn idle_in_transaction(db: &DatabaseConnection) -> (i64, i64) {
    let of_pool = format!(
        "SELECT count(*) FROM pg_stat_activity \
         WHERE datname = current_database() AND application_name = '{NAME}'"
    );
    let idle = format!("{of_pool} AND state LIKE 'idle in transaction%'");
    (number(db, &of_pool).await, number(db, &idle).await)
}

/// Another pool on an app's database, reached at `port`. Without the time limits that servers set, so what
/// hangs there hangs until the story ends.
pub(crate) async fn another_pool(app: &TestApp, port: u16, connections: u32) -> DatabaseConnection {
    let options = app.db().get_postgres_connection_pool().connect_options();
    let options = options.as_ref().clone().port(port).application_name(NAME);
    let pool = PgPoolOptions::new().max_connections(connections).connect_with(options).await;
    SqlxPostgresConnector::from_sqlx_postgres_pool(pool.expect("a connection"))
}
