//! Answers: the status and media type of GraphQL over HTTP, and what a refused request is told.

use async_graphql::{ServerError, Value as Data};
use entity::language::Language;
use poem::{
    Response,
    http::{HeaderName, HeaderValue, StatusCode, header},
};
use serde::Serialize;
use serde_json::{Value, json};

use super::media_type::MediaType;
use crate::{
    graphql::{error::is_unavailable, texts::text},
    http::RequestId,
    rate_limit::{Limited, Room},
};

/// What is wrong with a document or its variables, and where: the line and the column, counted from 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// In words, for who wrote the document. No value of a variable or an argument stands in it.
    pub message: String,
    /// Where in the document.
    pub location: Option<(usize, usize)>,
}

/// Why a request is not carried out; each has a stable code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// Neither JSON nor readable, or two kinds of credentials.
    BadRequest,
    /// JSON, but not one operation.
    NotWellFormed,
    /// Neither GET nor POST.
    Method,
    /// GET, of something that changes things.
    GetOfMutation,
    /// The client takes no media type that there is.
    NotAcceptable,
    /// The body is not `application/json`.
    MediaType,
    /// The body is too large.
    BodyTooLarge,
    /// The body took too long to arrive.
    TooSlow,
    /// A page that may not call.
    Origin,
    /// A malformed `Authorization` header.
    Authorization,
    /// The document does not parse.
    Syntax(Vec<Fault>),
    /// The document does not conform to the schema.
    Invalid(Vec<Fault>),
    /// A variable is missing, or has no value of its type.
    Variables(Fault),
    /// Too many tokens, operations, fragments or variables.
    DocumentTooLarge,
    /// Brackets or fields nested too deeply.
    TooDeep,
    /// Too many fields, rows, other names, directives or mutations.
    TooComplex,
    /// There is no document of that name.
    UnknownDocument,
    /// Only documents that were stored are carried out.
    UntrustedDocument,
    /// More was asked for than one client may in a minute.
    RateLimited(Limited),
    /// The document has no such operation.
    NoSuchOperation,
    /// The operation took too long, or the database cannot be reached.
    Unavailable,
    /// Something is wrong in the system.
    Internal,
}

impl Refusal {
    const fn code_and_status(&self) -> (&'static str, StatusCode) {
        match self {
            Self::BadRequest => ("BAD_REQUEST", StatusCode::BAD_REQUEST),
            Self::NotWellFormed => ("BAD_REQUEST", StatusCode::UNPROCESSABLE_ENTITY),
            Self::Method | Self::GetOfMutation => ("BAD_REQUEST", StatusCode::METHOD_NOT_ALLOWED),
            Self::NotAcceptable => ("BAD_REQUEST", StatusCode::NOT_ACCEPTABLE),
            Self::MediaType => ("BAD_REQUEST", StatusCode::UNSUPPORTED_MEDIA_TYPE),
            Self::BodyTooLarge => ("DOCUMENT_TOO_LARGE", StatusCode::PAYLOAD_TOO_LARGE),
            Self::TooSlow => ("BAD_REQUEST", StatusCode::REQUEST_TIMEOUT),
            Self::Origin | Self::UntrustedDocument => ("FORBIDDEN", StatusCode::FORBIDDEN),
            Self::Authorization => ("UNAUTHENTICATED", StatusCode::UNAUTHORIZED),
            Self::Syntax(_) => ("GRAPHQL_PARSE_FAILED", StatusCode::BAD_REQUEST),
            Self::Invalid(_) => ("GRAPHQL_VALIDATION_FAILED", StatusCode::UNPROCESSABLE_ENTITY),
            Self::Variables(_) => ("BAD_USER_INPUT", StatusCode::UNPROCESSABLE_ENTITY),
            Self::DocumentTooLarge => ("DOCUMENT_TOO_LARGE", StatusCode::UNPROCESSABLE_ENTITY),
            Self::TooDeep => ("QUERY_TOO_DEEP", StatusCode::UNPROCESSABLE_ENTITY),
            Self::TooComplex => ("QUERY_TOO_COMPLEX", StatusCode::UNPROCESSABLE_ENTITY),
            Self::UnknownDocument => ("PERSISTED_QUERY_NOT_FOUND", StatusCode::NOT_FOUND),
            Self::RateLimited(_) => ("RATE_LIMITED", StatusCode::TOO_MANY_REQUESTS),
            Self::NoSuchOperation => ("OPERATION_RESOLUTION_FAILURE", StatusCode::UNPROCESSABLE_ENTITY),
            Self::Unavailable => ("SERVICE_UNAVAILABLE", StatusCode::SERVICE_UNAVAILABLE),
            Self::Internal => ("INTERNAL_SERVER_ERROR", StatusCode::INTERNAL_SERVER_ERROR),
        }
    }

    /// Whether the request was well-formed, and only its document or variables are wrong.
    const fn is_of_the_document(&self) -> bool {
        matches!(
            self,
            Self::Syntax(_)
                | Self::Invalid(_)
                | Self::Variables(_)
                | Self::DocumentTooLarge
                | Self::TooDeep
                | Self::TooComplex
                | Self::UnknownDocument
                | Self::NoSuchOperation
        )
    }

