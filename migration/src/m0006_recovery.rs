//! Forgotten user IDs and passwords. What was typed is stored with the request, and only the worker checks
//! whether there is such an account.

use sea_orm_migration::{
    prelude::*,
    schema::{pk_uuid, text, text_null, timestamp_with_time_zone},
};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let add = Table::alter().table("email_link").add_column(text_null("typed_user_id")).to_owned();
        manager.alter_table(add).await?;
        manager
            .create_table(
                Table::create()
                    .table("user_id_request")
                    .col(pk_uuid("id"))
                    .col(text("email"))
                    .col(text("email_key"))
                    .col(text("name"))
                    .col(text("language"))
                    .col(timestamp_with_time_zone("created_at"))
                    .to_owned(),
            )
            .await?;
        let by_age = "CREATE INDEX user_id_request_by_age ON user_id_request (created_at)";
        manager.get_connection().execute_unprepared(by_age).await?;
        Ok(())
    }
}
