//! The queue: carries ids of outbox rows from a dispatcher to a free worker, and nothing more.
//!
//! Each lane has its own queue, so reminders never delay a certificate. Only this module knows apalis: on
//! Redis in production, in memory in the embedded mode. Attempts, delays and failures are in the outbox, so
//! every job succeeds here. An apalis worker that ends is started again under a new name: apalis gives up at
//! the first broken connection, and the old name counts as alive for a while.

use std::{convert::Infallible, fmt, sync::Arc, time::Duration};

use apalis::prelude::{Data, WorkerBuilder, WorkerBuilderExt};
use entity::outbox::Lane;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::{
    context::Context,
    job::deliver_mail,
    redis_client::{Address, Connection, Trouble},
};

mod memory;
mod redis;

use self::{memory::MemoryQueue, redis::RedisQueue};

/// The oldest major version of Redis that is supported.
const OLDEST_REDIS: u32 = 7;
/// The first pause before an apalis worker that ended is started again. It doubles up to [`LONGEST_PAUSE`].
const FIRST_PAUSE: Duration = Duration::from_millis(100);
/// The longest pause before such a start.
const LONGEST_PAUSE: Duration = Duration::from_secs(5);
/// A worker that has run at least this long resets the pause to [`FIRST_PAUSE`].
const HEALTHY: Duration = Duration::from_secs(10);

/// What the queue carries: no address, no text and no token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ticket {
    /// The id of the outbox row.
    pub id: Uuid,
    /// How often the row was pushed. It makes the task's id different each time.
    pub push_seq: i32,
}

impl Ticket {
    /// Parses what [`fmt::Display`] writes. Returns `None` for anything else.
    fn read(bytes: &[u8]) -> Option<Self> {
        let (id, push_seq) = std::str::from_utf8(bytes).ok()?.split_once(':')?;
        Some(Self { id: id.parse().ok()?, push_seq: push_seq.parse().ok()? })
    }
}

impl fmt::Display for Ticket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.id, self.push_seq)
    }
}

/// The free capacity of a queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Vacancy {
    /// How many more ids may be pushed.
    pub left: u64,
}

/// The result of a check of all queues.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Look {
    /// Nothing was lost, or Redis cannot be read.
    Quiet,
    /// Ids were lost, and the dispatchers must push them again.
    Lost,
}

