//! "Change Other Information" and the preferences of the account (000 §6.3, §1.5; R20, R24, R88, R89).

use std::sync::Arc;

use async_graphql::{Context, InputObject, Object, SimpleObject, Union};

use super::refusal;
use crate::{
    account::{
        contact_details::{self, ChangeError, Details},
        preferences,
        session::LiveSession,
    },
    graphql::{
        address::Address,
        applicant::{
            account::{Account, ColorScheme},
            request_context::RequestContext,
            user_error::{ErrorCode, InputError, NotAvailableError, RateLimitedError, SessionError},
        },
        error::ApiError,
        language::Language,
    },
};

/// The input of the "UserChange" screen. Fields that are left out or null stay unchanged.
#[derive(InputObject)]
pub struct ChangeContactDetailsInput {
    /// The telephone number. Hyphens are removed. The number on file is accepted in any spelling, and keeps
    /// the one it has.
    phone_number: Option<String>,
    /// The postal code, seven digits; an empty string removes it. If no address is on file, setting this
    /// field or one of the next two causes the error `NOT_AVAILABLE`.
    postal_code: Option<String>,
    /// The prefecture and the municipality: the `code` of the municipality, e.g. `011011`.
    municipality_code: Option<String>,
    /// The town name, street and house number. Half-width characters are converted to full-width ones.
    street: Option<String>,
    /// True for "Proceed to Confirmation": changes nothing, and returns `confirmation`. False for "Change".
    #[graphql(default)]
    validate_only: bool,
}

/// The result for the "UserChange Confirmation" or "UserChange Completed" screen.
#[derive(SimpleObject, Default)]
pub struct ChangeContactDetailsPayload {
    /// The values as they will be stored; only with `validateOnly`.
    confirmation: Option<ContactConfirmation>,
    /// The account with the stored values; only without `validateOnly`.
    viewer: Option<Account>,
    /// The errors; empty on success.
    errors: Vec<ChangeContactDetailsError>,
}

/// The rows of the "UserChange Confirmation" screen: the values after the change, also those that stay as they
/// are.
#[derive(SimpleObject)]
pub struct ContactConfirmation {
    /// The telephone number, as it will be stored.
    phone_number: String,
    /// The postal code, as it will be stored: seven digits; null if none is on file, or if it will be removed.
    postal_code: Option<String>,
    /// The address in Japan, as it will be stored; null if none is on file.
    address: Option<Address>,
}

/// Errors that `changeContactDetails` can return.
#[derive(Union)]
pub enum ChangeContactDetailsError {
    /// A field is missing or invalid.
    Input(InputError),
    /// The account has no address that could be changed.
    NotAvailable(NotAvailableError),
    /// The account was changed too often in a short time.
    RateLimited(RateLimitedError),
    /// Nobody is logged in.
    Session(SessionError),
}

/// The input of the menus "Language" and "Change Color Scheme". Fields that are left out or null stay
/// unchanged.
#[derive(InputObject)]
pub struct ChangePreferencesInput {
    /// The language of emails, and of the pages while the account holder is logged in.
    language: Option<Language>,
    /// The colour scheme of the pages.
    color_scheme: Option<ColorScheme>,
}

/// The result of the mutation `changePreferences`, or its errors.
#[derive(SimpleObject)]
pub struct ChangePreferencesPayload {
    /// The account with the new preferences; null if there are errors.
    viewer: Option<Account>,
    /// The errors; empty on success.
    errors: Vec<ChangePreferencesError>,
}

/// Errors that `changePreferences` can return.
#[derive(Union)]
pub enum ChangePreferencesError {
    /// Nobody is logged in.
    Session(SessionError),
    /// There were too many requests in a short time.
    RateLimited(RateLimitedError),
}

/// The mutations for contact details and preferences.
#[derive(Default)]
pub struct ContactMutation;

#[Object]
impl ContactMutation {
    /// "Proceed to Confirmation" and "Change" on the "UserChange" screen: the telephone number, and the
    /// address if one is on file. An email confirms the change.
    async fn change_contact_details(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The new contact details.")] input: ChangeContactDetailsInput,
    ) -> Result<ChangeContactDetailsPayload, ApiError> {
        let (request, details) = (RequestContext::of(ctx), input.details());
        let mut payload = ChangeContactDetailsPayload::default();
        let live = match request.required_session() {
            Ok(live) => live,
            Err(error) => return Ok(ChangeContactDetailsPayload { errors: vec![error.into()], ..payload }),
        };
        let outcome = if input.validate_only {
            let checked = contact_details::validate(live, &details);
            checked.map(|account| payload.confirmation = Some((&account).into()))
        } else {
            let changed = contact_details::change(&request.app, live, &details, &request.info).await;
            changed.map(|account| payload.viewer = Some(seen(live, account)))
        };
        payload.errors = outcome.map_or_else(|error| change_errors(error, request), |()| Ok(vec![]))?;
        Ok(payload)
    }

    /// Stores the language and the colour scheme with the account, for all devices and for emails.
    async fn change_preferences(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The new preferences.")] input: ChangePreferencesInput,
    ) -> Result<ChangePreferencesPayload, ApiError> {
        let request = RequestContext::of(ctx);
        let refused = |error| Ok(ChangePreferencesPayload { viewer: None, errors: vec![error] });
        let live = match request.required_session() {
            Ok(live) => live,
            Err(error) => return refused(error.into()),
        };
        let (language, colors) = (input.language.map(Into::into), input.color_scheme.map(Into::into));
        match preferences::change(&request.app, live, language, colors, &request.info).await {
            Ok(account) => Ok(ChangePreferencesPayload { viewer: Some(seen(live, account)), errors: vec![] }),
            Err(preferences::ChangeError::SessionOver) => refused(refusal::session_over(request).into()),
            Err(preferences::ChangeError::RateLimited(limited)) => {
                refused(RateLimitedError::of_limit(limited, request.info.language).into())
            }
            Err(preferences::ChangeError::Database(error)) => Err(error.into()),
        }
    }
}

impl ChangeContactDetailsInput {
    fn details(&self) -> Details<'_> {
        Details {
            phone_number: self.phone_number.as_deref(),
            postal_code: self.postal_code.as_deref(),
            municipality_code: self.municipality_code.as_deref(),
            street: self.street.as_deref(),
        }
    }
}

impl From<&entity::account::Model> for ContactConfirmation {
    fn from(account: &entity::account::Model) -> Self {
        Self {
            phone_number: account.phone_number.clone(),
            postal_code: account.postal_code.clone(),
            address: Address::of(account),
        }
    }
}

/// The account as it is after the change, in the session of the request.
fn seen(live: &LiveSession, account: entity::account::Model) -> Account {
    (&Arc::new(LiveSession { account, ..live.clone() })).into()
}

fn change_errors(
    error: ChangeError,
    request: &RequestContext,
) -> refusal::Refused<ChangeContactDetailsError> {
    let language = request.info.language;
    Ok(match error {
        ChangeError::Input(faults) => refusal::fields(faults, request),
        ChangeError::NotAvailable(fields) => fields
            .into_iter()
            .map(|field| NotAvailableError::new(ErrorCode::NotAvailable, &[field], language).into())
            .collect(),
        ChangeError::RateLimited(limited) => vec![RateLimitedError::of_limit(limited, language).into()],
        ChangeError::SessionOver => vec![refusal::session_over(request).into()],
        ChangeError::Database(error) => return Err(error.into()),
    })
}
