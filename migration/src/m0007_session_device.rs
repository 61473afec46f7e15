//! The device of a session, so that its owner can tell sessions apart.

use sea_orm_migration::{prelude::*, schema::text};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let column = text("device").default("").take();
        let add = Table::alter().table("session").add_column(column).to_owned();
        manager.alter_table(add).await
    }
}
