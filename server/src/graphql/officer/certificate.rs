//! Certificates as officers see them: what was entered, the registration of receipt, and the emails (I2,
//! I15).

use async_graphql::{Context, Enum, ID, InputObject, Object, SimpleObject};
use entity::outbox;

use super::context::OfficerContext;
use crate::{
    certificate::search::{Filter, Listed},
    graphql::{
        enums::{ReceiptStatus, Sex},
        error::ApiError,
        paging::NumberedPageInfo,
        scalar::{Date, DateTime, NodeKind},
    },
    officer::look_up,
    paging::Page,
};

/// The delivery state of a certificate's email.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "outbox::State")]
pub enum DeliveryState {
    /// Waiting for the first attempt.
    Queued,
    /// Being sent at this moment.
    Sending,
    /// Waiting for the next attempt, after one failed.
    Retry,
    /// Accepted by the relay for delivery.
    Sent,
    /// Given up, e.g. because the relay rejected the email; see `failure`.
    Dead,
    /// Cancelled, because the email is no longer wanted or an officer dropped it.
    Cancelled,
    /// Expired before it could be sent.
    Expired,
    /// Possibly sent: the relay's answer was lost.
    Unknown,
}

/// An email with the certificate.
#[derive(SimpleObject, Clone, Debug)]
pub struct CertificateDelivery {
    /// The delivery number: 1 for the first email, and one more for each resend.
    number: i32,
    /// The delivery state of this email.
    state: DeliveryState,
    /// The number of attempts so far, without those that failed because of the relay itself.
    attempts: i32,
    /// When the email was queued.
    queued_at: DateTime,
    /// When the relay accepted the email; null until then.
    sent_at: Option<DateTime>,
    /// Why the latest attempt failed, in English and without an address; null if none failed.
    failure: Option<String>,
    /// The latest SMTP reply code of the relay, e.g. `550`; null if there was none.
    reply_code: Option<i32>,
}

impl From<outbox::Model> for CertificateDelivery {
    fn from(mail: outbox::Model) -> Self {
        Self {
            number: mail.sequence_no.unwrap_or(1),
            state: mail.state.into(),
            attempts: mail.attempts,
            queued_at: DateTime(mail.created_at),
            sent_at: mail.sent_at.map(DateTime),
            failure: mail.last_error,
            reply_code: mail.last_code,
        }
    }
}

/// A certificate that was issued.
#[derive(SimpleObject, Clone, Debug)]
pub struct Certificate {
    /// The global object ID: an opaque string, unique among all types.
    id: ID,
    /// The certificate number, e.g. `TEST25-0001`.
    number: String,
    /// The user ID of the account that receives the certificate.
    user_id: String,
    /// The foreign national's name, e.g. `NGUYEN THI B`.
    holder_name: String,
    /// The nationality or region, as entered, e.g. `Viet Nam`.
    nationality: String,
    /// The foreign national's sex, as entered.
    sex: Sex,
    /// The foreign national's date of birth.
    birth_date: Date,
    /// The status of residence, e.g. `Student`.
    status_of_residence: String,
    /// The period of stay, e.g. `2 years 3 months`.
    period_of_stay: String,
    /// The date of issue, a day in Japan. The certificate is valid for three months.
    issued_on: Date,
    /// The bureau that issued the certificate, e.g. `Tokyo Regional Immigration Services Bureau`.
    issuing_bureau: String,
    /// The receipt number of the application; null if none was entered.
    application_number: Option<String>,
    /// Whether receipt has been registered, or the certificate was cancelled.
    status: ReceiptStatus,
    /// When the certificate was recorded in this system.
    recorded_at: DateTime,
    /// "Request Date and Time": when a relay accepted the certificate's first email; null until then.
    requested_at: Option<DateTime>,
    /// When receipt was registered; null until then.
    registered_at: Option<DateTime>,
    /// When the certificate was cancelled; null if it was not.
    cancelled_at: Option<DateTime>,
    /// The reason for the cancellation, as the officer entered it; null if the certificate was not cancelled.
    cancellation_reason: Option<String>,
    /// The emails with this certificate, the first one first. Emails that have ended are listed for 90 days,
    /// except those that were given up: they stay until an officer has dealt with them.
    deliveries: Vec<CertificateDelivery>,
}

