//! Changing the email address (000 §6.1; R83-R85, I23).

use std::sync::Arc;

use async_graphql::{Context, InputObject, Object, SimpleObject, Union};

use super::refusal;
use crate::{
    account::email_change::{self, StartError},
    graphql::{
        applicant::{
            account::Account,
            request_context::RequestContext,
            user_error::{
                ErrorCode, InputError, InvalidCredentialsError, LinkError, OverloadedError, RateLimitedError,
                ReauthenticationRequiredError, SessionError,
            },
        },
        error::ApiError,
        scalar::DateTime,
    },
};

/// The input of the "Email address input (Email address change)" screen.
#[derive(InputObject)]
pub struct StartEmailChangeInput {
    /// "Email address": the new one.
    email: String,
    /// "Email address (for confirmation)": the new one again.
    email_confirmation: String,
    /// The current password; required if the last login is at least 15 minutes old.
    #[graphql(secret)]
    current_password: Option<String>,
    /// A random string of up to 64 characters that makes retries safe: requests with the same key and the
    /// same input send only one email while its link can be used, for at most 24 hours. The same key with
    /// other input is refused: `IDEMPOTENCY_KEY_REUSED`.
    idempotency_key: Option<String>,
}

/// The result of the mutation `startEmailChange`, or its errors.
#[derive(SimpleObject, Default)]
pub struct StartEmailChangePayload {
    /// The new address, to which the link is sent; null if there are errors. The old address stays in use
    /// until the link is used.
    sent_to: Option<String>,
    /// When the link in the email to the new address expires if the email is sent at once; null if there are
    /// errors. If the email is delayed, the link works longer.
    link_expires_at: Option<DateTime>,
    /// The errors; empty on success.
    errors: Vec<StartEmailChangeError>,
}

/// Errors that `startEmailChange` can return.
#[derive(Union)]
pub enum StartEmailChangeError {
    /// A field is missing or invalid.
    Input(InputError),
    /// The current password is wrong.
    InvalidCredentials(InvalidCredentialsError),
    /// The password must be entered again.
    ReauthenticationRequired(ReauthenticationRequiredError),
    /// Nobody is logged in.
    Session(SessionError),
    /// The server is overloaded.
    Overloaded(OverloadedError),
    /// There were too many requests in a short time.
    RateLimited(RateLimitedError),
}

/// The result of the mutation `withdrawEmailChange`, or its errors.
#[derive(SimpleObject)]
pub struct WithdrawEmailChangePayload {
    /// The account, without a `pendingEmail`; null if nobody is logged in.
    viewer: Option<Account>,
    /// The errors; empty on success.
    errors: Vec<WithdrawEmailChangeError>,
}

/// Errors that `withdrawEmailChange` can return.
#[derive(Union)]
pub enum WithdrawEmailChangeError {
    /// Nobody is logged in.
    Session(SessionError),
}

/// The input of the page behind the link in the email to the new address.
#[derive(InputObject)]
pub struct CompleteEmailChangeInput {
    /// The token: the part of the link after `#t=`.
    #[graphql(secret)]
    token: String,
}

/// The result of the mutation `completeEmailChange`, or its errors.
#[derive(SimpleObject)]
pub struct CompleteEmailChangePayload {
    /// When the link "This was not me" in the notice to the old address expires if the notice is sent at once;
    /// null if there are errors. If the notice is delayed, the link works longer.
    link_expires_at: Option<DateTime>,
    /// The errors. If it is empty, the new address is in use.
    errors: Vec<CompleteEmailChangeError>,
}

/// Errors that `completeEmailChange` can return.
#[derive(Union)]
pub enum CompleteEmailChangeError {
    /// The link is unknown, expired, used, replaced or revoked.
    Link(LinkError),
    /// There were too many requests in a short time.
    RateLimited(RateLimitedError),
}

/// The input of the page behind the link in the notice to the old address.
#[derive(InputObject)]
pub struct DisavowChangeInput {
    /// The token: the part of the link after `#t=`.
    #[graphql(secret)]
    token: String,
}

/// The result of the mutation `disavowChange`, or its errors.
#[derive(SimpleObject)]
pub struct DisavowChangePayload {
    /// The errors. If it is empty, the change was undone: the old address is in use again.
    errors: Vec<DisavowChangeError>,
}

