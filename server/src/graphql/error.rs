//! What is broken: the only errors that appear at the top of an answer from a resolver.
//!
//! The cause is logged here, once; the client is told a code. Never a database's or Rust's text.

use std::error::Error;

use sea_orm::{DbErr, RuntimeErr, sqlx};

/// A request that could not be carried out for no fault of the person's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ApiError {
    /// The database cannot be reached; trying again later helps.
    ServiceUnavailable,
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
            Self::ServiceUnavailable => "SERVICE_UNAVAILABLE",
            Self::Internal => "INTERNAL_SERVER_ERROR",
            Self::Unauthenticated => "UNAUTHENTICATED",
            Self::Forbidden => "FORBIDDEN",
        }
    }
}

impl From<DbErr> for ApiError {
    fn from(error: DbErr) -> Self {
        tracing::error!(error = &error as &dyn Error, "the database failed a request");
        if is_away(&error) { Self::ServiceUnavailable } else { Self::Internal }
    }
}

/// Whether the database cannot be reached, or left in the middle of a conversation.
fn is_away(error: &DbErr) -> bool {
    match error {
        DbErr::ConnectionAcquire(_) | DbErr::Conn(_) => true,
        DbErr::Exec(RuntimeErr::SqlxError(cause)) | DbErr::Query(RuntimeErr::SqlxError(cause)) => {
            match &**cause {
                sqlx::Error::Io(_) => true,
                // 08: the connection; 57P01 to 57P03: it is being ended, has crashed, or is starting.
                sqlx::Error::Database(said) => said.code().is_some_and(|code| {
                    code.starts_with("08") || ["57P01", "57P02", "57P03"].contains(&code.as_ref())
                }),
                _ => false,
            }
        }
        _ => false,
    }
}

impl From<ApiError> for async_graphql::Error {
    fn from(error: ApiError) -> Self {
        let mut shown = Self::new(error.code());
        shown.extensions.get_or_insert_default().set("code", error.code());
        shown
    }
}
