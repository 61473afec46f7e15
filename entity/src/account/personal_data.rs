//! What a password must not hold: whatever others know of its owner.

use std::iter;

/// Shorter parts do not count: they stand in too many words.
const MIN_PART: usize = 4;
/// So many last digits of a telephone number are as good as the number.
const PHONE_TAIL: usize = 7;

/// What is known of whoever chooses a password. What is unknown or empty forbids nothing.
#[derive(Clone, Copy, Debug, Default)]
pub struct About<'a> {
    /// The user ID.
    pub user_id: Option<&'a str>,
    /// The name; each word of it counts.
    pub name: Option<&'a str>,
    /// The address; what stands before the `@` counts, and each part of that.
    pub email: Option<&'a str>,
    /// The telephone number, digits only; its last seven count as well.
    pub phone_number: Option<&'a str>,
}

impl About<'_> {
    /// Whether a password holds something of it, in whatever case, and whatever else it holds.
    pub(super) fn is_in(&self, password: &str) -> bool {
        let password = password.to_ascii_lowercase();
        let without_hyphens = password.replace('-', "");
        let has = |part: &str| part.len() >= MIN_PART && password.contains(&part.to_ascii_lowercase());
        self.words().any(has) || self.phone_tail().is_some_and(|tail| without_hyphens.contains(tail))
    }

    fn words(&self) -> impl Iterator<Item = &str> {
        let local = self.email.and_then(|email| email.split('@').next()).unwrap_or_default();
        let parts = local.split(|c: char| !c.is_ascii_alphanumeric());
        let name = self.name.unwrap_or_default().split(' ');
        self.user_id.into_iter().chain(name).chain(iter::once(local)).chain(parts)
    }

    /// The last digits; whoever types the whole number types these too.
    fn phone_tail(&self) -> Option<&str> {
        let digits = self.phone_number?;
        digits.get(digits.len().checked_sub(PHONE_TAIL)?..)
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
