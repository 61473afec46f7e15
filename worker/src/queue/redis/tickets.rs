//! What a worker does in Redis: it registers, sends heartbeats, fetches ids and completes them.
//!
//! apalis-redis fetches. The rest is ours, because apalis-redis never deletes its data about workers and
//! completed tasks, and writes to a key without the prefix. Each script names all keys that it touches, so a
//! user of Redis with permissions for one prefix is enough. The time of the last heartbeat is Redis' time,
//! because the clocks of the workers may differ.

use std::{
    sync::{Arc, LazyLock},
    time::Duration,
};

use apalis_core::{
    backend::persistence::{Persistence, TaskEvent},
    worker::context::WorkerContext,
};
use apalis_redis::{RedisTask, queries};
use redis::{ErrorKind, Pipeline, RedisError, Script};
use tokio::sync::Notify;

use super::{Health, Keys, push, redis_error};
use crate::redis_client::{Connection, Trouble};

/// How often a worker sends a heartbeat.
pub(super) const HEARTBEAT: Duration = Duration::from_secs(3);
/// Seconds without a heartbeat after which a worker counts as dead, and others take over its ids.
const DEAD_AFTER: u64 = 10;
/// Timeout of one step here.
const TIMEOUT: Duration = Duration::from_secs(5);

/// Registers a worker. KEYS: workers. ARGV: its name.
static REGISTER: LazyLock<Script> =
    LazyLock::new(|| Script::new("return redis.call('ZADD', KEYS[1], redis.call('TIME')[1], ARGV[1])"));

/// Records a heartbeat. Returns the workers that are dead, or nothing if the worker itself is not registered
/// any more. KEYS: workers. ARGV: its name, and the seconds without a heartbeat after which a worker is dead.
static BEAT: LazyLock<Script> = LazyLock::new(|| {
    Script::new(
        "if not redis.call('ZSCORE', KEYS[1], ARGV[1]) then return false end
         local now = redis.call('TIME')[1]
         redis.call('ZADD', KEYS[1], now, ARGV[1])
         return redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', now - ARGV[2])",
    )
});

/// Gives the ids of a worker back and removes it from the registry. KEYS: workers, ids that wait, ids of the
/// worker. ARGV: its name, and the seconds without a heartbeat after which it is dead; without the seconds it
/// is removed even if it is alive.
static BURY: LazyLock<Script> = LazyLock::new(|| {
    Script::new(
        "local seen = redis.call('ZSCORE', KEYS[1], ARGV[1])
         if not seen or (ARGV[2] and tonumber(seen) > redis.call('TIME')[1] - ARGV[2]) then return 0 end
         local ids = redis.call('SMEMBERS', KEYS[3])
         for _, id in ipairs(ids) do redis.call('RPUSH', KEYS[2], id) end
         redis.call('DEL', KEYS[3])
         redis.call('ZREM', KEYS[1], ARGV[1])
         return #ids",
    )
});

/// Deletes completed tasks. KEYS: the ids of this worker, the tasks, then the metadata of each. ARGV: the
/// ids. Skips a task that another worker has by now.
static DONE: LazyLock<Script> = LazyLock::new(|| {
    Script::new(
        "for i, id in ipairs(ARGV) do
             if redis.call('SREM', KEYS[1], id) == 1 then
                 redis.call('HDEL', KEYS[2], id)
                 redis.call('DEL', KEYS[i + 2])
             end
         end
         return #ARGV",
    )
});

/// Deletes ids of this worker whose data are incomplete, as after an eviction: apalis would fail at them
/// forever. KEYS and ARGV as for `DONE`. Returns how many it deleted.
static DROP: LazyLock<Script> = LazyLock::new(|| {
    Script::new(
        "local dropped = 0
         for i, id in ipairs(ARGV) do
             if redis.call('HEXISTS', KEYS[2], id) == 0 or redis.call('EXISTS', KEYS[i + 2]) == 0 then
                 redis.call('SREM', KEYS[1], id)
                 redis.call('HDEL', KEYS[2], id)
                 redis.call('DEL', KEYS[i + 2])
                 dropped = dropped + 1
             end
         end
         return dropped",
    )
});

/// One lane, as its workers use it.
#[derive(Clone)]
pub(super) struct Tickets {
    connection: Connection,
    keys: Keys,
    health: Arc<Health>,
    wake: Arc<Notify>,
}

impl Tickets {
    pub(super) fn new(connection: Connection, keys: Keys, health: Arc<Health>, wake: Arc<Notify>) -> Self {
        Self { connection, keys, health, wake }
    }

    /// Ends a registration. A worker that ended normally has no ids left. One that was cut off may have some,
    /// and those are given back.
    pub(super) async fn leave(&self, worker: &str) -> Result<(), Trouble> {
        self.bury(worker, None).await.map(drop)
    }

