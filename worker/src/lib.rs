//! The worker: takes mails from the outbox to the relay, and puts reminders into the outbox.
//!
//! The database decides everything: what is due, who holds it, what has become of it. The queue
//! (apalis on Redis, or in memory) only says *now* and spreads the work. Nothing here answers a
//! request, and nothing else in the product sends a mail.
//!
//! Reading order: [`context`], [`dispatcher`] and [`queue`], then [`job`], then [`mail`].

pub mod config;
pub mod context;
pub mod dispatcher;
pub mod job;
pub mod mail;
pub mod queue;
pub mod schedule;

use std::sync::Arc;

use tokio_util::sync::CancellationToken;

pub use crate::{context::Context, queue::Queue};

/// Runs one worker until `shutdown`, then lets the mails under way finish.
pub async fn run(
    context: Arc<Context>,
    queue: Arc<Queue>,
    shutdown: CancellationToken,
) -> anyhow::Result<()> {
    if queue.is_in_memory() {
        // Nobody else works on this database, so whatever is leased or pushed was lost with the
        // process that did it.
        job::recover::after_restart(&context).await?;
    }
    tokio::try_join!(
        queue::supervise(Arc::clone(&queue), Arc::clone(&context), shutdown.clone()),
        dispatcher::run(Arc::clone(&queue), Arc::clone(&context), shutdown.clone()),
        schedule::run(Arc::clone(&context), Arc::clone(&queue), shutdown.clone()),
    )?;
    context.deliveries.close();
    context.deliveries.wait().await;
    Ok(())
}
