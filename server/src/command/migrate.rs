//! `server migrate`: brings the production database up to date, and gives the role of servers and workers what it needs.

use migration::{
    database::{self, Pending},
    grants,
    program::Program,
    upgrade::{Lock, WAIT},
};

use crate::config::MigrateArgs;

/// Applies what is pending, then grants.
pub async fn run(args: MigrateArgs) -> anyhow::Result<()> {
    let address = args.database.check()?;
    let db = database::open(&address, Program::Maintenance, 1, Pending::Apply).await?;
    tracing::info!("the database is up to date");
    if let Some(role) = &args.grant_to {
        let lock = Lock::take(&address, WAIT).await?;
        let tables = grants::grant(&db, role).await?;
        lock.release().await?;
        tracing::info!(role, tables, "the role may do what servers and workers need, and nothing more");
    }
    Ok(db.close().await?)
}
