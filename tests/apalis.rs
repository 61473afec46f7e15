//! The defects of apalis-redis 1.0.0. Each defect that our queue works around has a test that it still
//! exists: a test that fails after an upgrade says which workaround may go. `queue.rs` shows that the queue
//! does not suffer from them.

use std::task::{Context, Poll};
use std::time::Duration;

use apalis::prelude::{
    BackendExt as _, Data, PollSnapshot, PollStrategy, TaskBuilder, TaskSink as _, WorkerBuilder,
};
use apalis_redis::{Config, RedisStorage};
use redis::aio::{ConnectionManager, ConnectionManagerConfig};
use tokio::sync::mpsc;

use crate::support::redis::Redis;

/// Longer than anything here takes; what has not happened by then never happens.
const TIMEOUT: Duration = Duration::from_mins(3);

/// A Redis with apalis, with the settings of our queue except the codec and the polling.
struct Bench {
    redis: Redis,
    connection: ConnectionManager,
    /// The tasks that were started, as reported by [`Bench::worker`].
    begun: (mpsc::UnboundedSender<u32>, mpsc::UnboundedReceiver<u32>),
}

impl Bench {
    async fn new() -> Self {
        let redis = Redis::start();
        // As in `apalis_redis::connect`, except for its half a second until a busy machine must answer.
        let patient = ConnectionManagerConfig::new()
            .set_connection_timeout(Some(TIMEOUT))
            .set_response_timeout(Some(TIMEOUT));
        let client = redis::Client::open(redis.url()).expect("a URL");
        let connection = client.get_connection_manager_with_config(patient).await.expect("a connection");
        Self { redis, connection, begun: mpsc::unbounded_channel() }
    }

    fn storage(&self, config: Config) -> RedisStorage<u32> {
        RedisStorage::new(self.connection.clone()).with_config(config)
    }

    /// Runs a worker until it ends by itself or is dropped. Returns how it ended.
    fn worker(&self, name: &str, config: Config) -> impl Future<Output = String> + use<> {
        let polled = self.storage(config).poll_with_interval(Duration::from_millis(20));
        let worker = WorkerBuilder::new(name).backend(polled).data(self.begun.0.clone()).build(tell);
        async move {
            let ended = tokio::time::timeout(TIMEOUT, worker.run()).await;
            format!("{:?}", ended.expect("a worker that ends"))
        }
    }

    /// Runs a worker until it has started `count` tasks, then drops it, as `kill -9` would.
    async fn work(&mut self, name: &str, config: Config, count: usize) {
        let worker = self.worker(name, config);
        let all = async {
            for _ in 0..count {
                self.begun.1.recv().await.expect("the sender is a field beside");
            }
        };
        tokio::select! {
            ended = worker => panic!("{ended}"),
            () = all => {}
        }
    }

    async fn ask<T: redis::FromRedisValue>(&self, words: &[&str]) -> T {
        let mut command = redis::cmd(words[0]);
        command.arg(&words[1..]);
        command.query_async(&mut self.connection.clone()).await.expect("Redis answers")
    }
}

fn config() -> Config {
    let config = Config::default().queue("q").batch_size(1).lock_tasks(false).emit_events(false);
    config.heartbeat_interval(Duration::from_secs(2)).missed_heartbeats(90) // three minutes: nobody is dead
}

async fn tell(number: u32, begun: Data<mpsc::UnboundedSender<u32>>) {
    begun.send(number).expect("somebody listens");
}

/// T1: if fixed, the default can replace our own heartbeat.
#[test]
fn a_dead_worker_is_missed_after_five_minutes_by_default() {
    assert_eq!(Config::default().orphaned_duration(), Duration::from_mins(5));
}

/// T1, T9: if fixed, a worker needs no new name at each start.
/// T6: if fixed, the outbox need not count attempts at the claim.
#[tokio::test]
async fn a_worker_that_comes_back_under_its_name_is_refused_and_its_attempt_is_not_counted() {
    let mut bench = Bench::new().await;
    bench.storage(config()).push(1).await.expect("a task");
    bench.work("w", config(), 1).await;
    let ids: Vec<String> = bench.ask(&["HKEYS", "q:data"]).await;
    let attempts: String = bench.ask(&["HGET", &format!("q:meta:{}", ids[0]), "attempts"]).await;
    assert_eq!(attempts, "0");
    let ended = bench.worker("w", config()).await;
    assert!(ended.contains("still active within threshold"), "{ended}");
}

