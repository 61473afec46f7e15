//! The password policy: the manual's rule (R63-R65) and two more, with one validation error for each part
//! broken.
//!
//! Beyond the manual, a password must not be a common one and must not contain personal data of its owner. A
//! password is never trimmed, folded, normalized or printed, and it is wiped when dropped.

use zeroize::Zeroizing;

use super::common_password::is_common;
pub use super::personal_data::About;
use crate::input::ValidationError;

/// Minimum length in characters (R63).
pub const MIN_LENGTH: usize = 10;
/// Maximum length in characters (R63).
pub const MAX_LENGTH: usize = 20;
/// The twelve permitted symbols (R64), in the manual's order.
pub const SYMBOLS: &str = "$%&=@_#*+-?!";

/// A plaintext password on its way to the hash function. It has no `Debug`, so that it cannot be logged.
#[derive(Clone)]
pub struct Password(Zeroizing<String>);

impl Password {
    /// Parses a newly chosen password. The errors name every part of the rule that it breaks (R66).
    pub fn choose(typed: &str, about: &About<'_>) -> Result<Self, Vec<ValidationError>> {
        let faults = faults(typed, about);
        if faults.is_empty() { Ok(Self::typed(typed)) } else { Err(faults) }
    }

    /// Takes a password typed at login. It is only compared, so no rule applies: R26 keeps old passwords
    /// valid.
    #[must_use]
    pub fn typed(typed: &str) -> Self {
        Self(Zeroizing::new(typed.to_owned()))
    }

    /// The password's bytes, for the hash function.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

fn faults(typed: &str, about: &About<'_>) -> Vec<ValidationError> {
    let mut faults = manuals_faults(typed);
    // The list has only words of passwords that satisfy the manual's rule.
    if faults.is_empty() && is_common(typed) {
        faults.push(ValidationError::PasswordTooCommon);
    }
    if about.is_in(typed) {
        faults.push(ValidationError::PasswordContainsPersonalData);
    }
    faults
}

fn manuals_faults(typed: &str) -> Vec<ValidationError> {
    if typed.is_empty() {
        return vec![ValidationError::Required];
    }
    let any = |is: fn(char) -> bool| typed.chars().any(is);
    let is_symbol = |c| SYMBOLS.contains(c);
    let length = typed.chars().count();
    [
        (length < MIN_LENGTH, ValidationError::TooShort { min: MIN_LENGTH }),
        (MAX_LENGTH < length, ValidationError::TooLong { max: MAX_LENGTH }),
        (!any(|c| c.is_ascii_uppercase()), ValidationError::PasswordNeedsUppercase),
        (!any(|c| c.is_ascii_lowercase()), ValidationError::PasswordNeedsLowercase),
        (!any(|c| c.is_ascii_digit()), ValidationError::PasswordNeedsNumber),
        (!any(is_symbol), ValidationError::PasswordNeedsSymbol),
        (
            any(|c| !c.is_ascii_alphanumeric() && !SYMBOLS.contains(c)),
            ValidationError::PasswordCharacterNotAllowed,
        ),
    ]
    .into_iter()
    .filter_map(|(broken, fault)| broken.then_some(fault))
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(typed: &str, expected: &[ValidationError]) {
        let about = About { name: Some("JOHN DOE"), ..About::default() };
        assert_eq!(faults(typed, &about), expected, "{typed}");
    }

    #[test]
    fn every_broken_part_has_its_own_fault() {
        check("Abcdef123$", &[]);
        check("", &[ValidationError::Required]);
        check("Abcdef12$", &[ValidationError::TooShort { min: 10 }]);
        check("Abcdefghij12345678-_?", &[ValidationError::TooLong { max: 20 }]);
        check("abcdef123$", &[ValidationError::PasswordNeedsUppercase]);
        check("ABCDEF123$", &[ValidationError::PasswordNeedsLowercase]);
        check("Abcdefghi$", &[ValidationError::PasswordNeedsNumber]);
        check("Abcdef1234", &[ValidationError::PasswordNeedsSymbol]);
        check("Passw0rd$.", &[ValidationError::PasswordCharacterNotAllowed]);
        check("Password123$", &[ValidationError::PasswordTooCommon]);
        check("Uncle-John=7", &[ValidationError::PasswordContainsPersonalData]);
        check(
            "Uncle-John7.",
            &[ValidationError::PasswordCharacterNotAllowed, ValidationError::PasswordContainsPersonalData],
        );
        check(
            "あ",
            &[
                ValidationError::TooShort { min: 10 },
                ValidationError::PasswordNeedsUppercase,
                ValidationError::PasswordNeedsLowercase,
                ValidationError::PasswordNeedsNumber,
                ValidationError::PasswordNeedsSymbol,
                ValidationError::PasswordCharacterNotAllowed,
            ],
        );
    }
}
