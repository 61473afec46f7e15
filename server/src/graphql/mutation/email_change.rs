//! Changing the e-mail address (000 §6.1).

use std::sync::Arc;

use async_graphql::{Context, InputObject, Object, SimpleObject, Union};

use super::refusal;
use crate::{
    account::email_change::{self, StartError},
    graphql::{
        error::ApiError,
        request_context::RequestContext,
        user_error::{
            InputError, InvalidCredentialsError, LinkError, OverloadedError, RateLimitedError,
            ReauthenticationRequiredError, SessionError,
        },
    },
};

/// What the "Email address input (Email address change)" screen sends (R83).
#[derive(InputObject)]
pub struct StartEmailChangeInput {
    /// Email address: the new one.
    email: String,
    /// Email address (for confirmation).
    email_confirmation: String,
    /// The present password; needed when the login is 15 minutes old or older.
    #[graphql(secret)]
    current_password: Option<String>,
    /// Makes the request repeatable for 24 hours: the same key with the same input sends one mail.
    idempotency_key: Option<String>,
}

/// What follows the request for a change of address.
#[derive(SimpleObject)]
pub struct StartEmailChangePayload {
    /// The new address, which a link is sent to (R85). The old one stays in force until it is used.
    sent_to: Option<String>,
    /// What was wrong; empty on success.
    errors: Vec<StartEmailChangeError>,
}

/// What `startEmailChange` can refuse.
#[derive(Union)]
pub enum StartEmailChangeError {
    /// A field is wrong.
    Input(InputError),
    /// The present password is wrong.
    InvalidCredentials(InvalidCredentialsError),
    /// The password must be typed again.
    ReauthenticationRequired(ReauthenticationRequiredError),
    /// Nobody is logged in.
    Session(SessionError),
    /// Too many people are being served.
    Overloaded(OverloadedError),
    /// It was asked for too often.
    RateLimited(RateLimitedError),
}

/// The link in the mail to the new address.
#[derive(InputObject)]
pub struct CompleteEmailChangeInput {
    /// The token behind `#t=` in the link.
    #[graphql(secret)]
    token: String,
}

/// What follows a change of address.
#[derive(SimpleObject)]
pub struct CompleteEmailChangePayload {
    /// Whether the new address is in force.
    completed: bool,
    /// What was wrong; empty on success.
    errors: Vec<CompleteEmailChangeError>,
}

/// What `completeEmailChange` can refuse.
#[derive(Union)]
pub enum CompleteEmailChangeError {
    /// The link does not work.
    Link(LinkError),
    /// It was asked for too often.
    RateLimited(RateLimitedError),
}

/// The link in the notice to the old address.
#[derive(InputObject)]
pub struct DisavowChangeInput {
    /// The token behind `#t=` in the link.
    #[graphql(secret)]
    token: String,
}

/// What follows "This was not me".
#[derive(SimpleObject)]
pub struct DisavowChangePayload {
    /// Whether the change was undone.
    completed: bool,
    /// What was wrong; empty on success.
    errors: Vec<DisavowChangeError>,
}

/// What `disavowChange` can refuse.
#[derive(Union)]
pub enum DisavowChangeError {
    /// The link does not work.
    Link(LinkError),
    /// It was asked for too often.
    RateLimited(RateLimitedError),
}

/// Mutations of the e-mail address.
#[derive(Default)]
pub struct EmailChangeMutation;

#[Object]
impl EmailChangeMutation {
    /// "Change" of the "Email address input (Email address change)" screen: a link goes to the new address,
    /// and a notice to the old one (R83-R85).
    async fn start_email_change(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What the screen sends.")] input: StartEmailChangeInput,
    ) -> Result<StartEmailChangePayload, ApiError> {
        let request = RequestContext::of(ctx);
        let live = match request.required_session() {
            Ok(live) => live,
            Err(error) => return Ok(StartEmailChangePayload { sent_to: None, errors: vec![error.into()] }),
        };
        match email_change::start(&request.app, live, input.start(), &request.visit).await {
            Ok(email) => {
                Ok(StartEmailChangePayload { sent_to: Some(email.as_str().to_owned()), errors: vec![] })
            }
            Err(error) => {
                Ok(StartEmailChangePayload { sent_to: None, errors: start_errors(error, request)? })
            }
        }
    }

    /// Puts the new address in force by the link in the mail (R85). It works logged out, too (I23): then every
    /// session of the account ends; made in a session of the account, that one stays.
    async fn complete_email_change(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The link.")] input: CompleteEmailChangeInput,
    ) -> Result<CompleteEmailChangePayload, ApiError> {
        let request = RequestContext::of(ctx);
        let live = request.session().map(Arc::as_ref);
        let outcome = email_change::complete(&request.app, &input.token, live, &request.visit).await;
        let errors = outcome.map_or_else(|error| refusal::of_link(error, request), |()| Ok(vec![]))?;
        Ok(CompleteEmailChangePayload { completed: errors.is_empty(), errors })
    }

    /// "This was not me", by the link in the notice to the old address: that address is in force again,
    /// every session ends, and the account opens only after a password reset.
    async fn disavow_change(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The link.")] input: DisavowChangeInput,
    ) -> Result<DisavowChangePayload, ApiError> {
        let request = RequestContext::of(ctx);
        let outcome = email_change::disavow(&request.app, &input.token, &request.visit).await;
        let errors = outcome.map_or_else(|error| refusal::of_link(error, request), |()| Ok(vec![]))?;
        Ok(DisavowChangePayload { completed: errors.is_empty(), errors })
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
            vec![InputError::idempotency_key_reused(request.visit.language).into()]
        }
        StartError::Unconfirmed(error) => refusal::of_change(error, request)?,
        StartError::SessionOver => vec![refusal::session_over(request).into()],
        StartError::Database(error) => return Err(error.into()),
    })
}
