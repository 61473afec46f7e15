//! What a person can do wrong, as data: a stable code, a text in the reader's language, a path.
//!
//! This is the one place where domain errors become codes; every match here is exhaustive, so a new
//! variant must be thought about. What is broken is not here but in [`super::error`].

#![expect(missing_docs, reason = "the derive of interfaces writes methods without any")]

use async_graphql::{Enum, Interface, SimpleObject};
use entity::{account::password_policy, input::Fault, language::Language};

use super::texts::text;
use crate::account::{FieldFault, link::LinkFault, password_hash};

/// Stable codes of what can be refused. Codes are added, never renamed, and do not depend on the
/// language.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorCode {
    /// Nothing was entered or chosen.
    Required,
    /// The value does not have the field's form.
    InvalidFormat,
    /// Too few characters.
    TooShort,
    /// Too many characters.
    TooLong,
    /// The confirmation differs from the value.
    ConfirmationMismatch,
    /// Not one of the choices that this form offers.
    NotInList,
    /// The password has no upper-case letter.
    PasswordNeedsUppercase,
    /// The password has no lower-case letter.
    PasswordNeedsLowercase,
    /// The password has no number.
    PasswordNeedsNumber,
    /// The password has none of the twelve symbols.
    PasswordNeedsSymbol,
    /// The password has a character that is not allowed.
    PasswordCharacterNotAllowed,
    /// The password is one that many people use.
    PasswordTooCommon,
    /// The password holds the user ID, the name, the address or the telephone number.
    PasswordContainsPersonalData,
    /// The terms of use were not agreed to.
    TermsNotAgreed,
    /// An older version of the terms was agreed to.
    TermsOutdated,
    /// There is no such link.
    LinkUnknown,
    /// The link's time is over.
    LinkExpired,
    /// The link was used up.
    LinkUsed,
    /// A newer link took its place.
    LinkReplaced,
    /// There is no such step, or it was for other data.
    StepUnknown,
    /// The step's time is over.
    StepExpired,
    /// The step was taken already.
    StepUsed,
    /// The same idempotency key came with other input before.
    IdempotencyKeyReused,
    /// This does not apply to the account.
    NotAvailable,
    /// User ID and password do not belong together, or the account cannot log in now.
    InvalidCredentials,
    /// Too many attempts.
    RateLimited,
    /// Too many people are being served.
    Overloaded,
    /// No session was sent.
    NotLoggedIn,
    /// The session that was sent is over.
    SessionExpired,
    /// The session cannot be extended any more.
    AbsoluteLimit,
    /// A session is open that must be closed first.
    SessionOpen,
    /// The password must be typed again first.
    ReauthenticationRequired,
    /// The caller has no such thing.
    NotFound,
    /// The bureau has cancelled it.
    Cancelled,
}

impl ErrorCode {
    /// The key of the code's text.
    fn key(self) -> String {
        let name = async_graphql::resolver_utils::enum_value(self).to_string();
        format!("error-{}", name.to_lowercase().replace('_', "-"))
    }

    /// The code's text without a field.
    #[must_use]
    pub fn message(self, language: Language) -> String {
        let (min, max) = (password_policy::MIN_LENGTH.to_string(), password_policy::MAX_LENGTH.to_string());
        text(language, &self.key(), &[("min", &min), ("max", &max), ("symbols", &symbols())])
    }
}

fn symbols() -> String {
    password_policy::SYMBOLS.chars().map(String::from).collect::<Vec<_>>().join(" ")
}

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
    /// Too many people are being served.
    Overloaded(OverloadedError),
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

impl InvalidCredentialsError {
    /// A refused login.
    #[must_use]
    pub fn new(language: Language) -> Self {
        let code = ErrorCode::InvalidCredentials;
        Self { code, message: code.message(language), path: Vec::new(), hint: None }
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

fn code_of(fault: Fault) -> ErrorCode {
    match fault {
        Fault::Required => ErrorCode::Required,
        Fault::InvalidFormat => ErrorCode::InvalidFormat,
        Fault::TooShort { .. } => ErrorCode::TooShort,
        Fault::TooLong { .. } => ErrorCode::TooLong,
        Fault::ConfirmationMismatch => ErrorCode::ConfirmationMismatch,
        Fault::NotInList => ErrorCode::NotInList,
        Fault::PasswordNeedsUppercase => ErrorCode::PasswordNeedsUppercase,
        Fault::PasswordNeedsLowercase => ErrorCode::PasswordNeedsLowercase,
        Fault::PasswordNeedsNumber => ErrorCode::PasswordNeedsNumber,
        Fault::PasswordNeedsSymbol => ErrorCode::PasswordNeedsSymbol,
        Fault::PasswordCharacterNotAllowed => ErrorCode::PasswordCharacterNotAllowed,
        Fault::PasswordTooCommon => ErrorCode::PasswordTooCommon,
        Fault::PasswordContainsPersonalData => ErrorCode::PasswordContainsPersonalData,
        Fault::TermsNotAgreed => ErrorCode::TermsNotAgreed,
        Fault::TermsOutdated => ErrorCode::TermsOutdated,
    }
}

/// What to tell the person; a wrong form says what the field's right form is.
fn fault_text(field: &str, fault: Fault, language: Language) -> String {
    match fault {
        Fault::InvalidFormat => match field {
            "email" => text(language, "hint-email", &[]),
            "name" => text(language, "hint-name", &[]),
            "phoneNumber" => text(language, "hint-phone-number", &[]),
            "userId" => text(language, "hint-user-id", &[]),
            _ => ErrorCode::InvalidFormat.message(language),
        },
        Fault::TooShort { min } => text(language, &ErrorCode::TooShort.key(), &[("min", &min.to_string())]),
        Fault::TooLong { max } => text(language, &ErrorCode::TooLong.key(), &[("max", &max.to_string())]),
        Fault::Required
        | Fault::ConfirmationMismatch
        | Fault::NotInList
        | Fault::PasswordNeedsUppercase
        | Fault::PasswordNeedsLowercase
        | Fault::PasswordNeedsNumber
        | Fault::PasswordNeedsSymbol
        | Fault::PasswordCharacterNotAllowed
        | Fault::PasswordTooCommon
        | Fault::PasswordContainsPersonalData
        | Fault::TermsNotAgreed
        | Fault::TermsOutdated => code_of(fault).message(language),
    }
}
