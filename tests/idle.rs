//! An idle worker does almost nothing: its commands and transactions are counted; times are not. `cargo bench
//! --bench load -- idle` also measures CPU time.

use std::time::Duration;

use tokio::time::Instant;

use crate::support::database::transactions;
use crate::support::relay::Relay;
use crate::support::site::{LIMIT, Site};

/// How long is counted: several periods of everything that a worker does by itself.
const SPAN: Duration = Duration::from_secs(8);
/// How many spans are counted. PostgreSQL counts a transaction up to ten seconds late, and those of its
/// vacuum as well, so a span may include more than the worker's. A worker that spins does so in each of them.
const SPANS: usize = 6;
/// The most Redis commands a second, including those inside scripts.
const COMMANDS: f64 = 10.0;
/// The most transactions a second, including those of the server.
const TRANSACTIONS: f64 = 5.0;
/// What may be added to a span: what happens every half minute, and the counting itself.
const SLACK: f64 = 25.0;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_idle_worker_asks_redis_and_the_database_for_next_to_nothing() {
    let relay = Relay::start().await;
    let site = Site::new(relay.url()).await;
    let (_server, browser) = site.server();
    let _worker = site.worker();
    // It has some work, and then is idle.
    browser.start_registration("a@example.com").await;
    relay.wait_for(1, LIMIT).await;
    let db = site.db().await;

    let mut found = Vec::new();
    for _ in 0..SPANS {
        let (began, commands, before) = (Instant::now(), site.redis.commands(), transactions(&db).await);
        tokio::time::sleep(SPAN).await;
        let (commands, after) = (site.redis.commands() - commands, transactions(&db).await);
        let seconds = began.elapsed().as_secs_f64();
        let most = |rate: f64| rate * seconds + SLACK;
        #[expect(clippy::cast_precision_loss, reason = "small numbers")]
        let (commands, transactions) = (commands as f64, (after - before) as f64);
        if commands <= most(COMMANDS) && transactions <= most(TRANSACTIONS) {
            return;
        }
        found.push(format!("{commands} Redis commands and {transactions} transactions in {seconds:.1} s"));
    }
    panic!("it is never at rest: {}", found.join("; "));
}
