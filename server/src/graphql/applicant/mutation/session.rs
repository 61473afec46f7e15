//! Extending the session, and ending sessions on other devices (000 §2.6; R46-R48).

use async_graphql::{Context, ID, InputObject, Object, SimpleObject, Union};
use uuid::Uuid;

use super::refusal;
use crate::{
    account::{
        session::{self, ExtendError, status},
        session_list::{self, EndError},
    },
    graphql::{
        applicant::{
            account::Account,
            request_context::RequestContext,
            session::SessionStatus,
            user_error::{ErrorCode, NotFoundError, RateLimitedError, SessionError},
        },
        error::ApiError,
        scalar::NodeKind,
    },
    rate_limit::Limited,
    request_info::CookieChange,
};

/// The result of the mutation `extendSession`, or its errors.
#[derive(SimpleObject)]
pub struct ExtendSessionPayload {
    /// When the session now warns about automatic logout, and when it ends. If the session could not be
    /// extended, e.g. because of `ABSOLUTE_LIMIT`, these are the old times. Null if nobody is logged in.
    session_status: Option<SessionStatus>,
    /// The errors; empty on success.
    errors: Vec<ExtendSessionError>,
}

/// Errors that `extendSession` can return.
#[derive(Union)]
pub enum ExtendSessionError {
    /// There is no active session, or it has reached its longest possible time.
    Session(SessionError),
}

/// The input of the mutation `endSession`.
#[derive(InputObject)]
pub struct EndSessionInput {
    /// The `id` of one of `viewer.sessions`.
    id: ID,
}

/// The result of the mutation `endSession`, or its errors.
#[derive(SimpleObject)]
pub struct EndSessionPayload {
    /// The account with its remaining sessions; null if the current session was ended, or if nobody is logged
    /// in.
    viewer: Option<Account>,
    /// The errors; empty on success.
    errors: Vec<EndSessionError>,
}

/// Errors that `endSession` can return.
#[derive(Union)]
pub enum EndSessionError {
    /// The account has no such session; it may have ended already.
    NotFound(NotFoundError),
    /// Nobody is logged in.
    Session(SessionError),
    /// There were too many requests in a short time.
    RateLimited(RateLimitedError),
}

/// The result of the mutation `endOtherSessions`, or its errors.
#[derive(SimpleObject)]
pub struct EndOtherSessionsPayload {
    /// The account, whose only session is now the current one unless there are errors; null if nobody is
    /// logged in.
    viewer: Option<Account>,
    /// The errors; empty on success.
    errors: Vec<EndOtherSessionsError>,
}

/// Errors that `endOtherSessions` can return.
#[derive(Union)]
pub enum EndOtherSessionsError {
    /// Nobody is logged in.
    Session(SessionError),
    /// There were too many requests in a short time.
    RateLimited(RateLimitedError),
}

/// The mutations for sessions.
#[derive(Default)]
pub struct SessionMutation;

#[Object]
impl SessionMutation {
    /// "OK" on the message that warns about automatic logout: extends the session to three hours from now.
    /// "Cancel" needs no call.
    async fn extend_session(&self, ctx: &Context<'_>) -> Result<ExtendSessionPayload, ApiError> {
        let request = RequestContext::of(ctx);
        let live = match request.required_session() {
            Ok(live) => live,
            Err(error) => {
                return Ok(ExtendSessionPayload { session_status: None, errors: vec![error.into()] });
            }
        };
        let (deadlines, errors) = match session::extend(&request.app.db, live, request.info.now).await {
            Ok(deadlines) => (deadlines, vec![]),
            // The screen shows when the session ends, so it needs the times here too.
            Err(error) => (status(live), vec![extend_error(error, request)?.into()]),
        };
        let session_status = Some(SessionStatus::new(deadlines, request.info.now));
        Ok(ExtendSessionPayload { session_status, errors })
    }

    /// Ends one session of the account, e.g. on a lost device. If it is the current session, the response
    /// also clears its cookie, as that of `logOut` does.
    async fn end_session(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The session to end.")] input: EndSessionInput,
    ) -> Result<EndSessionPayload, ApiError> {
        let request = RequestContext::of(ctx);
        let live = match request.required_session() {
            Ok(live) => live,
            Err(error) => return Ok(EndSessionPayload { viewer: None, errors: vec![error.into()] }),
        };
        let (id, payload) =
            (session_id(&input.id), |viewer, errors| Ok(EndSessionPayload { viewer, errors }));
        match session_list::end(&request.app, live, id, &request.info).await {
            Ok(()) if id == live.session.id => {
                request.change_cookie(CookieChange::ClearSession);
                payload(None, vec![])
            }
            Ok(()) => payload(Some(live.into()), vec![]),
            Err(error) => payload(Some(live.into()), vec![not_ended(error, request)?]),
        }
    }

    /// Ends all sessions of the account except the current one, and forgets all known browsers and apps
    /// except this one.
    async fn end_other_sessions(&self, ctx: &Context<'_>) -> Result<EndOtherSessionsPayload, ApiError> {
        let request = RequestContext::of(ctx);
        let live = match request.required_session() {
            Ok(live) => live,
            Err(error) => return Ok(EndOtherSessionsPayload { viewer: None, errors: vec![error.into()] }),
        };
        let errors = match session_list::end_others(&request.app, live, &request.info).await {
            Ok(()) | Err(EndError::NotFound) => vec![],
            Err(EndError::RateLimited(limited)) => vec![rate_limited(limited, request).into()],
            Err(EndError::Database(error)) => return Err(error.into()),
        };
        Ok(EndOtherSessionsPayload { viewer: Some(live.into()), errors })
    }
}

/// The key of a session; the nil UUID, which no session has, if the ID is not that of a session.
fn session_id(id: &ID) -> Uuid {
    match NodeKind::parse(id) {
        Some((NodeKind::Session, id)) => id,
        _ => Uuid::nil(),
    }
}

fn rate_limited(limited: Limited, request: &RequestContext) -> RateLimitedError {
    RateLimitedError::of_limit(limited, request.info.language)
}

fn not_ended(error: EndError, request: &RequestContext) -> Result<EndSessionError, ApiError> {
    Ok(match error {
        EndError::NotFound => NotFoundError::new(ErrorCode::NotFound, &["id"], request.info.language).into(),
        EndError::RateLimited(limited) => rate_limited(limited, request).into(),
        EndError::Database(error) => return Err(error.into()),
    })
}

fn extend_error(error: ExtendError, request: &RequestContext) -> Result<SessionError, ApiError> {
    match error {
        ExtendError::AbsoluteLimit => {
            Ok(SessionError::new(ErrorCode::AbsoluteLimit, &[], None, request.info.language))
        }
        ExtendError::Over => Ok(refusal::session_over(request)),
        ExtendError::Database(error) => Err(error.into()),
    }
}
