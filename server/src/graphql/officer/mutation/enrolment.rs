//! Enrolment: a new officer sets the first password.

use async_graphql::{Context, InputObject, Object, SimpleObject, Union};

use crate::{
    account::NewPassword,
    graphql::{
        error::ApiError,
        officer::{
            context::OfficerContext,
            user_error::{EnrolmentError, ErrorCode, InputError, OverloadedError, RateLimitedError},
        },
    },
    officer::enrolment::{self, Enrol, EnrolmentError as Refusal},
};

/// The input of the mutation `completeEnrolment`.
#[derive(InputObject)]
pub struct CompleteEnrolmentInput {
    /// The name that the officer was given, e.g. `houmu.hanako`.
    name: String,
    /// The enrolment code from `inviteOfficer` or the command `server officer`. It works once, within 24
    /// hours.
    #[graphql(secret)]
    enrolment_code: String,
    /// The password: 12 to 128 characters of any kind. Common passwords and the officer's name are refused.
    #[graphql(secret)]
    password: String,
    /// The same password again, to detect typing errors.
    #[graphql(secret)]
    password_confirmation: String,
    /// The current one-time code of the authenticator app. Each code works once.
    #[graphql(secret)]
    totp_code: String,
}

/// The result of the mutation `completeEnrolment`, or its errors.
#[derive(SimpleObject, Default)]
pub struct CompleteEnrolmentPayload {
    /// Ten recovery codes, each for one login without the authenticator app. They are returned only here; the
    /// list is empty if there are errors.
    recovery_codes: Vec<String>,
    /// The errors; empty on success.
    errors: Vec<CompleteEnrolmentError>,
}

/// Errors that `completeEnrolment` can return.
#[derive(Union)]
pub enum CompleteEnrolmentError {
    /// Fields are missing or invalid.
    Input(InputError),
    /// The enrolment code or the one-time code was not accepted.
    Enrolment(EnrolmentError),
    /// The server is overloaded.
    Overloaded(OverloadedError),
    /// There were too many requests in a short time.
    RateLimited(RateLimitedError),
}

/// The mutation for the enrolment.
#[derive(Default)]
pub struct EnrolmentMutation;

#[Object]
impl EnrolmentMutation {
    /// Sets the first password of a new officer, with the enrolment code and a one-time code. It does not log
    /// the officer in: `logIn` needs another one-time code.
    async fn complete_enrolment(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The name, the enrolment code, the password and a one-time code.")]
        input: CompleteEnrolmentInput,
    ) -> Result<CompleteEnrolmentPayload, ApiError> {
        let request = OfficerContext::of(ctx);
        let new = NewPassword { password: &input.password, confirmation: &input.password_confirmation };
        let (name, enrolment_code, totp_code) = (&input.name, &input.enrolment_code, &input.totp_code);
        let entered = Enrol { name, enrolment_code, new_password: new, totp_code };
        match enrolment::enrol(&request.app, &entered, &request.info).await {
            Ok(recovery_codes) => Ok(CompleteEnrolmentPayload { recovery_codes, errors: vec![] }),
            Err(error) => {
                Ok(CompleteEnrolmentPayload { errors: errors(error, request)?, ..Default::default() })
            }
        }
    }
}

fn errors(error: Refusal, request: &OfficerContext) -> Result<Vec<CompleteEnrolmentError>, ApiError> {
    let language = request.info.language;
    let refused = |code, field| vec![EnrolmentError::new(code, &[field], language).into()];
    Ok(match error {
        Refusal::Input(faults) => {
            faults.into_iter().map(|fault| InputError::of_officer(fault, language).into()).collect()
        }
        Refusal::Code => refused(ErrorCode::EnrolmentCodeInvalid, "enrolmentCode"),
        Refusal::TotpCode => refused(ErrorCode::TotpCodeWrong, "totpCode"),
        Refusal::RateLimited(limited) => vec![RateLimitedError::of_limit(limited, language).into()],
        Refusal::Overloaded(_) => vec![OverloadedError::of_hasher(language).into()],
        Refusal::KeyMissing(missing) => return Err(missing.into()),
        Refusal::Database(error) => return Err(error.into()),
    })
}
