//! The production worker: PostgreSQL, Redis and a relay.

use std::{process::ExitCode, sync::Arc, time::Duration};

use clap::Parser;
use entity::{
    clock::Clock,
    error_chain::chain,
    restore,
    setting::{Environment, WrongSettings},
};
use migration::{
    database::{self, Pending},
    program::Program,
};
use tracing_subscriber::EnvFilter;
use worker::{
    Context, Queues,
    config::{Args, Settings},
    keys,
    mail::Mailer,
    signals::{self, Signals},
};

/// How long mails under way may take after the signal to end.
const DRAIN: Duration = Duration::from_secs(25);

/// What is logged where `RUST_LOG` does not say.
const USUAL_FILTER: &str = "info,apalis=off";

/// A request is thousands of small allocations, and the system's allocator takes a fifth of its time for them.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[tokio::main]
async fn main() -> ExitCode {
    let args = Args::parse();
    let done = match start_log() {
        Ok(()) => Box::pin(run(args)).await,
        Err(wrong) => Err(wrong.into()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            tracing::error!("{}", chain(error.as_ref()));
            ExitCode::FAILURE
        }
    }
}

/// Starts the log, and checks what no setting reads: its filter, and names that are no settings.
fn start_log() -> Result<(), WrongSettings> {
    let Environment { log_filter, mut faults } = Environment::of(std::env::vars_os());
    let filter = EnvFilter::try_new(log_filter.as_deref().unwrap_or(USUAL_FILTER)).unwrap_or_else(|error| {
        faults.push(format!("RUST_LOG: {error}"));
        USUAL_FILTER.into()
    });
    tracing_subscriber::fmt().with_env_filter(filter).init();
    WrongSettings::none_or(faults)
}

async fn run(args: Args) -> anyhow::Result<()> {
    let settings = args.check()?;
    let mut signals = Signals::of_service()?;
    check_open_files(&settings);
    let start = start(settings);
    let (context, queues) = tokio::select! {
        started = start => started?,
        () = signals.end() => return Ok(()),
    };

    let ending = context.ending.clone();
    let work = worker::run(context, queues);
    tokio::pin!(work);
    tracing::info!("working");
    signals::tell_ready();
    tokio::select! {
        ended = &mut work => return ended,
        () = signals.end() => {}
    }
    tracing::info!("ending; mails under way are finished first, and a second signal ends at once");
    signals::tell_stopping();
    ending.cancel();
    tokio::select! {
        drained = tokio::time::timeout(DRAIN, work) => drained.unwrap_or_else(|_| {
            tracing::warn!("mails were still under way after {DRAIN:?}; other workers take them up");
            Ok(())
        }),
        () = signals.end() => signals::end_at_once(),
    }
}

/// Raises the limit of open files as far as the process may; a line where it is too low.
fn check_open_files(settings: &Settings) {
    // For each mail a connection to the relay and one to the database, in three lanes; and everything else.
    let needed = u64::try_from(settings.concurrency).unwrap_or(u64::MAX).saturating_mul(4).saturating_add(64);
    match rlimit::increase_nofile_limit(u64::MAX) {
        Ok(limit) if limit >= needed => {}
        Ok(limit) => tracing::warn!(
            limit,
            needed,
            "the limit of open files is too low for UKETORI_WORKER_CONCURRENCY: raise the hard limit"
        ),
        Err(error) => {
            tracing::warn!(error = &error as &dyn std::error::Error, "cannot raise the limit of open files");
        }
    }
}

/// Connects to the database, to Redis and to nothing else: relays are connected to when there is a mail.
async fn start(settings: Settings) -> anyhow::Result<(Arc<Context>, Queues)> {
    let connections = u32::try_from(settings.concurrency)? + 8; // the dispatchers, their bell, the schedule
    let db = database::open(&settings.database_url, Program::Worker, connections, Pending::Refuse).await?;
    if let Some(row) = restore::under_way().one(&db).await? {
        return Err(restore::UnderWay(row.begun_at).into());
    }
    let queues = Queues::redis(settings.redis, settings.concurrency);
    if let Some(version) = queues.too_old().await {
        anyhow::bail!("Redis 7 or newer is needed; this is {version}");
    }
    keys::check(&db, &settings.link_keys, Clock::System.now()).await?;
    let mailer = Mailer::new(settings.sender, settings.link_keys, settings.transport);
    let mut context = Context::new(db, Clock::System, mailer);
    context.rate = settings.rate;
    Ok((Arc::new(context), queues))
}
