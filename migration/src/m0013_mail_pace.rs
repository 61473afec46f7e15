//! The send rate over all workers: a table with one row.

use sea_orm_migration::{
    prelude::*,
    schema::{small_integer, timestamp_with_time_zone},
};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = Table::create()
            .table("mail_pace")
            .col(small_integer("id").primary_key())
            .col(timestamp_with_time_zone("next_at"))
            .col(timestamp_with_time_zone("certificate_at"))
            .col(timestamp_with_time_zone("reminder_at"))
            .to_owned();
        manager.create_table(table).await?;
        // Times long past, so that the first mail of each lane may go out at once.
        let row = "INSERT INTO mail_pace VALUES (1, '1970-01-01T00:00:00+00:00', \
                   '1970-01-01T00:00:00+00:00', '1970-01-01T00:00:00+00:00')";
        manager.get_connection().execute_unprepared(row).await.map(drop)
    }
}
