//! The "Receipt registrationList": numbered pages, newest first, stable as of a point in time (R73-R78).
//!
//! Pages that are requested at the same time are read in one batch (`batches::receipt_pages`).

use std::cmp::min;

use chrono::{DateTime, Utc};
use entity::{account::AccountId, certificate::Listed};
use sea_orm::DbErr;

use crate::{
    batches::receipt_pages::{ReceiptPages, Wanted},
    paging::{Page, PageRequest},
};

/// One page of the list.
pub struct ReceiptPage {
    /// The time shown as "Current as of" (R74).
    pub as_of: DateTime<Utc>,
    /// The rows of the page, and its numbers.
    pub page: Page<Listed>,
}

/// A page of the certificates of `account`. With the `as_of` of an earlier page, certificates that have
/// arrived since do not shift the pages.
pub async fn page(
    pages: &ReceiptPages,
    account: AccountId,
    request: PageRequest,
    as_of: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
) -> Result<ReceiptPage, DbErr> {
    let as_of = min(as_of.unwrap_or(now), now);
    let PageRequest { number: page, size: per_page } = request;
    let mut wanted = Wanted { account, as_of, per_page, page };
    let mut found = pages.read(wanted).await?;
    // Past the end: show the last page.
    if found.rows.is_empty() && page > 1 {
        wanted.page = found.total.div_ceil(per_page).max(1);
        found = pages.read(wanted).await?;
    }
    let page = Page { items: found.rows, page: wanted.page, per_page, total_items: found.total };
    Ok(ReceiptPage { as_of, page })
}
