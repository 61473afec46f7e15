//! Moves the ids of a lane's due outbox rows to the lane's queue.
//!
//! Nothing here renders, sends or decides. An id pushed twice is harmless, because a delivery
//! starts by claiming the row; ids lost with Redis are pushed again as soon as that is noticed, and half
//! a minute later in any case. While Redis cannot be used, this process works on the rows itself, so
//! mail flows without it.

use std::{error::Error, sync::Arc, time::Duration};

use entity::outbox;
use sea_orm::{ColumnTrait, DbErr, QueryFilter};
use tokio::{sync::Semaphore, time::Instant};

use crate::{
    context::Context,
    job::deliver_mail,
    mail::smtp::Gate,
    queue::{Queue, Ticket},
};

/// The most ids moved at once; more would block Redis inside one script.
const BATCH: u64 = 250;
/// How long a full queue is left to be worked on.
const FULL: Duration = Duration::from_millis(100);
/// The least time from one round to the next: what comes meanwhile goes together.
const SPACING: Duration = Duration::from_millis(20);
/// How long a database that fails is left alone.
const PAUSE: Duration = Duration::from_secs(1);
/// After the bell has rung it is looked once more: it rings for one of several that are queued at the same time.
const ECHO: Duration = Duration::from_millis(60);
/// When something was queued and another process took it: so long that one is given to start with it before this one
/// looks whether it needs help. All its permits may be in use.
const HELP: Duration = Duration::from_millis(100);

/// What is left to do at the end of a round.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Round {
    /// Nothing that is due was left.
    Done,
    /// There was no room for what is left.
    Full,
}

/// Moves ids until the worker ends.
pub async fn run(queue: Arc<Queue>, context: Arc<Context>) -> anyhow::Result<()> {
    let mut bell = context.due.subscribe();
    let places = Arc::new(Semaphore::new(queue.concurrency()));
    let mut lost = false;
    let mut has_rung = false;
    loop {
        let next = Instant::now() + SPACING;
        bell.borrow_and_update(); // what has rung until now is looked for in this round
        let pause = match dispatch(&queue, &context, &places, &mut lost).await {
            Ok(Round::Done) => None,
            Ok(Round::Full) => Some(FULL),
            Err(error) => {
                tracing::warn!(error = &error as &dyn Error, "the outbox could not be read");
                Some(PAUSE)
            }
        };
        let wait = async {
            if let Some(pause) = pause {
                return tokio::time::sleep(pause).await;
            }
            tokio::select! {
                _ = bell.changed() => has_rung = true, // its other end is in the context
                () = tokio::time::sleep(ECHO), if has_rung => has_rung = false,
                () = help(&queue) => {}
            }
            tokio::time::sleep_until(next).await;
        };
        tokio::select! {
            () = context.ending.cancelled() => return Ok(()),
            () = wait => {}
        }
    }
}

/// Looks once for what other processes have handed over; never ends, so that only the bell does.
async fn help(queue: &Queue) {
    tokio::time::sleep(HELP).await;
    queue.wake();
    std::future::pending::<()>().await;
}

/// Moves all due ids, as far as the queue has room. The queue says once that it has `lost` ids; that stands until the
/// database has noted it.
async fn dispatch(
    queue: &Queue,
    context: &Arc<Context>,
    places: &Arc<Semaphore>,
    lost: &mut bool,
) -> Result<Round, DbErr> {
    while !context.ending.is_cancelled() {
        let gate = context.mailer.gate(&context.clock);
        let most = match gate {
            Gate::Shut => return Ok(Round::Done), // all relays are resting; mails wait where they are
            Gate::Probe => 1,
            Gate::Open => BATCH,
        };
        let room = queue.room().await;
        *lost |= queue.has_lost_ids();
        if *lost {
            // True of a queue that is new as well: then nothing was pushed, and nothing is changed.
            let again = outbox::push_again().filter(outbox::in_lane(queue.lane()));
            let again = again.filter(outbox::Column::PushedAt.is_not_null()).exec(&context.db).await?;
            *lost = false;
            let (lane, ids) = (queue.lane().name(), again.rows_affected);
            tracing::info!(
                lane,
                ids,
                "the queue has lost ids, or cannot be asked for them; taking them up again"
            );
        }
        let limit = room.map_or(places.available_permits() as u64, |room| room.left).min(most);
        // A queue with less room than that has enough for a while; a few ids cost as much to hand over as many.
        if limit == 0 || room.is_some_and(|room| room.left < most) {
            return Ok(Round::Full);
        }
        let mark = outbox::mark_pushed(queue.lane(), context.clock.now(), limit);
        let rows = mark.exec_with_returning(&context.db).await?;
        let tickets: Vec<_> = rows.iter().map(|row| Ticket { id: row.id, push_seq: row.push_seq }).collect();
        if tickets.is_empty() {
            return Ok(Round::Done);
        }
        if room.is_none() || queue.push(&tickets).await.is_err() {
            deliver_here(context, places, &tickets).await?;
        } else if (rows.len() as u64) < limit || gate == Gate::Probe {
            return Ok(Round::Done);
        }
    }
    Ok(Round::Done)
}

/// Sends mails without the queue, as many as there are free places; the rest waits for the next round.
async fn deliver_here(
    context: &Arc<Context>,
    places: &Arc<Semaphore>,
    tickets: &[Ticket],
) -> Result<(), DbErr> {
    let mut left = tickets.iter().map(|ticket| ticket.id);
    while let Ok(place) = Arc::clone(places).try_acquire_owned() {
        let Some(id) = left.next() else { return Ok(()) };
        let work = Arc::clone(context);
        context.deliveries.spawn(async move {
            deliver_mail::deliver(&work, id).await;
            drop(place);
            work.ring();
        });
    }
    outbox::push_again().filter(outbox::Column::Id.is_in(left)).exec(&context.db).await.map(drop)
}
