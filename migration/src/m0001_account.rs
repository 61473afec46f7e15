//! Accounts, and their sessions.

use sea_orm_migration::{
    prelude::*,
    schema::{
        binary, integer, pk_uuid, text, text_null, timestamp_with_time_zone, timestamp_with_time_zone_null,
        uuid,
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
                    .table("account")
                    .col(pk_uuid("id"))
                    .col(text("user_id").unique_key())
                    .col(text("user_type"))
                    .col(text("name"))
                    .col(text("email"))
                    .col(text("email_key"))
                    .col(text("phone_number"))
                    .col(text_null("password_hash"))
                    .col(integer("password_version"))
                    .col(text("language"))
                    .col(text("color_scheme"))
                    .col(text("terms_version"))
                    .col(timestamp_with_time_zone("terms_agreed_at"))
                    .col(timestamp_with_time_zone("registered_at"))
                    .col(timestamp_with_time_zone_null("logged_in_at"))
                    .col(timestamp_with_time_zone_null("previous_login_at"))
                    .col(timestamp_with_time_zone_null("closed_at"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("session")
                    .col(pk_uuid("id"))
                    .col(binary("token_digest").unique_key())
                    .col(uuid("account_id"))
                    .col(integer("password_version"))
                    .col(timestamp_with_time_zone("created_at"))
                    .col(timestamp_with_time_zone("authenticated_at"))
                    .col(timestamp_with_time_zone("last_seen_at"))
                    .col(timestamp_with_time_zone("idle_expires_at"))
                    .col(timestamp_with_time_zone_null("absolute_expires_at"))
                    .col(timestamp_with_time_zone_null("ended_at"))
                    .foreign_key(ForeignKey::create().from("session", "account_id").to("account", "id"))
                    .to_owned(),
            )
            .await?;
        for sql in [
            // Not unique, because families and offices share an address.
            "CREATE INDEX account_by_email_key ON account (email_key)",
            "CREATE INDEX session_by_account ON session (account_id)",
            // For the hourly deletion of sessions past their retention.
            "CREATE INDEX session_by_end ON session (idle_expires_at)",
        ] {
            manager.get_connection().execute_unprepared(sql).await?;
        }
        Ok(())
    }
}
