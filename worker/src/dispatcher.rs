//! Moves the ids of a lane's due outbox rows to the lane's queue.
//!
//! Nothing here renders, sends or decides. Pushing an id twice is harmless, because a delivery starts by
//! claiming the row. Ids that were lost with Redis are pushed again as soon as the loss is noticed, and
//! otherwise after half a minute. While Redis cannot be used, this process delivers the rows itself.

use std::{error::Error, pin::pin, sync::Arc, time::Duration};

use entity::outbox;
use sea_orm::{ColumnTrait, DbErr, QueryFilter};
use tokio::{sync::Semaphore, time::Instant};
use tokio_util::sync::CancellationToken;

use crate::{
    context::Context,
    job::deliver_mail,
    mail::smtp::Gate,
    queue::{Queue, Ticket},
};

/// The most ids that are moved at once. More would block Redis inside one script.
const BATCH: u64 = 250;
/// How long to wait when the queue is full.
const FULL: Duration = Duration::from_millis(100);
/// The minimum time from one round to the next. Ids that come due meanwhile are moved together.
const SPACING: Duration = Duration::from_millis(20);
/// How long to wait after an error of the database.
const PAUSE: Duration = Duration::from_secs(1);
/// After a notification the outbox is checked once more: of several mails that are queued at the same time,
/// only one notifies.
const ECHO: Duration = Duration::from_millis(60);
/// How long another process gets to start with newly queued ids before this one checks whether it needs help.
/// All permits of the other process may be in use.
const HELP: Duration = Duration::from_millis(100);

/// The outcome of a round.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Round {
    /// Nothing due is left.
    Done,
    /// The queue has no room for the rest.
    Full,
}

/// Moves ids until the worker stops.
pub async fn run(queue: Arc<Queue>, context: Arc<Context>) -> anyhow::Result<()> {
    let mut notified = context.due.subscribe();
    let places = Arc::new(Semaphore::new(queue.concurrency()));
    let mut lost = false;
    let mut was_notified = false;
    loop {
        let next = Instant::now() + SPACING;
        notified.borrow_and_update(); // this round finds everything notified so far
        let pause = match dispatch(&queue, &context, &places, &mut lost).await {
            Ok(Round::Done) => None,
            Ok(Round::Full) => Some(FULL),
            Err(error) => {
                tracing::warn!(error = &error as &dyn Error, "failed to read the outbox; retrying");
                Some(PAUSE)
            }
        };
        let wait = async {
            if let Some(pause) = pause {
                return tokio::time::sleep(pause).await;
            }
            tokio::select! {
                _ = notified.changed() => was_notified = true, // cannot fail: the sender is in the context
                () = tokio::time::sleep(ECHO), if was_notified => was_notified = false,
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

/// After [`HELP`], checks once for ids that other processes have pushed. It never returns, so only a
/// notification ends the wait.
async fn help(queue: &Queue) {
    tokio::time::sleep(HELP).await;
    queue.wake();
    std::future::pending::<()>().await;
}

/// Moves all due ids that the queue has room for. `lost` outlives a round that fails.
async fn dispatch(
    queue: &Queue,
    context: &Arc<Context>,
    places: &Arc<Semaphore>,
    lost: &mut bool,
) -> Result<Round, DbErr> {
    while !context.ending.is_cancelled() {
        // Asked before each batch, because a relay may have failed since the last one.
        let gate = context.mailer.gate(&context.clock);
        let most = match gate {
            Gate::Shut => return Ok(Round::Done), // no relay can be used; mails stay where they are
            // The mail that probes the relay shuts the gate behind itself, so further ids would only be given
            // back.
            Gate::Probe => 1,
            Gate::Pass => BATCH,
        };
        let room = queue.room().await;
        // The queue reports a loss only once, so it is remembered until the database has recorded it.
        *lost |= queue.has_lost_ids();
        if *lost {
            // A queue that was just created reports this, too. Then nothing was pushed yet, and nothing
            // changes here.
            let again = outbox::push_again().filter(outbox::in_lane(queue.lane()));
            let again = again.filter(outbox::Column::PushedAt.is_not_null()).exec(&context.db).await?;
            *lost = false;
            let (lane, ids) = (queue.lane().name(), again.rows_affected);
            tracing::info!(lane, ids, "the queue lost ids of mails, or cannot be read; pushing them again");
        }
        // Without the queue, only as many as this process can deliver now: a row that is marked as pushed is
        // kept from other workers.
        let limit = room.map_or(places.available_permits() as u64, |room| room.left).min(most);
        // A queue with less room than that has work for a while, and pushing a few ids costs as much as
        // pushing many.
        if limit == 0 || room.is_some_and(|room| room.left < most) {
            return Ok(Round::Full);
        }
        // Marked before the push. A crash in between delays an id by half a minute; the other order could
        // push it twice.
        let mark = outbox::mark_pushed(queue.lane(), context.clock.now(), limit);
        let rows = mark.exec_with_returning(&context.db).await?;
        let tickets: Vec<_> = rows.iter().map(|row| Ticket { id: row.id, push_seq: row.push_seq }).collect();
        if tickets.is_empty() {
            return Ok(Round::Done);
        }
        // After an error Redis may have the ids all the same. Delivering them here, too, is safe, because one
        // claim wins.
        if room.is_none() || queue.push(&tickets).await.is_err() {
            deliver_here(context, places, &tickets).await?;
        } else if (rows.len() as u64) < limit || gate == Gate::Probe {
            return Ok(Round::Done);
        }
    }
    Ok(Round::Done)
}

/// Delivers mails without the queue, as many as there are free permits. The rest waits for the next round.
async fn deliver_here(
    context: &Arc<Context>,
    places: &Arc<Semaphore>,
    tickets: &[Ticket],
) -> Result<(), DbErr> {
    let mut left = tickets.iter().map(|ticket| ticket.id);
    while let Ok(place) = Arc::clone(places).try_acquire_owned() {
        let Some(id) = left.next() else { return Ok(()) };
        let (work, left) = (Arc::clone(context), CancellationToken::new());
        context.deliveries.spawn(async move {
            let mut delivery = pin!(deliver_mail::deliver(&work, id, left.clone()));
            let is_slow = tokio::select! {
                () = &mut delivery => false,
                () = left.cancelled() => true,
            };
            // Before the wake-up, so that the dispatcher finds the permit free.
            drop(place);
            work.wake_dispatchers();
            if is_slow {
                delivery.await;
            }
        });
    }
    // They are marked as pushed but are in no queue. Without this they would wait for half a minute.
    outbox::push_again().filter(outbox::Column::Id.is_in(left)).exec(&context.db).await.map(drop)
}
