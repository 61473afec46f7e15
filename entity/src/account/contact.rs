//! How someone is reached: e-mail address and telephone number.

use crate::input::{Fault, required};

/// An e-mail address as the form takes it: ASCII, at most 60 characters, a dotted domain (R100).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EmailAddress(String);

impl EmailAddress {
    /// The most characters (R100).
    pub const MAX_LENGTH: usize = 60;
    /// The rule as a regular expression, for front ends.
    pub const PATTERN: &str = "^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*\
        @([A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?\\.)+\
        ([A-Za-z]([A-Za-z0-9-]*[A-Za-z0-9])?|[0-9][A-Za-z0-9-]*[A-Za-z]([A-Za-z0-9-]*[A-Za-z0-9])?)$";

    /// Reads an address; the domain is lower-cased, the local part keeps its case.
    pub fn parse(typed: &str) -> Result<Self, Fault> {
        let typed = required(typed)?;
        if !typed.is_ascii() {
            return Err(Fault::InvalidFormat);
        }
        if typed.len() > Self::MAX_LENGTH {
            return Err(Fault::TooLong { max: Self::MAX_LENGTH });
        }
        match typed.split_once('@') {
            Some((local, domain)) if is_dot_string(local) && is_domain(domain) => {
                Ok(Self(format!("{local}@{}", domain.to_ascii_lowercase())))
            }
            _ => Err(Fault::InvalidFormat),
        }
    }

    /// The address as it is stored and written to.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The address as it is compared: without regard to case.
    #[must_use]
    pub fn key(&self) -> String {
        self.0.to_ascii_lowercase()
    }
}

/// RFC 5321 `Dot-string`; quoted local parts are refused, they only carry header tricks.
fn is_dot_string(local: &str) -> bool {
    let is_atom = |atom: &str| {
        !atom.is_empty()
            && atom.bytes().all(|b| b.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~".contains(&b))
    };
    local.split('.').all(is_atom)
}

/// At least two labels; the last is not a number, so an address of four numbers is none.
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
    /// The fewest digits; our choice, the manual names none.
    pub const MIN_DIGITS: usize = 9;
    /// The most digits (R99).
    pub const MAX_DIGITS: usize = 12;
    /// The rule as a regular expression, for front ends.
    pub const PATTERN: &str = "^[0-9]+(-[0-9]+)*$";

    /// Reads a number; single hyphens between digits are dropped.
    pub fn parse(typed: &str) -> Result<Self, Fault> {
        let typed = required(typed)?;
        let is_group = |group: &str| !group.is_empty() && group.bytes().all(|b| b.is_ascii_digit());
        if !typed.split('-').all(is_group) {
            return Err(Fault::InvalidFormat);
        }
        let digits = typed.replace('-', "");
        match digits.len() {
            ..Self::MIN_DIGITS => Err(Fault::TooShort { min: Self::MIN_DIGITS }),
            Self::MIN_DIGITS..=Self::MAX_DIGITS => Ok(Self(digits)),
            _ => Err(Fault::TooLong { max: Self::MAX_DIGITS }),
        }
    }

    /// The digits, as they are stored and shown.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}
