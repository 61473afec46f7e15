//! Runs the periodic jobs, in every worker process.
//!
//! No leader is needed: each job is one guarded statement, so a second worker finds nothing to do.

use std::{future::Future, sync::Arc, time::Duration};

use migration::fitness;
use rand::RngExt;
use sea_orm::DbErr;

use crate::{
    context::Context,
    job::{self, clock_check},
};

/// How often lapsed leases are taken back.
const LEASES: Duration = Duration::from_secs(5);
/// How often due reminders are queued, and mails that are too late closed.
const REMINDERS: Duration = Duration::from_secs(30);
/// How often rows past their retention are deleted.
const PURGE: Duration = Duration::from_hours(1);
/// How often alerts for staff are checked.
const WATCH: Duration = Duration::from_mins(1);

/// How often to check whether the pool's server still takes writes.
const CONNECTIONS: Duration = Duration::from_secs(1);
/// How often idle connections to relays are closed.
const CONVERSATIONS: Duration = Duration::from_secs(1);

/// Runs until the worker stops.
pub async fn run(context: Arc<Context>) -> anyhow::Result<()> {
    let work = async {
        tokio::join!(
            // Besides the sweep, which does the same: a mail whose worker died must not wait for half a
            // minute more.
            every(LEASES, || clock_check::if_right(&context, || job::recover::lapsed_leases(&context))),
            every(REMINDERS, || clock_check::if_right(&context, || job::sweep(&context))),
            every(PURGE, || clock_check::if_right(&context, || job::purge_expired::purge(&context))),
            // Without the comparison of clocks, because a wrong clock is one of the things that it logs.
            every(WATCH, || async { job::monitor::watch(&context).await.map(|_| ()) }),
            every(CONNECTIONS, || close_unfit(&context)),
            every(CONVERSATIONS, || async {
                context.mailer.end_idle().await;
                Ok(())
            }),
        )
    };
    tokio::select! {
        _ = work => {}
        // A job that is cut off here leaves nothing half done: its transaction is rolled back.
        () = context.ending.cancelled() => {}
    }
    Ok(())
}

/// Closes connections to a primary that was replaced, so that the new one is used within seconds.
async fn close_unfit(context: &Context) -> Result<(), DbErr> {
    let closed = fitness::close_unfit(&context.db).await;
    if closed > 0 {
        tracing::warn!(closed, "closed database connections that were read-only, broken or in a transaction");
    }
    Ok(())
}

/// Runs `job` forever, with up to a tenth of jitter, so that many workers do not run it at the same moment.
async fn every<F: Future<Output = Result<(), DbErr>>>(pause: Duration, job: impl Fn() -> F) {
    loop {
        if let Err(error) = job().await {
            tracing::warn!(
                error = &error as &dyn std::error::Error,
                "a scheduled job failed; retrying in {pause:?}"
            );
        }
        #[expect(clippy::disallowed_methods, reason = "a shell draws its own jitter")]
        let jitter = rand::rng().random_range(0.9..=1.0);
        tokio::time::sleep(pause.mul_f64(jitter)).await;
    }
}
