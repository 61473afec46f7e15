//! The flags of `server restore`. The command itself is in `command::restore`.

use std::path::PathBuf;

use clap::Subcommand;

use super::TargetArgs;

/// Flags of `server restore`, which prepares a restored database.
#[derive(Debug, clap::Args)]
pub struct RestoreArgs {
    /// Which of the two steps to run
    #[command(subcommand)]
    pub task: RestoreTask,
}

/// The two steps of a restore. In between, no server and no worker starts.
#[derive(Debug, Subcommand)]
pub enum RestoreTask {
    /// End everything that the backup has open, before any server or worker starts: sessions, links in mails,
    /// steps of the registration at the counter, known browsers, officers' enrolment and recovery codes.
    /// Waiting mails are held. No server and no worker starts until `finish`. If it is interrupted, run it
    /// again
    Begin {
        /// A file with what `server audit anchor` printed after the backup was made. It shows how many events
        /// are lost
        #[arg(long)]
        anchor: Option<PathBuf>,
        /// A file with what `server audit export` printed after the backup was made. It shows what is lost,
        /// and the command withdraws passwords that were replaced since
        #[arg(long)]
        events: Option<PathBuf>,
        /// Withdraw the passwords of all applicants, so each of them needs a password reset. Use it if
        /// passwords may have been replaced since the backup because others knew them
        #[arg(long)]
        require_reset: bool,
        /// The database to work on
        #[command(flatten)]
        place: TargetArgs,
    },
    /// End the restore: servers and workers may start again
    Finish {
        /// The database to work on
        #[command(flatten)]
        place: TargetArgs,
    },
}
