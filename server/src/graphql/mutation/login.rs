//! Logging in and out, and typing the password again (000 §2.2, §2.3).

use std::sync::Arc;

use async_graphql::{Context, Enum, InputObject, Object, SimpleObject, Union};
use entity::session::Delivery;

use super::refusal;
use crate::{
    account::{
        credential::Unproved,
        login::{self, LogInError as Refusal},
        reauthentication,
        session::{self, status},
    },
    graphql::{
        account::Account,
        error::ApiError,
        request_context::{CookieChange, RequestContext},
        session::SessionStatus,
        user_error::{
            InputError, InvalidCredentialsError, LogInHint, OverloadedError, RateLimitedError, SessionError,
        },
    },
};

/// How the session reaches the client.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "Delivery")]
pub enum SessionDelivery {
    /// As a cookie, for browsers.
    Cookie,
    /// As `accessToken`, for apps, which send it as `Authorization: Bearer …`.
    Bearer,
}

/// What the "User Login" screen sends (R35).
#[derive(InputObject)]
pub struct LogInInput {
    /// User ID (formerly: Authentication ID).
    user_id: String,
    /// The password.
    #[graphql(secret)]
    password: String,
    /// How the session reaches the client.
    #[graphql(default_with = "SessionDelivery::Cookie")]
    delivery: SessionDelivery,
}

/// What follows a login.
#[derive(SimpleObject, Default)]
pub struct LogInPayload {
    /// Whoever is now logged in.
    viewer: Option<Account>,
    /// When the session warns and ends.
    session: Option<SessionStatus>,
    /// The token, shown once; only with `delivery: BEARER`.
    access_token: Option<String>,
    /// What was wrong; empty on success.
    errors: Vec<LogInError>,
}

/// What `logIn` can refuse.
#[derive(Union)]
pub enum LogInError {
    /// A field is empty.
    Input(InputError),
    /// User ID and password do not belong together.
    InvalidCredentials(InvalidCredentialsError),
    /// Too many people are logging in.
    Overloaded(OverloadedError),
    /// It was asked for too often.
    RateLimited(RateLimitedError),
}

/// What follows a logout.
#[derive(SimpleObject)]
pub struct LogOutPayload {
    /// Whether a session was ended.
    logged_out: bool,
    /// What was wrong; empty on success.
    errors: Vec<LogOutError>,
}

/// What `logOut` can refuse.
#[derive(Union)]
pub enum LogOutError {
    /// There is no session to end.
    Session(SessionError),
}

/// The password, typed again.
#[derive(InputObject)]
pub struct ReauthenticateInput {
    /// The present password.
    #[graphql(secret)]
    password: String,
}

/// What follows the password, typed again.
#[derive(SimpleObject, Default)]
pub struct ReauthenticatePayload {
    /// When the session warns and ends.
    session: Option<SessionStatus>,
    /// The session's new token, shown once, for apps; a browser gets it as its cookie. The old one is dead.
    access_token: Option<String>,
    /// What was wrong; empty on success.
    errors: Vec<ReauthenticateError>,
}

/// What `reauthenticate` can refuse.
#[derive(Union)]
pub enum ReauthenticateError {
    /// The field is empty.
    Input(InputError),
    /// The password is wrong.
    InvalidCredentials(InvalidCredentialsError),
    /// Nobody is logged in.
    Session(SessionError),
    /// Too many people are being served.
    Overloaded(OverloadedError),
    /// It was asked for too often.
    RateLimited(RateLimitedError),
}

/// Mutations of the login.
#[derive(Default)]
pub struct LoginMutation;

#[Object]
impl LoginMutation {
    /// "Login" of the "User Login" screen (R35).
    async fn log_in(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What the screen sends.")] input: LogInInput,
    ) -> Result<LogInPayload, ApiError> {
        let request = RequestContext::of(ctx);
        let typed = login::LogIn {
            user_id: &input.user_id,
            password: &input.password,
            delivery: input.delivery.into(),
        };
        let carried = request.session().map(Arc::as_ref);
        match login::log_in(&request.app, typed, carried, &request.visit).await {
            Ok(logged_in) => Ok(LogInPayload::new(logged_in, request)),
            Err(error) => Ok(LogInPayload { errors: log_in_errors(error, request)?, ..Default::default() }),
        }
    }

    /// "Logout" of the "User Logout Confirmation" screen (R40): the session ends at once.
    async fn log_out(&self, ctx: &Context<'_>) -> Result<LogOutPayload, ApiError> {
        let request = RequestContext::of(ctx);
        request.change_cookie(CookieChange::ClearSession);
        match request.required_session() {
            Ok(live) => {
                session::end(&request.app, live, &request.visit).await?;
                Ok(LogOutPayload { logged_out: true, errors: vec![] })
            }
            Err(error) => Ok(LogOutPayload { logged_out: false, errors: vec![error.into()] }),
        }
    }

    /// Types the password again, before what protects the account is changed: for the next 15 minutes the
    /// session counts as just logged in. It goes on under a new token.
    async fn reauthenticate(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The password.")] input: ReauthenticateInput,
    ) -> Result<ReauthenticatePayload, ApiError> {
        let request = RequestContext::of(ctx);
        let refused = |errors| Ok(ReauthenticatePayload { errors, ..Default::default() });
        let live = match request.required_session() {
            Ok(live) => live,
            Err(error) => return refused(vec![error.into()]),
        };
        match reauthentication::reauthenticate(&request.app, live, &input.password, &request.visit).await {
            Ok((live, token)) => Ok(ReauthenticatePayload {
                session: Some(SessionStatus::new(status(&live), request.visit.now)),
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
        if let Some(token) = logged_in.known_device {
            request.change_cookie(CookieChange::SetDevice(token));
        }
        let session = Some(SessionStatus::new(status(&live), request.visit.now));
        let access_token = request.hand_out(logged_in.token, live.delivery);
        Self { viewer: Some((&live).into()), session, access_token, errors: vec![] }
    }
}

fn log_in_errors(error: Refusal, request: &RequestContext) -> refusal::Refused<LogInError> {
    let language = request.visit.language;
    Ok(match error {
        Refusal::Input(faults) => refusal::fields(faults, request),
        Refusal::Unproved(Unproved::InvalidCredentials) => {
            vec![InvalidCredentialsError::of_login(None, language).into()]
        }
        Refusal::Refused { may_be_locked } => {
            let hint = may_be_locked.then_some(LogInHint::MayBeLocked);
            vec![InvalidCredentialsError::of_login(hint, language).into()]
        }
        Refusal::RateLimited(limited) => vec![RateLimitedError::new(limited, language).into()],
        Refusal::Unproved(Unproved::Overloaded(_)) => vec![OverloadedError::new(language).into()],
        Refusal::Unproved(Unproved::KeyMissing(missing)) => return Err(missing.into()),
        Refusal::Unproved(Unproved::Database(error)) | Refusal::Database(error) => return Err(error.into()),
    })
}
