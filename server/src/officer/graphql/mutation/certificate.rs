//! Cancelling a certificate, and sending its mail again (I3, I15).

use async_graphql::{Context, InputObject, Object, SimpleObject, Union};
use entity::certificate;

use crate::{
    account::FieldFault,
    certificate::{
        bureau_list,
        cancel::{self, CancelError},
        resend::{self, ResendError},
    },
    graphql::error::ApiError,
    officer::graphql::{
        certificate::Certificate,
        context::OfficerContext,
        user_error::{ConflictError, ErrorCode, InputError, NotFoundError},
    },
};

/// Which certificate to cancel, and why.
#[derive(InputObject)]
pub struct CancelCertificateInput {
    /// The certificate number.
    number: String,
    /// Why: one line, at most 500 characters, for the bureau alone.
    reason: String,
}

/// What follows a cancellation.
#[derive(SimpleObject)]
pub struct CancelCertificatePayload {
    /// The certificate, cancelled; if it was cancelled before, with the first time and its reason.
    certificate: Option<Certificate>,
    /// What was wrong; empty on success.
    errors: Vec<CancelCertificateError>,
}

/// What `cancelCertificate` can refuse.
#[derive(Union)]
pub enum CancelCertificateError {
    /// The reason is missing or not one line.
    Input(InputError),
    /// No certificate has this number.
    NotFound(NotFoundError),
}

/// Which certificate to send again.
#[derive(InputObject)]
pub struct ResendCertificateInput {
    /// The certificate number.
    number: String,
}

/// What follows sending again.
#[derive(SimpleObject)]
pub struct ResendCertificatePayload {
    /// The certificate, with one more delivery.
    certificate: Option<Certificate>,
    /// What was wrong; empty on success.
    errors: Vec<ResendCertificateError>,
}

/// What `resendCertificate` can refuse.
#[derive(Union)]
pub enum ResendCertificateError {
    /// No certificate has this number.
    NotFound(NotFoundError),
    /// It was cancelled, is on its way, or would reach nobody.
    Conflict(ConflictError),
}

/// Mutations of one certificate.
#[derive(Default)]
pub struct CertificateMutation;

#[Object]
impl CertificateMutation {
    /// Cancels a certificate for good: its reminders stop, and whoever may have it is told by mail (I3).
    async fn cancel_certificate(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which, and why.")] input: CancelCertificateInput,
    ) -> Result<CancelCertificatePayload, ApiError> {
        let request = OfficerContext::of(ctx);
        let (source, actor, now) = (&request.visit.source, request.officer().actor(), request.visit.now);
        match cancel::cancel(&request.app.db, &input.number, &input.reason, source, actor, now).await {
            Ok(done) => {
                Ok(CancelCertificatePayload { certificate: shown(done, request).await?, errors: vec![] })
            }
            Err(error) => {
                Ok(CancelCertificatePayload { certificate: None, errors: not_cancelled(error, request)? })
            }
        }
    }

    /// [Send again]: one more mail with the certificate, to the address that the account has now; "Request Date and
    /// Time" stays as it is (I15).
    async fn resend_certificate(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which.")] input: ResendCertificateInput,
    ) -> Result<ResendCertificatePayload, ApiError> {
        let request = OfficerContext::of(ctx);
        let (source, actor, now) = (&request.visit.source, request.officer().actor(), request.visit.now);
        match resend::resend(&request.app.db, &input.number, source, actor, now).await {
            Ok((done, _)) => {
                Ok(ResendCertificatePayload { certificate: shown(done, request).await?, errors: vec![] })
            }
            Err(error) => {
                Ok(ResendCertificatePayload { certificate: None, errors: not_sent(error, request)? })
            }
        }
    }
}

async fn shown(done: certificate::Model, request: &OfficerContext) -> Result<Option<Certificate>, ApiError> {
    Ok(bureau_list::one(&request.app.db, done).await?.map(Into::into))
}

fn not_cancelled(
    error: CancelError,
    request: &OfficerContext,
) -> Result<Vec<CancelCertificateError>, ApiError> {
    let language = request.visit.language;
    Ok(vec![match error {
        CancelError::Reason(fault) => InputError::new(FieldFault { field: "reason", fault }, language).into(),
        CancelError::NoSuchCertificate => {
            NotFoundError::new(ErrorCode::NotFound, Some("number"), language).into()
        }
        CancelError::Database(error) => return Err(error.into()),
    }])
}

fn not_sent(error: ResendError, request: &OfficerContext) -> Result<Vec<ResendCertificateError>, ApiError> {
    let (language, field) = (request.visit.language, Some("number"));
    let conflict = |code| ConflictError::new(code, field, language).into();
    Ok(vec![match error {
        ResendError::NoSuchCertificate => NotFoundError::new(ErrorCode::NotFound, field, language).into(),
        ResendError::Cancelled => conflict(ErrorCode::CertificateCancelled),
        ResendError::AccountClosed => conflict(ErrorCode::AccountClosed),
        ResendError::OnItsWay => conflict(ErrorCode::MailOnItsWay),
        ResendError::AddressSuppressed => conflict(ErrorCode::AddressSuppressed),
        ResendError::Database(error) => return Err(error.into()),
    }])
}
