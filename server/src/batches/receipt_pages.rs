//! Reads pages of receipts, newest first, with the length of the list.
//!
//! The list has all certificates of an account, or those with one receipt status. The cost of a page does not
//! depend on the length of either: the lengths are stored (`migration::m0022_receipt_count` and
//! `m0044_receipts_by_status`), and only the certificates that arrived after `as_of` are counted.

use std::{cmp::Reverse, time::Duration};

use chrono::{DateTime, Utc};
use entity::{
    account::AccountId,
    certificate::{Listed, ReceiptStatus},
};
use futures_util::FutureExt;
use migration::batch::Batch;
use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, DbErr, QueryResult, Statement, Value};
use uuid::Uuid;

/// The page of an account's list that is requested.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Wanted {
    pub(crate) account: AccountId,
    /// The status of the certificates in the list; `None` for the list of all.
    pub(crate) status: Option<ReceiptStatus>,
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
/// because none of the account's certificates changed since it would be, they are counted. The LIMIT keeps
/// PostgreSQL from counting again for each row.
const ROWS: &str = "
    length.total, page.*
    FROM {asked} (
        SELECT coalesce(
            (SELECT {stored} FROM receipt_count WHERE account_id = {account})
                - (SELECT count(*) FROM certificate WHERE account_id = {account} AND requested_at > {as_of} {filter}),
            (SELECT count(*) FROM certificate WHERE account_id = {account} AND requested_at <= {as_of} {filter})
        ) AS total
        LIMIT 1
    ) length LEFT JOIN {each} (
        SELECT {columns} FROM certificate
        WHERE account_id = {account} AND requested_at <= {as_of} {filter}
        ORDER BY requested_at DESC, id DESC LIMIT {most} OFFSET {skipped}
    ) page ON TRUE";

/// The stored length of a list by status. Null if it was not counted yet.
const STORED: &str =
    "CASE {status} WHEN 0 THEN waiting WHEN 1 THEN total - waiting - cancelled ELSE cancelled END";

/// Which list the pages of a statement belong to. Each has a statement of its own, because its order is that of
/// another index.
#[derive(Clone, Copy, PartialEq, Eq)]
enum List {
    All,
    ByStatus,
}

impl List {
    fn of(asked: &Wanted) -> Self {
        if asked.status.is_some() { Self::ByStatus } else { Self::All }
    }

    fn rows(self, asked: &str, each: &str) -> String {
        let (stored, filter) = match self {
            Self::All => ("total", String::new()),
            Self::ByStatus => (STORED, format!("AND ({}) = {{status}}", ReceiptStatus::SQL)),
        };
        ROWS.replace("{stored}", stored)
            .replace("{filter}", &filter)
            .replace("{columns}", Listed::COLUMNS)
            .replace("{asked}", asked)
            .replace("{each}", each)
    }
}

/// The statement for several pages.
fn of_several(list: List) -> String {
    let asked =
        "unnest($1::uuid[], $2::timestamptz[], $3::bigint[], $4::bigint[], $5::integer[]) WITH ORDINALITY
        AS asked (account, as_of, most, skipped, status, number) CROSS JOIN LATERAL";
    let rows = list.rows(asked, "LATERAL");
    let names = ["account", "as_of", "most", "skipped", "status"];
    let rows =
        names.iter().fold(rows, |rows, name| rows.replace(&format!("{{{name}}}"), &format!("asked.{name}")));
    format!("SELECT asked.number, {rows}")
}

/// The statement for one page of the list of all, with `[account, as_of, most, skipped]` in place of its
/// parameters. Public for benchmarks that measure the database alone.
#[must_use]
pub fn of_one(values: [&str; 4]) -> String {
    let [account, as_of, most, skipped] = values;
    in_one(List::All, [account, as_of, most, skipped, ""])
}

fn in_one(list: List, values: [&str; 5]) -> String {
    let names = ["{account}", "{as_of}", "{most}", "{skipped}", "{status}"];
    let rows = list.rows("", "");
    let rows = names.iter().zip(values).fold(rows, |rows, (name, value)| rows.replace(name, value));
    format!("SELECT 1, {rows}")
}

/// Reads all pages, those of each kind of list together.
async fn read(db: &DatabaseConnection, asked: &[Wanted]) -> Result<Vec<Rows>, DbErr> {
    let mut found = vec![Rows::default(); asked.len()];
    for list in [List::All, List::ByStatus] {
        let mut places: Vec<_> =
            found.iter_mut().zip(asked).filter(|(_, asked)| List::of(asked) == list).collect();
        if !places.is_empty() {
            read_list(db, list, &mut places).await?;
        }
    }
    for found in &mut found {
        // The statement as a whole has no order, so the rows of a page may come in any.
        found.rows.sort_unstable_by_key(|row| Reverse((row.requested_at, row.id.0)));
    }
    Ok(found)
}

/// Reads pages of one kind of list: on PostgreSQL in one statement; on SQLite, which has no round trips, one after
/// another.
async fn read_list(
    db: &DatabaseConnection,
    list: List,
    places: &mut [(&mut Rows, &Wanted)],
) -> Result<(), DbErr> {
    let backend = db.get_database_backend();
    if backend != DbBackend::Postgres {
        for (found, asked) in places {
            let mut values: Vec<Value> =
                vec![asked.account.into(), asked.as_of.into(), asked.per_page.into(), skipped(asked).into()];
            values.extend(asked.status.map(|status| Value::from(status.in_sql())));
            let statement = in_one(list, ["?1", "?2", "?3", "?4", "?5"]);
            for row in db.query_all_raw(Statement::from_sql_and_values(backend, statement, values)).await? {
                add(found, &row)?;
            }
        }
        return Ok(());
    }
    let asked = || places.iter().map(|(_, asked)| *asked);
    let values = [
        asked().map(|asked| asked.account.0).collect::<Vec<Uuid>>().into(),
        asked().map(|asked| asked.as_of).collect::<Vec<_>>().into(),
        asked().map(|asked| asked.per_page.cast_signed()).collect::<Vec<_>>().into(),
        asked().map(|asked| skipped(asked).cast_signed()).collect::<Vec<_>>().into(),
        asked().map(status).collect::<Vec<_>>().into(),
    ];
    let statement = Statement::from_sql_and_values(backend, of_several(list), values);
    for row in db.query_all_raw(statement).await? {
        let number = usize::try_from(row.try_get_by_index::<i64>(0)?).unwrap_or_default();
        // `WITH ORDINALITY` counts from 1.
        if let Some((found, _)) = number.checked_sub(1).and_then(|number| places.get_mut(number)) {
            add(found, &row)?;
        }
    }
    Ok(())
}

fn skipped(asked: &Wanted) -> u64 {
    (asked.page - 1) * asked.per_page
}

/// The status as statements have it. The list of all does not look at it.
fn status(asked: &Wanted) -> i32 {
    asked.status.map_or(0, ReceiptStatus::in_sql)
}

/// Adds a row of the result.
fn add(to: &mut Rows, row: &QueryResult) -> Result<(), DbErr> {
    to.total = row.try_get_by_index::<i64>(1)?.unsigned_abs();
    to.rows.extend(Listed::read(row, 2)?);
    Ok(())
}
