//! The token of a session before its last rotation, which works for a few seconds more, so that requests
//! under way are not refused.

use sea_orm_migration::{
    prelude::*,
    schema::{binary_null, timestamp_with_time_zone_null},
};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // SQLite adds only one column per statement.
        for column in
            [binary_null("previous_digest").take(), timestamp_with_time_zone_null("rotated_at").take()]
        {
            let add = Table::alter().table("session").add_column(column).to_owned();
            manager.alter_table(add).await?;
        }
        let index = "CREATE INDEX session_by_previous_digest ON session (previous_digest)
                     WHERE previous_digest IS NOT NULL";
        manager.get_connection().execute_unprepared(index).await.map(drop)
    }
}
