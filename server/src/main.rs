//! The `server` program: parses the command line, starts the log, and runs one command.

use std::{io::Write, process::ExitCode};

use clap::Parser;
use entity::{
    error_chain::chain,
    setting::{Environment, WrongSettings},
};
use server::{
    command,
    config::{Args, Command, SchemaForm},
    graphql,
};
use tracing_subscriber::EnvFilter;

/// A request makes thousands of small allocations, and the system's allocator takes a fifth of its time for
/// them.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[tokio::main]
async fn main() -> ExitCode {
    let args = Args::parse();
    let quiet = if args.command.is_none() { "warn" } else { "info" };
    let done = match start_log(&format!("{quiet},apalis=off,sqlx=warn")) {
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

/// Starts the log, and reports what no command checks: a malformed `RUST_LOG`, and unknown settings.
fn start_log(usual_filter: &str) -> Result<(), WrongSettings> {
    let Environment { log_filter, mut faults } = Environment::of(std::env::vars_os());
    let filter = EnvFilter::try_new(log_filter.as_deref().unwrap_or(usual_filter)).unwrap_or_else(|error| {
        faults.push(format!("RUST_LOG: {error}"));
        usual_filter.into()
    });
    // Standard output is for the results of commands, which scripts may read.
    tracing_subscriber::fmt().with_writer(std::io::stderr).with_env_filter(filter).init();
    WrongSettings::none_or(faults)
}

async fn run(args: Args) -> anyhow::Result<()> {
    match args.command {
        None => Box::pin(command::embedded::run(&args.embedded)).await,
        Some(Command::Serve(args)) => Box::pin(command::serve::run(*args)).await,
        Some(Command::Migrate(args)) => command::migrate::run(args).await,
        Some(Command::Issue(args)) => command::issue::run(args).await,
        Some(Command::Resend(args)) => command::certificate::resend(args).await,
        Some(Command::Cancel(args)) => command::certificate::cancel(args).await,
        Some(Command::Audit(args)) => command::audit::run(args).await,
        Some(Command::Officer(args)) => command::officer::run(args).await,
        Some(Command::Keys(args)) => command::keys::run(args),
        Some(Command::Import(args)) => command::import::run(args).await,
        Some(Command::Mail(args)) => command::mail::run(args).await,
        Some(Command::Restore(args)) => command::restore::run(args).await,
        Some(Command::Notice(args)) => command::notice::run(args).await,
        Some(Command::Schema(args)) => {
            let sdl = if args.officer { graphql::officer::sdl() } else { graphql::applicant::sdl() };
            let text = match args.form {
                SchemaForm::Sdl => sdl,
                SchemaForm::PossibleTypes => graphql::codegen::possible_types(&sdl),
                SchemaForm::TypePolicies => graphql::codegen::type_policies(&sdl),
                SchemaForm::Scalars => graphql::codegen::scalars(&sdl),
            };
            write!(std::io::stdout(), "{text}").map_err(Into::into)
        }
    }
}
