//! Tells refusals of a mail from refusals of this installation: a state machine over one relay's answers.
//!
//! If a relay refuses several addressees alike and accepts no mail in between, it refuses us. A refusal that
//! says nothing about its addressee does not end the mail until the relay has accepted another one: the next
//! answers may show that it was about us. Nothing here waits or logs, and no address is kept. [`super::reply`]
//! says what counts as a refusal.

use std::collections::HashMap;

use chrono::TimeDelta;
use uuid::Uuid;

use super::reply::{Answer, Class, Failure, Stage};

/// How many different addressees must be refused alike in a row.
const ADDRESSEES: usize = 3;
/// The same for refusals that name the addressee or the mailbox. More, because people mistype addresses, and
/// strangers can invent some.
const NAMED_ADDRESSEES: usize = 5;
/// How many refused mails are remembered. What is forgotten is only tried once more.
const REMEMBERED: usize = 4096;
/// The first and the longest wait until a refused mail is tried again.
const PAUSES: (TimeDelta, TimeDelta) = (TimeDelta::minutes(1), TimeDelta::hours(1));

/// What a refusal means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Judgement {
    /// It means this mail: it names the addressee, or the relay has accepted another mail since.
    Final,
    /// Not known yet. The mail is tried again after this time.
    Doubtful(TimeDelta),
    /// The relay does not accept this installation.
    AboutUs,
}

/// What refusals have in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Kind {
    class: Class,
    step: Stage,
    /// The subject of the enhanced code, or else the reply code.
    about: Option<u16>,
}

/// The refusals of a relay.
#[derive(Debug, Default)]
pub struct Refusals {
    /// How many mails the relay has accepted.
    accepted: u64,
    /// The kind of the last refusals, and the different addressees since the last accepted mail.
    row: Option<(Kind, Vec<u64>)>,
    /// For each refused mail: `accepted` at the first refusal, and how often it was refused.
    refused: HashMap<Uuid, (u64, u32)>,
}

impl Refusals {
    /// The relay has accepted a mail.
    pub fn accepted(&mut self, mail: Uuid) {
        self.accepted += 1;
        self.row = None;
        self.refused.remove(&mail);
    }

    /// The relay has refused a mail to an addressee, given as a hash. The failure's class is
    /// [`Class::Refused`], [`Class::NoSuchAddress`] or [`Class::MailboxFull`].
    pub fn refused(&mut self, mail: Uuid, addressee: u64, failure: Failure) -> Judgement {
        let kind = Kind::of(failure);
        let is_named = kind.class != Class::Refused;
        let enough = if is_named { NAMED_ADDRESSEES } else { ADDRESSEES };
        let is_about_us = self.in_a_row(kind, addressee) >= enough;
        if is_named && !is_about_us {
            return Judgement::Final;
        }
        if self.refused.len() >= REMEMBERED && !self.refused.contains_key(&mail) {
            self.refused.clear();
        }
        let (since, times) = self.refused.entry(mail).or_insert((self.accepted, 0));
        if is_about_us {
            // What was accepted before the relay turned against us says nothing about this mail.
            *since = self.accepted;
            return Judgement::AboutUs;
        }
        if self.accepted > *since {
            self.refused.remove(&mail);
            return Judgement::Final;
        }
        let pause = PAUSES.0 * (1 << (*times).min(8));
        *times += 1;
        Judgement::Doubtful(pause.min(PAUSES.1))
    }

    /// Adds an addressee. Returns how many were refused alike since the last accepted mail.
    fn in_a_row(&mut self, kind: Kind, addressee: u64) -> usize {
        let (last, addressees) = self.row.get_or_insert_with(|| (kind, Vec::new()));
        if *last != kind {
            *last = kind;
            addressees.clear();
        }
        if addressees.len() < NAMED_ADDRESSEES && !addressees.contains(&addressee) {
            addressees.push(addressee);
        }
        addressees.len()
    }
}

