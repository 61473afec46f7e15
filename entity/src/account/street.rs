//! Fields of the 2023 form: postal code (R89), town name, street and house number (R98), and date of birth
//! (R96).

use chrono::{DateTime, NaiveDate, Utc};
use unicode_normalization::{UnicodeNormalization, char::decompose_compatible};

use crate::{
    clock::today_in_japan,
    input::{ValidationError, required},
};

/// Maximum length of a street address in characters (R98).
pub const MAX_LENGTH: usize = 80;

/// Maximum length as typed: at most four half-width code points compose to one character.
pub const MAX_TYPED: usize = 4 * MAX_LENGTH;

/// Parses a street address. Half-width characters become full-width. The result must consist of 2-byte
/// characters of Windows-31J, the character set of the bureau's forms.
pub fn parse_street(input: &str) -> Result<String, ValidationError> {
    // A longer text cannot pass, so do not process it.
    if input.chars().count() > MAX_TYPED {
        return Err(ValidationError::TooLong { max: MAX_LENGTH });
    }
    let composed = input.chars().flat_map(widen_kana).nfc();
    let wide: String = composed.map(widen).collect();
    // Trimmed only now, when every kind of space has become a full-width one.
    let street = wide.trim_matches('\u{3000}');
    if street.is_empty() {
        return Err(ValidationError::Required);
    }
    if !street.chars().all(is_two_bytes) {
        return Err(ValidationError::InvalidFormat);
    }
    if street.chars().count() > MAX_LENGTH {
        return Err(ValidationError::TooLong { max: MAX_LENGTH });
    }
    Ok(street.to_owned())
}

/// Widens half-width katakana and voicing marks. NFC joins the two later.
fn widen_kana(c: char) -> impl Iterator<Item = char> {
    let mut wide = Vec::with_capacity(1);
    match c {
        '\u{ff61}'..='\u{ff9f}' => decompose_compatible(c, |part| wide.push(part)),
        _ => wide.push(c),
    }
    wide.into_iter()
}

fn widen(c: char) -> char {
    match c {
        ' ' | '\u{a0}' => '\u{3000}',
        '!'..='~' => char::from_u32(u32::from(c) + 0xfee0).expect("ASCII has a full-width twin"),
        '\u{2010}'..='\u{2014}' | '\u{2212}' => '\u{ff0d}',
        '\u{301c}' => '\u{ff5e}',
        _ => c,
    }
}

fn is_two_bytes(c: char) -> bool {
    if ('\u{e000}'..='\u{f8ff}').contains(&c) {
        return false;
    }
    let mut buffer = [0; 4];
    let (bytes, _, unmappable) = encoding_rs::SHIFT_JIS.encode(c.encode_utf8(&mut buffer));
    !unmappable && bytes.len() == 2
}

/// Parses a date of birth such as `2000-01-01`, `2000-1-1` or `2000/01/01` (R96).
pub fn parse_birth_date(input: &str, now: DateTime<Utc>) -> Result<NaiveDate, ValidationError> {
    parse_past_day(input, now)
}

/// Parses a day such as `2000-01-01`, `2000-1-1` or `2000/01/01`: a real date from 1900 until today in Japan.
/// A later one has an error of its own, because its form is right.
pub fn parse_past_day(input: &str, now: DateTime<Utc>) -> Result<NaiveDate, ValidationError> {
    let input = required(input)?;
    let parts: Vec<_> = input.split(['-', '/']).collect();
    let [year, month, day] = parts[..] else { return Err(ValidationError::InvalidFormat) };
    let number = |text: &str, lengths: std::ops::RangeInclusive<usize>| {
        let digits = lengths.contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
        digits.then(|| text.parse::<u32>().ok()).flatten()
    };
    let date = number(year, 4..=4)
        .and_then(|year| i32::try_from(year).ok())
        .zip(number(month, 1..=2))
        .zip(number(day, 1..=2))
        .and_then(|((year, month), day)| NaiveDate::from_ymd_opt(year, month, day));
    match date {
        Some(date) if today_in_japan(now) < date => Err(ValidationError::DateInFuture),
        Some(date) if birth_dates_from() <= date => Ok(date),
        _ => Err(ValidationError::InvalidFormat),
    }
}

/// The earliest date of birth that the form accepts; our choice.
#[must_use]
pub fn birth_dates_from() -> NaiveDate {
    NaiveDate::from_ymd_opt(1900, 1, 1).expect("a day")
}

/// Parses a postal code: seven digits, with or without a hyphen after the third. Empty input is `None`.
pub fn parse_postal_code(input: &str) -> Result<Option<String>, ValidationError> {
    let Ok(input) = required(input) else { return Ok(None) };
    let digits = match input.split_once('-') {
        Some((area, rest)) if area.len() == 3 => format!("{area}{rest}"),
        Some(_) => return Err(ValidationError::InvalidFormat),
        None => input.to_owned(),
    };
    let is_code = digits.len() == 7 && digits.bytes().all(|b| b.is_ascii_digit());
    if is_code { Ok(Some(digits)) } else { Err(ValidationError::InvalidFormat) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_postal_code_is_seven_digits() {
        let check = |input: &str, expected: Result<Option<&str>, ValidationError>| {
            assert_eq!(parse_postal_code(input), expected.map(|code| code.map(str::to_owned)), "{input}");
        };
        check("100-0001", Ok(Some("1000001")));
        check(" 1000001 ", Ok(Some("1000001")));
        check("", Ok(None));
        check("100-001", Err(ValidationError::InvalidFormat));
        check("1000-001", Err(ValidationError::InvalidFormat));
        check("100--001", Err(ValidationError::InvalidFormat));
        check("１００-0001", Err(ValidationError::InvalidFormat));
    }

    #[test]
    fn a_past_day_has_the_forms_of_forms_and_spreadsheets_and_is_not_in_the_future() {
        let now = "2026-11-30T14:59:59Z".parse().expect("an instant"); // a second before midnight in Japan
        let check = |input: &str, expected: Result<&str, ValidationError>| {
            let found = parse_past_day(input, now).map(|day| day.to_string());
            assert_eq!(found, expected.map(str::to_owned), "{input}");
        };
        for written in ["2026-11-29", "2026/11/29", " 2026-11-29 "] {
            check(written, Ok("2026-11-29"));
        }
        check("2026/1/5", Ok("2026-01-05"));
        check("2026-11-30", Ok("2026-11-30"));
        check("2026-12-01", Err(ValidationError::DateInFuture));
        check("2026/12/1", Err(ValidationError::DateInFuture));
        check("9999-12-31", Err(ValidationError::DateInFuture));
        check("2026-02-30", Err(ValidationError::InvalidFormat));
        check("2027-02-30", Err(ValidationError::InvalidFormat));
        check("1899-12-31", Err(ValidationError::InvalidFormat));
        check("29.11.2026", Err(ValidationError::InvalidFormat));
        check("", Err(ValidationError::Required));
    }
}
