//! What is broken: the only errors that appear at the top of an answer from a resolver.
//!
//! The cause is logged here, once; the client is told a code. Never a database's or Rust's text.

use std::error::Error;

use entity::key_ring::KeyMissing;
use migration::failure::Failure;
use sea_orm::DbErr;

use crate::capacity::Busy;

/// Under this name an error carries the class of the database's failure inside the process; no client sees it.
const FAILURE: &str = "failure";
/// The code of what may pass when it is tried again.
const UNAVAILABLE: &str = "SERVICE_UNAVAILABLE";

/// A request that could not be carried out for no fault of the person's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ApiError {
    /// The database cannot do it now; trying again later helps.
    ServiceUnavailable(Failure),
    /// Too many wait for the same; trying again later helps.
    Busy,
    /// This server lacks a key that others have; trying again later helps.
    KeyMissing,
    /// Something is wrong in the system.
    Internal,
    /// The field is for those who are logged in.
    Unauthenticated,
    /// Whoever is logged in may not ask for the field.
    Forbidden,
}

impl ApiError {
    /// The code in `extensions.code`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::ServiceUnavailable(_) | Self::Busy | Self::KeyMissing => UNAVAILABLE,
            Self::Internal => "INTERNAL_SERVER_ERROR",
            Self::Unauthenticated => "UNAUTHENTICATED",
            Self::Forbidden => "FORBIDDEN",
        }
    }
}

impl From<DbErr> for ApiError {
    fn from(error: DbErr) -> Self {
        let failure = Failure::of(&error);
        tracing::error!(
            error = &error as &dyn Error,
            class = failure.name(),
            "the database failed a request"
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
    /// It was logged where it was found.
    fn from(_: KeyMissing) -> Self {
        Self::KeyMissing
    }
}

impl From<ApiError> for async_graphql::Error {
    fn from(error: ApiError) -> Self {
        let mut shown = Self::new(error.code());
        let extensions = shown.extensions.get_or_insert_default();
        extensions.set("code", error.code());
        if let ApiError::ServiceUnavailable(failure) = error {
            extensions.set(FAILURE, failure.name());
        }
        shown
    }
}

/// Whether an error of the engine may pass when the request is sent again.
#[must_use]
pub fn is_unavailable(error: &async_graphql::ServerError) -> bool {
    let code = error.extensions.as_ref().and_then(|extensions| extensions.get("code"));
    matches!(code, Some(async_graphql::Value::String(code)) if code == UNAVAILABLE)
}

/// The class of the database's failure that an error of the engine tells of, if it does.
#[must_use]
pub fn failure_of(error: &async_graphql::ServerError) -> Option<Failure> {
    match error.extensions.as_ref()?.get(FAILURE)? {
        async_graphql::Value::String(name) => Failure::named(name),
        _ => None,
    }
}
