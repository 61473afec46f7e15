//! The mail outbox. On PostgreSQL each insert notifies the dispatchers.

use sea_orm_migration::{
    prelude::*,
    schema::{
        integer, integer_null, pk_uuid, small_integer, text, text_null, timestamp_with_time_zone,
        timestamp_with_time_zone_null, uuid_null,
    },
    sea_orm::DbBackend,
};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table("mail_outbox")
                    .col(pk_uuid("id"))
                    .col(text("dedupe_key").unique_key())
                    .col(text("kind"))
                    .col(small_integer("priority"))
                    .col(uuid_null("account_id"))
                    .col(uuid_null("certificate_id"))
                    .col(uuid_null("link_id"))
                    .col(integer_null("sequence_no"))
                    .col(text("state"))
                    .col(integer("attempts"))
                    .col(integer("crashes"))
                    .col(timestamp_with_time_zone("created_at"))
                    .col(timestamp_with_time_zone("next_attempt_at"))
                    .col(timestamp_with_time_zone_null("expires_at"))
                    .col(timestamp_with_time_zone_null("lease_until"))
                    .col(uuid_null("lease_token"))
                    .col(text("phase"))
                    .col(timestamp_with_time_zone_null("pushed_at"))
                    .col(integer("push_seq"))
                    .col(text_null("rendered_language"))
                    .col(timestamp_with_time_zone_null("sent_at"))
                    .col(integer_null("last_code"))
                    .col(text_null("last_error"))
                    .col(text_null("traceparent"))
                    .foreign_key(ForeignKey::create().from("mail_outbox", "account_id").to("account", "id"))
                    .foreign_key(
                        ForeignKey::create().from("mail_outbox", "certificate_id").to("certificate", "id"),
                    )
                    .to_owned(),
            )
            .await?;
        for sql in [
            // Nearly all rows are final. These two indexes have only the mails of the moment.
            "CREATE INDEX mail_outbox_waiting ON mail_outbox (priority, next_attempt_at)
             WHERE state IN ('QUEUED', 'RETRY')",
            "CREATE INDEX mail_outbox_leased ON mail_outbox (lease_until) WHERE state = 'SENDING'",
            // With this, any number of workers may queue reminders at once, without a leader.
            "CREATE UNIQUE INDEX mail_outbox_one_reminder_a_week
             ON mail_outbox (certificate_id, sequence_no) WHERE kind = 'RECEIPT_REMINDER'",
        ] {
            manager.get_connection().execute_unprepared(sql).await?;
        }
        if manager.get_database_backend() == DbBackend::Postgres {
            for sql in [
                "CREATE FUNCTION ring_mail_outbox() RETURNS trigger LANGUAGE plpgsql AS
                 $$ BEGIN PERFORM pg_notify('mail_outbox', ''); RETURN NULL; END $$",
                // For each statement, because one statement queues up to a thousand reminders.
                "CREATE TRIGGER ring AFTER INSERT ON mail_outbox
                 FOR EACH STATEMENT EXECUTE FUNCTION ring_mail_outbox()",
            ] {
                manager.get_connection().execute_unprepared(sql).await?;
            }
        }
        Ok(())
    }
}
