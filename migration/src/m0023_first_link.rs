//! On PostgreSQL, a function that tells whether a request for a link is the only one for its subject: no
//! other request is under way, and no older link is valid. Such requests are recorded in batches, because
//! none of them has to wait.

use sea_orm_migration::{prelude::*, sea_orm::DbBackend};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        if manager.get_database_backend() == DbBackend::Postgres {
            manager.get_connection().execute_unprepared(FUNCTION).await?;
        }
        Ok(())
    }
}

/// It tries the lock that `replace_links` takes, and keeps it until the transaction ends. It reads what was
/// committed before it took the lock, and not only before the calling statement.
const FUNCTION: &str = r"
    CREATE FUNCTION is_first_link(
        its_lock text, its_purpose text, its_email_key text, its_user_id text, its_now timestamptz
    ) RETURNS boolean LANGUAGE plpgsql AS $$
    BEGIN
        IF NOT pg_try_advisory_xact_lock(hashtextextended(its_lock, 0)) THEN
            RETURN FALSE;
        END IF;
        RETURN NOT EXISTS (
            SELECT FROM email_link
            WHERE email_key = its_email_key AND purpose = its_purpose
              AND (its_user_id IS NULL OR typed_user_id = its_user_id)
              AND consumed_at IS NULL AND replaced_at IS NULL AND expires_at > its_now
        );
    END $$;";
