//! The "Receipt registrationList": numbered pages, newest first, stable as of a moment (R73-R78).
//!
//! A page costs the same however long the list is: its length is kept (`migration::m0022_receipt_count`), and only
//! what came after that moment is counted.

use chrono::{DateTime, Utc};
use entity::{account::AccountId, certificate};
use sea_orm::{
    DatabaseConnection, DbErr, QueryOrder,
    entity::prelude::*,
    sea_query::{ExprTrait, Func, Query, SubQueryStatement},
};

use crate::paging::{self, Page};

/// One page of receipts.
pub struct ReceiptPage {
    /// "Current as of" (R74).
    pub as_of: DateTime<Utc>,
    /// The receipts of the page, and where it stands.
    pub page: Page<certificate::Model>,
}

/// A page of `account`'s receipts. With the `as_of` of an earlier page, certificates that came since do
/// not move the pages.
pub async fn page(
    db: &DatabaseConnection,
    account: AccountId,
    page: i32,
    per_page: i32,
    as_of: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
) -> Result<ReceiptPage, DbErr> {
    let as_of = std::cmp::min(as_of.unwrap_or(now), now);
    let (listed, length) = listed(account, as_of);
    Ok(ReceiptPage { as_of, page: paging::page_of(db, listed, length, page, per_page).await? })
}

/// What was sent to `account` until `as_of`, newest first, and how many those are. Public for those who measure what
/// the database alone does of a page.
#[must_use]
pub fn listed(account: AccountId, as_of: DateTime<Utc>) -> (Select<certificate::Entity>, Expr) {
    let listed = certificate::listed_for(account)
        .filter(certificate::Column::RequestedAt.lte(as_of))
        .order_by_desc(certificate::Column::RequestedAt)
        .order_by_desc(certificate::Column::Id);
    let length = length(account, as_of, listed.clone());
    (listed, length)
}

/// How many certificates were sent to `account` until `as_of`: `listed`. Where nothing is kept yet, because none was sent
/// since there is something to keep it, all of them are counted.
fn length(account: AccountId, as_of: DateTime<Utc>, listed: Select<certificate::Entity>) -> Expr {
    let mut kept = Query::select();
    kept.column("total").from("receipt_count").and_where(Expr::col("account_id").eq(account));
    let later = certificate::listed_for(account).filter(certificate::Column::RequestedAt.gt(as_of));
    let kept = Expr::from(SubQueryStatement::from(kept)).sub(paging::count(later));
    Func::coalesce([kept, paging::count(listed)]).into()
}
