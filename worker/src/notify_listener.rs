//! Wakes the dispatchers when a mail may have come due.
//!
//! One signal wakes all lanes of a process. It says only that something may be due, never what. The signal
//! comes from NOTIFY on PostgreSQL, and on SQLite from a number that changes with each commit of another
//! connection, in any process. A check once a second finds mails that had to wait for their time,
//! notifications that were missed, and ids that wait in Redis.

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

/// How often to check for what no notification reports.
const LOOK: Duration = Duration::from_secs(1);
/// How often to ask SQLite whether anything has changed.
const CHANGE: Duration = Duration::from_millis(200);
/// How long to wait before listening again after an error.
const PAUSE: Duration = Duration::from_secs(5);
/// How long without a NOTIFY until the connection is tested: it does not report that the host has vanished.
const QUIET: Duration = Duration::from_mins(1);
/// How long the test may take.
const ANSWER: Duration = Duration::from_secs(5);

/// Wakes the dispatchers until the worker stops.
pub async fn run(context: Arc<Context>, queues: Queues) -> anyhow::Result<()> {
    let ringing =
        async { tokio::join!(bring_news(&context), look_for_mails(&context), look_into(&context, &queues)) };
    tokio::select! {
        _ = ringing => {}
        () = context.ending.cancelled() => {}
    }
    Ok(())
}

/// Wakes the dispatchers at each notification. Listens again after an error; until then the check once a
/// second finds the mails.
async fn bring_news(context: &Context) {
    loop {
        let Err(ceased) = match context.db.get_database_backend() {
            DbBackend::Postgres => listen(context).await,
            _ => watch_changes(context).await,
        };
        tracing::warn!(
            error = &ceased as &dyn Error,
            "no notifications from the database; mails start up to a second late; listening again in {PAUSE:?}"
        );
        tokio::time::sleep(PAUSE).await;
    }
}

/// Wakes the dispatchers at each NOTIFY.
async fn listen(context: &Context) -> Result<Infallible, sqlx::Error> {
    let mut listener = PgListener::connect_with(context.db.get_postgres_connection_pool()).await?;
    listener.listen("mail_outbox").await?;
    loop {
        // At the start, and after a reconnect: a notification may have been missed.
        context.wake_dispatchers();
        hear(&mut listener).await?;
    }
}

/// Waits for the next NOTIFY, or until the connection was replaced.
async fn hear(listener: &mut PgListener) -> Result<(), sqlx::Error> {
    loop {
        // `recv` would reconnect in silence. `try_recv` returns then, and notifications may have been lost in
        // between.
        if let Ok(heard) = timeout(QUIET, listener.try_recv()).await {
            return heard.map(drop);
        }
        let answered = timeout(ANSWER, (&mut *listener).execute("SELECT 1")).await;
        answered.map_err(|_| std::io::Error::from(std::io::ErrorKind::TimedOut))??;
    }
}

/// Wakes the dispatchers at each commit of another connection.
async fn watch_changes(context: &Context) -> Result<Infallible, sqlx::Error> {
    // One connection for all reads: the number leaves out the connection's own commits, and has no meaning on
    // another one.
    let mut connection = context.db.get_sqlite_connection_pool().acquire().await?;
    let mut last = None;
    loop {
        let version = data_version(&mut connection).await?;
        if last.replace(version) != Some(version) {
            context.wake_dispatchers();
        }
        tokio::time::sleep(CHANGE).await;
    }
}

/// A number of this connection that changes after each commit of another one.
async fn data_version(connection: &mut PoolConnection<Sqlite>) -> Result<i64, sqlx::Error> {
    sqlx::query_scalar("PRAGMA data_version").fetch_one(&mut **connection).await
}

/// Wakes the dispatchers once a second while something is due.
async fn look_for_mails(context: &Context) {
    loop {
        tokio::time::sleep(LOOK).await;
        match is_due(&context.db, context).await {
            Ok(true) => context.wake_dispatchers(),
            Ok(false) => {}
            Err(error) => tracing::debug!(error = &error as &dyn Error, "failed to check the outbox"),
        }
    }
}

async fn is_due(db: &DatabaseConnection, context: &Context) -> Result<bool, DbErr> {
    Ok(outbox::waits_for_push(context.clock.now()).one(db).await?.is_some())
}

/// Checks Redis once a second, and wakes the dispatchers if it has lost ids.
async fn look_into(context: &Context, queues: &Queues) {
    // A queue in memory loses ids only when its process ends, and `recover::after_restart` pushes those
    // again.
    if queues.are_in_memory() {
        return;
    }
    loop {
        tokio::time::sleep(LOOK).await;
        if queues.look().await == Look::Lost {
            context.wake_dispatchers();
        }
    }
}
