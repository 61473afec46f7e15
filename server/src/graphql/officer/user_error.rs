//! The errors that an officer can cause, as data: a stable code, a message in the officer's language, and a
//! path.

#![expect(missing_docs, reason = "the derive of interfaces generates methods without docs")]

use async_graphql::{Interface, SimpleObject};
use entity::{input::ValidationError, language::Language};

pub use super::error_code::ErrorCode;
use crate::{
    account::FieldError,
    graphql::{
        texts::{label, text},
        user_errors::user_errors,
    },
};

/// An error that an officer can cause. Select `... on UserError { code message path fieldLabel }` to read every error of
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
        desc = "The message for the user, in the language of the request. Show it as it is."
    ),
    field(
        name = "path",
        ty = "&Vec<String>",
        desc = "The path of the field, e.g. `[\"input\", \"email\"]`; empty if the error concerns no field."
    ),
    field(
        name = "field_label",
        ty = "&Option<String>",
        desc = "The name of the field as the form shows it, e.g. `Email address`, in the language of the request: for \
                a summary of all errors above the form. Null if the error concerns no field."
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
    /// There is no active session.
    Session(SessionError),
}

/// An error that goes away by itself: the same input may succeed when it is sent again. Select
/// `... on RetryableError { retryAfterSeconds }` beside `UserError`, to read how long to wait, including for
/// errors of later releases.
#[derive(Interface)]
#[graphql(field(
    name = "retry_after_seconds",
    ty = "&i32",
    desc = "The number of seconds to wait before the next attempt."
))]
pub enum RetryableError {
    /// There were too many attempts in a short time.
    RateLimited(RateLimitedError),
    /// The server is overloaded.
    Overloaded(OverloadedError),
}

user_errors! {
    /// The name, the password or the code was not accepted. Code: `INVALID_CREDENTIALS`, whatever the cause.
    InvalidCredentialsError {}
    /// The enrolment was refused. Codes: `ENROLMENT_CODE_INVALID`, `TOTP_CODE_WRONG`.
    EnrolmentError {}
    /// Officers cannot do this for themselves, or complete what they began. Another officer has to do it.
    /// Code: `SECOND_OFFICER_REQUIRED`.
    SecondOfficerError {}
    /// The operation conflicts with the current state, and nothing was changed. Codes: `ROLE_ALREADY_THERE`,
    /// `OFFICER_NAME_TAKEN`, `ALREADY_PAUSED`, `CHANGED_MEANWHILE`, `CERTIFICATE_NUMBER_TAKEN`,
    /// `CERTIFICATE_NUMBER_TWICE`, `CERTIFICATE_CANCELLED`, `ACCOUNT_CLOSED`, `MAIL_ON_ITS_WAY`,
    /// `ADDRESS_SUPPRESSED`, `NOTICE_WITHDRAWN`.
    ConflictError {}
    /// The email cannot be resent or dropped, and stays as it is. Codes: `MAIL_STATE_UNSUITABLE`,
    /// `MAIL_NO_LONGER_WANTED`, `SECOND_COPY_POSSIBLE`, `ADDRESS_SUPPRESSED`, `MAIL_WARNS_OWNER`.
    MailError {}
    /// No such object exists. Code: `NOT_FOUND`, or `ACCOUNT_UNKNOWN` in `issueCertificates`.
    NotFoundError {}
    /// There is no active session. Codes: `NOT_LOGGED_IN`, `SESSION_EXPIRED`.
    SessionError {}
}

impl InvalidCredentialsError {
    /// Creates the error of a refused login.
    #[must_use]
    pub fn of_login(language: Language) -> Self {
        Self::new(ErrorCode::InvalidCredentials, &[], language)
    }

    /// Creates the error of a wrong current password or code, with a text of its own: the officer is logged
    /// in, and entered no name.
    #[must_use]
    pub fn of_current_password(language: Language) -> Self {
        let message = text(language, "officer-error-current-password-wrong", &[]);
        Self { message, ..Self::of_login(language) }
    }
}

/// What the label of an officer's own name is found by: other forms have the name of an account holder.
const OFFICER_NAME: &str = "officerName";

impl ConflictError {
    /// Creates the error of an officer's name that is taken.
    #[must_use]
    pub fn of_officer_name(language: Language) -> Self {
        let error = Self::new(ErrorCode::OfficerNameTaken, &["name"], language);
        Self { field_label: label(OFFICER_NAME, language), ..error }
    }
}

impl InputError {
    /// Creates the error of one field of an officer's own data.
    #[must_use]
    pub fn of_officer(found: FieldError, language: Language) -> Self {
        let error = Self::at(&[found.field], found.fault, language);
        match found.field {
            "name" => Self { field_label: label(OFFICER_NAME, language), ..error },
            _ => error,
        }
    }

    /// Creates a validation error at a nested path.
    #[must_use]
    pub fn at(path: &[&str], fault: ValidationError, language: Language) -> Self {
        // The hint for `name` describes an applicant's name; an officer's name has another format.
        let field = path.last().copied().filter(|&field| field != "name").unwrap_or_default();
        let (code, message) = ErrorCode::of_field(field, fault, language);
        let mut error = Self::new(code, path, language);
        error.message = message;
        error
    }

    /// Creates an error with `values` as the variables of its text.
    #[must_use]
    pub fn with_values(code: ErrorCode, path: &[&str], values: &[(&str, &str)], language: Language) -> Self {
        let mut error = Self::new(code, path, language);
        error.message = code.message_with(values, language);
        error
    }
}
