//! The database that a command works on: a data folder's, or the production one.

use std::path::PathBuf;

use anyhow::bail;
use entity::clock::Clock;
use migration::database::{self, Pending};
use sea_orm::DatabaseConnection;

use crate::{config::DatabaseArgs, embedded};

/// The data folder where one is named, else the production database where one is set, else `var`; and the
/// clock that goes with it.
pub(super) async fn open(
    data_dir: Option<PathBuf>,
    database: DatabaseArgs,
) -> anyhow::Result<(DatabaseConnection, Clock)> {
    if data_dir.is_none() && database.database_url.is_some() {
        let db = database::open(&database.check()?, 2, Pending::Refuse).await?;
        return Ok((db, Clock::System));
    }
    let data_dir = data_dir.unwrap_or_else(|| "var".into());
    if !data_dir.join("uketori.sqlite").exists() {
        bail!("no database is set, and {} holds no embedded one", data_dir.display());
    }
    let db = database::open(&embedded::database_url(&data_dir), 2, Pending::Refuse).await?;
    Ok((db, embedded::stored_clock(&data_dir)?))
}
