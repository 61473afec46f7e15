//! The keys of servers and workers, as first seen: names and fingerprints, never a key.

use sea_orm_migration::{
    prelude::*,
    schema::{text, timestamp_with_time_zone, timestamp_with_time_zone_null},
};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = Table::create()
            .table("server_key")
            .col(text("ring"))
            .col(text("name"))
            .col(text("fingerprint"))
            .col(timestamp_with_time_zone("first_seen_at"))
            .col(timestamp_with_time_zone_null("current_since"))
            .col(timestamp_with_time_zone_null("current_seen_at"))
            .primary_key(Index::create().col("ring").col("name"))
            .to_owned();
        manager.create_table(table).await
    }
}
