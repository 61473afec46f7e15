//! Opens the database that a command works on: that of the embedded mode, whether or not it is running, or
//! that of production. It never migrates one.

use anyhow::{Context as _, bail};
use entity::clock::Clock;
use migration::{
    database::{OpenError, Pending},
    history::Misfit,
    program::Program,
};
use sea_orm::DatabaseConnection;

use crate::{config::TargetArgs, embedded};

/// Connections of a command to its database.
const CONNECTIONS: u32 = 2;

/// Opens the data folder in `--data-dir`; without it, the production database in `UKETORI_DATABASE_URL`;
/// without that, the data folder `var`. Also returns the clock of that database, because a data folder may
/// have a manual one.
pub(super) async fn open(
    program: Program,
    TargetArgs { data_dir, database }: TargetArgs,
) -> anyhow::Result<(DatabaseConnection, Clock)> {
    if data_dir.is_none() && database.database_url.is_some() {
        let db = migration::database::open(&database.check()?, program, CONNECTIONS, Pending::Refuse).await?;
        return Ok((db, Clock::System));
    }
    let data_dir = data_dir.unwrap_or_else(|| "var".into());
    if !data_dir.join("uketori.sqlite").exists() {
        bail!(
            "no database: UKETORI_DATABASE_URL is not set, and {} (--data-dir) has no database of the embedded mode",
            data_dir.display()
        );
    }
    let url = embedded::database_url(&data_dir);
    let folder = data_dir.display();
    let db = match migration::database::open(&url, program, CONNECTIONS, Pending::Refuse).await {
        Err(OpenError::Misfit(Misfit::Pending(_))) => {
            bail!(
                "the database in {folder} is older than this program; start `server --data-dir {folder}` to migrate it"
            )
        }
        opened => opened.with_context(|| format!("cannot use the database in {folder}"))?,
    };
    Ok((db, embedded::stored_clock(&data_dir)?))
}