    async fn bury(&self, worker: &str, dead_after: Option<u64>) -> Result<u64, Trouble> {
        let mut script = BURY.key(self.keys.config.workers_set());
        let script = script.key(self.keys.config.active_jobs_list()).key(self.keys.inflight(worker));
        let ids = self.connection.script(TIMEOUT, script.arg(worker).arg(dead_after)).await?;
        // Otherwise nobody would fetch them before the check once a second.
        if ids > 0 {
            self.wake.notify_one();
        }
        Ok(ids)
    }

    /// Runs a script on some ids of this worker.
    async fn on_ids(&self, script: &Script, worker: &str, ids: &[String]) -> Result<u64, Trouble> {
        let mut script = script.key(self.keys.inflight(worker));
        script.key(self.keys.config.job_data_hash());
        for id in ids {
            script.key(format!("{}:{id}", self.keys.config.job_meta_hash())).arg(id);
        }
        self.connection.script(TIMEOUT, &script).await
    }

    async fn drop_broken(&self, worker: &str) -> Result<u64, Trouble> {
        let mut ask = Pipeline::new();
        // Not inside the script, because a script must name its keys before it knows the ids.
        ask.cmd("SMEMBERS").arg(self.keys.inflight(worker));
        let (ids,): (Vec<String>,) = self.connection.pipeline(TIMEOUT, &ask).await?;
        self.on_ids(&DROP, worker, &ids).await
    }

    async fn fetch(&self, worker: &WorkerContext) -> Result<Vec<RedisTask>, Trouble> {
        let mut connection = self.connection.clone();
        let error = match queries::fetch_next(&mut connection, worker, &self.keys.config).await {
            Ok(tasks) => return Ok(tasks),
            Err(error) => error,
        };
        if matches!(&error, apalis_redis::Error::Database(error) if may_be_unreadable(error)) {
            let dropped = self.drop_broken(worker.name()).await?;
            if dropped > 0 {
                tracing::warn!(
                    dropped,
                    "dropped incomplete ids of mails, which are pushed again; check that Redis evicts no keys \
                     (maxmemory-policy noeviction)"
                );
                self.wake.notify_one(); // more ids may wait behind them
                return Ok(Vec::new());
            }
        }
        Err(Trouble::of(&redis_error(error)))
    }
}

impl Persistence for Tickets {
    type Compact = Vec<u8>;
    type Response = ();
    type Error = Trouble;

    async fn register(&mut self, worker: &WorkerContext) -> Result<(), Trouble> {
        let mut register = REGISTER.key(self.keys.config.workers_set());
        let registered = self.connection.script::<()>(TIMEOUT, register.arg(worker.name())).await;
        registered.inspect_err(|trouble| self.health.fetch_failed(trouble.clone()))
    }

    async fn heartbeat(&mut self, worker: &WorkerContext) -> Result<(), Trouble> {
        let mut beat = BEAT.key(self.keys.config.workers_set());
        let beat = beat.arg(worker.name()).arg(DEAD_AFTER);
        let beaten = async {
            let dead: Option<Vec<String>> = self.connection.script(TIMEOUT, beat).await?;
            // FLUSHALL or a restart has lost the registration. The error ends this worker, and another one
            // registers.
            let Some(dead) = dead else { return Err(Trouble::Forgotten) };
            for name in dead {
                // The script checks the heartbeat once more: by now the worker may have sent one, or be
                // buried already.
                self.bury(&name, Some(DEAD_AFTER)).await?;
            }
            Ok(())
        };
        beaten.await.inspect_err(|trouble| self.health.fetch_failed(trouble.clone()))
    }

    async fn fetch_next(&mut self, worker: &WorkerContext) -> Result<Vec<RedisTask>, Trouble> {
        match self.fetch(worker).await {
            Ok(tasks) => {
                self.health.fetched();
                Ok(tasks)
            }
            Err(trouble) => {
                self.health.fetch_failed(trouble.clone());
                Err(trouble)
            }
        }
    }

    async fn reenqueue_abandoned(
        &mut self,
        _: Vec<RedisTask>,
        worker: &WorkerContext,
    ) -> Result<u64, Trouble> {
        self.bury(worker.name(), None).await
    }

    async fn handle_events(
        &mut self,
        events: Vec<TaskEvent<()>>,
        worker: &WorkerContext,
    ) -> Result<(), Trouble> {
        let done = events.iter().filter_map(|event| match event {
            TaskEvent::Complete(result) => Some(result.task_id.to_string()),
            _ => None,
        });
        let done: Vec<_> = done.collect();
        if done.is_empty() {
            return Ok(());
        }
        let acknowledged = self.on_ids(&DONE, worker.name(), &done).await;
        acknowledged.map(drop).inspect_err(|trouble| self.health.fetch_failed(trouble.clone()))
    }

    async fn push_tasks(&mut self, tasks: Vec<RedisTask>) -> Result<(), Trouble> {
        push(&self.connection, &self.keys, &tasks).await
    }
}

/// Whether apalis-redis may have failed to parse a task. It reports that as an I/O error while the connection
/// is still up.
fn may_be_unreadable(error: &RedisError) -> bool {
    error.kind() == ErrorKind::Io && !error.is_connection_dropped() && !error.is_timeout()
}
