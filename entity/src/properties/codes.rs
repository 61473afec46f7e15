//! Certificate numbers, and the tokens of links.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use proptest::prelude::*;

use super::{allowed_by, check_stored, fits, typed};
use crate::{certificate::CertificateNumber, email_link, idempotency, input::ValidationError};

const NUMBERS: &[&str] = &["TEST25-000123", "DEMO-0001", " A ", "123456789012345678901234567890"];
const TOKENS: &[&str] =
    &["AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "-_0123456789abcdefghijklmnopqrstuvwxyzABCDE"];

const NUMBER: &str = "^[A-Z0-9-]{1,30}$";
const TOKEN: &str = "^[A-Za-z0-9_-]{43}$";

fn number(text: &str) -> Result<String, ValidationError> {
    CertificateNumber::parse(text).map(|number| number.as_str().to_owned())
}

proptest! {
    #[test]
    fn a_certificate_number(typed in typed(NUMBERS)) {
        check_stored(&typed, number)?;
        if let Ok(number) = number(&typed) {
            prop_assert!(fits(NUMBER, &number));
            prop_assert_eq!(number, typed.trim_matches(' '), "to the letter");
        }
    }

    #[test]
    fn every_number_of_the_right_form_is_read(typed in allowed_by(NUMBER)) {
        prop_assert_eq!(number(&typed), Ok(typed));
    }

    #[test]
    fn every_token_that_can_be_made_is_one(secret in any::<[u8; 32]>()) {
        prop_assert!(email_link::is_token(&URL_SAFE_NO_PAD.encode(secret)));
    }

    #[test]
    fn a_token_has_the_form_of_tokens(typed in typed(TOKENS)) {
        prop_assert_eq!(email_link::is_token(&typed), fits(TOKEN, &typed));
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
