//! Receipts: the rows and pages of the "Receipt registrationList".

use async_graphql::{Enum, ID, InputType, SimpleObject, Value};
use chrono::Utc;
use entity::certificate::{self, reminder_schedule::last_day};

use super::{
    paging::NumberedPageInfo,
    receipt_rows::ReceiptRows,
    scalar::{Date, DateTime, NodeKind},
};
use crate::certificate::receipt_list;

/// How far the registration of receipt has come (R77, R80).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "entity::certificate::ReceiptStatus")]
pub enum ReceiptStatus {
    /// Not registered yet: show "Register Receipt".
    NotRegistered,
    /// "Receipt Registration Completed".
    Registered,
    /// Cancelled by the bureau.
    Cancelled,
}

/// A certificate that was sent to the account, and the registration of its receipt.
#[derive(SimpleObject, Clone, Debug)]
pub struct Receipt {
    /// The opaque, global ID.
    pub id: ID,
    /// The Certificate of Eligibility number.
    certificate_number: String,
    /// "Request Date and Time": when the certificate was sent (I7).
    requested_at: DateTime,
    /// "Registration Date and Time": when receipt was registered; null before.
    registered_at: Option<DateTime>,
    /// "Registration Status".
    status: ReceiptStatus,
    /// The date of issue, a day in Japan.
    issued_on: Date,
    /// The last day of the three months, a day in Japan (I10).
    valid_until: Date,
    /// Whether the three months are over; receipt can still be registered (I11).
    is_past_validity: bool,
}

impl Receipt {
    /// A listed certificate, as seen at `now`.
    #[must_use]
    pub fn new(certificate: certificate::Listed, now: chrono::DateTime<Utc>) -> Self {
        Self {
            id: NodeKind::Receipt.id(certificate.id.0),
            status: certificate.status().into(),
            requested_at: DateTime(certificate.requested_at),
            registered_at: certificate.registered_at.map(DateTime),
            issued_on: Date(certificate.issued_on),
            valid_until: Date(last_day(certificate.issued_on)),
            is_past_validity: certificate.remind_until <= now,
            certificate_number: certificate.number,
        }
    }
}

impl Receipt {
    /// The value of a field; `None` where there is no such field.
    pub(super) fn value(&self, field: &str) -> Option<Value> {
        let at = |time: &Option<DateTime>| time.as_ref().map_or(Value::Null, InputType::to_value);
        Some(match field {
            "__typename" => "Receipt".into(),
            "id" => self.id.as_str().into(),
            "certificateNumber" => self.certificate_number.as_str().into(),
            "requestedAt" => self.requested_at.to_value(),
            "registeredAt" => at(&self.registered_at),
            "status" => InputType::to_value(&self.status),
            "issuedOn" => self.issued_on.to_value(),
            "validUntil" => self.valid_until.to_value(),
            "isPastValidity" => self.is_past_validity.into(),
            _ => return None,
        })
    }
}

/// One page of receipts.
#[derive(SimpleObject)]
pub struct ReceiptPage {
    /// "Current as of" (R74). Send it back to keep the pages stable.
    as_of: DateTime,
    /// The rows, newest first (R78).
    items: ReceiptRows,
    /// Where this page stands among the others.
    page_info: NumberedPageInfo,
}

impl ReceiptPage {
    /// A page as seen at `now`.
    #[must_use]
    pub fn new(listed: receipt_list::ReceiptPage, now: chrono::DateTime<Utc>) -> Self {
        let page_info = NumberedPageInfo::from(&listed.page);
        let items = listed.page.items.into_iter().map(|certificate| Receipt::new(certificate, now)).collect();
        Self { as_of: DateTime(listed.as_of), items: ReceiptRows(items), page_info }
    }
}
