//! Answers: the status and media type of GraphQL over HTTP, and what a refused request is told.

use entity::language::Language;
use poem::{
    Response,
    http::{HeaderMap, StatusCode, header},
};
use serde::Serialize;
use serde_json::{Value, json};

use super::RequestId;
use crate::graphql::texts::text;

/// The media type of an answer, which decides how much its status says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MediaType {
    /// `application/graphql-response+json`: the status tells what became of the request.
    GraphqlJson,
    /// `application/json`, for clients that ask for nothing else and distrust any status but 200: a
    /// well-formed request gets that one.
    Json,
}

impl MediaType {
    /// What the `Accept` header asks for.
    #[must_use]
    pub fn of(headers: &HeaderMap) -> Self {
        let accept = headers.get_all(header::ACCEPT).iter().filter_map(|value| value.to_str().ok());
        let mut wants_json = false;
        for range in accept.flat_map(|value| value.split(',')) {
            let mut parts = range.split(';').map(|part| part.trim().to_ascii_lowercase());
            let name = parts.next().unwrap_or_default();
            let is_refused =
                parts.any(|part| matches!(part.as_str(), "q=0" | "q=0.0" | "q=0.00" | "q=0.000"));
            match name.as_str() {
                "application/graphql-response+json" if !is_refused => return Self::GraphqlJson,
                "application/json" if !is_refused => wants_json = true,
                _ => {}
            }
        }
        if wants_json { Self::Json } else { Self::GraphqlJson }
    }

    const fn name(self) -> &'static str {
        match self {
            Self::GraphqlJson => "application/graphql-response+json",
            Self::Json => "application/json",
        }
    }
}

/// Why a request is not carried out; each has a stable code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// Neither JSON nor readable, or two kinds of credentials.
    BadRequest,
    /// JSON, but not one operation.
    NotWellFormed,
    /// Not POST.
    Method,
    /// Not `application/json` in UTF-8.
    MediaType,
    /// More bytes than the door takes.
    BodyTooLarge,
    /// A body that did not arrive in time.
    TooSlow,
    /// A page that may not call.
    Origin,
    /// A malformed `Authorization` header.
    Authorization,
    /// The document does not parse.
    Syntax,
    /// Too many tokens.
    DocumentTooLarge,
    /// Brackets nested too deeply.
    TooDeep,
    /// Too many fields, other names or mutations.
    TooComplex,
    /// More was asked for than one client may in a minute; after so many seconds there is room again.
    RateLimited(u32),
    /// The document has no such operation.
    NoSuchOperation,
    /// The database cannot be reached.
    Unavailable,
    /// Something is wrong in the system.
    Internal,
}

impl Refusal {
    const fn code_and_status(self) -> (&'static str, StatusCode) {
        match self {
            Self::BadRequest => ("BAD_REQUEST", StatusCode::BAD_REQUEST),
            Self::NotWellFormed => ("BAD_REQUEST", StatusCode::UNPROCESSABLE_ENTITY),
            Self::Method => ("BAD_REQUEST", StatusCode::METHOD_NOT_ALLOWED),
            Self::MediaType => ("BAD_REQUEST", StatusCode::UNSUPPORTED_MEDIA_TYPE),
            Self::BodyTooLarge => ("DOCUMENT_TOO_LARGE", StatusCode::PAYLOAD_TOO_LARGE),
            Self::TooSlow => ("BAD_REQUEST", StatusCode::REQUEST_TIMEOUT),
            Self::Origin => ("FORBIDDEN", StatusCode::FORBIDDEN),
            Self::Authorization => ("UNAUTHENTICATED", StatusCode::UNAUTHORIZED),
            Self::Syntax => ("GRAPHQL_PARSE_FAILED", StatusCode::BAD_REQUEST),
            Self::DocumentTooLarge => ("DOCUMENT_TOO_LARGE", StatusCode::UNPROCESSABLE_ENTITY),
            Self::TooDeep => ("QUERY_TOO_DEEP", StatusCode::UNPROCESSABLE_ENTITY),
            Self::TooComplex => ("QUERY_TOO_COMPLEX", StatusCode::UNPROCESSABLE_ENTITY),
            Self::RateLimited(_) => ("RATE_LIMITED", StatusCode::TOO_MANY_REQUESTS),
            Self::NoSuchOperation => ("OPERATION_RESOLUTION_FAILURE", StatusCode::UNPROCESSABLE_ENTITY),
            Self::Unavailable => ("SERVICE_UNAVAILABLE", StatusCode::SERVICE_UNAVAILABLE),
            Self::Internal => ("INTERNAL_SERVER_ERROR", StatusCode::INTERNAL_SERVER_ERROR),
        }
    }
}

impl Refusal {
    /// Whether the request was well-formed, and only its document is wrong.
    const fn is_of_the_document(self) -> bool {
        matches!(
            self,
            Self::Syntax | Self::DocumentTooLarge | Self::TooDeep | Self::TooComplex | Self::NoSuchOperation
        )
    }
}

