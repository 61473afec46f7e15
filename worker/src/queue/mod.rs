//! The queue: how an outbox row's id gets from a dispatcher to a free worker, and nothing more.
//!
//! There is one for each lane, so that a flood of reminders never stands before a certificate.
//! This room alone knows apalis. Its two forms are apalis on Redis (production) and
//! apalis in memory (embedded). Attempts, delays and failures are the outbox's: a job always ends
//! well here, and a worker that ends is started again under a new name, because apalis gives
//! up at the first broken connection, and its old name counts as alive for a while.

use std::{convert::Infallible, fmt, sync::Arc, time::Duration};

use apalis::prelude::{Data, WorkerBuilder, WorkerBuilderExt};
use entity::outbox::Lane;
use tokio::time::Instant;
use uuid::Uuid;

use crate::{
    context::Context,
    job::deliver_mail,
    redis_client::{Address, Connection, Trouble},
};

mod memory;
mod redis;

use self::{memory::MemoryQueue, redis::RedisQueue};

/// Redis 7.
const OLDEST_REDIS: u32 = 7;
/// The first pause before a worker that ended is started again; doubled up to [`LONGEST_PAUSE`].
const FIRST_PAUSE: Duration = Duration::from_millis(100);
/// The longest such pause.
const LONGEST_PAUSE: Duration = Duration::from_secs(5);
/// How long a started worker must have run for its next start to come without a pause.
const HEALTHY: Duration = Duration::from_secs(10);

/// What travels through the queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ticket {
    /// The outbox row.
    pub id: Uuid,
    /// How often the row was pushed; makes the task's id new each time.
    pub push_seq: i32,
}

impl Ticket {
    /// Reads what [`fmt::Display`] wrote; nothing else is a ticket.
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

/// What a queue says of itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Room {
    /// How many more ids it may hold.
    pub left: u64,
}

/// What a look into all queues has found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Look {
    /// All is as it should be.
    Quiet,
    /// Something has been lost, and dispatchers must hand it over again.
    Lost,
}

/// Tickets could not be pushed. The queue has logged why.
#[derive(Debug, thiserror::Error)]
#[error("the queue did not take the ids")]
pub struct QueueError(#[source] Trouble);

/// A lane's queue.
pub struct Queue {
    lane: Lane,
    concurrency: usize,
    form: Form,
}

/// The queue in its two forms.
enum Form {
    /// Shared by any number of worker processes.
    Redis(RedisQueue),
    /// Inside one process.
    Memory(MemoryQueue),
}

/// The queues of all lanes.
#[derive(Clone)]
pub struct Queues([Arc<Queue>; 3]);

impl Queues {
    /// Queues on Redis; each process works on at most `concurrency` mails of a lane at a time.
    #[must_use]
    pub fn redis(address: Address, concurrency: usize) -> Self {
        let connection = Connection::new(address);
        Self(Lane::ALL.map(|lane| {
            let form = Form::Redis(RedisQueue::new(connection.clone(), lane));
            Arc::new(Queue { lane, concurrency, form })
        }))
    }

    /// Queues in this process.
    #[must_use]
    pub fn memory(concurrency: usize) -> Self {
        Self(Lane::ALL.map(|lane| {
            let form = Form::Memory(MemoryQueue::new());
            Arc::new(Queue { lane, concurrency, form })
        }))
    }

    /// The lanes' queues, the most urgent first.
    #[must_use]
    pub fn all(&self) -> &[Arc<Queue>] {
        &self.0
    }

    /// The version of a Redis that is older than this program was made for.
    pub async fn too_old(&self) -> Option<String> {
        let Form::Redis(queue) = &self.0[0].form else { return None };
        let version = queue.version().await?;
        let major = version.split('.').next().and_then(|major| major.parse::<u32>().ok());
        major.is_some_and(|major| major < OLDEST_REDIS).then_some(version)
    }

    /// Whether the queues, and with them all work under way, end with this process.
    #[must_use]
    pub fn are_in_memory(&self) -> bool {
        matches!(self.0[0].form, Form::Memory(_))
    }

    /// Looks into all queues once: workers of this process are woken if something waits, or if it cannot be known.
    pub async fn look(&self) -> Look {
        let queues: Vec<_> = self.0.iter().filter_map(|queue| queue.in_redis()).collect();
        let found = RedisQueue::look(&queues).await;
        if !matches!(found, Ok(redis::Found { waiting: false, lost: false })) {
            for queue in &queues {
                queue.wake();
            }
        }
        if found.is_ok_and(|found| found.lost) { Look::Lost } else { Look::Quiet }
    }
}

impl Queue {
    /// Which lane's.
    #[must_use]
    pub fn lane(&self) -> Lane {
        self.lane
    }

    /// How many of its mails one process works on at a time.
    #[must_use]
    pub fn concurrency(&self) -> usize {
        self.concurrency
    }

    /// How many more ids the queue may hold; `None` while it cannot be used.
    pub async fn room(&self) -> Option<Room> {
        match &self.form {
            Form::Redis(queue) => queue.room().await,
            Form::Memory(_) => Some(Room { left: u64::MAX }),
        }
    }

    /// Whether ids that were handed over may have been lost, or wait in vain: they are to be handed over again.
    /// Answered once for each time, after [`Self::room`].
    #[must_use]
    pub fn has_lost_ids(&self) -> bool {
        self.in_redis().is_some_and(RedisQueue::has_lost_ids)
    }

    /// Has this process's worker look into the queue, for what another process has handed over.
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

    /// Hands ids over.
    pub async fn push(&self, tickets: &[Ticket]) -> Result<(), QueueError> {
        match &self.form {
            Form::Redis(queue) => queue.push(tickets).await,
            Form::Memory(queue) => {
                queue.push(tickets);
                Ok(())
            }
        }
    }

    /// Runs one apalis worker until it ends, with the whole worker or by itself.
    async fn work(&self, context: Arc<Context>) -> Result<(), String> {
        let ending = context.ending.clone();
        // Both arms build the same worker; only the types of the back-ends differ.
        macro_rules! work {
            ($backend:expr) => {{
                let worker = WorkerBuilder::new(worker_name(self.lane).as_str())
                    .backend($backend)
                    .data(context)
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

/// Keeps an apalis worker running until the whole worker ends.
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
            // It was logged when it began; what the queue holds is handed over again without it.
            tracing::debug!(lane, reason, "the queue's worker ended; it starts again in {pause:?}");
            context.ring();
        } else {
            tracing::warn!(lane, reason, "the queue's worker ended; it starts again in {pause:?}");
        }
        tokio::select! {
            () = tokio::time::sleep(pause) => {}
            () = context.ending.cancelled() => {}
        }
    }
    Ok(())
}

/// The job: whatever comes of a delivery is in the outbox, so it always ends well here.
async fn deliver(ticket: Option<Ticket>, context: Data<Arc<Context>>) -> Result<(), Infallible> {
    if let Some(ticket) = ticket {
        let work = Arc::clone(&context);
        // A task of its own: apalis drops what is under way when Redis hiccups, and a conversation
        // with the relay that is cut off after its end would be held again.
        let delivery = context.deliveries.spawn(async move { deliver_mail::deliver(&work, ticket.id).await });
        if let Err(panic) = delivery.await {
            tracing::error!(
                error = &panic as &dyn std::error::Error,
                "the delivery of mail {} panicked",
                ticket.id
            );
        }
    }
    Ok(())
}

/// New at each start, in every process.
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
