//! What can be wrong with a value that a person typed.
//!
//! Each value type parses into itself or into a [`Fault`]; the API turns a fault into a code and a
//! text at the path of the field. Nothing here knows a language or a field's name.

/// One thing that is wrong with one value (R62, R66).
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// Nothing was entered.
    #[error("a value is required")]
    Required,
    /// The value does not have the field's form.
    #[error("the value does not have the required form")]
    InvalidFormat,
    /// Fewer characters (or digits) than `min`.
    #[error("shorter than {min}")]
    TooShort {
        /// The least allowed, in characters.
        min: usize,
    },
    /// More characters (or digits) than `max`.
    #[error("longer than {max}")]
    TooLong {
        /// The most allowed, in characters.
        max: usize,
    },
    /// The confirmation differs from the value.
    #[error("the confirmation differs")]
    ConfirmationMismatch,
    /// Nothing chosen, or something that this form does not offer.
    #[error("not one of the choices")]
    NotInList,
    /// No upper-case letter (R64).
    #[error("no upper-case letter")]
    PasswordNeedsUppercase,
    /// No lower-case letter (R64).
    #[error("no lower-case letter")]
    PasswordNeedsLowercase,
    /// No digit (R64).
    #[error("no number")]
    PasswordNeedsNumber,
    /// None of the twelve symbols (R64).
    #[error("no symbol")]
    PasswordNeedsSymbol,
    /// A character outside A-Z, a-z, 0-9 and the twelve symbols.
    #[error("a character that is not allowed")]
    PasswordCharacterNotAllowed,
    /// A password that many people use.
    #[error("a password that many people use")]
    PasswordTooCommon,
    /// The user ID, a part of the name or of the address, or the telephone number in the password.
    #[error("holds what others know of its owner")]
    PasswordContainsPersonalData,
    /// The terms of use were not agreed to (R52).
    #[error("the terms were not agreed to")]
    TermsNotAgreed,
    /// An older version of the terms was agreed to.
    #[error("an older version of the terms was agreed to")]
    TermsOutdated,
}

/// One line of text without control characters or marks that turn its direction, of at most `max` characters:
/// fit for a mail or a log.
pub fn plain_text(typed: &str, max: usize) -> Result<&str, Fault> {
    let text = required(typed)?;
    if text.chars().count() > max {
        return Err(Fault::TooLong { max });
    }
    let is_plain =
        |c: char| !c.is_control() && !matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    if text.chars().all(is_plain) { Ok(text) } else { Err(Fault::InvalidFormat) }
}

/// Trims ASCII spaces (and nothing else: a control character is a fault, not white space) and asks
/// for a value.
pub fn required(typed: &str) -> Result<&str, Fault> {
    match typed.trim_matches(' ') {
        "" => Err(Fault::Required),
        value => Ok(value),
    }
}
