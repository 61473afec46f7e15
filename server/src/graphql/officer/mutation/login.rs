//! Logging in and out.

use async_graphql::{Context, InputObject, Object, OneofObject, SimpleObject, Union};
use entity::language::Language;

use crate::{
    account::{FieldError, password_attempt::AuthenticationError},
    graphql::{
        enums::SessionDelivery,
        error::ApiError,
        officer::{
            context::OfficerContext,
            person::SessionStatus,
            query::Viewer,
            user_error::{InputError, InvalidCredentialsError, OverloadedError, RateLimitedError},
        },
    },
    officer::{
        authentication::{AttemptError, Code},
        login::{self, LogIn, LoggedIn},
        session,
    },
    request_info::CookieChange,
};

/// The second factor: a one-time code or a recovery code. Set exactly one field.
#[derive(OneofObject)]
pub enum SecondFactorInput {
    /// The current one-time code of the authenticator app. Each code works once.
    #[graphql(secret)]
    TotpCode(String),
    /// A recovery code, e.g. if the telephone with the app is lost. Each code works once.
    #[graphql(secret)]
    RecoveryCode(String),
}

impl From<SecondFactorInput> for Code {
    fn from(input: SecondFactorInput) -> Self {
        match input {
            SecondFactorInput::TotpCode(code) => Self::Totp(code.trim().to_owned()),
            SecondFactorInput::RecoveryCode(code) => Self::Recovery(code.trim().to_owned()),
        }
    }
}

/// The input of `logIn`: the name, the password and the second factor.
#[derive(InputObject)]
pub struct LogInInput {
    /// The name of the officer, e.g. `houmu.hanako`.
    name: String,
    /// The password of the officer.
    #[graphql(secret)]
    password: String,
    /// A one-time code or a recovery code.
    #[graphql(secret)]
    second_factor: SecondFactorInput,
    /// How the client receives the session token: as a cookie (the default) or in the response.
    #[graphql(default_with = "SessionDelivery::Cookie")]
    delivery: SessionDelivery,
}

/// The result of the mutation `logIn`, or its errors.
#[derive(SimpleObject, Default)]
pub struct LogInPayload {
    /// The officer who is logged in now; null if there are errors.
    viewer: Option<Viewer>,
    /// When the session ends; null if there are errors.
    session_status: Option<SessionStatus>,
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
    /// The errors. If it is empty, nobody is logged in any more, whether or not somebody was before.
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
        #[graphql(desc = "The name, the password and the second factor.")] input: LogInInput,
    ) -> Result<LogInPayload, ApiError> {
        let request = OfficerContext::of(ctx);
        let entered = LogIn {
            name: &input.name,
            password: &input.password,
            code: input.second_factor.into(),
            delivery: input.delivery.into(),
        };
        match login::log_in(&request.app, entered, request.session(), &request.info).await {
            Ok(logged_in) => Ok(LogInPayload::new(logged_in, request)),
            Err(error) => {
                let errors = errors(error, InvalidCredentialsError::of_login, request)?;
                Ok(LogInPayload { errors, ..Default::default() })
            }
        }
    }

    /// Ends the current session at once. If there is none, or it has ended already, nothing happens; the
    /// response clears the cookie in each case.
    async fn log_out(&self, ctx: &Context<'_>) -> Result<LogOutPayload, ApiError> {
        let request = OfficerContext::of(ctx);
        // Cleared even if the session has already ended, so that the browser stops sending the token.
        request.change_cookie(CookieChange::ClearSession);
        if let Some(live) = request.session() {
            session::end(&request.app, live, &request.info).await?;
        }
        Ok(LogOutPayload { errors: vec![] })
    }
}

impl LogInPayload {
    fn new(logged_in: LoggedIn, request: &OfficerContext) -> Self {
        let live = logged_in.live;
        let payload = Self {
            viewer: Some(Viewer::default()),
            session_status: Some(SessionStatus::new(&live, request.info.now)),
            access_token: request.hand_out(logged_in.token, live.delivery),
            device_token: request.hand_out_device(logged_in.known_device, live.delivery),
            errors: vec![],
        };
        request.log_in(live);
        payload
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
            faults.into_iter().map(|fault| of_field(fault, language).into()).collect()
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

/// The error of a field; the codes are one level deeper.
fn of_field(found: FieldError, language: Language) -> InputError {
    match found.field {
        code @ ("totpCode" | "recoveryCode") => {
            InputError::at(&["secondFactor", code], found.fault, language)
        }
        _ => InputError::of_officer(found, language),
    }
}
