//! The "Receipt registrationList": numbered pages, newest first, stable as of a point in time (R73-R78).
//!
//! Pages that are requested at the same time are read in one batch (`batches::receipt_pages`).

use chrono::{DateTime, Utc};
use entity::{
    account::AccountId,
    certificate::{Listed, ReceiptStatus},
};
use sea_orm::DbErr;

use crate::{
    batches::receipt_pages::{ReceiptPages, Wanted},
    paging::{self, Page, PageRequest},
};

/// One page of the list.
pub struct ReceiptPage {
    /// The time shown as "Current as of" (R74).
    pub as_of: DateTime<Utc>,
    /// The rows of the page, and its numbers.
    pub page: Page<Listed>,
}

/// A page of the certificates of `account`: of all, or of those that have this status now. With the `as_of` of an
/// earlier page, certificates that have arrived since do not shift the pages.
pub async fn page(
    pages: &ReceiptPages,
    account: AccountId,
    status: Option<ReceiptStatus>,
    request: PageRequest,
    as_of: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
) -> Result<ReceiptPage, DbErr> {
    let as_of = paging::as_of(as_of, now);
    let PageRequest { number: page, size: per_page } = request;
    let mut wanted = Wanted { account, status, as_of, per_page, page };
    let mut found = pages.read(wanted).await?;
    // Past the end: show the last page.
    if found.rows.is_empty() && page > 1 {
        wanted.page = found.total.div_ceil(per_page).max(1);
        found = pages.read(wanted).await?;
    }
    let page = Page { items: found.rows, page: wanted.page, per_page, total_items: found.total };
    Ok(ReceiptPage { as_of, page })
}

/// The number of certificates of `account` that wait for the registration of their receipt.
pub async fn waiting(pages: &ReceiptPages, account: AccountId, now: DateTime<Utc>) -> Result<u64, DbErr> {
    let status = Some(ReceiptStatus::NotRegistered);
    // A page without rows has the length of the list alone.
    let wanted = Wanted { account, status, as_of: now, per_page: 0, page: 1 };
    Ok(pages.read(wanted).await?.total)
}
