//! The code printed beside a certificate's number, with which anyone who has the print checks it.
//!
//! A code is the first 60 bits of an HMAC-SHA-256 of the number, in the base32 of Crockford. It is derived
//! from a link key and stored nowhere, so nobody who reads the database can print a certificate that passes.
//! A number is given out once and its row is kept, so the number alone identifies the certificate. A code
//! made with an older key is good while that key is in the file. Nothing here reads the database.

use hmac::{Hmac, Mac};
use sha2::Sha256;
use unicode_normalization::UnicodeNormalization;

use super::CertificateNumber;
use crate::key_ring::KeyRing;

/// The digits of Crockford's base32: no I, L, O and U.
const DIGITS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// The number of characters of a code, without hyphens.
const LENGTH: usize = 12;
/// More bytes than anyone types for a number or a code. Longer input is not normalized, because that is work.
const MAX_TYPED: usize = 200;
/// No code has this value, because a code has 60 bits.
const NO_CODE: u64 = u64::MAX;

/// The code of a certificate number, made with the current key: `XXXX-XXXX-XXXX`.
#[must_use]
pub fn of(keys: &KeyRing, number: &str) -> String {
    let bits = bits(keys, keys.current_id(), number);
    let digit =
        |at: usize| char::from(DIGITS[usize::try_from((bits >> (5 * (LENGTH - 1 - at))) & 31).unwrap_or(0)]);
    let code: String = (0..LENGTH).map(digit).collect();
    [&code[..4], &code[4..8], &code[8..]].join("-")
}

/// Whether `typed` is the code of this number under any key of the ring. Case, spaces, hyphens and full-width
/// characters do not matter, and O, I and L are read as 0 and 1. The time depends on the number of keys alone.
#[must_use]
pub fn matches(keys: &KeyRing, number: &str, typed: &str) -> bool {
    let typed = parse(typed).unwrap_or(NO_CODE);
    // Every key is tried, and words are compared as a whole: the time says nothing about how much was right.
    keys.ids().fold(false, |found, id| found | (bits(keys, id, number) == typed))
}

/// Reads a certificate number as people copy it from a print: in any case and width, with any hyphen.
#[must_use]
pub fn typed_number(typed: &str) -> Option<CertificateNumber> {
    CertificateNumber::parse(&folded(typed)?).ok()
}

/// The code as a number of 60 bits.
fn bits(keys: &KeyRing, id: &str, number: &str) -> u64 {
    // A key of its own, so that no MAC made elsewhere with the ring is a code.
    let key = keys.mac(id, b"certificate-check|1").expect("the ring has the keys that it names");
    let mac = Hmac::<Sha256>::new_from_slice(&key).expect("HMAC takes a key of any length");
    let mac = mac.chain_update(number).finalize().into_bytes();
    mac.iter().take(8).fold(0, |bits, byte| (bits << 8) | u64::from(*byte)) >> 4
}

/// Reads a code; `None` if it has another length or another character.
fn parse(typed: &str) -> Option<u64> {
    let (mut bits, mut length) = (0, 0);
    for typed in folded(typed)?.chars().filter(|typed| *typed != '-') {
        let digit = match typed {
            'O' => b'0',
            'I' | 'L' => b'1',
            other => u8::try_from(other).ok()?,
        };
        let value = DIGITS.iter().position(|known| *known == digit)?;
        bits = (bits << 5) | u64::try_from(value).ok()?;
        length += 1;
        if length > LENGTH {
            return None;
        }
    }
    (length == LENGTH).then_some(bits)
}

