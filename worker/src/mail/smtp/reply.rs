//! Classifies the answers of a relay: one pure function from step and answer to a class.
//!
//! The text of a reply decides nothing and is never kept, because it may quote an address; `reader`
//! reads the codes. What follows from a class is decided elsewhere: for the relay in [`super`], for the mail in
//! `crate::job`.

use std::fmt;

/// The step of the conversation that was waiting for an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Name resolution and connecting.
    Connect,
    /// The greeting. With `smtps://` TLS comes first and is part of this step.
    Greeting,
    /// EHLO or HELO, with our name.
    Hello,
    /// STARTTLS, and the handshake.
    Tls,
    /// AUTH, with user and password.
    Auth,
    /// MAIL FROM, which is the same for every mail.
    Mail,
    /// RCPT TO, with the addressee.
    Rcpt,
    /// DATA. Nothing of the content was sent yet.
    Data,
    /// The content and the final dot. From here on the relay may have the mail.
    Content,
}

/// How a step failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// A reply that is not the expected one.
    Reply(Reply),
    /// No answer before the deadline.
    Silence,
    /// The connection failed or was cut.
    Broken,
    /// What arrived is not a reply, or arrived before it was asked for.
    Breach,
    /// The relay announced that it takes no mail as large as this one.
    TooLarge,
    /// The relay does not announce STARTTLS, or no AUTH mechanism that we know.
    NotOffered,
    /// The relay's certificate is not trusted for its name.
    Untrusted,
}

/// The codes of a reply, without its text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reply {
    /// The reply code, three digits.
    pub code: u16,
    /// The enhanced code of RFC 3463: class, subject, detail.
    pub enhanced: Option<(u16, u16, u16)>,
}

/// What an answer is about, and so what to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// The relay failed. Another one is tried, and the attempt does not count against the mail.
    Provider,
    /// The relay does not accept us. Its cool-down begins at once, and the attempt does not count against the
    /// mail.
    Configuration,
    /// The mail is refused for now. It is tried again later.
    Later,
    /// The mailbox is full. The mail is tried again, but only for a day.
    MailboxFull,
    /// The address does not exist. The mail is dead, and the address is suppressed.
    NoSuchAddress,
    /// The mail is refused for good; [`super::refusals`] says whether it is about the mail.
    Refused,
    /// The relay may or may not have the mail.
    Ambiguous,
}

/// Why a conversation ended before the relay accepted the mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Failure {
    /// The step at which it ended.
    pub step: Stage,
    /// How that step failed.
    pub answer: Answer,
}

impl Failure {
    /// What the failure means (§3.7 of the design's table, row by row).
    #[must_use]
    pub fn class(self) -> Class {
        match self.answer {
            // First, because a relay that replies has decided, even after the content.
            Answer::Reply(reply) => class_of_reply(self.step, reply),
            Answer::NotOffered if self.step == Stage::Auth => Class::Configuration,
            // About the mail: another one may be small enough.
            Answer::TooLarge => Class::Refused,
            _ if self.step == Stage::Content => Class::Ambiguous,
            Answer::Silence | Answer::Broken | Answer::Breach | Answer::NotOffered | Answer::Untrusted => {
                Class::Provider
            }
        }
    }

    /// Whether another relay may take the mail; nothing of it was sent so far.
    #[must_use]
    pub fn may_differ_elsewhere(self) -> bool {
        matches!(self.class(), Class::Provider | Class::Configuration) || self.answer == Answer::TooLarge
    }

    /// Whether the failure may come from reusing a conversation: the relay has closed it, or takes no more
    /// mails on it. Only for failures before the content; a new conversation shows whether it was that.
    #[must_use]
    pub fn may_be_of_a_conversation_too_long(self) -> bool {
        match self.answer {
            // Relays that limit the mails of a conversation refuse the next MAIL, or say with 421 that they
            // hang up.
            Answer::Reply(reply) => self.step == Stage::Mail || reply.code == 421,
            Answer::Broken => true,
            // It said more than the answer to the last mail.
            Answer::Breach => self.step == Stage::Mail,
            Answer::Silence | Answer::TooLarge | Answer::NotOffered | Answer::Untrusted => false,
        }
    }

