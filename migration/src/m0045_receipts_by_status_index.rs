//! The index of an account's list of certificates by receipt status.
//!
//! An older program does without it, and a newer one without the index finds the same, more slowly.

use sea_orm_migration::{prelude::*, sea_orm::DbBackend};

use crate::concurrently;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

/// The expression is written as queries write it: otherwise the index is not used for them.
const ON: &str = "certificate (account_id, (CASE WHEN cancelled_at IS NOT NULL THEN 2 \
                  WHEN registered_at IS NOT NULL THEN 1 ELSE 0 END), requested_at DESC, id DESC) \
                  WHERE requested_at IS NOT NULL";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        if manager.get_database_backend() == DbBackend::Postgres {
            return concurrently::create_index(manager, "certificate_by_status", ON).await;
        }
        let index = format!("CREATE INDEX certificate_by_status ON {ON}");
        manager.get_connection().execute_unprepared(&index).await.map(|_| ())
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(false)
    }
}
