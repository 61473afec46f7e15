//! Certificates as officers see them: all that was entered (I2), how far they have come, and how their mails fared.

use async_graphql::{Context, Enum, ID, InputObject, Object, SimpleObject};
use entity::outbox;

use super::context::OfficerContext;
use crate::{
    certificate::bureau_list::{Filter, Listed},
    graphql::{
        account::Sex,
        error::ApiError,
        paging::NumberedPageInfo,
        receipt::ReceiptStatus,
        scalar::{Date, DateTime, NodeKind},
    },
    officer::look_up,
    paging::Page,
};

/// How far a certificate's mail has come.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "outbox::State")]
pub enum DeliveryState {
    /// Waiting for its first attempt.
    Queued,
    /// Being sent.
    Sending,
    /// Waiting for a later attempt.
    Retry,
    /// Accepted by the relay.
    Sent,
    /// Given up; look at `failure`.
    Dead,
    /// No longer wanted.
    Cancelled,
    /// Too late to be of use.
    Expired,
    /// Perhaps sent.
    Unknown,
}

/// One mail that brings a certificate (I15).
#[derive(SimpleObject, Clone, Debug)]
pub struct CertificateDelivery {
    /// 1 for the first, one more each time it was sent again.
    number: i32,
    /// How far it has come.
    state: DeliveryState,
    /// Attempts so far, without those that failed through a relay's fault.
    attempts: i32,
    /// When it was put on its way.
    queued_at: DateTime,
    /// When the relay accepted it.
    sent_at: Option<DateTime>,
    /// Why the latest attempt failed, in English, without an address.
    failure: Option<String>,
    /// The relay's latest reply code.
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

/// A certificate that was issued (I2).
#[derive(SimpleObject, Clone, Debug)]
pub struct Certificate {
    /// The opaque, global ID.
    id: ID,
    /// The certificate number.
    number: String,
    /// The user ID of the account that receives it.
    user_id: String,
    /// The foreign national's name.
    holder_name: String,
    /// Nationality or region.
    nationality: String,
    /// The holder's sex.
    sex: Sex,
    /// The holder's date of birth.
    birth_date: Date,
    /// Status of residence.
    status_of_residence: String,
    /// Period of stay.
    period_of_stay: String,
    /// Date of issue.
    issued_on: Date,
    /// The bureau that issued it.
    issuing_bureau: String,
    /// Receipt number of the application, where it was given.
    application_number: Option<String>,
    /// How far the registration of receipt has come.
    status: ReceiptStatus,
    /// When it was recorded here.
    recorded_at: DateTime,
    /// When its first mail was accepted: "Request Date and Time".
    requested_at: Option<DateTime>,
    /// When its receipt was registered.
    registered_at: Option<DateTime>,
    /// When it was cancelled.
    cancelled_at: Option<DateTime>,
    /// Why, in the words of whoever cancelled it.
    cancellation_reason: Option<String>,
    /// The mails that bring it, the first one first. Those that ended are listed for 90 days, given-up ones until
    /// someone has looked.
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

/// Which certificates: all parts that are given hold together.
#[derive(InputObject, Default)]
pub struct CertificateFilter {
    /// The certificate number, to the letter.
    number: Option<String>,
    /// The user ID of the account.
    user_id: Option<String>,
    /// How far the registration of receipt has come.
    status: Option<ReceiptStatus>,
    /// Issued on this day or later.
    issued_from: Option<Date>,
    /// Issued on this day or earlier.
    issued_until: Option<Date>,
    /// Recorded at this moment or earlier: with the time of the first page, what is issued meanwhile moves no page.
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

/// A page of certificates.
#[derive(SimpleObject)]
pub struct CertificatePage {
    /// The certificates, those first that were recorded last.
    items: Vec<Certificate>,
    /// Where this page stands among the others.
    page_info: NumberedPageInfo,
}

impl From<Page<Listed>> for CertificatePage {
    fn from(page: Page<Listed>) -> Self {
        let page_info = NumberedPageInfo::from(&page);
        Self { items: page.items.into_iter().map(Into::into).collect(), page_info }
    }
}

/// What officers can read of certificates.
#[derive(Default)]
pub struct CertificateQuery;

#[Object]
impl CertificateQuery {
    /// Certificates, and how their mails fared (I2, I15). Whose certificates were looked at is recorded.
    #[graphql(complexity = "(per_page.clamp(20, 100) as usize) * child_complexity / 10 + 1")]
    async fn certificates(
        &self,
        ctx: &Context<'_>,
        #[graphql(default, desc = "Which; all of them where it is left out.")] filter: CertificateFilter,
        #[graphql(default = 1, desc = "Which page, from 1.")] page: i32,
        #[graphql(default = 20, desc = "How many a page: 20, 50 or 100.")] per_page: i32,
    ) -> Result<CertificatePage, ApiError> {
        let request = OfficerContext::of(ctx);
        let (by, visit) = (request.officer(), &request.visit);
        let found = look_up::certificates(&request.app, by, &filter.into(), (page, per_page), visit).await?;
        Ok(found.into())
    }
}
