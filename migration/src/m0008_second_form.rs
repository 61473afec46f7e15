//! The 2023 form: the columns that only it fills, and its one-time steps.

use sea_orm_migration::{
    prelude::*,
    schema::{binary, date_null, text_null, timestamp_with_time_zone, timestamp_with_time_zone_null},
};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // SQLite adds only one column per statement.
        for column in [
            text_null("sex").take(),
            date_null("birth_date").take(),
            text_null("postal_code").take(),
            text_null("municipality_code").take(),
            text_null("street").take(),
        ] {
            let add = Table::alter().table("account").add_column(column).to_owned();
            manager.alter_table(add).await?;
        }
        manager
            .create_table(
                Table::create()
                    .table("registration_step")
                    .col(binary("digest").primary_key())
                    .col(binary("input_digest"))
                    .col(timestamp_with_time_zone("expires_at"))
                    .col(timestamp_with_time_zone_null("taken_at"))
                    .to_owned(),
            )
            .await?;
        let by_end = "CREATE INDEX registration_step_by_end ON registration_step (expires_at)";
        manager.get_connection().execute_unprepared(by_end).await?;
        Ok(())
    }
}
