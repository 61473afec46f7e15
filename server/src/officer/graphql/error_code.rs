//! Stable codes of what an officer can do wrong, and their texts.

use async_graphql::Enum;
use entity::{input::Fault, language::Language};

use crate::graphql::{error_code as shared, texts::text};

/// Stable codes of what can be refused. Codes are added, never renamed, and do not depend on the language.
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
    /// Not one of the choices.
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
    /// The password holds the name.
    PasswordContainsPersonalData,
    /// Name, password and code do not belong together, the code was used, or the officer is locked.
    InvalidCredentials,
    /// The enrolment code does not work: never did, was used, or is too old.
    EnrolmentCodeInvalid,
    /// The code of the telephone is another.
    TotpCodeWrong,
    /// Another officer has to do it.
    SecondOfficerRequired,
    /// There is, or was, an officer of that name.
    OfficerNameTaken,
    /// The officer has the role already, or it is proposed.
    RoleAlreadyThere,
    /// No open account has the user ID.
    AccountUnknown,
    /// The certificate's number was used for another one.
    CertificateNumberTaken,
    /// An earlier line has the certificate's number.
    CertificateNumberTwice,
    /// The certificate's three months are over.
    CertificateExpired,
    /// More certificates than one request may hold.
    TooManyCertificates,
    /// The certificate was cancelled.
    CertificateCancelled,
    /// The account is closed.
    AccountClosed,
    /// The certificate's mail is on its way already.
    MailOnItsWay,
    /// Mails to the account's address come back.
    AddressSuppressed,
    /// The notice was withdrawn.
    NoticeWithdrawn,
    /// The notice is another version than the one that was looked at.
    NoticeChangedMeanwhile,
    /// A notice holds what no notice may hold.
    MarkupNotAllowed,
    /// The end is not later than the beginning.
    PeriodOrder,
    /// A text in the language was given before.
    LanguageTwice,
    /// The key came with other input before.
    IdempotencyKeyReused,
    /// Too many attempts.
    RateLimited,
    /// Too many people are being served.
    Overloaded,
    /// There is no such thing.
    NotFound,
    /// It was changed since it was looked at.
    ChangedMeanwhile,
    /// The kind of mail is paused already.
    AlreadyPaused,
    /// The mail is in a state in which this cannot be done: on its way, sent, or ended.
    MailStateUnsuitable,
    /// Nobody needs the mail any more.
    MailNoLongerWanted,
    /// The mail may have arrived; a second copy has to be asked for.
    SecondCopyPossible,
    /// The mail tells an owner what was done to the account, and is not dropped.
    MailWarnsOwner,
}

impl ErrorCode {
    /// The key of the code's text; what officers are told otherwise than applicants has a text of its own.
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

    /// The code's text without a field.
    #[must_use]
    pub fn message(self, language: Language) -> String {
        self.message_with(&[], language)
    }

    /// The code's text with what it tells besides.
    #[must_use]
    pub fn message_with(self, facts: &[(&str, &str)], language: Language) -> String {
        text(language, &self.key(), facts)
    }
}

/// What to tell of a field, and its code.
#[must_use]
pub fn of_fault(field: &str, fault: Fault, language: Language) -> (ErrorCode, String) {
    // An applicant's name has another form than an officer's.
    let field = if field == "name" { "" } else { field };
    of_account_fault(field, fault, language)
}

/// The same of a field of an applicant.
#[must_use]
pub fn of_account_fault(field: &str, fault: Fault, language: Language) -> (ErrorCode, String) {
    let code = match fault {
        Fault::Required | Fault::TermsNotAgreed | Fault::TermsOutdated => ErrorCode::Required,
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
    };
    (code, shared::fault_text(field, fault, language))
}
