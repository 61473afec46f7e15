//! The two doors: each has a schema, pages that may call, a cookie, and its own way to find who is there.
//!
//! What comes before is the same for both; behind a door nothing of the other can be reached.

use std::{any::Any, sync::Arc};

use async_graphql::parser::types::ExecutableDocument;
use entity::session::Delivery;
use sea_orm::DbErr;

use super::{answer::Refusal, limits::Limits};
use crate::{
    account::session as applicants,
    app::App,
    graphql::{
        self, PublicSchema,
        error::ApiError,
        request_context::{CookieChange, RequestContext, Visitor},
    },
    http::{client_address::ClientAddress, origin::Origins},
    officer::{
        self,
        graphql::{OfficerSchema, context::OfficerContext},
        session::{self as officers, LiveOfficer},
        wrong_door,
    },
    rate_limit::Limit,
    visit::Visit,
};

/// Where a request comes in.
#[derive(Clone)]
pub enum Door {
    /// The applicants'.
    Public(PublicSchema),
    /// The officers'.
    Officers(OfficerSchema, Arc<Origins>),
}

/// A request that may be carried out.
#[derive(Clone)]
pub(super) struct Arrived {
    /// The token, and how it came.
    pub(super) token: Option<(String, Delivery)>,
    /// Whether it only looks at the session.
    pub(super) is_passive: bool,
    /// When and from where it came.
    pub(super) visit: Visit,
    /// The operation, as the engine takes it.
    pub(super) operation: ExecutableDocument,
}

impl Arrived {
    /// The engine's request, with what its resolvers are given.
    fn request(self, context: impl Any + Send + Sync) -> async_graphql::Request {
        let mut request = async_graphql::Request::new("").data(context);
        request.set_parsed_query(self.operation);
        request
    }
}

/// What the engine answered, and what is to become of the cookies.
pub(super) type CarriedOut = (async_graphql::Response, Vec<CookieChange>);

impl Door {
    /// Which pages may call here, and their cookie.
    pub(super) fn origins<'a>(&'a self, app: &'a App) -> &'a Origins {
        match self {
            Self::Public(_) => &app.origins,
            Self::Officers(_, origins) => origins,
        }
    }

    /// The most bytes of a request's body.
    pub(super) const fn max_bytes(&self, limits: &Limits) -> usize {
        match self {
            Self::Public(_) => limits.body,
            Self::Officers(..) => limits.officer_body,
        }
    }

    /// What a client's documents are counted by: a flood at one door costs nobody at the other.
    pub(super) const fn limit(&self, client: ClientAddress) -> Limit<'static> {
        match self {
            Self::Public(_) => Limit::GraphqlClient(client),
            Self::Officers(..) => Limit::OfficerGraphqlClient(client),
        }
    }

    /// What its schema prints.
    pub(super) fn sdl(&self) -> String {
        match self {
            Self::Public(_) => graphql::sdl(),
            Self::Officers(..) => officer::graphql::sdl(),
        }
    }

    /// Finds who is there, and runs the operation for them.
    pub(super) async fn carry_out(&self, app: &Arc<App>, arrived: Arrived) -> Result<CarriedOut, Refusal> {
        match self {
            Self::Public(schema) => for_applicant(schema, app, arrived).await,
            Self::Officers(schema, _) => for_officer(schema, app, arrived).await,
        }
    }
}

async fn for_applicant(
    schema: &PublicSchema,
    app: &Arc<App>,
    arrived: Arrived,
) -> Result<CarriedOut, Refusal> {
    let mut visit = arrived.visit.clone();
    let visitor = match &arrived.token {
        None => Visitor::LoggedOut,
        Some(token) => {
            applicant(app, token, arrived.is_passive, &visit).await.map_err(|error| gone(app, error))?
        }
    };
    if let Visitor::LoggedIn(live) = &visitor {
        visit.source.session_id = Some(live.session.id);
    }
    let context = Arc::new(RequestContext::new(Arc::clone(app), visit, visitor));
    let executed = schema.execute(arrived.request(Arc::clone(&context))).await;
    Ok((executed, context.cookie_changes()))
}

async fn for_officer(
    schema: &OfficerSchema,
    app: &Arc<App>,
    arrived: Arrived,
) -> Result<CarriedOut, Refusal> {
    let mut visit = arrived.visit.clone();
    let officer = match &arrived.token {
        None => None,
        Some(token) => {
            officer(app, token, arrived.is_passive, &visit).await.map_err(|error| gone(app, error))?
        }
    };
    visit.source.session_id = officer.as_ref().map(|live| live.session.id);
    let context = Arc::new(OfficerContext::new(Arc::clone(app), visit, officer));
    let executed = schema.execute(arrived.request(Arc::clone(&context))).await;
    context.record_refusal().await.map_err(|error| gone(app, error))?;
    Ok((executed, context.cookie_changes()))
}

/// Who sent the request; anything but a look at the session counts as activity (R8).
async fn applicant(
    app: &App,
    (token, delivery): &(String, Delivery),
    is_passive: bool,
    visit: &Visit,
) -> Result<Visitor, DbErr> {
    let Some(mut live) = applicants::find(&app.together.sessions, (token, *delivery), visit.now).await?
    else {
        wrong_door::note_officers_token(app, (token, *delivery), visit).await?;
        return Ok(Visitor::SessionOver);
    };
    if !is_passive {
        applicants::touch(&app.together.sessions, &mut live, visit.now).await?;
    }
    Ok(Visitor::LoggedIn(Arc::new(live)))
}

/// The same at the officers' door.
async fn officer(
    app: &App,
    (token, delivery): &(String, Delivery),
    is_passive: bool,
    visit: &Visit,
) -> Result<Option<LiveOfficer>, DbErr> {
    let Some(mut live) = officers::find(app, (token, *delivery), visit.now).await? else {
        wrong_door::note_applicants_token(app, (token, *delivery), visit).await?;
        return Ok(None);
    };
    if !is_passive {
        officers::touch(&app.db, &mut live, visit.now).await?;
    }
    Ok(Some(live))
}

/// Who is there could not be read, or recorded.
fn gone(app: &App, error: DbErr) -> Refusal {
    match ApiError::from(error) {
        ApiError::ServiceUnavailable(failure) => {
            app.readiness.note(failure);
            Refusal::Unavailable
        }
        _ => Refusal::Internal,
    }
}
