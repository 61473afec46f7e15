//! The number of certificates in an account's list, stored so that a page need not count them.
//!
//! The database adds one in the statement that sets a certificate's "Request Date and Time". The first such
//! change for an account counts the certificates that are there already. Certificates are never deleted, and
//! never move to another account.

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

/// The triggers run before each row. So if a statement changes several certificates of an account, none is
/// counted twice: earlier changes of the statement are visible, and the row itself is not. If two
/// transactions insert an account's row at the same time, one adds to the other's.
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
