//! What belongs to the person: taking the data away, and closing the account.

use async_graphql::{Context, InputObject, Object, SimpleObject, Union};

use super::refusal;
use crate::{
    account::{closing, export},
    graphql::{
        error::ApiError,
        request_context::{CookieChange, RequestContext},
        user_error::{InputError, InvalidCredentialsError, OverloadedError, RateLimitedError, SessionError},
    },
};

/// The password, before everything is handed out.
#[derive(InputObject)]
pub struct ExportDataInput {
    /// The present password.
    #[graphql(secret)]
    current_password: String,
}

/// Everything held about the account.
#[derive(SimpleObject)]
pub struct ExportDataPayload {
    /// The data, as JSON.
    json: Option<String>,
    /// What was wrong; empty on success.
    errors: Vec<ExportDataError>,
}

/// What `exportData` can refuse.
#[derive(Union)]
pub enum ExportDataError {
    /// The field is empty.
    Input(InputError),
    /// The password is wrong.
    InvalidCredentials(InvalidCredentialsError),
    /// Nobody is logged in.
    Session(SessionError),
    /// Too many people are being served.
    Overloaded(OverloadedError),
    /// It was asked for too often.
    RateLimited(RateLimitedError),
}

/// The password, before the account is closed.
#[derive(InputObject)]
pub struct CloseAccountInput {
    /// The present password.
    #[graphql(secret)]
    current_password: String,
}

/// What follows the end of an account.
#[derive(SimpleObject)]
pub struct CloseAccountPayload {
    /// Whether the account is closed.
    closed: bool,
    /// What was wrong; empty on success.
    errors: Vec<CloseAccountError>,
}

/// What `closeAccount` can refuse.
#[derive(Union)]
pub enum CloseAccountError {
    /// The field is empty.
    Input(InputError),
    /// The password is wrong.
    InvalidCredentials(InvalidCredentialsError),
    /// Nobody is logged in.
    Session(SessionError),
    /// Too many people are being served.
    Overloaded(OverloadedError),
    /// It was asked for too often.
    RateLimited(RateLimitedError),
}

/// Mutations of the person's own data.
#[derive(Default)]
pub struct AccountDataMutation;

#[Object]
impl AccountDataMutation {
    /// Everything that is held about the account, for its owner to take away.
    async fn export_data(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The password.")] input: ExportDataInput,
    ) -> Result<ExportDataPayload, ApiError> {
        let request = RequestContext::of(ctx);
        let refused = |errors| Ok(ExportDataPayload { json: None, errors });
        let live = match request.required_session() {
            Ok(live) => live,
            Err(error) => return refused(vec![error.into()]),
        };
        match export::export(&request.app, live, &input.current_password, &request.visit).await {
            Ok(json) => Ok(ExportDataPayload { json: Some(json), errors: vec![] }),
            Err(error) => refused(refusal::of_password(error, "currentPassword", request)?),
        }
    }

    /// Closes the account for good: every session ends, no mail is sent any more, and personal data are erased,
    /// except what the bureau must keep of certificates that it sent.
    async fn close_account(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The password.")] input: CloseAccountInput,
    ) -> Result<CloseAccountPayload, ApiError> {
        let request = RequestContext::of(ctx);
        let refused = |errors| Ok(CloseAccountPayload { closed: false, errors });
        let live = match request.required_session() {
            Ok(live) => live,
            Err(error) => return refused(vec![error.into()]),
        };
        match closing::close(&request.app, live, &input.current_password, &request.visit).await {
            Ok(()) => {
                request.change_cookie(CookieChange::ClearSession);
                Ok(CloseAccountPayload { closed: true, errors: vec![] })
            }
            Err(error) => refused(refusal::of_password(error, "currentPassword", request)?),
        }
    }
}
