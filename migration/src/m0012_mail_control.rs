//! Mail control by staff: pausing a kind and holding rows. Also the alerts for staff.
//!
//! The old index stays, for all waiting rows. The new one has only those that may be sent.

use sea_orm_migration::{
    prelude::*,
    schema::{big_integer, text, timestamp_with_time_zone, timestamp_with_time_zone_null},
};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table("mail_pause")
                    .col(text("kind").primary_key())
                    .col(text("reason"))
                    .col(timestamp_with_time_zone("paused_at"))
                    .col(timestamp_with_time_zone_null("resumed_at"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("staff_alert")
                    .col(text("name").primary_key())
                    .col(big_integer("count"))
                    .col(timestamp_with_time_zone("raised_at"))
                    .col(timestamp_with_time_zone("said_at"))
                    .col(timestamp_with_time_zone("seen_at"))
                    .col(timestamp_with_time_zone_null("cleared_at"))
                    .to_owned(),
            )
            .await?;
        for column in ["held_at", "given_up_at"] {
            // One column at a time: SQLite adds no more in one statement.
            let column = timestamp_with_time_zone_null(column).take();
            let add = Table::alter().table("mail_outbox").add_column(column).to_owned();
            manager.alter_table(add).await?;
        }
        for sql in [
            "CREATE INDEX mail_outbox_ready ON mail_outbox (priority, next_attempt_at)
             WHERE state IN ('QUEUED', 'RETRY') AND held_at IS NULL",
            // Alerts look for mails that were given up lately, and few ever are.
            "CREATE INDEX mail_outbox_given_up ON mail_outbox (given_up_at) WHERE given_up_at IS NOT NULL",
        ] {
            manager.get_connection().execute_unprepared(sql).await?;
        }
        Ok(())
    }
}
