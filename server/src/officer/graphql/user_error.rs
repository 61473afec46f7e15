//! What an officer can do wrong, as data: a stable code, a text in the reader's language, a path.

#![expect(missing_docs, reason = "the derive of interfaces writes methods without any")]

use async_graphql::{Interface, SimpleObject};
use entity::{input::Fault, language::Language};

pub use super::error_code::ErrorCode;
use super::error_code::{of_account_fault, of_fault};
use crate::{
    account::{FieldFault, password_hash},
    graphql::user_error::user_errors,
    rate_limit::Limited,
};

/// Anything that an officer can do wrong. `... on UserError { code message path }` reads every error of every
/// mutation, also ones that are added later.
#[derive(Interface)]
#[graphql(
    field(name = "code", ty = "&ErrorCode", desc = "The stable code."),
    field(
        name = "message",
        ty = "&String",
        desc = "What to tell the officer, in the language of the request."
    ),
    field(
        name = "path",
        ty = "&Vec<String>",
        desc = "Where it stands, e.g. [\"input\", \"name\"]; empty for the whole request."
    )
)]
pub enum UserError {
    /// A field is wrong.
    Input(InputError),
    /// A login was refused.
    InvalidCredentials(InvalidCredentialsError),
    /// An enrolment was refused.
    Enrolment(EnrolmentError),
    /// Another officer has to do it.
    SecondOfficer(SecondOfficerError),
    /// It is so already, it is no longer as it was seen, or something else is in its way.
    Conflict(ConflictError),
    /// A mail is not one to send again or to drop.
    Mail(MailError),
    /// Too many attempts.
    RateLimited(RateLimitedError),
    /// Too many people are being served.
    Overloaded(OverloadedError),
    /// There is no such thing.
    NotFound(NotFoundError),
}

user_errors! {
    /// A field of the form is wrong; all wrong fields are answered together.
    InputError {}
    /// The login was refused: `INVALID_CREDENTIALS`, whatever the reason is.
    InvalidCredentialsError {}
    /// The enrolment was refused: `ENROLMENT_CODE_INVALID`, `TOTP_CODE_WRONG`.
    EnrolmentError {}
    /// Another officer than the one who asks has to do it: `SECOND_OFFICER_REQUIRED`.
    SecondOfficerError {}
    /// It is so already, no longer as it was seen, or something else is in its way: `ROLE_ALREADY_THERE`,
    /// `OFFICER_NAME_TAKEN`, `ALREADY_PAUSED`, `CHANGED_MEANWHILE`, `CERTIFICATE_NUMBER_TAKEN`, `CERTIFICATE_NUMBER_TWICE`,
    /// `CERTIFICATE_CANCELLED`, `ACCOUNT_CLOSED`, `MAIL_ON_ITS_WAY`, `ADDRESS_SUPPRESSED`, `NOTICE_WITHDRAWN`,
    /// `NOTICE_CHANGED_MEANWHILE`, `IDEMPOTENCY_KEY_REUSED`. Nothing was changed.
    ConflictError {}
    /// The mail is not one to send again or to drop: `MAIL_STATE_UNSUITABLE`, `MAIL_NO_LONGER_WANTED`,
    /// `SECOND_COPY_POSSIBLE`, `ADDRESS_SUPPRESSED`, `MAIL_WARNS_OWNER`. It was left as it is.
    MailError {}
    /// Too many attempts in a short time; nothing was tried.
    RateLimitedError {
        /// Try again after so many seconds.
        retry_after_seconds: i32
    }
    /// Too many people are being served; nothing was tried.
    OverloadedError {
        /// Try again after so many seconds.
        retry_after_seconds: i32
    }
    /// There is no such thing.
    NotFoundError {}
}

impl InputError {
    /// The error of one field.
    #[must_use]
    pub fn new(found: FieldFault, language: Language) -> Self {
        let (code, message) = of_fault(found.field, found.fault, language);
        Self { code, message, path: input_path(found.field) }
    }

    /// What is wrong at a place further in than a field, or with all of the input.
    #[must_use]
    pub fn at(path: &[&str], fault: Fault, language: Language) -> Self {
        let (code, message) = of_fault(path.last().copied().unwrap_or_default(), fault, language);
        Self { code, message, path: path_to(path) }
    }

    /// Something else than what can be wrong with any field.
    #[must_use]
    pub fn coded(code: ErrorCode, path: &[&str], facts: &[(&str, &str)], language: Language) -> Self {
        Self { code, message: code.message_with(facts, language), path: path_to(path) }
    }

    /// The error of one field of an applicant's.
    #[must_use]
    pub fn of_account(found: FieldFault, language: Language) -> Self {
        let (code, message) = of_account_fault(found.field, found.fault, language);
        Self { code, message, path: input_path(found.field) }
    }

    /// A key that came with other input before.
    #[must_use]
    pub fn idempotency_key_reused(language: Language) -> Self {
        let code = ErrorCode::IdempotencyKeyReused;
        Self { code, message: code.message(language), path: input_path("idempotencyKey") }
    }
}

impl RateLimitedError {
    /// A limit without room.
    #[must_use]
    pub fn new(limited: Limited, language: Language) -> Self {
        let code = ErrorCode::RateLimited;
        let retry_after_seconds = i32::try_from(limited.retry_after_seconds).unwrap_or(i32::MAX);
        Self { code, message: code.message(language), path: Vec::new(), retry_after_seconds }
    }
}

impl OverloadedError {
    /// No place at the hasher.
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

            /// The same at a place further in than a field.
            #[must_use]
            pub fn at(code: ErrorCode, path: &[&str], language: Language) -> Self {
                Self { code, message: code.message(language), path: path_to(path) }
            }

            /// The same, of one thing in a list.
            #[must_use]
            pub fn of_item(self, index: usize) -> Self {
                let path = self.path.into_iter().chain([index.to_string()]).collect();
                Self { path, ..self }
            }
        }
    )*};
}

plain_errors! {
    /// A refused login.
    InvalidCredentialsError
    /// A refused enrolment.
    EnrolmentError
    /// Something that another officer has to do.
    SecondOfficerError
    /// Something that is so already, or no longer as it was seen.
    ConflictError
    /// A mail that is not one to take up.
    MailError
    /// Something that is not there.
    NotFoundError
}

fn input_path(field: &str) -> Vec<String> {
    path_to(&[field])
}

fn path_to(below: &[&str]) -> Vec<String> {
    ["input"].iter().chain(below).map(|&part| part.to_owned()).collect()
}
