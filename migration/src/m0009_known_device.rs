//! Browsers that an account has logged in from, each with its own count of wrong passwords. Also the lifetime
//! of a link, as it was set when the link was requested.

use sea_orm_migration::{
    prelude::*,
    schema::{
        big_integer, binary, integer, pk_uuid, timestamp_with_time_zone, timestamp_with_time_zone_null, uuid,
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
                    .table("known_device")
                    .col(pk_uuid("id"))
                    .col(binary("token_digest").unique_key())
                    .col(uuid("account_id"))
                    .col(timestamp_with_time_zone("last_used_at"))
                    .col(timestamp_with_time_zone("expires_at"))
                    .col(integer("failed_count"))
                    .col(timestamp_with_time_zone_null("locked_until"))
                    .col(integer("lock_epoch"))
                    .foreign_key(ForeignKey::create().from("known_device", "account_id").to("account", "id"))
                    .to_owned(),
            )
            .await?;
        for sql in [
            "CREATE INDEX known_device_by_account ON known_device (account_id)",
            "CREATE INDEX known_device_by_end ON known_device (expires_at)",
        ] {
            manager.get_connection().execute_unprepared(sql).await?;
        }
        // The links that are there already were requested for 24 hours, except those for a password reset.
        let column = big_integer("lifetime_seconds").default(86_400).take();
        let add = Table::alter().table("email_link").add_column(column).to_owned();
        manager.alter_table(add).await?;
        let hour = "UPDATE email_link SET lifetime_seconds = 3600 WHERE purpose = 'PASSWORD_RESET'";
        manager.get_connection().execute_unprepared(hour).await?;
        Ok(())
    }
}
