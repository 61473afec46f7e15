//! The flags of `server migrate`. The command itself is in `command::migrate`.

use super::DatabaseArgs;

/// Flags of `server migrate`, which only the owner of the tables runs.
#[derive(Debug, clap::Args)]
pub struct MigrateArgs {
    /// Grant this role the privileges that servers, workers and commands need, and revoke all others. The
    /// role can then only read and append to the audit log, and only read the history of migrations. The
    /// grants are made in one transaction, cover the tables of later migrations, and are verified afterwards.
    /// Use this flag once for each role; it can be repeated
    #[arg(long, value_name = "ROLE")]
    pub grant_to: Option<String>,
    /// The production database, with the role that owns the tables
    #[command(flatten)]
    pub database: DatabaseArgs,
}
