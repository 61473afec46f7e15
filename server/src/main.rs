//! The server's program: reads the command line, starts the log, calls one function.

use std::{io::Write, process::ExitCode};

use clap::Parser;
use server::{
    command,
    config::{Args, Command, SchemaForm},
    graphql, officer,
};

#[tokio::main]
async fn main() -> ExitCode {
    let args = Args::parse();
    let quiet = if args.command.is_none() { "warn" } else { "info" };
    tracing_subscriber::fmt()
        .with_writer(std::io::stderr)
        .with_env_filter(
            tracing_subscriber::EnvFilter::try_from_default_env()
                .unwrap_or_else(|_| format!("{quiet},apalis=off,sqlx=warn").into()),
        )
        .init();
    let done = match args.command {
        None => Box::pin(command::embedded::run(&args.embedded)).await,
        Some(Command::Serve(args)) => command::serve::run(*args).await,
        Some(Command::Migrate(args)) => command::migrate::run(args).await,
        Some(Command::Issue(args)) => command::issue::run(args).await,
        Some(Command::Resend(args)) => command::certificate::resend(args).await,
        Some(Command::Cancel(args)) => command::certificate::cancel(args).await,
        Some(Command::Audit(args)) => command::audit::run(args).await,
        Some(Command::Officer(args)) => command::officer::run(args).await,
        Some(Command::Import(args)) => command::import::run(args).await,
        Some(Command::Mail(args)) => command::mail::run(args).await,
        Some(Command::Notice(args)) => command::notice::run(args).await,
        Some(Command::Schema(args)) => {
            let sdl = if args.officer { officer::graphql::sdl() } else { graphql::sdl() };
            let text = match args.form {
                SchemaForm::Sdl => sdl,
                SchemaForm::PossibleTypes => graphql::codegen::possible_types(&sdl),
                SchemaForm::Scalars => graphql::codegen::scalars(&sdl),
            };
            write!(std::io::stdout(), "{text}").map_err(Into::into)
        }
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            tracing::error!("{error:#}");
            ExitCode::FAILURE
        }
    }
}
