//! The "Receipt registrationList": numbered pages, newest first, stable as of a moment (R73-R78).

use chrono::{DateTime, Utc};
use entity::{account::AccountId, certificate};
use sea_orm::{DatabaseConnection, DbErr, QueryOrder, entity::prelude::*};

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
    let as_of = as_of.unwrap_or(now).min(now);
    let listed = certificate::listed_for(account)
        .filter(certificate::Column::RequestedAt.lte(as_of))
        .order_by_desc(certificate::Column::RequestedAt)
        .order_by_desc(certificate::Column::Id);
    Ok(ReceiptPage { as_of, page: paging::page(db, listed, page, per_page).await? })
}
