//! Registering receipt (000 §5).

use async_graphql::{Context, InputObject, Object, SimpleObject, Union};

use crate::{
    certificate::receipt::{self, ReceiptError},
    graphql::{
        error::ApiError,
        receipt::Receipt,
        request_context::RequestContext,
        user_error::{CancelledError, NotFoundError, SessionError},
    },
};

/// What the confirmation screen sends (R79).
#[derive(InputObject)]
pub struct RegisterReceiptInput {
    /// The Certificate of Eligibility number.
    certificate_number: String,
}

/// The row after "Register Receipt" (R80).
#[derive(SimpleObject)]
pub struct RegisterReceiptPayload {
    /// The certificate with its registration; the same when it was registered before.
    receipt: Option<Receipt>,
    /// What was wrong; empty on success.
    errors: Vec<RegisterReceiptError>,
}

/// What `registerReceipt` can refuse.
#[derive(Union)]
pub enum RegisterReceiptError {
    /// The account has no such certificate.
    NotFound(NotFoundError),
    /// The bureau has cancelled the certificate.
    Cancelled(CancelledError),
    /// Nobody is logged in.
    Session(SessionError),
}

/// Mutations of receipts.
#[derive(Default)]
pub struct ReceiptMutation;

#[Object]
impl ReceiptMutation {
    /// "Register Receipt" of the confirmation screen: final, and the reminders stop at once (R79,
    /// R80). Doing it again answers with the first time.
    async fn register_receipt(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What the screen sends.")] input: RegisterReceiptInput,
    ) -> Result<RegisterReceiptPayload, ApiError> {
        let request = RequestContext::of(ctx);
        let refused = |error| Ok(RegisterReceiptPayload { receipt: None, errors: vec![error] });
        let account = match request.required_session() {
            Ok(live) => live.account.id,
            Err(error) => return refused(error.into()),
        };
        match receipt::register(&request.app, account, &input.certificate_number, &request.visit).await {
            Ok(certificate) => {
                let receipt = Some(Receipt::new(certificate, request.visit.now));
                Ok(RegisterReceiptPayload { receipt, errors: vec![] })
            }
            Err(error) => refused(register_error(error, request)?),
        }
    }
}

fn register_error(error: ReceiptError, request: &RequestContext) -> Result<RegisterReceiptError, ApiError> {
    let (field, language) = ("certificateNumber", request.visit.language);
    Ok(match error {
        ReceiptError::NoSuchCertificate => NotFoundError::new(field, language).into(),
        ReceiptError::Cancelled => CancelledError::new(field, language).into(),
        ReceiptError::Busy(busy) => return Err(busy.into()),
        ReceiptError::Database(error) => return Err(error.into()),
    })
}
