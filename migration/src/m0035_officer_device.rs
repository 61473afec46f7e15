//! Browsers and apps that an officer has logged in from, each with its own count of wrong attempts.

use sea_orm_migration::{
    prelude::*,
    schema::{
        binary, boolean, integer, pk_uuid, timestamp_with_time_zone, timestamp_with_time_zone_null, uuid,
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
                    .table("officer_device")
                    .col(pk_uuid("id"))
                    .col(binary("token_digest").unique_key())
                    .col(uuid("officer_id"))
                    .col(timestamp_with_time_zone("last_used_at"))
                    .col(timestamp_with_time_zone("expires_at"))
                    .col(integer("failed_count"))
                    .col(timestamp_with_time_zone_null("locked_until"))
                    .col(integer("lock_epoch"))
                    .col(boolean("is_app").default(false))
                    .foreign_key(
                        ForeignKey::create().from("officer_device", "officer_id").to("officer", "id"),
                    )
                    .to_owned(),
            )
            .await?;
        for sql in [
            "CREATE INDEX officer_device_by_officer ON officer_device (officer_id)",
            "CREATE INDEX officer_device_by_end ON officer_device (expires_at)",
        ] {
            manager.get_connection().execute_unprepared(sql).await?;
        }
        Ok(())
    }
}
