//! A run: mails under way, faults on a seeded schedule, and the verdict at the end.

use std::collections::HashSet;
use std::time::Duration;

use entity::outbox::{self, State};
use rand::rngs::StdRng;
use rand::{RngExt as _, SeedableRng as _};
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _, QuerySelect as _};
use tokio::time::Instant;
use uuid::Uuid;

use crate::check::{Cuts, Verdict, judge};
use crate::mails;
use crate::relay::Temper;
use crate::site::{Site, Worker};

/// The size of a run.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Extent {
    /// How many mails are sent.
    pub(crate) mails: usize,
    /// How many worker processes run at a time.
    pub(crate) workers: usize,
    /// The time over which mails and faults are spread.
    pub(crate) span: Duration,
    /// How many workers are killed; each is replaced at once.
    pub(crate) kills: usize,
    /// How often Redis is restarted and loses its data.
    pub(crate) redis_restarts: usize,
    /// How often FLUSHALL is run.
    pub(crate) flushes: usize,
    /// How often PostgreSQL is restarted.
    pub(crate) postgres_restarts: usize,
    /// How the relay behaves.
    pub(crate) temper: Temper,
    /// How long after the last fault everything may take to finish.
    pub(crate) timeout: Duration,
}

#[derive(Clone, Copy, Debug)]
enum Fault {
    Kill,
    RedisRestart,
    Flush,
    PostgresRestart,
}

/// Executes a run. The same seed draws the same mails and faults.
pub(crate) async fn run(seed: u64, extent: &Extent) -> Verdict {
    let mut rng = StdRng::seed_from_u64(seed);
    let planned = mails::plan(extent.mails, extent.span, &mut rng);
    let faults = schedule(extent, &mut rng);
    let mut site = Site::new(extent.temper).await;
    mails::make_accounts(&site).await;
    let mut workers = Vec::new();
    for _ in 0..extent.workers {
        workers.push(site.worker().await);
    }
    let began = Instant::now();
    // Mails have their own connection, because they are queued while faults are caused.
    let queueing = Queueing::begin(&site, planned.clone(), began);
    let mut cuts = Cuts::new();
    for (at, fault) in faults {
        tokio::time::sleep_until(began + at).await;
        inflict(fault, &mut site, &mut workers, &mut cuts, &mut rng).await;
    }
    queueing.end().await;
    let rested = tokio::time::timeout(extent.timeout, come_to_rest(&site, planned.len())).await;
    let rows = outbox::Entity::find().all(&site.db).await.expect("rows");
    let mut verdict = judge(&planned, &rows, &site.relay.journal(), &cuts);
    if rested.is_err() {
        verdict.breaches.push(format!("mails still under way {:?} after the last fault", extent.timeout));
    }
    verdict.breaches.extend(site.alarming_lines().into_iter().map(|line| format!("a worker said: {line}")));
    verdict
}

/// The task that queues the mails of a run.
struct Queueing(tokio::task::JoinSet<()>);

impl Queueing {
    fn begin(site: &Site, planned: Vec<mails::Planned>, began: Instant) -> Self {
        let mut tasks = tokio::task::JoinSet::new();
        let db = site.db.clone();
        tasks.spawn(async move { mails::queue_all(&db, &planned, began).await });
        Self(tasks)
    }

    async fn end(mut self) {
        while let Some(ended) = self.0.join_next().await {
            ended.expect("all mails are queued");
        }
    }
}

/// All faults of a run, with their times.
fn schedule(extent: &Extent, rng: &mut StdRng) -> Vec<(Duration, Fault)> {
    let kinds = [
        (Fault::Kill, extent.kills),
        (Fault::RedisRestart, extent.redis_restarts),
        (Fault::Flush, extent.flushes),
        (Fault::PostgresRestart, extent.postgres_restarts),
    ];
    let faults = kinds.iter().flat_map(|(fault, count)| std::iter::repeat_n(*fault, *count));
    let mut faults: Vec<_> = faults.map(|fault| (extent.span.mul_f64(rng.random()), fault)).collect();
    faults.sort_by_key(|(at, _)| *at);
    faults
}

async fn inflict(
    fault: Fault,
    site: &mut Site,
    workers: &mut Vec<Worker>,
    cuts: &mut Cuts,
    rng: &mut StdRng,
) {
    match fault {
        Fault::Kill => {
            let victim = workers.swap_remove(rng.random_range(0..workers.len()));
            let door = victim.kill();
            cuts.extend(held(site).await.into_iter().map(|mail| (door, mail)));
            workers.push(site.worker().await);
        }
        Fault::RedisRestart => site.redis.restart(),
        Fault::Flush => site.redis.flush_all(),
        Fault::PostgresRestart => site.postgres.restart(),
    }
}

/// The mails that are being sent, or were when their process died.
pub(crate) async fn held(site: &Site) -> HashSet<Uuid> {
    let sending = outbox::Entity::find()
        .select_only()
        .column(outbox::Column::Id)
        .filter(outbox::Column::State.eq(State::Sending))
        .into_tuple();
    let held: Vec<Uuid> = sending.all(&site.db).await.expect("the database is there between faults");
    held.into_iter().collect()
}

/// Waits until every planned mail has a row, and each row is in a final state or waits because its address
/// has had its share.
pub(crate) async fn come_to_rest(site: &Site, planned: usize) {
    let ended = "SELECT count(*) FROM mail_outbox WHERE state NOT IN ('QUEUED', 'RETRY', 'SENDING') \
                 OR (state = 'RETRY' AND last_error = 'ADDRESS_QUOTA')";
    while site.count(ended).await.is_ok_and(|ended| usize::try_from(ended).is_ok_and(|n| n < planned)) {
        // Nothing notifies us when the last lease has lapsed and its mail has ended.
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
}
