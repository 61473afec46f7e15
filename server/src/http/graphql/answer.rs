//! Builds responses: the status and media type of GraphQL over HTTP, the data of an operation, and the errors
//! of a refused request. It never decides whether a request is refused.

use async_graphql::{ServerError, Value as Data};
use entity::language::Language;
use poem::{
    Response,
    http::{HeaderName, HeaderValue, StatusCode, header},
};
use serde::Serialize;
use serde_json::{Value, json};

use super::{
    media_type::MediaType,
    reason::Reason,
    refusal::{DocumentError, Refusal},
};
use crate::{
    graphql::{
        error::{DETAIL, REASON, is_unavailable},
        texts::text,
    },
    http::RequestId,
    rate_limit::Remaining,
};

/// What every response to a request has, whether the request is executed or refused.
#[derive(Clone, Copy, Debug)]
pub struct ResponseFormat {
    /// The media type, as `Accept` asks for it.
    pub media_type: MediaType,
    /// The language of messages, as `Accept-Language` asks for it.
    pub language: Language,
    /// The ID of the request, which every error shows.
    pub id: RequestId,
}

impl ResponseFormat {
    fn status(self, status: StatusCode) -> StatusCode {
        match self.media_type {
            MediaType::GraphqlJson => status,
            MediaType::Json => StatusCode::OK,
        }
    }

    /// An error as a client sees it. `detail` helps the author of the document; it names only parts of the
    /// schema.
    fn error(self, code: &str, detail: Option<&str>) -> Value {
        let mut message = code_text(code, self.language);
        if let Some(detail) = detail {
            message = format!("{message} {detail}");
        }
        json!({ "message": message, "extensions": { "code": code, "requestId": self.id.0 } })
    }

    fn response(self, status: StatusCode) -> poem::ResponseBuilder {
        Response::builder()
            .status(status)
            .header(header::CONTENT_TYPE, format!("{}; charset=utf-8", self.media_type.name()))
            .header(header::CONTENT_LANGUAGE, self.language.tag())
            // Personal data must not stay in a cache, nor come back with the "Back" of a browser (I27).
            .header(header::CACHE_CONTROL, "no-store")
            .header(header::VARY, "Accept-Language, Accept")
    }
}

/// The text of an error code of the whole request.
fn code_text(code: &str, language: Language) -> String {
    text(language, &format!("request-{}", code.to_lowercase().replace('_', "-")), &[])
}

/// The response to a request that is not executed. It names at most `most` errors in the document.
#[must_use]
pub fn refusal(refusal: &Refusal, most: usize, format: ResponseFormat) -> Response {
    let (code, status) = refusal.code_and_status();
    let status = if refusal.is_of_the_document() { format.status(status) } else { status };
    let mut errors: Vec<_> =
        refusal.faults().iter().take(most).map(|fault| shown_fault(code, fault, format)).collect();
    if errors.is_empty() {
        errors.push(format.error(code, refusal.detail().as_deref()));
    }
    for error in &mut errors {
        let (limit, max) = refusal.limit();
        let causes = [("reason", json!(refusal.reason())), ("limit", json!(limit)), ("max", json!(max))];
        for (name, value) in causes.into_iter().filter(|(_, value)| !value.is_null()) {
            error["extensions"][name] = value;
        }
    }
    let mut builder = format.response(status);
    let header = match refusal {
        // RFC 9110 requires `Allow` with 405, and `WWW-Authenticate` with 401.
        Refusal::Request(Reason::MethodNotAllowed) => Some((header::ALLOW, "GET, HEAD, POST".to_owned())),
        Refusal::Request(Reason::MutationByGet | Reason::SecretByGet) => {
            Some((header::ALLOW, "POST".to_owned()))
        }
        Refusal::RateLimited(limited) => {
            let state = format!("\"{}\";r=0;t={}", limited.limit, limited.retry_after_seconds);
            builder = builder.header("ratelimit", state);
            Some((header::RETRY_AFTER, limited.retry_after_seconds.to_string()))
        }
        Refusal::Request(Reason::AuthorizationMalformed) => {
            Some((header::WWW_AUTHENTICATE, "Bearer".to_owned()))
        }
        _ => None,
    };
    if let Some((name, value)) = header {
        builder = builder.header(name, value);
    }
    builder.body(json!({ "errors": errors }).to_string())
}

