//! User IDs and names.

use proptest::prelude::*;
use rand::{SeedableRng, rngs::StdRng};

use super::{allowed_by, check_stored, fits, in_any_case, typed};
use crate::account::{PersonName, UserId};

const IDS: &[&str] = &["hdlpf38617", "HDLPF38617", " abcde00000 ", "office01", "a1b2c3"];
const NAMES: &[&str] = &["HOUMU TARO", "NGUYEN VAN A", " JOHN  DOE ", "X", "MARIA DEL CARMEN SANTOS LOPEZ"];

const LOGIN_ID: &str = "^[a-z0-9]{6,32}$";

fn log_in(text: &str) -> Result<String, crate::input::ValidationError> {
    UserId::parse_login(text).map(|id| id.as_str().to_owned())
}

fn name(text: &str) -> Result<String, crate::input::ValidationError> {
    PersonName::parse(text).map(|name| name.as_str().to_owned())
}

proptest! {
    #[test]
    fn an_id_that_was_issued_is_read_in_any_case(
        (id, typed) in any::<u64>().prop_flat_map(|seed| {
            let id = UserId::generate(&mut StdRng::seed_from_u64(seed)).as_str().to_owned();
            (Just(id.clone()), in_any_case(id))
        })
    ) {
        prop_assert_eq!(UserId::parse_issued(&id).map(|id| id.as_str().to_owned()), Ok(id.clone()));
        prop_assert_eq!(log_in(&typed), Ok(id));
    }

    #[test]
    fn an_id_typed_to_log_in(typed in typed(IDS)) {
        check_stored(&typed, log_in)?;
        if let Ok(id) = log_in(&typed) {
            prop_assert!(fits(LOGIN_ID, &id));
        }
        if let Ok(id) = UserId::parse_issued(&typed) {
            prop_assert_eq!(id.as_str(), &typed, "an issued ID is read to the letter");
            prop_assert_eq!(log_in(&typed), Ok(typed));
        }
    }

    #[test]
    fn a_name(typed in typed(NAMES)) {
        check_stored(&typed, name)?;
        if let Ok(name) = name(&typed) {
            prop_assert!(fits(PersonName::PATTERN, &name) && name.len() <= PersonName::MAX_LENGTH);
        }
    }

    #[test]
    fn a_name_that_the_pattern_allows_is_stored_as_it_is(typed in allowed_by(PersonName::PATTERN)) {
        prop_assert_eq!(name(&typed).ok(), (typed.len() <= PersonName::MAX_LENGTH).then_some(typed));
    }
}
