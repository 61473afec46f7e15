//! The flags of `server keys`. The command itself is in `command::keys`.

use std::path::PathBuf;

use clap::Subcommand;

/// Flags of `server keys`, which creates and changes key files.
#[derive(Debug, clap::Args)]
pub struct KeysArgs {
    /// What to do with the key file
    #[command(subcommand)]
    pub task: KeysTask,
}

/// The tasks of `keys`. They work on the key file of the servers and on that of the workers.
#[derive(Debug, Subcommand)]
pub enum KeysTask {
    /// Create a key file with one key. Only the file's owner can read it. An existing file is not overwritten
    New {
        /// The file to create, e.g. /etc/uketori/server-keys
        file: PathBuf,
    },
    /// Add a new key after the current one, and print its name. This is the first step of rotating keys: copy
    /// the file to every process that uses it, and restart all of them before the second step, `promote`
    Add {
        /// The key file, e.g. /etc/uketori/server-keys
        file: PathBuf,
    },
    /// Make a key the current one by moving it to the first line. This is the second step of rotating keys:
    /// afterwards, copy the file to every process that uses it, and restart them one by one
    Promote {
        /// The key file, e.g. /etc/uketori/server-keys
        file: PathBuf,
        /// The name that `add` printed
        name: String,
    },
    /// List the name and the fingerprint of each key. Two files with the same list have the same keys
    List {
        /// The key file, e.g. /etc/uketori/server-keys
        file: PathBuf,
    },
    /// Check the mode and the content of a key file, as servers and workers do when they start
    Check {
        /// The key file, e.g. /etc/uketori/server-keys
        file: PathBuf,
    },
}
