//! Setting a password: the first one, a forgotten one, or a new one (002 step 8, 000 §2.5, §6.2; R38, R45,
//! R63, R64, R86, R87, R111, R112).

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
        applicant::{
            account::Account,
            request_context::RequestContext,
            user_error::{
                InputError, InvalidCredentialsError, LinkError, OverloadedError, RateLimitedError,
                ReauthenticationRequiredError, SessionError, SessionOpenError,
            },
        },
        error::ApiError,
    },
    request_info::CookieChange,
};

/// The input of the page behind the link in the notification of completion.
#[derive(InputObject)]
pub struct SetFirstPasswordInput {
    /// The token: the part of the link after `#t=`.
    #[graphql(secret)]
    token: String,
    /// The password, 10 to 20 characters. See `RegistrationRules`.
    #[graphql(secret)]
    password: String,
    /// The same password again, to detect typing errors.
    #[graphql(secret)]
    password_confirmation: String,
}

/// The result of the mutation `setFirstPassword`, or its errors.
#[derive(SimpleObject)]
pub struct SetFirstPasswordPayload {
    /// The user ID to log in with, e.g. `hdlpf38617`; null if there are errors.
    user_id: Option<String>,
    /// The errors; empty on success.
    errors: Vec<SetFirstPasswordError>,
}

/// Errors that `setFirstPassword` can return.
#[derive(Union)]
pub enum SetFirstPasswordError {
    /// A field is missing or invalid.
    Input(InputError),
    /// The link is unknown, expired, used or replaced.
    Link(LinkError),
    /// A session is open in this browser.
    SessionOpen(SessionOpenError),
    /// The server is overloaded.
    Overloaded(OverloadedError),
    /// There were too many requests in a short time.
    RateLimited(RateLimitedError),
}

/// The input of the page behind the link of a password reset.
#[derive(InputObject)]
pub struct CompletePasswordResetInput {
    /// The token: the part of the link after `#t=`.
    #[graphql(secret)]
    token: String,
    /// The new password, 10 to 20 characters. See `RegistrationRules`.
    #[graphql(secret)]
    password: String,
    /// The same password again, to detect typing errors.
    #[graphql(secret)]
    password_confirmation: String,
}

/// The result of the mutation `completePasswordReset`, or its errors.
#[derive(SimpleObject)]
pub struct CompletePasswordResetPayload {
    /// Whether the new password was set.
    completed: bool,
    /// The errors; empty on success.
    errors: Vec<CompletePasswordResetError>,
}

/// Errors that `completePasswordReset` can return.
#[derive(Union)]
pub enum CompletePasswordResetError {
    /// A field is missing or invalid.
    Input(InputError),
    /// The link is unknown, expired, used or replaced.
    Link(LinkError),
    /// The server is overloaded.
    Overloaded(OverloadedError),
    /// There were too many requests in a short time.
    RateLimited(RateLimitedError),
}

/// The input of the "Change Password" screen.
#[derive(InputObject)]
pub struct ChangePasswordInput {
    /// "Please enter a new password.": 10 to 20 characters. See `RegistrationRules`.
    #[graphql(secret)]
    password: String,
    /// "Password (for confirmation)": the new password again.
    #[graphql(secret)]
    password_confirmation: String,
    /// The current password; required if the last login is at least 15 minutes old.
    #[graphql(secret)]
    current_password: Option<String>,
}

/// The result for the "UserChange Completed" screen.
#[derive(SimpleObject, Default)]
pub struct ChangePasswordPayload {
    /// The account of the person who is logged in; null if there are errors.
    viewer: Option<Account>,
    /// The session's new token, for apps; it is returned only here, and the old one no longer works. Browsers
    /// get a new cookie instead.
    access_token: Option<String>,
    /// The errors; empty on success.
    errors: Vec<ChangePasswordError>,
}

/// Errors that `changePassword` can return.
#[derive(Union)]
pub enum ChangePasswordError {
    /// A field is missing or invalid.
    Input(InputError),
    /// The current password is wrong.
    InvalidCredentials(InvalidCredentialsError),
    /// The password must be entered again.
    ReauthenticationRequired(ReauthenticationRequiredError),
    /// Nobody is logged in.
    Session(SessionError),
    /// The server is overloaded.
    Overloaded(OverloadedError),
    /// There were too many requests in a short time.
    RateLimited(RateLimitedError),
}

/// The mutations for passwords.
#[derive(Default)]
pub struct PasswordMutation;

#[Object]
impl PasswordMutation {
    /// Sets the first password with the link in the notification of completion. It is refused while a session
    /// is open in this browser; the link then still works.
    async fn set_first_password(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The token of the link, and the password, entered twice.")]
        input: SetFirstPasswordInput,
    ) -> Result<SetFirstPasswordPayload, ApiError> {
        let request = RequestContext::of(ctx);
        let refused = |errors| Ok(SetFirstPasswordPayload { user_id: None, errors });
        if request.session().is_some() {
            return refused(vec![SessionOpenError::new(request.info.language).into()]);
        }
        let chosen = Chosen {
            token: &input.token,
            password: &input.password,
            confirmation: &input.password_confirmation,
        };
        match password_by_link::set(&request.app, Purpose::FirstPassword, chosen, &request.info).await {
            Ok(set) => Ok(SetFirstPasswordPayload { user_id: Some(set.user_id), errors: vec![] }),
            Err(error) => refused(refusal::of_form(error, request)?),
        }
    }

    /// Sets a new password with the link in the email. A lock is lifted at once, and all sessions of the
    /// account end.
    async fn complete_password_reset(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The token of the link, and the new password, entered twice.")]
        input: CompletePasswordResetInput,
    ) -> Result<CompletePasswordResetPayload, ApiError> {
        let request = RequestContext::of(ctx);
        let chosen = Chosen {
            token: &input.token,
            password: &input.password,
            confirmation: &input.password_confirmation,
        };
        match password_by_link::set(&request.app, Purpose::PasswordReset, chosen, &request.info).await {
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

    /// "Change" on the "Change Password" screen. All other sessions end, and an email confirms the change.
    async fn change_password(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The new password, entered twice, and the current one if it is required.")]
        input: ChangePasswordInput,
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
        match password_change::change(&request.app, live, new, current, &request.info).await {
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
        ChangeError::ReauthenticationError(error) => refusal::of_change(error, request)?,
        ChangeError::SessionOver => vec![refusal::session_over(request).into()],
        ChangeError::Overloaded(_) => vec![OverloadedError::new(request.info.language).into()],
        ChangeError::Database(error) => return Err(error.into()),
    })
}
