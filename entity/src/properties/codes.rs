//! Certificate numbers, the codes beside them, and the tokens of links.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use proptest::prelude::*;

use super::{allowed_by, check_stored, fits, input};
use crate::{
    certificate::{CertificateNumber, check_code},
    email_link, idempotency,
    input::ValidationError,
    key_ring::KeyRing,
};

const NUMBERS: &[&str] = &["TEST25-000123", "DEMO-0001", " A ", "123456789012345678901234567890"];
const TOKENS: &[&str] =
    &["AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "-_0123456789abcdefghijklmnopqrstuvwxyzABCDE"];

const NUMBER: &str = "^[A-Z0-9-]{1,30}$";
const TOKEN: &str = "^[A-Za-z0-9_-]{43}$";
const CODE: &str = "^[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){2}$";
const CODES: &[&str] = &["7K3M-9QXA-02VD", "7k3m9qxa02vd", "ＯＩＬ０"];

fn keys() -> KeyRing {
    KeyRing { keys: vec![("k1".to_owned(), [1; 32])], file: None }
}

fn number(text: &str) -> Result<String, ValidationError> {
    CertificateNumber::parse(text).map(|number| number.as_str().to_owned())
}

proptest! {
    #[test]
    fn a_certificate_number(input in input(NUMBERS)) {
        check_stored(&input, number)?;
        if let Ok(number) = number(&input) {
            prop_assert!(fits(NUMBER, &number));
            prop_assert_eq!(number, input.trim_matches(' '), "to the letter");
        }
    }

    #[test]
    fn every_number_of_the_right_form_is_read(input in allowed_by(NUMBER)) {
        prop_assert_eq!(number(&input), Ok(input));
    }

    #[test]
    fn every_number_has_a_code_that_is_found_however_it_is_typed(
        number in allowed_by(NUMBER),
        other in allowed_by(NUMBER),
        spaces in proptest::collection::vec(0_usize..14, 0..5),
    ) {
        let code = check_code::of(&keys(), &number);
        prop_assert!(fits(CODE, &code), "{}", code);
        let mut typed = code.to_lowercase().replace('0', "o").replace('1', "l");
        for at in spaces {
            typed.insert(at, ' ');
        }
        prop_assert!(check_code::matches(&keys(), &number, &typed));
        prop_assert_eq!(check_code::matches(&keys(), &other, &typed), other == number);
        let read = check_code::typed_number(&number.to_lowercase());
        prop_assert_eq!(read.map(|read| read.as_str().to_owned()), Some(number));
    }

    /// Sixty bits are not met by chance.
    #[test]
    fn nothing_else_is_the_code_of_a_number(number in allowed_by(NUMBER), typed in input(CODES)) {
        prop_assert!(!check_code::matches(&keys(), &number, &typed));
    }

    #[test]
    fn every_token_that_can_be_made_is_one(secret in any::<[u8; 32]>()) {
        prop_assert!(email_link::is_token(&URL_SAFE_NO_PAD.encode(secret)));
    }

    #[test]
    fn a_token_has_the_form_of_tokens(input in input(TOKENS)) {
        prop_assert_eq!(email_link::is_token(&input), fits(TOKEN, &input));
    }

    /// The digest depends on where one part ends and the next begins.
    #[test]
    fn no_two_requests_look_alike(
        one in proptest::collection::vec("[ab]{0,2}", 0..4),
        other in proptest::collection::vec("[ab]{0,2}", 0..4),
    ) {
        let digest = |parts: &[String]| {
            let parts: Vec<_> = parts.iter().map(String::as_str).collect();
            idempotency::used("operation", "key", &parts, chrono::DateTime::UNIX_EPOCH).input_digest
        };
        prop_assert_eq!(digest(&one) == digest(&other), one == other);
    }
}