    /// Whether the relay refuses another connection for now, as relays do that limit their number.
    #[must_use]
    pub fn may_be_of_connections_too_many(self) -> bool {
        matches!((self.step, self.answer), (Stage::Greeting, Answer::Reply(Reply { code: 400..500, .. })))
    }

    /// The reply code, if the relay replied.
    #[must_use]
    pub fn code(self) -> Option<u16> {
        match self.answer {
            Answer::Reply(reply) => Some(reply.code),
            _ => None,
        }
    }
}

fn class_of_reply(step: Stage, Reply { code, enhanced }: Reply) -> Class {
    match (step, code, enhanced) {
        // About the mail's size, which is declared there.
        (Stage::Mail, 552, _) => Class::Refused,
        // About us: our password, or our sender address, which is the same in every mail. An operator has to
        // look; making the mails DEAD would not help.
        // Or about our network address, before we have said a word; or about the name in EHLO, which some
        // relays refuse only at MAIL or RCPT.
        (Stage::Auth, 454, _)
        | (Stage::Greeting | Stage::Auth | Stage::Mail, 500.., _)
        | (_, 530 | 534 | 535 | 538, _)
        | (Stage::Hello, 501 | 504 | 550 | 553 | 554, _)
        | (Stage::Rcpt, 504, None | Some((5, 5, _))) => Class::Configuration,
        // No mail was mentioned yet, so the reply cannot be about one.
        (Stage::Connect | Stage::Greeting | Stage::Hello | Stage::Tls | Stage::Auth, _, _) => Class::Provider,
        (_, 400..500, _) => Class::Later,
        // 5.1.7 to 5.1.9 are about the sender or the route, and say nothing about the addressee.
        (Stage::Rcpt, 550 | 551 | 553, Some((5, 1, detail))) if !(7..=9).contains(&detail) => {
            Class::NoSuchAddress
        }
        // 552 is also the code for a mail that is too large. An enhanced code tells which of the two is
        // meant.
        (_, 500.., Some((5, 2, 2) | (5, 3, 1))) | (_, 552, None) => Class::MailboxFull,
        (_, 500.., _) => Class::Refused,
        // A code that is neither acceptance nor refusal.
        (Stage::Content, ..) => Class::Ambiguous,
        _ => Class::Provider,
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let step = match self.step {
            Stage::Connect => "the connection",
            Stage::Greeting => "the greeting",
            Stage::Hello => "EHLO",
            Stage::Tls => "STARTTLS",
            Stage::Auth => "AUTH",
            Stage::Mail => "MAIL",
            Stage::Rcpt => "RCPT",
            Stage::Data => "DATA",
            Stage::Content => "the content",
        };
        match self.answer {
            Answer::Reply(Reply { code, enhanced: None }) => write!(f, "{code} to {step}"),
            Answer::Reply(Reply { code, enhanced: Some((class, subject, detail)) }) => {
                write!(f, "{code} {class}.{subject}.{detail} to {step}")
            }
            Answer::Silence => write!(f, "no answer in time to {step}"),
            Answer::Broken => write!(f, "{step} broke off"),
            Answer::Breach => write!(f, "{step} was answered with no reply, or the relay spoke out of turn"),
            Answer::TooLarge => write!(f, "the mail is larger than the relay takes"),
            Answer::NotOffered => write!(f, "{step} is not offered in a form that can be used"),
            Answer::Untrusted => write!(f, "certificate not trusted during {step}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mail::smtp::reader::enhanced;

    fn class(step: Stage, text: &str) -> Class {
        let (code, rest) = text.split_once(' ').unwrap_or((text, ""));
        let reply = Reply { code: code.parse().expect("a code"), enhanced: enhanced(rest.as_bytes()) };
        Failure { step, answer: Answer::Reply(reply) }.class()
    }

    #[test]
    fn replies_mean_what_the_table_says() {
        for (step, reply, expected) in [
            (Stage::Greeting, "421 4.3.2 shutting down", Class::Provider),
            (Stage::Greeting, "554 no service here", Class::Configuration),
            (Stage::Hello, "502 what?", Class::Provider),
            (Stage::Hello, "504 5.5.2 need a qualified name", Class::Configuration),
            (Stage::Hello, "550 5.7.1 bad name", Class::Configuration),
            (Stage::Rcpt, "504 5.5.2 need a qualified name", Class::Configuration),
            (Stage::Mail, "504 5.5.2 need a qualified name", Class::Configuration),
            (Stage::Tls, "454 4.7.0 TLS not available", Class::Provider),
            (Stage::Auth, "421 busy", Class::Provider),
            (Stage::Auth, "454 4.7.0 temporary failure", Class::Configuration),
            (Stage::Auth, "535 5.7.8 wrong", Class::Configuration),
            (Stage::Auth, "504 5.5.4 mechanism", Class::Configuration),
            (Stage::Mail, "530 5.7.0 authenticate first", Class::Configuration),
            (Stage::Mail, "553 5.7.1 not your sender", Class::Configuration),
            (Stage::Mail, "552 5.3.4 too large", Class::Refused),
            (Stage::Mail, "421 4.7.0 too many", Class::Later),
            (Stage::Mail, "451 4.3.0 later", Class::Later),
            (Stage::Rcpt, "450 4.2.0 greylisted", Class::Later),
            (Stage::Rcpt, "452 4.2.2 full for now", Class::Later),
            (Stage::Rcpt, "550 5.1.1 no such user", Class::NoSuchAddress),
            (Stage::Rcpt, "551 5.1.6 moved", Class::NoSuchAddress),
            (Stage::Rcpt, "553 5.1.3 bad form", Class::NoSuchAddress),
            (Stage::Rcpt, "550 5.1.10 null MX", Class::NoSuchAddress),
            (Stage::Rcpt, "550 5.1.8 your domain", Class::Refused),
            (Stage::Rcpt, "550 no word of why", Class::Refused),
            (Stage::Rcpt, "550 5.7.1 relay access denied", Class::Refused),
            (Stage::Rcpt, "552 over quota", Class::MailboxFull),
            (Stage::Rcpt, "550 5.2.2 over quota", Class::MailboxFull),
            (Stage::Rcpt, "552 5.7.0 content", Class::Refused),
            (Stage::Data, "554 5.7.1 policy", Class::Refused),
            (Stage::Data, "451 later", Class::Later),
            (Stage::Data, "250 what?", Class::Provider),
            (Stage::Content, "552 5.2.2 full", Class::MailboxFull),
            (Stage::Content, "554 5.7.1 spam", Class::Refused),
            (Stage::Content, "550 5.1.1 as late as this", Class::Refused),
            (Stage::Content, "451 4.3.0 later", Class::Later),
            (Stage::Content, "354 what?", Class::Ambiguous),
        ] {
            assert_eq!(class(step, reply), expected, "{reply} to {step:?}");
        }
    }

    #[test]
    fn no_answer_is_the_relays_fault_until_the_content_was_begun() {
        use Stage::{Auth, Connect, Content, Data, Greeting, Hello, Mail, Rcpt, Tls};
        for answer in [Answer::Silence, Answer::Broken, Answer::Breach] {
            for step in [Connect, Greeting, Hello, Tls, Auth, Mail, Rcpt, Data] {
                assert_eq!(Failure { step, answer }.class(), Class::Provider, "{step:?}");
            }
            assert_eq!(Failure { step: Content, answer }.class(), Class::Ambiguous);
        }
        assert_eq!(Failure { step: Tls, answer: Answer::NotOffered }.class(), Class::Provider);
        assert_eq!(Failure { step: Auth, answer: Answer::NotOffered }.class(), Class::Configuration);
        let too_large = Failure { step: Mail, answer: Answer::TooLarge };
        assert_eq!((too_large.class(), too_large.may_differ_elsewhere()), (Class::Refused, true));
    }
}
