//! The person's own data: exporting it, and closing the account.

use async_graphql::{Context, InputObject, Object, SimpleObject, Union};

use super::refusal;
use crate::{
    account::{closing, export},
    graphql::{
        applicant::{
            request_context::RequestContext,
            user_error::{
                InputError, InvalidCredentialsError, OverloadedError, RateLimitedError, SessionError,
            },
        },
        error::ApiError,
    },
    request_info::CookieChange,
};

/// The input of `exportData`, which always requires the password.
#[derive(InputObject)]
pub struct ExportDataInput {
    /// The current password, to confirm the operation.
    #[graphql(secret)]
    current_password: String,
}

/// The result of the mutation `exportData`, or its errors.
#[derive(SimpleObject)]
pub struct ExportDataPayload {
    /// Everything that is held about the account, as a JSON document; null if there are errors. Each list has
    /// at most the newest 10,000 rows, and at most 2 MiB. The member `olderRowsLeftOut` names the lists from
    /// which older rows were left out.
    json: Option<String>,
    /// The errors; empty on success.
    errors: Vec<ExportDataError>,
}

/// Errors that `exportData` can return.
#[derive(Union)]
pub enum ExportDataError {
    /// The password field is empty.
    Input(InputError),
    /// The password is wrong.
    InvalidCredentials(InvalidCredentialsError),
    /// Nobody is logged in.
    Session(SessionError),
    /// The server is overloaded.
    Overloaded(OverloadedError),
    /// There were too many requests in a short time.
    RateLimited(RateLimitedError),
}

/// The input of `closeAccount`, which always requires the password.
#[derive(InputObject)]
pub struct CloseAccountInput {
    /// The current password, to confirm the operation.
    #[graphql(secret)]
    current_password: String,
}

/// The result of the mutation `closeAccount`, or its errors.
#[derive(SimpleObject)]
pub struct CloseAccountPayload {
    /// The errors. If it is empty, the account is closed for good.
    errors: Vec<CloseAccountError>,
}

/// Errors that `closeAccount` can return.
#[derive(Union)]
pub enum CloseAccountError {
    /// The password field is empty.
    Input(InputError),
    /// The password is wrong.
    InvalidCredentials(InvalidCredentialsError),
    /// Nobody is logged in.
    Session(SessionError),
    /// The server is overloaded.
    Overloaded(OverloadedError),
    /// There were too many requests in a short time.
    RateLimited(RateLimitedError),
}

/// The mutations for the person's own data.
#[derive(Default)]
pub struct AccountDataMutation;

#[Object]
impl AccountDataMutation {
    /// Returns everything that is held about the account, so that the account holder can save it as a file.
    async fn export_data(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The current password, to confirm the operation.")] input: ExportDataInput,
    ) -> Result<ExportDataPayload, ApiError> {
        let request = RequestContext::of(ctx);
        let refused = |errors| Ok(ExportDataPayload { json: None, errors });
        let live = match request.required_session() {
            Ok(live) => live,
            Err(error) => return refused(vec![error.into()]),
        };
        match export::export(&request.app, live, &input.current_password, &request.info).await {
            Ok(json) => Ok(ExportDataPayload { json: Some(json), errors: vec![] }),
            Err(error) => refused(refusal::of_password(error, "currentPassword", request)?),
        }
    }

    /// Closes the account for good. All sessions end, no more emails are sent, and personal data is erased,
    /// except what the bureau must keep about certificates that it sent.
    async fn close_account(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The current password, to confirm the operation.")] input: CloseAccountInput,
    ) -> Result<CloseAccountPayload, ApiError> {
        let request = RequestContext::of(ctx);
        let refused = |errors| Ok(CloseAccountPayload { errors });
        let live = match request.required_session() {
            Ok(live) => live,
            Err(error) => return refused(vec![error.into()]),
        };
        match closing::close(&request.app, live, &input.current_password, &request.info).await {
            Ok(()) => {
                request.change_cookie(CookieChange::ClearSession);
                Ok(CloseAccountPayload { errors: vec![] })
            }
            Err(error) => refused(refusal::of_password(error, "currentPassword", request)?),
        }
    }
}
