//! Measurements: how long recovery takes, how soon a mail leaves, what an outage leaves behind.
//!
//! They are programs rather than tests: each prints its results beside the aims, and fails only if mail is
//! lost or the queue holds more than it may. Times depend on this machine and its load.

use std::time::Duration;

use rand::SeedableRng as _;
use rand::rngs::StdRng;
use tokio::time::Instant;

use crate::mails::{self, Planned};
use crate::relay::{Begun, Temper};
use crate::site::{CONCURRENCY, Site, connect_to};
use crate::{say, setting, spread};

/// The number of due ids at which apalis-redis 1.0.0 stops fetching.
const WEDGE: u64 = 8_000;

/// `count` mails that are due at once; each seed gives different mails.
fn links(count: usize, seed: u64) -> Vec<Planned> {
    let plan = mails::plan(count * 4 + 16, Duration::ZERO, &mut StdRng::seed_from_u64(seed));
    let is_link = |planned: &Planned| matches!(planned.mail, entity::outbox::Mail::RegistrationLink { .. });
    let links: Vec<_> = plan.into_iter().filter(is_link).take(count).collect();
    assert_eq!(links.len(), count, "a plan of enough mails");
    links
}

async fn queue(site: &Site, mails: &[Planned]) {
    for batch in mails.chunks(500) {
        mails::queue(&site.db, batch).await.expect("mails are queued");
    }
}

async fn site_with_workers(temper: Temper, workers: usize) -> (Site, Vec<crate::site::Worker>) {
    let mut site = Site::new(temper).await;
    mails::make_accounts(&site).await;
    let mut running = Vec::new();
    for _ in 0..workers {
        running.push(site.worker().await);
    }
    // Workers are ready when they have sent a mail.
    queue(&site, &links(1, 0)).await;
    site.relay.wait_for(1).await;
    (site, running)
}

fn accepted_after(journal: &[Begun], from: Instant) -> Vec<Duration> {
    let times = journal.iter().filter_map(|begun| begun.accepted_at);
    times.filter_map(|at| at.checked_duration_since(from)).collect()
}

/// Kills a worker before DATA while all its permits are in use: how long until another worker has sent those
/// mails.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "measures: cargo faults recovery_after_a_death"]
async fn recovery_after_a_death() {
    let mut times = Vec::new();
    for _ in 0..setting("UKETORI_FAULTS_ROUNDS", 3) {
        let (mut site, mut workers) = site_with_workers(Temper::default(), 1).await;
        site.relay.hold(true);
        queue(&site, &links(CONCURRENCY, 1)).await;
        site.relay.wait_for_waiting(CONCURRENCY).await;
        let _second = site.worker().await;
        let killed_at = Instant::now();
        workers.remove(0).kill();
        site.relay.hold(false);
        site.relay.wait_for(CONCURRENCY + 1).await;
        times.extend(accepted_after(&site.relay.journal(), killed_at));
    }
    say(&format!("sent after the death of its worker (aim: at most 35 s): {}", spread(times)));
}

/// FLUSHALL while Redis holds ids that no worker has claimed.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "measures: cargo faults healing_after_a_flush"]
async fn healing_after_a_flush() {
    let mails = setting("UKETORI_FAULTS_MAILS", 200);
    let (site, _workers) = site_with_workers(Temper::default(), 2).await;
    site.relay.hold(true);
    queue(&site, &links(mails, 1)).await;
    site.relay.wait_for_waiting(2 * CONCURRENCY).await;
    let flushed_at = Instant::now();
    site.redis.flush_all();
    site.relay.hold(false);
    site.relay.wait_for(mails + 1).await;
    let times = accepted_after(&site.relay.journal(), flushed_at);
    say(&format!("{mails} mails sent after FLUSHALL (aim: the last within 30 s): {}", spread(times)));
    assert_eq!(site.relay.accepted(), mails + 1, "each once");
}

/// One mail at a time: the time from its commit until the relay sees a connection.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "measures: cargo faults time_to_the_relay"]
async fn time_to_the_relay() {
    let (mut site, _workers) = site_with_workers(Temper::default(), 2).await;
    let count = setting("UKETORI_FAULTS_MAILS", 100);
    let times = one_by_one(&site, count).await;
    say(&format!("commit to first byte, idle (aim: p50 100, p99 500 ms): {}", spread(times)));
    site.redis.kill();
    let times = one_by_one(&site, count.div_ceil(4)).await;
    say(&format!("the same without Redis (aim: at most 2,000 ms): {}", spread(times)));
}

async fn one_by_one(site: &Site, count: usize) -> Vec<Duration> {
    let mut times = Vec::new();
    for (number, mail) in links(count, site.relay.accepted() as u64 + 1).into_iter().enumerate() {
        let before = site.relay.accepted();
        mails::queue(&site.db, &[mail]).await.expect("a mail is queued");
        let committed_at = Instant::now();
        site.relay.wait_for(before + 1).await;
        let journal = site.relay.journal();
        let connected_at = journal.last().expect("a mail").connected_at;
        times.push(connected_at.saturating_duration_since(committed_at));
        // Idle again, and not synchronized with anything periodic.
        tokio::time::sleep(Duration::from_millis(150 + number as u64 * 37 % 200)).await;
    }
    times
}

/// Mails that came due during an outage, with several workers starting at once: all are sent, and Redis never
/// holds more ids than apalis can fetch.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "measures: cargo faults after_an_outage"]
async fn after_an_outage() {
    let mails = setting("UKETORI_FAULTS_MAILS", 50_000);
    let mut site = Site::new(Temper::default()).await;
    mails::make_accounts(&site).await;
    queue(&site, &links(mails, 1)).await;
    let began = Instant::now();
    let mut workers = Vec::new();
    for _ in 0..setting("UKETORI_FAULTS_WORKERS", 4) {
        workers.push(site.worker().await);
    }
    let (mut most, mut all) = (0, std::pin::pin!(site.relay.wait_for(mails)));
    loop {
        tokio::select! {
            () = &mut all => break,
            // Samples as often as possible.
            ids = ids(&site) => most = most.max(ids),
        }
    }
    let took = began.elapsed().as_secs_f64();
    say(&format!(
        "{mails} mails due at once: all accepted after {took:.0} s; most ids in Redis {most} (must stay \
         under {WEDGE})"
    ));
    assert!(most < WEDGE);
    assert_eq!(site.relay.accepted(), mails, "each once");
}

/// How many ids wait in Redis.
async fn ids(site: &Site) -> u64 {
    let mut connection = connect_to(&site.redis).await;
    let mut lengths = redis::pipe();
    for lane in entity::outbox::Lane::ALL {
        let name = format!("uketori-mail-{}", lane.name());
        lengths.zcard(format!("{name}:scheduled")).llen(format!("{name}:active"));
    }
    let lengths: Vec<u64> = lengths.query_async(&mut connection).await.expect("numbers");
    tokio::time::sleep(Duration::from_millis(20)).await;
    lengths.iter().sum()
}
