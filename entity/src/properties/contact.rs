//! E-mail addresses and telephone numbers.

use proptest::prelude::*;

use super::{allowed_by, check_stored, fits, in_any_case, input};
use crate::{
    account::{EmailAddress, PhoneNumber},
    input::ValidationError,
};

const ADDRESSES: &[&str] = &[
    "example@xxx.co.jp",
    "a@b.jp",
    " Houmu.Taro+x@Uketori.EXAMPLE ",
    "!#$%&'*+-/=?^_`{|}~@1.a-1.x1",
    "a..b.@au.com",
];
const NUMBERS: &[&str] = &["0312345678", "03-1234-5678", " 090-1234-5678 ", "123456789012"];

/// Nine to twelve digits (R99, C10).
const DIGITS: &str = "^[0-9]{9,12}$";

/// Texts that are nearly an address, and often are one.
const SHORT_ADDRESS: &str = "[a1#.]{1,3}@([aZ1-]{1,3}\\.){0,2}[aZ1-]{1,4}";

fn address(text: &str) -> Result<String, ValidationError> {
    EmailAddress::parse(text).map(|address| address.as_str().to_owned())
}

fn number(text: &str) -> Result<String, ValidationError> {
    PhoneNumber::parse(text).map(|number| number.as_str().to_owned())
}

proptest! {
    #[test]
    fn an_address(input in input(ADDRESSES)) {
        check_stored(&input, address)?;
        if let Ok(address) = EmailAddress::parse(&input) {
            let text = address.as_str();
            prop_assert!(fits(EmailAddress::PATTERN, text) && text.len() <= EmailAddress::MAX_LENGTH);
            prop_assert!(text.eq_ignore_ascii_case(input.trim_matches(' ')), "only its case changes");
        }
    }

    #[test]
    fn an_address_that_the_pattern_allows_is_read_and_no_other(
        input in prop_oneof![allowed_by(SHORT_ADDRESS), allowed_by(EmailAddress::PATTERN), input(ADDRESSES)],
    ) {
        let input = input.trim_matches(' ');
        let is_allowed = fits(EmailAddress::PATTERN, input) && input.len() <= EmailAddress::MAX_LENGTH;
        prop_assert_eq!(address(input).is_ok(), is_allowed, "{}", input);
    }

    #[test]
    fn addresses_are_the_same_when_they_differ_in_case_alone(
        (one, other) in allowed_by("[A-Za-z.]{1,9}@[A-Za-z]{1,9}[.][A-Za-z]{2}")
            .prop_flat_map(|text| (in_any_case(text.clone()), in_any_case(text))),
        third in allowed_by("[a-z]{1,2}@[a-z][.]jp"),
        fourth in allowed_by("[a-z]{1,2}@[a-z][.]jp"),
    ) {
        let key = |text: &str| EmailAddress::parse(text).map(|address| address.key());
        prop_assert_eq!(key(&one), key(&other));
        prop_assert_eq!(key(&third) == key(&fourth), third == fourth);
    }

    #[test]
    fn a_number(input in input(NUMBERS)) {
        check_stored(&input, number)?;
        if let Ok(number) = number(&input) {
            prop_assert!(fits(DIGITS, &number));
            prop_assert!(fits(PhoneNumber::PATTERN, input.trim_matches(' ')));
            prop_assert_eq!(number, input.replace([' ', '-'], ""));
        }
    }

    #[test]
    fn a_number_that_the_pattern_allows(input in allowed_by("[0-9]{1,4}(-[0-9]{1,5}){0,3}")) {
        let digits = input.replace('-', "");
        let is_right = (PhoneNumber::MIN_DIGITS..=PhoneNumber::MAX_DIGITS).contains(&digits.len());
        prop_assert_eq!(number(&input).ok(), is_right.then_some(digits));
    }
}

/// A case in which the published pattern once allowed what the rule refuses.
#[test]
fn no_label_of_a_domain_begins_or_ends_with_a_hyphen() {
    for input in ["a@b.-c", "a@b.c-", "a@-b.c", "a@b-.c", "a@b.1-1"] {
        assert!(!fits(EmailAddress::PATTERN, input) && address(input).is_err(), "{input}");
    }
    for input in ["a@b.c-d", "a@b.1c", "a@b.1-c-2", "a@1-2.c"] {
        assert!(fits(EmailAddress::PATTERN, input) && address(input).is_ok(), "{input}");
    }
}
