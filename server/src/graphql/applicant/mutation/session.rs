//! Extending the session, and ending sessions on other devices (000 §2.6; R46-R48).

use async_graphql::{Context, ID, InputObject, Object, SimpleObject, Union};

use crate::{
    account::{
        session::{self, ExtendError, status},
        session_list,
    },
    graphql::{
        applicant::{
            account::Account,
            request_context::RequestContext,
            session::SessionStatus,
            user_error::{ErrorCode, NotFoundError, SessionError},
        },
        error::ApiError,
        scalar::NodeKind,
    },
};

/// The result of the mutation `extendSession`, or its errors.
#[derive(SimpleObject)]
pub struct ExtendSessionPayload {
    /// When the session now warns and ends. It is also set if the session could not be extended.
    session: Option<SessionStatus>,
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
}

/// The result of the mutation `endOtherSessions`, or its errors.
#[derive(SimpleObject)]
pub struct EndOtherSessionsPayload {
    /// The account with the current session alone; null if nobody is logged in.
    viewer: Option<Account>,
    /// The errors; empty on success.
    errors: Vec<EndOtherSessionsError>,
}

/// Errors that `endOtherSessions` can return.
#[derive(Union)]
pub enum EndOtherSessionsError {
    /// Nobody is logged in.
    Session(SessionError),
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
        let refused =
            |error: SessionError| Ok(ExtendSessionPayload { session: None, errors: vec![error.into()] });
        let live = match request.required_session() {
            Ok(live) => live,
            Err(error) => return refused(error),
        };
        match session::extend(&request.app.db, live, request.info.now).await {
            Ok(told) => {
                let session = Some(SessionStatus::new(told, request.info.now));
                Ok(ExtendSessionPayload { session, errors: vec![] })
            }
            Err(error) => {
                let errors = vec![extend_error(error, request)?.into()];
                // The screen shows when the session ends, so it needs the times here too.
                let session = Some(SessionStatus::new(status(live), request.info.now));
                Ok(ExtendSessionPayload { session, errors })
            }
        }
    }

    /// Ends one session of the account, e.g. on a lost device. To end the current session, prefer `logOut`,
    /// which also clears the cookie.
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
        let ended = match NodeKind::parse(&input.id) {
            Some((NodeKind::Session, id)) => {
                session_list::end(&request.app, live, id, &request.info).await?.then_some(id)
            }
            _ => None,
        };
        let errors = ended.is_none().then(|| NotFoundError::new("id", request.info.language).into());
        let viewer = (ended != Some(live.session.id)).then(|| live.into());
        Ok(EndSessionPayload { viewer, errors: errors.into_iter().collect() })
    }

    /// Ends all sessions of the account except the current one.
    async fn end_other_sessions(&self, ctx: &Context<'_>) -> Result<EndOtherSessionsPayload, ApiError> {
        let request = RequestContext::of(ctx);
        match request.required_session() {
            Ok(live) => {
                session_list::end_others(&request.app, live, &request.info).await?;
                Ok(EndOtherSessionsPayload { viewer: Some(live.into()), errors: vec![] })
            }
            Err(error) => Ok(EndOtherSessionsPayload { viewer: None, errors: vec![error.into()] }),
        }
    }
}

fn extend_error(error: ExtendError, request: &RequestContext) -> Result<SessionError, ApiError> {
    let code = match error {
        ExtendError::AbsoluteLimit => ErrorCode::AbsoluteLimit,
        ExtendError::Over => ErrorCode::SessionExpired,
        ExtendError::Database(error) => return Err(error.into()),
    };
    Ok(SessionError::new(code, request.info.language))
}
