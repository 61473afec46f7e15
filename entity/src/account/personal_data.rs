//! Personal data that a password must not contain: what others know about its owner.

use std::iter;

/// Minimum length, in bytes, of a part that counts. Shorter ones occur in too many ordinary words.
const MIN_PART: usize = 4;
/// Number of trailing digits that identify a telephone number as well as the whole number does.
const PHONE_TAIL: usize = 7;

/// What is known about the person who chooses a password. A field that is unknown or empty forbids nothing.
#[derive(Clone, Copy, Debug, Default)]
pub struct About<'a> {
    /// The user ID (R109), or an officer's login name.
    pub user_id: Option<&'a str>,
    /// The name. Each of its words counts.
    pub name: Option<&'a str>,
    /// The e-mail address. The part before the `@` counts, and each piece of that part.
    pub email: Option<&'a str>,
    /// The telephone number. Its last seven digits count.
    pub phone_number: Option<&'a str>,
}

impl About<'_> {
    /// Whether the password contains any of it, in upper or lower case.
    pub(super) fn is_in(&self, password: &str) -> bool {
        let password = password.to_ascii_lowercase();
        // People write their number with hyphens; here it has digits only.
        let without_hyphens = password.replace('-', "");
        let has = |part: &str| part.len() >= MIN_PART && password.contains(&part.to_ascii_lowercase());
        self.words().any(has) || self.phone_tail().is_some_and(|tail| without_hyphens.contains(&tail))
    }

    fn words(&self) -> impl Iterator<Item = &str> {
        let local = self.email.and_then(|email| email.split('@').next()).unwrap_or_default();
        let parts = local.split(|c: char| !c.is_ascii_alphanumeric());
        let name = self.name.unwrap_or_default().split(|c: char| !c.is_ascii_alphanumeric());
        self.user_id.into_iter().chain(name).chain(iter::once(local)).chain(parts)
    }

    /// The trailing digits. The whole number ends with them, so it needs no check of its own.
    fn phone_tail(&self) -> Option<String> {
        let digits: String = self.phone_number?.chars().filter(char::is_ascii_digit).collect();
        digits.get(digits.len().checked_sub(PHONE_TAIL)?..).map(str::to_owned)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ABOUT: About<'_> = About {
        user_id: Some("hdlpf38617"),
        name: Some("NGUYEN VAN LONG"),
        email: Some("long.n_tanaka+visa@example.com"),
        phone_number: Some("0312345678"),
    };

    fn check(password: &str, expected: bool) {
        assert_eq!(ABOUT.is_in(password), expected, "{password}");
    }

    #[test]
    fn whatever_others_know_is_found_in_any_case() {
        check("Hdlpf38617$", true);
        check("my-nGuYeN-7", true);
        check("Belonging=7", true); // LONG: four letters count wherever they stand
        check("Tanaka=2026", true);
        check("$Visa-20260", true);
        check("Aa=0312345678", true);
        check("Aa=03-1234-5678", true);
        check("Aa=2345678", true);
    }

    #[test]
    fn what_is_short_or_not_theirs_is_let_through() {
        check("Van-2026=hana", false); // three letters
        check("Example-2026=com", false); // the domain is not theirs
        check("hdlpf-38617=A", false);
        check("Aa=345678$$$", false); // six digits
        let nothing = About { user_id: Some(""), name: Some(""), email: Some("@"), phone_number: Some("") };
        assert!(!nothing.is_in("Tsubaki-2025=hana") && !About::default().is_in("Tsubaki-2025=hana"));
    }
}
