//! Who created an officer, and who gave the enrolment code: they may have seen an officer's secrets, and do
//! not count as a second officer beside that one. A later migration fills both in for officers of earlier
//! versions.

use sea_orm_migration::{prelude::*, schema::uuid_null};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for name in ["created_by", "invited_by"] {
            // One column at a time: SQLite adds no more in one statement.
            let column = uuid_null(name).take();
            let add = Table::alter().table("officer").add_column(column).to_owned();
            manager.alter_table(add).await?;
        }
        Ok(())
    }
}
