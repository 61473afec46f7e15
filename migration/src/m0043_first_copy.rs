//! When the first copy of a mail was begun. It is the mail's `Date`, so that all copies are the same.

use sea_orm_migration::{prelude::*, schema::timestamp_with_time_zone_null};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let column = timestamp_with_time_zone_null("first_copy_at").take();
        manager.alter_table(Table::alter().table("mail_outbox").add_column(column).to_owned()).await
    }
}
