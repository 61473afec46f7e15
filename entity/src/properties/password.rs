//! Passwords.

use proptest::{collection::vec, prelude::*, sample::select};

use super::{allowed_by, in_any_case, input};
use crate::{
    account::{About, Password, password_policy::SYMBOLS},
    input::ValidationError,
};

const PASSWORDS: &[&str] = &[
    "Tsubaki-2025=hana",
    "Abcdef123$",
    "Abcdefghij1234567-_?",
    "Passw0rd1!",
    "P@ssw0rd123!",
    "1qaz@WSX3edc",
];

/// The manual's rule, written independently (R63, R64).
fn keeps_the_manuals_rule(text: &str) -> bool {
    let is_symbol = |c: char| SYMBOLS.contains(c);
    let has = |is: &dyn Fn(char) -> bool| text.chars().any(is);
    (10..=20).contains(&text.chars().count())
        && text.chars().all(|c| c.is_ascii_alphanumeric() || is_symbol(c))
        && has(&|c| c.is_ascii_uppercase())
        && has(&|c| c.is_ascii_lowercase())
        && has(&|c| c.is_ascii_digit())
        && has(&is_symbol)
}

fn choose(text: &str, about: &About<'_>) -> Result<Vec<u8>, Vec<ValidationError>> {
    Password::choose(text, about).map(|password| password.as_bytes().to_vec())
}

/// Passwords that satisfy the manual's rule or nearly do: ten to twenty of its characters.
fn of_the_right_characters() -> impl Strategy<Value = String> {
    vec(prop_oneof![allowed_by("[A-Z]"), allowed_by("[a-z]"), allowed_by("[0-9]"), select_symbol()], 9..22)
        .prop_map(|parts| parts.concat())
}

fn select_symbol() -> impl Strategy<Value = String> {
    select(SYMBOLS.chars().map(String::from).collect::<Vec<_>>())
}

proptest! {
    #[test]
    fn a_password_is_stored_to_the_letter_and_keeps_the_rule(
        input in prop_oneof![input(PASSWORDS), of_the_right_characters()],
    ) {
        prop_assert!(Password::entered(&input).as_bytes() == input.as_bytes());
        match choose(&input, &About::default()) {
            Ok(bytes) => prop_assert!(bytes == input.as_bytes() && keeps_the_manuals_rule(&input)),
            Err(faults) if keeps_the_manuals_rule(&input) => {
                prop_assert_eq!(faults, [ValidationError::PasswordTooCommon]);
            }
            Err(faults) => prop_assert!(!faults.contains(&ValidationError::PasswordTooCommon)),
        }
    }

    #[test]
    fn nearly_every_password_drawn_at_random_is_free(input in of_the_right_characters()) {
        prop_assert_eq!(choose(&input, &About::default()).is_ok(), keeps_the_manuals_rule(&input));
    }

    #[test]
    fn what_is_known_of_the_owner_is_found_wherever_it_stands(
        before in allowed_by("[A-Za-z0-9$%&=@_#*+?!-]{0,5}"),
        part in allowed_by("[A-Z]{4,10}").prop_flat_map(|part| (Just(part.clone()), in_any_case(part))),
        behind in allowed_by("[A-Za-z0-9$%&=@_#*+?!-]{0,5}"),
    ) {
        let (word, written) = part;
        let (name, email) = (format!("A {word} B"), format!("x.{word}_y@example.com"));
        let password = format!("{before}{written}{behind}");
        for about in [
            About { user_id: Some(&word), ..About::default() },
            About { name: Some(&name), ..About::default() },
            About { email: Some(&email), ..About::default() },
        ] {
            let faults = choose(&password, &about).expect_err("a password with the owner's word in it");
            prop_assert!(faults.contains(&ValidationError::PasswordContainsPersonalData), "{:?}", faults);
        }
    }

    #[test]
    fn nothing_known_of_the_owner_breaks_the_rule_itself(
        password in input(PASSWORDS),
        known in input(&["hdlpf38617", "JOHN DOE", "john.doe@example.com", "0312345678"]),
    ) {
        let known = Some(known.as_str());
        let about = About { user_id: known, name: known, email: known, phone_number: known };
        let mut faults = choose(&password, &about).err().unwrap_or_default();
        faults.retain(|fault| *fault != ValidationError::PasswordContainsPersonalData);
        prop_assert_eq!(faults, choose(&password, &About::default()).err().unwrap_or_default());
    }
}
