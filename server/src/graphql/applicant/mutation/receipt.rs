//! Registering receipt of a certificate (000 §5; R79, R80).

use async_graphql::{Context, InputObject, Object, SimpleObject, Union};

use crate::{
    certificate::receipt::{self, ReceiptError},
    graphql::{
        applicant::{
            receipt::Receipt,
            request_context::RequestContext,
            user_error::{CancelledError, ErrorCode, NotFoundError, SessionError},
        },
        error::ApiError,
    },
};

/// The input of the confirmation screen of "Register Receipt".
#[derive(InputObject)]
pub struct RegisterReceiptInput {
    /// The certificate number, e.g. `TEST25-0001`.
    certificate_number: String,
}

/// The result of `registerReceipt`, for the row in "Receipt registrationList".
#[derive(SimpleObject)]
pub struct RegisterReceiptPayload {
    /// The certificate; null if there are errors. Its `registeredAt` is the time of the first call, even if
    /// the mutation is called again.
    receipt: Option<Receipt>,
    /// The errors; empty on success.
    errors: Vec<RegisterReceiptError>,
}

/// Errors that `registerReceipt` can return.
#[derive(Union)]
pub enum RegisterReceiptError {
    /// The account has no such certificate.
    NotFound(NotFoundError),
    /// The bureau has cancelled the certificate.
    Cancelled(CancelledError),
    /// Nobody is logged in.
    Session(SessionError),
}

/// The mutation that registers receipt.
#[derive(Default)]
pub struct ReceiptMutation;

#[Object]
impl ReceiptMutation {
    /// "Register Receipt" on the confirmation screen. It is final, and reminders stop at once. A second call
    /// returns the same result without an error.
    async fn register_receipt(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The certificate whose receipt to register.")] input: RegisterReceiptInput,
    ) -> Result<RegisterReceiptPayload, ApiError> {
        let request = RequestContext::of(ctx);
        let refused = |error| Ok(RegisterReceiptPayload { receipt: None, errors: vec![error] });
        let account = match request.required_session() {
            Ok(live) => live.account.id,
            Err(error) => return refused(error.into()),
        };
        match receipt::register(&request.app, account, &input.certificate_number, &request.info).await {
            Ok(certificate) => {
                let receipt = Some(Receipt::new(certificate, request.info.now));
                Ok(RegisterReceiptPayload { receipt, errors: vec![] })
            }
            Err(error) => refused(register_error(error, request)?),
        }
    }
}

fn register_error(error: ReceiptError, request: &RequestContext) -> Result<RegisterReceiptError, ApiError> {
    let (field, language) = ("certificateNumber", request.info.language);
    Ok(match error {
        ReceiptError::NoSuchCertificate => NotFoundError::new(ErrorCode::NotFound, &[field], language).into(),
        ReceiptError::Cancelled => CancelledError::new(ErrorCode::Cancelled, &[field], language).into(),
        ReceiptError::Busy(busy) => return Err(busy.into()),
        ReceiptError::Database(error) => return Err(error.into()),
    })
}
