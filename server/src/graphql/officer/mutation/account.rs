//! Help for account holders: lifting a lock, ending sessions, sending a password reset, lifting the
//! suppression of an address.

use async_graphql::{Context, InputObject, Object, SimpleObject, Union};

use crate::{
    account::link_request::RequestError,
    graphql::{
        error::ApiError,
        officer::{
            account::Account,
            context::OfficerContext,
            user_error::{
                ConflictError, ErrorCode, InputError, NotFoundError, RateLimitedError, SessionError,
            },
        },
        scalar::DateTime,
    },
    officer::account::{
        AccountAdminError as Refusal,
        reset_mail::{self, ResetMailError},
        sessions, suppression, unlock,
    },
};

/// The input of the mutation `unlockAccount`.
#[derive(InputObject)]
pub struct UnlockAccountInput {
    /// The user ID of the account, e.g. `hdlpf38617`.
    user_id: String,
}

/// The result of the mutation `unlockAccount`, or its errors.
#[derive(SimpleObject, Default)]
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
    /// Nobody is logged in.
    Session(SessionError),
}

/// The input of the mutation `sendPasswordReset`.
#[derive(InputObject)]
pub struct SendPasswordResetInput {
    /// The user ID of the account, e.g. `hdlpf38617`.
    user_id: String,
    /// A random string of up to 64 characters that makes retries safe: requests with the same key for the
    /// same account send only one email while its link can be used, for at most 24 hours. Another account
    /// is refused: `IDEMPOTENCY_KEY_REUSED`.
    idempotency_key: Option<String>,
}

/// The result of the mutation `sendPasswordReset`, or its errors.
#[derive(SimpleObject, Default)]
pub struct SendPasswordResetPayload {
    /// The account to whose registered address the email is sent; null if there are errors.
    account: Option<Account>,
    /// When the link in the email expires if the email is sent at once; null if there are errors. If the email
    /// is delayed, the link works longer.
    link_expires_at: Option<DateTime>,
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
    /// Nobody is logged in.
    Session(SessionError),
}

/// The input of the mutation `liftSuppression`.
#[derive(InputObject)]
pub struct LiftSuppressionInput {
    /// The user ID of the account, e.g. `hdlpf38617`.
    user_id: String,
}

/// The result of the mutation `liftSuppression`, or its errors.
#[derive(SimpleObject, Default)]
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
    /// Nobody is logged in.
    Session(SessionError),
}

/// The input of the mutation `endAccountSessions`.
#[derive(InputObject)]
pub struct EndAccountSessionsInput {
    /// The user ID of the account, e.g. `hdlpf38617`.
    user_id: String,
}

/// The result of the mutation `endAccountSessions`, or its errors.
#[derive(SimpleObject, Default)]
pub struct EndAccountSessionsPayload {
    /// The account, which has no active session any more; null if there are errors.
    account: Option<Account>,
    /// The number of sessions that were ended.
    ended: u64,
    /// The errors; empty on success.
    errors: Vec<EndAccountSessionsError>,
}

/// Errors that `endAccountSessions` can return.
#[derive(Union)]
pub enum EndAccountSessionsError {
    /// No account has this user ID.
    NotFound(NotFoundError),
    /// The account is closed.
    Conflict(ConflictError),
    /// Nobody is logged in.
    Session(SessionError),
}

/// The mutations that help account holders.
#[derive(Default)]
pub struct AccountMutation;

#[Object]
impl AccountMutation {
    /// Lifts the lock of an account, and those of the browsers and apps in which the account holder has
    /// logged in before. The password stays the same. Requires the role `SUPPORT`.
    async fn unlock_account(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The account to unlock.")] input: UnlockAccountInput,
    ) -> Result<UnlockAccountPayload, ApiError> {
        let request = OfficerContext::of(ctx);
        let by = match request.required_session() {
            Ok(live) => live,
            Err(error) => {
                return Ok(UnlockAccountPayload { errors: vec![error.into()], ..Default::default() });
            }
        };
        let unlocked = unlock::unlock(&request.app, by, &input.user_id, &request.info).await;
        let (account, errors) = match unlocked {
            Ok(account) => (Some(Account::new(account, request.info.now)), vec![]),
            Err(error) => (None, vec![refused(error, request)?]),
        };
        Ok(UnlockAccountPayload { account, errors })
    }

