//! Stable codes of what a person can do wrong, and their texts.
//!
//! The one place where a fault of a value becomes a code; the match is exhaustive, so a new fault must be
//! thought about.

use async_graphql::Enum;
use entity::{account::password_policy, input::Fault, language::Language};

use super::texts::text;

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

/// The code of a fault.
#[must_use]
pub fn code_of(fault: Fault) -> ErrorCode {
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
#[must_use]
pub fn fault_text(field: &str, fault: Fault, language: Language) -> String {
    match fault {
        Fault::InvalidFormat => match field {
            "email" => text(language, "hint-email", &[]),
            "name" => text(language, "hint-name", &[]),
            "phoneNumber" => text(language, "hint-phone-number", &[]),
            "userId" => text(language, "hint-user-id", &[]),
            "birthDate" => text(language, "hint-birth-date", &[]),
            "street" => text(language, "hint-street", &[]),
            "postalCode" => text(language, "hint-postal-code", &[]),
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