/// T9: if fixed, a worker needs no new name after an orderly end either.
#[tokio::test]
async fn an_orderly_end_leaves_the_name_behind() {
    let bench = Bench::new().await;
    let polled = bench.storage(config()).poll_with_interval(Duration::from_millis(20));
    let worker = WorkerBuilder::new("w").backend(polled).data(bench.begun.0.clone()).build(tell);
    worker.run_until(async { Ok::<_, std::io::Error>(()) }).await.expect("an orderly end");
    let names: Vec<String> = bench.ask(&["ZRANGE", "q:workers", "0", "-1"]).await;
    if !names.is_empty() {
        let ended = bench.worker("w", config()).await;
        assert!(ended.contains("still active within threshold"), "{ended}");
    }
    assert_eq!(names, ["w"]);
}

/// T17: if fixed, workers can register with apalis' script. Its data about workers never expire, and it
/// writes to a key that all installations on a Redis share, whatever their prefix.
#[tokio::test]
async fn a_registration_leaves_keys_behind_and_goes_beyond_its_queue() {
    let bench = Bench::new().await;
    let polled = bench.storage(config()).poll_with_interval(Duration::from_millis(20));
    let worker = WorkerBuilder::new("w").backend(polled).data(bench.begun.0.clone()).build(tell);
    worker.run_until(async { Ok::<_, std::io::Error>(()) }).await.expect("an orderly end");
    let keys = bench.redis.keys();
    let lasts = |key: &str| keys.iter().any(|(name, millis)| name == key && *millis == -1);
    assert!(lasts("q:workers:metadata:w") && lasts("core:apalis:queues:list"), "{keys:?}");
}

/// T18: if fixed, one of apalis' strategies can decide when to ask Redis. Now it is asked at every poll of
/// the worker's task.
#[tokio::test]
async fn a_strategy_that_never_says_so_is_not_waited_for() {
    struct Never;
    impl PollStrategy for Never {
        fn poll_drive(&mut self, _: &mut Context<'_>, _: &PollSnapshot) -> Poll<Option<()>> {
            Poll::Pending
        }
    }
    let mut bench = Bench::new().await;
    bench.storage(config()).push(1).await.expect("a task");
    let polled = bench.storage(config()).poll_with_strategy(Never);
    let worker = WorkerBuilder::new("w").backend(polled).data(bench.begun.0.clone()).build(tell);
    let mut tasks = tokio::task::JoinSet::new();
    tasks.spawn(worker.run());
    let fetched = tokio::time::timeout(TIMEOUT, bench.begun.1.recv()).await;
    assert_eq!(fetched, Ok(Some(1)));
}

/// T2: if fixed, the queue needs neither its cap nor its way out.
#[tokio::test]
async fn eight_thousand_due_tasks_stop_everything() {
    let bench = Bench::new().await;
    let mut storage = bench.storage(config());
    for _ in 0..16 {
        storage.push_bulk((0..500).collect()).await.expect("tasks");
    }
    let waiting: (usize, usize) = redis::pipe()
        .zcard("q:scheduled")
        .llen("q:active")
        .query_async(&mut bench.connection.clone())
        .await
        .expect("two numbers");
    assert_eq!(waiting, (8_000, 0), "T11: a push that goes to the active list would be told to workers");
    let ended = bench.worker("w", config()).await;
    assert!(ended.contains("too many results to unpack"), "{ended}");
}

/// T3: if fixed, a key would be enough, without a time to live.
#[tokio::test]
async fn a_key_without_a_time_to_live_keeps_nothing_out() {
    let bench = Bench::new().await;
    for (ttl, expected) in [(None, 3), (Some(Duration::from_mins(1)), 4)] {
        let mut storage = bench.storage(config().idempotency_ttl(ttl));
        for _ in 0..3 {
            let task = TaskBuilder::new(1).idempotency_key("the same").build();
            storage.push_task(task).await.expect("a task");
        }
        let waiting: usize = bench.ask(&["ZCARD", "q:scheduled"]).await;
        assert_eq!(waiting, expected, "with {ttl:?}");
    }
}

/// T5: if fixed, the codec may fail.
#[tokio::test]
async fn a_payload_that_cannot_be_read_ends_the_worker() {
    let bench = Bench::new().await;
    bench.storage(config()).push(1).await.expect("a task");
    let ids: Vec<String> = bench.ask(&["HKEYS", "q:data"]).await;
    let _: usize = bench.ask(&["HSET", "q:data", &ids[0], "not a number"]).await;
    let ended = bench.worker("w", config()).await;
    assert!(ended.starts_with("Err"), "{ended}");
    let held: usize = bench.ask(&["SCARD", "q:inflight:w"]).await;
    assert_eq!(held, 1, "and the next worker will get it");
}