    /// Sends the usual email with a link to set a new password, to the registered address of the account and
    /// to no other. Nobody at the bureau sees the link. An older link stops working when the email is sent.
    /// Requires the role `SUPPORT`.
    async fn send_password_reset(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The account whose holder receives the email.")] input: SendPasswordResetInput,
    ) -> Result<SendPasswordResetPayload, ApiError> {
        let (request, key) = (OfficerContext::of(ctx), input.idempotency_key.as_deref());
        let by = match request.required_session() {
            Ok(live) => live,
            Err(error) => {
                return Ok(SendPasswordResetPayload { errors: vec![error.into()], ..Default::default() });
            }
        };
        match reset_mail::send(&request.app, by, &input.user_id, key, &request.info).await {
            Ok((account, at)) => Ok(SendPasswordResetPayload {
                account: Some(Account::new(account, request.info.now)),
                link_expires_at: Some(DateTime(at)),
                errors: vec![],
            }),
            Err(error) => {
                let errors = not_sent(error, request)?;
                Ok(SendPasswordResetPayload { errors, ..Default::default() })
            }
        }
    }

    /// Lifts the suppression of the account's address, so that emails are sent to it again. Reminders then
    /// resume by themselves; use `resendMails` to resend emails that were given up. Requires the role
    /// `SUPPORT`.
    async fn lift_suppression(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The account whose address is suppressed.")] input: LiftSuppressionInput,
    ) -> Result<LiftSuppressionPayload, ApiError> {
        let request = OfficerContext::of(ctx);
        let by = match request.required_session() {
            Ok(live) => live,
            Err(error) => {
                return Ok(LiftSuppressionPayload { errors: vec![error.into()], ..Default::default() });
            }
        };
        let lifted = suppression::lift(&request.app, by, &input.user_id, &request.info).await;
        let (account, errors) = match lifted {
            Ok(account) => (Some(Account::new(account, request.info.now)), vec![]),
            Err(error) => (None, vec![refused(error, request)?]),
        };
        Ok(LiftSuppressionPayload { account, errors })
    }

    /// Ends all sessions of an account, e.g. because the account holder has lost a telephone. The password
    /// stays the same; use `sendPasswordReset` if somebody else may know it. The account holder sees this on
    /// "My page". Requires the role `SUPPORT`.
    async fn end_account_sessions(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The account whose sessions to end.")] input: EndAccountSessionsInput,
    ) -> Result<EndAccountSessionsPayload, ApiError> {
        let request = OfficerContext::of(ctx);
        let by = match request.required_session() {
            Ok(live) => live,
            Err(error) => {
                return Ok(EndAccountSessionsPayload { errors: vec![error.into()], ..Default::default() });
            }
        };
        match sessions::end(&request.app, by, &input.user_id, &request.info).await {
            Ok((account, ended)) => {
                let account = Some(Account::new(account, request.info.now));
                Ok(EndAccountSessionsPayload { account, ended, errors: vec![] })
            }
            Err(error) => {
                let errors = vec![refused(error, request)?];
                Ok(EndAccountSessionsPayload { account: None, ended: 0, errors })
            }
        }
    }
}

/// Maps the errors that all mutations for accounts share.
pub(super) fn refused<E>(error: Refusal, request: &OfficerContext) -> Result<E, ApiError>
where
    E: From<NotFoundError> + From<ConflictError>,
{
    let (path, language) = (["userId"], request.info.language);
    Ok(match error {
        Refusal::NotFound => NotFoundError::new(ErrorCode::NotFound, &path, language).into(),
        Refusal::Closed => ConflictError::new(ErrorCode::AccountClosed, &path, language).into(),
        Refusal::Database(error) => return Err(error.into()),
    })
}

fn not_sent(
    error: ResetMailError,
    request: &OfficerContext,
) -> Result<Vec<SendPasswordResetError>, ApiError> {
    let language = request.info.language;
    Ok(match error {
        ResetMailError::Account(error) => vec![refused(error, request)?],
        ResetMailError::Request(RequestError::Input(faults)) => {
            faults.into_iter().map(|fault| InputError::of_officer(fault, language).into()).collect()
        }
        ResetMailError::Request(RequestError::IdempotencyKeyReused) => {
            vec![InputError::idempotency_key_reused(language).into()]
        }
        ResetMailError::Request(RequestError::RateLimited(limited)) => {
            vec![RateLimitedError::of_limit(limited, language).into()]
        }
        ResetMailError::Request(RequestError::Busy(busy)) => return Err(busy.into()),
        ResetMailError::Request(RequestError::Database(error)) | ResetMailError::Database(error) => {
            return Err(error.into());
        }
    })
}
