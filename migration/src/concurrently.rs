//! Creates an index of a large table on PostgreSQL while programs go on writing to that table.
//!
//! A migration with such an index has nothing else in it, and runs without a transaction: its
//! `use_transaction` is `Some(false)`. So it may be interrupted between its statements, and runs again.

use sea_orm_migration::{
    prelude::*,
    sea_orm::{DbBackend, Statement},
};

/// Creates the index `name`, unless it is there: `on` is the table with the columns and the condition.
pub(crate) async fn create_index(manager: &SchemaManager<'_>, name: &str, on: &str) -> Result<(), DbErr> {
    let db = manager.get_connection();
    // An interrupted run leaves an index behind that is not valid: it is never used, and costs every write.
    let broken = "SELECT 1 FROM pg_index WHERE indexrelid = to_regclass($1) AND NOT indisvalid";
    let broken = Statement::from_sql_and_values(DbBackend::Postgres, broken, [name.into()]);
    if db.query_one_raw(broken).await?.is_some() {
        db.execute_unprepared(&format!("DROP INDEX CONCURRENTLY IF EXISTS {name}")).await?;
    }
    db.execute_unprepared(&format!("CREATE INDEX CONCURRENTLY IF NOT EXISTS {name} ON {on}")).await?;
    Ok(())
}
