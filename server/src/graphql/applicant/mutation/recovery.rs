//! Requesting a forgotten user ID, or a link to set a new password (000 §2.4, §2.5; R41-R44, I20).

use async_graphql::{Context, InputObject, Object, SimpleObject, Union};

use super::refusal;
use crate::{
    account::recovery,
    graphql::{
        applicant::{
            request_context::RequestContext,
            user_error::{InputError, RateLimitedError},
        },
        error::ApiError,
        scalar::DateTime,
    },
};

/// The input of the "Email Address Input (User ID Notification)" screen.
#[derive(InputObject)]
pub struct RequestUserIdInput {
    /// The registered email address.
    email: String,
    /// "Name (in English)", as registered. Case and repeated spaces are ignored.
    name: String,
    /// A random string of up to 64 characters that makes retries safe: requests with the same key and the
    /// same input, from whatever network, send only one email within two hours. The same key with other
    /// input is another request.
    idempotency_key: Option<String>,
}

/// The input of the "User ID Input (Password Reset)" screen.
#[derive(InputObject)]
pub struct RequestPasswordResetInput {
    /// The user ID of the account, e.g. `hdlpf38617`.
    user_id: String,
    /// The registered email address.
    email: String,
    /// A random string of up to 64 characters that makes retries safe: requests with the same key and the
    /// same input, from whatever network, send only one email for as long as a link works (an hour by
    /// default), even if it was used or replaced, and for at most 24 hours. The same key with other input
    /// is another request.
    idempotency_key: Option<String>,
}

/// The result of `requestUserId`: the same whether or not such an account exists.
#[derive(SimpleObject)]
pub struct RequestUserIdPayload {
    /// The errors. If it is empty, the request was accepted, and an email is sent if such an account exists.
    errors: Vec<RequestUserIdError>,
}

/// Errors that `requestUserId` can return.
#[derive(Union)]
pub enum RequestUserIdError {
    /// A field is missing or invalid.
    Input(InputError),
    /// There were too many requests in a short time.
    RateLimited(RateLimitedError),
}

/// The result of `requestPasswordReset`: the same whether or not such an account exists.
#[derive(SimpleObject)]
pub struct RequestPasswordResetPayload {
    /// When the link in the email expires if the email is sent at once; null if there are errors. If the email
    /// is delayed, the link works longer. The time does not reveal whether such an account exists.
    link_expires_at: Option<DateTime>,
    /// The errors. If it is empty, the request was accepted, and an email is sent if the user ID and the
    /// address belong to one account.
    errors: Vec<RequestPasswordResetError>,
}

/// Errors that `requestPasswordReset` can return.
#[derive(Union)]
pub enum RequestPasswordResetError {
    /// A field is missing or invalid.
    Input(InputError),
    /// There were too many requests in a short time.
    RateLimited(RateLimitedError),
}

/// The mutations for a forgotten user ID or password.
#[derive(Default)]
pub struct RecoveryMutation;

#[Object]
impl RecoveryMutation {
    /// "Complete" on the "Email Address Input (User ID Notification)" screen: sends an email with every user
    /// ID of this address and name.
    async fn request_user_id(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The registered email address and name.")] input: RequestUserIdInput,
    ) -> Result<RequestUserIdPayload, ApiError> {
        let (request, key) = (RequestContext::of(ctx), input.idempotency_key.as_deref());
        let (app, info) = (&request.app, &request.info);
        let outcome = recovery::request_user_id(app, &input.email, &input.name, key, info).await;
        let errors = outcome.map_or_else(|error| refusal::of_request(error, request), |()| Ok(vec![]))?;
        Ok(RequestUserIdPayload { errors })
    }

    /// "Complete" on the "User ID Input (Password Reset)" screen: sends an email with a link that works for
    /// one hour by default. Nothing about the account changes until the link is used.
    async fn request_password_reset(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The user ID and the registered email address.")] input: RequestPasswordResetInput,
    ) -> Result<RequestPasswordResetPayload, ApiError> {
        let (request, key) = (RequestContext::of(ctx), input.idempotency_key.as_deref());
        let (app, info) = (&request.app, &request.info);
        let outcome = recovery::request_password_reset(app, &input.user_id, &input.email, key, info).await;
        match outcome {
            Ok(at) => Ok(RequestPasswordResetPayload { link_expires_at: Some(DateTime(at)), errors: vec![] }),
            Err(error) => Ok(RequestPasswordResetPayload {
                link_expires_at: None,
                errors: refusal::of_request(error, request)?,
            }),
        }
    }
}
