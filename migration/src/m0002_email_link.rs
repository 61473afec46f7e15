//! Requests for links in mails, and idempotency keys.

use sea_orm_migration::{
    prelude::*,
    schema::{
        binary, binary_null, pk_uuid, text, text_null, timestamp_with_time_zone,
        timestamp_with_time_zone_null, uuid_null,
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
                    .table("email_link")
                    .col(pk_uuid("id"))
                    .col(text("purpose"))
                    .col(text("email"))
                    .col(text("email_key"))
                    .col(uuid_null("account_id"))
                    .col(text("language"))
                    .col(text_null("terms_version"))
                    .col(timestamp_with_time_zone_null("terms_agreed_at"))
                    .col(binary("nonce"))
                    .col(text_null("key_id"))
                    .col(binary_null("digest").unique_key())
                    .col(timestamp_with_time_zone("created_at"))
                    .col(timestamp_with_time_zone_null("sent_at"))
                    .col(timestamp_with_time_zone("expires_at"))
                    .col(timestamp_with_time_zone_null("consumed_at"))
                    .col(timestamp_with_time_zone_null("replaced_at"))
                    .foreign_key(ForeignKey::create().from("email_link", "account_id").to("account", "id"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("idempotency_key")
                    .col(binary("digest").primary_key())
                    .col(binary("input_digest"))
                    .col(timestamp_with_time_zone("created_at"))
                    .to_owned(),
            )
            .await?;
        for sql in [
            // For the hourly deletion of old keys; the last one does the same for links.
            "CREATE INDEX idempotency_key_by_age ON idempotency_key (created_at)",
            // A link replaces the older ones of its address and purpose.
            "CREATE INDEX email_link_by_address ON email_link (email_key, purpose)",
            "CREATE INDEX email_link_by_end ON email_link (expires_at)",
        ] {
            manager.get_connection().execute_unprepared(sql).await?;
        }
        Ok(())
    }
}
