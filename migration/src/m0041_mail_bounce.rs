//! Reports about mails that bounced after a relay had accepted them.
//!
//! A row has no address and no text of the report. It refers to its mail without a foreign key, because the
//! report of a certificate outlives the row of its mail.

use sea_orm_migration::{
    prelude::*,
    schema::{binary, integer_null, text, text_null, timestamp_with_time_zone, uuid, uuid_null},
};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = Table::create()
            .table("mail_bounce")
            .col(uuid("mail_id"))
            .col(binary("digest"))
            .col(text("kind"))
            .col(text_null("status"))
            .col(timestamp_with_time_zone("reported_at"))
            .col(uuid_null("account_id"))
            .col(uuid_null("certificate_id"))
            .col(integer_null("delivery_no"))
            .primary_key(Index::create().col("mail_id").col("digest"))
            .foreign_key(ForeignKey::create().from("mail_bounce", "account_id").to("account", "id"))
            .foreign_key(ForeignKey::create().from("mail_bounce", "certificate_id").to("certificate", "id"))
            .to_owned();
        manager.create_table(table).await?;
        for sql in [
            "CREATE INDEX mail_bounce_by_account ON mail_bounce (account_id, reported_at)",
            "CREATE INDEX mail_bounce_by_certificate ON mail_bounce (certificate_id)",
            "CREATE INDEX mail_bounce_by_age ON mail_bounce (reported_at)",
        ] {
            manager.get_connection().execute_unprepared(sql).await?;
        }
        Ok(())
    }
}
