//! A certificate and its receipt: a row of "Receipt registrationList" (I7, I10, I11).

use async_graphql::{ComplexObject, Context, ID, InputType, SimpleObject, Value};
use chrono::Utc;
use entity::certificate::{self, reminder_schedule::last_day};

use super::request_context::RequestContext;
use crate::graphql::{
    enums::ReceiptStatus,
    language::Language,
    scalar::{Date, DateTime, NodeKind},
    texts::text,
};

/// A certificate that was sent to the account, and whether its receipt has been registered.
#[derive(SimpleObject, Clone, Debug)]
#[graphql(complex)]
pub struct Receipt {
    /// The global object ID: an opaque string, unique among all types.
    pub id: ID,
    /// The certificate number, e.g. `TEST25-0001` (in the manual: "Certificate of Eligibility number").
    certificate_number: String,
    /// The name of the foreign national whose certificate it is, as printed on it: the account may receive the
    /// certificates of many people.
    holder_name: String,
    /// "Request Date and Time": when the certificate was sent.
    requested_at: DateTime,
    /// "Registration Date and Time": when receipt was registered; null until then.
    registered_at: Option<DateTime>,
    /// "Registration Status": whether receipt has been registered, or the certificate was cancelled.
    status: ReceiptStatus,
    /// The date of issue, a day in Japan.
    issued_on: Date,
    /// The last day on which the certificate is valid, three months after `issuedOn`: a day in Japan.
    valid_until: Date,
    /// Whether the three months of validity are over. Receipt can still be registered.
    is_past_validity: bool,
}

impl Receipt {
    /// Builds the row of a certificate; `now` decides whether its validity is over.
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
            holder_name: certificate.holder_name,
        }
    }
}

#[ComplexObject]
impl Receipt {
    /// The status in words, e.g. "Receipt Registration Completed".
    async fn status_label(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The language of the text. Default: that of the request.")] language: Option<
            Language,
        >,
    ) -> String {
        self.label(RequestContext::of(ctx).language(language))
    }
}

impl Receipt {
    /// The status in words.
    pub(super) fn label(&self, language: entity::language::Language) -> String {
        let key = match self.status {
            ReceiptStatus::NotRegistered => "receipt-status-not-registered",
            ReceiptStatus::Registered => "receipt-status-registered",
            ReceiptStatus::Cancelled => "receipt-status-cancelled",
        };
        text(language, key, &[])
    }

    /// Returns the value of a field without arguments; `None` if the type has no such field.
    pub(super) fn value(&self, field: &str) -> Option<Value> {
        let at = |time: &Option<DateTime>| time.as_ref().map_or(Value::Null, InputType::to_value);
        Some(match field {
            "__typename" => "Receipt".into(),
            "id" => self.id.as_str().into(),
            "certificateNumber" => self.certificate_number.as_str().into(),
            "holderName" => self.holder_name.as_str().into(),
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