fn status_for(media_type: MediaType, status: StatusCode) -> StatusCode {
    match media_type {
        MediaType::GraphqlJson => status,
        MediaType::Json => StatusCode::OK,
    }
}

/// The text of a code of the whole request.
fn code_text(code: &str, language: Language) -> String {
    text(language, &format!("request-{}", code.to_lowercase().replace('_', "-")), &[])
}

/// The answer to a request that is not carried out.
#[must_use]
pub fn refusal(refusal: Refusal, media_type: MediaType, language: Language, id: RequestId) -> Response {
    let (code, status) = refusal.code_and_status();
    let status = if refusal.is_of_the_document() { status_for(media_type, status) } else { status };
    let error = json!({
        "message": code_text(code, language),
        "extensions": { "code": code, "requestId": id.0 },
    });
    let mut builder = response(status, media_type, language);
    if refusal == Refusal::Method {
        builder = builder.header(header::ALLOW, "POST");
    }
    if let Refusal::RateLimited(seconds) = refusal {
        builder = builder.header(header::RETRY_AFTER, seconds);
    }
    if refusal == Refusal::Authorization {
        builder = builder.header(header::WWW_AUTHENTICATE, "Bearer");
    }
    builder.body(json!({ "errors": [error] }).to_string())
}

/// The answer of the engine, with codes, texts and the request's number in its errors.
#[must_use]
pub fn executed(
    answer: &async_graphql::Response,
    media_type: MediaType,
    language: Language,
    id: RequestId,
) -> Response {
    // Without a path an error is of the whole document: it was not carried out, and has no data.
    let is_refused = answer.errors.iter().any(|error| error.path.is_empty());
    let body = Body {
        errors: answer.errors.iter().map(|error| shown_error(error, language, id)).collect(),
        data: (!is_refused).then_some(&answer.data),
    };
    let status = match (is_refused, answer.errors.is_empty()) {
        (true, _) => StatusCode::UNPROCESSABLE_ENTITY,
        (false, true) => StatusCode::OK,
        // Partly carried out.
        (false, false) => StatusCode::from_u16(294).expect("a status"),
    };
    let body = serde_json::to_vec(&body).expect("an answer of the engine is JSON");
    response(status_for(media_type, status), media_type, language).body(body)
}

/// The engine's data goes out as it came, so that fields stand in the order they were asked in.
#[derive(Serialize)]
struct Body<'a> {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    data: Option<&'a async_graphql::Value>,
}

fn shown_error(error: &async_graphql::ServerError, language: Language, id: RequestId) -> Value {
    let code = error.extensions.as_ref().and_then(|extensions| extensions.get("code"));
    let code = match code {
        Some(async_graphql::Value::String(code)) => code.clone(),
        _ if error.path.is_empty() => "GRAPHQL_VALIDATION_FAILED".to_owned(),
        _ => "BAD_USER_INPUT".to_owned(),
    };
    // What the engine says of a document helps its author, and names nothing but the schema.
    let is_about_the_document = matches!(code.as_str(), "GRAPHQL_VALIDATION_FAILED" | "BAD_USER_INPUT");
    let message = if is_about_the_document {
        format!("{} {}", code_text(&code, language), error.message)
    } else {
        code_text(&code, language)
    };
    let mut shown = json!({ "message": message, "extensions": { "code": code, "requestId": id.0 } });
    if !error.locations.is_empty() {
        shown["locations"] = json!(error.locations);
    }
    if !error.path.is_empty() {
        shown["path"] = json!(error.path);
    }
    shown
}

fn response(status: StatusCode, media_type: MediaType, language: Language) -> poem::ResponseBuilder {
    Response::builder()
        .status(status)
        .header(header::CONTENT_TYPE, format!("{}; charset=utf-8", media_type.name()))
        .header(header::CONTENT_LANGUAGE, language.tag())
        .header(header::CACHE_CONTROL, "no-store")
        .header(header::VARY, "Accept-Language, Accept")
}

#[cfg(test)]
mod tests {
    use poem::http::HeaderValue;

    use super::*;

    #[test]
    fn only_who_asks_for_plain_json_alone_gets_it() {
        let check = |accept: &'static str, expected| {
            let headers = HeaderMap::from_iter([(header::ACCEPT, HeaderValue::from_static(accept))]);
            assert_eq!(MediaType::of(&headers), expected, "{accept}");
        };
        assert_eq!(MediaType::of(&HeaderMap::new()), MediaType::GraphqlJson);
        check("*/*", MediaType::GraphqlJson);
        check("application/json", MediaType::Json);
        check("application/json, multipart/mixed", MediaType::Json);
        check("application/graphql-response+json, application/json;q=0.9", MediaType::GraphqlJson);
        check("application/graphql-response+json;q=0, application/json", MediaType::Json);
    }
}
