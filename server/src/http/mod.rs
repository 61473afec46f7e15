//! HTTP: the routes of both listeners, and what every request passes through.
//!
//! It never exposes the GraphQL engine's own endpoint, which would run mutations from GET and from forms.

pub mod assets;
pub mod client_address;
mod connection;
pub mod credentials;
pub mod device;
pub mod entrance;
pub mod graphql;
mod header_lines;
pub mod health;
pub mod hooks;
pub(crate) mod listen;
pub mod origin;
pub mod places;
mod serving;
pub mod shutdown;
mod trace;
mod turns;

use std::{panic::AssertUnwindSafe, sync::Arc};

use futures_util::FutureExt;

use poem::{
    Endpoint, EndpointExt, IntoEndpoint, IntoResponse, Request, Response, Route, get,
    http::{HeaderName, HeaderValue, Version},
};
use tokio::net::TcpListener;
use tracing::Instrument;
use uuid::Uuid;

use self::{
    entrance::Entrance,
    graphql::{
        GraphqlEndpoint,
        answer::{self, ResponseFormat},
        audience::Audience,
        reason::Reason,
        refusal::Refusal,
    },
    origin::Origins,
    places::Places,
    shutdown::Shutdown,
};
use crate::{
    app::App,
    graphql::{applicant::PublicSchema, officer::OfficerSchema},
};

/// The ID of a request. It is in the response (`x-request-id`) and, with the trace, in every log line about
/// the request.
#[derive(Clone, Copy, Debug)]
pub struct RequestId(pub Uuid);

/// The routes of the public listener in every installation. [`hooks::add`] adds those that are set.
#[must_use]
pub fn routes(app: &Arc<App>, entrance: &Arc<Entrance>, schema: PublicSchema) -> Route {
    let graphql = GraphqlEndpoint::new(Arc::clone(app), Arc::clone(entrance), Audience::Applicants(schema));
    Route::new()
        .at("/graphql", graphql)
        .at("/schema.graphql", get(assets::schema))
        .at("/livez", get(health::live))
        .at("/readyz", get(health::ready).data(Arc::clone(app)))
        .at("/version", get(health::version))
}

/// The routes of the officers' listener. `origins` are those of the officers' front ends.
#[must_use]
pub fn officer_routes(
    app: &Arc<App>,
    entrance: &Arc<Entrance>,
    schema: OfficerSchema,
    origins: Origins,
) -> Route {
    let audience = Audience::Officers(schema, Arc::new(origins));
    Route::new()
        .at("/graphql", GraphqlEndpoint::new(Arc::clone(app), Arc::clone(entrance), audience))
        .at("/officer.graphql", get(assets::officer_schema))
        .at("/livez", get(health::live))
        .at("/readyz", get(health::ready).data(Arc::clone(app)))
        .at("/version", get(health::version))
}

/// Serves connections, as many as `places` allows, until `shutdown` closes. Then requests in progress may
/// finish.
pub async fn serve(
    listener: TcpListener,
    routes: impl IntoEndpoint<Endpoint: 'static>,
    places: Places,
    shutdown: Shutdown,
) -> std::io::Result<()> {
    let end = shutdown.clone();
    let endpoint = routes
        .into_endpoint()
        .around(refuse_unclear_hosts)
        .around(move |next, request| shutdown::unready_when_leaving(next, request, end.clone()))
        .around(number_and_trace);
    serving::serve(listener, endpoint, places, shutdown).await
}

/// Responds with 400 to a request with several `Host` or `Origin` lines, or without `Host`. Probes of load
/// balancers may leave it out, because HTTP/1.0 does not have it.
async fn refuse_unclear_hosts<E: Endpoint>(next: Arc<E>, request: Request) -> poem::Result<Response> {
    let is_probe =
        request.version() < Version::HTTP_11 && matches!(request.uri().path(), "/livez" | "/readyz");
    if header_lines::is_clear_about_hosts(request.headers(), is_probe) {
        return Ok(next.call(request).await?.into_response());
    }
    let refusal = Refusal::Request(Reason::HostUnclear);
    refusal.log();
    Ok(answer::refusal(&refusal, 1, ResponseFormat::of(&request)))
}

/// Gives a request an ID, reads its trace, and adds both to every log line about it.
async fn number_and_trace<E: Endpoint>(next: Arc<E>, mut request: Request) -> poem::Result<Response> {
    let (id, trace) = (RequestId(Uuid::now_v7()), trace::of(request.headers()));
    request.set_data(id);
    request.set_data(trace);
    // At the level ERROR, so that no filter removes the IDs from the log lines within.
    let span = tracing::error_span!(
        "request",
        id = %id.0,
        trace_id = %trace.trace_id(),
        span_id = %trace.span_id()
    );
    answer_and_log(next, request, id).instrument(span).await
}

/// Adds the request's ID to the response, and logs one line, which never has a query string or a body.
async fn answer_and_log<E: Endpoint>(
    next: Arc<E>,
    request: Request,
    id: RequestId,
) -> poem::Result<Response> {
    let started = tokio::time::Instant::now();
    let (method, path) = (request.method().clone(), request.uri().path().to_owned());
    let format = ResponseFormat::of(&request);
    // A panic in a handler must not close the connection without a response.
    let mut response = match AssertUnwindSafe(next.call(request)).catch_unwind().await {
        Ok(Ok(response)) => response.into_response(),
        Ok(Err(error)) => error.into_response(),
        Err(_) => answer::refusal(&Refusal::Internal, 1, format),
    };
    let headers = response.headers_mut();
    if let Ok(value) = HeaderValue::from_str(&id.0.to_string()) {
        headers.insert(HeaderName::from_static("x-request-id"), value);
    }
    headers.insert(HeaderName::from_static("x-content-type-options"), HeaderValue::from_static("nosniff"));
    let (status, ms) = (response.status().as_u16(), started.elapsed().as_millis());
    tracing::info!(%method, path, status, ms, "answered");
    Ok(response)
}
