//! A defect of sqlx 0.9.0, and our workaround. A test that fails after an upgrade says which workaround may
//! go (transact-rs/sqlx issue 4393, fixed after 0.9.0).

use std::future::Future as _;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use migration::database::{self, Pending};
use migration::program::Program;
use sea_orm::sqlx::{
    Error, Executor as _, PgPool, Postgres as Database, Row as _, Transaction, postgres::PgPoolOptions,
};
use sea_orm::{ConnectionTrait, DbBackend, Statement};

use crate::support::postgres::Postgres;

/// Whether a statement that is sent alone is its own transaction.
const ALONE: &str = "SELECT transaction_timestamp() = statement_timestamp()";

async fn pool() -> PgPool {
    let url = Postgres::shared().database().await;
    let options = PgPoolOptions::new().max_connections(1).test_before_acquire(false);
    options.connect(&url).await.expect("a pool")
}

/// Starts BEGIN and drops its future. Returns the transaction if it had already begun.
fn begin_dropped(pool: &PgPool) -> Option<Result<Transaction<'static, Database>, Error>> {
    let mut begin = pin!(pool.begin());
    match begin.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(transaction) => Some(transaction),
        Poll::Pending => None,
    }
}

/// If fixed, `migration::database::write` may begin on the caller's task.
#[tokio::test]
async fn a_begin_that_is_dropped_half_way_leaves_the_connection_in_a_transaction() {
    let pool = pool().await;
    let mut tries = 0;
    // BEGIN is sent and its answer not read. On a busy machine the answer may already be there.
    while let Some(begun) = begin_dropped(&pool) {
        begun.expect("a transaction").rollback().await.expect("rolled back");
        tries += 1;
        assert!(tries < 1_000, "no BEGIN was left while it waited");
    }
    let row = pool.fetch_one(ALONE).await.expect("an answer");
    assert!(!row.get::<bool, _>(0), "the driver is mended");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_transaction_that_nobody_takes_is_rolled_back() {
    let url = Postgres::shared().database().await;
    let db = database::open(&url, Program::SERVER, 1, Pending::Apply).await.expect("a database");
    db.execute_unprepared("CREATE TABLE note (text text)").await.expect("a table");
    let mut abandoned = 0;
    for _ in 0..50 {
        {
            let mut begin = pin!(database::write(&db));
            // On a busy machine it may have begun already; then it is abandoned all the same.
            abandoned +=
                usize::from(begin.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
        }
        db.execute_unprepared("INSERT INTO note VALUES ('kept')").await.expect("a row");
        // Sent without preparing, so that the times of transaction and statement are equal.
        let pool = db.get_postgres_connection_pool();
        let row = pool.fetch_one(ALONE).await.expect("an answer");
        assert!(row.get::<bool, _>(0), "what follows is inside the transaction");
    }
    assert!(abandoned > 0, "none was left while it began");
    db.close().await.expect("closed");
    let db = database::open(&url, Program::SERVER, 1, Pending::Refuse).await.expect("a database");
    let count = Statement::from_string(DbBackend::Postgres, "SELECT count(*) FROM note");
    let row = db.query_one_raw(count).await.expect("an answer").expect("a row");
    assert_eq!(row.try_get_by_index::<i64>(0).expect("a number"), 50, "what was written is kept");
}
