//! Moves the ids of due outbox rows to the queue.
//!
//! Nothing here renders, sends or decides. An id pushed twice is harmless, because a delivery
//! starts by claiming the row; ids lost with Redis are pushed again as soon as that is noticed, and half
//! a minute later in any case. While Redis does not answer, this process works on the rows itself, so
//! mail flows without it.

use std::{error::Error, sync::Arc, time::Duration};

use entity::outbox;
use sea_orm::{ColumnTrait, DatabaseConnection, DbBackend, DbErr, QueryFilter, sqlx::postgres::PgListener};
use tokio_util::sync::CancellationToken;

use crate::{
    context::Context,
    job::deliver_mail,
    mail::smtp::Gate,
    queue::{Queue, QueueError, Ticket},
};

/// The most ids moved at once; more would block Redis inside one script.
const BATCH: u64 = 500;
/// How often the database is asked where it cannot ring.
const POLL: Duration = Duration::from_millis(200);
/// How often it is asked where it can: the bell may be missed while a connection is renewed.
const POLL_BESIDE_BELL: Duration = Duration::from_secs(1);
/// How many mails one process sends at a time without a queue.
const DIRECT: u64 = 8;

/// Moves ids until `shutdown`.
pub async fn run(
    queue: Arc<Queue>,
    context: Arc<Context>,
    shutdown: CancellationToken,
) -> anyhow::Result<()> {
    let mut bell = Bell::of(&context.db).await;
    loop {
        tokio::select! {
            () = shutdown.cancelled() => return Ok(()),
            () = context.due.notified() => {}
            () = bell.rung() => {}
        }
        if let Err(error) = dispatch(&queue, &context, &shutdown).await {
            tracing::warn!(error = &error as &dyn Error, "the outbox could not be read");
            tokio::time::sleep(Duration::from_secs(1)).await;
        }
    }
}

/// Moves all due ids, as far as the queue has room.
async fn dispatch(queue: &Queue, context: &Arc<Context>, shutdown: &CancellationToken) -> Result<(), DbErr> {
    while !shutdown.is_cancelled() {
        let gate = context.mailer.gate(&context.clock);
        let most = match gate {
            Gate::Shut => return Ok(()), // all relays are resting; mails wait where they are
            Gate::Probe => 1,
            Gate::Open => BATCH,
        };
        let room = queue.room().await;
        if room.is_some_and(|room| room.has_lost_all) {
            // True of a queue that is new as well: then nothing was pushed, and nothing is changed.
            let lost = outbox::push_again().filter(outbox::Column::PushedAt.is_not_null());
            let lost = lost.exec(&context.db).await?.rows_affected;
            tracing::info!("the queue is empty as if new; {lost} id(s) are handed to it again");
        }
        let limit = room.map_or(DIRECT, |room| room.left).min(most);
        let rows = match limit {
            0 => return Ok(()),
            limit => outbox::mark_pushed(context.clock.now(), limit).exec_with_returning(&context.db).await?,
        };
        let mut tickets: Vec<_> =
            rows.iter().map(|row| Ticket { id: row.id, push_seq: row.push_seq }).collect();
        if tickets.is_empty() {
            return Ok(());
        }
        let pushed = match room {
            Some(_) => queue.push(&tickets).await,
            None => Err(QueueError::Timeout),
        };
        if let Err(error) = pushed {
            tracing::warn!(error = &error as &dyn Error, "the queue does not answer; sending without it");
            // A few at a time, so that what is more urgent and comes meanwhile need not wait long.
            let later = tickets.split_off(tickets.len().min(usize::try_from(DIRECT).unwrap_or(1)));
            outbox::push_again()
                .filter(outbox::Column::Id.is_in(later.iter().map(|ticket| ticket.id)))
                .exec(&context.db)
                .await?;
            deliver_here(context, tickets).await;
        } else if (rows.len() as u64) < limit || gate == Gate::Probe {
            return Ok(());
        }
    }
    Ok(())
}

/// Sends mails without the queue.
async fn deliver_here(context: &Arc<Context>, tickets: Vec<Ticket>) {
    let deliveries = tickets.into_iter().map(|ticket| {
        let work = Arc::clone(context);
        context.deliveries.spawn(async move { deliver_mail::deliver(&work, ticket.id).await })
    });
    for delivery in deliveries.collect::<Vec<_>>() {
        if let Err(panic) = delivery.await {
            tracing::error!(error = &panic as &dyn Error, "a delivery panicked");
        }
    }
}

/// What tells that a mail was queued: PostgreSQL's NOTIFY, or a look every now and then.
enum Bell {
    Notify(Box<PgListener>),
    Poll,
}

impl Bell {
    async fn of(db: &DatabaseConnection) -> Self {
        if db.get_database_backend() != DbBackend::Postgres {
            return Self::Poll;
        }
        let listener = async {
            let mut listener = PgListener::connect_with(db.get_postgres_connection_pool()).await?;
            listener.listen("mail_outbox").await?;
            Ok::<_, sea_orm::sqlx::Error>(listener)
        };
        match listener.await {
            Ok(listener) => Self::Notify(Box::new(listener)),
            Err(error) => {
                tracing::warn!(error = &error as &dyn Error, "no bell from the database; polling");
                Self::Poll
            }
        }
    }

    async fn rung(&mut self) {
        match self {
            Self::Poll => tokio::time::sleep(POLL).await,
            Self::Notify(listener) => {
                // An error means that the connection is being renewed; the poll covers that time.
                if let Ok(Err(_)) = tokio::time::timeout(POLL_BESIDE_BELL, listener.recv()).await {
                    tokio::time::sleep(POLL).await;
                }
            }
        }
    }
}
