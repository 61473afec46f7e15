//! The production worker: PostgreSQL, Redis and a relay.

use std::{process::ExitCode, sync::Arc, time::Duration};

use clap::Parser;
use entity::clock::Clock;
use migration::database::{self, Pending};
use tokio::signal::unix::{SignalKind, signal};
use worker::{Context, Queues, config::Args, mail::Mailer};

/// How long mails under way may take after the signal to end.
const DRAIN: Duration = Duration::from_secs(25);

#[tokio::main]
async fn main() -> ExitCode {
    tracing_subscriber::fmt()
        .with_env_filter(
            tracing_subscriber::EnvFilter::try_from_default_env()
                .unwrap_or_else(|_| "info,apalis=off".into()),
        )
        .init();
    match Box::pin(run(Args::parse())).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            tracing::error!("{error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn run(args: Args) -> anyhow::Result<()> {
    let settings = args.check()?;
    let connections = u32::try_from(settings.concurrency)? + 8; // the dispatchers, their bell, the schedule
    let db = database::open(&settings.database_url, connections, Pending::Refuse).await?;
    let queues = Queues::redis(&settings.redis_url, settings.concurrency)?;
    if let Some(version) = queues.too_old().await {
        anyhow::bail!("Redis 7 or newer is needed; this is {version}");
    }
    let mailer = Mailer::new(settings.sender, settings.link_keys, settings.transport);
    let mut context = Context::new(db, Clock::System, mailer);
    context.rate = settings.rate;
    let context = Arc::new(context);

    let ending = context.ending.clone();
    let work = worker::run(context, queues);
    tokio::pin!(work);
    tracing::info!("working");
    let (mut interrupt, mut terminate) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    tokio::select! {
        ended = &mut work => return ended,
        _ = interrupt.recv() => {}
        _ = terminate.recv() => {}
    }
    tracing::info!("ending; mails under way are finished first");
    ending.cancel();
    tokio::time::timeout(DRAIN, work).await.unwrap_or_else(|_| {
        tracing::warn!("mails were still under way after {DRAIN:?}; other workers take them up");
        Ok(())
    })
}
