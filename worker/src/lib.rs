//! The worker: takes mails from the outbox to the relay, and puts reminders into the outbox.
//!
//! The database decides everything: what is due, who holds it, what has become of it. The queue
//! (apalis on Redis, or in memory) only says *now* and spreads the work. Nothing here answers a
//! request, and nothing else in the product sends a mail.
//!
//! Reading order: [`context`], [`bell`], [`dispatcher`] and [`queue`], then [`job`], then [`mail`]. [`redis_client`] is
//! how servers reach Redis, too.

pub mod bell;
pub mod config;
pub mod context;
pub mod dispatcher;
pub mod job;
pub mod keys;
pub mod mail;
pub mod queue;
pub mod redis_client;
pub mod schedule;
pub mod signals;

use std::{panic, sync::Arc};

use anyhow::Context as _;
use tokio::task::JoinSet;

pub use crate::{context::Context, queue::Queues};

/// Runs one worker until its context's `ending`, then lets the mails under way finish.
pub async fn run(context: Arc<Context>, queues: Queues) -> anyhow::Result<()> {
    if queues.are_in_memory() {
        // Nobody else works on this database, so whatever is leased or pushed was lost with the
        // process that did it.
        job::recover::after_restart(&context).await?;
    }
    // Each lane on tasks of its own: what wakes one has the others do nothing.
    let mut tasks = JoinSet::new();
    for queue in queues.all() {
        tasks.spawn(queue::supervise(Arc::clone(queue), Arc::clone(&context)));
        tasks.spawn(dispatcher::run(Arc::clone(queue), Arc::clone(&context)));
    }
    tasks.spawn(bell::run(Arc::clone(&context), queues));
    tasks.spawn(schedule::run(Arc::clone(&context)));
    while let Some(ended) = tasks.join_next().await {
        match ended {
            Ok(ended) => ended?,
            Err(error) if error.is_panic() => panic::resume_unwind(error.into_panic()),
            Err(error) => return Err(error).context("a task of the worker was cut off"),
        }
    }
    context.deliveries.close();
    context.deliveries.wait().await;
    context.mailer.take_leave().await;
    Ok(())
}
