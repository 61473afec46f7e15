//! The endpoint: takes a request through the steps of this room, and charges the client for the work.

use std::sync::Arc;

use apollo_compiler::{
    ExecutableDocument, Node, executable::Operation, response::JsonMap, validation::Valid,
};
use chrono::{DateTime, Utc};
use entity::trace::TraceParent;
use poem::{
    Endpoint, Request, Response,
    http::{HeaderValue, Method, header},
};

use super::{
    answer::{self, Executed, ResponseFormat},
    audience::{Audience, PreparedRequest},
    completion,
    cost::{self, Cost},
    engine,
    execution::Execution,
    introspection::{self, About},
    judged::{Judged, JudgedDocuments},
    media_type::MediaType,
    null_variables,
    parameters::Parameters,
    precheck,
    price::Work,
    reason::Reason,
    refusal::Refusal,
    schema::{self, ApiSchema},
    validation, variables, work,
};
use crate::{
    app::App,
    audit::RequestOrigin,
    client::ClientAddress,
    http::{
        client_address,
        credentials::{self, Credentials, CredentialsError},
        device,
        entrance::Entrance,
        origin::OriginError,
        trace,
    },
    rate_limit::{Limited, Remaining},
    request_info::{CookieChange, RequestInfo},
};

/// The endpoint of one audience.
pub struct GraphqlEndpoint {
    app: Arc<App>,
    entrance: Arc<Entrance>,
    audience: Audience,
    api: ApiSchema,
    judged: JudgedDocuments,
}

impl GraphqlEndpoint {
    /// Creates the endpoint of `audience`. It parses the printed schema, and begins with an empty cache of
    /// documents.
    #[must_use]
    pub fn new(app: Arc<App>, entrance: Arc<Entrance>, audience: Audience) -> Self {
        let api = ApiSchema::new(&audience.sdl());
        Self { app, entrance, audience, api, judged: JudgedDocuments::default() }
    }

    /// Validates a document, or takes it from the cache. In both cases the client must be able to pay for the
    /// validation, so that the same request always gets the same response.
    fn judge(&self, text: &str, bill: &mut Bill) -> Result<Arc<Judged>, Refusal> {
        let limits = &self.entrance.limits;
        let found = self.judged.find(text);
        let tokens =
            found.as_ref().map_or_else(|_| precheck::tokens(text, limits.tokens), |judged| judged.tokens);
        bill.work.judge(tokens);
        self.gate(bill)?;
        found.or_else(|unjudged| {
            let text = precheck::check(text, limits)?;
            let document = validation::validate(&self.api, &text, limits)?;
            Ok(unjudged.keep(Judged { text: text.into_owned(), tokens, document }))
        })
    }

    /// Answers a request in three parts: what it says, whether it may run, and what came of it.
    async fn answer(
        &self,
        mut request: Request,
        format: ResponseFormat,
        bill: &mut Bill,
    ) -> Result<Response, Refusal> {
        let mut received = self.receive(&mut request, bill).await?;
        let text = self.entrance.documents.document(&mut received.parameters)?;
        let judged = self.judge(&text, bill)?;
        let operation = self.prepare(&judged, received.parameters, received.is_get)?;
        // Charged before the execution, so that parallel requests cannot exceed the limit together.
        let remaining = self.settle(bill, operation.cost.fields).await.map_err(Refusal::RateLimited)?;
        let (executed, cookies) =
            self.execute(&operation, received.credentials, &request, format, bill).await?;
        let limits = &self.entrance.limits;
        let mut response = answer::executed(&executed, limits.errors, format);
        answer::add_rate_limit_headers(&mut response, remaining);
        for change in cookies {
            let cookie = self.audience.origins(&self.entrance).set_cookie(&change);
            let cookie = HeaderValue::from_str(&cookie).expect("our cookies are valid header values");
            // Appended, because a login sets two cookies.
            response.headers_mut().append(header::SET_COOKIE, cookie);
        }
        Ok(response)
    }

