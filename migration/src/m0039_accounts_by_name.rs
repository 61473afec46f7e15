//! An index for the officers' search of accounts by the beginning of the name, which takes the place of one in
//! the language of the database. SQLite has none, so its index stays.

use sea_orm_migration::{prelude::*, sea_orm::DbBackend};

use crate::concurrently;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        if manager.get_database_backend() != DbBackend::Postgres {
            return Ok(());
        }
        let on = "account (upper(name COLLATE \"C\"))";
        concurrently::create_index(manager, "account_by_plain_name", on).await?;
        let drop = "DROP INDEX CONCURRENTLY IF EXISTS account_by_name";
        manager.get_connection().execute_unprepared(drop).await.map(|_| ())
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(false)
    }
}
