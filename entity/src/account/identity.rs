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

    /// Parses what was typed into the login field. Case is ignored, and so is white space of any kind around
    /// the ID, because IDs are copied out of mails. It also accepts 6 to 32 letters, digits, `_` and `@`, because IDs from before 2026 have other forms (R26, C9). One with
    /// an `@` may be an address, and then also has dots and hyphens.
    pub fn parse_login(input: &str) -> Result<Self, ValidationError> {
        let input = required(input.trim())?;
        let signs: &[u8] = if input.contains('@') { b"_@.-" } else { b"_" };
        let known = (6..=32).contains(&input.len())
            && !input.starts_with(['@', '.', '-'])
            && input.bytes().all(|b| b.is_ascii_alphanumeric() || signs.contains(&b));
        if known { Ok(Self(input.to_ascii_lowercase())) } else { Err(ValidationError::InvalidFormat) }
    }

    /// Whether the input has characters that no ID has and that look right, or like nothing: full-width forms
    /// of letters and digits, and invisible characters, which come with copied text. Its typist cannot find
    /// the mistake alone.
    #[must_use]
    pub fn is_mistyped(input: &str) -> bool {
        let is_invisible = |c: char| {
            matches!(c, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{feff}')
                || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}')
        };
        input.chars().any(|c| is_invisible(c) || matches!(c, '\u{ff01}'..='\u{ff5e}'))
    }

    /// The ID as it is stored and shown.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What other systems, and phones as they are set up, write for an apostrophe.
const APOSTROPHES: [char; 3] = ['\u{2018}', '\u{2019}', '\u{2bc}'];

/// A name in upper-case English letters, words separated by single spaces (R94, C11). A name from before 2026
/// may have other forms.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonName(String);

impl PersonName {
    /// Maximum length in characters, including the spaces between words (R94).
    pub const MAX_LENGTH: usize = 104;
    /// The rule as a regular expression, for front ends.
    pub const PATTERN: &str = "^[A-Z]+( [A-Z]+)*$";

    /// Parses a name. Runs of spaces become one space; nothing else is normalized.
    pub fn parse(input: &str) -> Result<Self, ValidationError> {
        let input = required(input)?;
        if !input.bytes().all(|b| b.is_ascii_uppercase() || b == b' ') {
            return Err(ValidationError::InvalidFormat);
        }
        Self::from_words(input)
    }

    /// Takes over a name from before 2026 as it is (R26): also with lower-case letters, apostrophes and
    /// hyphens. Runs of spaces become one space, and typographic apostrophes the one of ASCII, which people
    /// find on their keyboards when they ask for their user ID.
    pub fn from_before(input: &str) -> Result<Self, ValidationError> {
        let input = required(input)?.replace(APOSTROPHES, "'");
        let is_part = |b: u8| b.is_ascii_alphabetic() || b" '-".contains(&b);
        if !input.bytes().all(is_part) || !input.bytes().any(|b| b.is_ascii_alphabetic()) {
            return Err(ValidationError::InvalidFormat);
        }
        Self::from_words(&input)
    }

    /// The words of an ASCII text, separated by single spaces.
    fn from_words(input: &str) -> Result<Self, ValidationError> {
        let words: Vec<_> = input.split(' ').filter(|word| !word.is_empty()).collect();
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

    #[test]
    fn white_space_around_a_copied_id_does_not_count_and_what_cannot_be_seen_is_found() {
        for copied in ["hdlpf38617\t", "\r\nhdlpf38617\n", "\u{a0}hdlpf38617", "\u{3000}HDLPF38617\u{3000}"] {
            let parsed = UserId::parse_login(copied);
            assert_eq!(parsed.as_ref().map(UserId::as_str), Ok("hdlpf38617"), "{copied:?}");
            assert!(!UserId::is_mistyped(copied), "{copied:?}");
        }
        for mistyped in ["ｈｄｌｐｆ３８６１７", "hdlpf3861７", "hdlpf38617\u{200b}", "\u{feff}hdlpf38617"]
        {
            assert_eq!(UserId::parse_login(mistyped), Err(ValidationError::InvalidFormat), "{mistyped}");
            assert!(UserId::is_mistyped(mistyped), "{mistyped}");
        }
        for other in ["", " ", "x' OR '1'='1", "hdlpf 38617", "利用者", "a@example.com"] {
            assert!(!UserId::is_mistyped(other), "{other}");
        }
    }

    #[test]
    fn what_people_had_before_is_taken_over_as_it_is() {
        let id = |input: &str| UserId::parse_login(input).ok().map(|id| id.as_str().to_owned());
        assert_eq!(id("Taro_Y@example.com").as_deref(), Some("taro_y@example.com"));
        assert_eq!(id("_taro_1").as_deref(), Some("_taro_1"));
        for refused in ["@example.com", "example.com", "a@b", "taro y", "taro'yy", "taro-yy"] {
            assert_eq!(id(refused), None, "{refused}");
        }
        let name = |input: &str| PersonName::from_before(input).ok().map(|name| name.as_str().to_owned());
        assert_eq!(name(" Anna-Maria  O'Neil ").as_deref(), Some("Anna-Maria O'Neil"));
        assert_eq!(name("JOHN DOE").as_deref(), Some("JOHN DOE"));
        for apostrophe in ['\'', '\u{2018}', '\u{2019}', '\u{2bc}'] {
            assert_eq!(name(&format!("O{apostrophe}Neil")).as_deref(), Some("O'Neil"), "{apostrophe}");
        }
        for refused in ["", "'", "\u{2019}", "O\u{201d}Neil", "J. DOE", "JOHN 2", "JOHN\n", "山田"] {
            assert_eq!(name(refused), None, "{refused}");
        }
        assert_eq!(PersonName::parse("O'Neil"), Err(ValidationError::InvalidFormat));
    }
}
