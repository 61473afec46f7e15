//! The worker of production, which needs PostgreSQL, Redis and an SMTP relay. It checks its settings, starts,
//! and drains when it is asked to stop.

use std::{process::ExitCode, sync::Arc, time::Duration};

use clap::Parser;
use entity::{
    clock::Clock,
    error_chain::chain,
    restore,
    setting::{Environment, WrongSettings},
    version,
};
use migration::{
    database::{self, Pending},
    program::Program,
};
use tracing_subscriber::EnvFilter;
use worker::{
    Context, Queues, bounce_command,
    config::{Args, BounceArgs, Command, Settings},
    keys,
    mail::{Mailer, smtp::SLOW_PLACES},
    signals::{self, Signals},
};

/// How long deliveries under way may take after the signal to stop. systemd and Kubernetes must wait longer;
/// `docs/OPERATIONS.md` sets 40 s.
const DRAIN: Duration = Duration::from_secs(25);

/// The default log filter, used when `RUST_LOG` is not set.
const USUAL_FILTER: &str = "info,apalis=off";

/// The allocator that `server` uses, too; there the system's takes a fifth of the time of a request.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// The exit codes by which a relay knows that a command line is wrong, and that it should try again later
/// (sysexits.h). With any other code but 0, Postfix would give the mail up.
const USAGE: u8 = 64;
const TRY_AGAIN: u8 = 75;

#[tokio::main]
async fn main() -> ExitCode {
    let mut args = match Args::try_parse() {
        Ok(args) => args,
        Err(error) => return misused(&error),
    };
    let bounce = args.command.take();
    let failure = if bounce.is_some() { ExitCode::from(TRY_AGAIN) } else { ExitCode::FAILURE };
    let done = match (start_log(), bounce) {
        (Err(wrong), _) => Err(wrong.into()),
        (Ok(()), Some(Command::Bounce(bounce))) => Box::pin(take_bounces(bounce)).await,
        (Ok(()), None) => Box::pin(run(args)).await,
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            tracing::error!("{}", chain(error.as_ref()));
            failure
        }
    }
}

/// Prints what clap says about the command line: the help, or an error.
fn misused(error: &clap::Error) -> ExitCode {
    // Without a terminal or a log to print to, the exit code must do.
    let _ = error.print();
    let is_bounce = std::env::args_os().nth(1).is_some_and(|argument| argument == "bounce");
    match error.exit_code() {
        0 => ExitCode::SUCCESS,
        _ if is_bounce => ExitCode::from(USAGE),
        code => ExitCode::from(u8::try_from(code).unwrap_or(1)),
    }
}

/// Runs `worker bounce`.
async fn take_bounces(args: BounceArgs) -> anyhow::Result<()> {
    let recipient = std::env::var_os("ORIGINAL_RECIPIENT").and_then(|text| text.into_string().ok());
    bounce_command::run(args.check(recipient)?).await
}

/// Starts the log. Also reports a filter in `RUST_LOG` that cannot be parsed, and environment variables that
/// look like settings but are unknown.
fn start_log() -> Result<(), WrongSettings> {
    let Environment { log_filter, mut faults } = Environment::of(std::env::vars_os());
    let filter = EnvFilter::try_new(log_filter.as_deref().unwrap_or(USUAL_FILTER)).unwrap_or_else(|error| {
        faults.push(format!("RUST_LOG: {error}"));
        USUAL_FILTER.into()
    });
    // At TRACE, async-imap logs the password of the mailbox.
    let filter = filter.add_directive("async_imap=off".parse().expect("a directive"));
    tracing_subscriber::fmt().with_env_filter(filter).init();
    WrongSettings::none_or(faults)
}

async fn run(args: Args) -> anyhow::Result<()> {
    let settings = args.check()?;
    // Before anything that may take long, so that a signal during the start ends it, too.
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
    tracing::info!(version = version::VERSION, commit = version::COMMIT, "worker is ready");
    signals::tell_ready();
    tokio::select! {
        ended = &mut work => return ended,
        () = signals.end() => {}
    }
    tracing::info!("shutting down: finishing mails under way; a second signal ends the process at once");
    signals::tell_stopping();
    ending.cancel();
    tokio::select! {
        drained = tokio::time::timeout(DRAIN, work) => drained.unwrap_or_else(|_| {
            tracing::warn!("mails were still under way after {DRAIN:?}; other workers will take them over");
            Ok(())
        }),
        () = signals.end() => signals::end_at_once(),
    }
}

/// Raises the soft limit of open files to the hard limit, and warns if that is too low.
fn check_open_files(settings: &Settings) {
    // Each mail needs a connection to the relay and one to the database, in three lanes; a mail that a slow
    // relay has needs one, too; the rest is a reserve.
    let needed = u64::try_from(settings.concurrency).unwrap_or(u64::MAX).saturating_mul(4);
    let needed = needed.saturating_add(3 * SLOW_PLACES as u64 + 64);
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

/// Connects to the database and to Redis, and checks the link keys. Relays are not connected to until there
/// is a mail.
async fn start(settings: Settings) -> anyhow::Result<(Arc<Context>, Queues)> {
    // The extra connections are for the dispatchers, the notify listener and the schedule.
    let connections = u32::try_from(settings.concurrency)? + 8;
    let db = database::open(&settings.database_url, Program::Worker, connections, Pending::Refuse).await?;
    // In a restored database, mails wait that were sent after the backup. A worker would send them again.
    if let Some(row) = restore::under_way().one(&db).await? {
        return Err(restore::UnderWay(row.begun_at).into());
    }
    let queues = Queues::redis(settings.redis, settings.concurrency);
    if let Some(version) = queues.too_old().await {
        anyhow::bail!("Redis 7 or newer is required; the server runs {version}");
    }
    // With another key under a known name, a mail that is repeated would have a link that does not work.
    keys::check(&db, &settings.link_keys, Clock::System.now()).await?;
    let mailer = Mailer::new(settings.sender, settings.link_keys, settings.transport);
    let mut context = Context::new(db, Clock::System, mailer);
    context.rate = settings.rate;
    Ok((Arc::new(context), queues))
}
