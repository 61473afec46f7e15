//! The rule for passwords: the manual's (R63-R65), and two more, one fault for each part that is broken.
//!
//! Beyond the manual, a password must not be one that many people use, nor hold what others know of its owner.
//! A password is never trimmed, folded or normalised, never printed, and wiped when dropped.

use zeroize::Zeroizing;

use super::common_password::is_common;
pub use super::personal_data::About;
use crate::input::Fault;

/// The fewest characters (R63).
pub const MIN_LENGTH: usize = 10;
/// The most characters (R63).
pub const MAX_LENGTH: usize = 20;
/// The symbols of R64, in the manual's order.
pub const SYMBOLS: &str = "$%&=@_#*+-?!";

/// A password in clear, on its way to the hash function. It has no `Debug` on purpose.
#[derive(Clone)]
pub struct Password(Zeroizing<String>);

impl Password {
    /// A password chosen now, by whom it is to protect: every broken part of the rule is named (R66).
    pub fn choose(typed: &str, about: &About<'_>) -> Result<Self, Vec<Fault>> {
        let faults = faults(typed, about);
        if faults.is_empty() { Ok(Self::typed(typed)) } else { Err(faults) }
    }

    /// A password typed to log in: whatever it is, it is only compared (R26 keeps old ones valid).
    #[must_use]
    pub fn typed(typed: &str) -> Self {
        Self(Zeroizing::new(typed.to_owned()))
    }

    /// The bytes to hash.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

fn faults(typed: &str, about: &About<'_>) -> Vec<Fault> {
    let mut faults = manuals_faults(typed);
    // The list knows only what passes the manual's rule.
    if faults.is_empty() && is_common(typed) {
        faults.push(Fault::PasswordTooCommon);
    }
    if about.is_in(typed) {
        faults.push(Fault::PasswordContainsPersonalData);
    }
    faults
}

fn manuals_faults(typed: &str) -> Vec<Fault> {
    if typed.is_empty() {
        return vec![Fault::Required];
    }
    let any = |is: fn(char) -> bool| typed.chars().any(is);
    let is_symbol = |c| SYMBOLS.contains(c);
    let length = typed.chars().count();
    [
        (length < MIN_LENGTH, Fault::TooShort { min: MIN_LENGTH }),
        (MAX_LENGTH < length, Fault::TooLong { max: MAX_LENGTH }),
        (!any(|c| c.is_ascii_uppercase()), Fault::PasswordNeedsUppercase),
        (!any(|c| c.is_ascii_lowercase()), Fault::PasswordNeedsLowercase),
        (!any(|c| c.is_ascii_digit()), Fault::PasswordNeedsNumber),
        (!any(is_symbol), Fault::PasswordNeedsSymbol),
        (any(|c| !c.is_ascii_alphanumeric() && !SYMBOLS.contains(c)), Fault::PasswordCharacterNotAllowed),
    ]
    .into_iter()
    .filter_map(|(broken, fault)| broken.then_some(fault))
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(typed: &str, expected: &[Fault]) {
        let about = About { name: Some("JOHN DOE"), ..About::default() };
        assert_eq!(faults(typed, &about), expected, "{typed}");
    }

    #[test]
    fn every_broken_part_has_its_own_fault() {
        check("Abcdef123$", &[]);
        check("", &[Fault::Required]);
        check("Abcdef12$", &[Fault::TooShort { min: 10 }]);
        check("Abcdefghij12345678-_?", &[Fault::TooLong { max: 20 }]);
        check("abcdef123$", &[Fault::PasswordNeedsUppercase]);
        check("ABCDEF123$", &[Fault::PasswordNeedsLowercase]);
        check("Abcdefghi$", &[Fault::PasswordNeedsNumber]);
        check("Abcdef1234", &[Fault::PasswordNeedsSymbol]);
        check("Passw0rd$.", &[Fault::PasswordCharacterNotAllowed]);
        check("Password123$", &[Fault::PasswordTooCommon]);
        check("Uncle-John=7", &[Fault::PasswordContainsPersonalData]);
        check("Uncle-John7.", &[Fault::PasswordCharacterNotAllowed, Fault::PasswordContainsPersonalData]);
        check(
            "あ",
            &[
                Fault::TooShort { min: 10 },
                Fault::PasswordNeedsUppercase,
                Fault::PasswordNeedsLowercase,
                Fault::PasswordNeedsNumber,
                Fault::PasswordNeedsSymbol,
                Fault::PasswordCharacterNotAllowed,
            ],
        );
    }
}
