//! Status codes of reports (RFC 3463), and what follows from them. The text of a report decides nothing.

use std::fmt;

use entity::mail_bounce::BounceKind;

/// An enhanced status code, e.g. `5.1.1`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Status {
    /// 2, 4 or 5.
    class: u8,
    /// The subject, e.g. 1 for the address.
    subject: u16,
    /// The detail.
    detail: u16,
}

/// What a report says was done with the mail (RFC 3464, 2.3.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// The mail was not delivered, and is not tried any more.
    Failed,
    /// The mail was not delivered yet.
    Delayed,
    /// The mail was delivered, or passed on.
    Delivered,
}

impl Action {
    /// Parses the value of the field `Action`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let word = text.split(|c: char| !c.is_ascii_alphabetic()).find(|word| !word.is_empty())?;
        match word.to_ascii_lowercase().as_str() {
            "failed" => Some(Self::Failed),
            "delayed" => Some(Self::Delayed),
            "delivered" | "relayed" | "expanded" => Some(Self::Delivered),
            _ => None,
        }
    }
}

impl Status {
    /// Parses a code that a text begins with. What follows it, e.g. a comment, is ignored.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim_start();
        let end = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
        let mut numbers = text[..end].split('.').map(|number| {
            // Three digits at most, so that no part of an IP address or of a date is one.
            number.parse::<u16>().ok().filter(|_| number.len() <= 3)
        });
        let (class, subject, detail) = (numbers.next()??, numbers.next()??, numbers.next()??);
        let class = u8::try_from(class).ok().filter(|class| matches!(class, 2 | 4 | 5))?;
        (subject <= 7 && numbers.next().is_none()).then_some(Self { class, subject, detail })
    }

    /// Finds the first code in a text, e.g. in `550 5.1.1 no such user` or `Remote host said (#5.1.1)`.
    #[must_use]
    pub fn find(text: &str) -> Option<Self> {
        let is_number = |c: char| c.is_ascii_digit() || c == '.';
        text.split(|c| !is_number(c)).map(|word| word.trim_end_matches('.')).find_map(Self::parse)
    }

    /// Whether the code says nothing beyond its class, e.g. `5.0.0`.
    #[must_use]
    pub fn is_vague(self) -> bool {
        self.subject == 0
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.class, self.subject, self.detail)
    }
}

/// The kind of a report; `None` if the mail arrived.
#[must_use]
pub fn kind(action: Action, status: Option<Status>) -> Option<BounceKind> {
    match action {
        Action::Delivered => None,
        Action::Delayed => Some(BounceKind::Delayed),
        Action::Failed if status.is_some_and(is_about_the_address) => Some(BounceKind::Hard),
        Action::Failed => Some(BounceKind::Soft),
    }
}

/// Whether a code says that no mail to this address can arrive.
fn is_about_the_address(Status { class, subject, detail }: Status) -> bool {
    let is_it = match (subject, detail) {
        // These are about the sender.
        (1, 7..=9) => false,
        // The address, or its domain: 5.1.10 means that the domain takes no mails at all. A mailbox that is
        // disabled; a full one, 5.2.2, and a mail that is too long, 5.2.3, are not about the address. No host
        // that takes mails for the domain.
        (1, _) | (2, 1) | (4, 4) => true,
        // Among the rest: 5.3 the system, 5.4 the network, 5.6 the content, 5.7 the policy.
        _ => false,
    };
    class == 5 && is_it
}

/// Finds the reply code of a relay in a diagnostic code, e.g. 550 in `smtp; 550 5.1.1 …`.
#[must_use]
pub fn reply_code(diagnostic: &str) -> Option<i32> {
    let (kind, text) = diagnostic.split_once(';')?;
    let text = text.trim_start();
    if !kind.trim().eq_ignore_ascii_case("smtp") {
        return None;
    }
    let code = text.get(..3)?.parse().ok().filter(|code| (400..600).contains(code))?;
    text[3..].starts_with([' ', '-']).then_some(code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_code_about_the_address_is_hard() {
        let check = |status: &str, expected| {
            assert_eq!(kind(Action::Failed, Status::parse(status)), Some(expected), "{status}");
        };
        for hard in
            ["5.1.0", "5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.1", "5.4.4", "5.1.1 (no such user)"]
        {
            check(hard, BounceKind::Hard);
        }
        for soft in [
            "5.0.0", "5.1.7", "5.1.8", "5.1.9", "5.2.0", "5.2.2", "5.2.3", "5.3.0", "5.3.4", "5.4.1",
            "5.4.6", "5.4.7", "5.5.0", "5.6.1", "5.7.1", "5.7.26", "4.1.1", "4.2.2", "4.4.7", "", "550",
        ] {
            check(soft, BounceKind::Soft);
        }
        assert_eq!(kind(Action::Delayed, Status::parse("5.1.1")), Some(BounceKind::Delayed));
        assert_eq!(kind(Action::Delivered, Status::parse("2.0.0")), None);
    }

    #[test]
    fn a_code_is_found_in_a_text_and_an_address_of_a_host_is_none() {
        let check = |text: &str, expected: Option<&str>| {
            assert_eq!(Status::find(text).map(|status| status.to_string()).as_deref(), expected, "{text}");
        };
        check("smtp; 550 5.1.1 <a@example.com>: unknown", Some("5.1.1"));
        check("550-5.1.1 The email account does not exist", Some("5.1.1"));
        check("Sorry, no mailbox here by that name. (#5.1.1)", Some("5.1.1"));
        check("5.2.2.", Some("5.2.2"));
        check("192.0.2.5 said 550 no", None);
        check("5.1.1.1", None);
        check("3.1.1 1.2.3 5.8.1 5.1", None);
        check("on 2025.11.07", None);
    }

    #[test]
    fn actions_and_reply_codes_are_read() {
        assert_eq!(Action::parse(" Failed (for good)"), Some(Action::Failed));
        assert_eq!(Action::parse("relayed"), Some(Action::Delivered));
        assert_eq!((Action::parse("none"), Action::parse("")), (None, None));
        assert_eq!(reply_code("smtp; 550 5.1.1 no"), Some(550));
        assert_eq!(reply_code("SMTP;554-no"), Some(554));
        for none in ["x-unix; 550 no", "smtp; 250 ok", "smtp; 5501", "smtp; 55", "smtp; 55é no", ""] {
            assert_eq!(reply_code(none), None, "{none}");
        }
    }
}
