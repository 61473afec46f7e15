//! What an answer of a relay means: one pure function from step and answer to a class.
//!
//! The texts of answers are never kept: they can quote an address. Of them only the enhanced code of
//! RFC 3463 is read. What follows from a class is decided elsewhere: for the relay in [`super`], for the
//! mail in `crate::job`.

use std::{error::Error, fmt, iter};

/// Where in the conversation an answer was waited for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// The name is looked up and a connection made.
    Connect,
    /// The greeting, and EHLO. With `smtps://` TLS comes before it, and belongs to it.
    Greeting,
    /// STARTTLS, and EHLO once more.
    Tls,
    /// AUTH.
    Auth,
    /// MAIL FROM: the same for every mail.
    Mail,
    /// RCPT TO.
    Rcpt,
    /// DATA: nothing of the mail itself was sent yet.
    Data,
    /// The mail itself and its last dot: from here on the relay may have it.
    Content,
}

/// How a step ended, if not well.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// A reply that says no.
    Reply(Reply),
    /// None in time.
    Silence,
    /// The connection could not be made or was cut, or what came is no reply.
    Broken,
    /// The relay does not offer what we need: STARTTLS, or a way of AUTH that we know.
    NotOffered,
    /// It did not prove by a certificate that it is the relay that was meant.
    Untrusted,
}

/// A reply without its text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reply {
    /// Three digits.
    pub code: u16,
    /// RFC 3463: class, subject, detail.
    pub enhanced: Option<(u16, u16, u16)>,
}

/// What the answer is about, and so what to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// The relay: another one is tried, and the attempt does not count against the mail.
    Provider,
    /// The relay does not accept us. It rests at once; the attempt does not count against the mail.
    Configuration,
    /// This mail, for now: it is tried again later.
    Later,
    /// The mailbox is full: tried again, but only for a day.
    MailboxFull,
    /// There is no such address: the mail is dead, and the address is suppressed.
    NoSuchAddress,
    /// This mail, for good.
    Refused,
    /// The relay may have the mail.
    Ambiguous,
}

impl Class {
    /// Whether another relay may do better, with nothing sent so far.
    #[must_use]
    pub const fn is_about_the_relay(self) -> bool {
        matches!(self, Self::Provider | Self::Configuration)
    }
}

/// A conversation that ended before the relay accepted the mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Failure {
    /// Where it ended.
    pub step: Step,
    /// How.
    pub answer: Answer,
}

impl Failure {
    /// What it means (§3.7 of the design's table, row by row).
    #[must_use]
    pub fn class(self) -> Class {
        match self.answer {
            Answer::Reply(reply) => class_of_reply(self.step, reply),
            Answer::NotOffered if self.step == Step::Auth => Class::Configuration,
            _ if self.step == Step::Content => Class::Ambiguous,
            Answer::Silence | Answer::Broken | Answer::NotOffered | Answer::Untrusted => Class::Provider,
        }
    }

    /// Whether a conversation that has had a mail before may have failed for that: the relay has closed it, or takes no
    /// more mails on it. Asked before the content; a new conversation tells.
    #[must_use]
    pub fn may_be_of_a_conversation_too_long(self) -> bool {
        match self.answer {
            Answer::Reply(reply) => self.step == Step::Mail || reply.code == 421,
            Answer::Broken => true,
            Answer::Silence | Answer::NotOffered | Answer::Untrusted => false,
        }
    }

    /// The reply's code.
    #[must_use]
    pub fn code(self) -> Option<u16> {
        match self.answer {
            Answer::Reply(reply) => Some(reply.code),
            _ => None,
        }
    }
}

fn class_of_reply(step: Step, Reply { code, enhanced }: Reply) -> Class {
    match (step, code, enhanced) {
        // About us: our password, or our own address, which is the same in every mail. The operator looks;
        // dead mails would not mend it.
        (Step::Auth, 454, _) | (Step::Auth | Step::Mail, 500.., _) | (_, 530 | 534 | 535 | 538, _) => {
            Class::Configuration
        }
        // No mail was named yet, so it cannot be about one.
        (Step::Connect | Step::Greeting | Step::Tls | Step::Auth, _, _) => Class::Provider,
        (_, 400..500, _) => Class::Later,
        // 5.1.7 to 5.1.9 are about the sender or the way, and say nothing of the addressee.
        (Step::Rcpt, 550 | 551 | 553, Some((5, 1, detail))) if !(7..=9).contains(&detail) => {
            Class::NoSuchAddress
        }
        (_, 500.., Some((5, 2, 2) | (5, 3, 1))) | (_, 552, None) => Class::MailboxFull,
        (_, 500.., _) => Class::Refused,
        // Neither yes nor no where only one of them makes sense.
        (Step::Content, ..) => Class::Ambiguous,
        _ => Class::Provider,
    }
}

impl From<&lettre::transport::smtp::Error> for Answer {
    fn from(error: &lettre::transport::smtp::Error) -> Self {
        match error.status() {
            Some(code) => {
                let text = error.source().map(ToString::to_string).unwrap_or_default();
                Self::Reply(Reply { code: code.into(), enhanced: enhanced(&text) })
            }
            None if error.is_client() => Self::NotOffered,
            None if is_about_a_certificate(error) => Self::Untrusted,
            None => Self::Broken,
        }
    }
}

/// rustls' own words, for its types are behind lettre's. The stories of `tests/relay_tls.rs` hold us to them.
fn is_about_a_certificate(error: &dyn Error) -> bool {
    let mut causes = iter::successors(error.source(), |&cause| cause.source());
    causes.any(|cause| cause.to_string().starts_with("invalid peer certificate"))
}

