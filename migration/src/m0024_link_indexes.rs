//! Indexes of links that neither mislead PostgreSQL nor keep a changed row from staying on its page.
//!
//! Links are looked for by the time they were made, to remove old ones, and no more by the time they end, which changes when
//! the mail has left. A link whose mail has not left yet has no digest, and is in no index of them: of many such PostgreSQL
//! read all to find one that it knows by its id.

use sea_orm_migration::{prelude::*, sea_orm::DbBackend};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let db = manager.get_connection();
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
