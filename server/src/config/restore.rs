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
    /// End what is still open in the backup: sessions, links in mails, steps of the registration at the
    /// counter, known browsers, and officers' enrolment and recovery codes. Waiting mails are held. Run this
    /// before any server or worker starts; none can start until `finish`. If it is interrupted, run it again
    Begin {
        /// A file with the output of `server audit anchor` from after the backup was made. It shows how many
        /// events are lost
        #[arg(long)]
        anchor: Option<PathBuf>,
        /// A file with the output of `server audit export` from after the backup was made. It shows what is
        /// lost. `begin` also withdraws each password that was replaced or whose account was closed since
        #[arg(long)]
        events: Option<PathBuf>,
        /// Withdraw the passwords of all applicants, so that each of them needs a password reset. The backup
        /// brings old passwords back: use this flag if some of them may have been replaced because others
        /// knew them
        #[arg(long)]
        require_reset: bool,
        /// The database to work on
        #[command(flatten)]
        target: TargetArgs,
    },
    /// End the restore: servers and workers may start again
    Finish {
        /// The database to work on
        #[command(flatten)]
        target: TargetArgs,
    },
}
