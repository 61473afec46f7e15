//! `server migrate`: brings the production database up to date.

use migration::database::{self, Pending};

use crate::config::DatabaseArgs;

/// Applies what is pending.
pub async fn run(args: DatabaseArgs) -> anyhow::Result<()> {
    let db = database::open(&args.check()?, 1, Pending::Apply).await?;
    tracing::info!("the database is up to date");
    Ok(db.close().await?)
}
