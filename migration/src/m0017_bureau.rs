//! Indexes for searches by officers: names, the mails of an account, and the audit log by time and by
//! officer.

use sea_orm_migration::{prelude::*, sea_orm::DbBackend};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // Names are searched by prefix, which PostgreSQL's index supports only if it compares byte by byte.
        let by_name = match manager.get_database_backend() {
            DbBackend::Postgres => "CREATE INDEX account_by_name ON account (upper(name) text_pattern_ops)",
            _ => "CREATE INDEX account_by_name ON account (upper(name))",
        };
        for sql in [
            by_name,
            "CREATE INDEX mail_outbox_by_account ON mail_outbox (account_id) WHERE account_id IS NOT NULL",
            // A duplicate of the index of m0015, which m0021 drops. A migration that was applied somewhere is
            // not edited.
            "CREATE INDEX mail_outbox_by_certificate ON mail_outbox (certificate_id)
             WHERE certificate_id IS NOT NULL",
            "CREATE INDEX mail_outbox_by_link ON mail_outbox (link_id) WHERE link_id IS NOT NULL",
            "CREATE INDEX mail_outbox_by_time ON mail_outbox (created_at)",
            "CREATE INDEX email_link_by_account ON email_link (account_id) WHERE account_id IS NOT NULL",
            "CREATE INDEX audit_event_by_time ON audit_event (at)",
            "CREATE INDEX audit_event_by_actor ON audit_event (actor_id, at) WHERE actor_id IS NOT NULL",
        ] {
            manager.get_connection().execute_unprepared(sql).await?;
        }
        Ok(())
    }
}
