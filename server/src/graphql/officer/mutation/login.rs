//! Logging in and out.

use async_graphql::{Context, InputObject, Object, SimpleObject, Union};
use entity::language::Language;

use crate::{
    account::password_attempt::AuthenticationError,
    graphql::{
        enums::SessionDelivery,
        error::ApiError,
        officer::{
            context::OfficerContext,
            person::{Officer, OfficerSession},
            user_error::{InputError, InvalidCredentialsError, OverloadedError, RateLimitedError},
        },
    },
    officer::{
        authentication::AttemptError,
        login::{self, LogIn, LoggedIn},
        session,
    },
    request_info::CookieChange,
};

/// The input of `logIn`: the password, and either a one-time code or a recovery code.
#[derive(InputObject)]
pub struct LogInInput {
    /// The name of the officer, e.g. `houmu.hanako`.
    name: String,
    /// The password of the officer.
    #[graphql(secret)]
    password: String,
    /// The current one-time code of the authenticator app. Each code works once. Required unless
    /// `recoveryCode` is set.
    #[graphql(secret)]
    totp_code: Option<String>,
    /// A recovery code in place of `totpCode`, e.g. if the telephone with the app is lost. Each code works
    /// once.
    #[graphql(secret)]
    recovery_code: Option<String>,
    /// How the client receives the session token: as a cookie (the default) or in the response.
    #[graphql(default_with = "SessionDelivery::Cookie")]
    delivery: SessionDelivery,
}

/// The result of the mutation `logIn`, or its errors.
#[derive(SimpleObject, Default)]
pub struct LogInPayload {
    /// The officer who is logged in now; null if there are errors.
    officer: Option<Officer>,
    /// When the session ends; null if there are errors.
    session: Option<OfficerSession>,
    /// The session token, for apps; it is returned only here. Null unless `delivery` is `BEARER`.
    access_token: Option<String>,
    /// The device token, for apps: send it as the header `Uketori-Device` with every later request, also
    /// after a logout. The officer then logs in from a known app, which has a count of wrong attempts of its
    /// own. The token alone gives no access. Null unless `delivery` is `BEARER`; browsers get a cookie
    /// instead.
    device_token: Option<String>,
    /// The errors; empty on success.
    errors: Vec<LogInError>,
}

/// Errors that `logIn` can return.
#[derive(Union)]
pub enum LogInError {
    /// A field is missing.
    Input(InputError),
    /// The name, the password and the code do not match, the code was used before, or the officer is locked.
    InvalidCredentials(InvalidCredentialsError),
    /// The server is overloaded by logins.
    Overloaded(OverloadedError),
    /// There were too many requests in a short time.
    RateLimited(RateLimitedError),
}

/// The result of the mutation `logOut`, or its errors.
#[derive(SimpleObject)]
pub struct LogOutPayload {
    /// Whether the session was ended.
    logged_out: bool,
    /// The errors; empty on success.
    errors: Vec<LogOutError>,
}

/// Errors that `logOut` can return. It returns none at present.
#[derive(Union)]
pub enum LogOutError {
    /// There were too many requests in a short time. Not returned at present.
    RateLimited(RateLimitedError),
}

/// The mutations for logging in and out.
#[derive(Default)]
pub struct LoginMutation;

#[Object]
impl LoginMutation {
    /// Logs an officer in. Every five wrong attempts in a row lock the login: first for five minutes, then
    /// for an hour, then for 24 hours. It makes no difference what was wrong. A browser or app in which the
    /// officer has logged in before has its own count, so others cannot lock the officer out of it. An
    /// officer has at most five sessions: another login ends the one that has been idle for longest.
    async fn log_in(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The name, the password and a code.")] input: LogInInput,
    ) -> Result<LogInPayload, ApiError> {
        let request = OfficerContext::of(ctx);
        let entered = LogIn {
            name: &input.name,
            password: &input.password,
            totp_code: input.totp_code.as_deref().unwrap_or_default(),
            recovery_code: input.recovery_code.as_deref().unwrap_or_default(),
            delivery: input.delivery.into(),
        };
        match login::log_in(&request.app, entered, request.viewer(), &request.info).await {
            Ok(logged_in) => Ok(LogInPayload::new(logged_in, request)),
            Err(error) => {
                let errors = errors(error, InvalidCredentialsError::of_login, request)?;
                Ok(LogInPayload { errors, ..Default::default() })
            }
        }
    }

    /// Ends the current session at once.
    async fn log_out(&self, ctx: &Context<'_>) -> Result<LogOutPayload, ApiError> {
        let request = OfficerContext::of(ctx);
        session::end(&request.app, request.officer(), &request.info).await?;
        request.change_cookie(CookieChange::ClearSession);
        Ok(LogOutPayload { logged_out: true, errors: vec![] })
    }
}

impl LogInPayload {
    fn new(logged_in: LoggedIn, request: &OfficerContext) -> Self {
        let (live, now) = (logged_in.live, request.info.now);
        Self {
            device_token: request.hand_out_device(logged_in.known_device, live.delivery),
            session: Some(OfficerSession::new(&live, now)),
            access_token: request.hand_out(logged_in.token, live.delivery),
            officer: Some(Officer::new(live.officer, &live.roles, now)),
            errors: vec![],
        }
    }
}

/// Maps the errors of an attempt, for all mutations that require a password and a code. `refused` is the
/// error of wrong ones.
pub(super) fn errors<E>(
    error: AttemptError,
    refused: fn(Language) -> InvalidCredentialsError,
    request: &OfficerContext,
) -> Result<Vec<E>, ApiError>
where
    E: From<InputError> + From<InvalidCredentialsError> + From<OverloadedError> + From<RateLimitedError>,
{
    let language = request.info.language;
    Ok(match error {
        AttemptError::Input(faults) => {
            faults.into_iter().map(|fault| InputError::of_officer(fault, language).into()).collect()
        }
        AttemptError::AuthenticationError(AuthenticationError::InvalidCredentials) => {
            vec![refused(language).into()]
        }
        AttemptError::AuthenticationError(AuthenticationError::Overloaded(_)) => {
            vec![OverloadedError::of_hasher(language).into()]
        }
        AttemptError::AuthenticationError(AuthenticationError::KeyMissing(missing)) => {
            return Err(missing.into());
        }
        AttemptError::AuthenticationError(AuthenticationError::Database(error)) => return Err(error.into()),
        AttemptError::RateLimited(limited) => vec![RateLimitedError::of_limit(limited, language).into()],
    })
}
