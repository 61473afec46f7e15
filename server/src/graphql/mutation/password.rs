//! Setting a password: the first one, a forgotten one, a new one (002 step 8, 000 §2.5, §6.2).

use std::sync::Arc;

use async_graphql::{Context, InputObject, Object, SimpleObject, Union};
use entity::email_link::Purpose;

use super::refusal;
use crate::{
    account::{
        password_by_link::{self, Chosen},
        password_change::{self, ChangeError},
    },
    graphql::{
        account::Account,
        error::ApiError,
        request_context::{CookieChange, RequestContext},
        user_error::{
            InputError, InvalidCredentialsError, LinkError, OverloadedError, RateLimitedError,
            ReauthenticationRequiredError, SessionError, SessionOpenError,
        },
    },
};

/// What the screen behind the link in the notification of completion sends (R111).
#[derive(InputObject)]
pub struct SetFirstPasswordInput {
    /// The token behind `#t=` in the link.
    #[graphql(secret)]
    token: String,
    /// The password (R63, R64).
    #[graphql(secret)]
    password: String,
    /// The password again.
    #[graphql(secret)]
    password_confirmation: String,
}

/// What follows the first password.
#[derive(SimpleObject)]
pub struct SetFirstPasswordPayload {
    /// The user ID to log in with.
    user_id: Option<String>,
    /// What was wrong; empty on success.
    errors: Vec<SetFirstPasswordError>,
}

/// What `setFirstPassword` can refuse.
#[derive(Union)]
pub enum SetFirstPasswordError {
    /// A field is wrong.
    Input(InputError),
    /// The link does not work.
    Link(LinkError),
    /// A session is open in the same browser.
    SessionOpen(SessionOpenError),
    /// Too many people are being served.
    Overloaded(OverloadedError),
    /// It was asked for too often.
    RateLimited(RateLimitedError),
}

/// What the password reset screen sends (R45).
#[derive(InputObject)]
pub struct CompletePasswordResetInput {
    /// The token behind `#t=` in the link.
    #[graphql(secret)]
    token: String,
    /// The new password (R63, R64).
    #[graphql(secret)]
    password: String,
    /// The new password again.
    #[graphql(secret)]
    password_confirmation: String,
}

/// What follows a reset.
#[derive(SimpleObject)]
pub struct CompletePasswordResetPayload {
    /// Whether the password was set.
    completed: bool,
    /// What was wrong; empty on success.
    errors: Vec<CompletePasswordResetError>,
}

/// What `completePasswordReset` can refuse.
#[derive(Union)]
pub enum CompletePasswordResetError {
    /// A field is wrong.
    Input(InputError),
    /// The link does not work.
    Link(LinkError),
    /// Too many people are being served.
    Overloaded(OverloadedError),
    /// It was asked for too often.
    RateLimited(RateLimitedError),
}

/// What the "Change Password" screen sends (R86).
#[derive(InputObject)]
pub struct ChangePasswordInput {
    /// "Please enter a new password."
    #[graphql(secret)]
    password: String,
    /// Password (for confirmation).
    #[graphql(secret)]
    password_confirmation: String,
    /// The present password; needed when the login is 15 minutes old or older.
    #[graphql(secret)]
    current_password: Option<String>,
}

/// The "UserChange Completed" screen (R87).
#[derive(SimpleObject, Default)]
pub struct ChangePasswordPayload {
    /// Whoever is logged in.
    viewer: Option<Account>,
    /// The session's new token, shown once, for apps; a browser gets it as its cookie. The old one is dead.
    access_token: Option<String>,
    /// What was wrong; empty on success.
    errors: Vec<ChangePasswordError>,
}

