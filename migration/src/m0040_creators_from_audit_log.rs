//! For officers of earlier versions, the audit log says who created them. In those versions, anyone who created
//! an officer also saw the enrolment code.
//!
//! In a transaction of its own, which locks no more than these officers' rows, while it reads the whole audit
//! log: adding the columns locks the table.

use sea_orm_migration::{prelude::*, sea_orm::DbBackend};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let is_officers = match manager.get_database_backend() {
            DbBackend::Postgres => "event.detail = CAST(officer.id AS text)",
            _ => "replace(event.detail, '-', '') = lower(hex(officer.id))",
        };
        let update = format!(
            "UPDATE officer SET created_by = event.actor_id, invited_by = event.actor_id
             FROM audit_event AS event
             WHERE officer.created_by IS NULL
               AND event.action = 'OFFICER_CREATED' AND event.actor_kind = 'OFFICER' AND {is_officers}"
        );
        manager.get_connection().execute_unprepared(&update).await.map(|_| ())
    }
}
