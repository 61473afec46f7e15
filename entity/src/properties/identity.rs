//! User IDs and names.

use proptest::prelude::*;
use rand::{SeedableRng, rngs::StdRng};

use super::{allowed_by, check_read_back, check_stored, fits, in_any_case, input};
use crate::account::{PersonName, UserId};

const IDS: &[&str] = &["hdlpf38617", "HDLPF38617", " abcde00000 ", "office01", "a1b2c3", "taro_y@b.jp"];
const NAMES: &[&str] = &["HOUMU TARO", "NGUYEN VAN A", " JOHN  DOE ", "X", "MARIA DEL CARMEN SANTOS LOPEZ"];

const LOGIN_ID: &str = "^[a-z0-9_][a-z0-9_@.-]{5,31}$";

fn log_in(text: &str) -> Result<String, crate::input::ValidationError> {
    UserId::parse_login(text).map(|id| id.as_str().to_owned())
}

fn name(text: &str) -> Result<String, crate::input::ValidationError> {
    PersonName::parse(text).map(|name| name.as_str().to_owned())
}

proptest! {
    #[test]
    fn an_id_that_was_issued_is_read_in_any_case(
        (id, input) in any::<u64>().prop_flat_map(|seed| {
            let id = UserId::generate(&mut StdRng::seed_from_u64(seed)).as_str().to_owned();
            (Just(id.clone()), in_any_case(id))
        })
    ) {
        prop_assert_eq!(UserId::parse_issued(&id).map(|id| id.as_str().to_owned()), Ok(id.clone()));
        prop_assert_eq!(log_in(&input), Ok(id));
    }

    #[test]
    fn an_id_typed_to_log_in(input in input(IDS)) {
        check_read_back(&input, log_in)?;
        let white_space = "\t\r\n\u{b}\u{85}\u{a0}\u{2028}\u{3000}";
        prop_assert_eq!(log_in(&format!("{white_space}{input}{white_space}")), log_in(&input));
        if let Ok(id) = log_in(&input) {
            prop_assert!(fits(LOGIN_ID, &id));
            prop_assert!(!UserId::is_mistyped(&input));
            for c in ['\0', '\u{200b}', '\u{feff}'] {
                prop_assert!(log_in(&format!("{c}{input}")).is_err(), "{:?} in front", c);
                prop_assert!(log_in(&format!("{input}{c}")).is_err(), "{:?} behind", c);
            }
        }
        if let Ok(id) = UserId::parse_issued(&input) {
            prop_assert_eq!(id.as_str(), &input, "an issued ID is read to the letter");
            prop_assert_eq!(log_in(&input), Ok(input));
        }
    }

    #[test]
    fn a_name(input in input(NAMES)) {
        check_stored(&input, name)?;
        if let Ok(name) = name(&input) {
            prop_assert!(fits(PersonName::PATTERN, &name) && name.len() <= PersonName::MAX_LENGTH);
        }
    }

    #[test]
    fn a_name_that_the_pattern_allows_is_stored_as_it_is(input in allowed_by(PersonName::PATTERN)) {
        prop_assert_eq!(name(&input).ok(), (input.len() <= PersonName::MAX_LENGTH).then_some(input));
    }
}
