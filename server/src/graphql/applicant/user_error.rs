//! The errors that a person can cause, as data: a stable code, a message in the person's language, and a path
//! (R36-R38, R66, R89, R112, I3).
//!
//! The matches here are exhaustive, so a new variant does not compile until it has a code. Failures of the
//! system are not here but in [`crate::graphql::error`].

#![expect(missing_docs, reason = "the derive of interfaces generates methods without docs")]

use async_graphql::{Enum, Interface, SimpleObject};
use entity::language::Language;
use passwords::password_hash;

pub use super::error_code::ErrorCode;
use super::error_code::code_of;
use crate::{
    account::{FieldError, counter_registration::StepFault, link::LinkFault},
    graphql::faults::fault_text,
    graphql::user_errors::user_errors,
    rate_limit::Limited,
};

/// An error that a person can cause. Select `... on UserError { code message path }` to read every error of
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
        desc = "The message for the person, in the language of the request. Show it as it is."
    ),
    field(
        name = "path",
        ty = "&Vec<String>",
        desc = "The path of the field, e.g. `[\"input\", \"email\"]`; empty if it concerns the whole request."
    )
)]
pub enum UserError {
    /// A field is missing or invalid.
    Input(InputError),
    /// A link does not work.
    Link(LinkError),
    /// The user ID or the password was not accepted.
    InvalidCredentials(InvalidCredentialsError),
    /// The `stepToken` of the 2023 form cannot be used.
    Step(StepError),
    /// There were too many attempts in a short time.
    RateLimited(RateLimitedError),
    /// The server is overloaded.
    Overloaded(OverloadedError),
    /// The password must be entered again.
    ReauthenticationRequired(ReauthenticationRequiredError),
    /// A session is open in this browser.
    SessionOpen(SessionOpenError),
    /// The account does not have this item.
    NotAvailable(NotAvailableError),
    /// There is no session, or it cannot be extended.
    Session(SessionError),
    /// The account has no such object.
    NotFound(NotFoundError),
    /// The bureau has cancelled the certificate.
    Cancelled(CancelledError),
}

user_errors! {
    /// A field of the form is missing or invalid. The response reports all such fields together.
    InputError {}
    /// The link in the email cannot be used. Codes: `LINK_UNKNOWN`, `LINK_EXPIRED`, `LINK_USED`,
    /// `LINK_REPLACED`.
    LinkError {}
    /// The user ID or the password was not accepted. Code: `INVALID_CREDENTIALS`, whatever the cause.
    InvalidCredentialsError {
        /// A possible cause that the screen may add, judged only by this client's own attempts; null if there
        /// is none.
        hint: Option<LogInHint>
    }
    /// The `stepToken` from "Confirm" cannot be used for "Registration". Nothing was changed. Codes:
    /// `STEP_UNKNOWN`, `STEP_EXPIRED`, `STEP_USED`.
    StepError {}
    /// There were too many attempts in a short time. Nothing was attempted. Code: `RATE_LIMITED`.
    RateLimitedError {
        /// The number of seconds to wait before the next attempt.
        retry_after_seconds: i32
    }
    /// The last login is at least 15 minutes old. Send the same input with `currentPassword`, or call
    /// `reauthenticate` first. Code: `REAUTHENTICATION_REQUIRED`.
    ReauthenticationRequiredError {}
    /// A session is open in this browser, so the first password cannot be set. The link has not been used up.
    /// Code: `SESSION_OPEN`.
    SessionOpenError {}
    /// The account does not have this item, e.g. an address although none is on file. Code: `NOT_AVAILABLE`.
    NotAvailableError {}
    /// The server is overloaded. Nothing was attempted. Code: `OVERLOADED`.
    OverloadedError {
        /// The number of seconds to wait before the next attempt.
        retry_after_seconds: i32
    }
    /// There is no active session, or it cannot be extended. Codes: `NOT_LOGGED_IN`, `SESSION_EXPIRED`,
    /// `ABSOLUTE_LIMIT`.
    SessionError {}
    /// The account has no such object; objects of other accounts are not found either. Code: `NOT_FOUND`.
    NotFoundError {}
    /// The bureau has cancelled the certificate. Code: `CANCELLED`.
    CancelledError {}
}

