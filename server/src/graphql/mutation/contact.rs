//! "Change Other Information", and what the pages keep with the account (000 §6.3, §1.5).

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
        account::{Account, ColorScheme},
        error::ApiError,
        language::Language,
        request_context::RequestContext,
        user_error::{InputError, NotAvailableError, RateLimitedError, SessionError},
    },
};

/// What the "UserChange" screen sends (R88, R89); what is left out stays as it is.
#[derive(InputObject)]
pub struct ChangeContactDetailsInput {
    /// The telephone number.
    phone_number: Option<String>,
    /// The postal code, seven digits; empty removes it. This and what follows only where an address is on file.
    postal_code: Option<String>,
    /// Prefecture and municipality: the `code` of the municipality.
    municipality_code: Option<String>,
    /// Town name, street and house number, in 2-byte characters; narrow ones are widened.
    street: Option<String>,
    /// True for "Proceed to Confirmation": nothing is changed. False for "Change".
    #[graphql(default)]
    validate_only: bool,
}

/// The "UserChange Completed" screen.
#[derive(SimpleObject)]
pub struct ChangeContactDetailsPayload {
    /// Whoever is logged in, with the details that are stored.
    viewer: Option<Account>,
    /// What was wrong; empty on success.
    errors: Vec<ChangeContactDetailsError>,
}

/// What `changeContactDetails` can refuse.
#[derive(Union)]
pub enum ChangeContactDetailsError {
    /// A field is wrong.
    Input(InputError),
    /// The account has no address to change (R89).
    NotAvailable(NotAvailableError),
    /// The account was changed too often.
    RateLimited(RateLimitedError),
    /// Nobody is logged in.
    Session(SessionError),
}

/// What "Language" and "Change Color Scheme" set (R20, R24); what is left out stays as it is.
#[derive(InputObject)]
pub struct ChangePreferencesInput {
    /// The language of the mails, and the one to show pages in.
    language: Option<Language>,
    /// The colours of the pages.
    color_scheme: Option<ColorScheme>,
}

/// What follows a change of preferences.
#[derive(SimpleObject)]
pub struct ChangePreferencesPayload {
    /// Whoever is logged in.
    viewer: Option<Account>,
    /// What was wrong; empty on success.
    errors: Vec<ChangePreferencesError>,
}

/// What `changePreferences` can refuse.
#[derive(Union)]
pub enum ChangePreferencesError {
    /// Nobody is logged in.
    Session(SessionError),
}

/// Mutations of contact details and preferences.
#[derive(Default)]
pub struct ContactMutation;

#[Object]
impl ContactMutation {
    /// "Proceed to Confirmation" and "Change" of the "UserChange" screen: the telephone number (R88), and the
    /// address where one is on file (R89). A mail confirms the change.
    async fn change_contact_details(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What the screen sends.")] input: ChangeContactDetailsInput,
    ) -> Result<ChangeContactDetailsPayload, ApiError> {
        let (request, details) = (RequestContext::of(ctx), input.details());
        let refused = |errors| Ok(ChangeContactDetailsPayload { viewer: None, errors });
        let live = match request.required_session() {
            Ok(live) => live,
            Err(error) => return refused(vec![error.into()]),
        };
        let outcome = if input.validate_only {
            contact_details::validate(live, &details).map(|()| live.account.clone())
        } else {
            contact_details::change(&request.app, live, &details, &request.visit).await
        };
        match outcome {
            Ok(account) => {
                Ok(ChangeContactDetailsPayload { viewer: Some(seen(live, account)), errors: vec![] })
            }
            Err(error) => refused(change_errors(error, request)?),
        }
    }

    /// Keeps language and colours with the account, for every front end and for the mails (R20, R24).
    async fn change_preferences(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is chosen.")] input: ChangePreferencesInput,
    ) -> Result<ChangePreferencesPayload, ApiError> {
        let request = RequestContext::of(ctx);
        let refused =
            |error: SessionError| ChangePreferencesPayload { viewer: None, errors: vec![error.into()] };
        let live = match request.required_session() {
            Ok(live) => live,
            Err(error) => return Ok(refused(error)),
        };
        let (language, colors) = (input.language.map(Into::into), input.color_scheme.map(Into::into));
        let changed = preferences::change(&request.app, live, language, colors, &request.visit).await?;
        Ok(match changed {
            Some(account) => ChangePreferencesPayload { viewer: Some(seen(live, account)), errors: vec![] },
            None => refused(refusal::session_over(request)),
        })
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

/// The account as it is after a change.
fn seen(live: &LiveSession, account: entity::account::Model) -> Account {
    (&Arc::new(LiveSession { account, ..live.clone() })).into()
}

fn change_errors(
    error: ChangeError,
    request: &RequestContext,
) -> refusal::Refused<ChangeContactDetailsError> {
    let language = request.visit.language;
    Ok(match error {
        ChangeError::Input(faults) => refusal::fields(faults, request),
        ChangeError::NotAvailable(fields) => {
            fields.into_iter().map(|field| NotAvailableError::new(field, language).into()).collect()
        }
        ChangeError::RateLimited(limited) => vec![RateLimitedError::new(limited, language).into()],
        ChangeError::SessionOver => vec![refusal::session_over(request).into()],
        ChangeError::Database(error) => return Err(error.into()),
    })
}
