//! apalis on Redis, with what 1.0.0 needs around it.
//!
//! Redis holds ids of outbox rows, and a mark by which its loss is noticed. Known of apalis-redis and
//! stood in front of here: about eight thousand due ids wedge it for ever (a cap, and a way out), a
//! payload it cannot decode kills workers in a loop (a codec that cannot fail), its polling stalls
//! (our own strategy), its default liveness takes five minutes (2 s × 5), finished work stays for
//! ever (a trim by id). `tests/apalis.rs` says when one of these may go.

use std::{
    convert::Infallible,
    pin::Pin,
    sync::{
        LazyLock,
        atomic::{AtomicBool, Ordering},
    },
    task::{Context as Wake, Poll},
    time::Duration,
};

use apalis::prelude::{BackendExt, Codec, PollSnapshot, PollStrategy, PollWith, TaskBuilder, TaskSink};
use apalis_core::{backend::ext::with_codec::WithCodec, task::task_id::TaskId};
use apalis_redis::{Config, RedisStorage};
use entity::outbox::Lane;
use futures_util::stream;
use redis::aio::{ConnectionManager, ConnectionManagerConfig};
use tokio::time::{Instant, Sleep};

use super::{QueueError, Room, Ticket};

/// What the queues' names in Redis begin with; must not change with a module's path.
const NAME: &str = "uketori-mail";
/// The most ids of a lane in Redis: enough for many workers until a dispatcher looks again, and so few that
/// each is worked on before it counts as forgotten.
const CAPACITY: u64 = 500;
/// How often an idle worker looks into Redis.
const LOOK: Duration = Duration::from_millis(100);
/// Longer than this, and Redis counts as away.
const PATIENCE: Duration = Duration::from_secs(2);
/// While it is away it is waited for no longer than this: mails wait meanwhile.
const PATIENCE_WHILE_AWAY: Duration = Duration::from_millis(200);