/// In half-width characters and upper case, without white space, and with `-` for whatever looks like it.
fn folded(typed: &str) -> Option<String> {
    if typed.len() > MAX_TYPED {
        return None;
    }
    let fold = |typed: char| match typed {
        // Hyphens, dashes, the minus, and the long-vowel mark that Japanese keyboards give for a hyphen.
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{30fc}' => '-',
        other => other.to_ascii_uppercase(),
    };
    let is_seen = |typed: &char| !typed.is_whitespace() && *typed != '\u{200b}' && *typed != '\u{ad}';
    Some(typed.nfkc().filter(is_seen).map(fold).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    const NUMBER: &str = "TEST25-000001";

    fn ring(keys: &[(&str, u8)]) -> KeyRing {
        KeyRing {
            keys: keys.iter().map(|(name, byte)| ((*name).to_owned(), [*byte; 32])).collect(),
            file: None,
        }
    }

    #[test]
    fn a_code_is_three_groups_of_four_and_differs_by_number_and_key() {
        let keys = ring(&[("k1", 1)]);
        let code = of(&keys, NUMBER);
        assert_eq!(code, of(&ring(&[("k9", 1), ("k2", 2)]), NUMBER), "the name of a key does not count");
        assert_ne!(code, of(&ring(&[("k1", 2)]), NUMBER));
        let groups: Vec<_> = code.split('-').map(str::len).collect();
        assert_eq!(groups, [4, 4, 4], "{code}");
        assert!(code.bytes().all(|digit| digit == b'-' || DIGITS.contains(&digit)), "{code}");
        for number in 0..1_000 {
            let other = format!("TEST25-{number:06}");
            assert_eq!(of(&keys, &other) == code, other == NUMBER, "{other}");
            assert_eq!(matches(&keys, &other, &code), other == NUMBER, "{other}");
        }
    }

    #[test]
    fn every_single_change_of_a_code_is_found() {
        let keys = ring(&[("k1", 1)]);
        let code = of(&keys, NUMBER);
        for at in (0..code.len()).filter(|at| code.as_bytes()[*at] != b'-') {
            for digit in DIGITS.iter().filter(|digit| **digit != code.as_bytes()[at]) {
                let mut forged = code.clone();
                forged.replace_range(at..=at, &char::from(*digit).to_string());
                assert!(!matches(&keys, NUMBER, &forged), "{forged} for {code}");
            }
        }
        let short = &code[..code.len() - 1];
        for wrong in [
            "",
            "-",
            short,
            &format!("{code}0"),
            &format!("{short}U"),
            &format!("{short}é"),
            &"0".repeat(500),
        ] {
            assert!(!matches(&keys, NUMBER, wrong), "{wrong}");
        }
    }

    #[test]
    fn a_code_is_known_however_it_is_typed() {
        let keys = ring(&[("k1", 1)]);
        // The first number whose code has both digits that are mistaken for letters.
        let with_both = |number: &String| ['0', '1'].iter().all(|digit| of(&keys, number).contains(*digit));
        let mut numbers = (0..1_000).map(|index| format!("TEST25-{index:06}"));
        let number = numbers.find(with_both).expect("one number in some twenty");
        let code = of(&keys, &number);
        let wide: String =
            code.chars().map(|c| char::from_u32(u32::from(c) + 0xfee0).expect("a full-width form")).collect();
        for typed in [
            code.clone(),
            code.to_lowercase(),
            code.replace('-', ""),
            code.replace('-', " "),
            format!("  {} ", code.replace('-', " - ")),
            code.replace('0', "O").replace('1', "I"),
            code.replace('0', "o").replace('1', "l"),
            code.replace('1', "L").replace('-', "–"),
            code.replace('-', "ー"),
            code.replace('-', "\u{3000}"),
            wide.to_lowercase(),
            wide,
        ] {
            assert!(matches(&keys, &number, &typed), "{typed} for {code}");
        }
    }

    #[test]
    fn a_print_is_good_while_its_key_is_in_the_file() {
        let (old, both) = (ring(&[("k1", 1)]), ring(&[("k2", 2), ("k1", 1)]));
        let code = of(&old, NUMBER);
        assert!(matches(&both, NUMBER, &code) && matches(&both, NUMBER, &of(&both, NUMBER)));
        assert_ne!(of(&both, NUMBER), code);
        assert!(!matches(&ring(&[("k2", 2)]), NUMBER, &code));
    }

    #[test]
    fn a_number_is_read_however_it_is_copied() {
        let check = |typed: &str, expected: Option<&str>| {
            assert_eq!(typed_number(typed).as_ref().map(CertificateNumber::as_str), expected, "{typed:?}");
        };
        check(NUMBER, Some(NUMBER));
        check(" test25-000001\n", Some(NUMBER));
        check("ＴＥＳＴ２５－０００００１", Some(NUMBER));
        check("TEST25\u{2212}000001", Some(NUMBER));
        check("TEST25 - 000001", Some(NUMBER));
        check("TEST25_000001", None);
        check("", None);
        check(&"1".repeat(500), None);
    }
}
