//! How to reach a person: e-mail address and telephone number.

use crate::input::{ValidationError, required};

/// An e-mail address that the form accepts: ASCII, at most 60 characters, a domain with a dot (R100).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EmailAddress(String);

impl EmailAddress {
    /// Maximum length in characters (R100).
    pub const MAX_LENGTH: usize = 60;
    /// The rule as a regular expression, for front ends.
    pub const PATTERN: &str = "^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*\
        @([A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?\\.)+\
        ([A-Za-z]([A-Za-z0-9-]*[A-Za-z0-9])?|[0-9][A-Za-z0-9-]*[A-Za-z]([A-Za-z0-9-]*[A-Za-z0-9])?)$";

    /// Parses an address. The domain becomes lower case; the local part keeps its case.
    pub fn parse(typed: &str) -> Result<Self, ValidationError> {
        let typed = required(typed)?;
        if !typed.is_ascii() {
            return Err(ValidationError::InvalidFormat);
        }
        if typed.len() > Self::MAX_LENGTH {
            return Err(ValidationError::TooLong { max: Self::MAX_LENGTH });
        }
        match typed.split_once('@') {
            Some((local, domain)) if is_dot_string(local) && is_domain(domain) => {
                Ok(Self(format!("{local}@{}", domain.to_ascii_lowercase())))
            }
            _ => Err(ValidationError::InvalidFormat),
        }
    }

    /// The address as it is stored, and as mails are sent to it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The form for comparisons: all in lower case.
    #[must_use]
    pub fn key(&self) -> String {
        self.0.to_ascii_lowercase()
    }
}

/// RFC 5321 `Dot-string`. Quoted local parts are refused: they are used for header tricks, and hardly for
/// anything else.
fn is_dot_string(local: &str) -> bool {
    let is_atom = |atom: &str| {
        !atom.is_empty()
            && atom.bytes().all(|b| b.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~".contains(&b))
    };
    local.split('.').all(is_atom)
}

/// At least two labels. The last must contain a letter, so an IPv4 address is not a domain.
fn is_domain(domain: &str) -> bool {
    let is_label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    let Some((_, last)) = domain.rsplit_once('.') else { return false };
    domain.split('.').all(is_label) && last.bytes().any(|b| b.is_ascii_alphabetic())
}

/// A telephone number as dialled in Japan: 9 to 12 digits (R99, C10).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PhoneNumber(String);

impl PhoneNumber {
    /// Minimum number of digits. The manual does not give one; nine is our choice.
    pub const MIN_DIGITS: usize = 9;
    /// Maximum number of digits (R99).
    pub const MAX_DIGITS: usize = 12;
    /// The rule as a regular expression, for front ends.
    pub const PATTERN: &str = "^[0-9]+(-[0-9]+)*$";

    /// Parses a number and drops single hyphens between digits.
    pub fn parse(typed: &str) -> Result<Self, ValidationError> {
        let typed = required(typed)?;
        let is_group = |group: &str| !group.is_empty() && group.bytes().all(|b| b.is_ascii_digit());
        if !typed.split('-').all(is_group) {
            return Err(ValidationError::InvalidFormat);
        }
        let digits = typed.replace('-', "");
        match digits.len() {
            ..Self::MIN_DIGITS => Err(ValidationError::TooShort { min: Self::MIN_DIGITS }),
            Self::MIN_DIGITS..=Self::MAX_DIGITS => Ok(Self(digits)),
            _ => Err(ValidationError::TooLong { max: Self::MAX_DIGITS }),
        }
    }

    /// The digits alone, as they are stored and shown.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}
