//! How many certificates an account's list has: kept with it, so that a page need not count all of them.
//!
//! The database adds one in the statement that sets a certificate's "Request Date and Time". The first that comes for an
//! account counts those that were there before. Certificates are never removed, and stay with their account.

use sea_orm_migration::{
    prelude::*,
    schema::{big_integer, uuid},
    sea_orm::DbBackend,
};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = Table::create()
            .table("receipt_count")
            .col(uuid("account_id").primary_key())
            .col(big_integer("total"))
            .to_owned();
        manager.create_table(table).await?;
        let db = manager.get_connection();
        if manager.get_database_backend() == DbBackend::Postgres {
            db.execute_unprepared(POSTGRES).await?;
        } else {
            for when in SQLITE_WHEN {
                db.execute_unprepared(&format!("CREATE TRIGGER {when} {SQLITE}")).await?;
            }
        }
        Ok(())
    }
}

/// Before each row, so that a statement that changes several of one account counts none of them twice: what it has
/// changed already is seen, and the row itself is not. Two that make an account's row at a time add one to the other's.
const POSTGRES: &str = "
    -- Changed with each certificate that is sent, and never longer: there is room for it on its page.
    ALTER TABLE receipt_count SET (fillfactor = 70);

    CREATE FUNCTION count_receipt() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE
        change integer := CASE WHEN NEW.requested_at IS NULL THEN -1 ELSE 1 END;
    BEGIN
        UPDATE receipt_count SET total = total + change WHERE account_id = NEW.account_id;
        IF NOT FOUND THEN
            INSERT INTO receipt_count (account_id, total)
                SELECT NEW.account_id, count(*) + change FROM certificate
                WHERE account_id = NEW.account_id AND requested_at IS NOT NULL
                ON CONFLICT (account_id) DO UPDATE SET total = receipt_count.total + change;
        END IF;
        RETURN NEW;
    END $$;

    CREATE TRIGGER count_new_receipt BEFORE INSERT ON certificate
        FOR EACH ROW WHEN (NEW.requested_at IS NOT NULL) EXECUTE FUNCTION count_receipt();

    CREATE TRIGGER count_receipt BEFORE UPDATE OF requested_at ON certificate
        FOR EACH ROW WHEN ((OLD.requested_at IS NULL) <> (NEW.requested_at IS NULL))
        EXECUTE FUNCTION count_receipt();";

const SQLITE_WHEN: [&str; 2] = [
    "count_new_receipt BEFORE INSERT ON certificate WHEN NEW.requested_at IS NOT NULL",
    "count_receipt BEFORE UPDATE OF requested_at ON certificate
         WHEN (OLD.requested_at IS NULL) <> (NEW.requested_at IS NULL)",
];
const SQLITE: &str = "
    BEGIN
        INSERT OR IGNORE INTO receipt_count (account_id, total)
            SELECT NEW.account_id, count(*) FROM certificate
            WHERE account_id = NEW.account_id AND requested_at IS NOT NULL
              AND NOT EXISTS (SELECT 1 FROM receipt_count WHERE account_id = NEW.account_id);
        UPDATE receipt_count SET total = total + CASE WHEN NEW.requested_at IS NULL THEN -1 ELSE 1 END
            WHERE account_id = NEW.account_id;
    END";
