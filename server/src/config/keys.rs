//! The flags of `server keys`.

use std::path::PathBuf;

use clap::Subcommand;

/// What to do with a key file.
#[derive(Debug, clap::Args)]
pub struct KeysArgs {
    /// Make, add, promote, list or check
    #[command(subcommand)]
    pub task: KeysTask,
}

/// What can be done with a key file: that of the servers, or that of the workers.
#[derive(Debug, Subcommand)]
pub enum KeysTask {
    /// Make a key file with one key, readable by its owner alone. An existing file is refused
    New {
        /// The file to make, e.g. /etc/uketori/server-keys
        file: PathBuf,
    },
    /// Add a new key behind the current one, and print its name: the first step of changing keys. Give the file to
    /// every process and restart them all before the second step, `promote`
    Add {
        /// The key file
        file: PathBuf,
    },
    /// Put a key in front, so that it is the current one: the second step of changing keys. Restart every process
    /// after it, one by one
    Promote {
        /// The key file
        file: PathBuf,
        /// The name that `add` printed
        name: String,
    },
    /// List the names of the keys with a fingerprint of each; two files with the same list hold the same keys
    List {
        /// The key file
        file: PathBuf,
    },
    /// Check a key file as servers and workers do when they start
    Check {
        /// The key file
        file: PathBuf,
    },
}
