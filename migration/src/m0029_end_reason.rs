//! Why a session or a link ended, so that its holder can be told: a link that a change of the account ended,
//! and the reason for which a session was ended early.
//!
//! The previous version of the program leaves both empty. It looks only at `replaced_at` and `ended_at`,
//! which this version sets as well.

use sea_orm_migration::{
    prelude::*,
    schema::{text_null, timestamp_with_time_zone_null},
    sea_orm::DbBackend,
};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let revoked = timestamp_with_time_zone_null("revoked_at");
        manager.alter_table(Table::alter().table("email_link").add_column(revoked).to_owned()).await?;
        let reason = text_null("end_reason");
        manager.alter_table(Table::alter().table("session").add_column(reason).to_owned()).await?;
        let db = manager.get_connection();
        // Closing an account erases them, and the export lists them, by address.
        db.execute_unprepared("CREATE INDEX user_id_request_by_address ON user_id_request (email_key)")
            .await?;
        if manager.get_database_backend() == DbBackend::Postgres {
            db.execute_unprepared(FUNCTION).await?;
        }
        Ok(())
    }
}

/// As in `m0021_fewer_round_trips`, with the reason.
const FUNCTION: &str = r"
    CREATE OR REPLACE FUNCTION end_oldest_sessions(
        its_account uuid, its_id uuid, its_most integer, its_now timestamptz
    ) RETURNS void LANGUAGE plpgsql AS $$
    BEGIN
        UPDATE session SET ended_at = its_now, end_reason = 'ENDED_ELSEWHERE' WHERE id IN (
            SELECT id FROM session
            WHERE account_id = its_account AND id <> its_id AND ended_at IS NULL
              AND idle_expires_at > its_now
              AND (absolute_expires_at IS NULL OR absolute_expires_at > its_now)
            ORDER BY last_seen_at DESC, id DESC OFFSET its_most - 1
        );
    END $$;";
