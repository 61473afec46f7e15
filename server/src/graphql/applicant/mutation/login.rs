//! Logging in and out, and entering the password again (000 §2.2, §2.3; R35, R40).

use std::sync::Arc;

use super::refusal;
use crate::{
    account::{
        login::{self, LogInError as Refusal},
        password_attempt::AuthenticationError,
        reauthentication,
        session::{self, RotatedSession, status},
    },
    graphql::{
        applicant::{
            account::Account,
            request_context::RequestContext,
            session::SessionStatus,
            user_error::{
                ErrorCode, InputError, InvalidCredentialsError, LogInHint, OverloadedError, RateLimitedError,
                SessionError,
            },
        },
        enums::SessionDelivery,
        error::ApiError,
    },
    request_info::CookieChange,
};
use async_graphql::{Context, InputObject, Object, SimpleObject, Union};

/// The input of the "User Login" screen.
#[derive(InputObject)]
pub struct LogInInput {
    /// "User ID (formerly: Authentication ID)", e.g. `hdlpf38617`.
    user_id: String,
    /// The password of the account.
    #[graphql(secret)]
    password: String,
    /// How the client receives the session token: as a cookie (the default) or in the response.
    #[graphql(default_with = "SessionDelivery::Cookie")]
    delivery: SessionDelivery,
}

/// The result of the mutation `logIn`, or its errors.
#[derive(SimpleObject, Default)]
pub struct LogInPayload {
    /// The account that is logged in now; null if there are errors.
    viewer: Option<Account>,
    /// When the session warns about automatic logout, and when it ends; null if there are errors.
    session_status: Option<SessionStatus>,
    /// The session token, for apps; it is returned only here. Null unless `delivery` is `BEARER`.
    access_token: Option<String>,
    /// The device token, for apps: send it as the header `Uketori-Device` with every later request, also
    /// after a logout. The account then knows the app, so a stranger who locks the account does not lock out
    /// the app. The token alone gives no access. Null unless `delivery` is `BEARER`; browsers get a cookie
    /// instead.
    device_token: Option<String>,
    /// The errors; empty on success.
    errors: Vec<LogInError>,
}

/// Errors that `logIn` can return.
#[derive(Union)]
pub enum LogInError {
    /// The user ID or the password is missing, or the user ID has full-width or invisible characters.
    Input(InputError),
    /// The user ID or the password was not accepted.
    InvalidCredentials(InvalidCredentialsError),
    /// The server is overloaded by logins.
    Overloaded(OverloadedError),
    /// There were too many requests in a short time.
    RateLimited(RateLimitedError),
}

/// The result of the mutation `logOut`, or its errors.
#[derive(SimpleObject)]
pub struct LogOutPayload {
    /// The errors. If it is empty, nobody is logged in any more, whether or not somebody was before.
    errors: Vec<LogOutError>,
}

/// Errors that `logOut` can return. It returns none at present.
#[derive(Union)]
pub enum LogOutError {
    /// There were too many requests in a short time. Not returned at present.
    RateLimited(RateLimitedError),
}

/// The input of the mutation `reauthenticate`.
#[derive(InputObject)]
pub struct ReauthenticateInput {
    /// The current password, to confirm the operation.
    #[graphql(secret)]
    password: String,
}

/// The result of the mutation `reauthenticate`, or its errors.
#[derive(SimpleObject, Default)]
pub struct ReauthenticatePayload {
    /// When the session warns about automatic logout, and when it ends; null if there are errors.
    session_status: Option<SessionStatus>,
    /// The new session token, for apps; it is returned only here. The old token works for ten more seconds,
    /// for requests that are under way. Null for browsers, which get a new cookie instead.
    access_token: Option<String>,
    /// The errors; empty on success.
    errors: Vec<ReauthenticateError>,
}

/// Errors that `reauthenticate` can return.
#[derive(Union)]
pub enum ReauthenticateError {
    /// The password field is empty.
    Input(InputError),
    /// The password is wrong.
    InvalidCredentials(InvalidCredentialsError),
    /// Nobody is logged in.
    Session(SessionError),
    /// The server is overloaded.
    Overloaded(OverloadedError),
    /// There were too many requests in a short time.
    RateLimited(RateLimitedError),
}

