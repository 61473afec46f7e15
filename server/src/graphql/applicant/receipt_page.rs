//! A page of "Receipt registrationList" (R73-R78).

use async_graphql::SimpleObject;
use chrono::Utc;

use super::{receipt::Receipt, receipt_rows::ReceiptRows};
use crate::{
    certificate::receipt_list,
    graphql::{paging::NumberedPageInfo, scalar::DateTime},
};

/// A page of "Receipt registrationList".
#[derive(SimpleObject)]
pub struct ReceiptPage {
    /// "Current as of": the time at which the list was read. Send it back as `asOf` with every further page.
    as_of: DateTime,
    /// The certificates of this page, newest first.
    items: ReceiptRows,
    /// The number and size of this page, and the totals of the list.
    page_info: NumberedPageInfo,
}

impl ReceiptPage {
    /// Builds a page; `now` decides whether the certificates' validity is over.
    #[must_use]
    pub fn new(listed: receipt_list::ReceiptPage, now: chrono::DateTime<Utc>) -> Self {
        let page_info = NumberedPageInfo::from(&listed.page);
        let items = listed.page.items.into_iter().map(|certificate| Receipt::new(certificate, now)).collect();
        Self { as_of: DateTime(listed.as_of), items: ReceiptRows(items), page_info }
    }
}
