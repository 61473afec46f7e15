//! The worker: delivers mails from the outbox to the relay, and queues reminders.
//!
//! The database decides what is due, which worker holds a mail, and what its state is. The queue (apalis on
//! Redis, or in memory) only wakes workers and distributes ids. The worker answers no requests, and nothing
//! else in the product sends mail.
//!
//! Reading order: [`context`], [`notify_listener`], [`dispatcher`] and [`queue`], then [`job`], then
//! [`mail`]. [`bounce`] is for what comes back. Servers use it and [`redis_client`], too.

pub mod bounce;
pub mod bounce_command;
pub mod config;
pub mod context;
pub mod delivery_steps;
pub mod dispatcher;
pub mod job;
pub mod keys;
pub mod mail;
pub mod notify_listener;
pub mod queue;
pub mod redis_client;
pub mod schedule;
pub mod settle;
pub mod signals;
pub mod tls;

use std::{panic, sync::Arc};

use anyhow::Context as _;
use tokio::task::JoinSet;

pub use crate::{context::Context, queue::Queues};

/// Runs one worker until its context's `ending` is cancelled, then waits for the deliveries under way.
pub async fn run(context: Arc<Context>, queues: Queues) -> anyhow::Result<()> {
    if queues.are_in_memory() {
        // This is the only process that works on this database, so everything that was leased or pushed was
        // lost when the previous process ended.
        job::recover::after_restart(&context).await?;
    }
    // Each lane has its own tasks, so that a busy lane does not delay the others.
    let mut tasks = JoinSet::new();
    for queue in queues.all() {
        tasks.spawn(queue::supervise(Arc::clone(queue), Arc::clone(&context)));
        tasks.spawn(dispatcher::run(Arc::clone(queue), Arc::clone(&context)));
    }
    tasks.spawn(notify_listener::run(Arc::clone(&context), queues));
    tasks.spawn(schedule::run(Arc::clone(&context)));
    while let Some(ended) = tasks.join_next().await {
        match ended {
            Ok(ended) => ended?,
            Err(error) if error.is_panic() => panic::resume_unwind(error.into_panic()),
            Err(error) => return Err(error).context("a task of the worker was cancelled"),
        }
    }
    // After the tasks, which start no more deliveries. A delivery is never cut off in the middle of a
    // conversation.
    context.deliveries.close();
    context.deliveries.wait().await;
    // After the deliveries, because each of them may leave its connection open for the next mail.
    context.mailer.quit().await;
    Ok(())
}
