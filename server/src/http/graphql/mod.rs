//! `/graphql`: from bytes to an operation, who sent it, the engine, and the answer.
//!
//! A request goes through the files of this room in this order: `media_type`, `parameters`, `trusted`, `shape`,
//! `validation` (with `input_values`), `variables`, `cost`; `introspection` or `door` and `engine` (with `failures`);
//! `completion` and `answer`. What is wrong is found before anything is carried out.

pub mod answer;
pub mod completion;
pub mod contract;
pub mod cost;
pub mod door;
pub mod engine;
pub mod failures;
pub mod input_values;
pub mod introspection;
pub mod limits;
pub mod media_type;
pub mod parameters;
pub mod selection;
pub mod shape;
pub mod trusted;
pub mod validation;
pub mod variables;

use std::sync::Arc;

use apollo_compiler::response::JsonMap;
use entity::{language::Language, session::Delivery, trace::TraceParent};
use poem::{
    Endpoint, Request, Response,
    http::{HeaderMap, HeaderValue, Method, header},
};

use self::{
    answer::{Executed, Manner, Refusal},
    contract::Contract,
    door::{Arrived, Door},
    introspection::About,
    media_type::MediaType,
    parameters::Parameters,
};
use super::{
    RequestId,
    client_address::ClientAddress,
    credentials::{self, Credentials, CredentialsError},
    device, trace,
};
use crate::{app::App, audit::Source, graphql::language::negotiate, rate_limit::Limit, visit::Visit};

/// The endpoint behind a door.
pub struct GraphqlEndpoint {
    app: Arc<App>,
    door: Door,
    contract: Contract,
}

impl GraphqlEndpoint {
    /// The endpoint behind `door`.
    #[must_use]
    pub fn new(app: Arc<App>, door: Door) -> Self {
        let contract = Contract::new(&door.sdl());
        Self { app, door, contract }
    }

    async fn answer(&self, mut request: Request, manner: Manner) -> Result<Response, Refusal> {
        let limits = &self.app.limits;
        let body = request.take_body();
        let client = ClientAddress::of(&request, &self.app.trusted_proxies);
        let headers = request.headers();
        MediaType::wanted(headers)?;
        let origins = self.door.origins(&self.app);
        if !origins.allows(headers) {
            return Err(Refusal::Origin);
        }
        let credentials = credentials::read(headers, origins).map_err(|error| match error {
            CredentialsError::Both => Refusal::BadRequest,
            CredentialsError::Malformed => Refusal::Authorization,
        })?;
        let (is_get, most) = (request.method() == Method::GET, self.door.max_bytes(limits));
        let mut parameters = match *request.method() {
            Method::GET => Parameters::of_url(request.uri(), most)?,
            Method::POST => Parameters::of_body(headers, body, most, limits).await?,
            _ => return Err(Refusal::Method),
        };

        let text = self.app.documents.document(&mut parameters)?;
        let text = shape::check(&text, limits)?;
        let document = validation::validate(&self.contract, &text, limits)?;
        let operation = validation::select(&document, parameters.operation_name.as_deref())?;
        if is_get && operation.is_mutation() {
            return Err(Refusal::GetOfMutation);
        }
        let shows_cost = parameters.asks_for_cost();
        let variables =
            variables::coerce(&self.contract, operation, parameters.variables.unwrap_or_default())?;
        let cost = cost::weigh(&document, operation, &variables, limits)?;

        let now = self.app.clock.now();
        let room = self.app.limiter.take_one(Limit::GraphqlClient(client), cost.fields, now).await;
        let room = room.map_err(Refusal::RateLimited)?;
        let about = introspection::about(&document, operation);
        let about_schema = match about {
            About::Data => JsonMap::new(),
            About::Schema | About::Both => {
                introspection::answer(&self.contract, &document, operation, &variables)?
            }
        };
        let asked = engine::request(&self.contract, &document, operation, &variables);
        let (mut executed, cookies) = match asked.filter(|_| about != About::Schema) {
            None => Default::default(),
            Some(engine_request) => {
                let token = match credentials {
                    Credentials::None => None,
                    Credentials::Cookie(token) => Some((token, Delivery::Cookie)),
                    Credentials::Bearer(token) => Some((token, Delivery::Bearer)),
                };
                let (network, device) = (Some(client.network()), device::label(headers));
                let trace = request.data::<TraceParent>().copied().unwrap_or_else(|| trace::of(headers));
                let visit = Visit {
                    now,
                    language: manner.language,
                    client,
                    source: Source { request_id: manner.id.0, session_id: None, network, device, trace },
                    known_device: credentials::cookie(headers, origins.device_cookie_name()),
                };
                let is_passive = contract::is_passive(&document, operation);
                let arrived = Arrived { token, is_passive, visit, operation: engine_request };
                // Whoever is cut off here had its transaction undone, or has it whole.
                let done =
                    tokio::time::timeout(limits.execution(), self.door.carry_out(&self.app, arrived)).await;
                done.map_err(|_| too_long())??
            }
        };
        engine::locate(&mut executed.errors, &text);
        let data = completion::complete(
            &self.contract,
            &document,
            operation,
            &variables,
            (executed.data, &about_schema),
            &mut executed.errors,
        );
        let cost = shows_cost.then(|| cost.shown(limits));
        let mut response =
            answer::executed(&Executed { data, errors: executed.errors, cost }, limits.errors, manner);
        answer::tell_room(&mut response, room);
        for change in cookies {
            let cookie = HeaderValue::from_str(&origins.set_cookie(&change));
            let cookie = cookie.expect("a cookie of ours is a header value");
            response.headers_mut().append(header::SET_COOKIE, cookie);
        }
        Ok(response)
    }
}

fn too_long() -> Refusal {
    tracing::error!("an operation took too long, and was given up");
    Refusal::Unavailable
}

impl Endpoint for GraphqlEndpoint {
    type Output = Response;

    async fn call(&self, request: Request) -> poem::Result<Response> {
        let manner = Manner::of(&request);
        let answered = self.answer(request, manner).await;
        Ok(answered.unwrap_or_else(|refusal| answer::refusal(&refusal, self.app.limits.errors, manner)))
    }
}

impl Manner {
    /// What a request asks of the form of its answer.
    #[must_use]
    pub fn of(request: &Request) -> Self {
        Self {
            media_type: MediaType::of(request.headers()),
            language: language_of(request.headers()),
            id: request.data::<RequestId>().copied().unwrap_or(RequestId(uuid::Uuid::nil())),
        }
    }
}

/// The language that the headers ask for.
fn language_of(headers: &HeaderMap) -> Language {
    let wanted = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    negotiate(wanted.unwrap_or_default())
}
