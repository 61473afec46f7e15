//! The lengths of an account's lists of certificates by receipt status, stored so that a page need not count them.
//!
//! Beside the length of the whole list (`m0022_receipt_count`) the table gets those of the certificates that
//! wait for registration and of the cancelled ones. The others are registered. Both are null until the account's
//! next change, which counts the certificates that are there already. Until then a page counts them.

use sea_orm_migration::{prelude::*, schema::big_integer_null, sea_orm::DbBackend};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for column in ["waiting", "cancelled"] {
            let column = big_integer_null(column).take();
            manager.alter_table(Table::alter().table("receipt_count").add_column(column).to_owned()).await?;
        }
        let db = manager.get_connection();
        if manager.get_database_backend() == DbBackend::Postgres {
            db.execute_unprepared(POSTGRES).await?;
        } else {
            for sql in sqlite() {
                db.execute_unprepared(&sql).await?;
            }
        }
        Ok(())
    }
}

/// The triggers run before each row, as before: earlier changes of a statement are visible, and the row itself is
/// seen as it was. If two transactions count an account at the same time, the second one waits for the first one's
/// row, and adds to what it finds there. Of a new row, OLD is null.
const POSTGRES: &str = "
    CREATE OR REPLACE FUNCTION count_receipt() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE
        of_total integer := (NEW.requested_at IS NOT NULL)::integer - (OLD.requested_at IS NOT NULL)::integer;
        of_waiting integer :=
            (NEW.requested_at IS NOT NULL AND NEW.registered_at IS NULL AND NEW.cancelled_at IS NULL)::integer
            - (OLD.requested_at IS NOT NULL AND OLD.registered_at IS NULL AND OLD.cancelled_at IS NULL)::integer;
        of_cancelled integer :=
            (NEW.requested_at IS NOT NULL AND NEW.cancelled_at IS NOT NULL)::integer
            - (OLD.requested_at IS NOT NULL AND OLD.cancelled_at IS NOT NULL)::integer;
    BEGIN
        UPDATE receipt_count
            SET total = total + of_total, waiting = waiting + of_waiting, cancelled = cancelled + of_cancelled
            WHERE account_id = NEW.account_id AND waiting IS NOT NULL;
        IF NOT FOUND THEN
            INSERT INTO receipt_count (account_id, total, waiting, cancelled)
                SELECT NEW.account_id, count(*) + of_total,
                    count(*) FILTER (WHERE registered_at IS NULL AND cancelled_at IS NULL) + of_waiting,
                    count(*) FILTER (WHERE cancelled_at IS NOT NULL) + of_cancelled
                FROM certificate WHERE account_id = NEW.account_id AND requested_at IS NOT NULL
                ON CONFLICT (account_id) DO UPDATE SET
                    total = receipt_count.total + of_total,
                    waiting = coalesce(receipt_count.waiting + of_waiting, excluded.waiting),
                    cancelled = coalesce(receipt_count.cancelled + of_cancelled, excluded.cancelled);
        END IF;
        RETURN NEW;
    END $$;

    CREATE OR REPLACE TRIGGER count_receipt
        BEFORE UPDATE OF requested_at, registered_at, cancelled_at ON certificate
        FOR EACH ROW WHEN (
            (OLD.requested_at IS NULL) <> (NEW.requested_at IS NULL)
            OR (OLD.registered_at IS NULL) <> (NEW.registered_at IS NULL)
            OR (OLD.cancelled_at IS NULL) <> (NEW.cancelled_at IS NULL)
        ) EXECUTE FUNCTION count_receipt();";

/// On SQLite, more triggers beside those of the whole list's length, in whatever order they run. What is not
/// counted yet is counted first, then comes the change.
fn sqlite() -> [String; 2] {
    let waiting = |row: &str| {
        format!(
            "({row}.requested_at IS NOT NULL AND {row}.registered_at IS NULL AND {row}.cancelled_at IS NULL)"
        )
    };
    let cancelled =
        |row: &str| format!("({row}.requested_at IS NOT NULL AND {row}.cancelled_at IS NOT NULL)");
    let change = |of: &dyn Fn(&str) -> String| format!("{} - {}", of("NEW"), of("OLD"));
    let trigger = |when: &str, waiting: &str, cancelled: &str| {
        format!(
            "CREATE TRIGGER {when}
            BEGIN
                INSERT INTO receipt_count (account_id, total, waiting, cancelled)
                    SELECT NEW.account_id, count(*),
                        count(*) FILTER (WHERE registered_at IS NULL AND cancelled_at IS NULL),
                        count(*) FILTER (WHERE cancelled_at IS NOT NULL)
                    FROM certificate WHERE account_id = NEW.account_id AND requested_at IS NOT NULL
                      AND NOT EXISTS (
                          SELECT 1 FROM receipt_count WHERE account_id = NEW.account_id AND waiting IS NOT NULL
                      )
                    ON CONFLICT (account_id) DO UPDATE SET
                        waiting = coalesce(waiting, excluded.waiting),
                        cancelled = coalesce(cancelled, excluded.cancelled);
                UPDATE receipt_count SET waiting = waiting + {waiting}, cancelled = cancelled + {cancelled}
                    WHERE account_id = NEW.account_id;
            END"
        )
    };
    [
        trigger(
            "count_new_receipt_status BEFORE INSERT ON certificate WHEN NEW.requested_at IS NOT NULL",
            &waiting("NEW"),
            &cancelled("NEW"),
        ),
        trigger(
            "count_receipt_status BEFORE UPDATE OF requested_at, registered_at, cancelled_at ON certificate
             WHEN (OLD.requested_at IS NULL) <> (NEW.requested_at IS NULL)
               OR (OLD.registered_at IS NULL) <> (NEW.registered_at IS NULL)
               OR (OLD.cancelled_at IS NULL) <> (NEW.cancelled_at IS NULL)",
            &change(&waiting),
            &change(&cancelled),
        ),
    ]
}
