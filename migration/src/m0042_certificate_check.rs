//! When a check of a certificate's print was last recorded, so that its owner sees one an hour at most.

use sea_orm_migration::{prelude::*, schema::timestamp_with_time_zone_null};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let column = timestamp_with_time_zone_null("last_checked_at").take();
        manager.alter_table(Table::alter().table("certificate").add_column(column).to_owned()).await
    }
}
