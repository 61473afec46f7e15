//! Officers of the bureau, with their roles, sessions and recovery codes.

use sea_orm_migration::{
    prelude::*,
    schema::{
        big_integer, binary, binary_null, integer, pk_uuid, text, text_null, timestamp_with_time_zone,
        timestamp_with_time_zone_null, uuid, uuid_null,
    },
};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in [officer(), role(), session(), recovery_code()] {
            manager.create_table(table).await?;
        }
        for sql in [
            "CREATE UNIQUE INDEX officer_role_once ON officer_role (officer_id, role)",
            "CREATE INDEX officer_role_by_proposer ON officer_role (proposed_by)",
            "CREATE INDEX officer_session_by_officer ON officer_session (officer_id)",
            "CREATE INDEX officer_session_by_end ON officer_session (idle_expires_at)",
            "CREATE INDEX officer_recovery_code_by_officer ON officer_recovery_code (officer_id)",
        ] {
            manager.get_connection().execute_unprepared(sql).await?;
        }
        Ok(())
    }
}

fn officer() -> TableCreateStatement {
    Table::create()
        .table("officer")
        .col(pk_uuid("id"))
        .col(text("name").unique_key())
        .col(text_null("password_hash"))
        .col(integer("password_version"))
        .col(text_null("totp_secret"))
        .col(big_integer("totp_last_step"))
        .col(integer("failed_count"))
        .col(timestamp_with_time_zone_null("locked_until"))
        .col(integer("lock_epoch"))
        .col(binary_null("enrolment_digest"))
        .col(timestamp_with_time_zone_null("enrolment_expires_at"))
        .col(timestamp_with_time_zone("created_at"))
        .col(timestamp_with_time_zone_null("enrolled_at"))
        .col(timestamp_with_time_zone_null("logged_in_at"))
        .col(timestamp_with_time_zone_null("closed_at"))
        .to_owned()
}

fn role() -> TableCreateStatement {
    Table::create()
        .table("officer_role")
        .col(pk_uuid("id"))
        .col(uuid("officer_id"))
        .col(text("role"))
        .col(uuid_null("proposed_by"))
        .col(timestamp_with_time_zone("proposed_at"))
        .col(uuid_null("granted_by"))
        .col(timestamp_with_time_zone_null("granted_at"))
        .foreign_key(ForeignKey::create().from("officer_role", "officer_id").to("officer", "id"))
        .foreign_key(ForeignKey::create().from("officer_role", "proposed_by").to("officer", "id"))
        .foreign_key(ForeignKey::create().from("officer_role", "granted_by").to("officer", "id"))
        .to_owned()
}

fn session() -> TableCreateStatement {
    Table::create()
        .table("officer_session")
        .col(pk_uuid("id"))
        .col(binary("token_digest").unique_key())
        .col(uuid("officer_id"))
        .col(integer("password_version"))
        .col(timestamp_with_time_zone("created_at"))
        .col(timestamp_with_time_zone("last_seen_at"))
        .col(timestamp_with_time_zone("idle_expires_at"))
        .col(timestamp_with_time_zone("absolute_expires_at"))
        .col(text("device"))
        .col(timestamp_with_time_zone_null("ended_at"))
        .foreign_key(ForeignKey::create().from("officer_session", "officer_id").to("officer", "id"))
        .to_owned()
}

fn recovery_code() -> TableCreateStatement {
    Table::create()
        .table("officer_recovery_code")
        .col(binary("digest").primary_key())
        .col(uuid("officer_id"))
        .col(timestamp_with_time_zone_null("used_at"))
        .foreign_key(ForeignKey::create().from("officer_recovery_code", "officer_id").to("officer", "id"))
        .to_owned()
}