/// How many ids there are, and whether the mark was missing; leaves the mark.
///
/// apalis moves all due ids at once, and fails for ever where they are more than Lua can hand over. Many
/// processes that push at the same moment can get past the cap, so what is too much is moved here.
static ROOM: LazyLock<redis::Script> = LazyLock::new(|| {
    redis::Script::new(
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

/// Removes what is kept of up to 1,000 finished tasks.
static TRIM: LazyLock<redis::Script> = LazyLock::new(|| {
    redis::Script::new(
        "local ids = redis.call('SPOP', KEYS[1], 1000)
         for _, id in ipairs(ids) do
             redis.call('HDEL', KEYS[2], id)
             redis.call('UNLINK', KEYS[3] .. ':' .. id)
         end
         return #ids",
    )
});

/// A queue shared by any number of worker processes.
pub(super) struct RedisQueue {
    connection: ConnectionManager,
    name: String,
    /// Whether it did not answer the last time.
    is_away: AtomicBool,
}

/// What an apalis worker takes its tasks from.
pub(super) type Source = WithCodec<PollWith<RedisStorage<Option<Ticket>>, Tick>, TicketCodec>;

/// One connection for all lanes, made when it is first needed.
pub(super) fn connect(url: &str) -> Result<ConnectionManager, redis::RedisError> {
    let config = ConnectionManagerConfig::new()
        .set_connection_timeout(Some(PATIENCE))
        .set_response_timeout(Some(Duration::from_secs(5)));
    ConnectionManager::new_lazy_with_config(redis::Client::open(url)?, config)
}

impl RedisQueue {
    pub(super) fn new(connection: ConnectionManager, lane: Lane) -> Self {
        Self { connection, name: format!("{NAME}-{}", lane.name()), is_away: AtomicBool::new(false) }
    }

    /// The version of the server, or `None` while it does not answer.
    pub(super) async fn version(&self) -> Option<String> {
        let mut connection = self.connection.clone();
        let info = redis::cmd("INFO").arg("server").to_owned();
        let info = info.query_async::<String>(&mut connection);
        let info = tokio::time::timeout(PATIENCE, info).await.ok()?.ok()?;
        info.lines().find_map(|line| line.strip_prefix("redis_version:")).map(str::to_owned)
    }

    pub(super) fn source(&self) -> Source {
        self.storage().poll_with_strategy(Tick::every(LOOK)).with_codec(TicketCodec)
    }

    pub(super) async fn room(&self) -> Option<Room> {
        let (mut connection, name) = (self.connection.clone(), &self.name);
        let mut script = ROOM.key(format!("{name}:scheduled"));
        let script = script.key(format!("{name}:active")).key(format!("{name}:mark")).arg(CAPACITY);
        let answer = script.invoke_async::<(u64, bool)>(&mut connection);
        let is_away = self.is_away.load(Ordering::Relaxed);
        let patience = if is_away { PATIENCE_WHILE_AWAY } else { PATIENCE };
        let answer = tokio::time::timeout(patience, answer).await;
        match (self.is_away.swap(!matches!(answer, Ok(Ok(_))), Ordering::Relaxed), &answer) {
            (true, Ok(Ok(_))) => tracing::info!(queue = name, "Redis answers again"),
            (false, Ok(Err(_)) | Err(_)) => {
                tracing::warn!(queue = name, "Redis does not answer; mails are sent without it");
            }
            _ => {}
        }
        let (ids, has_lost_all) = answer.ok()?.ok()?;
        Some(Room { left: CAPACITY.saturating_sub(ids), has_lost_all })
    }

    pub(super) async fn push(&self, tickets: &[Ticket]) -> Result<(), QueueError> {
        let mut storage = self.storage().with_codec(TicketCodec);
        let tasks = tickets.iter().map(|ticket| {
            let id = TaskId::from_string(format!("{}:{}", ticket.id, ticket.push_seq));
            TaskBuilder::new(Some(*ticket)).task_id(id).build()
        });
        let mut tasks = stream::iter(tasks.collect::<Vec<_>>());
        match tokio::time::timeout(PATIENCE, storage.push_all(&mut tasks)).await {
            Ok(pushed) => pushed.map_err(|error| QueueError::Redis(error.into())),
            Err(_) => Err(QueueError::Timeout),
        }
    }

    pub(super) async fn trim(&self) -> Result<(), QueueError> {
        let (mut connection, name) = (self.connection.clone(), &self.name);
        let mut script = TRIM.key(format!("{name}:done"));
        let script = script.key(format!("{name}:data")).key(format!("{name}:meta"));
        loop {
            let trimmed = script.invoke_async::<u64>(&mut connection);
            match tokio::time::timeout(PATIENCE, trimmed).await {
                Ok(Ok(0)) => return Ok(()),
                Ok(Ok(_)) => {}
                Ok(Err(error)) => return Err(QueueError::Redis(error.into())),
                Err(_) => return Err(QueueError::Timeout),
            }
        }
    }

    fn storage(&self) -> RedisStorage<Option<Ticket>> {
        let config = Config::default()
            .queue(&self.name)
            .batch_size(1) // buffered tasks starve the heartbeat, and then run twice
            .heartbeat_interval(Duration::from_secs(2))
            .missed_heartbeats(5)
            .lock_tasks(false)
            .emit_events(false);
        RedisStorage::new(self.connection.clone()).with_config(config)
    }
}

/// A ticket as `id:push_seq`; whatever else is found decodes to nothing.
#[derive(Clone, Copy, Debug)]
pub(super) struct TicketCodec;

impl Codec<Option<Ticket>> for TicketCodec {
    type Error = Infallible;
    type Compact = Vec<u8>;

    fn encode(&self, ticket: &Option<Ticket>) -> Result<Vec<u8>, Infallible> {
        Ok(ticket
            .map_or_else(String::new, |ticket| format!("{}:{}", ticket.id, ticket.push_seq))
            .into_bytes())
    }

    fn decode(&self, bytes: &Vec<u8>) -> Result<Option<Ticket>, Infallible> {
        let ticket = || {
            let (id, push_seq) = std::str::from_utf8(bytes).ok()?.split_once(':')?;
            Some(Ticket { id: id.parse().ok()?, push_seq: push_seq.parse().ok()? })
        };
        Ok(ticket())
    }
}

/// Looks at fixed times, and arms its waker again after each: apalis' own interval does not, and
/// then sleeps until the next heartbeat.
#[derive(Debug)]
pub(super) struct Tick {
    every: Duration,
    sleep: Pin<Box<Sleep>>,
}

impl Tick {
    fn every(every: Duration) -> Self {
        Self { every, sleep: Box::pin(tokio::time::sleep(every)) }
    }
}

impl PollStrategy for Tick {
    fn poll_drive(&mut self, wake: &mut Wake<'_>, _: &PollSnapshot) -> Poll<Option<()>> {
        let mut fired = false;
        while self.sleep.as_mut().poll(wake).is_ready() {
            fired = true;
            let next = Instant::now() + self.every;
            self.sleep.as_mut().reset(next);
        }
        if fired { Poll::Ready(Some(())) } else { Poll::Pending }
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn a_ticket_survives_the_queue_and_anything_else_is_nothing() {
        let ticket = Some(Ticket { id: Uuid::now_v7(), push_seq: 3 });
        let Ok(bytes) = TicketCodec.encode(&ticket);
        assert_eq!(TicketCodec.decode(&bytes), Ok(ticket));
        for poison in [&b""[..], b"\xff", b"{\"a\":1}", b"1:2"] {
            assert_eq!(TicketCodec.decode(&poison.to_vec()), Ok(None));
        }
    }
}
