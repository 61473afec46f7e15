//! Logging in and out, and staying logged in (000 §2).

use std::sync::Arc;

use async_graphql::{Context, Enum, ID, InputObject, Object, SimpleObject, Union};

use crate::{
    account::{
        login::{self, LogInError as Refusal},
        session::{self, ExtendError, status},
        session_list,
    },
    graphql::{
        account::Account,
        error::ApiError,
        request_context::{CookieChange, RequestContext},
        scalar::NodeKind,
        session::SessionStatus,
        user_error::{
            ErrorCode, InputError, InvalidCredentialsError, NotFoundError, OverloadedError, SessionError,
        },
    },
};

/// How the session reaches the client.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
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

/// What follows "OK" of the warning.
#[derive(SimpleObject)]
pub struct ExtendSessionPayload {
    /// When the session warns and ends now; also when it could not be extended.
    session: Option<SessionStatus>,
    /// What was wrong; empty on success.
    errors: Vec<ExtendSessionError>,
}

/// What `extendSession` can refuse.
#[derive(Union)]
pub enum ExtendSessionError {
    /// There is no session, or it is at its absolute limit.
    Session(SessionError),
}

/// Which session to end.
#[derive(InputObject)]
pub struct EndSessionInput {
    /// The `id` of one of `viewer.sessions`.
    id: ID,
}

/// What follows the end of one session.
#[derive(SimpleObject)]
pub struct EndSessionPayload {
    /// Whoever is logged in, with the sessions that are left; null after ending one's own.
    viewer: Option<Account>,
    /// What was wrong; empty on success.
    errors: Vec<EndSessionError>,
}

/// What `endSession` can refuse.
#[derive(Union)]
pub enum EndSessionError {
    /// The account has no such session.
    NotFound(NotFoundError),
    /// Nobody is logged in.
    Session(SessionError),
}

/// What follows the end of the other sessions.
#[derive(SimpleObject)]
pub struct EndOtherSessionsPayload {
    /// Whoever is logged in, with the one session that is left.
    viewer: Option<Account>,
    /// What was wrong; empty on success.
    errors: Vec<EndOtherSessionsError>,
}

/// What `endOtherSessions` can refuse.
#[derive(Union)]
pub enum EndOtherSessionsError {
    /// Nobody is logged in.
    Session(SessionError),
}

/// Mutations of the session.
#[derive(Default)]
pub struct SessionMutation;

#[Object]
impl SessionMutation {
    /// "Login" of the "User Login" screen (R35).
    async fn log_in(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What the screen sends.")] input: LogInInput,
    ) -> Result<LogInPayload, ApiError> {
        let request = RequestContext::of(ctx);
        let carried = request.session().map(Arc::as_ref);
        let outcome = login::log_in(
            &request.app,
            &input.user_id,
            &input.password,
            carried,
            &request.device,
            request.now,
        )
        .await;
        match outcome {
            Ok(logged_in) => Ok(LogInPayload::new(logged_in, input.delivery, request)),
            Err(error) => Ok(LogInPayload { errors: log_in_errors(error, request)?, ..Default::default() }),
        }
    }

    /// "Logout" of the "User Logout Confirmation" screen (R40): the session ends at once.
    async fn log_out(&self, ctx: &Context<'_>) -> Result<LogOutPayload, ApiError> {
        let request = RequestContext::of(ctx);
        request.change_cookie(CookieChange::Clear);
        match request.required_session() {
            Ok(live) => {
                session::end(&request.app.db, live, request.now).await?;
                Ok(LogOutPayload { logged_out: true, errors: vec![] })
            }
            Err(error) => Ok(LogOutPayload { logged_out: false, errors: vec![error.into()] }),
        }
    }

    /// "OK" of the warning before automatic logout: three more hours from now (R47). "Cancel" needs
    /// no call (R48).
    async fn extend_session(&self, ctx: &Context<'_>) -> Result<ExtendSessionPayload, ApiError> {
        let request = RequestContext::of(ctx);
        let refused =
            |error: SessionError| Ok(ExtendSessionPayload { session: None, errors: vec![error.into()] });
        let live = match request.required_session() {
            Ok(live) => live,
            Err(error) => return refused(error),
        };
        match session::extend(&request.app.db, live, request.now).await {
            Ok(told) => {
                let session = Some(SessionStatus::new(told, request.now));
                Ok(ExtendSessionPayload { session, errors: vec![] })
            }
            Err(error) => {
                let errors = vec![extend_error(error, request)?.into()];
                let session = Some(SessionStatus::new(status(live), request.now));
                Ok(ExtendSessionPayload { session, errors })
            }
        }
    }

    /// Ends one of the account's sessions, e.g. on a device that was lost; one's own is `logOut`'s
    /// business, but may be ended here too.
    async fn end_session(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which one.")] input: EndSessionInput,
    ) -> Result<EndSessionPayload, ApiError> {
        let request = RequestContext::of(ctx);
        let live = match request.required_session() {
            Ok(live) => live,
            Err(error) => return Ok(EndSessionPayload { viewer: None, errors: vec![error.into()] }),
        };
        let ended = match NodeKind::parse(&input.id) {
            Some((NodeKind::Session, id)) => {
                session_list::end(&request.app.db, live, id, request.now).await?.then_some(id)
            }
            _ => None,
        };
        let errors = ended.is_none().then(|| NotFoundError::new("id", request.language).into());
        let viewer = (ended != Some(live.session.id)).then(|| live.into());
        Ok(EndSessionPayload { viewer, errors: errors.into_iter().collect() })
    }

    /// Ends every session of the account but this one.
    async fn end_other_sessions(&self, ctx: &Context<'_>) -> Result<EndOtherSessionsPayload, ApiError> {
        let request = RequestContext::of(ctx);
        match request.required_session() {
            Ok(live) => {
                session_list::end_others(&request.app.db, live, request.now).await?;
                Ok(EndOtherSessionsPayload { viewer: Some(live.into()), errors: vec![] })
            }
            Err(error) => Ok(EndOtherSessionsPayload { viewer: None, errors: vec![error.into()] }),
        }
    }
}

impl LogInPayload {
    /// The new session goes into the cookie or into the answer, never into both.
    fn new(logged_in: login::LoggedIn, delivery: SessionDelivery, request: &RequestContext) -> Self {
        let live = Arc::new(logged_in.live);
        let access_token = match delivery {
            SessionDelivery::Bearer => Some(logged_in.token),
            SessionDelivery::Cookie => {
                request.change_cookie(CookieChange::Set(logged_in.token));
                None
            }
        };
        let session = Some(SessionStatus::new(status(&live), request.now));
        Self { viewer: Some((&live).into()), session, access_token, errors: vec![] }
    }
}

fn log_in_errors(error: Refusal, request: &RequestContext) -> Result<Vec<LogInError>, ApiError> {
    let language = request.language;
    Ok(match error {
        Refusal::Input(faults) => {
            faults.into_iter().map(|fault| InputError::new(fault, language).into()).collect()
        }
        Refusal::InvalidCredentials => vec![InvalidCredentialsError::new(language).into()],
        Refusal::Overloaded(_) => vec![OverloadedError::new(language).into()],
        Refusal::Database(error) => return Err(error.into()),
    })
}

fn extend_error(error: ExtendError, request: &RequestContext) -> Result<SessionError, ApiError> {
    let code = match error {
        ExtendError::AbsoluteLimit => ErrorCode::AbsoluteLimit,
        ExtendError::Over => ErrorCode::SessionExpired,
        ExtendError::Database(error) => return Err(error.into()),
    };
    Ok(SessionError::new(code, request.language))
}
