//! The account lock after wrong passwords. Its state is in the account's row, so losing Redis unlocks nobody.

use sea_orm_migration::{
    prelude::*,
    schema::{integer, timestamp_with_time_zone_null},
};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // SQLite adds only one column per statement.
        for column in [
            integer("failed_count").default(0).take(),
            integer("failed_since_login").default(0).take(),
            integer("failed_before_login").default(0).take(),
            integer("lock_epoch").default(0).take(),
            timestamp_with_time_zone_null("locked_until").take(),
        ] {
            let add = Table::alter().table("account").add_column(column).to_owned();
            manager.alter_table(add).await?;
        }
        Ok(())
    }
}