/// A possible cause of a refused login. It reveals nothing about the account.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogInHint {
    /// The account may be locked: five wrong passwords in a row lock it for 24 hours. A password reset lifts
    /// the lock at once.
    MayBeLocked,
}

impl InputError {
    /// Creates the error of one field.
    #[must_use]
    pub fn new(found: FieldError, language: Language) -> Self {
        let FieldError { field, fault } = found;
        let code = code_of(fault);
        Self { code, message: fault_text(field, fault, language), path: input_path(field) }
    }

    /// Creates the error of an idempotency key that was sent before with other input.
    #[must_use]
    pub fn idempotency_key_reused(language: Language) -> Self {
        let code = ErrorCode::IdempotencyKeyReused;
        Self { code, message: code.message(language), path: input_path("idempotencyKey") }
    }
}

impl LinkError {
    /// Creates the error of a link that cannot be used.
    #[must_use]
    pub fn new(fault: LinkFault, language: Language) -> Self {
        let code = match fault {
            LinkFault::Unknown => ErrorCode::LinkUnknown,
            LinkFault::Expired => ErrorCode::LinkExpired,
            LinkFault::Used => ErrorCode::LinkUsed,
            LinkFault::Replaced => ErrorCode::LinkReplaced,
        };
        Self { code, message: code.message(language), path: input_path("token") }
    }
}

impl StepError {
    /// Creates the error of a step token that cannot be used.
    #[must_use]
    pub fn new(fault: StepFault, language: Language) -> Self {
        let code = match fault {
            StepFault::Unknown => ErrorCode::StepUnknown,
            StepFault::Expired => ErrorCode::StepExpired,
            StepFault::Used => ErrorCode::StepUsed,
        };
        Self { code, message: code.message(language), path: input_path("stepToken") }
    }
}

impl InvalidCredentialsError {
    /// Creates the error of a refused login.
    #[must_use]
    pub fn of_login(hint: Option<LogInHint>, language: Language) -> Self {
        let code = ErrorCode::InvalidCredentials;
        Self { code, message: code.message(language), path: Vec::new(), hint }
    }

    /// Creates the error of a wrong password in the field `field`.
    #[must_use]
    pub fn at(field: &str, language: Language) -> Self {
        let code = ErrorCode::InvalidCredentials;
        Self { code, message: code.message(language), path: input_path(field), hint: None }
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

impl ReauthenticationRequiredError {
    /// Creates the error of a login that is too old for a sensitive change.
    #[must_use]
    pub fn new(language: Language) -> Self {
        let code = ErrorCode::ReauthenticationRequired;
        Self { code, message: code.message(language), path: input_path("currentPassword") }
    }
}

impl SessionOpenError {
    /// Creates the error of an open session.
    #[must_use]
    pub fn new(language: Language) -> Self {
        let code = ErrorCode::SessionOpen;
        Self { code, message: code.message(language), path: Vec::new() }
    }
}

impl NotAvailableError {
    /// Creates the error of an item that the account does not have.
    #[must_use]
    pub fn new(field: &str, language: Language) -> Self {
        let code = ErrorCode::NotAvailable;
        Self { code, message: code.message(language), path: input_path(field) }
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

impl SessionError {
    /// Creates the error of a missing, ended or no longer extendable session.
    #[must_use]
    pub fn new(code: ErrorCode, language: Language) -> Self {
        Self { code, message: code.message(language), path: Vec::new() }
    }
}

impl NotFoundError {
    /// Creates the error of an object that the account does not have; `field` names it.
    #[must_use]
    pub fn new(field: &str, language: Language) -> Self {
        let code = ErrorCode::NotFound;
        Self { code, message: code.message(language), path: input_path(field) }
    }
}

impl CancelledError {
    /// Creates the error of a cancelled certificate.
    #[must_use]
    pub fn new(field: &str, language: Language) -> Self {
        let code = ErrorCode::Cancelled;
        Self { code, message: code.message(language), path: input_path(field) }
    }
}

fn input_path(field: &str) -> Vec<String> {
    vec!["input".to_owned(), field.to_owned()]
}
