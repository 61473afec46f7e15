//! Reads pages of receipts, newest first, with the length of the list.
//!
//! The cost of a page does not depend on the length of the list: the length is stored
//! (`migration::m0022_receipt_count`), and only the certificates that arrived after `as_of` are counted.

use std::{cmp::Reverse, time::Duration};

use chrono::{DateTime, Utc};
use entity::{account::AccountId, certificate::Listed};
use futures_util::FutureExt;
use migration::batch::Batch;
use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, DbErr, QueryResult, Statement};
use uuid::Uuid;

/// The page of an account's list that is requested.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Wanted {
    pub(crate) account: AccountId,
    pub(crate) as_of: DateTime<Utc>,
    pub(crate) per_page: u64,
    pub(crate) page: u64,
}

/// The rows of a page, newest first, and the total number of rows.
#[derive(Clone, Debug, Default)]
pub(crate) struct Rows {
    pub(crate) rows: Vec<Listed>,
    pub(crate) total: u64,
}

/// Batches reads of pages of receipts.
pub struct ReceiptPages(Batch<Wanted, Rows>);

impl ReceiptPages {
    /// Creates the batch on `db`.
    #[must_use]
    pub fn new(db: &DatabaseConnection, limit: Duration) -> Self {
        Self(Batch::new(db, limit, |db, asked| read(db, asked).boxed()))
    }

    /// Reads one page, in a batch with others.
    pub(crate) async fn read(&self, wanted: Wanted) -> Result<Rows, DbErr> {
        self.0.ask(wanted).await
    }
}

/// One row for each certificate of the page, or one row with the length alone. If no length is stored,
/// because no certificate was sent to the account since the table exists, all of its certificates are
/// counted. The LIMIT keeps PostgreSQL from counting again for each row.
const ROWS: &str = "
    length.total, page.*
    FROM {asked} (
        SELECT coalesce(
            (SELECT total FROM receipt_count WHERE account_id = {account})
                - (SELECT count(*) FROM certificate WHERE account_id = {account} AND requested_at > {as_of}),
            (SELECT count(*) FROM certificate WHERE account_id = {account} AND requested_at <= {as_of})
        ) AS total
        LIMIT 1
    ) length LEFT JOIN {each} (
        SELECT {columns} FROM certificate
        WHERE account_id = {account} AND requested_at <= {as_of}
        ORDER BY requested_at DESC, id DESC LIMIT {most} OFFSET {skipped}
    ) page ON TRUE";

fn of_each(asked: &str, each: &str) -> String {
    ROWS.replace("{columns}", Listed::COLUMNS).replace("{asked}", asked).replace("{each}", each)
}

/// The statement for several pages.
fn of_several() -> String {
    let asked = "unnest($1::uuid[], $2::timestamptz[], $3::bigint[], $4::bigint[]) WITH ORDINALITY
        AS asked (account, as_of, most, skipped, number) CROSS JOIN LATERAL";
    let rows = of_each(asked, "LATERAL");
    let names = ["account", "as_of", "most", "skipped"];
    let rows =
        names.iter().fold(rows, |rows, name| rows.replace(&format!("{{{name}}}"), &format!("asked.{name}")));
    format!("SELECT asked.number, {rows}")
}

/// The statement for one page, with `[account, as_of, most, skipped]` in place of its parameters. Public for
/// benchmarks that measure the database alone.
#[must_use]
pub fn of_one(values: [&str; 4]) -> String {
    let rows = of_each("", "");
    let names = ["{account}", "{as_of}", "{most}", "{skipped}"];
    let rows = names.iter().zip(values).fold(rows, |rows, (name, value)| rows.replace(name, value));
    format!("SELECT 1, {rows}")
}

/// Reads all pages: on PostgreSQL in one statement; on SQLite, which has no round trips, one after another.
async fn read(db: &DatabaseConnection, asked: &[Wanted]) -> Result<Vec<Rows>, DbErr> {
    let mut found = vec![Rows::default(); asked.len()];
    let backend = db.get_database_backend();
    if backend == DbBackend::Postgres {
        let values = [
            asked.iter().map(|asked| asked.account.0).collect::<Vec<Uuid>>().into(),
            asked.iter().map(|asked| asked.as_of).collect::<Vec<_>>().into(),
            asked.iter().map(|asked| asked.per_page.cast_signed()).collect::<Vec<_>>().into(),
            asked.iter().map(|asked| skipped(asked).cast_signed()).collect::<Vec<_>>().into(),
        ];
        let statement = Statement::from_sql_and_values(backend, of_several(), values);
        for row in db.query_all_raw(statement).await? {
            let number = usize::try_from(row.try_get_by_index::<i64>(0)?).unwrap_or_default();
            // `WITH ORDINALITY` counts from 1.
            if let Some(found) = number.checked_sub(1).and_then(|number| found.get_mut(number)) {
                add(found, &row)?;
            }
        }
    } else {
        for (asked, found) in asked.iter().zip(&mut found) {
            let values =
                [asked.account.into(), asked.as_of.into(), asked.per_page.into(), skipped(asked).into()];
            let statement = Statement::from_sql_and_values(backend, of_one(["?1", "?2", "?3", "?4"]), values);
            for row in db.query_all_raw(statement).await? {
                add(found, &row)?;
            }
        }
    }
    for found in &mut found {
        // The statement as a whole has no order, so the rows of a page may come in any.
        found.rows.sort_unstable_by_key(|row| Reverse((row.requested_at, row.id.0)));
    }
    Ok(found)
}

fn skipped(asked: &Wanted) -> u64 {
    (asked.page - 1) * asked.per_page
}

/// Adds a row of the result.
fn add(to: &mut Rows, row: &QueryResult) -> Result<(), DbErr> {
    to.total = row.try_get_by_index::<i64>(1)?.unsigned_abs();
    to.rows.extend(Listed::read(row, 2)?);
    Ok(())
}
