//! Logging in and out.

use async_graphql::{Context, InputObject, Object, SimpleObject, Union};

use crate::{
    account::credential::Unproved,
    graphql::{error::ApiError, mutation::login::SessionDelivery, request_context::CookieChange},
    officer::{
        attempt::AttemptError,
        graphql::{
            context::OfficerContext,
            person::{Officer, OfficerSession},
            user_error::{ErrorCode, InputError, InvalidCredentialsError, OverloadedError, RateLimitedError},
        },
        login::{self, LogIn, LoggedIn},
        session,
    },
};

/// What an officer enters to log in: the password, and one of the two codes.
#[derive(InputObject)]
pub struct LogInInput {
    /// The name.
    name: String,
    /// The password.
    #[graphql(secret)]
    password: String,
    /// The code that the telephone shows now; each works once.
    #[graphql(secret)]
    totp_code: Option<String>,
    /// In its place, one of the codes that were shown at the enrolment; each works once.
    #[graphql(secret)]
    recovery_code: Option<String>,
    /// How the session reaches the client.
    #[graphql(default_with = "SessionDelivery::Cookie")]
    delivery: SessionDelivery,
}

/// What follows a login.
#[derive(SimpleObject, Default)]
pub struct LogInPayload {
    /// Whoever is now logged in.
    officer: Option<Officer>,
    /// When the session ends.
    session: Option<OfficerSession>,
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
    /// Name, password and code do not belong together, the code was used, or the officer is locked.
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

/// What `logOut` can refuse: nothing so far.
#[derive(Union)]
pub enum LogOutError {
    /// It was asked for too often.
    RateLimited(RateLimitedError),
}

/// Mutations of the login.
#[derive(Default)]
pub struct LoginMutation;

#[Object]
impl LoginMutation {
    /// Logs an officer in. Five wrong attempts in a row, whatever was wrong, lock the officer for 24 hours.
    async fn log_in(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What was entered.")] input: LogInInput,
    ) -> Result<LogInPayload, ApiError> {
        let request = OfficerContext::of(ctx);
        let typed = LogIn {
            name: &input.name,
            password: &input.password,
            totp_code: input.totp_code.as_deref().unwrap_or_default(),
            recovery_code: input.recovery_code.as_deref().unwrap_or_default(),
            delivery: input.delivery.into(),
        };
        match login::log_in(&request.app, typed, request.visitor(), &request.visit).await {
            Ok(logged_in) => Ok(LogInPayload::new(logged_in, request)),
            Err(error) => Ok(LogInPayload { errors: errors(error, request)?, ..Default::default() }),
        }
    }

    /// Ends the session.
    async fn log_out(&self, ctx: &Context<'_>) -> Result<LogOutPayload, ApiError> {
        let request = OfficerContext::of(ctx);
        session::end(&request.app, request.officer(), &request.visit).await?;
        request.change_cookie(CookieChange::ClearSession);
        Ok(LogOutPayload { logged_out: true, errors: vec![] })
    }
}

impl LogInPayload {
    fn new(logged_in: LoggedIn, request: &OfficerContext) -> Self {
        let (live, now) = (logged_in.live, request.visit.now);
        Self {
            session: Some(OfficerSession::new(&live, now)),
            access_token: request.hand_out(logged_in.token, live.delivery),
            officer: Some(Officer::new(live.officer, &live.roles, now)),
            errors: vec![],
        }
    }
}

/// What is told of a refused attempt; the same wherever password and code are asked for.
pub(super) fn errors<E>(error: AttemptError, request: &OfficerContext) -> Result<Vec<E>, ApiError>
where
    E: From<InputError> + From<InvalidCredentialsError> + From<OverloadedError> + From<RateLimitedError>,
{
    let language = request.visit.language;
    Ok(match error {
        AttemptError::Input(faults) => {
            faults.into_iter().map(|fault| InputError::new(fault, language).into()).collect()
        }
        AttemptError::Unproved(Unproved::InvalidCredentials) => {
            vec![InvalidCredentialsError::new(ErrorCode::InvalidCredentials, None, language).into()]
        }
        AttemptError::Unproved(Unproved::Overloaded(_)) => vec![OverloadedError::new(language).into()],
        AttemptError::Unproved(Unproved::KeyMissing(missing)) => return Err(missing.into()),
        AttemptError::Unproved(Unproved::Database(error)) => return Err(error.into()),
        AttemptError::RateLimited(limited) => vec![RateLimitedError::new(limited, language).into()],
    })
}
