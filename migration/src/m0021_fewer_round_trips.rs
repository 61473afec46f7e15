//! Lets an operation and a delivery use fewer statements and do less work.
//!
//! On PostgreSQL, functions do what must see more than the calling statement sees. One serializes requests
//! for a link and ends the older links. Two limit an account's sessions and browsers while its row is locked.
//! Of several transactions that queue mails at the same time, one notifies for all. Pages of the outbox keep
//! free space, so that an updated row can stay on its page. One of two equal indexes is dropped.

use sea_orm_migration::{prelude::*, sea_orm::DbBackend};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let db = manager.get_connection();
        // It is equal to the index `mail_outbox_of_certificate`.
        db.execute_unprepared("DROP INDEX mail_outbox_by_certificate").await?;
        // SQLite has a single writer, so its transactions need no locks of their own, and it has no NOTIFY.
        if manager.get_database_backend() == DbBackend::Postgres {
            db.execute_unprepared(FUNCTIONS).await?;
            db.execute_unprepared(NOTIFY).await?;
            // A delivery updates its row five times.
            db.execute_unprepared("ALTER TABLE mail_outbox SET (fillfactor = 70)").await?;
        }
        Ok(())
    }
}

/// Each statement in these functions sees what was committed before that statement, and not only before the
/// calling statement. They leave out the row that the calling statement inserts, because it may or may not be
/// there yet.
const FUNCTIONS: &str = r"
    CREATE FUNCTION replace_links(
        its_lock text, its_id uuid, its_purpose text, its_email_key text, its_user_id text,
        its_now timestamptz
    ) RETURNS void LANGUAGE plpgsql AS $$
    BEGIN
        PERFORM pg_advisory_xact_lock(hashtextextended(its_lock, 0));
        UPDATE email_link SET replaced_at = its_now
            WHERE email_key = its_email_key AND purpose = its_purpose AND id <> its_id
              AND (its_user_id IS NULL OR typed_user_id = its_user_id)
              AND consumed_at IS NULL AND replaced_at IS NULL AND expires_at > its_now;
    END $$;

    CREATE FUNCTION end_oldest_sessions(
        its_account uuid, its_id uuid, its_most integer, its_now timestamptz
    ) RETURNS void LANGUAGE plpgsql AS $$
    BEGIN
        UPDATE session SET ended_at = its_now WHERE id IN (
            SELECT id FROM session
            WHERE account_id = its_account AND id <> its_id AND ended_at IS NULL
              AND idle_expires_at > its_now
              AND (absolute_expires_at IS NULL OR absolute_expires_at > its_now)
            ORDER BY last_seen_at DESC, id DESC OFFSET its_most - 1
        );
    END $$;

    CREATE FUNCTION forget_oldest_devices(
        its_account uuid, its_id uuid, its_most integer
    ) RETURNS void LANGUAGE plpgsql AS $$
    BEGIN
        DELETE FROM known_device WHERE id IN (
            SELECT id FROM known_device WHERE account_id = its_account AND id <> its_id
            ORDER BY last_used_at DESC, id DESC OFFSET its_most - 1
        );
    END $$;";

/// A transaction that notifies makes all others that notify wait until its commit is on disk, so concurrent
/// ones would commit one by one. Therefore only one of them notifies per lane. The dispatcher that it wakes
/// looks again a moment later, and finds what the others have committed in the meantime.
const NOTIFY: &str = r"
    CREATE OR REPLACE FUNCTION ring_mail_outbox() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE
        lane smallint;
    BEGIN
        FOR lane IN SELECT DISTINCT priority FROM queued LOOP
            IF pg_try_advisory_xact_lock(1969514869, lane) THEN
                PERFORM pg_notify('mail_outbox', '');
            END IF;
        END LOOP;
        RETURN NULL;
    END $$;

    CREATE OR REPLACE TRIGGER ring AFTER INSERT ON mail_outbox REFERENCING NEW TABLE AS queued
        FOR EACH STATEMENT EXECUTE FUNCTION ring_mail_outbox();";
