//! The errors that an officer can cause, as data: a stable code, a message in the officer's language, and a
//! path.

#![expect(missing_docs, reason = "the derive of interfaces generates methods without docs")]

use async_graphql::{Interface, SimpleObject};
use entity::{input::ValidationError, language::Language};
use passwords::password_hash;

pub use super::error_code::ErrorCode;
use super::error_code::{of_account_fault, of_fault};
use crate::{account::FieldError, graphql::user_errors::user_errors, rate_limit::Limited};

/// An error that an officer can cause. Select `... on UserError { code message path }` to read every error of
/// every mutation, including those of later releases.
#[derive(Interface)]
#[graphql(
    field(
        name = "code",
        ty = "&ErrorCode",
        desc = "The code of the error. A code never changes, so programs can rely on it."
    ),
    field(
        name = "message",
        ty = "&String",
        desc = "The message for the officer, in the language of the request. Show it as it is."
    ),
    field(
        name = "path",
        ty = "&Vec<String>",
        desc = "The path of the field, e.g. `[\"input\", \"name\"]`; empty if it concerns the whole request."
    )
)]
pub enum UserError {
    /// A field is missing or invalid.
    Input(InputError),
    /// The name, the password or the code was not accepted.
    InvalidCredentials(InvalidCredentialsError),
    /// The enrolment code or the one-time code was not accepted.
    Enrolment(EnrolmentError),
    /// Another officer has to do this.
    SecondOfficer(SecondOfficerError),
    /// The change conflicts with the present state.
    Conflict(ConflictError),
    /// The email cannot be resent or dropped.
    Mail(MailError),
    /// There were too many attempts in a short time.
    RateLimited(RateLimitedError),
    /// The server is overloaded.
    Overloaded(OverloadedError),
    /// No such object exists.
    NotFound(NotFoundError),
}

user_errors! {
    /// A field of the form is missing or invalid. The response reports all such fields together.
    InputError {}
    /// The name, the password or the code was not accepted. Code: `INVALID_CREDENTIALS`, whatever the cause.
    InvalidCredentialsError {}
    /// The enrolment was refused. Codes: `ENROLMENT_CODE_INVALID`, `TOTP_CODE_WRONG`.
    EnrolmentError {}
    /// Another officer has to do this. Code: `SECOND_OFFICER_REQUIRED`.
    SecondOfficerError {}
    /// The change conflicts with the present state, and nothing was changed. Codes: `ROLE_ALREADY_THERE`,
    /// `OFFICER_NAME_TAKEN`, `ALREADY_PAUSED`, `CHANGED_MEANWHILE`, `CERTIFICATE_NUMBER_TAKEN`,
    /// `CERTIFICATE_NUMBER_TWICE`, `CERTIFICATE_CANCELLED`, `ACCOUNT_CLOSED`, `MAIL_ON_ITS_WAY`,
    /// `ADDRESS_SUPPRESSED`, `NOTICE_WITHDRAWN`, `NOTICE_CHANGED_MEANWHILE`, `IDEMPOTENCY_KEY_REUSED`.
    ConflictError {}
    /// The email cannot be resent or dropped, and stays as it is. Codes: `MAIL_STATE_UNSUITABLE`,
    /// `MAIL_NO_LONGER_WANTED`, `SECOND_COPY_POSSIBLE`, `ADDRESS_SUPPRESSED`, `MAIL_WARNS_OWNER`.
    MailError {}
    /// There were too many attempts in a short time. Nothing was attempted. Code: `RATE_LIMITED`.
    RateLimitedError {
        /// The number of seconds to wait before the next attempt.
        retry_after_seconds: i32
    }
    /// The server is overloaded. Nothing was attempted. Code: `OVERLOADED`.
    OverloadedError {
        /// The number of seconds to wait before the next attempt.
        retry_after_seconds: i32
    }
    /// No such object exists. Code: `NOT_FOUND`; in `issueCertificates` it is `ACCOUNT_UNKNOWN`.
    NotFoundError {}
}

impl InputError {
    /// Creates the error of one field.
    #[must_use]
    pub fn new(found: FieldError, language: Language) -> Self {
        let (code, message) = of_fault(found.field, found.fault, language);
        Self { code, message, path: input_path(found.field) }
    }

    /// Creates a validation error at a nested path, or for the whole input if `path` is empty.
    #[must_use]
    pub fn at(path: &[&str], fault: ValidationError, language: Language) -> Self {
        let (code, message) = of_fault(path.last().copied().unwrap_or_default(), fault, language);
        Self { code, message, path: path_to(path) }
    }

    /// Creates an error whose code is not one of the general validation errors.
    #[must_use]
    pub fn coded(code: ErrorCode, path: &[&str], facts: &[(&str, &str)], language: Language) -> Self {
        Self { code, message: code.message_with(facts, language), path: path_to(path) }
    }

    /// Creates the error of one field of an applicant's data.
    #[must_use]
    pub fn of_account(found: FieldError, language: Language) -> Self {
        let (code, message) = of_account_fault(found.field, found.fault, language);
        Self { code, message, path: input_path(found.field) }
    }

    /// Creates the error of an idempotency key that was sent before with other input.
    #[must_use]
    pub fn idempotency_key_reused(language: Language) -> Self {
        let code = ErrorCode::IdempotencyKeyReused;
        Self { code, message: code.message(language), path: input_path("idempotencyKey") }
    }
}

impl RateLimitedError {
    /// Creates the error of an exhausted limit.
    #[must_use]
    pub fn new(limited: Limited, language: Language) -> Self {
        let code = ErrorCode::RateLimited;
        let retry_after_seconds = i32::try_from(limited.retry_after_seconds).unwrap_or(i32::MAX);
        Self { code, message: code.message(language), path: Vec::new(), retry_after_seconds }
    }
}

impl OverloadedError {
    /// Creates the error of a full queue for password hashing.
    #[must_use]
    pub fn new(language: Language) -> Self {
        let code = ErrorCode::Overloaded;
        let retry_after_seconds = password_hash::RETRY_AFTER_SECONDS;
        Self { code, message: code.message(language), path: Vec::new(), retry_after_seconds }
    }
}

macro_rules! plain_errors {
    ($($(#[$doc:meta])* $name:ident)*) => {$(
        impl $name {
            $(#[$doc])*
            #[must_use]
            pub fn new(code: ErrorCode, field: Option<&str>, language: Language) -> Self {
                let path = field.map(input_path).unwrap_or_default();
                Self { code, message: code.message(language), path }
            }

            /// Creates the same error at a nested path.
            #[must_use]
            pub fn at(code: ErrorCode, path: &[&str], language: Language) -> Self {
                Self { code, message: code.message(language), path: path_to(path) }
            }

            /// Adds the index of a list item to the error's path.
            #[must_use]
            pub fn of_item(self, index: usize) -> Self {
                let path = self.path.into_iter().chain([index.to_string()]).collect();
                Self { path, ..self }
            }
        }
    )*};
}

plain_errors! {
    /// Creates the error of a refused login.
    InvalidCredentialsError
    /// Creates the error of a refused enrolment.
    EnrolmentError
    /// Creates the error of something that another officer has to do.
    SecondOfficerError
    /// Creates the error of a change that conflicts with the present state.
    ConflictError
    /// Creates the error of an email that cannot be resent or dropped.
    MailError
    /// Creates the error of an object that does not exist.
    NotFoundError
}

fn input_path(field: &str) -> Vec<String> {
    path_to(&[field])
}

fn path_to(below: &[&str]) -> Vec<String> {
    ["input"].iter().chain(below).map(|&part| part.to_owned()).collect()
}
