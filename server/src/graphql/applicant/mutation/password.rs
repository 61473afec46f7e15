//! Setting a password: the first one, a forgotten one, or a new one (002 step 8, 000 §2.5, §6.2; R38, R45,
//! R63, R64, R86, R87, R111, R112).

use std::sync::Arc;

use async_graphql::{Context, InputObject, Object, SimpleObject, Union};
use entity::{email_link::Purpose, session::Delivery};

use super::refusal;
use crate::{
    account::{
        NewPassword,
        password_by_link::{self, Chosen},
        password_change::{self, ChangeError},
        session::RotatedSession,
    },
    graphql::{
        applicant::{
            account::Account,
            request_context::RequestContext,
            user_error::{
                ErrorCode, InputError, InvalidCredentialsError, LinkError, OverloadedError, RateLimitedError,
                ReauthenticationRequiredError, SessionError, SessionOpenError,
            },
        },
        enums::SessionDelivery,
        error::ApiError,
    },
};

/// The input of the page behind the link in the "notification of completion of user information
/// registration".
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
    /// The link is unknown, expired, used, replaced or revoked.
    Link(LinkError),
    /// A session is open in this browser.
    SessionOpen(SessionOpenError),
    /// The server is overloaded.
    Overloaded(OverloadedError),
    /// There were too many requests in a short time.
    RateLimited(RateLimitedError),
}

/// The input of the page behind the link in the email for a password reset.
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
    /// How the client receives the device token, by which the account knows it from now on: as a cookie (the
    /// default) or as `deviceToken` in the response.
    #[graphql(default_with = "SessionDelivery::Cookie")]
    delivery: SessionDelivery,
}

/// The result of the mutation `completePasswordReset`, or its errors.
#[derive(SimpleObject, Default)]
pub struct CompletePasswordResetPayload {
    /// The user ID of the account, to log in with; null if there are errors.
    user_id: Option<String>,
    /// The new device token, for apps; an older one no longer works. See `logIn`. Null unless `delivery` is
    /// `BEARER`; browsers get a cookie instead.
    device_token: Option<String>,
    /// The errors. If it is empty, the new password was set, and every session has ended.
    errors: Vec<CompletePasswordResetError>,
}

/// Errors that `completePasswordReset` can return.
#[derive(Union)]
pub enum CompletePasswordResetError {
    /// A field is missing or invalid.
    Input(InputError),
    /// The link is unknown, expired, used, replaced or revoked.
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
    /// The new session token, for apps; it is returned only here. The old token works for ten more seconds,
    /// for requests that are under way. Null for browsers, which get a new cookie instead.
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
    /// Sets the first password, with the link in the email that `registerCounterApplicant` sent. While a
    /// session is open in this browser, it returns `SESSION_OPEN` and does not use up the link.
    async fn set_first_password(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The token of the link, and the password, entered twice.")]
        input: SetFirstPasswordInput,
    ) -> Result<SetFirstPasswordPayload, ApiError> {
        let request = RequestContext::of(ctx);
        let refused = |errors| Ok(SetFirstPasswordPayload { user_id: None, errors });
        // Before the link is looked at: it is not used up, and works once the session has ended (R112).
        if request.session().is_some() {
            return refused(vec![
                SessionOpenError::new(ErrorCode::SessionOpen, &[], request.info.language).into(),
            ]);
        }
        let new = NewPassword { password: &input.password, confirmation: &input.password_confirmation };
        let chosen = Chosen { token: &input.token, new, is_app: false };
        match password_by_link::set(&request.app, Purpose::FirstPassword, chosen, &request.info).await {
            Ok(set) => Ok(SetFirstPasswordPayload { user_id: Some(set.user_id), errors: vec![] }),
            Err(error) => refused(refusal::of_form(error, request)?),
        }
    }

    /// Sets a new password, with the link in the email for a password reset. A lock is lifted at once, and
    /// all sessions of the account end.
    async fn complete_password_reset(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The token of the link, and the new password, entered twice.")]
        input: CompletePasswordResetInput,
    ) -> Result<CompletePasswordResetPayload, ApiError> {
        let request = RequestContext::of(ctx);
        let new = NewPassword { password: &input.password, confirmation: &input.password_confirmation };
        let delivery = Delivery::from(input.delivery);
        let chosen = Chosen { token: &input.token, new, is_app: delivery == Delivery::Bearer };
        match password_by_link::set(&request.app, Purpose::PasswordReset, chosen, &request.info).await {
            Ok(set) => {
                let device_token = request.hand_out_device(set.known_device, delivery);
                let user_id = Some(set.user_id);
                Ok(CompletePasswordResetPayload { user_id, device_token, errors: vec![] })
            }
            Err(error) => {
                let errors = refusal::of_form(error, request)?;
                Ok(CompletePasswordResetPayload { errors, ..Default::default() })
            }
        }
    }

    /// "Change" on the "Change Password" screen. All other sessions end, all known browsers and apps except
    /// this one are forgotten, and an email confirms the change.
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
        let new = NewPassword { password: &input.password, confirmation: &input.password_confirmation };
        let (current, info) = (input.current_password.as_deref(), &request.info);
        match password_change::change(&request.app, live, new, current, info).await {
            Ok(rotated) => Ok(ChangePasswordPayload::new(rotated, request)),
            Err(error) => refused(change_errors(error, request)?),
        }
    }
}

impl ChangePasswordPayload {
    fn new(rotated: RotatedSession, request: &RequestContext) -> Self {
        let access_token = request.hand_out(rotated.token, rotated.live.delivery);
        let viewer = Some((&Arc::new(rotated.live)).into());
        Self { access_token, viewer, errors: vec![] }
    }
}

fn change_errors(error: ChangeError, request: &RequestContext) -> refusal::Refused<ChangePasswordError> {
    Ok(match error {
        ChangeError::Input(faults) => refusal::fields(faults, request),
        ChangeError::ReauthenticationError(error) => refusal::of_change(error, request)?,
        ChangeError::SessionOver => vec![refusal::session_over(request).into()],
        ChangeError::Overloaded(_) => vec![OverloadedError::of_hasher(request.info.language).into()],
        ChangeError::Database(error) => return Err(error.into()),
    })
}
