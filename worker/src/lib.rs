//! The worker: takes mails from the outbox to the relay, and puts reminders into the outbox.
//!
//! The database decides everything: what is due, who holds it, what has become of it. The queue
//! (apalis on Redis, or in memory) only says *now* and spreads the work. Nothing here answers a
//! request, and nothing else in the product sends a mail.
//!
//! Reading order: [`context`], [`bell`], [`dispatcher`] and [`queue`], then [`job`], then [`mail`].

pub mod bell;
pub mod config;
pub mod context;
pub mod dispatcher;
pub mod job;
pub mod mail;
pub mod queue;
pub mod schedule;

use std::sync::Arc;

use futures_util::future;

pub use crate::{context::Context, queue::Queues};

/// Runs one worker until its context's `ending`, then lets the mails under way finish.
pub async fn run(context: Arc<Context>, queues: Queues) -> anyhow::Result<()> {
    if queues.are_in_memory() {
        // Nobody else works on this database, so whatever is leased or pushed was lost with the
        // process that did it.
        job::recover::after_restart(&context).await?;
    }
    let lanes = queues.all().iter().map(|queue| async {
        tokio::try_join!(
            queue::supervise(Arc::clone(queue), Arc::clone(&context)),
            dispatcher::run(Arc::clone(queue), Arc::clone(&context)),
        )
    });
    tokio::try_join!(
        future::try_join_all(lanes),
        bell::run(Arc::clone(&context)),
        schedule::run(Arc::clone(&context), &queues),
    )?;
    context.deliveries.close();
    context.deliveries.wait().await;
    Ok(())
}
