//! Stable codes of the errors that a person can cause, and their texts.
//!
//! This is the only place that maps a validation error to a code of this schema. The match is exhaustive, so
//! a new validation error does not compile until it has a code.

use async_graphql::Enum;
use entity::{account::password_policy, input::ValidationError, language::Language};

use crate::graphql::{faults::symbols, texts::text};

/// The code of an error that a person can cause. Releases may add codes; a code is never renamed and does not
/// depend on the language.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorCode {
    /// The field is empty, or nothing was chosen.
    Required,
    /// The value is not in the right format, e.g. an email address without `@`. The `message` describes the
    /// format.
    InvalidFormat,
    /// The value has too few characters; the `message` says how many are needed.
    TooShort,
    /// The value has too many characters; the `message` says how many are allowed.
    TooLong,
    /// The two entries of a value differ, e.g. `password` and `passwordConfirmation`.
    ConfirmationMismatch,
    /// The value is not one of the choices that this form offers.
    NotInList,
    /// The password has no upper-case letter (A-Z).
    PasswordNeedsUppercase,
    /// The password has no lower-case letter (a-z).
    PasswordNeedsLowercase,
    /// The password has no digit (0-9).
    PasswordNeedsNumber,
    /// The password has none of the twelve `symbols` of `PasswordRules`.
    PasswordNeedsSymbol,
    /// The password has a character that is not allowed, e.g. a space. See `PasswordRules`.
    PasswordCharacterNotAllowed,
    /// The password is on a list of common passwords.
    PasswordTooCommon,
    /// The password contains the user ID, the name, the email address or the telephone number.
    PasswordContainsPersonalData,
    /// The person has not agreed to the terms of use.
    TermsNotAgreed,
    /// The terms of use have changed since the person agreed to them. Load `termsOfUse` again.
    TermsOutdated,
    /// The link's token is incomplete or wrong.
    LinkUnknown,
    /// The link has expired. Offer to request a new email.
    LinkExpired,
    /// The link has already been used.
    LinkUsed,
    /// A newer link has replaced this one. Only the link in the latest email works.
    LinkReplaced,
    /// The `stepToken` is unknown, or the input differs from what was confirmed.
    StepUnknown,
    /// The `stepToken` has expired: 30 minutes have passed since "Confirm".
    StepExpired,
    /// The `stepToken` has already been used, so the registration has been sent.
    StepUsed,
    /// The same `idempotencyKey` was sent before with other input.
    IdempotencyKeyReused,
    /// The account does not have this item, e.g. an address. See `NotAvailableError`.
    NotAvailable,
    /// The user ID and the password do not match, or the account is locked or closed. The code does not say
    /// which.
    InvalidCredentials,
    /// There were too many attempts in a short time. Retry after `retryAfterSeconds`.
    RateLimited,
    /// The server is overloaded. Retry after `retryAfterSeconds`.
    Overloaded,
    /// The request has no session, and this operation requires a login.
    NotLoggedIn,
    /// The session of the request has ended.
    SessionExpired,
    /// The session has reached its longest possible time and cannot be extended.
    AbsoluteLimit,
    /// A session is open in this browser and has to be ended first.
    SessionOpen,
    /// The person has to enter the password again first.
    ReauthenticationRequired,
    /// The account has no such object, e.g. no certificate with this number.
    NotFound,
    /// The bureau has cancelled the certificate.
    Cancelled,
}

impl ErrorCode {
    /// The key of the code's text in `api.ftl`.
    fn key(self) -> String {
        let name = async_graphql::resolver_utils::enum_value(self).to_string();
        format!("error-{}", name.to_lowercase().replace('_', "-"))
    }

    /// Returns the code's text for the case that no field is known.
    #[must_use]
    pub fn message(self, language: Language) -> String {
        let (min, max) = (password_policy::MIN_LENGTH.to_string(), password_policy::MAX_LENGTH.to_string());
        text(language, &self.key(), &[("min", &min), ("max", &max), ("symbols", &symbols())])
    }
}

/// Maps a validation error to its code.
#[must_use]
pub fn code_of(fault: ValidationError) -> ErrorCode {
    match fault {
        ValidationError::Required => ErrorCode::Required,
        ValidationError::InvalidFormat => ErrorCode::InvalidFormat,
        ValidationError::TooShort { .. } => ErrorCode::TooShort,
        ValidationError::TooLong { .. } => ErrorCode::TooLong,
        ValidationError::ConfirmationMismatch => ErrorCode::ConfirmationMismatch,
        ValidationError::NotInList => ErrorCode::NotInList,
        ValidationError::PasswordNeedsUppercase => ErrorCode::PasswordNeedsUppercase,
        ValidationError::PasswordNeedsLowercase => ErrorCode::PasswordNeedsLowercase,
        ValidationError::PasswordNeedsNumber => ErrorCode::PasswordNeedsNumber,
        ValidationError::PasswordNeedsSymbol => ErrorCode::PasswordNeedsSymbol,
        ValidationError::PasswordCharacterNotAllowed => ErrorCode::PasswordCharacterNotAllowed,
        ValidationError::PasswordTooCommon => ErrorCode::PasswordTooCommon,
        ValidationError::PasswordContainsPersonalData => ErrorCode::PasswordContainsPersonalData,
        ValidationError::TermsNotAgreed => ErrorCode::TermsNotAgreed,
        ValidationError::TermsOutdated => ErrorCode::TermsOutdated,
    }
}
