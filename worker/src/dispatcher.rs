//! Moves the ids of due outbox rows to the queue.
//!
//! Nothing here renders, sends or decides. An id pushed twice is harmless, because a delivery
//! starts by claiming the row; an id lost with Redis is pushed again half a minute later. While
//! Redis does not answer, this process works on the rows itself, so mail flows without it.

use std::{sync::Arc, time::Duration};

use entity::outbox;
use futures_util::{StreamExt, stream};
use sea_orm::{DatabaseConnection, DbBackend, DbErr, sqlx::postgres::PgListener};
use tokio_util::sync::CancellationToken;

use crate::{
    context::Context,
    job::deliver_mail,
    queue::{Queue, Ticket},
};

/// The most ids moved at once; more would block Redis inside one script.
const BATCH: u64 = 500;
/// How often the database is asked where it cannot ring.
const POLL: Duration = Duration::from_millis(200);
/// How often it is asked where it can: the bell may be missed while a connection is renewed.
const POLL_BESIDE_BELL: Duration = Duration::from_secs(1);
/// How many mails one process sends at a time without a queue.
const DIRECT: usize = 8;

/// Moves ids until `shutdown`.
pub async fn run(queue: Arc<Queue>, context: Arc<Context>, shutdown: CancellationToken) -> anyhow::Result<()> {
    let mut bell = Bell::of(&context.db).await;
    loop {
        tokio::select! {
            () = shutdown.cancelled() => return Ok(()),
            () = context.due.notified() => {}
            () = bell.rung() => {}
        }
        if let Err(error) = dispatch(&queue, &context).await {
            tracing::warn!(error = &error as &dyn std::error::Error, "the outbox could not be read");
            tokio::time::sleep(Duration::from_secs(1)).await;
        }
    }
}

/// Moves all due ids, as far as the queue has room.
async fn dispatch(queue: &Queue, context: &Arc<Context>) -> Result<(), DbErr> {
    loop {
        let room = queue.room().await.unwrap_or(BATCH).min(BATCH);
        if room == 0 {
            return Ok(());
        }
        let rows = outbox::mark_pushed(context.clock.now(), room).exec_with_returning(&context.db).await?;
        let moved = rows.len() as u64;
        if moved == 0 {
            return Ok(());
        }
        let tickets: Vec<_> = rows.iter().map(|row| Ticket { id: row.id, push_seq: row.push_seq }).collect();
        if let Err(error) = queue.push(&tickets).await {
            tracing::warn!(error = &error as &dyn std::error::Error, "the queue does not answer; sending {moved} mail(s) without it");
            stream::iter(tickets)
                .for_each_concurrent(DIRECT, |ticket| deliver_mail::deliver(context, ticket.id))
                .await;
        }
        if moved < room {
            return Ok(());
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
                tracing::warn!(error = &error as &dyn std::error::Error, "no bell from the database; polling");
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
