//! Asking for a forgotten user ID, and for a link to set a forgotten password (000 §2.4, §2.5).

use async_graphql::{Context, InputObject, Object, SimpleObject, Union};

use super::refusal;
use crate::{
    account::recovery,
    graphql::{
        error::ApiError,
        request_context::RequestContext,
        user_error::{InputError, RateLimitedError},
    },
};

/// What the "Email Address Input (User ID Notification)" screen sends (R41).
#[derive(InputObject)]
pub struct RequestUserIdInput {
    /// The registered e-mail address.
    email: String,
    /// The name (in English) as registered; case and runs of spaces do not count.
    name: String,
    /// Makes the request repeatable for 24 hours: the same key with the same input sends one mail.
    idempotency_key: Option<String>,
}

/// What the "User ID Input (Password Reset)" screen sends (R43).
#[derive(InputObject)]
pub struct RequestPasswordResetInput {
    /// The user ID.
    user_id: String,
    /// The registered e-mail address.
    email: String,
    /// Makes the request repeatable for 24 hours: the same key with the same input sends one mail.
    idempotency_key: Option<String>,
}

/// The answer to a request for a user ID: the same whether there is one or not (I20).
#[derive(SimpleObject)]
pub struct RequestUserIdPayload {
    /// Whether the request was taken; a mail follows if there is such an account.
    accepted: bool,
    /// What was wrong; empty on success.
    errors: Vec<RequestUserIdError>,
}

/// What `requestUserId` can refuse.
#[derive(Union)]
pub enum RequestUserIdError {
    /// A field is wrong.
    Input(InputError),
    /// It was asked for too often.
    RateLimited(RateLimitedError),
}

/// The answer to a request for a reset: the same whether there is such an account or not (I20).
#[derive(SimpleObject)]
pub struct RequestPasswordResetPayload {
    /// Whether the request was taken; a mail follows if ID and address belong together.
    accepted: bool,
    /// What was wrong; empty on success.
    errors: Vec<RequestPasswordResetError>,
}

/// What `requestPasswordReset` can refuse.
#[derive(Union)]
pub enum RequestPasswordResetError {
    /// A field is wrong.
    Input(InputError),
    /// It was asked for too often.
    RateLimited(RateLimitedError),
}

/// Mutations of the recovery.
#[derive(Default)]
pub struct RecoveryMutation;

#[Object]
impl RecoveryMutation {
    /// "Complete" of the "Email Address Input (User ID Notification)" screen: a mail lists every user
    /// ID of this address and name (R41, R42).
    async fn request_user_id(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What the screen sends.")] input: RequestUserIdInput,
    ) -> Result<RequestUserIdPayload, ApiError> {
        let (request, key) = (RequestContext::of(ctx), input.idempotency_key.as_deref());
        let (app, visit) = (&request.app, &request.visit);
        let outcome = recovery::request_user_id(app, &input.email, &input.name, key, visit).await;
        let errors = outcome.map_or_else(|error| refusal::of_request(error, request), |()| Ok(vec![]))?;
        Ok(RequestUserIdPayload { accepted: errors.is_empty(), errors })
    }

    /// "Complete" of the "User ID Input (Password Reset)" screen: a mail brings a link that works for
    /// an hour (R43, R44). Nothing of the account changes until it is used.
    async fn request_password_reset(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What the screen sends.")] input: RequestPasswordResetInput,
    ) -> Result<RequestPasswordResetPayload, ApiError> {
        let (request, key) = (RequestContext::of(ctx), input.idempotency_key.as_deref());
        let (app, visit) = (&request.app, &request.visit);
        let outcome = recovery::request_password_reset(app, &input.user_id, &input.email, key, visit).await;
        let errors = outcome.map_or_else(|error| refusal::of_request(error, request), |()| Ok(vec![]))?;
        Ok(RequestPasswordResetPayload { accepted: errors.is_empty(), errors })
    }
}
