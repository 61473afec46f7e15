//! The audit log: rows are inserted and read, never changed and never deleted.
//!
//! Triggers refuse any change. The owner of a table can drop its triggers, so in production servers and
//! workers use a role that is not the owner and only has `SELECT` and `INSERT` on `audit_event`. The table
//! has no foreign keys: events outlive the accounts they concern.

use sea_orm_migration::{
    prelude::*,
    schema::{big_integer, binary, text, text_null, timestamp_with_time_zone, uuid, uuid_null},
    sea_orm::DbBackend,
};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table("audit_event")
                    .col(text("chain"))
                    .col(big_integer("number"))
                    .col(timestamp_with_time_zone("at"))
                    .col(text("actor_kind"))
                    .col(uuid_null("actor_id"))
                    .col(uuid_null("subject_id"))
                    .col(text("action"))
                    .col(text("outcome"))
                    .col(text_null("reason"))
                    .col(uuid("request_id"))
                    .col(uuid_null("session_id"))
                    .col(text_null("network"))
                    .col(text_null("device"))
                    .col(text_null("detail"))
                    .col(binary("prev_hash"))
                    .col(binary("hash"))
                    .primary_key(Index::create().col("chain").col("number"))
                    .to_owned(),
            )
            .await?;
        // In the order of an account's history, so that a page of it needs no sort.
        let by_subject = "CREATE INDEX audit_event_by_subject ON audit_event (subject_id, at, number)";
        manager.get_connection().execute_unprepared(by_subject).await?;
        let refusals = match manager.get_database_backend() {
            DbBackend::Postgres => &ON_POSTGRESQL[..],
            _ => &ON_SQLITE[..],
        };
        for sql in refusals {
            manager.get_connection().execute_unprepared(sql).await?;
        }
        Ok(())
    }
}

const ON_POSTGRESQL: [&str; 2] = [
    "CREATE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS
     $$ BEGIN RAISE EXCEPTION 'audit_event is append-only'; END $$",
    // TRUNCATE can only be refused for a whole statement; row triggers do not see it.
    "CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_event
     FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change()",
];

/// The third trigger is for `INSERT OR REPLACE`, which deletes a row without firing the second.
const ON_SQLITE: [&str; 3] = [
    "CREATE TRIGGER audit_event_no_update BEFORE UPDATE ON audit_event
     BEGIN SELECT RAISE(ABORT, 'audit_event is append-only'); END",
    "CREATE TRIGGER audit_event_no_delete BEFORE DELETE ON audit_event
     BEGIN SELECT RAISE(ABORT, 'audit_event is append-only'); END",
    "CREATE TRIGGER audit_event_no_replace BEFORE INSERT ON audit_event
     WHEN EXISTS (SELECT 1 FROM audit_event WHERE chain = NEW.chain AND number = NEW.number)
     BEGIN SELECT RAISE(ABORT, 'audit_event is append-only'); END",
];