/// What `changePassword` can refuse.
#[derive(Union)]
pub enum ChangePasswordError {
    /// A field is wrong.
    Input(InputError),
    /// The present password is wrong.
    InvalidCredentials(InvalidCredentialsError),
    /// The password must be typed again.
    ReauthenticationRequired(ReauthenticationRequiredError),
    /// Nobody is logged in.
    Session(SessionError),
    /// Too many people are being served.
    Overloaded(OverloadedError),
    /// It was asked for too often.
    RateLimited(RateLimitedError),
}

/// Mutations of the password.
#[derive(Default)]
pub struct PasswordMutation;

#[Object]
impl PasswordMutation {
    /// Sets the first password by the link in the notification of completion (R111). While a session is open in
    /// the same browser it is refused, and the link works on (R112).
    async fn set_first_password(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What the screen sends.")] input: SetFirstPasswordInput,
    ) -> Result<SetFirstPasswordPayload, ApiError> {
        let request = RequestContext::of(ctx);
        let refused = |errors| Ok(SetFirstPasswordPayload { user_id: None, errors });
        if request.session().is_some() {
            return refused(vec![SessionOpenError::new(request.visit.language).into()]);
        }
        let chosen = Chosen {
            token: &input.token,
            password: &input.password,
            confirmation: &input.password_confirmation,
        };
        match password_by_link::set(&request.app, Purpose::FirstPassword, chosen, &request.visit).await {
            Ok(set) => Ok(SetFirstPasswordPayload { user_id: Some(set.user_id), errors: vec![] }),
            Err(error) => refused(refusal::of_form(error, request)?),
        }
    }

    /// Sets the password again by the link in the mail (R45). A lock is lifted at once (R38), and every
    /// session of the account ends.
    async fn complete_password_reset(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What the screen sends.")] input: CompletePasswordResetInput,
    ) -> Result<CompletePasswordResetPayload, ApiError> {
        let request = RequestContext::of(ctx);
        let chosen = Chosen {
            token: &input.token,
            password: &input.password,
            confirmation: &input.password_confirmation,
        };
        match password_by_link::set(&request.app, Purpose::PasswordReset, chosen, &request.visit).await {
            Ok(set) => {
                set.known_device
                    .into_iter()
                    .for_each(|it| request.change_cookie(CookieChange::SetDevice(it)));
                Ok(CompletePasswordResetPayload { completed: true, errors: vec![] })
            }
            Err(error) => {
                let errors = refusal::of_form(error, request)?;
                Ok(CompletePasswordResetPayload { completed: false, errors })
            }
        }
    }

    /// "Change" of the "Change Password" screen: every other session ends, and a mail confirms the change
    /// (R86, R87).
    async fn change_password(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What the screen sends.")] input: ChangePasswordInput,
    ) -> Result<ChangePasswordPayload, ApiError> {
        let request = RequestContext::of(ctx);
        let refused = |errors| Ok(ChangePasswordPayload { errors, ..Default::default() });
        let live = match request.required_session() {
            Ok(live) => live,
            Err(error) => return refused(vec![error.into()]),
        };
        let (new, current) = (
            (input.password.as_str(), input.password_confirmation.as_str()),
            input.current_password.as_deref(),
        );
        match password_change::change(&request.app, live, new, current, &request.visit).await {
            Ok((live, token)) => Ok(ChangePasswordPayload {
                access_token: request.hand_out(token, live.delivery),
                viewer: Some((&Arc::new(live)).into()),
                errors: vec![],
            }),
            Err(error) => refused(change_errors(error, request)?),
        }
    }
}

fn change_errors(error: ChangeError, request: &RequestContext) -> refusal::Refused<ChangePasswordError> {
    Ok(match error {
        ChangeError::Input(faults) => refusal::fields(faults, request),
        ChangeError::Unconfirmed(error) => refusal::of_change(error, request)?,
        ChangeError::SessionOver => vec![refusal::session_over(request).into()],
        ChangeError::Overloaded(_) => vec![OverloadedError::new(request.visit.language).into()],
        ChangeError::Database(error) => return Err(error.into()),
    })
}
