//! The reasons why a request is not executed, with their codes and statuses. `answer` builds the response.

use poem::http::StatusCode;

use super::{limit_name::LimitValue, reason::Reason};
use crate::rate_limit::Limited;

/// An error in a document or its variables.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DocumentError {
    /// A message for the author of the document. It never contains the value of a variable or an argument.
    pub message: String,
    /// The line and the column in the document, counted from 1. For an error in a variable, those of its
    /// definition, or of the field that it is for.
    pub location: Option<(usize, usize)>,
}

/// Why a request is not executed. Each reason has a stable code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The request is malformed, or not allowed.
    Request(Reason),
    /// The request exceeds one of its limits.
    Exceeds(LimitValue),
    /// The document does not parse.
    Syntax(Vec<DocumentError>),
    /// The document does not conform to the schema.
    Invalid(Vec<DocumentError>),
    /// A variable is missing or has a value of the wrong type.
    Variables(DocumentError),
    /// There is no trusted document with this name.
    UnknownDocument,
    /// The client sent the hash of a document instead of the document, and hopes that the server remembers it
    /// (automatic persisted queries). The hash names no trusted document.
    UnknownHash,
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
            Self::Request(reason) => reason.code_and_status(),
            Self::Exceeds(limit) => limit.name.code_and_status(),
            Self::Syntax(_) => ("GRAPHQL_PARSE_FAILED", StatusCode::BAD_REQUEST),
            Self::Invalid(_) => ("GRAPHQL_VALIDATION_FAILED", StatusCode::UNPROCESSABLE_ENTITY),
            Self::Variables(_) => ("BAD_USER_INPUT", StatusCode::UNPROCESSABLE_ENTITY),
            Self::UnknownDocument => ("PERSISTED_QUERY_NOT_FOUND", StatusCode::NOT_FOUND),
            Self::UnknownHash => ("PERSISTED_QUERY_NOT_SUPPORTED", StatusCode::UNPROCESSABLE_ENTITY),
            Self::RateLimited(_) => ("RATE_LIMITED", StatusCode::TOO_MANY_REQUESTS),
            Self::NoSuchOperation => ("OPERATION_RESOLUTION_FAILURE", StatusCode::UNPROCESSABLE_ENTITY),
            Self::Unavailable => ("SERVICE_UNAVAILABLE", StatusCode::SERVICE_UNAVAILABLE),
            Self::Internal => ("INTERNAL_SERVER_ERROR", StatusCode::INTERNAL_SERVER_ERROR),
        }
    }

    /// Whether the request is well-formed, and only its document or its variables are wrong. With
    /// `application/json`, such a request gets status 200.
    pub(super) const fn is_of_the_document(&self) -> bool {
        match self {
            Self::Request(reason) => reason.is_of_the_document(),
            Self::Exceeds(limit) => limit.name.is_of_the_document(),
            Self::Syntax(_)
            | Self::Invalid(_)
            | Self::Variables(_)
            | Self::UnknownDocument
            | Self::UnknownHash
            | Self::NoSuchOperation => true,
            Self::RateLimited(_) | Self::Unavailable | Self::Internal => false,
        }
    }

    /// The name of the root cause, if the code has several.
    pub(super) const fn reason(&self) -> Option<&'static str> {
        match self {
            Self::Request(reason) => Some(reason.name()),
            Self::Exceeds(_) => Some("LIMIT_EXCEEDED"),
            _ => None,
        }
    }

    /// The sentence about the root cause, for the author of the client.
    pub(super) fn detail(&self) -> Option<String> {
        match self {
            Self::Request(reason) => Some(reason.text()),
            Self::Exceeds(limit) => Some(limit.text()),
            _ => None,
        }
    }

    /// The limit that the request exceeds: that of a request by its name and value, or a rate limit.
    pub(super) const fn limit(&self) -> (Option<&'static str>, Option<usize>) {
        match self {
            Self::Exceeds(limit) => (Some(limit.name.name()), Some(limit.max)),
            Self::RateLimited(limited) => (Some(limited.limit), None),
            _ => (None, None),
        }
    }

    /// Writes the root cause to the log, in the span of the request, which has its ID.
    pub(in crate::http) fn log(&self) {
        if let (Some(reason), Some(detail)) = (self.reason(), self.detail()) {
            let ((code, _), (limit, max)) = (self.code_and_status(), self.limit());
            tracing::info!(code, reason, limit, max, "refused: {detail}");
        }
    }

    pub(super) fn faults(&self) -> &[DocumentError] {
        match self {
            Self::Syntax(faults) | Self::Invalid(faults) => faults,
            Self::Variables(fault) => std::slice::from_ref(fault),
            _ => &[],
        }
    }
}
