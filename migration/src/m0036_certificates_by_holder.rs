//! An index for the bureau's search of certificates by the beginning of the holder's name.
//!
//! An older program does without it, and a newer one without the index finds the same, more slowly.

use sea_orm_migration::{prelude::*, sea_orm::DbBackend};

use crate::concurrently;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        if manager.get_database_backend() == DbBackend::Postgres {
            // In the order of bytes, and with only A-Z in upper case, whatever the language of the database: as
            // SQLite does it.
            let on = "certificate (upper(holder_name COLLATE \"C\"))";
            return concurrently::create_index(manager, "certificate_by_holder", on).await;
        }
        let index = "CREATE INDEX certificate_by_holder ON certificate (upper(holder_name))";
        manager.get_connection().execute_unprepared(index).await.map(|_| ())
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(false)
    }
}
