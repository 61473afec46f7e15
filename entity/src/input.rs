//! Validation errors of values that a person typed.
//!
//! Each value type parses into itself or into a [`ValidationError`]. The API turns the error into a code and
//! a text at the field's path. Nothing here depends on a language or the name of a field.

/// One thing that is wrong with one value (R62, R66).
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ValidationError {
    /// Nothing was entered, or only spaces.
    #[error("a value is required")]
    Required,
    /// The value does not match the field's format.
    #[error("the value does not have the required form")]
    InvalidFormat,
    /// Fewer characters (or digits) than `min`.
    #[error("shorter than {min}")]
    TooShort {
        /// Minimum length in characters.
        min: usize,
    },
    /// More characters (or digits) than `max`.
    #[error("longer than {max}")]
    TooLong {
        /// Maximum length in characters.
        max: usize,
    },
    /// The confirmation differs from the value.
    #[error("the confirmation does not match")]
    ConfirmationMismatch,
    /// Nothing was chosen, or something that the form does not offer.
    #[error("not one of the allowed values")]
    NotInList,
    /// A real date that is later than today in Japan, where only past days can be meant.
    #[error("the date is in the future")]
    DateInFuture,
    /// No upper-case letter (R64).
    #[error("no upper-case letter")]
    PasswordNeedsUppercase,
    /// No lower-case letter (R64).
    #[error("no lower-case letter")]
    PasswordNeedsLowercase,
    /// No digit (R64).
    #[error("no digit")]
    PasswordNeedsNumber,
    /// None of the twelve permitted symbols (R64).
    #[error("no symbol")]
    PasswordNeedsSymbol,
    /// A character other than A-Z, a-z, 0-9 and the twelve symbols (R64).
    #[error("a character that is not allowed")]
    PasswordCharacterNotAllowed,
    /// The password is a common word with decorations.
    #[error("a password that many people use")]
    PasswordTooCommon,
    /// The password contains the user ID, a part of the name or address, or the telephone number.
    #[error("contains personal data")]
    PasswordContainsPersonalData,
    /// The person did not agree to the terms of use (R52).
    #[error("the terms were not agreed to")]
    TermsNotAgreed,
    /// The person agreed to an older version of the terms (R52).
    #[error("the terms agreed to are an older version")]
    TermsOutdated,
}

/// Checks one line of text for use in a mail or a log: at most `max` characters, no control characters, and
/// no characters that change the direction of text.
pub fn plain_text(input: &str, max: usize) -> Result<&str, ValidationError> {
    let text = required(input)?;
    if text.chars().count() > max {
        return Err(ValidationError::TooLong { max });
    }
    let is_plain =
        |c: char| !c.is_control() && !matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    if text.chars().all(is_plain) { Ok(text) } else { Err(ValidationError::InvalidFormat) }
}

/// Trims ASCII spaces and requires a value. Nothing else is trimmed: a control character is an error, not
/// white space.
pub fn required(input: &str) -> Result<&str, ValidationError> {
    match input.trim_matches(' ') {
        "" => Err(ValidationError::Required),
        value => Ok(value),
    }
}
