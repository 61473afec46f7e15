//! Numbered pages, used by every list of the API (R75, R76).
//!
//! A page number below 1 means the first page, and one past the end means the last. A size that is not
//! offered becomes the nearest one that is. A wrong number is never an error.
//!
//! A list that grows at its top is read [`as_of`] the time of its first page, so that new rows shift no page.

use std::cmp::min;

use chrono::{DateTime, Utc};
use sea_orm::{
    ConnectionTrait, DatabaseConnection, DbErr, EntityTrait, FromQueryResult, QuerySelect, QueryTrait,
    Select,
    sea_query::{Expr, Query, SubQueryStatement},
};

/// The page sizes of "Change Display Count" (R75).
pub const SIZES: [u64; 3] = [20, 50, 100];

/// Which page of a list was requested.
#[derive(Clone, Copy, Debug)]
pub struct PageRequest {
    /// The number of the page, from 1.
    pub(crate) number: u64,
    /// The number of rows on a page, one of [`SIZES`].
    pub(crate) size: u64,
}

impl PageRequest {
    /// Turns any two numbers into a page that can be requested; see the module.
    #[must_use]
    pub fn new(number: i32, size: i32) -> Self {
        Self { number: u64::try_from(number.max(1)).unwrap_or(1), size: nearest_size(size) }
    }
}

/// The time as of which a list is read: that of its first page, which a client sends back, but never later than
/// `now`.
#[must_use]
pub fn as_of(first_page: Option<DateTime<Utc>>, now: DateTime<Utc>) -> DateTime<Utc> {
    min(first_page.unwrap_or(now), now)
}

/// One page of a list.
#[derive(Clone, Debug)]
pub struct Page<T> {
    /// The rows of the page, at most `per_page`.
    pub items: Vec<T>,
    /// The number of the page, from 1.
    pub page: u64,
    /// The size of the page, one of [`SIZES`].
    pub per_page: u64,
    /// The total number of rows on all pages.
    pub total_items: u64,
}

impl<T> Page<T> {
    /// The number of pages; at least 1, even for an empty list.
    #[must_use]
    pub fn total_pages(&self) -> u64 {
        self.total_items.div_ceil(self.per_page).max(1)
    }

    /// Converts the rows of the page, and keeps its numbers.
    pub fn map<U>(self, made: impl FnOnce(Vec<T>) -> Vec<U>) -> Page<U> {
        let Self { items, page, per_page, total_items } = self;
        Page { items: made(items), page, per_page, total_items }
    }
}

#[derive(FromQueryResult)]
struct Row<M: FromQueryResult> {
    #[sea_orm(nested)]
    model: M,
    total: i64,
}

/// Reads a page of `listed`, which must have an order, together with the total number of rows. One statement
/// is enough, except for a page past the end.
pub async fn page<E>(
    db: &DatabaseConnection,
    listed: Select<E>,
    request: PageRequest,
) -> Result<Page<E::Model>, DbErr>
where
    E: EntityTrait,
    E::Model: FromQueryResult + Send + Sync,
{
    let total = count(listed.clone());
    let PageRequest { number: page, size: per_page } = request;
    let rows = |page: u64| {
        let counted = listed.clone().expr_as(total.clone(), "total");
        counted.offset((page - 1) * per_page).limit(per_page).into_model::<Row<E::Model>>().all(db)
    };
    let found = rows(page).await?;
    // Past the end: show the last page.
    let (page, found) = if found.is_empty() && page > 1 {
        let last = length(db, total.clone()).await?.div_ceil(per_page).max(1);
        (last, rows(last).await?)
    } else {
        (page, found)
    };
    let total_items = found.first().map_or(0, |row| row.total.unsigned_abs());
    let items = found.into_iter().map(|row| row.model).collect();
    Ok(Page { items, page, per_page, total_items })
}

/// The total number of rows of `listed`, as a subquery beside the rows of the page: an index that covers the
/// conditions is enough for it. A window function would have to read every row in full.
fn count<E: EntityTrait>(listed: Select<E>) -> Expr {
    let mut counted = listed.into_query();
    counted.clear_selects().clear_order_by().expr(Expr::cust("count(*)"));
    Expr::from(SubQueryStatement::from(counted))
}

async fn length(db: &DatabaseConnection, total: Expr) -> Result<u64, DbErr> {
    let row = db.query_one(Query::select().expr_as(total, "total")).await?;
    row.map_or(Ok(0), |row| row.try_get::<i64>("", "total")).map(i64::unsigned_abs)
}

/// The size among [`SIZES`] that is nearest to the requested one.
pub(crate) fn nearest_size(asked: i32) -> u64 {
    let distance = |size: &u64| size.abs_diff(u64::try_from(asked).unwrap_or(0));
    SIZES.into_iter().min_by_key(distance).unwrap_or(SIZES[0])
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;

    #[test]
    fn a_list_is_never_read_as_of_the_future() {
        let now = DateTime::UNIX_EPOCH;
        let hour = TimeDelta::hours(1);
        let read = [None, Some(now), Some(now - hour), Some(now + hour)].map(|at| as_of(at, now));
        assert_eq!(read, [now, now, now - hour, now]);
    }

    #[test]
    fn a_size_that_is_not_offered_becomes_the_nearest() {
        let sizes = [-1, 0, 20, 34, 36, 50, 74, 76, 100, 1_000].map(nearest_size);
        assert_eq!(sizes, [20, 20, 20, 20, 50, 50, 50, 100, 100, 100]);
    }
}
