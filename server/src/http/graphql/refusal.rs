//! The reasons why a request is not executed, with their codes and statuses. `answer` builds the response.

use poem::http::StatusCode;

use crate::rate_limit::Limited;

/// An error in a document or its variables.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DocumentError {
    /// A message for the author of the document. It never contains the value of a variable or an argument.
    pub message: String,
    /// The line and the column in the document, counted from 1; `None` for an error in a variable.
    pub location: Option<(usize, usize)>,
}

/// Why a request is not executed. Each reason has a stable code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The body is not JSON or cannot be read, or the request has two kinds of credentials, several hosts or
    /// calling pages, or no host.
    BadRequest,
    /// The body is JSON, but not exactly one operation.
    NotWellFormed,
    /// The method is neither GET nor POST.
    Method,
    /// The request is a GET of a mutation, or of a query with a secret argument.
    PostOnly,
    /// The client accepts none of our media types.
    NotAcceptable,
    /// The body is not `application/json`.
    MediaType,
    /// The body, or the query string of a GET, is larger than its limit.
    BodyTooLarge,
    /// The body took too long to arrive.
    TooSlow,
    /// The calling page is not allowed to call this API.
    Origin,
    /// The `Authorization` header is malformed.
    Authorization,
    /// The document does not parse.
    Syntax(Vec<DocumentError>),
    /// The document does not conform to the schema.
    Invalid(Vec<DocumentError>),
    /// A variable is missing or has a value of the wrong type.
    Variables(DocumentError),
    /// The document has too many tokens, operations, fragments or variables.
    DocumentTooLarge,
    /// Brackets or fields are nested too deeply.
    TooDeep,
    /// The operation has too many fields, rows, aliases, directives or mutations.
    TooComplex,
    /// There is no trusted document with this name.
    UnknownDocument,
    /// Only trusted documents are executed, and this is not one of them.
    UntrustedDocument,
    /// The client has reached its rate limit.
    RateLimited(Limited),
    /// The document has no operation of the requested name.
    NoSuchOperation,
    /// The operation took too long, or the database cannot be reached.
    Unavailable,
    /// The server failed, e.g. because of a bug.
    Internal,
}

impl Refusal {
    pub(super) const fn code_and_status(&self) -> (&'static str, StatusCode) {
        match self {
            Self::BadRequest => ("BAD_REQUEST", StatusCode::BAD_REQUEST),
            Self::NotWellFormed => ("BAD_REQUEST", StatusCode::UNPROCESSABLE_ENTITY),
            Self::Method | Self::PostOnly => ("BAD_REQUEST", StatusCode::METHOD_NOT_ALLOWED),
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

    /// Whether the request is well-formed, and only its document or its variables are wrong. With
    /// `application/json`, such a request gets status 200.
    pub(super) const fn is_of_the_document(&self) -> bool {
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

    pub(super) fn faults(&self) -> &[DocumentError] {
        match self {
            Self::Syntax(faults) | Self::Invalid(faults) => faults,
            Self::Variables(fault) => std::slice::from_ref(fault),
            _ => &[],
        }
    }
}
