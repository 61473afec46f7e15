//! Correcting and closing an account. Both take the version that the officer saw, so that no change is
//! overwritten.

use async_graphql::{Context, InputObject, Object, SimpleObject, Union};

use super::account::refused;
use crate::{
    graphql::{
        enums::{Sex, UserType},
        error::ApiError,
        officer::{
            account::Account,
            context::OfficerContext,
            user_error::{ConflictError, ErrorCode, InputError, NotFoundError, SessionError},
        },
        scalar::DateTime,
    },
    officer::account::{
        closing::{self, CloseError as CloseRefusal},
        correction::{self, CorrectionError as Refusal, Entered},
    },
};

/// The input of the mutation `correctAccount`. Fields that are left out or null stay unchanged.
#[derive(InputObject)]
pub struct CorrectAccountInput {
    /// The user ID of the account, e.g. `hdlpf38617`.
    user_id: String,
    /// The `version` of the account when it was loaded. If the account has changed since, nothing is saved:
    /// `CHANGED_MEANWHILE`.
    expected_version: String,
    /// The user type, if it was wrong.
    #[graphql(name = "type")]
    user_type: Option<UserType>,
    /// The name in English letters, e.g. `HOUMU TARO`.
    name: Option<String>,
    /// The sex, if it was wrong.
    sex: Option<Sex>,
    /// The date of birth: year, month and day, e.g. `2000-01-01`.
    birth_date: Option<String>,
    /// The postal code, seven digits; an empty string removes it.
    postal_code: Option<String>,
    /// The prefecture and the municipality: the `code` of the municipality, e.g. `011011`. If no address is
    /// on file, this field and `street` have to be set together.
    municipality_code: Option<String>,
    /// The town name, street and house number. Half-width characters are converted to full-width ones.
    street: Option<String>,
    /// The new email address, e.g. if emails to the present one bounce.
    email: Option<String>,
    /// The new email address again; required with `email`.
    email_confirmation: Option<String>,
}

/// The result of the mutation `correctAccount`, or its errors.
#[derive(SimpleObject, Default)]
pub struct CorrectAccountPayload {
    /// The account with the corrected data; null if there are errors.
    account: Option<Account>,
    /// When the link that undoes a change of the email address expires if the notice to the old address is
    /// sent at once. If the notice is delayed, the link works longer. Null if no such notice is sent.
    link_expires_at: Option<DateTime>,
    /// The errors; empty on success.
    errors: Vec<CorrectAccountError>,
}

/// Errors that `correctAccount` can return.
#[derive(Union)]
pub enum CorrectAccountError {
    /// Fields are missing or invalid.
    Input(InputError),
    /// No account has this user ID.
    NotFound(NotFoundError),
    /// The account is closed, or has changed since it was loaded.
    Conflict(ConflictError),
    /// Nobody is logged in.
    Session(SessionError),
}

/// The input of the mutation `closeAccount`.
#[derive(InputObject)]
pub struct CloseAccountInput {
    /// The user ID of the account, e.g. `hdlpf38617`.
    user_id: String,
    /// The `version` of the account when it was loaded. If the account has changed since, nothing is saved:
    /// `CHANGED_MEANWHILE`.
    expected_version: String,
}

/// The result of the mutation `closeAccount`, or its errors.
#[derive(SimpleObject, Default)]
pub struct CloseAccountPayload {
    /// The closed account, without the personal data that was erased; null if there are errors.
    account: Option<Account>,
    /// The errors; empty on success.
    errors: Vec<CloseAccountError>,
}

/// Errors that `closeAccount` can return.
#[derive(Union)]
pub enum CloseAccountError {
    /// No account has this user ID.
    NotFound(NotFoundError),
    /// The account is already closed, or has changed since it was loaded.
    Conflict(ConflictError),
    /// Nobody is logged in.
    Session(SessionError),
}

/// The mutations that correct and close accounts.
#[derive(Default)]
pub struct CorrectionMutation;