fn shown_fault(code: &str, fault: &DocumentError, format: ResponseFormat) -> Value {
    let mut shown = format.error(code, Some(&fault.message));
    if let Some((line, column)) = fault.location {
        shown["locations"] = json!([{ "line": line, "column": column }]);
    }
    shown
}

/// The result of an operation that was executed.
pub struct Executed {
    /// The complete data; `Null` if a failure reached the top.
    pub data: Data,
    /// The errors of fields that failed.
    pub errors: Vec<ServerError>,
    /// The cost of the operation, if the request asked for it.
    pub cost: Option<Value>,
}

impl Executed {
    /// Whether every field failed, and the request may succeed if it is sent again.
    fn is_unavailable(&self) -> bool {
        let has_failed = match &self.data {
            Data::Null => true,
            Data::Object(fields) => fields.values().all(|field| *field == Data::Null),
            _ => false,
        };
        has_failed && self.errors.iter().any(is_unavailable)
    }
}

/// The response to an operation that was executed, with at most `most` of its errors.
#[must_use]
pub fn executed(executed: &Executed, most: usize, format: ResponseFormat) -> Response {
    let body = Body {
        errors: executed.errors.iter().take(most).map(|error| shown_error(error, format)).collect(),
        data: &executed.data,
        extensions: executed.cost.as_ref().map(|cost| json!({ "cost": cost })),
    };
    // GraphQL over HTTP: 294 means partial success.
    let status = if body.errors.is_empty() { 200 } else { 294 };
    let status = format.status(StatusCode::from_u16(status).expect("a valid status"));
    // In both media types, because proxies look only at the status to find out that this server failed.
    let status = if executed.is_unavailable() { StatusCode::SERVICE_UNAVAILABLE } else { status };
    let body = serde_json::to_vec(&body).expect("data and errors can be written as JSON");
    format.response(status).body(body)
}

/// Adds the headers of the IETF draft on `RateLimit`: the limit, and how much of it is left.
pub fn add_rate_limit_headers(response: &mut Response, room: Option<Remaining>) {
    let Some(room) = room else { return };
    let policy = format!("\"{}\";q={};w={}", room.limit, room.burst, room.span_seconds);
    let state = format!("\"{}\";r={};t={}", room.limit, room.left, room.full_after_seconds);
    for (name, value) in [("ratelimit-policy", policy), ("ratelimit", state)] {
        let value =
            HeaderValue::from_str(&value).expect("the name of a limit and numbers are a valid header value");
        response.headers_mut().insert(HeaderName::from_static(name), value);
    }
}

#[derive(Serialize)]
struct Body<'a> {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<Value>,
    data: &'a Data,
    #[serde(skip_serializing_if = "Option::is_none")]
    extensions: Option<Value>,
}

fn shown_error(error: &ServerError, format: ResponseFormat) -> Value {
    let extension = |name| match error.extensions.as_ref()?.get(name)? {
        Data::String(text) => Some(text.as_str()),
        _ => None,
    };
    let mut shown = match extension("code") {
        Some(code) => format.error(code, extension(DETAIL)),
        // An error of the engine itself: a value that a scalar refused.
        _ => format.error("BAD_USER_INPUT", Some(&error.message)),
    };
    if let Some(reason) = extension(REASON) {
        shown["extensions"][REASON] = json!(reason);
    }
    if !error.locations.is_empty() {
        shown["locations"] = json!(error.locations);
    }
    if !error.path.is_empty() {
        shown["path"] = json!(error.path);
    }
    shown
}
