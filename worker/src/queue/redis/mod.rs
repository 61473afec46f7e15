//! apalis on Redis, with workarounds for apalis-redis 1.0.0.
//!
//! Redis holds ids of outbox rows, and a mark whose absence shows a loss of data. The scripts of apalis-redis
//! push and fetch the ids. Added are a cap (about eight thousand due ids would block it forever), our own
//! registry and completion of tasks (`tickets`), and a source that asks only when there may be ids
//! (`source`). `tests/apalis.rs` fails when a workaround is no longer needed.

use std::{
    sync::{
        Arc, LazyLock,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use apalis::prelude::TaskBuilder;
use apalis_core::task::task_id::TaskId;
use apalis_redis::{Config, RedisTask, queries};
use entity::outbox::Lane;
use redis::{ErrorKind, Pipeline, RedisError, Script};
use tokio::sync::Notify;

use self::{health::Health, tickets::Tickets};
use super::{QueueError, Ticket, Vacancy};
use crate::redis_client::{Connection, Trouble};

mod health;
mod source;
mod tickets;

pub(super) use self::source::Source;

/// The most ids of a lane in Redis. Enough for many workers until a dispatcher looks again, and few enough
/// that each is handled before it counts as forgotten.
const CAPACITY: u64 = 500;
/// Timeout after which Redis counts as unavailable.
const TIMEOUT: Duration = Duration::from_secs(2);
/// The timeout while Redis counts as unavailable, because mails wait for the answer.
const TIMEOUT_IN_TROUBLE: Duration = Duration::from_millis(200);

/// Returns how many ids there are, and whether the mark was missing. Sets the mark.
///
/// apalis moves all due ids at once, and fails forever if they are more than Lua can unpack. Many processes
/// that push at the same moment can exceed the cap, so the surplus is moved here.
static ROOM: LazyLock<Script> = LazyLock::new(|| {
    Script::new(
        "local scheduled = redis.call('ZCARD', KEYS[1])
         while scheduled > tonumber(ARGV[1]) do
             local ids = redis.call('ZRANGE', KEYS[1], 0, 499)
             redis.call('RPUSH', KEYS[2], unpack(ids))
             redis.call('ZREM', KEYS[1], unpack(ids))
             scheduled = scheduled - #ids
         end
         local is_new = redis.call('SETNX', KEYS[3], '1')
         return {scheduled + redis.call('LLEN', KEYS[2]), is_new}",
    )
});

/// The result of one check of all lanes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Found {
    /// Ids wait in at least one lane.
    pub(super) waiting: bool,
    /// The mark of a lane is missing, so Redis has lost its data.
    pub(super) lost: bool,
}

/// The queue of one lane, shared by any number of worker processes.
pub(super) struct RedisQueue {
    connection: Connection,
    keys: Keys,
    health: Arc<Health>,
    /// Wakes this process to fetch ids.
    wake: Arc<Notify>,
    /// The mark was missing, so ids must be pushed again; reported once.
    lost: AtomicBool,
}

/// The names of a lane's keys in Redis.
#[derive(Clone, Debug)]
struct Keys {
    /// The keys of apalis.
    config: Config,
    mark: String,
}

impl Keys {
    fn of(connection: &Connection, lane: Lane) -> Self {
        let name = connection.address().key(&format!("mail-{}", lane.name()));
        // One id at a time: buffered ones starve the heartbeat, and then run twice.
        let config = Config::default().queue(&name).batch_size(1).lock_tasks(false).emit_events(false);
        Self { config, mark: format!("{name}:mark") }
    }

    fn inflight(&self, worker: &str) -> String {
        format!("{}:{worker}", self.config.inflight_jobs_set())
    }
}

impl RedisQueue {
    pub(super) fn new(connection: Connection, lane: Lane) -> Self {
        let keys = Keys::of(&connection, lane);
        let (health, wake) = (Arc::new(Health::new(lane.name())), Arc::new(Notify::new()));
        Self { connection, keys, health, wake, lost: AtomicBool::new(false) }
    }

    /// The version of the server; `None` while it cannot be read.
    pub(super) async fn version(&self) -> Option<String> {
        let mut info = Pipeline::new();
        info.cmd("INFO").arg("server");
        let (info,): (String,) = self.connection.pipeline(TIMEOUT, &info).await.ok()?;
        info.lines().find_map(|line| line.strip_prefix("redis_version:")).map(str::to_owned)
    }

    /// The backend of an apalis worker.
    pub(super) fn source(&self) -> Source {
        let (connection, keys) = (self.connection.clone(), self.keys.clone());
        let tickets = Tickets::new(connection, keys, Arc::clone(&self.health), Arc::clone(&self.wake));
        Source::new(tickets, Arc::clone(&self.wake))
    }

    /// Wakes this process to fetch ids, if it has a free permit.
    pub(super) fn wake(&self) {
        self.wake.notify_one();
    }

    /// Whether the last use of Redis failed.
    pub(super) fn is_in_trouble(&self) -> bool {
        self.health.is_in_trouble()
    }

    /// Whether ids must be pushed again, because they are lost or stuck; reported once.
    pub(super) fn has_lost_ids(&self) -> bool {
        let lost_here = self.lost.swap(false, Ordering::Relaxed);
        self.health.has_failed_anew() || lost_here
    }

    pub(super) async fn room(&self) -> Option<Vacancy> {
        if !self.health.may_push() {
            self.wake(); // a fetch that succeeds makes pushing possible again
            return None;
        }
        let mut script = ROOM.key(self.keys.config.scheduled_jobs_set());
        let script = script.key(self.keys.config.active_jobs_list()).key(&self.keys.mark).arg(CAPACITY);
        let timeout = if self.is_in_trouble() { TIMEOUT_IN_TROUBLE } else { TIMEOUT };
        match self.connection.script::<(u64, bool)>(timeout, script).await {
            Ok((ids, is_new)) => {
                self.health.pushed();
                // The script tells only the first process that asks, and that one pushes the ids of the lane
                // again.
                self.lost.fetch_or(is_new, Ordering::Relaxed);
                Some(Vacancy { left: CAPACITY.saturating_sub(ids) })
            }
            Err(trouble) => {
                self.health.push_failed(trouble);
                None
            }
        }
    }

    pub(super) async fn push(&self, tickets: &[Ticket]) -> Result<(), QueueError> {
        let task = |ticket: &Ticket| {
            // The id contains the number of the push. So a row that is pushed again is a new task, whatever
            // is left of the old one.
            let id = TaskId::from_string(ticket.to_string());
            TaskBuilder::new(ticket.to_string().into_bytes()).task_id(id).build()
        };
        let tasks: Vec<_> = tickets.iter().map(task).collect();
        match push(&self.connection, &self.keys, &tasks).await {
            Ok(()) => {
                self.wake();
                Ok(())
            }
            Err(trouble) => {
                self.health.push_failed(trouble.clone());
                Err(QueueError(trouble))
            }
        }
    }

    /// Checks all lanes in one round trip.
    pub(super) async fn look(queues: &[&Self]) -> Result<Found, Trouble> {
        let Some(first) = queues.first() else { return Ok(Found { waiting: false, lost: false }) };
        let (mut ids, mut marks) = (redis::cmd("EXISTS"), redis::cmd("EXISTS"));
        for queue in queues {
            ids.arg(queue.keys.config.active_jobs_list()).arg(queue.keys.config.scheduled_jobs_set());
            marks.arg(&queue.keys.mark);
        }
        let mut look = Pipeline::new();
        look.add_command(ids).add_command(marks);
        let (ids, marks): (usize, usize) = first.connection.pipeline(TIMEOUT, &look).await?;
        Ok(Found { waiting: ids > 0, lost: marks < queues.len() })
    }
}

/// Pushes tasks. A task that is already there stays as it is, so pushing it twice changes nothing.
async fn push(connection: &Connection, keys: &Keys, tasks: &[RedisTask]) -> Result<(), Trouble> {
    let push = async |mut connection: Connection| {
        let pushed = queries::push_tasks(&mut connection, &keys.config, tasks).await;
        pushed.map(drop).map_err(redis_error)
    };
    connection.ask(TIMEOUT, push).await
}

/// The driver's error inside an error of apalis-redis.
fn redis_error(error: apalis_redis::Error) -> RedisError {
    match error {
        apalis_redis::Error::Database(error) => error,
        other => (ErrorKind::Client, "apalis-redis", other.to_string()).into(),
    }
}
