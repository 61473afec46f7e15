//! Correcting an account, and closing it: both name the version that the officer saw.

use async_graphql::{Context, InputObject, Object, SimpleObject, Union};

use super::account::refused;
use crate::{
    graphql::{
        account::{Sex, UserType},
        error::ApiError,
    },
    officer::{
        account::{
            closing::{self, CloseError as CloseRefusal},
            correction::{self, CorrectionError as Refusal, Entered},
        },
        graphql::{
            account::Account,
            context::OfficerContext,
            user_error::{ConflictError, ErrorCode, InputError, NotFoundError},
        },
    },
};

/// What to correct; what is left out or null stays.
#[derive(InputObject)]
pub struct CorrectAccountInput {
    /// The user ID.
    user_id: String,
    /// The `version` of the account as it was seen.
    version: String,
    /// The user type.
    #[graphql(name = "type")]
    user_type: Option<UserType>,
    /// The name in English letters.
    name: Option<String>,
    /// Male or female.
    sex: Option<Sex>,
    /// The date of birth, year first.
    birth_date: Option<String>,
    /// The postal code; empty removes it.
    postal_code: Option<String>,
    /// Prefecture and municipality, by the municipality's code. Where no address is on file, it and `street` come
    /// together.
    municipality_code: Option<String>,
    /// Town name, street and house number.
    street: Option<String>,
    /// The e-mail address.
    email: Option<String>,
    /// The e-mail address again, when there is a new one.
    email_confirmation: Option<String>,
}

/// What follows a correction.
#[derive(SimpleObject)]
pub struct CorrectAccountPayload {
    /// The account as it is now.
    account: Option<Account>,
    /// What was wrong; empty on success.
    errors: Vec<CorrectAccountError>,
}

/// What `correctAccount` can refuse.
#[derive(Union)]
pub enum CorrectAccountError {
    /// Fields are wrong.
    Input(InputError),
    /// There is no such account.
    NotFound(NotFoundError),
    /// It is closed, or no longer as it was seen.
    Conflict(ConflictError),
}

/// Which account to close.
#[derive(InputObject)]
pub struct CloseAccountInput {
    /// The user ID.
    user_id: String,
    /// The `version` of the account as it was seen.
    version: String,
}

/// What follows the closing.
#[derive(SimpleObject)]
pub struct CloseAccountPayload {
    /// What is left of the account.
    account: Option<Account>,
    /// What was wrong; empty on success.
    errors: Vec<CloseAccountError>,
}

/// What `closeAccount` can refuse.
#[derive(Union)]
pub enum CloseAccountError {
    /// There is no such account.
    NotFound(NotFoundError),
    /// It is closed already, or no longer as it was seen.
    Conflict(ConflictError),
}

/// Mutations that correct and close accounts.
#[derive(Default)]
pub struct CorrectionMutation;

#[Object]
impl CorrectionMutation {
    /// Corrects what the owner of an account cannot change, and the e-mail address when mails to it bounce. The owner is
    /// told by mail. A new address is in force at once: every session ends, links that went to the old address die, and
    /// the old address gets a notice whose link undoes the change for ten days. Nothing is changed when the account is
    /// no longer as it was seen: `CHANGED_MEANWHILE`.
    async fn correct_account(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whose, and what.")] input: CorrectAccountInput,
    ) -> Result<CorrectAccountPayload, ApiError> {
        let (request, seen) = (OfficerContext::of(ctx), (input.user_id.as_str(), input.version.as_str()));
        let (by, entered) = (request.officer(), Entered::from(&input));
        let (account, errors) =
            match correction::correct(&request.app, by, seen, &entered, &request.visit).await {
                Ok(account) => (Some(Account::new(account, request.visit.now)), vec![]),
                Err(error) => (None, not_corrected(error, request)?),
            };
        Ok(CorrectAccountPayload { account, errors })
    }

    /// Closes an account for good, for someone who cannot do it: all personal data but what is kept of certificates is
    /// erased, and the user ID is never given out again.
    async fn close_account(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which.")] input: CloseAccountInput,
    ) -> Result<CloseAccountPayload, ApiError> {
        let (request, seen) = (OfficerContext::of(ctx), (input.user_id.as_str(), input.version.as_str()));
        let closed = closing::close(&request.app, request.officer(), seen, &request.visit).await;
        let (account, errors) = match closed {
            Ok(account) => (Some(Account::new(account, request.visit.now)), vec![]),
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
    let language = request.visit.language;
    Ok(match error {
        Refusal::Input(faults) => {
            faults.into_iter().map(|fault| InputError::of_account(fault, language).into()).collect()
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
    ConflictError::new(ErrorCode::ChangedMeanwhile, Some("version"), request.visit.language)
}
