//! The flags of `server restore`.

use std::path::PathBuf;

use clap::Subcommand;

use super::PlaceArgs;

/// What to do after the database came back from a backup.
#[derive(Debug, clap::Args)]
pub struct RestoreArgs {
    /// Begin or finish
    #[command(subcommand)]
    pub task: RestoreTask,
}

/// The two halves of a restore.
#[derive(Debug, Subcommand)]
pub enum RestoreTask {
    /// End what the backup holds open, before any server or worker is started: sessions, links in mails, steps of the
    /// 2023 form, known browsers, officers' enrolment and recovery codes. Mails that wait are held. Until `finish` no
    /// server and no worker starts. It may be run again, e.g. after it was cut off
    Begin {
        /// What `server audit anchor` printed after the backup was made: says how many events are lost
        #[arg(long)]
        anchor: Option<PathBuf>,
        /// What `server audit export` wrote after the backup was made: lists what is lost, and withdraws passwords that
        /// were replaced since
        #[arg(long)]
        events: Option<PathBuf>,
        /// Withdraw the passwords of all applicants: each account is opened by a password reset alone. For when
        /// passwords may have been replaced since the backup because others knew them
        #[arg(long)]
        require_reset: bool,
        /// Which database
        #[command(flatten)]
        place: PlaceArgs,
    },
    /// Let servers and workers start again
    Finish {
        /// Which database
        #[command(flatten)]
        place: PlaceArgs,
    },
}
