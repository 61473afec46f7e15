//! The reason for cancelling a certificate, and an index to find the mails of one certificate.

use sea_orm_migration::{prelude::*, schema::text_null};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let column = text_null("cancellation_reason").take();
        manager.alter_table(Table::alter().table("certificate").add_column(column).to_owned()).await?;
        // Mails about an account have no certificate, so they need no entry.
        let index = "CREATE INDEX mail_outbox_of_certificate ON mail_outbox (certificate_id)
                     WHERE certificate_id IS NOT NULL";
        manager.get_connection().execute_unprepared(index).await.map(drop)
    }
}
