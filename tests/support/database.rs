//! What PostgreSQL tells of a database while a story goes on, and pools of a story's own.

use sea_orm::sqlx::postgres::PgPoolOptions;
use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, SqlxPostgresConnector, Statement};

use super::app::TestApp;

/// The name of the connections of [`another_pool`].
const NAME: &str = "story";

/// The number that a statement answers.
pub(crate) async fn number(db: &DatabaseConnection, sql: &str) -> i64 {
    let row = db.query_one_raw(Statement::from_string(DbBackend::Postgres, sql)).await;
    row.expect("an answer").expect("a row").try_get_by_index(0).expect("a number")
}

/// How many transactions have ended so far. PostgreSQL counts one up to ten seconds later.
pub(crate) async fn transactions(db: &DatabaseConnection) -> i64 {
    let sql = "SELECT xact_commit + xact_rollback FROM pg_stat_database WHERE datname = current_database()";
    number(db, sql).await
}

/// How many statements wait for a lock.
pub(crate) async fn waiting_for_locks(db: &DatabaseConnection) -> i64 {
    let sql = "SELECT count(*) FROM pg_stat_activity \
               WHERE datname = current_database() AND wait_event_type = 'Lock'";
    number(db, sql).await
}

/// How many connections of [`another_pool`] there are, and how many of them are inside a transaction in which nobody
/// works.
pub(crate) async fn idle_in_transaction(db: &DatabaseConnection) -> (i64, i64) {
    let of_pool = format!(
        "SELECT count(*) FROM pg_stat_activity \
         WHERE datname = current_database() AND application_name = '{NAME}'"
    );
    let idle = format!("{of_pool} AND state LIKE 'idle in transaction%'");
    (number(db, &of_pool).await, number(db, &idle).await)
}

/// One more pool on an app's database, reached at `port`. It has none of the limits of time that servers set: what
/// stays open in it, or waits in it, does so until the story ends.
pub(crate) async fn another_pool(app: &TestApp, port: u16, connections: u32) -> DatabaseConnection {
    let options = app.db().get_postgres_connection_pool().connect_options();
    let options = options.as_ref().clone().port(port).application_name(NAME);
    let pool = PgPoolOptions::new().max_connections(connections).connect_with(options).await;
    SqlxPostgresConnector::from_sqlx_postgres_pool(pool.expect("a connection"))
}
