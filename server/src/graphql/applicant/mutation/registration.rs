//! Registration with the forms of the 2025 manual (000 §3; R52-R57, R61-R69).

use async_graphql::{Context, InputObject, Object, SimpleObject, Union};

use super::refusal;
use crate::{
    account::{NewPassword, counter_registration, registration},
    graphql::{
        address::Address,
        applicant::{
            request_context::RequestContext,
            user_error::{InputError, LinkError, OverloadedError, RateLimitedError},
        },
        enums::{Sex, UserType},
        error::ApiError,
        language::Language,
        scalar::{Date, DateTime},
    },
};

/// The input of the "Email address input" screen.
#[derive(InputObject)]
pub struct StartRegistrationInput {
    /// "Please enter your email address.": up to 60 characters.
    email: String,
    /// "Please enter your email address (for confirmation).": the same address again.
    email_confirmation: String,
    /// Consent: the `version` of the terms that the person agreed to with "Agree". Null or empty if the
    /// person has not agreed: `TERMS_NOT_AGREED`.
    agreed_terms_version: Option<String>,
    /// The language of the account and its emails; default: that of the request.
    language: Option<Language>,
    /// A random string of up to 64 characters that makes retries safe: requests with the same key and the
    /// same input, from whatever network, send only one email while its link can be used, for at most 24
    /// hours. The same key with other input is another request.
    idempotency_key: Option<String>,
}

/// The result for the "Email Sent (User Registration)" screen.
#[derive(SimpleObject, Default)]
pub struct StartRegistrationPayload {
    /// The address to which the email is sent; null if there are errors. The response does not reveal whether
    /// the address is already registered.
    sent_to: Option<String>,
    /// When the link in the email expires if the email is sent at once; null if there are errors. If the
    /// email is delayed, the link works longer.
    link_expires_at: Option<DateTime>,
    /// The errors; empty on success.
    errors: Vec<StartRegistrationError>,
}

/// Errors that `startRegistration` can return.
#[derive(Union)]
pub enum StartRegistrationError {
    /// A field is missing or invalid.
    Input(InputError),
    /// There were too many requests in a short time.
    RateLimited(RateLimitedError),
}

/// The input of the "UserRegistration" screen.
#[derive(InputObject)]
pub struct CompleteRegistrationInput {
    /// The token: the part of the link after `#t=`.
    #[graphql(secret)]
    token: String,
    /// "Please choose the user type": one of the four choices with the flow `BY_EMAIL_LINK`. Null if none was
    /// chosen: `REQUIRED`.
    #[graphql(name = "type")]
    user_type: Option<UserType>,
    /// "Name (English letter)": upper-case letters A-Z, up to 104 characters, e.g. `HOUMU TARO`.
    name: String,
    /// The telephone number: 9 to 12 digits. Hyphens are removed.
    phone_number: String,
    /// The password, 10 to 20 characters. See `RegistrationRules`.
    #[graphql(secret)]
    password: String,
    /// The same password again, to detect typing errors.
    #[graphql(secret)]
    password_confirmation: String,
    /// True for "Proceed to Confirmation": stores nothing, and returns `confirmation`. False for "Register".
    #[graphql(default)]
    validate_only: bool,
}

/// The result for the "User registration confirmation" or "User registration completion" screen.
#[derive(SimpleObject, Default)]
pub struct CompleteRegistrationPayload {
    /// The values as they will be stored; only with `validateOnly`.
    confirmation: Option<RegistrationConfirmation>,
    /// The new user ID, e.g. `hdlpf38617`; only without `validateOnly`.
    user_id: Option<String>,
    /// The email address to which the user ID is sent; only without `validateOnly`.
    sent_to: Option<String>,
    /// The errors; empty on success.
    errors: Vec<CompleteRegistrationError>,
}

/// Errors that `completeRegistration` can return.
#[derive(Union)]
pub enum CompleteRegistrationError {
    /// A field is missing or invalid.
    Input(InputError),
    /// The link is unknown, expired, used, replaced or revoked.
    Link(LinkError),
    /// The server is overloaded.
    Overloaded(OverloadedError),
    /// There were too many requests in a short time.
    RateLimited(RateLimitedError),
}

