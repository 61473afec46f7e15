//! `/graphql`: from bytes to an operation, who sent it, the engine, and the answer.
//!
//! A request goes through the files of this room in this order: `media_type`, `parameters`, `trusted`, `shape`,
//! `validation` (with `input_values`), `variables`, `cost`; `introspection` or `door` and `engine` (with `failures`);
//! `completion` and `answer`. What is wrong is found before anything is carried out, and is charged for (`price`): who
//! has no room left for the price of a document is refused before it is judged.

pub mod answer;
pub mod completion;
pub mod contract;
pub mod cost;
pub mod door;
pub mod engine;
mod execution;
pub mod failures;
pub mod input_values;
pub mod introspection;
pub mod judged;
pub mod limits;
pub mod media_type;
pub mod parameters;
pub mod price;
pub mod selection;
pub mod shape;
pub mod trusted;
pub mod validation;
pub mod variables;
mod work;

use std::sync::Arc;

use apollo_compiler::response::JsonMap;
use chrono::{DateTime, Utc};
use entity::{language::Language, session::Delivery, trace::TraceParent};
use poem::{
    Endpoint, Request, Response,
    http::{HeaderMap, HeaderValue, Method, header},
};

use self::{
    answer::{Executed, Manner, Refusal},
    contract::Contract,
    door::{Arrived, Door},
    execution::Execution,
    introspection::About,
    judged::{Judged, JudgedDocuments},
    media_type::MediaType,
    parameters::Parameters,
    price::Work,
};
use super::{
    RequestId,
    client_address::ClientAddress,
    credentials::{self, Credentials, CredentialsError},
    device, trace,
};
use crate::{
    app::App,
    audit::Source,
    graphql::language::negotiate,
    rate_limit::{Limited, Room},
    visit::Visit,
};

/// The endpoint behind a door.
pub struct GraphqlEndpoint {
    app: Arc<App>,
    door: Door,
    contract: Contract,
    judged: JudgedDocuments,
}

impl GraphqlEndpoint {
    /// The endpoint behind `door`.
    #[must_use]
    pub fn new(app: Arc<App>, door: Door) -> Self {
        let contract = Contract::new(&door.sdl());
        Self { app, door, contract, judged: JudgedDocuments::default() }
    }

    /// What a document says, once it has passed. The client needs room for the judgement, whether it was judged before
    /// or not: so the same request gets the same answer.
    fn judge(&self, text: &str, bill: &mut Bill) -> Result<Arc<Judged>, Refusal> {
        let limits = &self.app.limits;
        let found = self.judged.find(text);
        let tokens =
            found.as_ref().map_or_else(|_| shape::tokens(text, limits.tokens), |judged| judged.tokens);
        bill.work.judge(tokens);
        self.gate(bill)?;
        found.or_else(|unjudged| {
            let text = shape::check(text, limits)?;
            let document = validation::validate(&self.contract, &text, limits)?;
            Ok(unjudged.keep(Judged { text: text.into_owned(), tokens, document }))
        })
    }

    async fn answer(
        &self,
        mut request: Request,
        manner: Manner,
        bill: &mut Bill,
    ) -> Result<Response, Refusal> {
        let limits = &self.app.limits;
        let body = request.take_body();
        self.gate(bill)?;
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
            Method::GET => Parameters::of_url(request.uri(), most, &mut bill.work)?,
            Method::POST => Parameters::of_body(headers, body, most, limits, &mut bill.work).await?,
            _ => return Err(Refusal::Method),
        };
        let client = bill.client;
        let now = self.app.clock.now();
        bill.now = now;

        let text = self.app.documents.document(&mut parameters)?;
        let judged = self.judge(&text, bill)?;
        let document = &judged.document;
        let operation = validation::select(document, parameters.operation_name.as_deref())?;
        if is_get && operation.is_mutation() {
            return Err(Refusal::GetOfMutation);
        }
        let shows_cost = parameters.asks_for_cost();
        let variables =
            variables::coerce(&self.contract, operation, parameters.variables.unwrap_or_default())?;
        let cost = cost::weigh(document, operation, &variables, limits)?;

        let room = self.settle(bill, cost.fields).await.map_err(Refusal::RateLimited)?;
        let about = introspection::about(document, operation);
        let about_schema = match about {
            About::Data => JsonMap::new(),
            About::Schema | About::Both => {
                introspection::answer(&self.contract, document, operation, &variables)?
            }
        };
        let asked = engine::request(&self.contract, document, operation, &variables);
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
                let is_passive = contract::is_passive(document, operation);
                let (access, kinds) = work::of(&self.door, document, operation);
                let execution =
                    Execution { app: Arc::clone(&self.app), door: self.door.clone(), access, kinds };
                execution.run(Arrived { token, is_passive, visit, operation: engine_request }).await?
            }
        };
        engine::locate(&mut executed.errors, &judged.text);
        let data = completion::complete(
            &self.contract,
            document,
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

/// Who pays for a request, and how far it has come.
struct Bill {
    client: ClientAddress,
    now: DateTime<Utc>,
    work: Work,
    is_settled: bool,
}

impl GraphqlEndpoint {
    /// Refuses a client that has no room for the price of what is known of its request. Only what this process knows
    /// counts, so that a flood is refused at once.
    fn gate(&self, bill: &mut Bill) -> Result<(), Refusal> {
        let limit = self.door.limit(bill.client);
        let Some(limited) = self.app.limiter.known_to_refuse(limit, bill.work.price(), bill.now) else {
            return Ok(());
        };
        bill.is_settled = true;
        Err(Refusal::RateLimited(limited))
    }

    /// Charges so many points, or else the price of the work that was done; answers the room that is left.
    async fn settle(&self, bill: &mut Bill, points: u32) -> Result<Option<Room>, Limited> {
        bill.is_settled = true;
        let limit = self.door.limit(bill.client);
        self.app.limiter.take_or_pay(limit, points, bill.work.price(), bill.now).await
    }

    /// The answer to a request that is not carried out, after it was charged for.
    async fn refuse(&self, refusal: Refusal, mut bill: Bill, manner: Manner) -> Response {
        let most = self.app.limits.errors;
        if bill.is_settled {
            return answer::refusal(&refusal, most, manner);
        }
        let price = bill.work.price();
        match self.settle(&mut bill, price).await {
            Ok(room) => {
                let mut response = answer::refusal(&refusal, most, manner);
                answer::tell_room(&mut response, room);
                response
            }
            Err(limited) => answer::refusal(&Refusal::RateLimited(limited), most, manner),
        }
    }
}

impl Endpoint for GraphqlEndpoint {
    type Output = Response;

    async fn call(&self, request: Request) -> poem::Result<Response> {
        let manner = Manner::of(&request);
        let mut bill = Bill {
            client: ClientAddress::of(&request, &self.app.trusted_proxies),
            now: self.app.clock.now(),
            work: Work::default(),
            is_settled: false,
        };
        match self.answer(request, manner, &mut bill).await {
            Ok(response) => Ok(response),
            Err(refusal) => Ok(self.refuse(refusal, bill, manner).await),
        }
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
