//! From which network a link was requested, as a digest: a newer registration link replaces only those that
//! the same network requested. Older programs leave it empty, and then replace every older link as before.

use sea_orm_migration::{prelude::*, schema::binary_null};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let column = binary_null("requester").take();
        let add = Table::alter().table("email_link").add_column(column).to_owned();
        manager.alter_table(add).await
    }
}
