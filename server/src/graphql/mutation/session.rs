//! Staying logged in, and ending sessions elsewhere (000 §2.6).

use async_graphql::{Context, ID, InputObject, Object, SimpleObject, Union};

use crate::{
    account::{
        session::{self, ExtendError, status},
        session_list,
    },
    graphql::{
        account::Account,
        error::ApiError,
        request_context::RequestContext,
        scalar::NodeKind,
        session::SessionStatus,
        user_error::{ErrorCode, NotFoundError, SessionError},
    },
};

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
        match session::extend(&request.app.db, live, request.visit.now).await {
            Ok(told) => {
                let session = Some(SessionStatus::new(told, request.visit.now));
                Ok(ExtendSessionPayload { session, errors: vec![] })
            }
            Err(error) => {
                let errors = vec![extend_error(error, request)?.into()];
                let session = Some(SessionStatus::new(status(live), request.visit.now));
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
                session_list::end(&request.app, live, id, &request.visit).await?.then_some(id)
            }
            _ => None,
        };
        let errors = ended.is_none().then(|| NotFoundError::new("id", request.visit.language).into());
        let viewer = (ended != Some(live.session.id)).then(|| live.into());
        Ok(EndSessionPayload { viewer, errors: errors.into_iter().collect() })
    }

    /// Ends every session of the account but this one.
    async fn end_other_sessions(&self, ctx: &Context<'_>) -> Result<EndOtherSessionsPayload, ApiError> {
        let request = RequestContext::of(ctx);
        match request.required_session() {
            Ok(live) => {
                session_list::end_others(&request.app, live, &request.visit).await?;
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
    Ok(SessionError::new(code, request.visit.language))
}