    /// Reads a request: its origin, its credentials, its parameters. Nothing of the document is looked at.
    async fn receive(&self, request: &mut Request, bill: &mut Bill) -> Result<Received, Refusal> {
        let limits = &self.entrance.limits;
        let body = request.take_body();
        // Before anything is read: a client that has used up its limit gets no more work out of this server.
        self.gate(bill)?;
        let headers = request.headers();
        MediaType::wanted(headers)?;
        let origins = self.audience.origins(&self.entrance);
        origins.check(headers).map_err(|error| match error {
            OriginError::Foreign(setting) => Refusal::Request(Reason::ForeignOrigin(setting)),
            OriginError::CrossSite => Refusal::Request(Reason::CrossSite),
        })?;
        let credentials = credentials::read(headers, origins).map_err(|error| match error {
            CredentialsError::Both => Refusal::Request(Reason::TwoCredentials),
            CredentialsError::Malformed => Refusal::Request(Reason::AuthorizationMalformed),
        })?;
        let size = self.audience.max_bytes(limits);
        let (is_get, parameters) = match *request.method() {
            // HEAD is answered like GET; the connection leaves out the body.
            Method::GET | Method::HEAD => (true, Parameters::of_url(request.uri(), size, &mut bill.work)?),
            Method::POST => (false, Parameters::of_body(headers, body, size, limits, &mut bill.work).await?),
            _ => return Err(Refusal::Request(Reason::MethodNotAllowed)),
        };
        // Taken after the body has arrived, which may take seconds: the operation happens now.
        bill.now = self.app.clock.now();
        Ok(Received { is_get, credentials, parameters })
    }

    /// Selects the operation of a validated document, and checks its variables and its cost.
    fn prepare<'a>(
        &self,
        judged: &'a Judged,
        parameters: Parameters,
        is_get: bool,
    ) -> Result<SelectedOperation<'a>, Refusal> {
        let document = &judged.document;
        let operation = validation::select(document, parameters.operation_name.as_deref())?;
        // A link or an image on any page can cause a GET, and proxies log its URL.
        if is_get && operation.is_mutation() {
            return Err(Refusal::Request(Reason::MutationByGet));
        }
        if is_get && schema::takes_secret(document, operation) {
            return Err(Refusal::Request(Reason::SecretByGet));
        }
        let shows_cost = parameters.asks_for_cost();
        let variables = parameters.variables.unwrap_or_default();
        let variables = variables::coerce(&self.api, document, operation, variables)?;
        null_variables::check(&self.api, document, operation, &variables)?;
        let cost = cost::analyze(document, operation, &variables, &self.entrance.limits)?;
        Ok(SelectedOperation { judged, operation, variables, cost, shows_cost })
    }

    /// Executes an operation: what it asks of the schema here, the rest by the engine. Completes the data.
    async fn execute(
        &self,
        selected: &SelectedOperation<'_>,
        credentials: Credentials,
        request: &Request,
        format: ResponseFormat,
        bill: &Bill,
    ) -> Result<(Executed, Vec<CookieChange>), Refusal> {
        let SelectedOperation { judged, operation, variables, cost, shows_cost } = selected;
        let document = &judged.document;
        let about = introspection::about(document, operation);
        let about_schema = match about {
            About::Data => JsonMap::new(),
            About::Schema | About::Both => introspection::answer(&self.api, document, operation, variables)?,
        };
        let engine_request = engine::request(&self.api, document, operation, variables);
        let (engine_response, cookies) = match engine_request.filter(|_| about != About::Schema) {
            None => Default::default(),
            Some(engine_request) => {
                let prepared = PreparedRequest {
                    token: credentials.token(),
                    is_passive: schema::is_passive(document, operation),
                    info: self.request_info(request, format, bill),
                    operation: engine_request,
                };
                self.execution(document, operation).run(prepared).await?
            }
        };
        let mut errors = engine_response.errors;
        engine::locate(&mut errors, &judged.text);
        let data = (engine_response.data, &about_schema);
        let data = completion::complete(&self.api, document, operation, variables, data, &mut errors);
        let cost = shows_cost.then(|| cost.shown(&self.entrance.limits));
        Ok((Executed { data, errors, cost }, cookies))
    }

    /// The execution of an operation: its kind of work, and how long it may take.
    fn execution(&self, document: &ExecutableDocument, operation: &Operation) -> Execution {
        let (access, kinds) = work::of(&self.audience, document, operation);
        let limit = self.entrance.limits.execution();
        Execution { app: Arc::clone(&self.app), audience: self.audience.clone(), limit, access, kinds }
    }

    /// What use cases know of a request.
    fn request_info(&self, request: &Request, format: ResponseFormat, bill: &Bill) -> RequestInfo {
        let headers = request.headers();
        let origins = self.audience.origins(&self.entrance);
        let trace = request.data::<TraceParent>().copied().unwrap_or_else(|| trace::of(headers));
        RequestInfo {
            now: bill.now,
            language: format.language,
            client: bill.client,
            source: RequestOrigin {
                request_id: format.id.0,
                session_id: None,
                network: Some(bill.client.network()),
                device: device::label(headers),
                trace,
            },
            known_device: credentials::device(headers, origins),
        }
    }
}

