//! Help for account holders: lifting a lock, sending a password reset, lifting the suppression of an address.

use async_graphql::{Context, InputObject, Object, SimpleObject, Union};

use crate::{
    graphql::{
        error::ApiError,
        officer::{
            account::Account,
            context::OfficerContext,
            user_error::{ConflictError, ErrorCode, InputError, NotFoundError, RateLimitedError},
        },
    },
    officer::account::{
        AccountAdminError as Refusal,
        reset_mail::{self, ResetMailError as ResetRefusal},
        suppression, unlock,
    },
};

/// The input of the mutation `unlockAccount`.
#[derive(InputObject)]
pub struct UnlockAccountInput {
    /// The user ID of the account, e.g. `hdlpf38617`.
    user_id: String,
}

/// The result of the mutation `unlockAccount`, or its errors.
#[derive(SimpleObject)]
pub struct UnlockAccountPayload {
    /// The account, which is no longer locked; null if there are errors.
    account: Option<Account>,
    /// The errors; empty on success.
    errors: Vec<UnlockAccountError>,
}

/// Errors that `unlockAccount` can return.
#[derive(Union)]
pub enum UnlockAccountError {
    /// No account has this user ID.
    NotFound(NotFoundError),
    /// The account is closed.
    Conflict(ConflictError),
}

/// The input of the mutation `sendPasswordReset`.
#[derive(InputObject)]
pub struct SendPasswordResetInput {
    /// The user ID of the account, e.g. `hdlpf38617`.
    user_id: String,
    /// A random string of up to 64 characters that makes retries safe: within 24 hours, the same key sends
    /// one email.
    idempotency_key: Option<String>,
}

/// The result of the mutation `sendPasswordReset`, or its errors.
#[derive(SimpleObject)]
pub struct SendPasswordResetPayload {
    /// The account to whose registered address the email is sent; null if there are errors.
    account: Option<Account>,
    /// The errors; empty on success.
    errors: Vec<SendPasswordResetError>,
}

/// Errors that `sendPasswordReset` can return.
#[derive(Union)]
pub enum SendPasswordResetError {
    /// The key has the wrong format, or was sent before for another account.
    Input(InputError),
    /// No account has this user ID.
    NotFound(NotFoundError),
    /// The account is closed.
    Conflict(ConflictError),
    /// There were too many requests in a short time.
    RateLimited(RateLimitedError),
}

/// The input of the mutation `liftSuppression`.
#[derive(InputObject)]
pub struct LiftSuppressionInput {
    /// The user ID of the account, e.g. `hdlpf38617`.
    user_id: String,
}

/// The result of the mutation `liftSuppression`, or its errors.
#[derive(SimpleObject)]
pub struct LiftSuppressionPayload {
    /// The account, whose address is no longer suppressed; null if there are errors.
    account: Option<Account>,
    /// The errors; empty on success.
    errors: Vec<LiftSuppressionError>,
}

/// Errors that `liftSuppression` can return.
#[derive(Union)]
pub enum LiftSuppressionError {
    /// No account has this user ID.
    NotFound(NotFoundError),
    /// The account is closed.
    Conflict(ConflictError),
}

/// The mutations that help account holders.
#[derive(Default)]
pub struct AccountMutation;

#[Object]
impl AccountMutation {
    /// Lifts the lock of an account, and those of the browsers that it knows. The password stays the same.
    async fn unlock_account(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The account to unlock.")] input: UnlockAccountInput,
    ) -> Result<UnlockAccountPayload, ApiError> {
        let request = OfficerContext::of(ctx);
        let unlocked = unlock::unlock(&request.app, request.officer(), &input.user_id, &request.info).await;
        let (account, errors) = match unlocked {
            Ok(account) => (Some(Account::new(account, request.info.now)), vec![]),
            Err(error) => (None, vec![refused(error, request)?]),
        };
        Ok(UnlockAccountPayload { account, errors })
    }

    /// Sends the usual email with a link to set a new password, to the registered address of the account and
    /// to no other. Nobody at the bureau sees the link. An older link stops working.
    async fn send_password_reset(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The account whose holder receives the email.")] input: SendPasswordResetInput,
    ) -> Result<SendPasswordResetPayload, ApiError> {
        let (request, key) = (OfficerContext::of(ctx), input.idempotency_key.as_deref());
        let by = request.officer();
        let (account, errors) =
            match reset_mail::send(&request.app, by, &input.user_id, key, &request.info).await {
                Ok(account) => (Some(Account::new(account, request.info.now)), vec![]),
                Err(error) => (None, not_sent(error, request)?),
            };
        Ok(SendPasswordResetPayload { account, errors })
    }

    /// Lifts the suppression of the account's address, so that emails are sent to it again. Reminders then
    /// resume by themselves; use `retryMails` to resend emails that were given up.
    async fn lift_suppression(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The account whose address is suppressed.")] input: LiftSuppressionInput,
    ) -> Result<LiftSuppressionPayload, ApiError> {
        let request = OfficerContext::of(ctx);
        let lifted = suppression::lift(&request.app, request.officer(), &input.user_id, &request.info).await;
        let (account, errors) = match lifted {
            Ok(account) => (Some(Account::new(account, request.info.now)), vec![]),
            Err(error) => (None, vec![refused(error, request)?]),
        };
        Ok(LiftSuppressionPayload { account, errors })
    }
}

/// Maps the errors that all mutations for accounts share.
pub(super) fn refused<E>(error: Refusal, request: &OfficerContext) -> Result<E, ApiError>
where
    E: From<NotFoundError> + From<ConflictError>,
{
    let (field, language) = (Some("userId"), request.info.language);
    Ok(match error {
        Refusal::NotFound => NotFoundError::new(ErrorCode::NotFound, field, language).into(),
        Refusal::Closed => ConflictError::new(ErrorCode::AccountClosed, field, language).into(),
        Refusal::Database(error) => return Err(error.into()),
    })
}

fn not_sent(error: ResetRefusal, request: &OfficerContext) -> Result<Vec<SendPasswordResetError>, ApiError> {
    let language = request.info.language;
    Ok(match error {
        ResetRefusal::Input(faults) => {
            faults.into_iter().map(|fault| InputError::new(fault, language).into()).collect()
        }
        ResetRefusal::Busy(busy) => return Err(busy.into()),
        ResetRefusal::IdempotencyKeyReused => vec![InputError::idempotency_key_reused(language).into()],
        ResetRefusal::Account(error) => vec![refused(error, request)?],
        ResetRefusal::RateLimited(limited) => vec![RateLimitedError::new(limited, language).into()],
        ResetRefusal::Database(error) => return Err(error.into()),
    })
}