/// The mutations for logging in and out.
#[derive(Default)]
pub struct LoginMutation;

#[Object]
impl LoginMutation {
    /// "Login" on the "User Login" screen. Five wrong passwords in a row lock the account for 24 hours.
    async fn log_in(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The user ID and the password.")] input: LogInInput,
    ) -> Result<LogInPayload, ApiError> {
        let request = RequestContext::of(ctx);
        let entered = login::LogIn {
            user_id: &input.user_id,
            password: &input.password,
            delivery: input.delivery.into(),
        };
        // A browser that logs in again gives up its session: the use case ends it.
        let carried = request.session().map(Arc::as_ref);
        match login::log_in(&request.app, entered, carried, &request.info).await {
            Ok(logged_in) => Ok(LogInPayload::new(logged_in, request)),
            Err(error) => Ok(LogInPayload { errors: log_in_errors(error, request)?, ..Default::default() }),
        }
    }

    /// "Logout" on the "User Logout Confirmation" screen: ends the session at once. If there is none, or it has
    /// ended already, nothing happens; the response clears the cookie in each case.
    async fn log_out(&self, ctx: &Context<'_>) -> Result<LogOutPayload, ApiError> {
        let request = RequestContext::of(ctx);
        // Cleared even if the session has already ended, so that the browser stops sending the token.
        request.change_cookie(CookieChange::ClearSession);
        if let Some(live) = request.session() {
            session::end(&request.app, live, &request.info).await?;
        }
        Ok(LogOutPayload { errors: vec![] })
    }

    /// Confirms the password before a sensitive change: for the next 15 minutes, the session counts as newly
    /// logged in. The session gets a new token.
    async fn reauthenticate(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The current password, to confirm the operation.")] input: ReauthenticateInput,
    ) -> Result<ReauthenticatePayload, ApiError> {
        let request = RequestContext::of(ctx);
        let refused = |errors| Ok(ReauthenticatePayload { errors, ..Default::default() });
        let live = match request.required_session() {
            Ok(live) => live,
            Err(error) => return refused(vec![error.into()]),
        };
        match reauthentication::reauthenticate(&request.app, live, &input.password, &request.info).await {
            Ok(RotatedSession { live, token }) => Ok(ReauthenticatePayload {
                session_status: Some(SessionStatus::new(status(&live), request.info.now)),
                access_token: request.hand_out(token, live.delivery),
                errors: vec![],
            }),
            Err(error) => refused(refusal::of_password(error, "password", request)?),
        }
    }
}

impl LogInPayload {
    fn new(logged_in: login::LoggedIn, request: &RequestContext) -> Self {
        let live = Arc::new(logged_in.live);
        let device_token = request.hand_out_device(logged_in.known_device, live.delivery);
        let session_status = Some(SessionStatus::new(status(&live), request.info.now));
        let access_token = request.hand_out(logged_in.token, live.delivery);
        Self { viewer: Some((&live).into()), session_status, access_token, device_token, errors: vec![] }
    }
}

fn log_in_errors(error: Refusal, request: &RequestContext) -> refusal::Refused<LogInError> {
    let language = request.info.language;
    Ok(match error {
        Refusal::Input(faults) => refusal::fields(faults, request),
        Refusal::AuthenticationError(AuthenticationError::InvalidCredentials) => {
            vec![InvalidCredentialsError::new(ErrorCode::InvalidCredentials, &[], None, language).into()]
        }
        Refusal::Refused { may_be_locked } => {
            let hint = may_be_locked.then_some(LogInHint::MayBeLocked);
            vec![InvalidCredentialsError::new(ErrorCode::InvalidCredentials, &[], hint, language).into()]
        }
        Refusal::RateLimited(limited) => vec![RateLimitedError::of_limit(limited, language).into()],
        Refusal::AuthenticationError(AuthenticationError::Overloaded(_)) => {
            vec![OverloadedError::of_hasher(language).into()]
        }
        Refusal::AuthenticationError(AuthenticationError::KeyMissing(missing)) => return Err(missing.into()),
        Refusal::AuthenticationError(AuthenticationError::Database(error)) | Refusal::Database(error) => {
            return Err(error.into());
        }
    })
}
