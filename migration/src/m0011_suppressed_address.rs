//! Suppressed addresses, identified by their digests.

use sea_orm_migration::{
    prelude::*,
    schema::{binary, integer_null, timestamp_with_time_zone, uuid_null},
};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table("suppressed_address")
                    .col(binary("digest").primary_key())
                    .col(uuid_null("account_id"))
                    .col(timestamp_with_time_zone("suppressed_at"))
                    .col(integer_null("code"))
                    .foreign_key(
                        ForeignKey::create().from("suppressed_address", "account_id").to("account", "id"),
                    )
                    .to_owned(),
            )
            .await?;
        for sql in [
            "CREATE INDEX suppressed_address_by_account ON suppressed_address (account_id)",
            "CREATE INDEX suppressed_address_by_age ON suppressed_address (suppressed_at)",
        ] {
            manager.get_connection().execute_unprepared(sql).await?;
        }
        Ok(())
    }
}
