//! Limits the mails to an address where they are sent, so that nobody can use up another person's requests.
//!
//! A row of `mail_quota` counts mails of one kind about one subject, and holds no address. A request
//! remembers the known browser that made it, which has room of its own. An idempotency key holds no longer
//! than the link that it made. An app is a known device, too: the newest of them are kept apart from the
//! newest browsers, so that neither displaces the other.

use sea_orm_migration::{
    prelude::*,
    schema::{big_integer, binary, boolean, timestamp_with_time_zone_null, uuid, uuid_null},
    sea_orm::DbBackend,
};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let quota = Table::create()
            .table("mail_quota")
            .col(binary("digest").primary_key())
            .col(big_integer("full_until_ms"))
            .col(uuid("mail_id"))
            .to_owned();
        manager.create_table(quota).await?;
        for (table, column) in [
            ("email_link", uuid_null("known_device_id")),
            ("user_id_request", uuid_null("known_device_id")),
            ("idempotency_key", timestamp_with_time_zone_null("expires_at")),
            ("idempotency_key", uuid_null("link_id")),
            ("known_device", boolean("is_app").default(false).take()),
        ] {
            let add = Table::alter().table(table).add_column(column).to_owned();
            manager.alter_table(add).await?;
        }
        let db = manager.get_connection();
        db.execute_unprepared("CREATE INDEX mail_quota_by_end ON mail_quota (full_until_ms)").await?;
        if manager.get_database_backend() == DbBackend::Postgres {
            db.execute_unprepared(FUNCTION).await?;
        }
        Ok(())
    }
}

/// Like `forget_oldest_devices`, among the apps or among the browsers of an account. Programs of the previous
/// version call the older function, which counts both together.
const FUNCTION: &str = r"
    CREATE FUNCTION forget_oldest_devices_of(
        its_account uuid, its_id uuid, its_is_app boolean, its_most integer
    ) RETURNS void LANGUAGE plpgsql AS $$
    BEGIN
        DELETE FROM known_device WHERE id IN (
            SELECT id FROM known_device
            WHERE account_id = its_account AND id <> its_id AND is_app = its_is_app
            ORDER BY last_used_at DESC, id DESC OFFSET its_most - 1
        );
    END $$;";