impl From<Listed> for Certificate {
    fn from(Listed { certificate, user_id, deliveries }: Listed) -> Self {
        Self {
            id: NodeKind::Receipt.id(certificate.id.0),
            status: certificate.status().into(),
            number: certificate.number,
            user_id,
            holder_name: certificate.holder_name,
            nationality: certificate.nationality,
            sex: certificate.sex.into(),
            birth_date: Date(certificate.birth_date),
            status_of_residence: certificate.status_of_residence,
            period_of_stay: certificate.period_of_stay,
            issued_on: Date(certificate.issued_on),
            issuing_bureau: certificate.issuing_bureau,
            application_number: certificate.application_number,
            recorded_at: DateTime(certificate.recorded_at),
            requested_at: certificate.requested_at.map(DateTime),
            registered_at: certificate.registered_at.map(DateTime),
            cancelled_at: certificate.cancelled_at.map(DateTime),
            cancellation_reason: certificate.cancellation_reason,
            deliveries: deliveries.into_iter().map(Into::into).collect(),
        }
    }
}

/// A filter for certificates. A certificate has to match all the fields that are set.
#[derive(InputObject, Default)]
pub struct CertificateFilter {
    /// The certificate number, in full.
    number: Option<String>,
    /// The user ID of the account that receives the certificate.
    user_id: Option<String>,
    /// Whether receipt has been registered, or the certificate was cancelled.
    status: Option<ReceiptStatus>,
    /// Issued on or after this day.
    issued_from: Option<Date>,
    /// Issued on or before this day.
    issued_until: Option<Date>,
    /// Recorded at or before this time. Set it to the time of the first page: certificates that are issued
    /// later then move no page.
    recorded_until: Option<DateTime>,
    /// The state of the latest delivery, e.g. `DEAD`.
    delivery_state: Option<DeliveryState>,
}

impl From<CertificateFilter> for Filter {
    fn from(filter: CertificateFilter) -> Self {
        Self {
            number: filter.number,
            user_id: filter.user_id,
            status: filter.status.map(Into::into),
            issued_from: filter.issued_from.map(|day| day.0),
            issued_until: filter.issued_until.map(|day| day.0),
            recorded_until: filter.recorded_until.map(|at| at.0),
            delivery_state: filter.delivery_state.map(Into::into),
        }
    }
}

/// One page of a list of certificates.
#[derive(SimpleObject)]
pub struct CertificatePage {
    /// The certificates, the most recently recorded first.
    items: Vec<Certificate>,
    /// The number and size of this page, and the totals of the list.
    page_info: NumberedPageInfo,
}

impl From<Page<Listed>> for CertificatePage {
    fn from(page: Page<Listed>) -> Self {
        let page_info = NumberedPageInfo::from(&page);
        Self { items: page.items.into_iter().map(Into::into).collect(), page_info }
    }
}

/// The queries for certificates.
#[derive(Default)]
pub struct CertificateQuery;

#[Object]
impl CertificateQuery {
    /// Certificates with their emails. The audit log records whose certificates were viewed.
    #[graphql(complexity = "(per_page.clamp(20, 100) as usize) * child_complexity / 10 + 1")]
    async fn certificates(
        &self,
        ctx: &Context<'_>,
        #[graphql(default, desc = "The filter; default: all certificates.")] filter: CertificateFilter,
        #[graphql(default = 1, desc = "Page number, starting at 1.")] page: i32,
        #[graphql(default = 20, desc = "Rows per page: 20, 50 or 100.")] per_page: i32,
    ) -> Result<CertificatePage, ApiError> {
        let request = OfficerContext::of(ctx);
        let (by, info) = (request.officer(), &request.info);
        let found = look_up::certificates(&request.app, by, &filter.into(), (page, per_page), info).await?;
        Ok(found.into())
    }
}
