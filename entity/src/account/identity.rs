//! Who a person is: user ID, name and sex.

use rand::{Rng, RngExt};
use sea_orm::entity::prelude::*;

use crate::input::{ValidationError, required};

/// The user ID of the manuals, e.g. `hdlpf38617` (R109, I30).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct UserId(String);

impl UserId {
    /// Generates a random ID: five letters a-z and five digits, 1.19·10¹² combinations.
    pub fn generate(rng: &mut impl Rng) -> Self {
        let letters = (0..5).map(|_| char::from(b'a' + rng.random_range(0..26_u8))).collect::<String>();
        let digits = (0..5).map(|_| char::from(b'0' + rng.random_range(0..10_u8))).collect::<String>();
        Self(letters + &digits)
    }

    /// Parses an ID exactly as the system issues it: ten characters, lower case.
    pub fn parse_issued(text: &str) -> Result<Self, ValidationError> {
        let bytes = text.as_bytes();
        let issued = bytes.len() == 10
            && bytes[..5].iter().all(u8::is_ascii_lowercase)
            && bytes[5..].iter().all(u8::is_ascii_digit);
        if issued { Ok(Self(text.to_owned())) } else { Err(ValidationError::InvalidFormat) }
    }

    /// Parses what was typed into the login field. Case and surrounding spaces are ignored. It also accepts 6
    /// to 32 letters and digits, because IDs from before 2026 have other forms (R26, C9).
    pub fn parse_login(typed: &str) -> Result<Self, ValidationError> {
        let typed = required(typed)?;
        let known = (6..=32).contains(&typed.len()) && typed.bytes().all(|b| b.is_ascii_alphanumeric());
        if known { Ok(Self(typed.to_ascii_lowercase())) } else { Err(ValidationError::InvalidFormat) }
    }

    /// The ID as it is stored and shown.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A name in upper-case English letters, words separated by single spaces (R94, C11).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonName(String);

impl PersonName {
    /// Maximum length in characters, including the spaces between words (R94).
    pub const MAX_LENGTH: usize = 104;
    /// The rule as a regular expression, for front ends.
    pub const PATTERN: &str = "^[A-Z]+( [A-Z]+)*$";

    /// Parses a name. Runs of spaces become one space; nothing else is normalized.
    pub fn parse(typed: &str) -> Result<Self, ValidationError> {
        let typed = required(typed)?;
        if !typed.bytes().all(|b| b.is_ascii_uppercase() || b == b' ') {
            return Err(ValidationError::InvalidFormat);
        }
        let words: Vec<_> = typed.split(' ').filter(|word| !word.is_empty()).collect();
        let name = words.join(" ");
        if name.len() > Self::MAX_LENGTH {
            return Err(ValidationError::TooLong { max: Self::MAX_LENGTH });
        }
        Ok(Self(name))
    }

    /// The name as it is stored and shown.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Male or female, as the forms have it (R95).
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Sex {
    /// 男, male.
    Male,
    /// 女, female.
    Female,
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;

    use super::*;

    #[test]
    fn every_generated_id_has_the_issued_form() {
        let mut rng = rand::rngs::StdRng::seed_from_u64(4);
        for _ in 0..1_000 {
            let id = UserId::generate(&mut rng);
            assert_eq!(UserId::parse_issued(id.as_str()), Ok(id));
        }
    }
}
