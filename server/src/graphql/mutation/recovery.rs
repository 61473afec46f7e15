//! Forgotten user ID and forgotten password (000 §2.4, §2.5).

use async_graphql::{Context, InputObject, Object, SimpleObject, Union};

use crate::{
    account::recovery::{self, RequestError, ResetError},
    graphql::{
        error::ApiError,
        request_context::RequestContext,
        user_error::{InputError, LinkError, OverloadedError},
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

/// What the password reset screen sends (R45).
#[derive(InputObject)]
pub struct CompletePasswordResetInput {
    /// The token behind `#t=` in the link.
    #[graphql(secret)]
    token: String,
    /// The new password (R63, R64).
    #[graphql(secret)]
    password: String,
    /// The new password again.
    #[graphql(secret)]
    password_confirmation: String,
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
}

/// What follows a reset.
#[derive(SimpleObject)]
pub struct CompletePasswordResetPayload {
    /// Whether the password was set.
    completed: bool,
    /// What was wrong; empty on success.
    errors: Vec<CompletePasswordResetError>,
}

/// What `completePasswordReset` can refuse.
#[derive(Union)]
pub enum CompletePasswordResetError {
    /// A field is wrong.
    Input(InputError),
    /// The link does not work.
    Link(LinkError),
    /// Too many people are being served.
    Overloaded(OverloadedError),
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
        let (app, language) = (&request.app, request.language);
        let outcome =
            recovery::request_user_id(app, &input.email, &input.name, language, key, request.now).await;
        let errors = input_errors(outcome, request)?.into_iter().map(Into::into).collect::<Vec<_>>();
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
        let (app, language) = (&request.app, request.language);
        let outcome =
            recovery::request_password_reset(app, &input.user_id, &input.email, language, key, request.now)
                .await;
        let errors = input_errors(outcome, request)?.into_iter().map(Into::into).collect::<Vec<_>>();
        Ok(RequestPasswordResetPayload { accepted: errors.is_empty(), errors })
    }

    /// Sets the password again by the link in the mail (R45). A lock is lifted at once (R38), and every
    /// session of the account ends.
    async fn complete_password_reset(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What the screen sends.")] input: CompletePasswordResetInput,
    ) -> Result<CompletePasswordResetPayload, ApiError> {
        let request = RequestContext::of(ctx);
        let (password, confirmation) = (&input.password, &input.password_confirmation);
        let outcome = recovery::complete_password_reset(
            &request.app,
            &input.token,
            password,
            confirmation,
            request.now,
        );
        let errors = outcome.await.map_or_else(|error| reset_errors(error, request), |()| Ok(vec![]))?;
        Ok(CompletePasswordResetPayload { completed: errors.is_empty(), errors })
    }
}

fn input_errors(
    outcome: Result<(), RequestError>,
    request: &RequestContext,
) -> Result<Vec<InputError>, ApiError> {
    let language = request.language;
    match outcome {
        Ok(()) => Ok(vec![]),
        Err(RequestError::Input(faults)) => {
            Ok(faults.into_iter().map(|fault| InputError::new(fault, language)).collect())
        }
        Err(RequestError::IdempotencyKeyReused) => Ok(vec![InputError::idempotency_key_reused(language)]),
        Err(RequestError::Database(error)) => Err(error.into()),
    }
}

fn reset_errors(
    error: ResetError,
    request: &RequestContext,
) -> Result<Vec<CompletePasswordResetError>, ApiError> {
    let language = request.language;
    Ok(match error {
        ResetError::Refused { link, faults } => {
            let link = link.map(|fault| LinkError::new(fault, language).into());
            let fields = faults.into_iter().map(|fault| InputError::new(fault, language).into());
            link.into_iter().chain(fields).collect()
        }
        ResetError::Overloaded(_) => vec![OverloadedError::new(language).into()],
        ResetError::Database(error) => return Err(error.into()),
    })
}