impl Kind {
    fn of(failure: Failure) -> Self {
        let about = match failure.answer {
            Answer::Reply(reply) => Some(reply.enhanced.map_or(reply.code, |(_, subject, _)| subject)),
            _ => None,
        };
        Self { class: failure.class(), step: failure.step, about }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mail::smtp::reply::Reply;

    const DENIED: Failure =
        Failure { step: Stage::Rcpt, answer: Answer::Reply(Reply { code: 554, enhanced: Some((5, 7, 1)) }) };
    const SPAM: Failure = Failure {
        step: Stage::Content,
        answer: Answer::Reply(Reply { code: 550, enhanced: Some((5, 7, 1)) }),
    };

    fn mail(number: u64) -> Uuid {
        Uuid::from_u64_pair(0, number)
    }

    fn is_doubtful(judgement: Judgement) -> bool {
        matches!(judgement, Judgement::Doubtful(_))
    }

    #[test]
    fn three_addressees_in_a_row_are_about_us_until_one_is_accepted() {
        let mut relay = Refusals::default();
        relay.accepted(mail(0));
        assert!(is_doubtful(relay.refused(mail(1), 1, DENIED)));
        assert!(is_doubtful(relay.refused(mail(2), 2, DENIED)));
        for number in 3..40 {
            assert_eq!(relay.refused(mail(number), number, DENIED), Judgement::AboutUs);
        }
        assert_eq!(relay.refused(mail(1), 1, DENIED), Judgement::AboutUs, "none is final");
        relay.accepted(mail(5));
        for number in [1, 2] {
            assert_eq!(relay.refused(mail(number), number, DENIED), Judgement::Final, "it takes others");
        }
    }

    #[test]
    fn one_addressee_alone_is_refused_for_good_once_another_was_accepted() {
        let mut relay = Refusals::default();
        let pauses: Vec<_> = (0..9).map(|_| relay.refused(mail(1), 1, DENIED)).collect();
        let minutes = [1, 2, 4, 8, 16, 32, 60, 60, 60];
        let expected = minutes.map(|pause| Judgement::Doubtful(TimeDelta::minutes(pause)));
        assert_eq!(pauses, expected, "the same addressee is no row");
        assert!(is_doubtful(relay.refused(mail(2), 1, DENIED)), "nor are two mails to one");
        relay.accepted(mail(3));
        assert_eq!(relay.refused(mail(1), 1, DENIED), Judgement::Final);
        relay.accepted(mail(2));
        assert!(is_doubtful(relay.refused(mail(2), 1, DENIED)), "what was accepted is forgotten");
    }

    #[test]
    fn refusals_of_different_kinds_are_no_row() {
        let mut relay = Refusals::default();
        for number in 0..9 {
            let failure = if number % 2 == 0 { DENIED } else { SPAM };
            assert!(is_doubtful(relay.refused(mail(number), number, failure)));
        }
    }

    /// A relay whose list of mailboxes is gone says of each that it does not exist.
    #[test]
    fn addressees_that_do_not_exist_are_about_us_if_there_are_too_many_in_a_row() {
        let mut relay = Refusals::default();
        let unknown = |detail| Failure {
            step: Stage::Rcpt,
            answer: Answer::Reply(Reply { code: 550, enhanced: Some((5, 1, detail)) }),
        };
        let full = Failure { step: Stage::Rcpt, answer: Answer::Reply(Reply { code: 552, enhanced: None }) };
        for refusal in [unknown(1), full] {
            for number in 1..5 {
                assert_eq!(relay.refused(mail(number), number, refusal), Judgement::Final);
                assert_eq!(relay.refused(mail(number), number, refusal), Judgement::Final, "the same one");
            }
            assert_eq!(relay.refused(mail(5), 5, refusal), Judgement::AboutUs);
            relay.accepted(mail(6));
            assert_eq!(relay.refused(mail(5), 5, refusal), Judgement::Final);
        }
        assert!(is_doubtful(relay.refused(mail(7), 7, unknown(8))), "our domain is no addressee");
    }

    /// A mail that was on its way when the relay turned against us is accepted last.
    #[test]
    fn what_was_accepted_before_says_nothing() {
        let mut relay = Refusals::default();
        assert!(is_doubtful(relay.refused(mail(1), 1, DENIED)));
        relay.accepted(mail(9));
        for number in 2..5 {
            relay.refused(mail(number), number, DENIED);
        }
        assert_eq!(relay.refused(mail(1), 1, DENIED), Judgement::AboutUs);
    }

    #[test]
    fn what_is_remembered_is_bounded() {
        let mut relay = Refusals::default();
        for number in 0..10_000 {
            relay.refused(mail(number), number, DENIED);
        }
        assert!(relay.refused.len() <= REMEMBERED);
    }
}
