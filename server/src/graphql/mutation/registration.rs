//! Registration by the 2025 manual (000 §3).

use async_graphql::{Context, InputObject, Object, SimpleObject, Union};

use super::refusal;
use crate::{
    account::{counter_registration, registration},
    graphql::{
        account::{Sex, UserType},
        address::Address,
        error::ApiError,
        language::Language,
        request_context::RequestContext,
        scalar::Date,
        user_error::{InputError, LinkError, OverloadedError, RateLimitedError},
    },
};

/// What the "Email address input" screen sends (R54).
#[derive(InputObject)]
pub struct StartRegistrationInput {
    /// "Please enter your email address."
    email: String,
    /// "Please enter your email address (for confirmation)."
    email_confirmation: String,
    /// `termsOfUse.version` of the terms behind "Agree" (R52); empty when they were not agreed to.
    agreed_terms_version: String,
    /// The language of the mail and of the account; that of the request if left out.
    language: Option<Language>,
    /// Makes the request repeatable for 24 hours: the same key with the same input sends one mail.
    idempotency_key: Option<String>,
}

/// The "Email Sent (User Registration)" screen (R55).
#[derive(SimpleObject, Default)]
pub struct StartRegistrationPayload {
    /// The address that the mail goes to; the same for known and unknown addresses.
    sent_to: Option<String>,
    /// What was wrong; empty on success.
    errors: Vec<StartRegistrationError>,
}

/// What `startRegistration` can refuse.
#[derive(Union)]
pub enum StartRegistrationError {
    /// A field is wrong.
    Input(InputError),
    /// It was asked for too often.
    RateLimited(RateLimitedError),
}

/// What the "UserRegistration" screen sends (R61).
#[derive(InputObject)]
pub struct CompleteRegistrationInput {
    /// The token behind `#t=` in the link.
    #[graphql(secret)]
    token: String,
    /// "Please choose the user type": one of the four of `BY_EMAIL_LINK`.
    #[graphql(name = "type")]
    user_type: Option<UserType>,
    /// Name (English letter).
    name: String,
    /// The telephone number.
    phone_number: String,
    /// The password.
    #[graphql(secret)]
    password: String,
    /// The password again.
    #[graphql(secret)]
    password_confirmation: String,
    /// True for "Proceed to Confirmation": nothing is stored, and `confirmation` is filled. False
    /// for "Register".
    #[graphql(default)]
    validate_only: bool,
}

/// The "User registration confirmation" or "User registration completion" screen (R67, R68).
#[derive(SimpleObject, Default)]
pub struct CompleteRegistrationPayload {
    /// What is to be confirmed; with `validateOnly`.
    confirmation: Option<RegistrationConfirmation>,
    /// The new user ID; without `validateOnly`.
    user_id: Option<String>,
    /// The address that the user ID is sent to (R69).
    sent_to: Option<String>,
    /// What was wrong; empty on success.
    errors: Vec<CompleteRegistrationError>,
}

/// What `completeRegistration` can refuse.
#[derive(Union)]
pub enum CompleteRegistrationError {
    /// A field is wrong.
    Input(InputError),
    /// The link does not work.
    Link(LinkError),
    /// Too many people are being served.
    Overloaded(OverloadedError),
    /// It was asked for too often.
    RateLimited(RateLimitedError),
}

/// The rows of "User registration confirmation" (R67). A user ID is only issued on completion.
#[derive(SimpleObject)]
pub struct RegistrationConfirmation {
    /// "The user section".
    #[graphql(name = "type")]
    user_type: UserType,
    /// Name (English letter), as it will be stored.
    name: String,
    /// The telephone number, as it will be stored.
    phone_number: String,
    /// The address: the one that the link was sent to, or at the counter the one that was entered.
    email: String,
    /// Male or female; only from the 2023 form.
    sex: Option<Sex>,
    /// The date of birth; only from the 2023 form.
    birth_date: Option<Date>,
    /// The address in Japan; only from the 2023 form.
    address: Option<Address>,
}

/// Mutations of the registration.
#[derive(Default)]
pub struct RegistrationMutation;

#[Object]
impl RegistrationMutation {
    /// "Register" of the "Email address input" screen: sends a mail with a link that works for 24
    /// hours (R54-R57). An older link to the address stops working.
    async fn start_registration(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What the screen sends.")] input: StartRegistrationInput,
    ) -> Result<StartRegistrationPayload, ApiError> {
        let request = RequestContext::of(ctx);
        let start = registration::Start {
            email: &input.email,
            email_confirmation: &input.email_confirmation,
            agreed_terms_version: &input.agreed_terms_version,
            language: input.language.map_or(request.visit.language, Into::into),
            idempotency_key: input.idempotency_key.as_deref(),
        };
        match registration::start(&request.app, start, &request.visit).await {
            Ok(email) => {
                Ok(StartRegistrationPayload { sent_to: Some(email.as_str().to_owned()), errors: vec![] })
            }
            Err(error) => {
                Ok(StartRegistrationPayload { sent_to: None, errors: refusal::of_request(error, request)? })
            }
        }
    }

    /// "Proceed to Confirmation" and "Register" of the "UserRegistration" screen: checks the user
    /// information, or registers the user and sends the user ID (R61-R69).
    async fn complete_registration(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What the screen sends.")] input: CompleteRegistrationInput,
    ) -> Result<CompleteRegistrationPayload, ApiError> {
        let (request, mut payload) = (RequestContext::of(ctx), CompleteRegistrationPayload::default());
        let (details, visit) = (input.details(), &request.visit);
        let outcome = if input.validate_only {
            let checked = registration::validate(&request.app, &details, visit).await;
            checked.map(|confirmation| payload.confirmation = Some(confirmation.into()))
        } else {
            let completed = registration::complete(&request.app, &details, visit).await;
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
            password: &self.password,
            password_confirmation: &self.password_confirmation,
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