/// Errors that `disavowChange` can return.
#[derive(Union)]
pub enum DisavowChangeError {
    /// The link is unknown, expired, used, replaced or revoked.
    Link(LinkError),
    /// There were too many requests in a short time.
    RateLimited(RateLimitedError),
}

/// The mutations for the email address.
#[derive(Default)]
pub struct EmailChangeMutation;

#[Object]
impl EmailChangeMutation {
    /// "Change" on the "Email address input (Email address change)" screen: sends a link to the new address,
    /// and a notice to the old one. The link works for 24 hours by default.
    async fn start_email_change(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The new address, entered twice, and the password if it is required.")]
        input: StartEmailChangeInput,
    ) -> Result<StartEmailChangePayload, ApiError> {
        let request = RequestContext::of(ctx);
        let live = match request.required_session() {
            Ok(live) => live,
            Err(error) => {
                return Ok(StartEmailChangePayload { errors: vec![error.into()], ..Default::default() });
            }
        };
        match email_change::start(&request.app, live, input.start(), &request.info).await {
            Ok(started) => Ok(StartEmailChangePayload {
                sent_to: Some(started.sent_to.as_str().to_owned()),
                link_expires_at: Some(DateTime(started.link_expires_at)),
                errors: vec![],
            }),
            Err(error) => {
                let errors = start_errors(error, request)?;
                Ok(StartEmailChangePayload { errors, ..Default::default() })
            }
        }
    }

    /// Withdraws a change of the email address whose link has not been used yet: the link stops working. If
    /// no change is under way, nothing happens.
    async fn withdraw_email_change(&self, ctx: &Context<'_>) -> Result<WithdrawEmailChangePayload, ApiError> {
        let request = RequestContext::of(ctx);
        match request.required_session() {
            Ok(live) => {
                email_change::withdraw(&request.app, live, &request.info).await?;
                Ok(WithdrawEmailChangePayload { viewer: Some(live.into()), errors: vec![] })
            }
            Err(error) => Ok(WithdrawEmailChangePayload { viewer: None, errors: vec![error.into()] }),
        }
    }

    /// Completes the change of the email address, with the link in the email to the new address. No login is
    /// required. All sessions of the account end, except the current one if the person is logged in to this
    /// account.
    async fn complete_email_change(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The token of the link.")] input: CompleteEmailChangeInput,
    ) -> Result<CompleteEmailChangePayload, ApiError> {
        let request = RequestContext::of(ctx);
        let live = request.session().map(Arc::as_ref);
        let outcome = email_change::complete(&request.app, &input.token, live, &request.info).await;
        match outcome {
            Ok(at) => Ok(CompleteEmailChangePayload { link_expires_at: Some(DateTime(at)), errors: vec![] }),
            Err(error) => Ok(CompleteEmailChangePayload {
                link_expires_at: None,
                errors: refusal::of_link(error, request)?,
            }),
        }
    }

    /// "This was not me": undoes a change of the email address, with the link in the notice to the old
    /// address. The link works for ten days by default. The old address is in use again, all sessions end,
    /// and logging in requires a password reset first.
    async fn disavow_change(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The token of the link.")] input: DisavowChangeInput,
    ) -> Result<DisavowChangePayload, ApiError> {
        let request = RequestContext::of(ctx);
        let outcome = email_change::disavow(&request.app, &input.token, &request.info).await;
        let errors = outcome.map_or_else(|error| refusal::of_link(error, request), |()| Ok(vec![]))?;
        Ok(DisavowChangePayload { errors })
    }
}

impl StartEmailChangeInput {
    fn start(&self) -> email_change::Start<'_> {
        email_change::Start {
            email: &self.email,
            email_confirmation: &self.email_confirmation,
            current_password: self.current_password.as_deref(),
            idempotency_key: self.idempotency_key.as_deref(),
        }
    }
}

fn start_errors(error: StartError, request: &RequestContext) -> refusal::Refused<StartEmailChangeError> {
    Ok(match error {
        StartError::Input(faults) => refusal::fields(faults, request),
        StartError::IdempotencyKeyReused => {
            vec![InputError::idempotency_key_reused(request.info.language).into()]
        }
        StartError::ReauthenticationError(error) => refusal::of_change(error, request)?,
        StartError::Unchanged => {
            vec![InputError::new(ErrorCode::EmailUnchanged, &["email"], request.info.language).into()]
        }
        StartError::SessionOver => vec![refusal::session_over(request).into()],
        StartError::Database(error) => return Err(error.into()),
    })
}