#[Object]
impl CorrectionMutation {
    /// Corrects the user type, name, sex, date of birth, address in Japan or email address of an account. An
    /// email informs the account holder. A new email address is used at once: all sessions end, links that
    /// were sent to the old address stop working, and the old address receives a notice with a link that
    /// undoes the change within ten days by default, unless emails to the old address bounced, because it may
    /// belong to a stranger by now. If the account has changed since it was loaded, nothing is saved:
    /// `CHANGED_MEANWHILE`. Requires the role `SUPPORT`.
    async fn correct_account(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The account, and the corrected values.")] input: CorrectAccountInput,
    ) -> Result<CorrectAccountPayload, ApiError> {
        let (request, seen) =
            (OfficerContext::of(ctx), (input.user_id.as_str(), input.expected_version.as_str()));
        let by = match request.required_session() {
            Ok(live) => live,
            Err(error) => {
                return Ok(CorrectAccountPayload { errors: vec![error.into()], ..Default::default() });
            }
        };
        let entered = Entered::from(&input);
        let (account, link_expires_at, errors) =
            match correction::correct(&request.app, by, seen, &entered, &request.info).await {
                Ok((account, at)) => {
                    (Some(Account::new(account, request.info.now)), at.map(DateTime), vec![])
                }
                Err(error) => (None, None, not_corrected(error, request)?),
            };
        Ok(CorrectAccountPayload { account, link_expires_at, errors })
    }

    /// Closes an account for good, on behalf of an account holder who cannot do it. All personal data is
    /// erased, except what the bureau must keep about certificates. The user ID is never issued again.
    /// Requires the role `SUPPORT`.
    async fn close_account(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The account to close.")] input: CloseAccountInput,
    ) -> Result<CloseAccountPayload, ApiError> {
        let (request, seen) =
            (OfficerContext::of(ctx), (input.user_id.as_str(), input.expected_version.as_str()));
        let by = match request.required_session() {
            Ok(live) => live,
            Err(error) => {
                return Ok(CloseAccountPayload { errors: vec![error.into()], ..Default::default() });
            }
        };
        let closed = closing::close(&request.app, by, seen, &request.info).await;
        let (account, errors) = match closed {
            Ok(account) => (Some(Account::new(account, request.info.now)), vec![]),
            Err(error) => (None, not_closed(error, request)?),
        };
        Ok(CloseAccountPayload { account, errors })
    }
}

impl<'a> From<&'a CorrectAccountInput> for Entered<'a> {
    fn from(input: &'a CorrectAccountInput) -> Self {
        Self {
            user_type: input.user_type.map(Into::into),
            name: input.name.as_deref(),
            sex: input.sex.map(Into::into),
            birth_date: input.birth_date.as_deref(),
            postal_code: input.postal_code.as_deref(),
            municipality_code: input.municipality_code.as_deref(),
            street: input.street.as_deref(),
            email: input.email.as_deref(),
            email_confirmation: input.email_confirmation.as_deref(),
        }
    }
}

fn not_corrected(error: Refusal, request: &OfficerContext) -> Result<Vec<CorrectAccountError>, ApiError> {
    let language = request.info.language;
    Ok(match error {
        Refusal::Input(faults) => {
            faults.into_iter().map(|fault| InputError::of_field(fault, language).into()).collect()
        }
        Refusal::Account(error) => vec![refused(error, request)?],
        Refusal::ChangedMeanwhile => vec![changed_meanwhile(request).into()],
        Refusal::Database(error) => return Err(error.into()),
    })
}

fn not_closed(error: CloseRefusal, request: &OfficerContext) -> Result<Vec<CloseAccountError>, ApiError> {
    Ok(vec![match error {
        CloseRefusal::Account(error) => refused(error, request)?,
        CloseRefusal::ChangedMeanwhile => changed_meanwhile(request).into(),
        CloseRefusal::Database(error) => return Err(error.into()),
    }])
}

fn changed_meanwhile(request: &OfficerContext) -> ConflictError {
    ConflictError::new(ErrorCode::ChangedMeanwhile, &["expectedVersion"], request.info.language)
}
