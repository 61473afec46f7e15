//! The public check of a certificate's print: what an embassy or an airline reads.

use async_graphql::{ComplexObject, Context, Enum, SimpleObject, Union};
use entity::certificate::check::CheckStatus;

use super::{request_context::RequestContext, user_error::RateLimitedError};
use crate::{
    certificate::check::{CheckError, Checked},
    graphql::{error::ApiError, language::Language, scalar::Date, texts::text},
};

/// The result of `certificateCheck`.
#[derive(SimpleObject)]
pub struct CertificateCheckPayload {
    /// What the check found; null if there are errors.
    check: Option<CertificateCheck>,
    /// The errors; empty on success.
    errors: Vec<CertificateCheckError>,
}

/// Errors that `certificateCheck` can return.
#[derive(Union)]
pub enum CertificateCheckError {
    /// There were too many checks from this network in a short time.
    RateLimited(RateLimitedError),
}

/// What the check of a certificate's print found.
#[derive(SimpleObject)]
#[graphql(complex)]
pub struct CertificateCheck {
    /// Whether the certificate can be used, and if not, why.
    status: CertificateCheckStatus,
    /// The date of issue, a day in Japan; null if the status is `NOT_FOUND`.
    issued_on: Option<Date>,
    /// The initials of the certificate's holder, e.g. `J. D.`, to compare with the passport; null if the
    /// status is `NOT_FOUND`.
    holder_initials: Option<String>,
}

/// The status of a certificate for somebody who has its print.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum CertificateCheckStatus {
    /// The certificate is real and can be used. Receipt has not been registered.
    Valid,
    /// The certificate is real and can be used. Receipt has been registered.
    Registered,
    /// The bureau has cancelled the certificate.
    Cancelled,
    /// The certificate is real, but its three months are over.
    PastValidity,
    /// There is no certificate with this number and this code: one of them is mistyped or forged.
    NotFound,
}

impl CertificateCheckPayload {
    /// Builds the response; the message of an error is in `language`.
    pub fn new(
        outcome: Result<Option<Checked>, CheckError>,
        language: entity::language::Language,
    ) -> Result<Self, ApiError> {
        match outcome {
            Ok(found) => Ok(Self { check: Some(found.into()), errors: vec![] }),
            Err(CheckError::RateLimited(limited)) => {
                let error = RateLimitedError::of_limit(limited, language).into();
                Ok(Self { check: None, errors: vec![error] })
            }
            Err(CheckError::Database(error)) => Err(error.into()),
        }
    }
}

#[ComplexObject]
impl CertificateCheck {
    /// The status as a sentence.
    async fn status_label(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The language of the text. Default: that of the request.")] language: Option<
            Language,
        >,
    ) -> String {
        let key = match self.status {
            CertificateCheckStatus::Valid => "certificate-check-valid",
            CertificateCheckStatus::Registered => "certificate-check-registered",
            CertificateCheckStatus::Cancelled => "certificate-check-cancelled",
            CertificateCheckStatus::PastValidity => "certificate-check-past-validity",
            CertificateCheckStatus::NotFound => "certificate-check-not-found",
        };
        text(RequestContext::of(ctx).language(language), key, &[])
    }
}

impl From<Option<Checked>> for CertificateCheck {
    fn from(found: Option<Checked>) -> Self {
        let status = found.as_ref().map_or(CertificateCheckStatus::NotFound, |found| found.status.into());
        let (issued_on, holder_initials) =
            found.map(|found| (Date(found.issued_on), found.holder_initials)).unzip();
        Self { status, issued_on, holder_initials }
    }
}

impl From<CheckStatus> for CertificateCheckStatus {
    fn from(status: CheckStatus) -> Self {
        match status {
            CheckStatus::Valid => Self::Valid,
            CheckStatus::Registered => Self::Registered,
            CheckStatus::Cancelled => Self::Cancelled,
            CheckStatus::PastValidity => Self::PastValidity,
        }
    }
}