/// T7: if fixed, the queue need not complete tasks with its own script.
#[tokio::test]
async fn what_is_done_stays() {
    let mut bench = Bench::new().await;
    let mut storage = bench.storage(config());
    storage.push_bulk(vec![1, 2, 3]).await.expect("tasks");
    bench.work("w", config(), 3).await;
    // The end of the third task may have been cut off with the worker. Earlier ones were reported with the
    // next fetch.
    let done: usize = bench.ask(&["SCARD", "q:done"]).await;
    assert!(done > 0, "nothing was told to be done");
    let _: usize = vacuum(&bench).await;
    let still: usize = bench.ask(&["SCARD", "q:done"]).await;
    assert_eq!(still, done, "vacuum leaves the set");
}

async fn vacuum(bench: &Bench) -> usize {
    use apalis_core::backend::Vacuum as _;
    bench.storage(config()).vacuum().await.expect("vacuumed")
}

/// T10: if fixed, the supervisor that restarts workers can be simpler.
#[tokio::test]
async fn the_loss_of_redis_ends_the_worker() {
    let mut bench = Bench::new().await;
    for fault in ["FLUSHALL", "restart"] {
        let name = format!("w-{fault}");
        bench.storage(config()).push(1).await.expect("a task");
        let worker = bench.worker(&name, config());
        let redis = &mut bench.redis;
        let fault = async {
            bench.begun.1.recv().await.expect("a task was begun");
            if fault == "FLUSHALL" {
                redis.flush_all();
            } else {
                redis.restart();
            }
            std::future::pending::<()>().await;
        };
        tokio::select! {
            ended = worker => assert!(ended.starts_with("Err"), "{ended}"),
            () = fault => {}
        }
    }
}

/// T11: if fixed, an idle worker can wait for a notification instead of polling.
#[tokio::test]
async fn an_idle_worker_is_told_of_nothing() {
    let mut bench = Bench::new().await;
    let slow = config().heartbeat_interval(Duration::from_hours(1));
    let idle =
        WorkerBuilder::new("idle").backend(bench.storage(slow)).data(bench.begun.0.clone()).build(tell);
    // In its own task, because it polls whenever its task is woken, by anything.
    let mut tasks = tokio::task::JoinSet::new();
    tasks.spawn(idle.run());
    // Another worker, which polls, measures the time: five hundred tasks to settle, then as many after the
    // push.
    let other = config().queue("other");
    for round in 0..2 {
        if round == 1 {
            bench.storage(config()).push(1).await.expect("a task");
        }
        bench.storage(other.clone()).push_bulk((100..600).collect()).await.expect("tasks");
        let worker = bench.worker(&format!("looks-{round}"), other.clone());
        let all = async {
            for _ in 0..500 {
                let number = bench.begun.1.recv().await.expect("the sender is a field beside");
                assert!(number >= 100, "the idle worker was told");
            }
        };
        tokio::select! {
            ended = worker => panic!("{ended}"),
            () = all => {}
        }
    }
    assert!(tasks.try_join_next().is_none(), "the idle worker has ended");
}

/// T12: if fixed, results need not be kept.
#[tokio::test]
async fn results_that_are_not_kept_are_not_acknowledged() {
    let mut bench = Bench::new().await;
    bench.storage(config()).push_bulk(vec![1, 2, 3]).await.expect("tasks");
    bench.work("w", config().persist_results(false), 3).await;
    let held: usize = bench.ask(&["SCARD", "q:inflight:w"]).await;
    assert_eq!(held, 3, "all were done, and are still under way");
}

/// T14: if fixed, acknowledgements need no script of ours. Now one that fails ends all others.
#[tokio::test]
async fn an_acknowledgement_that_fails_ends_the_worker() {
    async fn vanish(_: u32, redis: Data<ConnectionManager>) {
        let vanished =
            redis::cmd("DEL").arg("q:inflight:w").query_async::<usize>(&mut (*redis).clone()).await;
        assert_eq!(vanished.expect("Redis answers"), 1);
    }
    let bench = Bench::new().await;
    bench.storage(config()).push(1).await.expect("a task");
    let polled = bench.storage(config()).poll_with_interval(Duration::from_millis(20));
    let worker = WorkerBuilder::new("w").backend(polled).data(bench.connection.clone()).build(vanish);
    let ended = tokio::time::timeout(TIMEOUT, worker.run()).await.expect("it ends");
    assert!(format!("{ended:?}").contains("not executed by worker"), "{ended:?}");
}
