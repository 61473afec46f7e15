//! An index of the password hashes of other systems. Our own name their key (`keyid`) and are not in it.
//!
//! Servers look up which kinds are left, because the most expensive one decides how long every refusal takes.
//! In the order of bytes, hashes of one kind and cost are neighbours, whatever the language of the database.

use sea_orm_migration::{prelude::*, sea_orm::DbBackend};

use crate::concurrently;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        if manager.get_database_backend() == DbBackend::Postgres {
            return concurrently::create_index(
                manager,
                "account_by_foreign_hash",
                "account (password_hash COLLATE \"C\") WHERE password_hash NOT LIKE '%keyid=%'",
            )
            .await;
        }
        let index = "CREATE INDEX account_by_foreign_hash ON account (password_hash)
                     WHERE password_hash NOT LIKE '%keyid=%'";
        manager.get_connection().execute_unprepared(index).await.map(|_| ())
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(false)
    }
}
