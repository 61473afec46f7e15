//! `server migrate`: applies migrations to the production database, and grants the role of servers and
//! workers what it needs. No other command changes the schema of that database.

use migration::{
    database::{self, Pending},
    grants,
    program::Program,
    upgrade::{Lock, WAIT},
};

use crate::config::MigrateArgs;

/// Applies pending migrations, then grants privileges to the role of `--grant-to`.
pub async fn run(args: MigrateArgs) -> anyhow::Result<()> {
    let address = args.database.check()?;
    let db = database::open(&address, Program::Maintenance, 1, Pending::Apply).await?;
    tracing::info!("the database schema is up to date");
    if let Some(role) = &args.grant_to {
        // The lock of all runs: no other `server migrate` changes tables while privileges are granted.
        let lock = Lock::take(&address, WAIT).await?;
        let tables = grants::grant(&db, role).await?;
        lock.release().await?;
        tracing::info!(
            role,
            tables,
            "granted the role the privileges that servers and workers need, and revoked all others"
        );
    }
    Ok(db.close().await?)
}
