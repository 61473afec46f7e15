//! `POST /graphql`: from bytes to an operation, who sent it, the engine, and the answer.

use std::sync::Arc;

use async_graphql::parser::parse_query;
use entity::{language::Language, session::Delivery, trace::TraceParent};
use poem::{
    Endpoint, Request, Response,
    http::{HeaderMap, HeaderValue, Method, header},
};

use super::{
    RequestId,
    answer::{self, MediaType, Refusal},
    client_address::ClientAddress,
    credentials::{self, Credentials, CredentialsError},
    device, document,
    door::{Arrived, Door},
    request_body, trace,
};
use crate::{app::App, audit::Source, graphql::language::negotiate, rate_limit::Limit, visit::Visit};

/// The endpoint behind a door.
pub struct GraphqlEndpoint {
    app: Arc<App>,
    door: Door,
}

impl GraphqlEndpoint {
    /// The endpoint behind `door`.
    #[must_use]
    pub fn new(app: Arc<App>, door: Door) -> Self {
        Self { app, door }
    }

    async fn answer(
        &self,
        mut request: Request,
        language: Language,
        id: RequestId,
    ) -> Result<Response, Refusal> {
        if request.method() != Method::POST {
            return Err(Refusal::Method);
        }
        let body = request.take_body();
        let client = ClientAddress::of(&request, &self.app.trusted_proxies);
        let headers = request.headers();
        let origins = self.door.origins(&self.app);
        if !origins.allows(headers) {
            return Err(Refusal::Origin);
        }
        let credentials = credentials::read(headers, origins).map_err(|error| match error {
            CredentialsError::Both => Refusal::BadRequest,
            CredentialsError::Malformed => Refusal::Authorization,
        })?;
        let operation = request_body::read(headers, body).await?;
        document::check_shape(&operation.query)?;
        let parsed = parse_query(&operation.query).map_err(|_| Refusal::Syntax)?;
        let cost = document::check_cost(&parsed)?;
        let selected = document::select(&parsed, operation.operation_name.as_deref())?;
        let is_passive = document::is_passive(&parsed, &selected.node);

        let now = self.app.clock.now();
        let limited = self.app.limiter.take(&[Limit::GraphqlClient(client)], cost, now).await;
        limited.map_err(|limited| Refusal::RateLimited(limited.retry_after_seconds))?;
        let token = match credentials {
            Credentials::None => None,
            Credentials::Cookie(token) => Some((token, Delivery::Cookie)),
            Credentials::Bearer(token) => Some((token, Delivery::Bearer)),
        };
        let (network, device) = (Some(client.network()), device::label(headers));
        let trace = request.data::<TraceParent>().copied().unwrap_or_else(|| trace::of(headers));
        let visit = Visit {
            now,
            language,
            client,
            source: Source { request_id: id.0, session_id: None, network, device, trace },
            known_device: credentials::cookie(headers, origins.device_cookie_name()),
        };
        let mut execution = async_graphql::Request::new(operation.query);
        execution.set_parsed_query(parsed);
        if let Some(name) = operation.operation_name.filter(|name| !name.is_empty()) {
            execution = execution.operation_name(name);
        }
        if let Some(variables) = operation.variables {
            execution = execution.variables(async_graphql::Variables::from_json(variables.into()));
        }
        let arrived = Arrived { token, is_passive, visit, operation: execution };
        let (executed, cookies) = self.door.carry_out(&self.app, arrived).await?;
        let mut response = answer::executed(&executed, MediaType::of(headers), language, id);
        for change in cookies {
            let cookie = HeaderValue::from_str(&origins.set_cookie(&change));
            let cookie = cookie.expect("a cookie of ours is a header value");
            response.headers_mut().append(header::SET_COOKIE, cookie);
        }
        Ok(response)
    }
}

impl Endpoint for GraphqlEndpoint {
    type Output = Response;

    async fn call(&self, request: Request) -> poem::Result<Response> {
        let language = language_of(request.headers());
        let media_type = MediaType::of(request.headers());
        let id = request.data::<RequestId>().copied().unwrap_or(RequestId(uuid::Uuid::nil()));
        let answered = self.answer(request, language, id).await;
        Ok(answered.unwrap_or_else(|refusal| answer::refusal(refusal, media_type, language, id)))
    }
}

/// The language that the headers ask for.
pub(crate) fn language_of(headers: &HeaderMap) -> Language {
    let wanted = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    negotiate(wanted.unwrap_or_default())
}
