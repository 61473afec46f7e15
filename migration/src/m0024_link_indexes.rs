//! Indexes of links that do not mislead PostgreSQL, and that let an updated row stay on its page.
//!
//! Old links are now found for deletion by the time of their creation, and no longer by their end, which
//! changes when the mail is sent. A link whose mail has not been sent has no digest, and is now left out of
//! the index of digests: with many such links, PostgreSQL read all of them to find one by its ID.

use sea_orm_migration::{prelude::*, sea_orm::DbBackend};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let db = manager.get_connection();
        // The time of creation never changes, so an update of a link leaves this index alone.
        db.execute_unprepared("CREATE INDEX email_link_by_age ON email_link (created_at)").await?;
        db.execute_unprepared("DROP INDEX email_link_by_end").await?;
        if manager.get_database_backend() == DbBackend::Postgres {
            db.execute_unprepared(POSTGRES).await?;
        }
        Ok(())
    }
}

const POSTGRES: &str = "
    CREATE UNIQUE INDEX email_link_by_digest ON email_link (digest) WHERE digest IS NOT NULL;
    ALTER TABLE email_link DROP CONSTRAINT email_link_digest_key;
    ALTER TABLE email_link SET (fillfactor = 70);";