    fn faults(&self) -> &[Fault] {
        match self {
            Self::Syntax(faults) | Self::Invalid(faults) => faults,
            Self::Variables(fault) => std::slice::from_ref(fault),
            _ => &[],
        }
    }
}

/// What all answers to one request have in common.
#[derive(Clone, Copy, Debug)]
pub struct Manner {
    /// The media type.
    pub media_type: MediaType,
    /// The language of messages.
    pub language: Language,
    /// The request's number.
    pub id: RequestId,
}

impl Manner {
    fn status(self, status: StatusCode) -> StatusCode {
        match self.media_type {
            MediaType::GraphqlJson => status,
            MediaType::Json => StatusCode::OK,
        }
    }

    /// An error as it is shown; what is said of the document helps its author, and names nothing but the schema.
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
            .header(header::CACHE_CONTROL, "no-store")
            .header(header::VARY, "Accept-Language, Accept")
    }
}

/// The text of a code of the whole request.
fn code_text(code: &str, language: Language) -> String {
    text(language, &format!("request-{}", code.to_lowercase().replace('_', "-")), &[])
}

/// The answer to a request that is not carried out; so many faults of its document are named.
#[must_use]
pub fn refusal(refusal: &Refusal, most: usize, manner: Manner) -> Response {
    let (code, status) = refusal.code_and_status();
    let status = if refusal.is_of_the_document() { manner.status(status) } else { status };
    let mut errors: Vec<_> =
        refusal.faults().iter().take(most).map(|fault| shown_fault(code, fault, manner)).collect();
    if errors.is_empty() {
        errors.push(manner.error(code, None));
    }
    let mut builder = manner.response(status);
    let header = match refusal {
        Refusal::Method => Some((header::ALLOW, "GET, POST".to_owned())),
        Refusal::GetOfMutation => Some((header::ALLOW, "POST".to_owned())),
        Refusal::RateLimited(limited) => {
            let state = format!("\"{}\";r=0;t={}", limited.limit, limited.retry_after_seconds);
            builder = builder.header("ratelimit", state);
            Some((header::RETRY_AFTER, limited.retry_after_seconds.to_string()))
        }
        Refusal::Authorization => Some((header::WWW_AUTHENTICATE, "Bearer".to_owned())),
        _ => None,
    };
    if let Some((name, value)) = header {
        builder = builder.header(name, value);
    }
    builder.body(json!({ "errors": errors }).to_string())
}

fn shown_fault(code: &str, fault: &Fault, manner: Manner) -> Value {
    let mut shown = manner.error(code, Some(&fault.message));
    if let Some((line, column)) = fault.location {
        shown["locations"] = json!([{ "line": line, "column": column }]);
    }
    shown
}

/// An operation that was carried out.
pub struct Executed {
    /// Its data, complete; `Null` where a failure went up to the top.
    pub data: Data,
    /// What failed on the way.
    pub errors: Vec<ServerError>,
    /// What it cost, if that was asked for.
    pub cost: Option<Value>,
}

impl Executed {
    /// Whether all of it failed, and may pass when it is sent again.
    fn is_unavailable(&self) -> bool {
        let has_failed = match &self.data {
            Data::Null => true,
            Data::Object(fields) => fields.values().all(|field| *field == Data::Null),
            _ => false,
        };
        has_failed && self.errors.iter().any(is_unavailable)
    }
}

/// The answer to an operation that was carried out, with at most so many of its errors.
#[must_use]
pub fn executed(executed: &Executed, most: usize, manner: Manner) -> Response {
    let body = Body {
        errors: executed.errors.iter().take(most).map(|error| shown_error(error, manner)).collect(),
        data: &executed.data,
        extensions: executed.cost.as_ref().map(|cost| json!({ "cost": cost })),
    };
    // 294: partly carried out.
    let status = if body.errors.is_empty() { 200 } else { 294 };
    let status = manner.status(StatusCode::from_u16(status).expect("a status"));
    // Proxies count this one as a server that failed, in either media type; they look at nothing else.
    let status = if executed.is_unavailable() { StatusCode::SERVICE_UNAVAILABLE } else { status };
    let body = serde_json::to_vec(&body).expect("an answer of the engine is JSON");
    manner.response(status).body(body)
}

/// Tells what the client may still ask for in a while, as the IETF's draft on `RateLimit` has it.
pub fn tell_room(response: &mut Response, room: Option<Room>) {
    let Some(room) = room else { return };
    let policy = format!("\"{}\";q={};w={}", room.limit, room.burst, room.span_seconds);
    let state = format!("\"{}\";r={};t={}", room.limit, room.left, room.full_after_seconds);
    for (name, value) in [("ratelimit-policy", policy), ("ratelimit", state)] {
        let value = HeaderValue::from_str(&value).expect("a name of a limit and numbers are a header value");
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

fn shown_error(error: &ServerError, manner: Manner) -> Value {
    let code = error.extensions.as_ref().and_then(|extensions| extensions.get("code"));
    let mut shown = match code {
        Some(Data::String(code)) => manner.error(code, None),
        // The engine's own: a value that a scalar refuses.
        _ => manner.error("BAD_USER_INPUT", Some(&error.message)),
    };
    if !error.locations.is_empty() {
        shown["locations"] = json!(error.locations);
    }
    if !error.path.is_empty() {
        shown["path"] = json!(error.path);
    }
    shown
}
