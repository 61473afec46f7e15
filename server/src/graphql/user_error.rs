//! What a person can do wrong, as data: a stable code, a text in the reader's language, a path.
//!
//! Every match here is exhaustive, so a new variant must be thought about. What is broken is not here but
//! in [`super::error`].

#![expect(missing_docs, reason = "the derive of interfaces writes methods without any")]

use async_graphql::{Enum, Interface, SimpleObject};
use entity::language::Language;

pub use super::error_code::ErrorCode;
use super::error_code::{code_of, fault_text};
use crate::{
    account::{FieldFault, counter_registration::StepFault, link::LinkFault, password_hash},
    rate_limit::Limited,
};

/// Anything that a person can do wrong. `... on UserError { code message path }` reads every error
/// of every mutation, also ones that are added later.
#[derive(Interface)]
#[graphql(
    field(name = "code", ty = "&ErrorCode", desc = "The stable code."),
    field(
        name = "message",
        ty = "&String",
        desc = "What to tell the person, in the language of the request."
    ),
    field(
        name = "path",
        ty = "&Vec<String>",
        desc = "Where it stands, e.g. [\"input\", \"email\"]; empty for the whole request."
    )
)]
pub enum UserError {
    /// A field is wrong.
    Input(InputError),
    /// A link does not work.
    Link(LinkError),
    /// A login was refused.
    InvalidCredentials(InvalidCredentialsError),
    /// A step of a form cannot be taken.
    Step(StepError),
    /// Too many attempts.
    RateLimited(RateLimitedError),
    /// Too many people are being served.
    Overloaded(OverloadedError),
    /// The password must be typed again.
    ReauthenticationRequired(ReauthenticationRequiredError),
    /// A session is open that must be closed first.
    SessionOpen(SessionOpenError),
    /// This does not apply to the account.
    NotAvailable(NotAvailableError),
    /// There is no session.
    Session(SessionError),
    /// There is no such thing.
    NotFound(NotFoundError),
    /// The bureau has cancelled it.
    Cancelled(CancelledError),
}

macro_rules! user_errors {
    ($($(#[$doc:meta])* $name:ident { $($(#[$field_doc:meta])* $field:ident: $ty:ty),* })*) => {$(
        $(#[$doc])*
        #[derive(SimpleObject, Clone, Debug)]
        pub struct $name {
            /// The stable code.
            pub code: ErrorCode,
            /// What to tell the person.
            pub message: String,
            /// Where it stands.
            pub path: Vec<String>,
            $($(#[$field_doc])* pub $field: $ty,)*
        }
    )*};
}

pub(crate) use user_errors;

user_errors! {
    /// A field of the form is wrong; all wrong fields are answered together (R66).
    InputError {}
    /// The link in the mail does not work: `LINK_UNKNOWN`, `LINK_EXPIRED`, `LINK_USED`,
    /// `LINK_REPLACED`.
    LinkError {}
    /// The login was refused: `INVALID_CREDENTIALS`, whatever the reason is.
    InvalidCredentialsError {
        /// What may have happened, judged by this client's own attempts alone.
        hint: Option<LogInHint>
    }
    /// The step from "Confirm" to "Registration" cannot be taken: `STEP_UNKNOWN`, `STEP_EXPIRED`,
    /// `STEP_USED`. Nothing was changed.
    StepError {}
    /// Too many attempts in a short time; nothing was tried.
    RateLimitedError {
        /// Try again after so many seconds.
        retry_after_seconds: i32
    }
    /// The login is older than 15 minutes: `reauthenticate`, or send `currentPassword` with the call.
    ReauthenticationRequiredError {}
    /// The first password cannot be set while a session is open in the same browser (R112). The link was
    /// not used up.
    SessionOpenError {}
    /// This does not apply to the account, e.g. an address where none is on file (R89).
    NotAvailableError {}
    /// Too many people are being served; nothing was tried.
    OverloadedError {
        /// Try again after so many seconds.
        retry_after_seconds: i32
    }
    /// There is no session: `NOT_LOGGED_IN`, `SESSION_EXPIRED`, or it cannot be extended:
    /// `ABSOLUTE_LIMIT`.
    SessionError {}
    /// The caller has no such thing; someone else's is not found either.
    NotFoundError {}
    /// The bureau has cancelled the certificate (I3).
    CancelledError {}
}

/// Why a login may have been refused, as far as this client may know.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogInHint {
    /// After five wrong passwords in a row an account is locked for 24 hours (R36, R37); a password
    /// reset lifts the lock at once (R38).
    MayBeLocked,
}

impl InputError {
    /// The error of one field.
    #[must_use]
    pub fn new(found: FieldFault, language: Language) -> Self {
        let FieldFault { field, fault } = found;
        let code = code_of(fault);
        Self { code, message: fault_text(field, fault, language), path: input_path(field) }
    }

    /// A key that came with other input before.
    #[must_use]
    pub fn idempotency_key_reused(language: Language) -> Self {
        let code = ErrorCode::IdempotencyKeyReused;
        Self { code, message: code.message(language), path: input_path("idempotencyKey") }
    }
}

impl LinkError {
    /// A link that does not work.
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
    /// A step that cannot be taken.
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
    /// A refused login.
    #[must_use]
    pub fn of_login(hint: Option<LogInHint>, language: Language) -> Self {
        let code = ErrorCode::InvalidCredentials;
        Self { code, message: code.message(language), path: Vec::new(), hint }
    }

    /// A wrong password in a field of a form.
    #[must_use]
    pub fn at(field: &str, language: Language) -> Self {
        let code = ErrorCode::InvalidCredentials;
        Self { code, message: code.message(language), path: input_path(field), hint: None }
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

impl ReauthenticationRequiredError {
    /// The login is too old.
    #[must_use]
    pub fn new(language: Language) -> Self {
        let code = ErrorCode::ReauthenticationRequired;
        Self { code, message: code.message(language), path: input_path("currentPassword") }
    }
}

impl SessionOpenError {
    /// A session is open.
    #[must_use]
    pub fn new(language: Language) -> Self {
        let code = ErrorCode::SessionOpen;
        Self { code, message: code.message(language), path: Vec::new() }
    }
}

impl NotAvailableError {
    /// A field that does not apply to the account.
    #[must_use]
    pub fn new(field: &str, language: Language) -> Self {
        let code = ErrorCode::NotAvailable;
        Self { code, message: code.message(language), path: input_path(field) }
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

impl SessionError {
    /// No session, or one that is over or at its limit.
    #[must_use]
    pub fn new(code: ErrorCode, language: Language) -> Self {
        Self { code, message: code.message(language), path: Vec::new() }
    }
}

impl NotFoundError {
    /// No certificate with this number.
    #[must_use]
    pub fn new(field: &str, language: Language) -> Self {
        let code = ErrorCode::NotFound;
        Self { code, message: code.message(language), path: input_path(field) }
    }
}

impl CancelledError {
    /// A cancelled certificate.
    #[must_use]
    pub fn new(field: &str, language: Language) -> Self {
        let code = ErrorCode::Cancelled;
        Self { code, message: code.message(language), path: input_path(field) }
    }
}

fn input_path(field: &str) -> Vec<String> {
    vec!["input".to_owned(), field.to_owned()]
}