/// The rows of the "User registration confirmation" screen. There is no user ID yet.
#[derive(SimpleObject)]
pub struct RegistrationConfirmation {
    /// "The user section": the user type that was chosen.
    #[graphql(name = "type")]
    user_type: UserType,
    /// "Name (English letter)", as it will be stored.
    name: String,
    /// The telephone number, as it will be stored: digits only.
    phone_number: String,
    /// The email address that received the link; with the 2023 form, the address that was entered.
    email: String,
    /// The sex; only from the 2023 form.
    sex: Option<Sex>,
    /// The date of birth; only from the 2023 form.
    birth_date: Option<Date>,
    /// The address in Japan; only from the 2023 form.
    address: Option<Address>,
}

/// The mutations of the 2025 forms.
#[derive(Default)]
pub struct RegistrationMutation;

#[Object]
impl RegistrationMutation {
    /// "Register" on the "Email address input" screen: sends an email with a link that works for 24 hours by
    /// default. An older link to the same address stops working when the email is sent.
    async fn start_registration(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The email address, entered twice, and the version of the terms.")]
        input: StartRegistrationInput,
    ) -> Result<StartRegistrationPayload, ApiError> {
        let request = RequestContext::of(ctx);
        let start = registration::Start {
            email: &input.email,
            email_confirmation: &input.email_confirmation,
            agreed_terms_version: input.agreed_terms_version.as_deref().unwrap_or_default(),
            language: input.language.map_or(request.info.language, Into::into),
            idempotency_key: input.idempotency_key.as_deref(),
        };
        match registration::start(&request.app, start, &request.info).await {
            Ok(started) => Ok(StartRegistrationPayload {
                sent_to: Some(started.sent_to.as_str().to_owned()),
                link_expires_at: Some(DateTime(started.link_expires_at)),
                errors: vec![],
            }),
            Err(error) => {
                let errors = refusal::of_request(error, request)?;
                Ok(StartRegistrationPayload { errors, ..Default::default() })
            }
        }
    }

    /// "Proceed to Confirmation" and "Register" on the "UserRegistration" screen: checks the user
    /// information, or registers the user and emails the user ID.
    async fn complete_registration(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The token of the link, and the user information.")]
        input: CompleteRegistrationInput,
    ) -> Result<CompleteRegistrationPayload, ApiError> {
        let (request, mut payload) = (RequestContext::of(ctx), CompleteRegistrationPayload::default());
        let (details, info) = (input.details(), &request.info);
        let outcome = if input.validate_only {
            let checked = registration::validate(&request.app, &details, info).await;
            checked.map(|confirmation| payload.confirmation = Some(confirmation.into()))
        } else {
            let completed = registration::complete(&request.app, &details, info).await;
            completed.map(|it| (payload.user_id, payload.sent_to) = (Some(it.user_id), Some(it.sent_to)))
        };
        payload.errors = outcome.map_or_else(|error| refusal::of_form(error, request), |()| Ok(vec![]))?;
        Ok(payload)
    }
}

impl CompleteRegistrationInput {
    fn details(&self) -> registration::Complete<'_> {
        registration::Complete {
            token: &self.token,
            user_type: self.user_type.map(Into::into),
            name: &self.name,
            phone_number: &self.phone_number,
            new_password: NewPassword { password: &self.password, confirmation: &self.password_confirmation },
        }
    }
}

impl From<registration::Confirmation> for RegistrationConfirmation {
    fn from(confirmation: registration::Confirmation) -> Self {
        Self {
            user_type: confirmation.user_type.into(),
            name: confirmation.name.as_str().to_owned(),
            phone_number: confirmation.phone_number.as_str().to_owned(),
            email: confirmation.email,
            sex: None,
            birth_date: None,
            address: None,
        }
    }
}

impl From<counter_registration::Confirmation> for RegistrationConfirmation {
    fn from(confirmation: counter_registration::Confirmation) -> Self {
        Self {
            user_type: confirmation.user_type.into(),
            name: confirmation.name.as_str().to_owned(),
            phone_number: confirmation.phone_number.as_str().to_owned(),
            email: confirmation.email.as_str().to_owned(),
            sex: Some(confirmation.sex.into()),
            birth_date: Some(Date(confirmation.birth_date)),
            address: Some(Address::new(confirmation.municipality, confirmation.street)),
        }
    }
}
