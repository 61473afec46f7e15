//! Proposals to close an officer or to revoke the role SECURITY, which a second officer confirms.

use sea_orm_migration::{
    prelude::*,
    schema::{pk_uuid, text, timestamp_with_time_zone, uuid},
};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table("officer_removal")
                    .col(pk_uuid("id"))
                    .col(uuid("officer_id"))
                    .col(text("kind"))
                    .col(uuid("proposed_by"))
                    .col(timestamp_with_time_zone("proposed_at"))
                    .foreign_key(
                        ForeignKey::create().from("officer_removal", "officer_id").to("officer", "id"),
                    )
                    .foreign_key(
                        ForeignKey::create().from("officer_removal", "proposed_by").to("officer", "id"),
                    )
                    .to_owned(),
            )
            .await?;
        for sql in [
            "CREATE UNIQUE INDEX officer_removal_once ON officer_removal (officer_id, kind)",
            "CREATE INDEX officer_removal_by_proposer ON officer_removal (proposed_by)",
        ] {
            manager.get_connection().execute_unprepared(sql).await?;
        }
        Ok(())
    }
}
