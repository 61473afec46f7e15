//! Enrolling.

use async_graphql::{Context, InputObject, Object, SimpleObject, Union};

use crate::{
    graphql::error::ApiError,
    officer::{
        enrolment::{self, Enrol, EnrolmentError as Refusal},
        graphql::{
            context::OfficerContext,
            user_error::{EnrolmentError, ErrorCode, InputError, OverloadedError, RateLimitedError},
        },
    },
};

/// What someone who was created as an officer enters first.
#[derive(InputObject)]
pub struct CompleteEnrolmentInput {
    /// The name.
    name: String,
    /// The code that was printed when the officer was created; it works once, for 24 hours.
    #[graphql(secret)]
    enrolment_code: String,
    /// The password; the rule is the applicants'.
    #[graphql(secret)]
    password: String,
    /// The password again.
    #[graphql(secret)]
    password_confirmation: String,
    /// The code that the telephone shows now.
    #[graphql(secret)]
    totp_code: String,
}

/// What follows an enrolment.
#[derive(SimpleObject, Default)]
pub struct CompleteEnrolmentPayload {
    /// Ten codes that each open one session without the telephone. They are shown this once.
    recovery_codes: Vec<String>,
    /// What was wrong; empty on success.
    errors: Vec<CompleteEnrolmentError>,
}

/// What `completeEnrolment` can refuse.
#[derive(Union)]
pub enum CompleteEnrolmentError {
    /// Fields are empty or wrong.
    Input(InputError),
    /// The enrolment code or the telephone's does not work.
    Enrolment(EnrolmentError),
    /// Too many people are being served.
    Overloaded(OverloadedError),
    /// It was asked for too often.
    RateLimited(RateLimitedError),
}

/// Mutations of the enrolment.
#[derive(Default)]
pub struct EnrolmentMutation;

#[Object]
impl EnrolmentMutation {
    /// Sets an officer's first password, by the enrolment code and the first code of the telephone. It opens no
    /// session; the telephone's code is used up.
    async fn complete_enrolment(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What was entered.")] input: CompleteEnrolmentInput,
    ) -> Result<CompleteEnrolmentPayload, ApiError> {
        let request = OfficerContext::of(ctx);
        let typed = Enrol {
            name: &input.name,
            enrolment_code: &input.enrolment_code,
            password: &input.password,
            password_confirmation: &input.password_confirmation,
            totp_code: &input.totp_code,
        };
        match enrolment::enrol(&request.app, &typed, &request.visit).await {
            Ok(recovery_codes) => Ok(CompleteEnrolmentPayload { recovery_codes, errors: vec![] }),
            Err(error) => {
                Ok(CompleteEnrolmentPayload { errors: errors(error, request)?, ..Default::default() })
            }
        }
    }
}

fn errors(error: Refusal, request: &OfficerContext) -> Result<Vec<CompleteEnrolmentError>, ApiError> {
    let language = request.visit.language;
    let refused = |code, field| vec![EnrolmentError::new(code, Some(field), language).into()];
    Ok(match error {
        Refusal::Input(faults) => {
            faults.into_iter().map(|fault| InputError::new(fault, language).into()).collect()
        }
        Refusal::Code => refused(ErrorCode::EnrolmentCodeInvalid, "enrolmentCode"),
        Refusal::TotpCode => refused(ErrorCode::TotpCodeWrong, "totpCode"),
        Refusal::RateLimited(limited) => vec![RateLimitedError::new(limited, language).into()],
        Refusal::Overloaded(_) => vec![OverloadedError::new(language).into()],
        Refusal::KeyMissing(missing) => return Err(missing.into()),
        Refusal::Database(error) => return Err(error.into()),
    })
}