/// Tickets could not be pushed. The queue has logged the reason.
#[derive(Debug, thiserror::Error)]
#[error("failed to push ids to the queue")]
pub struct QueueError(#[source] Trouble);

/// The queue of one lane.
pub struct Queue {
    lane: Lane,
    concurrency: usize,
    form: Form,
}

/// The two kinds of queue.
enum Form {
    /// Shared by any number of worker processes.
    Redis(RedisQueue),
    /// Inside one process.
    Memory(MemoryQueue),
}

/// The queues of all lanes, the most urgent lane first.
#[derive(Clone)]
pub struct Queues([Arc<Queue>; 3]);

impl Queues {
    /// Queues on Redis. Each process works on at most `concurrency` mails of a lane at a time.
    #[must_use]
    pub fn redis(address: Address, concurrency: usize) -> Self {
        let connection = Connection::new(address);
        Self(Lane::ALL.map(|lane| {
            let form = Form::Redis(RedisQueue::new(connection.clone(), lane));
            Arc::new(Queue { lane, concurrency, form })
        }))
    }

    /// Queues inside this process, for the embedded mode.
    #[must_use]
    pub fn memory(concurrency: usize) -> Self {
        Self(Lane::ALL.map(|lane| {
            let form = Form::Memory(MemoryQueue::new());
            Arc::new(Queue { lane, concurrency, form })
        }))
    }

    /// All queues, the most urgent lane first.
    #[must_use]
    pub fn all(&self) -> &[Arc<Queue>] {
        &self.0
    }

    /// The version of Redis, if it is older than Redis 7. `None` also while Redis cannot be read, so an
    /// outage does not prevent a start.
    pub async fn too_old(&self) -> Option<String> {
        let Form::Redis(queue) = &self.0[0].form else { return None };
        let version = queue.version().await?;
        let major = version.split('.').next().and_then(|major| major.parse::<u32>().ok());
        major.is_some_and(|major| major < OLDEST_REDIS).then_some(version)
    }

    /// Whether the queues are in memory, so that they and all work under way end with this process.
    #[must_use]
    pub fn are_in_memory(&self) -> bool {
        matches!(self.0[0].form, Form::Memory(_))
    }

    /// Checks all queues once. Wakes the workers of this process if ids wait, or if Redis cannot be read.
    pub async fn look(&self) -> Look {
        let queues: Vec<_> = self.0.iter().filter_map(|queue| queue.in_redis()).collect();
        let found = RedisQueue::look(&queues).await;
        // Also after an error: only a fetch finds out why Redis cannot be used, or that it can be used again.
        if !matches!(found, Ok(redis::Found { waiting: false, lost: false })) {
            for queue in &queues {
                queue.wake();
            }
        }
        if found.is_ok_and(|found| found.lost) { Look::Lost } else { Look::Quiet }
    }
}

impl Queue {
    /// The lane that this queue serves.
    #[must_use]
    pub fn lane(&self) -> Lane {
        self.lane
    }

    /// How many mails of the lane this process works on at a time.
    #[must_use]
    pub fn concurrency(&self) -> usize {
        self.concurrency
    }

    /// How many more ids the queue may hold; `None` while it cannot be used.
    pub async fn room(&self) -> Option<Vacancy> {
        match &self.form {
            Form::Redis(queue) => queue.room().await,
            Form::Memory(_) => Some(Vacancy { left: u64::MAX }),
        }
    }

    /// Whether ids that were pushed may be lost or stuck, so that they must be pushed again. Call it after
    /// [`Self::room`]; it reports each loss once.
    #[must_use]
    pub fn has_lost_ids(&self) -> bool {
        self.in_redis().is_some_and(RedisQueue::has_lost_ids)
    }

    /// Makes this process's worker check the queue for ids that another process has pushed.
    pub fn wake(&self) {
        if let Some(queue) = self.in_redis() {
            queue.wake();
        }
    }

    fn in_redis(&self) -> Option<&RedisQueue> {
        match &self.form {
            Form::Redis(queue) => Some(queue),
            Form::Memory(_) => None,
        }
    }

    /// Pushes ids. Pushing an id that is already there changes nothing.
    pub async fn push(&self, tickets: &[Ticket]) -> Result<(), QueueError> {
        match &self.form {
            Form::Redis(queue) => queue.push(tickets).await,
            Form::Memory(queue) => {
                queue.push(tickets);
                Ok(())
            }
        }
    }

    /// Runs one apalis worker until it ends: by itself, or because the whole worker stops.
    async fn work(&self, context: Arc<Context>) -> Result<(), String> {
        let ending = context.ending.clone();
        // Both arms build the same worker, but the types of their backends differ.
        macro_rules! work {
            ($backend:expr) => {{
                // A new name for each run: apalis refuses one that it still counts as alive.
                let worker = WorkerBuilder::new(worker_name(self.lane).as_str())
                    .backend($backend)
                    .data(context)
                    // Without a limit, apalis would start every task that it can fetch.
                    .concurrency(self.concurrency)
                    .build(deliver);
                worker
                    .run_until(async move {
                        ending.cancelled().await;
                        Ok::<_, std::io::Error>(())
                    })
                    .await
                    .map_err(|error| error.to_string())
            }};
        }
        match &self.form {
            Form::Redis(queue) => work!(queue.source()),
            Form::Memory(queue) => work!(queue.source()),
        }
    }
}

/// Keeps an apalis worker running until the whole worker stops.
pub async fn supervise(queue: Arc<Queue>, context: Arc<Context>) -> anyhow::Result<()> {
    let mut pause = FIRST_PAUSE;
    while !context.ending.is_cancelled() {
        let started = Instant::now();
        let ended = queue.work(Arc::clone(&context)).await;
        if context.ending.is_cancelled() {
            break;
        }
        pause = if started.elapsed() < HEALTHY { (pause * 2).min(LONGEST_PAUSE) } else { FIRST_PAUSE };
        let (lane, reason) = (queue.lane.name(), ended.err());
        if queue.in_redis().is_some_and(RedisQueue::is_in_trouble) {
            // The trouble was logged when it began. The ids in the queue are delivered without it.
            tracing::debug!(lane, reason, "the queue's worker ended; restarting it in {pause:?}");
            context.wake_dispatchers();
        } else {
            tracing::warn!(lane, reason, "the queue's worker ended; restarting it in {pause:?}");
        }
        tokio::select! {
            () = tokio::time::sleep(pause) => {}
            () = context.ending.cancelled() => {}
        }
    }
    Ok(())
}

/// The job that apalis runs. The outcome of a delivery is in the outbox, so the job always succeeds.
async fn deliver(ticket: Option<Ticket>, context: Data<Arc<Context>>) -> Result<(), Infallible> {
    // A payload that cannot be read is completed like any other, because an error would end the apalis
    // worker.
    if let Some(ticket) = ticket {
        let (work, left) = (Arc::clone(&context), CancellationToken::new());
        let moved = left.clone();
        // In its own task: apalis drops its jobs when Redis fails briefly. A conversation that is dropped
        // after the relay took the mail would be repeated.
        let delivery =
            context.deliveries.spawn(async move { deliver_mail::deliver(&work, ticket.id, left).await });
        let mut ended = Box::pin(async move {
            // The lease of the row ends unextended, and that counts as a crash of the mail.
            if let Err(panic) = delivery.await {
                tracing::error!(
                    error = &panic as &dyn std::error::Error,
                    "the delivery of mail {} panicked",
                    ticket.id
                );
            }
        });
        tokio::select! {
            () = &mut ended => {}
            // A slow relay has the mail; the job ends, so that apalis starts another one in its place.
            () = moved.cancelled() => drop(context.deliveries.spawn(ended)),
        }
    }
    Ok(())
}

/// The name of an apalis worker, unique for each start and process.
fn worker_name(lane: Lane) -> String {
    format!("worker-{}-{}-{}", lane.name(), std::process::id(), Uuid::now_v7())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ticket_survives_the_queue_and_anything_else_is_nothing() {
        let ticket = Ticket { id: Uuid::now_v7(), push_seq: 3 };
        assert_eq!(Ticket::read(ticket.to_string().as_bytes()), Some(ticket));
        for poison in [&b""[..], b"\xff", b"{\"a\":1}", b"1:2"] {
            assert_eq!(Ticket::read(poison), None);
        }
    }
}
