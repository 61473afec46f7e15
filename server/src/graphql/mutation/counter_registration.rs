//! Registration by the 2023 manual (002).

use async_graphql::{Context, InputObject, Object, SimpleObject, Union};

use super::{refusal, registration::RegistrationConfirmation};
use crate::{
    account::counter_registration::{self, RegisterError},
    graphql::{
        account::{Sex, UserType},
        error::ApiError,
        language::Language,
        request_context::RequestContext,
        user_error::{InputError, RateLimitedError, StepError},
    },
};

/// What the "User information registration" screen sends (R94-R103).
#[derive(InputObject)]
pub struct RegisterCounterApplicantInput {
    /// User type: the one of `AT_COUNTER` (R101).
    #[graphql(name = "type")]
    user_type: Option<UserType>,
    /// User name: upper-case letters, words separated by a space (R94).
    name: String,
    /// Sex (R95).
    sex: Option<Sex>,
    /// Date of birth (R96), as 2000-01-01; 2000-1-1 and 2000/01/01 are read, too.
    birth_date: String,
    /// Address in Japan (the prefecture, the municipality): the `code` of the municipality (R97).
    municipality_code: String,
    /// Address in Japan (the town name, the street or house numbers), in 2-byte characters; narrow ones are
    /// widened (R98).
    street: String,
    /// User contact information (telephone) (R99).
    phone_number: String,
    /// Email address (R100).
    email: String,
    /// Email address (confirmation).
    email_confirmation: String,
    /// `termsOfUse.version` of the terms behind "I agree to the Terms of Use." (R103); empty or null when the
    /// box is not ticked.
    agreed_terms_version: Option<String>,
    /// The language of the mails; that of the request if left out.
    language: Option<Language>,
    /// True for "Confirm": nothing is registered, `confirmation` and `stepToken` are filled. False for
    /// "Registration".
    #[graphql(default)]
    validate_only: bool,
    /// The `stepToken` that "Confirm" answered; required to register. It works once, for 30 minutes, and for
    /// the data that were confirmed (R108).
    #[graphql(secret)]
    step_token: Option<String>,
}

/// STEP2 or STEP3 of the screen (R106, R109).
#[derive(SimpleObject, Default)]
pub struct RegisterCounterApplicantPayload {
    /// What is to be confirmed; with `validateOnly`.
    confirmation: Option<RegistrationConfirmation>,
    /// What "Registration" must send; with `validateOnly`.
    step_token: Option<String>,
    /// The new user ID.
    user_id: Option<String>,
    /// The address that the user ID and the link to the first password are sent to (R111).
    sent_to: Option<String>,
    /// What was wrong; empty on success.
    errors: Vec<RegisterCounterApplicantError>,
}

/// What `registerCounterApplicant` can refuse.
#[derive(Union)]
pub enum RegisterCounterApplicantError {
    /// A field is wrong.
    Input(InputError),
    /// The step cannot be taken.
    Step(StepError),
    /// It was asked for too often.
    RateLimited(RateLimitedError),
}

/// The mutation of the 2023 form.
#[derive(Default)]
pub struct CounterRegistrationMutation;

#[Object]
impl CounterRegistrationMutation {
    /// "Confirm" and "Registration" of the "User information registration" screen: checks the user
    /// information, or registers the user and sends the user ID with a link to set the first password
    /// (R93-R111).
    async fn register_counter_applicant(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What the screen sends.")] input: RegisterCounterApplicantInput,
    ) -> Result<RegisterCounterApplicantPayload, ApiError> {
        let (request, mut payload) = (RequestContext::of(ctx), RegisterCounterApplicantPayload::default());
        let (app, visit, details) = (&request.app, &request.visit, input.details(request));
        let outcome = if input.validate_only {
            let confirmed = counter_registration::confirm(app, &details, visit).await;
            confirmed.map(|(it, step)| {
                (payload.confirmation, payload.step_token) = (Some(it.into()), Some(step));
            })
        } else {
            let step = input.step_token.as_deref().unwrap_or_default();
            let registered = counter_registration::register(app, &details, step, visit).await;
            registered.map(|it| (payload.user_id, payload.sent_to) = (Some(it.user_id), Some(it.sent_to)))
        };
        payload.errors = outcome.map_or_else(|error| errors(error, request), |()| Ok(vec![]))?;
        Ok(payload)
    }
}

impl RegisterCounterApplicantInput {
    fn details(&self, request: &RequestContext) -> counter_registration::Details<'_> {
        counter_registration::Details {
            user_type: self.user_type.map(Into::into),
            name: &self.name,
            sex: self.sex.map(Into::into),
            birth_date: &self.birth_date,
            municipality_code: &self.municipality_code,
            street: &self.street,
            phone_number: &self.phone_number,
            email: &self.email,
            email_confirmation: &self.email_confirmation,
            agreed_terms_version: self.agreed_terms_version.as_deref().unwrap_or_default(),
            language: self.language.map_or(request.visit.language, Into::into),
        }
    }
}

fn errors(error: RegisterError, request: &RequestContext) -> refusal::Refused<RegisterCounterApplicantError> {
    Ok(match error {
        RegisterError::Input(faults) => refusal::fields(faults, request),
        RegisterError::Step(fault) => vec![StepError::new(fault, request.visit.language).into()],
        RegisterError::RateLimited(limited) => {
            vec![RateLimitedError::new(limited, request.visit.language).into()]
        }
        RegisterError::Database(error) => return Err(error.into()),
    })
}
