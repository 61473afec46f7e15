//! Notices and their texts: one row for each language of each version.

use sea_orm_migration::{
    prelude::*,
    schema::{
        integer, pk_uuid, text, timestamp_with_time_zone, timestamp_with_time_zone_null, uuid, uuid_null,
    },
};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table("notice")
                    .col(pk_uuid("id"))
                    .col(integer("version"))
                    .col(timestamp_with_time_zone("visible_from"))
                    .col(timestamp_with_time_zone_null("visible_until"))
                    .col(timestamp_with_time_zone("recorded_at"))
                    .col(timestamp_with_time_zone("changed_at"))
                    .col(text("changed_by_kind"))
                    .col(uuid_null("changed_by"))
                    .col(timestamp_with_time_zone_null("withdrawn_at"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("notice_text")
                    .col(uuid("notice_id"))
                    .col(integer("version"))
                    .col(text("language"))
                    .col(text("title"))
                    .col(text("body"))
                    .primary_key(Index::create().col("notice_id").col("version").col("language"))
                    .foreign_key(ForeignKey::create().from("notice_text", "notice_id").to("notice", "id"))
                    .to_owned(),
            )
            .await?;
        // The public's lists have this order, and leave out notices that were withdrawn.
        let listed = "CREATE INDEX notice_listed ON notice (visible_from DESC, id DESC) \
                      WHERE withdrawn_at IS NULL";
        manager.get_connection().execute_unprepared(listed).await.map(drop)
    }
}
