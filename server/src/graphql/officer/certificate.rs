//! Certificates as officers see them: what was entered, the registration of receipt, and the emails (I2,
//! I15).

use async_graphql::{Context, ID, InputObject, Object, SimpleObject};
use entity::outbox;

use super::{
    bounce::Bounce,
    context::OfficerContext,
    mail::{MailFailure, MailState},
};
use crate::{
    certificate::search::{Filter, Listed},
    graphql::{
        enums::{ReceiptStatus, Sex},
        error::ApiError,
        paging::NumberedPageInfo,
        scalar::{Date, DateTime, NodeKind},
    },
    officer::{look_up, shown::Shown},
    paging::{self, Page, PageRequest},
};

/// An email with the certificate.
#[derive(SimpleObject, Clone, Debug)]
pub struct CertificateDelivery {
    /// The delivery number: 1 for the first email, and one more for each resend.
    delivery_number: i32,
    /// The delivery state of this email.
    state: MailState,
    /// The number of delivery attempts so far. Attempts that failed because of a problem of the relay itself
    /// do not count.
    attempts: i32,
    /// When the email was queued.
    queued_at: DateTime,
    /// When a relay accepted the email; null until then.
    sent_at: Option<DateTime>,
    /// Why the latest attempt failed; null if none failed.
    failure: Option<MailFailure>,
}

impl From<outbox::Model> for CertificateDelivery {
    fn from(mail: outbox::Model) -> Self {
        Self {
            delivery_number: mail.sequence_no.unwrap_or(1),
            state: mail.state.into(),
            attempts: mail.attempts,
            queued_at: DateTime(mail.created_at),
            sent_at: mail.sent_at.map(DateTime),
            failure: MailFailure::of(&mail),
        }
    }
}

/// A certificate that was issued.
#[derive(SimpleObject, Clone, Debug)]
pub struct Certificate {
    /// The global object ID: an opaque string, unique among all types.
    id: ID,
    /// The certificate number, e.g. `TEST25-0001`.
    #[graphql(name = "certificateNumber")]
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
    /// The number under which the bureau received the application; null if none was entered.
    application_number: Option<String>,
    /// Whether receipt has been registered, or the certificate was cancelled.
    status: ReceiptStatus,
    /// When the certificate was recorded in this system.
    recorded_at: DateTime,
    /// "Request Date and Time": when an SMTP relay accepted the certificate's first email; null until then.
    requested_at: Option<DateTime>,
    /// When receipt was registered; null until then.
    registered_at: Option<DateTime>,
    /// When the certificate was cancelled; null if it was not.
    cancelled_at: Option<DateTime>,
    /// The reason for the cancellation, as the officer entered it; null if the certificate was not cancelled.
    cancellation_reason: Option<String>,
    /// The emails with this certificate, oldest first. Emails that have ended are listed for 90 days. Those
    /// that were given up are listed until an officer has dealt with them.
    deliveries: Vec<CertificateDelivery>,
    /// The newest report that the latest email with this certificate came back, is delayed or is unwanted, after a
    /// relay had accepted it; null if there is none. A delay does not replace a failure. Reports are kept for 90 days.
    bounce: Option<Bounce>,
}

impl From<Shown<Listed>> for Certificate {
    fn from(shown: Shown<Listed>) -> Self {
        let Listed { certificate, user_id, deliveries, bounce } = shown.into_inner();
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
            bounce: bounce.map(Into::into),
        }
    }
}

/// A filter for certificates. A certificate has to match all the fields that are set.
#[derive(InputObject, Default)]
pub struct CertificateFilter {
    /// The certificate number, in full.
    certificate_number: Option<String>,
    /// The user ID of the account that receives the certificate.
    user_id: Option<String>,
    /// The beginning of the foreign national's name, at least two letters, in any case. Anything shorter
    /// matches nothing.
    holder_name: Option<String>,
    /// Whether receipt has been registered, or the certificate was cancelled.
    status: Option<ReceiptStatus>,
    /// Issued on or after this day.
    issued_from: Option<Date>,
    /// Issued on or before this day.
    issued_until: Option<Date>,
    /// The state of the latest delivery, e.g. `DEAD`.
    delivery_state: Option<MailState>,
}

impl From<CertificateFilter> for Filter {
    fn from(filter: CertificateFilter) -> Self {
        Self {
            number: filter.certificate_number,
            user_id: filter.user_id,
            holder_name: filter.holder_name,
            status: filter.status.map(Into::into),
            issued_from: filter.issued_from.map(|day| day.0),
            issued_until: filter.issued_until.map(|day| day.0),
            as_of: None,
            delivery_state: filter.delivery_state.map(Into::into),
        }
    }
}

/// One page of a list of certificates.
#[derive(SimpleObject)]
pub struct CertificatePage {
    /// The time as of which the list was read. Send it back as `asOf` with every further page.
    as_of: DateTime,
    /// The certificates, the most recently recorded first.
    items: Vec<Certificate>,
    /// The number and size of this page, and the totals of the list.
    page_info: NumberedPageInfo,
}

impl CertificatePage {
    fn new(page: Page<Shown<Listed>>, as_of: chrono::DateTime<chrono::Utc>) -> Self {
        let page_info = NumberedPageInfo::from(&page);
        let items = page.items.into_iter().map(Into::into).collect();
        Self { as_of: DateTime(as_of), items, page_info }
    }
}

/// The queries for certificates.
#[derive(Default)]
pub struct CertificateQuery;

#[Object]
impl CertificateQuery {
    /// Certificates with their emails, the most recently recorded first. The audit log records whose
    /// certificates were viewed. Requires the role `VIEWER`, `ISSUER` or `SUPPORT`.
    #[graphql(complexity = "(per_page.clamp(20, 100) as usize) * child_complexity / 10 + 1")]
    async fn certificates(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The filter; default: all certificates.")] filter: Option<CertificateFilter>,
        #[graphql(default = 1, desc = "Page number, from 1. A number past the end returns the last page.")]
        page: i32,
        #[graphql(default = 20, desc = "Rows per page: 20, 50 or 100. Other values round to the nearest.")]
        per_page: i32,
        #[graphql(desc = "The `asOf` of the first page, so that new certificates do not shift the rows.")]
        as_of: Option<DateTime>,
    ) -> Result<CertificatePage, ApiError> {
        let request = OfficerContext::of(ctx);
        let as_of = paging::as_of(as_of.map(|at| at.0), request.info.now);
        let filter = Filter { as_of: Some(as_of), ..filter.unwrap_or_default().into() };
        let (by, page) = (request.officer(), PageRequest::new(page, per_page));
        let found = look_up::certificates(&request.app, by, &filter, page, &request.info).await?;
        Ok(CertificatePage::new(found, as_of))
    }
}
