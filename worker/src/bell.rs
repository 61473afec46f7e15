//! What tells dispatchers that a mail was queued: the database's news, and a look every now and then.
//!
//! One bell rings for all lanes of a process. It only says that something may be due, never what. News are NOTIFY on
//! PostgreSQL, and on SQLite a number that changes with each commit of another connection, whatever its process. A look
//! each second finds what had to wait for its time, what the news missed, and what waits in Redis.

use std::{convert::Infallible, error::Error, sync::Arc, time::Duration};

use entity::outbox;
use sea_orm::{
    DatabaseConnection, DbBackend, DbErr,
    sqlx::{self, Executor as _, Sqlite, pool::PoolConnection, postgres::PgListener},
};
use tokio::time::timeout;

use crate::{
    context::Context,
    queue::{Look, Queues},
};

/// How often is looked for what nobody brings news of.
const LOOK: Duration = Duration::from_secs(1);
/// How often SQLite is asked whether anything has changed.
const CHANGE: Duration = Duration::from_millis(200);
/// How long a database that brings no news is left alone.
const PAUSE: Duration = Duration::from_secs(5);
/// After so long without a NOTIFY the connection is tried: of a host that has vanished it says nothing.
const QUIET: Duration = Duration::from_mins(1);
/// How long the server may take to answer then.
const ANSWER: Duration = Duration::from_secs(5);

/// Rings until the worker ends.
pub async fn run(context: Arc<Context>, queues: Queues) -> anyhow::Result<()> {
    let ringing =
        async { tokio::join!(bring_news(&context), look_for_mails(&context), look_into(&context, &queues)) };
    tokio::select! {
        _ = ringing => {}
        () = context.ending.cancelled() => {}
    }
    Ok(())
}

/// Rings at news; they are asked for anew when they cease, and until then mails wait for the next look.
async fn bring_news(context: &Context) {
    loop {
        let Err(ceased) = match context.db.get_database_backend() {
            DbBackend::Postgres => listen(context).await,
            _ => watch_changes(context).await,
        };
        tracing::warn!(
            error = &ceased as &dyn Error,
            "no news of mails from the database; mails start up to a second late, and it is asked again in {PAUSE:?}"
        );
        tokio::time::sleep(PAUSE).await;
    }
}

/// Rings at each NOTIFY.
async fn listen(context: &Context) -> Result<Infallible, sqlx::Error> {
    let mut listener = PgListener::connect_with(context.db.get_postgres_connection_pool()).await?;
    listener.listen("mail_outbox").await?;
    loop {
        // First of all, and when a connection was replaced: something may have been missed.
        context.ring();
        hear(&mut listener).await?;
    }
}

/// Waits for the next NOTIFY, or for a connection that was replaced.
async fn hear(listener: &mut PgListener) -> Result<(), sqlx::Error> {
    loop {
        if let Ok(heard) = timeout(QUIET, listener.try_recv()).await {
            return heard.map(drop);
        }
        let answered = timeout(ANSWER, (&mut *listener).execute("SELECT 1")).await;
        answered.map_err(|_| std::io::Error::from(std::io::ErrorKind::TimedOut))??;
    }
}

/// Rings at each commit of another connection.
async fn watch_changes(context: &Context) -> Result<Infallible, sqlx::Error> {
    let mut connection = context.db.get_sqlite_connection_pool().acquire().await?;
    let mut last = None;
    loop {
        let version = data_version(&mut connection).await?;
        if last.replace(version) != Some(version) {
            context.ring();
        }
        tokio::time::sleep(CHANGE).await;
    }
}

/// A number of this connection's own, another one after each commit of others.
async fn data_version(connection: &mut PoolConnection<Sqlite>) -> Result<i64, sqlx::Error> {
    sqlx::query_scalar("PRAGMA data_version").fetch_one(&mut **connection).await
}

/// Rings each second while something is due.
async fn look_for_mails(context: &Context) {
    loop {
        tokio::time::sleep(LOOK).await;
        match is_due(&context.db, context).await {
            Ok(true) => context.ring(),
            Ok(false) => {}
            Err(error) => tracing::debug!(error = &error as &dyn Error, "the outbox could not be looked at"),
        }
    }
}

async fn is_due(db: &DatabaseConnection, context: &Context) -> Result<bool, DbErr> {
    Ok(outbox::waits_for_push(context.clock.now()).one(db).await?.is_some())
}

/// Looks into Redis each second, and rings when it has lost something.
async fn look_into(context: &Context, queues: &Queues) {
    if queues.are_in_memory() {
        return;
    }
    loop {
        tokio::time::sleep(LOOK).await;
        if queues.look().await == Look::Lost {
            context.ring();
        }
    }
}
