//! The two audiences, applicants and officers. Each has its own schema, origins, cookie, limits, and
//! sessions.
//!
//! Everything before this module is the same for both. From here on, a request of one audience cannot reach
//! anything of the other.

use std::{any::Any, sync::Arc};

use async_graphql::parser::types::ExecutableDocument;
use entity::session::SessionToken;
use sea_orm::DbErr;

use super::{
    limit_name::{LimitName, LimitValue},
    limits::Limits,
    refusal::Refusal,
};
use crate::{
    account::session::{self as applicants, Found},
    app::App,
    client::ClientAddress,
    graphql::{
        self,
        applicant::{
            PublicSchema,
            request_context::{RequestContext, Viewer},
        },
        error::ApiError,
        officer::{
            OfficerSchema,
            context::{OfficerContext, Viewer as OfficersViewer},
        },
    },
    http::{entrance::Entrance, origin::Origins},
    officer::{session as officers, wrong_audience},
    rate_limit::Limit,
    request_info::{CookieChange, RequestInfo},
};

/// The API that a request is for.
#[derive(Clone)]
pub enum Audience {
    /// The applicants' API, on the public listener.
    Applicants(PublicSchema),
    /// The officers' API, with the origins of the officers' front ends.
    Officers(OfficerSchema, Arc<Origins>),
}

/// A request that has passed all checks and can be executed.
#[derive(Clone)]
pub(super) struct PreparedRequest {
    /// The session token, and how it was sent.
    pub(super) token: Option<SessionToken>,
    /// Whether it only reads the session or the schema, and so does not count as activity (R8).
    pub(super) is_passive: bool,
    /// When and from where the request came.
    pub(super) info: RequestInfo,
    /// The operation, in the engine's form.
    pub(super) operation: ExecutableDocument,
}

impl PreparedRequest {
    /// The engine's request, with the context that its resolvers use.
    fn request(self, context: impl Any + Send + Sync) -> async_graphql::Request {
        let mut request = async_graphql::Request::new("").data(context);
        request.set_parsed_query(self.operation);
        request
    }
}

/// The engine's response, and the cookies to set or clear.
pub(super) type EngineResponse = (async_graphql::Response, Vec<CookieChange>);

impl Audience {
    /// The pages that may call this API, and their cookies.
    pub(super) fn origins<'a>(&'a self, entrance: &'a Entrance) -> &'a Origins {
        match self {
            Self::Applicants(_) => &entrance.origins,
            Self::Officers(_, origins) => origins,
        }
    }

    /// The maximum size of a request's body in bytes.
    pub(super) const fn max_bytes(&self, limits: &Limits) -> LimitValue {
        limits.value(match self {
            Self::Applicants(_) => LimitName::Body,
            Self::Officers(..) => LimitName::OfficerBody,
        })
    }

    /// The rate limit of a client. Each audience has its own, so a flood of one API does not use up the
    /// other's.
    pub(super) const fn limit(&self, client: ClientAddress) -> Limit<'static> {
        match self {
            Self::Applicants(_) => Limit::GraphqlClient(client),
            Self::Officers(..) => Limit::OfficerGraphqlClient(client),
        }
    }

    /// The schema of this audience as SDL.
    pub(super) fn sdl(&self) -> String {
        match self {
            Self::Applicants(_) => graphql::applicant::sdl(),
            Self::Officers(..) => graphql::officer::sdl(),
        }
    }

    /// Loads the session, and executes the operation for its user.
    pub(super) async fn execute(
        &self,
        app: &Arc<App>,
        prepared: PreparedRequest,
    ) -> Result<EngineResponse, Refusal> {
        match self {
            Self::Applicants(schema) => for_applicant(schema, app, prepared).await,
            Self::Officers(schema, _) => for_officer(schema, app, prepared).await,
        }
    }
}

async fn for_applicant(
    schema: &PublicSchema,
    app: &Arc<App>,
    prepared: PreparedRequest,
) -> Result<EngineResponse, Refusal> {
    let mut info = prepared.info.clone();
    let viewer = match &prepared.token {
        None => Viewer::LoggedOut,
        Some(token) => {
            applicant(app, token, prepared.is_passive, &info).await.map_err(|error| gone(app, error))?
        }
    };
    if let Viewer::LoggedIn(live) = &viewer {
        info.source.session_id = Some(live.session.id);
    }
    let context = Arc::new(RequestContext::new(Arc::clone(app), info, viewer));
    let executed = schema.execute(prepared.request(Arc::clone(&context))).await;
    Ok((executed, context.cookie_changes()))
}

async fn for_officer(
    schema: &OfficerSchema,
    app: &Arc<App>,
    prepared: PreparedRequest,
) -> Result<EngineResponse, Refusal> {
    let mut info = prepared.info.clone();
    let viewer = match &prepared.token {
        None => OfficersViewer::LoggedOut,
        Some(token) => {
            officer(app, token, prepared.is_passive, &info).await.map_err(|error| gone(app, error))?
        }
    };
    if let OfficersViewer::LoggedIn(live) = &viewer {
        info.source.session_id = Some(live.session.id);
    }
    let context = Arc::new(OfficerContext::new(Arc::clone(app), info, viewer));
    let executed = schema.execute(prepared.request(Arc::clone(&context))).await;
    // After the engine: a field that fails aborts the others, which may still be writing.
    context.record_refusal().await.map_err(|error| gone(app, error))?;
    Ok((executed, context.cookie_changes()))
}

/// Loads the applicant's session. A request that is not passive counts as activity (R8).
async fn applicant(
    app: &App,
    token: &SessionToken,
    is_passive: bool,
    info: &RequestInfo,
) -> Result<Viewer, DbErr> {
    let mut live = match applicants::find(&app.batches.sessions, token, info.now).await? {
        Found::Live(live) => *live,
        Found::Over(end) => {
            wrong_audience::note_officers_token(app, token, info).await?;
            return Ok(Viewer::SessionOver(end));
        }
    };
    // A page that polls the state of its session must not keep the session alive (R8).
    if !is_passive {
        applicants::touch(&app.batches.sessions, &mut live, info.now).await?;
    }
    Ok(Viewer::LoggedIn(Arc::new(live)))
}

/// Loads the officer's session. A request that is not passive counts as activity.
async fn officer(
    app: &App,
    token: &SessionToken,
    is_passive: bool,
    info: &RequestInfo,
) -> Result<OfficersViewer, DbErr> {
    let Some(mut live) = officers::find(app, token, info.now).await? else {
        wrong_audience::note_applicants_token(app, token, info).await?;
        return Ok(OfficersViewer::SessionOver);
    };
    // A console that polls the state of its session must not keep the session alive.
    if !is_passive {
        officers::touch(&app.db, &mut live, info.now).await?;
    }
    Ok(OfficersViewer::LoggedIn(Box::new(live)))
}

/// The refusal when the session cannot be loaded or the request cannot be recorded.
fn gone(app: &App, error: DbErr) -> Refusal {
    match ApiError::from(error) {
        ApiError::ServiceUnavailable(failure) => {
            app.readiness.note(failure);
            Refusal::Unavailable
        }
        _ => Refusal::Internal,
    }
}