/// A request whose body has arrived.
struct Received {
    is_get: bool,
    credentials: Credentials,
    parameters: Parameters,
}

/// An operation that may be executed: its document is valid, its variables have their types, its cost is
/// within the limits.
struct SelectedOperation<'a> {
    judged: &'a Judged,
    operation: &'a Node<Operation>,
    variables: Valid<JsonMap>,
    cost: Cost,
    shows_cost: bool,
}

/// Who pays for a request, for what work, and whether it has been paid.
struct Bill {
    client: ClientAddress,
    now: DateTime<Utc>,
    work: Work,
    is_settled: bool,
}

impl GraphqlEndpoint {
    /// Refuses a client that cannot pay for the work so far. It asks only this process, not Redis, so that a
    /// flood is refused at once.
    fn gate(&self, bill: &mut Bill) -> Result<(), Refusal> {
        let limit = self.audience.limit(bill.client);
        let Some(limited) = self.app.limiter.known_to_refuse(limit, bill.work.price(), bill.now) else {
            return Ok(());
        };
        // This refusal is free: a flood must not postpone the end of its own limit.
        bill.is_settled = true;
        Err(Refusal::RateLimited(limited))
    }

    /// Charges `points`. If they exceed the limit, charges the price of the work so far and returns an error.
    /// Otherwise returns what is left of the limit.
    async fn settle(&self, bill: &mut Bill, points: u32) -> Result<Option<Remaining>, Limited> {
        bill.is_settled = true;
        let limit = self.audience.limit(bill.client);
        self.app.limiter.take_or_pay(limit, points, bill.work.price(), bill.now).await
    }

    /// Charges for a refused request, unless it has been charged already, and builds the response.
    async fn refuse(&self, refusal: Refusal, mut bill: Bill, format: ResponseFormat) -> Response {
        let most = self.entrance.limits.errors;
        refusal.log();
        if bill.is_settled {
            return answer::refusal(&refusal, most, format);
        }
        let price = bill.work.price();
        match self.settle(&mut bill, price).await {
            Ok(room) => {
                let mut response = answer::refusal(&refusal, most, format);
                answer::add_rate_limit_headers(&mut response, room);
                response
            }
            Err(limited) => answer::refusal(&Refusal::RateLimited(limited), most, format),
        }
    }
}

impl Endpoint for GraphqlEndpoint {
    type Output = Response;

    async fn call(&self, request: Request) -> poem::Result<Response> {
        let format = ResponseFormat::of(&request);
        let mut bill = Bill {
            client: client_address::of(&request, &self.entrance.trusted_proxies),
            now: self.app.clock.now(),
            work: Work::default(),
            is_settled: false,
        };
        match self.answer(request, format, &mut bill).await {
            Ok(response) => Ok(response),
            Err(refusal) => Ok(self.refuse(refusal, bill, format).await),
        }
    }
}
