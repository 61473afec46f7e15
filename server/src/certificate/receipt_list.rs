//! The "Receipt registrationList": numbered pages, newest first, stable as of a moment (R73-R78).

use chrono::{DateTime, Utc};
use entity::{account::AccountId, certificate};
use sea_orm::{
    DatabaseConnection, DbErr, FromQueryResult, PaginatorTrait, QueryOrder, QuerySelect, entity::prelude::*,
};

/// The page sizes of "Change Display Count" (R75).
pub const PAGE_SIZES: [u64; 3] = [20, 50, 100];

/// One page of receipts.
pub struct ReceiptPage {
    /// "Current as of" (R74).
    pub as_of: DateTime<Utc>,
    /// The receipts of the page.
    pub items: Vec<certificate::Model>,
    /// The page's number, from 1.
    pub page: u64,
    /// The page's size.
    pub per_page: u64,
    /// How many receipts there are on all pages.
    pub total_items: u64,
}

impl ReceiptPage {
    /// How many pages there are; at least one.
    #[must_use]
    pub fn total_pages(&self) -> u64 {
        self.total_items.div_ceil(self.per_page).max(1)
    }
}

#[derive(FromQueryResult)]
struct Row {
    #[sea_orm(nested)]
    certificate: certificate::Model,
    total: i64,
}

/// A page of `account`'s receipts, with their number, in one statement.
///
/// A page below 1 is the first, one past the end the last; a size that is not offered becomes the
/// nearest that is. With the `as_of` of an earlier page, certificates that came since do not move
/// the pages.
pub async fn page(
    db: &DatabaseConnection,
    account: AccountId,
    page: i32,
    per_page: i32,
    as_of: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
) -> Result<ReceiptPage, DbErr> {
    let per_page = nearest_size(per_page);
    let page = u64::try_from(page.max(1)).unwrap_or(1);
    let as_of = as_of.unwrap_or(now).min(now);
    let listed = || certificate::listed_for(account).filter(certificate::Column::RequestedAt.lte(as_of));
    let rows = |page: u64| {
        listed()
            .expr_as(Expr::cust("count(*) over ()"), "total")
            .order_by_desc(certificate::Column::RequestedAt)
            .order_by_desc(certificate::Column::Id)
            .offset((page - 1) * per_page)
            .limit(per_page)
            .into_model::<Row>()
            .all(db)
    };
    let found = rows(page).await?;
    let (page, found) = if found.is_empty() && page > 1 {
        let last = listed().count(db).await?.div_ceil(per_page).max(1);
        (last, rows(last).await?)
    } else {
        (page, found)
    };
    let total_items = found.first().map_or(0, |row| row.total.unsigned_abs());
    let items = found.into_iter().map(|row| row.certificate).collect();
    Ok(ReceiptPage { as_of, items, page, per_page, total_items })
}

fn nearest_size(asked: i32) -> u64 {
    let distance = |size: &u64| size.abs_diff(u64::try_from(asked).unwrap_or(0));
    PAGE_SIZES.into_iter().min_by_key(distance).unwrap_or(PAGE_SIZES[0])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_size_that_is_not_offered_becomes_the_nearest() {
        let sizes = [-1, 0, 20, 34, 36, 50, 74, 76, 100, 1_000].map(nearest_size);
        assert_eq!(sizes, [20, 20, 20, 20, 50, 50, 50, 100, 100, 100]);
    }
}
