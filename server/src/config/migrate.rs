//! The flags of `server migrate`.

use super::DatabaseArgs;

/// Where to migrate, and who works there afterwards.
#[derive(Debug, clap::Args)]
pub struct MigrateArgs {
    /// Give this role what servers, workers and commands need, and nothing more: the audit trail is added to and read,
    /// the history of migrations read. It is done in one transaction, covers the tables of later migrations, and is
    /// looked at afterwards. Needed once for each role; may be repeated
    #[arg(long, value_name = "ROLE")]
    pub grant_to: Option<String>,
    /// The production database, as the role that owns the tables
    #[command(flatten)]
    pub database: DatabaseArgs,
}
