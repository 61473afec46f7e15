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

/// Parses a street address. Half-width characters become full-width. The result must consist of 2-byte
/// characters of Windows-31J, the character set of the bureau's forms.
pub fn parse_street(typed: &str) -> Result<String, ValidationError> {
    // At most four half-width code points compose to one character. A longer text cannot pass, so do not
    // process it.
    if typed.chars().count() > 4 * MAX_LENGTH {
        return Err(ValidationError::TooLong { max: MAX_LENGTH });
    }
    let composed = typed.chars().flat_map(widen_kana).nfc();
    let wide: String = composed.map(widen).collect();
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

/// Parses a date of birth such as `2000-01-01`, `2000-1-1` or `2000/01/01`: a real date from 1900 until today
/// in Japan.
pub fn parse_birth_date(typed: &str, now: DateTime<Utc>) -> Result<NaiveDate, ValidationError> {
    let typed = required(typed)?;
    let parts: Vec<_> = typed.split(['-', '/']).collect();
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
        Some(date) if birth_dates_from() <= date && date <= today_in_japan(now) => Ok(date),
        _ => Err(ValidationError::InvalidFormat),
    }
}

/// The earliest date of birth that the form accepts; our choice.
#[must_use]
pub fn birth_dates_from() -> NaiveDate {
    NaiveDate::from_ymd_opt(1900, 1, 1).expect("a day")
}

/// Parses a postal code: seven digits, with or without a hyphen after the third. Empty input is `None`.
pub fn parse_postal_code(typed: &str) -> Result<Option<String>, ValidationError> {
    let Ok(typed) = required(typed) else { return Ok(None) };
    let digits = match typed.split_once('-') {
        Some((area, rest)) if area.len() == 3 => format!("{area}{rest}"),
        Some(_) => return Err(ValidationError::InvalidFormat),
        None => typed.to_owned(),
    };
    let is_code = digits.len() == 7 && digits.bytes().all(|b| b.is_ascii_digit());
    if is_code { Ok(Some(digits)) } else { Err(ValidationError::InvalidFormat) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_postal_code_is_seven_digits() {
        let check = |typed: &str, expected: Result<Option<&str>, ValidationError>| {
            assert_eq!(parse_postal_code(typed), expected.map(|code| code.map(str::to_owned)), "{typed}");
        };
        check("100-0001", Ok(Some("1000001")));
        check(" 1000001 ", Ok(Some("1000001")));
        check("", Ok(None));
        check("100-001", Err(ValidationError::InvalidFormat));
        check("1000-001", Err(ValidationError::InvalidFormat));
        check("100--001", Err(ValidationError::InvalidFormat));
        check("１００-0001", Err(ValidationError::InvalidFormat));
    }
}
