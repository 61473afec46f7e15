//! Helping the owner of an account: lifting a lock, having a reset mail sent, writing to an address again.

use async_graphql::{Context, InputObject, Object, SimpleObject, Union};

use crate::{
    graphql::error::ApiError,
    officer::{
        account::{
            CareError as Refusal,
            reset_mail::{self, ResetMailError as ResetRefusal},
            suppression, unlock,
        },
        graphql::{
            account::Account,
            context::OfficerContext,
            user_error::{ConflictError, ErrorCode, InputError, NotFoundError, RateLimitedError},
        },
    },
};

/// Whose lock to lift.
#[derive(InputObject)]
pub struct UnlockAccountInput {
    /// The user ID.
    user_id: String,
}

/// What follows lifting a lock.
#[derive(SimpleObject)]
pub struct UnlockAccountPayload {
    /// The account, which is not locked now.
    account: Option<Account>,
    /// What was wrong; empty on success.
    errors: Vec<UnlockAccountError>,
}

/// What `unlockAccount` can refuse.
#[derive(Union)]
pub enum UnlockAccountError {
    /// There is no such account.
    NotFound(NotFoundError),
    /// It is closed.
    Conflict(ConflictError),
}

/// To whom to send the mail.
#[derive(InputObject)]
pub struct SendPasswordResetInput {
    /// The user ID.
    user_id: String,
    /// Makes the request repeatable: the same key sends one mail. At most 64 characters, kept for 24 hours.
    idempotency_key: Option<String>,
}

/// What follows the request for a reset mail.
#[derive(SimpleObject)]
pub struct SendPasswordResetPayload {
    /// The account; the mail goes to its registered address.
    account: Option<Account>,
    /// What was wrong; empty on success.
    errors: Vec<SendPasswordResetError>,
}

/// What `sendPasswordReset` can refuse.
#[derive(Union)]
pub enum SendPasswordResetError {
    /// The key has a wrong form, or came with another account.
    Input(InputError),
    /// There is no such account.
    NotFound(NotFoundError),
    /// It is closed.
    Conflict(ConflictError),
    /// It was asked for too often.
    RateLimited(RateLimitedError),
}

/// Whose address is to be written to again.
#[derive(InputObject)]
pub struct LiftSuppressionInput {
    /// The user ID.
    user_id: String,
}

/// What follows.
#[derive(SimpleObject)]
pub struct LiftSuppressionPayload {
    /// The account, whose address is not suppressed now.
    account: Option<Account>,
    /// What was wrong; empty on success.
    errors: Vec<LiftSuppressionError>,
}

/// What `liftSuppression` can refuse.
#[derive(Union)]
pub enum LiftSuppressionError {
    /// There is no such account.
    NotFound(NotFoundError),
    /// It is closed.
    Conflict(ConflictError),
}

/// Mutations for the owners of accounts.
#[derive(Default)]
pub struct AccountMutation;

#[Object]
impl AccountMutation {
    /// Lifts an account's lock, and those of the browsers that it knows. The password stays what it is.
    async fn unlock_account(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whose.")] input: UnlockAccountInput,
    ) -> Result<UnlockAccountPayload, ApiError> {
        let request = OfficerContext::of(ctx);
        let unlocked = unlock::unlock(&request.app, request.officer(), &input.user_id, &request.visit).await;
        let (account, errors) = match unlocked {
            Ok(account) => (Some(Account::new(account, request.visit.now)), vec![]),
            Err(error) => (None, vec![refused(error, request)?]),
        };
        Ok(UnlockAccountPayload { account, errors })
    }

    /// Has the ordinary mail to set the password again sent to the account's registered address, and to no other. Nobody
    /// at the bureau sees its link. An older one dies.
    async fn send_password_reset(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "To whom.")] input: SendPasswordResetInput,
    ) -> Result<SendPasswordResetPayload, ApiError> {
        let (request, key) = (OfficerContext::of(ctx), input.idempotency_key.as_deref());
        let by = request.officer();
        let (account, errors) =
            match reset_mail::send(&request.app, by, &input.user_id, key, &request.visit).await {
                Ok(account) => (Some(Account::new(account, request.visit.now)), vec![]),
                Err(error) => (None, not_sent(error, request)?),
            };
        Ok(SendPasswordResetPayload { account, errors })
    }

    /// Has the account's address written to again, after mails to it bounced. Reminders come by themselves then; mails
    /// that were given up are sent again by `retryMails`.
    async fn lift_suppression(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whose.")] input: LiftSuppressionInput,
    ) -> Result<LiftSuppressionPayload, ApiError> {
        let request = OfficerContext::of(ctx);
        let lifted = suppression::lift(&request.app, request.officer(), &input.user_id, &request.visit).await;
        let (account, errors) = match lifted {
            Ok(account) => (Some(Account::new(account, request.visit.now)), vec![]),
            Err(error) => (None, vec![refused(error, request)?]),
        };
        Ok(LiftSuppressionPayload { account, errors })
    }
}

/// The error of a refusal that all mutations of accounts share.
pub(super) fn refused<E>(error: Refusal, request: &OfficerContext) -> Result<E, ApiError>
where
    E: From<NotFoundError> + From<ConflictError>,
{
    let (field, language) = (Some("userId"), request.visit.language);
    Ok(match error {
        Refusal::NotFound => NotFoundError::new(ErrorCode::NotFound, field, language).into(),
        Refusal::Closed => ConflictError::new(ErrorCode::AccountClosed, field, language).into(),
        Refusal::Database(error) => return Err(error.into()),
    })
}

fn not_sent(error: ResetRefusal, request: &OfficerContext) -> Result<Vec<SendPasswordResetError>, ApiError> {
    let language = request.visit.language;
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
