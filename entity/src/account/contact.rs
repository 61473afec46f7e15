//! How to reach a person: e-mail address and telephone number.

use std::borrow::Cow;

use crate::input::{ValidationError, required};

/// The domains of the Japanese carriers that once gave out addresses with two dots in a row, or with a dot
/// before the `@`. People still have them.
const CARRIERS: [&str; 4] = ["docomo.ne.jp", "ezweb.ne.jp", "au.com", "softbank.ne.jp"];
/// The same for every domain below this one.
const CARRIER_WITH_REGIONS: &str = ".vodafone.ne.jp";

/// A character of a local part, other than the dot. The class means the same in JavaScript with the flag `u`,
/// with `v`, and without a flag.
macro_rules! atext {
    () => {
        r"[A-Za-z0-9!#$%&'*+\/=?^_`\{\|\}~\-]"
    };
}

/// A label of a domain.
macro_rules! label {
    () => {
        r"[A-Za-z0-9]([A-Za-z0-9\-]*[A-Za-z0-9])?"
    };
}

/// The carriers' domains in any case.
macro_rules! carriers {
    () => {
        concat!(
            r"[Dd][Oo][Cc][Oo][Mm][Oo]\.[Nn][Ee]\.[Jj][Pp]|",
            r"[Ee][Zz][Ww][Ee][Bb]\.[Nn][Ee]\.[Jj][Pp]|",
            r"[Aa][Uu]\.[Cc][Oo][Mm]|",
            r"[Ss][Oo][Ff][Tt][Bb][Aa][Nn][Kk]\.[Nn][Ee]\.[Jj][Pp]|",
            "(",
            label!(),
            r"\.)+[Vv][Oo][Dd][Aa][Ff][Oo][Nn][Ee]\.[Nn][Ee]\.[Jj][Pp]",
        )
    };
}

/// An e-mail address that the form accepts: ASCII, at most 60 characters, a domain with a dot (R100). Old
/// addresses of Japanese carriers may have dots where RFC 5321 allows them only in quotes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EmailAddress(String);

impl EmailAddress {
    /// Maximum length in characters (R100).
    pub const MAX_LENGTH: usize = 60;
    /// The rule as a regular expression, for front ends: without a flag, with `u`, and with `v`, with which
    /// browsers read the attribute `pattern`. With `v`, some characters need an escape inside brackets.
    pub const PATTERN: &str = concat!(
        "^(",
        atext!(),
        r"+(\.",
        atext!(),
        "+)*@(",
        label!(),
        r"\.)+([A-Za-z]([A-Za-z0-9\-]*[A-Za-z0-9])?|",
        r"[0-9][A-Za-z0-9\-]*[A-Za-z]([A-Za-z0-9\-]*[A-Za-z0-9])?)|",
        atext!(),
        "(",
        atext!(),
        r"|\.)*@(",
        carriers!(),
        "))$",
    );

    /// Parses an address. The domain becomes lower case; the local part keeps its case.
    pub fn parse(input: &str) -> Result<Self, ValidationError> {
        let input = required(input)?;
        // Before the length, which is then the same in bytes and in characters.
        if !input.is_ascii() {
            return Err(ValidationError::InvalidFormat);
        }
        if input.len() > Self::MAX_LENGTH {
            return Err(ValidationError::TooLong { max: Self::MAX_LENGTH });
        }
        let Some((local, domain)) = input.split_once('@') else { return Err(ValidationError::InvalidFormat) };
        let domain = domain.to_ascii_lowercase();
        if is_domain(&domain) && (is_dot_string(local) || is_of_carrier(local, &domain)) {
            Ok(Self(format!("{local}@{domain}")))
        } else {
            Err(ValidationError::InvalidFormat)
        }
    }

