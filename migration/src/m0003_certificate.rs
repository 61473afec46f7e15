//! Certificates of Eligibility.

use sea_orm_migration::{
    prelude::*,
    schema::{date, pk_uuid, text, text_null, timestamp_with_time_zone, timestamp_with_time_zone_null, uuid},
};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table("certificate")
                    .col(pk_uuid("id"))
                    .col(text("number").unique_key())
                    .col(uuid("account_id"))
                    .col(text("holder_name"))
                    .col(text("nationality"))
                    .col(text("sex"))
                    .col(date("birth_date"))
                    .col(text("status_of_residence"))
                    .col(text("period_of_stay"))
                    .col(date("issued_on"))
                    .col(text("issuing_bureau"))
                    .col(text_null("application_number"))
                    .col(timestamp_with_time_zone("recorded_at"))
                    .col(timestamp_with_time_zone_null("requested_at"))
                    .col(timestamp_with_time_zone_null("registered_at"))
                    .col(timestamp_with_time_zone_null("cancelled_at"))
                    .col(timestamp_with_time_zone("remind_until"))
                    .col(timestamp_with_time_zone_null("next_reminder_at"))
                    .foreign_key(ForeignKey::create().from("certificate", "account_id").to("account", "id"))
                    .to_owned(),
            )
            .await?;
        for sql in [
            // In the order of an account's list, so that a page of it needs no sort.
            "CREATE INDEX certificate_listed ON certificate (account_id, requested_at DESC, id DESC)",
            // The index stays small: only certificates that will still get a reminder are in it.
            "CREATE INDEX certificate_to_remind ON certificate (next_reminder_at, id)
             WHERE next_reminder_at IS NOT NULL",
        ] {
            manager.get_connection().execute_unprepared(sql).await?;
        }
        Ok(())
    }
}
