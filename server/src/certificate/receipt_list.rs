//! The "Receipt registrationList": numbered pages, newest first, stable as of a moment (R73-R78).
//!
//! A page costs the same however long the list is: its length is kept (`migration::m0022_receipt_count`), and only
//! what came after that moment is counted. Pages that are asked for at the same time are read together.

use std::{cmp::Reverse, time::Duration};

use chrono::{DateTime, Utc};
use entity::{account::AccountId, certificate::Listed};
use futures_util::FutureExt;
use migration::batch::Batch;
use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, DbErr, QueryResult, Statement};
use uuid::Uuid;

use crate::paging::{self, Page};

/// One page of receipts.
pub struct ReceiptPage {
    /// "Current as of" (R74).
    pub as_of: DateTime<Utc>,
    /// The receipts of the page, and where it stands.
    pub page: Page<Listed>,
}

/// Which rows of whose list are asked for.
#[derive(Clone, Copy, Debug)]
struct Asked {
    account: AccountId,
    as_of: DateTime<Utc>,
    per_page: u64,
    page: u64,
}

/// Rows of a list, newest first, and how many it has in all.
#[derive(Clone, Debug, Default)]
struct Rows {
    rows: Vec<Listed>,
    total: u64,
}

/// Reads pages of receipts.
pub struct Pages(Batch<Asked, Rows>);

impl Pages {
    /// Reads them from `db`.
    #[must_use]
    pub fn new(db: &DatabaseConnection, limit: Duration) -> Self {
        Self(Batch::new(db, limit, |db, asked| read(db, asked).boxed()))
    }
}

/// A page of `account`'s receipts. With the `as_of` of an earlier page, certificates that came since do
/// not move the pages.
pub async fn page(
    pages: &Pages,
    account: AccountId,
    page: i32,
    per_page: i32,
    as_of: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
) -> Result<ReceiptPage, DbErr> {
    let as_of = std::cmp::min(as_of.unwrap_or(now), now);
    let (page, per_page) = (paging::number(page), paging::nearest_size(per_page));
    let mut asked = Asked { account, as_of, per_page, page };
    let mut found = pages.0.ask(asked).await?;
    if found.rows.is_empty() && page > 1 {
        asked.page = found.total.div_ceil(per_page).max(1);
        found = pages.0.ask(asked).await?;
    }
    let page = Page { items: found.rows, page: asked.page, per_page, total_items: found.total };
    Ok(ReceiptPage { as_of, page })
}

/// One row for each certificate of a page, or one with the length alone. Where no length is kept yet, because nothing was
/// sent to the account since there is something to keep it, all of its certificates are counted. Its limit keeps PostgreSQL
/// from counting again for each row.
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

/// The statement for pages of several lists.
fn of_several() -> String {
    let asked = "unnest($1::uuid[], $2::timestamptz[], $3::bigint[], $4::bigint[]) WITH ORDINALITY
        AS asked (account, as_of, most, skipped, number) CROSS JOIN LATERAL";
    let rows = of_each(asked, "LATERAL");
    let names = ["account", "as_of", "most", "skipped"];
    let rows =
        names.iter().fold(rows, |rows, name| rows.replace(&format!("{{{name}}}"), &format!("asked.{name}")));
    format!("SELECT asked.number, {rows}")
}

/// The statement for one page, with `[account, as_of, most, skipped]` as they are written in it. Public for those who
/// measure what the database alone does of a page.
#[must_use]
pub fn of_one(values: [&str; 4]) -> String {
    let rows = of_each("", "");
    let names = ["{account}", "{as_of}", "{most}", "{skipped}"];
    let rows = names.iter().zip(values).fold(rows, |rows, (name, value)| rows.replace(name, value));
    format!("SELECT 1, {rows}")
}

/// All pages: in one statement on PostgreSQL; SQLite has no round trips, and reads one after the other.
async fn read(db: &DatabaseConnection, asked: &[Asked]) -> Result<Vec<Rows>, DbErr> {
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
        found.rows.sort_unstable_by_key(|row| Reverse((row.requested_at, row.id.0)));
    }
    Ok(found)
}

fn skipped(asked: &Asked) -> u64 {
    (asked.page - 1) * asked.per_page
}

/// Adds what a row of the statement says.
fn add(to: &mut Rows, row: &QueryResult) -> Result<(), DbErr> {
    to.total = row.try_get_by_index::<i64>(1)?.unsigned_abs();
    to.rows.extend(Listed::read(row, 2)?);
    Ok(())
}
