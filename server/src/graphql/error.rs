//! Failures of the system: the only top-level errors that resolvers return.
//!
//! The cause is logged here, once. The client receives a code, and never a text of the database or of Rust.

use std::error::Error;

use entity::{
    key_ring::KeyMissing,
    officer::{Role, role::role_code},
};
use migration::failure::Failure;
use sea_orm::DbErr;

use crate::capacity::Busy;

/// The extension that carries the class of a database failure within the process. Responses omit it.
const FAILURE: &str = "failure";
/// The extension with the name of the root cause, if the code has several.
pub const REASON: &str = "reason";
/// The extension with the sentence about the root cause. Responses have it in `message`.
pub const DETAIL: &str = "detail";
/// The reason why a field is refused to an officer without the role.
pub const ROLE_MISSING: &str = "ROLE_MISSING";
/// The code of failures that a retry may overcome.
const UNAVAILABLE: &str = "SERVICE_UNAVAILABLE";

/// Why a resolver failed: the system cannot serve the request, or the guard refused the field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ApiError {
    /// The database cannot serve the request now. A retry may succeed.
    ServiceUnavailable(Failure),
    /// Too many operations of this kind are in progress. A retry may succeed.
    Busy,
    /// This server lacks a key that other servers have. A retry may reach one of them.
    KeyMissing,
    /// A defect or an unexpected failure. A retry does not help.
    Internal,
    /// The field requires one of these roles, and the officer holds none of them.
    Forbidden(&'static [Role]),
}

impl ApiError {
    /// The code that the client finds in `extensions.code`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::ServiceUnavailable(_) | Self::Busy | Self::KeyMissing => UNAVAILABLE,
            Self::Internal => "INTERNAL_SERVER_ERROR",
            Self::Forbidden(_) => "FORBIDDEN",
        }
    }
}

impl From<DbErr> for ApiError {
    fn from(error: DbErr) -> Self {
        let failure = Failure::of(&error);
        tracing::error!(
            error = &error as &dyn Error,
            class = failure.name(),
            "database error; the request failed"
        );
        if failure.passes() { Self::ServiceUnavailable(failure) } else { Self::Internal }
    }
}

impl From<Busy> for ApiError {
    fn from(busy: Busy) -> Self {
        tracing::warn!("{busy}; the request was answered with {UNAVAILABLE}");
        Self::Busy
    }
}

impl From<KeyMissing> for ApiError {
    /// The missing key was logged where it was detected.
    fn from(_: KeyMissing) -> Self {
        Self::KeyMissing
    }
}

impl From<ApiError> for async_graphql::Error {
    fn from(error: ApiError) -> Self {
        let mut shown = Self::new(error.code());
        let extensions = shown.extensions.get_or_insert_default();
        extensions.set("code", error.code());
        match error {
            ApiError::ServiceUnavailable(failure) => extensions.set(FAILURE, failure.name()),
            ApiError::Forbidden(roles) => {
                let roles: Vec<_> = roles.iter().copied().map(role_code).collect();
                extensions.set(REASON, ROLE_MISSING);
                extensions.set(DETAIL, format!("It requires one of these roles: {}.", roles.join(", ")));
            }
            _ => {}
        }
        shown
    }
}

/// Whether the request may succeed when it is sent again.
#[must_use]
pub fn is_unavailable(error: &async_graphql::ServerError) -> bool {
    let code = error.extensions.as_ref().and_then(|extensions| extensions.get("code"));
    matches!(code, Some(async_graphql::Value::String(code)) if code == UNAVAILABLE)
}

/// The class of the database failure behind an error, if there is one.
#[must_use]
pub fn failure_of(error: &async_graphql::ServerError) -> Option<Failure> {
    match error.extensions.as_ref()?.get(FAILURE)? {
        async_graphql::Value::String(name) => Failure::named(name),
        _ => None,
    }
}