/// The enhanced code that a reply's text begins with.
fn enhanced(text: &str) -> Option<(u16, u16, u16)> {
    let mut parts = text.split_whitespace().next()?.split('.').map(|part| {
        let digits = (1..=3).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
        if digits { part.parse::<u16>().ok() } else { None }
    });
    match (parts.next()??, parts.next()??, parts.next()??, parts.next()) {
        (class @ (2 | 4 | 5), subject, detail, None) => Some((class, subject, detail)),
        _ => None,
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let step = match self.step {
            Step::Connect => "the connection",
            Step::Greeting => "the greeting",
            Step::Tls => "STARTTLS",
            Step::Auth => "AUTH",
            Step::Mail => "MAIL",
            Step::Rcpt => "RCPT",
            Step::Data => "DATA",
            Step::Content => "the content",
        };
        match self.answer {
            Answer::Reply(Reply { code, enhanced: None }) => write!(f, "{code} to {step}"),
            Answer::Reply(Reply { code, enhanced: Some((class, subject, detail)) }) => {
                write!(f, "{code} {class}.{subject}.{detail} to {step}")
            }
            Answer::Silence => write!(f, "no answer in time to {step}"),
            Answer::Broken => write!(f, "{step} broke off"),
            Answer::NotOffered => write!(f, "{step} is not offered in a form that can be used"),
            Answer::Untrusted => write!(f, "at {step} came no certificate to be trusted for its name"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn class(step: Step, text: &str) -> Class {
        let (code, rest) = text.split_once(' ').unwrap_or((text, ""));
        let reply = Reply { code: code.parse().expect("a code"), enhanced: enhanced(rest) };
        Failure { step, answer: Answer::Reply(reply) }.class()
    }

    #[test]
    fn replies_mean_what_the_table_says() {
        for (step, reply, expected) in [
            (Step::Greeting, "421 4.3.2 shutting down", Class::Provider),
            (Step::Greeting, "554 no service here", Class::Provider),
            (Step::Tls, "454 4.7.0 TLS not available", Class::Provider),
            (Step::Auth, "421 busy", Class::Provider),
            (Step::Auth, "454 4.7.0 temporary failure", Class::Configuration),
            (Step::Auth, "535 5.7.8 wrong", Class::Configuration),
            (Step::Auth, "504 5.5.4 mechanism", Class::Configuration),
            (Step::Mail, "530 5.7.0 authenticate first", Class::Configuration),
            (Step::Mail, "553 5.7.1 not your sender", Class::Configuration),
            (Step::Mail, "421 4.7.0 too many", Class::Later),
            (Step::Mail, "451 4.3.0 later", Class::Later),
            (Step::Rcpt, "450 4.2.0 greylisted", Class::Later),
            (Step::Rcpt, "452 4.2.2 full for now", Class::Later),
            (Step::Rcpt, "550 5.1.1 no such user", Class::NoSuchAddress),
            (Step::Rcpt, "551 5.1.6 moved", Class::NoSuchAddress),
            (Step::Rcpt, "553 5.1.3 bad form", Class::NoSuchAddress),
            (Step::Rcpt, "550 5.1.10 null MX", Class::NoSuchAddress),
            (Step::Rcpt, "550 5.1.8 your domain", Class::Refused),
            (Step::Rcpt, "550 no word of why", Class::Refused),
            (Step::Rcpt, "550 5.7.1 relay access denied", Class::Refused),
            (Step::Rcpt, "552 over quota", Class::MailboxFull),
            (Step::Rcpt, "550 5.2.2 over quota", Class::MailboxFull),
            (Step::Rcpt, "552 5.7.0 content", Class::Refused),
            (Step::Data, "554 5.7.1 policy", Class::Refused),
            (Step::Data, "451 later", Class::Later),
            (Step::Data, "250 what?", Class::Provider),
            (Step::Content, "552 5.2.2 full", Class::MailboxFull),
            (Step::Content, "554 5.7.1 spam", Class::Refused),
            (Step::Content, "550 5.1.1 as late as this", Class::Refused),
            (Step::Content, "451 4.3.0 later", Class::Later),
            (Step::Content, "354 what?", Class::Ambiguous),
        ] {
            assert_eq!(class(step, reply), expected, "{reply} to {step:?}");
        }
    }

    #[test]
    fn no_answer_is_the_relays_fault_until_the_content_was_begun() {
        use Step::{Auth, Connect, Content, Data, Greeting, Mail, Rcpt, Tls};
        for answer in [Answer::Silence, Answer::Broken] {
            for step in [Connect, Greeting, Tls, Auth, Mail, Rcpt, Data] {
                assert_eq!(Failure { step, answer }.class(), Class::Provider, "{step:?}");
            }
            assert_eq!(Failure { step: Content, answer }.class(), Class::Ambiguous);
        }
        assert_eq!(Failure { step: Tls, answer: Answer::NotOffered }.class(), Class::Provider);
        assert_eq!(Failure { step: Auth, answer: Answer::NotOffered }.class(), Class::Configuration);
    }

    #[test]
    fn an_enhanced_code_is_three_numbers_at_the_beginning() {
        assert_eq!(enhanced("5.1.1 <a@example.com> unknown"), Some((5, 1, 1)));
        for none in ["", "no", "5.1", "5.1.1.1 x", "3.1.1 x", "5.1.x", "5.1.1111", "5.1.1,", "1.2.3.4"] {
            assert_eq!(enhanced(none), None, "{none}");
        }
    }
}
