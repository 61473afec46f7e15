//! A worker that has nothing to do does next to nothing: commands and transactions are counted, and no time is
//! judged. `cargo bench --bench load -- idle` measures the processor's time as well.

use std::time::Duration;

use tokio::time::Instant;

use crate::support::database::transactions;
use crate::support::relay::Relay;
use crate::support::site::{LIMIT, Site};

/// How long is counted: several beats of everything that a worker does by itself.
const SPAN: Duration = Duration::from_secs(8);
/// How many spans are looked at. PostgreSQL counts a transaction up to ten seconds later, and its own vacuum's as well:
/// a span may hold what is not the worker's. A worker that spins spins in each of them.
const SPANS: usize = 6;
/// The most Redis commands a second, those inside scripts among them.
const COMMANDS: f64 = 10.0;
/// The most transactions a second, those of the server beside it among them.
const TRANSACTIONS: f64 = 5.0;
/// What may fall into a span besides: what is done each half minute, and the counting itself.
const SLACK: f64 = 25.0;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_idle_worker_asks_redis_and_the_database_for_next_to_nothing() {
    let relay = Relay::start().await;
    let site = Site::new(relay.url()).await;
    let (_server, browser) = site.server();
    let _worker = site.worker();
    // It is at work, and then has nothing to do.
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
