//! Stable codes of the errors that an officer can cause, and their texts.

use async_graphql::Enum;
use entity::{input::ValidationError, language::Language};

use crate::graphql::{faults::fault_text, texts::text};

/// The code of an error that an officer can cause. Releases may add codes; a code is never renamed and does
/// not depend on the language.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorCode {
    /// The field is empty, or nothing was chosen.
    Required,
    /// The value is not in the right format. The `message` describes the format.
    InvalidFormat,
    /// The value has too few characters; the `message` says how many are needed.
    TooShort,
    /// The value has too many characters; the `message` says how many are allowed.
    TooLong,
    /// The two entries of a value differ, e.g. `password` and `passwordConfirmation`.
    ConfirmationMismatch,
    /// The value is not one of the choices.
    NotInList,
    /// The password has no upper-case letter (A-Z).
    PasswordNeedsUppercase,
    /// The password has no lower-case letter (a-z).
    PasswordNeedsLowercase,
    /// The password has no digit (0-9).
    PasswordNeedsNumber,
    /// The password has none of the twelve symbols `$%&=@_#*+-?!`.
    PasswordNeedsSymbol,
    /// The password has a character that is not allowed, e.g. a space.
    PasswordCharacterNotAllowed,
    /// The password is on a list of common passwords.
    PasswordTooCommon,
    /// The password contains the officer's name.
    PasswordContainsPersonalData,
    /// The name, the password and the code do not match, the code was used before, or the officer is locked.
    InvalidCredentials,
    /// The enrolment code is unknown, used or expired.
    EnrolmentCodeInvalid,
    /// The one-time code from the telephone is wrong.
    TotpCodeWrong,
    /// Another officer has to do this.
    SecondOfficerRequired,
    /// An officer with this name exists, or existed before.
    OfficerNameTaken,
    /// The officer already holds this role, or it has already been proposed.
    RoleAlreadyThere,
    /// No open account has this user ID.
    AccountUnknown,
    /// The certificate number has already been used for another certificate.
    CertificateNumberTaken,
    /// An earlier line of the same request has this certificate number.
    CertificateNumberTwice,
    /// The three months for which the certificate is valid are over.
    CertificateExpired,
    /// The request has more certificates than allowed; the `message` says how many are.
    TooManyCertificates,
    /// The certificate has been cancelled.
    CertificateCancelled,
    /// The account is closed.
    AccountClosed,
    /// An email with this certificate is already on its way.
    MailOnItsWay,
    /// Emails to the account's address bounce.
    AddressSuppressed,
    /// The notice has been withdrawn.
    NoticeWithdrawn,
    /// Somebody has changed the notice since it was loaded.
    NoticeChangedMeanwhile,
    /// The notice contains markup that is not allowed; the `message` gives the line.
    MarkupNotAllowed,
    /// The end is not later than the beginning.
    PeriodOrder,
    /// The notice has more than one text in this language.
    LanguageTwice,
    /// The same `idempotencyKey` was sent before with other input.
    IdempotencyKeyReused,
    /// There were too many attempts in a short time. Retry after `retryAfterSeconds`.
    RateLimited,
    /// The server is overloaded. Retry after `retryAfterSeconds`.
    Overloaded,
    /// No such object exists, e.g. no certificate with this number.
    NotFound,
    /// The object has changed since it was loaded. Nothing was saved.
    ChangedMeanwhile,
    /// This kind of email is already paused.
    AlreadyPaused,
    /// The email is in a state that does not allow this: it is being sent, was sent, or has ended.
    MailStateUnsuitable,
    /// The email is no longer needed, e.g. because its link has expired or its account is closed.
    MailNoLongerWanted,
    /// The email may have arrived. To resend it, allow a second copy.
    SecondCopyPossible,
    /// The email tells an account holder about a change of the account, so it cannot be dropped.
    MailWarnsOwner,
}

impl ErrorCode {
    /// The key of the code's text in `api.ftl`. Texts for officers that differ from those for applicants have
    /// their own keys.
    fn key(self) -> String {
        let name = async_graphql::resolver_utils::enum_value(self).to_string();
        let name = name.to_lowercase().replace('_', "-");
        match self {
            Self::InvalidCredentials
            | Self::EnrolmentCodeInvalid
            | Self::TotpCodeWrong
            | Self::SecondOfficerRequired
            | Self::OfficerNameTaken
            | Self::RoleAlreadyThere
            | Self::AccountUnknown
            | Self::CertificateNumberTaken
            | Self::CertificateNumberTwice
            | Self::CertificateExpired
            | Self::TooManyCertificates
            | Self::CertificateCancelled
            | Self::AccountClosed
            | Self::MailOnItsWay
            | Self::AddressSuppressed
            | Self::NoticeWithdrawn
            | Self::NoticeChangedMeanwhile
            | Self::MarkupNotAllowed
            | Self::PeriodOrder
            | Self::LanguageTwice
            | Self::ChangedMeanwhile
            | Self::AlreadyPaused
            | Self::MailStateUnsuitable
            | Self::MailNoLongerWanted
            | Self::SecondCopyPossible
            | Self::MailWarnsOwner => format!("officer-error-{name}"),
            _ => format!("error-{name}"),
        }
    }

    /// Returns the code's text for the case that no field is known.
    #[must_use]
    pub fn message(self, language: Language) -> String {
        self.message_with(&[], language)
    }

    /// Returns the code's text with the variables in `facts` filled in.
    #[must_use]
    pub fn message_with(self, facts: &[(&str, &str)], language: Language) -> String {
        text(language, &self.key(), facts)
    }
}

/// Returns the code and the message for a validation error in an officer's own data.
#[must_use]
pub fn of_fault(field: &str, fault: ValidationError, language: Language) -> (ErrorCode, String) {
    // The hint for `name` describes an applicant's name; an officer's name has another format.
    let field = if field == "name" { "" } else { field };
    of_account_fault(field, fault, language)
}

/// Returns the code and the message for a validation error in an applicant's data.
#[must_use]
pub fn of_account_fault(field: &str, fault: ValidationError, language: Language) -> (ErrorCode, String) {
    let code = match fault {
        ValidationError::Required | ValidationError::TermsNotAgreed | ValidationError::TermsOutdated => {
            ErrorCode::Required
        }
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
    };
    (code, fault_text(field, fault, language))
}
