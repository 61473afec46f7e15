//! Cancelling a certificate, and resending its email (I3, I15).

use async_graphql::{Context, InputObject, Object, SimpleObject, Union};
use entity::certificate::CertificateId;

use crate::{
    account::FieldError,
    certificate::{
        cancel::{self, CancelError},
        resend::{self, ResendError},
    },
    graphql::{
        error::ApiError,
        officer::{
            certificate::Certificate,
            context::OfficerContext,
            user_error::{ConflictError, ErrorCode, InputError, NotFoundError, SessionError},
        },
    },
    officer::{session::LiveOfficer, shown},
};

/// The input of the mutation `cancelCertificate`.
#[derive(InputObject)]
pub struct CancelCertificateInput {
    /// The number of the certificate to cancel, e.g. `TEST25-0001`.
    certificate_number: String,
    /// The reason, for the bureau only: one line, up to 500 characters.
    reason: String,
}

/// The result of the mutation `cancelCertificate`, or its errors.
#[derive(SimpleObject, Default)]
pub struct CancelCertificatePayload {
    /// The cancelled certificate; null if there are errors. If it had been cancelled before, it keeps the
    /// time and the reason of that cancellation.
    certificate: Option<Certificate>,
    /// The errors; empty on success.
    errors: Vec<CancelCertificateError>,
}

/// Errors that `cancelCertificate` can return.
#[derive(Union)]
pub enum CancelCertificateError {
    /// The reason is missing, too long, or not a single line.
    Input(InputError),
    /// No certificate has this certificate number.
    NotFound(NotFoundError),
    /// Nobody is logged in.
    Session(SessionError),
}

/// The input of the mutation `resendCertificate`.
#[derive(InputObject)]
pub struct ResendCertificateInput {
    /// The number of the certificate to resend, e.g. `TEST25-0001`.
    certificate_number: String,
}

/// The result of the mutation `resendCertificate`, or its errors.
#[derive(SimpleObject, Default)]
pub struct ResendCertificatePayload {
    /// The certificate with the new delivery; null if there are errors.
    certificate: Option<Certificate>,
    /// The errors; empty on success.
    errors: Vec<ResendCertificateError>,
}

/// Errors that `resendCertificate` can return.
#[derive(Union)]
pub enum ResendCertificateError {
    /// No certificate has this certificate number.
    NotFound(NotFoundError),
    /// The certificate was cancelled, is already on its way, or cannot be delivered.
    Conflict(ConflictError),
    /// Nobody is logged in.
    Session(SessionError),
}

/// The mutations for a single certificate.
#[derive(Default)]
pub struct CertificateMutation;

#[Object]
impl CertificateMutation {
    /// Cancels a certificate for good. Its reminders stop, and an email informs everyone who may have
    /// received it. Requires the role `ISSUER`.
    async fn cancel_certificate(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The certificate to cancel, and the reason.")] input: CancelCertificateInput,
    ) -> Result<CancelCertificatePayload, ApiError> {
        let request = OfficerContext::of(ctx);
        let by = match request.required_session() {
            Ok(live) => live,
            Err(error) => {
                return Ok(CancelCertificatePayload { errors: vec![error.into()], ..Default::default() });
            }
        };
        let (source, actor, now) = (&request.info.source, by.actor(), request.info.now);
        match cancel::cancel(&request.app.db, &input.certificate_number, &input.reason, source, actor, now)
            .await
        {
            Ok(done) => {
                let certificate = after(by, (done.certificate.id, done.is_new), request).await?;
                Ok(CancelCertificatePayload { certificate, errors: vec![] })
            }
            Err(error) => {
                Ok(CancelCertificatePayload { certificate: None, errors: not_cancelled(error, request)? })
            }
        }
    }

    /// Resends a certificate to the current address of its account ("Send again"). "Request Date and Time"
    /// stays the same. Requires the role `ISSUER`.
    async fn resend_certificate(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The certificate to resend.")] input: ResendCertificateInput,
    ) -> Result<ResendCertificatePayload, ApiError> {
        let request = OfficerContext::of(ctx);
        let by = match request.required_session() {
            Ok(live) => live,
            Err(error) => {
                return Ok(ResendCertificatePayload { errors: vec![error.into()], ..Default::default() });
            }
        };
        let (source, actor, now) = (&request.info.source, by.actor(), request.info.now);
        match resend::resend(&request.app.db, &input.certificate_number, source, actor, now).await {
            Ok(done) => {
                let certificate = after(by, (done.certificate.id, true), request).await?;
                Ok(ResendCertificatePayload { certificate, errors: vec![] })
            }
            Err(error) => {
                Ok(ResendCertificatePayload { certificate: None, errors: not_sent(error, request)? })
            }
        }
    }
}

/// The certificate for the response; `done` also says whether the use case recorded an event about it.
async fn after(
    by: &LiveOfficer,
    done: (CertificateId, bool),
    request: &OfficerContext,
) -> Result<Option<Certificate>, ApiError> {
    let shown = shown::after_change(&request.app, by, [done], &request.info).await?;
    Ok(shown.into_values().next().map(Into::into))
}

fn not_cancelled(
    error: CancelError,
    request: &OfficerContext,
) -> Result<Vec<CancelCertificateError>, ApiError> {
    let language = request.info.language;
    Ok(vec![match error {
        CancelError::Reason(fault) => {
            InputError::of_field(FieldError { field: "reason", fault }, language).into()
        }
        CancelError::NoSuchCertificate => {
            NotFoundError::new(ErrorCode::NotFound, &["certificateNumber"], language).into()
        }
        CancelError::Database(error) => return Err(error.into()),
    }])
}

fn not_sent(error: ResendError, request: &OfficerContext) -> Result<Vec<ResendCertificateError>, ApiError> {
    let (language, path) = (request.info.language, ["certificateNumber"]);
    let conflict = |code| ConflictError::new(code, &path, language).into();
    Ok(vec![match error {
        ResendError::NoSuchCertificate => NotFoundError::new(ErrorCode::NotFound, &path, language).into(),
        ResendError::Cancelled => conflict(ErrorCode::CertificateCancelled),
        ResendError::AccountClosed => conflict(ErrorCode::AccountClosed),
        ResendError::OnItsWay => conflict(ErrorCode::MailOnItsWay),
        ResendError::AddressSuppressed => conflict(ErrorCode::AddressSuppressed),
        ResendError::Database(error) => return Err(error.into()),
    }])
}
