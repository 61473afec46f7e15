//! Registration with the form of the 2023 manual (002; R93-R111), for applicants at a counter.

use async_graphql::{Context, InputObject, Object, SimpleObject, Union};

use super::{refusal, registration::RegistrationConfirmation};
use crate::{
    account::counter_registration::{self, Confirmed, RegisterError, Registered},
    graphql::{
        applicant::{
            request_context::RequestContext,
            user_error::{InputError, RateLimitedError, StepError},
        },
        enums::{Sex, UserType},
        error::ApiError,
        language::Language,
        scalar::DateTime,
    },
};

/// The input of the "User information registration" screen.
#[derive(InputObject)]
pub struct RegisterCounterApplicantInput {
    /// "User type": `COUNTER_APPLICANT`, the only choice of this form. Null if it was not chosen: `REQUIRED`.
    #[graphql(name = "type")]
    user_type: Option<UserType>,
    /// "User name": upper-case letters A-Z and single spaces, up to 104 characters, e.g. `HOUMU TARO`.
    name: String,
    /// "Sex" of the applicant. Null if none was chosen: `REQUIRED`.
    sex: Option<Sex>,
    /// "Date of birth", e.g. `2000-01-01`; `2000-1-1` and `2000/01/01` are accepted too.
    birth_date: String,
    /// "Address in Japan (the prefecture, the municipality)": the `code` of the municipality, e.g. `011011`.
    municipality_code: String,
    /// "Address in Japan (the town name, the street or house numbers)": up to 80 characters. Half-width
    /// characters are converted to full-width ones.
    street: String,
    /// "User contact information (telephone)": 9 to 12 digits. Hyphens are removed.
    phone_number: String,
    /// "Email address": up to 60 characters.
    email: String,
    /// "Email address (confirmation)": the same address again.
    email_confirmation: String,
    /// Consent: the `version` of the terms that the person agreed to with "I agree to the Terms of Use.". Null
    /// or empty if the box is not ticked: `TERMS_NOT_AGREED`.
    agreed_terms_version: Option<String>,
    /// The language of the account and its emails; default: that of the request.
    language: Option<Language>,
    /// True for "Confirm": registers nothing, and returns `confirmation` and `stepToken`. False for
    /// "Registration".
    #[graphql(default)]
    validate_only: bool,
    /// The `stepToken` that "Confirm" returned; required for "Registration". It works once, within 30
    /// minutes, and only with the input that was confirmed.
    #[graphql(secret)]
    step_token: Option<String>,
}

/// The result for STEP2 ("Confirm") or STEP3 ("Registration") of the screen.
#[derive(SimpleObject, Default)]
pub struct RegisterCounterApplicantPayload {
    /// The values as they will be stored, for STEP2; only with `validateOnly`.
    confirmation: Option<RegistrationConfirmation>,
    /// The token to send with "Registration"; only with `validateOnly`. It works once, within 30 minutes.
    step_token: Option<String>,
    /// The new user ID, e.g. `hdlpf38617`, for STEP3; only without `validateOnly`.
    user_id: Option<String>,
    /// The email address to which the user ID and the link for the first password are sent; only without
    /// `validateOnly`.
    sent_to: Option<String>,
    /// When the link for the first password expires if the email is sent at once; only without
    /// `validateOnly`. If the email is delayed, the link works longer. Then `requestPasswordReset` sends
    /// another.
    link_expires_at: Option<DateTime>,
    /// The errors; empty on success.
    errors: Vec<RegisterCounterApplicantError>,
}

/// Errors that `registerCounterApplicant` can return.
#[derive(Union)]
pub enum RegisterCounterApplicantError {
    /// A field is missing or invalid.
    Input(InputError),
    /// The step token is unknown, expired or used.
    Step(StepError),
    /// There were too many requests in a short time.
    RateLimited(RateLimitedError),
}

/// The mutation of the 2023 form.
#[derive(Default)]
pub struct CounterRegistrationMutation;

#[Object]
impl CounterRegistrationMutation {
    /// "Confirm" and "Registration" on the "User information registration" screen: checks the user
    /// information, or registers the user and sends an email with the user ID and a link to set the first
    /// password. The link works for 24 hours by default.
    async fn register_counter_applicant(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The user information, and for \"Registration\" the step token.")]
        input: RegisterCounterApplicantInput,
    ) -> Result<RegisterCounterApplicantPayload, ApiError> {
        let request = RequestContext::of(ctx);
        let (app, info, details) = (&request.app, &request.info, input.details(request));
        let outcome = if input.validate_only {
            counter_registration::confirm(app, &details, info).map(Into::into)
        } else {
            let step = input.step_token.as_deref().unwrap_or_default();
            counter_registration::register(app, &details, step, info).await.map(Into::into)
        };
        match outcome {
            Ok(payload) => Ok(payload),
            Err(error) => {
                Ok(RegisterCounterApplicantPayload { errors: errors(error, request)?, ..Default::default() })
            }
        }
    }
}

impl From<Confirmed> for RegisterCounterApplicantPayload {
    fn from(confirmed: Confirmed) -> Self {
        let Confirmed { confirmation, step_token } = confirmed;
        Self { confirmation: Some(confirmation.into()), step_token: Some(step_token), ..Default::default() }
    }
}

impl From<Registered> for RegisterCounterApplicantPayload {
    fn from(registered: Registered) -> Self {
        let Registered { user_id, sent_to, link_expires_at } = registered;
        let link_expires_at = Some(DateTime(link_expires_at));
        Self { user_id: Some(user_id), sent_to: Some(sent_to), link_expires_at, ..Default::default() }
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
            language: self.language.map_or(request.info.language, Into::into),
        }
    }
}

fn errors(error: RegisterError, request: &RequestContext) -> refusal::Refused<RegisterCounterApplicantError> {
    Ok(match error {
        RegisterError::Input(faults) => refusal::fields(faults, request),
        RegisterError::Step(fault) => vec![StepError::of_step(fault, request.info.language).into()],
        RegisterError::RateLimited(limited) => {
            vec![RateLimitedError::of_limit(limited, request.info.language).into()]
        }
        RegisterError::Database(error) => return Err(error.into()),
    })
}
