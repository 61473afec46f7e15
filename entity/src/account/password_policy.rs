//! The password policy: the manual's rule (R63-R65) and two more, with one validation error for each part
//! broken.
//!
//! Officers have a rule of their own: length counts, and any character may be used.
//!
//! Beyond the manual, a password must not be a common one and must not contain personal data of its owner. A
//! password is never trimmed, folded, normalized or printed, and it is wiped when dropped.

use zeroize::Zeroizing;

use super::common_password::{is_common, is_monotonous};
pub use super::personal_data::About;
use crate::input::ValidationError;

/// Minimum length in characters (R63).
pub const MIN_LENGTH: usize = 10;
/// Maximum length in characters (R63).
pub const MAX_LENGTH: usize = 20;
/// Maximum length in bytes of any password that is compared. No rule ever allowed a longer one: an officer's
/// may have 128 characters of up to four bytes.
pub const MAX_BYTES: usize = 512;
/// The twelve permitted symbols (R64), in the manual's order.
pub const SYMBOLS: &str = "$%&=@_#*+-?!";

/// Minimum length of an officer's password in characters.
pub const OFFICERS_MIN_LENGTH: usize = 12;
/// Maximum length of an officer's password in characters.
pub const OFFICERS_MAX_LENGTH: usize = 128;
/// Minimum length of a part of an officer's name that counts.
const OFFICERS_NAME_PART: usize = 4;

/// A plaintext password on its way to the hash function. It has no `Debug`, so that it cannot be logged.
#[derive(Clone)]
pub struct Password(Zeroizing<String>);

impl Password {
    /// Parses a newly chosen password. The errors name every part of the rule that it breaks (R66).
    pub fn choose(input: &str, about: &About<'_>) -> Result<Self, Vec<ValidationError>> {
        let faults = faults(input, about);
        if faults.is_empty() { Ok(Self::entered(input)) } else { Err(faults) }
    }

    /// Parses a new password of the officer with this name: 12 to 128 characters of any kind. Common
    /// passwords and the name are refused.
    pub fn choose_for_officer(input: &str, name: &str) -> Result<Self, Vec<ValidationError>> {
        let faults = officers_faults(input, name);
        if faults.is_empty() { Ok(Self::entered(input)) } else { Err(faults) }
    }

    /// Takes a password typed at login. It is only compared, so no rule applies: R26 keeps old passwords
    /// valid.
    #[must_use]
    pub fn entered(input: &str) -> Self {
        Self(Zeroizing::new(input.to_owned()))
    }

    /// Whether any rule, also of a system that accounts come from, can have allowed it: at most
    /// [`MAX_BYTES`]. Another one is never hashed, and counts as no attempt, so that nobody locks an account
    /// with what its owner would never type.
    #[must_use]
    pub fn is_possible(&self) -> bool {
        self.as_bytes().len() <= MAX_BYTES
    }

    /// The password's bytes, for the hash function.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

fn faults(input: &str, about: &About<'_>) -> Vec<ValidationError> {
    let mut faults = manuals_faults(input);
    // The list has only words of passwords that satisfy the manual's rule.
    if faults.is_empty() && is_common(input) {
        faults.push(ValidationError::PasswordTooCommon);
    }
    if about.is_in(input) {
        faults.push(ValidationError::PasswordContainsPersonalData);
    }
    faults
}

fn officers_faults(input: &str, name: &str) -> Vec<ValidationError> {
    if input.is_empty() {
        return vec![ValidationError::Required];
    }
    let length = input.chars().count();
    [
        (length < OFFICERS_MIN_LENGTH, ValidationError::TooShort { min: OFFICERS_MIN_LENGTH }),
        (OFFICERS_MAX_LENGTH < length, ValidationError::TooLong { max: OFFICERS_MAX_LENGTH }),
        (is_common(input) || is_monotonous(input), ValidationError::PasswordTooCommon),
        (has_officers_name(input, name), ValidationError::PasswordContainsPersonalData),
    ]
    .into_iter()
    .filter_map(|(broken, fault)| broken.then_some(fault))
    .collect()
}

/// Whether the password has the whole name of an officer in it, or a longer part of the name.
fn has_officers_name(input: &str, name: &str) -> bool {
    let (input, name) = (input.to_ascii_lowercase(), name.trim_matches(' ').to_ascii_lowercase());
    let parts = name.split(|c: char| !c.is_ascii_alphanumeric());
    let is_whole = !name.is_empty() && input.contains(&name);
    is_whole || parts.filter(|part| part.len() >= OFFICERS_NAME_PART).any(|part| input.contains(part))
}

fn manuals_faults(input: &str) -> Vec<ValidationError> {
    if input.is_empty() {
        return vec![ValidationError::Required];
    }
    let any = |is: fn(char) -> bool| input.chars().any(is);
    let is_symbol = |c| SYMBOLS.contains(c);
    let length = input.chars().count();
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

    fn check(input: &str, expected: &[ValidationError]) {
        let about = About { name: Some("JOHN DOE"), ..About::default() };
        assert_eq!(faults(input, &about), expected, "{input}");
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

    #[test]
    fn an_officers_password_is_long_and_of_any_characters() {
        let check = |input: &str, expected: &[ValidationError]| {
            assert_eq!(officers_faults(input, " Houmu.Hanako "), expected, "{input}");
        };
        check("correct horse battery staple", &[]);
        check("ながいあいことばをつかいます", &[]);
        check("        lots of spaces       ", &[]);
        check(&"ab1 ".repeat(32)[1..], &[]);
        check("", &[ValidationError::Required]);
        check("eleven char", &[ValidationError::TooShort { min: 12 }]);
        check(&format!("{}xyz", "long enough ".repeat(11)), &[ValidationError::TooLong { max: 128 }]);
        check("Password2025!", &[ValidationError::PasswordTooCommon]);
        check("passwordpassword", &[ValidationError::PasswordTooCommon]);
        check("aaaaaaaaaaaaaaaa", &[ValidationError::PasswordTooCommon]);
        check("abcdefghijklmnop", &[ValidationError::PasswordTooCommon]);
        check("123456789012", &[ValidationError::PasswordTooCommon]);
        check("the-HANAKO-likes-soba", &[ValidationError::PasswordContainsPersonalData]);
        check("houmu.hanako", &[ValidationError::PasswordContainsPersonalData]);
        let names = |name: &str| officers_faults("my bobsleigh is fast", name);
        assert_eq!(names("bob"), [ValidationError::PasswordContainsPersonalData], "a whole name counts");
        assert_eq!(names(""), []);
    }
}