    /// The address as SMTP and headers need it: with the local part in quotes if RFC 5321 does not allow its
    /// dots otherwise. Nothing in it has to be escaped.
    #[must_use]
    pub fn in_mails(&self) -> Cow<'_, str> {
        match self.0.split_once('@') {
            Some((local, domain)) if !is_dot_string(local) => format!("\"{local}\"@{domain}").into(),
            _ => self.as_str().into(),
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

    /// Whether both are the same address, as everywhere in the system: without regard to case.
    #[must_use]
    pub fn is_same(&self, other: &Self) -> bool {
        self.key() == other.key()
    }
}

/// RFC 5321 `Dot-string`. Quoted local parts are refused: they are used for header tricks, and hardly for
/// anything else.
fn is_dot_string(local: &str) -> bool {
    local.split('.').all(|atom| !atom.is_empty() && atom.bytes().all(is_atext))
}

fn is_atext(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~".contains(&byte)
}

/// An old address of a Japanese carrier, with dots anywhere but at the beginning. `domain` is in lower case.
fn is_of_carrier(local: &str, domain: &str) -> bool {
    let is_carrier = CARRIERS.contains(&domain) || domain.ends_with(CARRIER_WITH_REGIONS);
    let has_atext = local.bytes().all(|b| b == b'.' || is_atext(b));
    is_carrier && has_atext && !local.is_empty() && !local.starts_with('.')
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
    /// Maximum length as typed: every digit but the last may have a hyphen behind it.
    pub const MAX_TYPED: usize = 2 * Self::MAX_DIGITS - 1;
    /// The rule as a regular expression, for front ends.
    pub const PATTERN: &str = "^[0-9]+(-[0-9]+)*$";

    /// Parses a number and drops single hyphens between digits.
    pub fn parse(input: &str) -> Result<Self, ValidationError> {
        let input = required(input)?;
        let is_group = |group: &str| !group.is_empty() && group.bytes().all(|b| b.is_ascii_digit());
        if !input.split('-').all(is_group) {
            return Err(ValidationError::InvalidFormat);
        }
        let digits = input.replace('-', "");
        match digits.len() {
            ..Self::MIN_DIGITS => Err(ValidationError::TooShort { min: Self::MIN_DIGITS }),
            Self::MIN_DIGITS..=Self::MAX_DIGITS => Ok(Self(digits)),
            _ => Err(ValidationError::TooLong { max: Self::MAX_DIGITS }),
        }
    }

    /// Takes over a number from before 2026 (R26): one that the form accepts, or an international one as it
    /// is, with a plus sign in front, 7 to 15 digits, and spaces, hyphens, dots or brackets between them.
    pub fn from_before(input: &str) -> Result<Self, ValidationError> {
        let Some(rest) = required(input)?.strip_prefix('+') else { return Self::parse(input) };
        let is_known = |b: u8| b.is_ascii_digit() || b" -.()".contains(&b);
        if !rest.bytes().all(is_known) {
            return Err(ValidationError::InvalidFormat);
        }
        match rest.bytes().filter(u8::is_ascii_digit).count() {
            ..7 => Err(ValidationError::TooShort { min: 7 }),
            // No more than two separators for each digit.
            digits @ 7..=15 if rest.len() <= 3 * digits => Ok(Self(format!("+{rest}"))),
            7..=15 => Err(ValidationError::InvalidFormat),
            _ => Err(ValidationError::TooLong { max: 15 }),
        }
    }

    /// Whether `input` is this stored number, perhaps in another spelling: the digits and a plus sign in front
    /// are compared, not the spaces, hyphens, dots and brackets between them.
    #[must_use]
    pub fn is_stored_as(input: &str, stored: &str) -> bool {
        let bare = |number: &str| number.trim().replace([' ', '-', '.', '(', ')'], "");
        bare(input) == bare(stored)
    }

    /// The number as it is stored and shown: digits alone, or as it was before 2026.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_the_same_in_any_case() {
        let check = |one: &str, other: &str, expected: bool| {
            let parsed = |text| EmailAddress::parse(text).expect("an address");
            assert_eq!(parsed(one).is_same(&parsed(other)), expected, "{one} {other}");
        };
        check("Bob@example.com", "bob@EXAMPLE.com", true);
        check(" bob@example.com", "bob@example.com ", true);
        check("bob@example.com", "rob@example.com", false);
    }

    #[test]
    fn a_number_with_the_most_hyphens_is_as_long_as_is_said() {
        let longest = ["1"; PhoneNumber::MAX_DIGITS].join("-");
        assert_eq!(longest.len(), PhoneNumber::MAX_TYPED);
        assert!(PhoneNumber::parse(&longest).is_ok_and(|number| number.as_str() == "1".repeat(12)));
    }

    #[test]
    fn old_addresses_of_carriers_are_accepted_and_quoted_in_mails() {
        let check = |input: &str, in_mails: Option<&str>| {
            let parsed = EmailAddress::parse(input).ok();
            assert_eq!(parsed.as_ref().map(EmailAddress::in_mails).as_deref(), in_mails, "{input}");
        };
        check("taro..y@docomo.ne.jp", Some("\"taro..y\"@docomo.ne.jp"));
        check("taro.@EZWEB.ne.jp", Some("\"taro.\"@ezweb.ne.jp"));
        check("a...@au.com", Some("\"a...\"@au.com"));
        check("a..b@softbank.ne.jp", Some("\"a..b\"@softbank.ne.jp"));
        check("a.@t.vodafone.ne.jp", Some("\"a.\"@t.vodafone.ne.jp"));
        check("taro.y@docomo.ne.jp", Some("taro.y@docomo.ne.jp"));
        for refused in [
            ".taro@docomo.ne.jp",
            "..@docomo.ne.jp",
            "\"taro..y\"@docomo.ne.jp",
            "taro..y@mail.docomo.ne.jp",
            "taro..y@xdocomo.ne.jp",
            "a..b@vodafone.ne.jp",
            "a..b@xvodafone.ne.jp",
            "a..b@example.com",
            "a.@example.com",
            "a..b\"@docomo.ne.jp",
            "a.. b@docomo.ne.jp",
        ] {
            check(refused, None);
        }
    }

    #[test]
    fn a_stored_number_is_known_in_another_spelling() {
        let check = |input: &str, stored: &str, expected: bool| {
            assert_eq!(PhoneNumber::is_stored_as(input, stored), expected, "{input} {stored}");
        };
        check("+63-917-123-4567 ", "+63 917-123-4567", true);
        check("+1.555.010.9999", "+1 (555) 010.9999", true);
        check("03-1234-5678", "0312345678", true);
        check("63 917-123-4567", "+63 917-123-4567", false);
        check("+63 917-123-4568", "+63 917-123-4567", false);
        check("+63 917-123-4567 ext", "+63 917-123-4567", false);
        check("++63 917-123-4567", "+63 917-123-4567", false);
        check("", "0312345678", false);
    }

    #[test]
    fn numbers_from_before_may_be_international() {
        let check = |input: &str, expected: Option<&str>| {
            let parsed = PhoneNumber::from_before(input).ok();
            assert_eq!(parsed.as_ref().map(PhoneNumber::as_str), expected, "{input}");
        };
        check("03-1234-5678", Some("0312345678"));
        check(" +63 917-123-4567 ", Some("+63 917-123-4567"));
        check("+1 (555) 010.9999", Some("+1 (555) 010.9999"));
        for refused in
            ["", "+", "+123456", "+1234567890123456", "+81 3 1234 ext", "++8131234567", "81 3 1234"]
        {
            check(refused, None);
        }
        assert_eq!(PhoneNumber::parse("+81312345678"), Err(ValidationError::InvalidFormat));
    }
}
