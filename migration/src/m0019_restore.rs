//! Restores from a backup: when one began, how far it has come, and when it ended. While one is under way,
//! servers and workers do not start.

use sea_orm_migration::{
    prelude::*,
    schema::{timestamp_with_time_zone, timestamp_with_time_zone_null},
};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table("database_restore")
                    .col(timestamp_with_time_zone("begun_at").primary_key())
                    .col(timestamp_with_time_zone_null("cleared_at"))
                    .col(timestamp_with_time_zone_null("finished_at"))
                    .to_owned(),
            )
            .await
    }
}
