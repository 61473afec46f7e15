//! A relay, its health, its refusals and its idle conversations.
//!
//! All of it is in memory: each worker finds out for itself, and a worker that starts trusts every relay.

use std::sync::{
    Mutex, MutexGuard, PoisonError,
    atomic::{AtomicBool, AtomicU64, Ordering},
};

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::{
    breaker::{Breaker, Gate},
    kept::Kept,
    refusals::{Judgement, Refusals},
    relay::Relay,
    reply::{Class, Failure},
    tally::{Counted, Tally},
};

/// How many contents a relay may take its time over until another one is preferred to it. Fewer than the slow
/// places of a lane, so that one relay cannot use them up.
const SLOW_ENOUGH: usize = 8;

/// A relay and what is known about it.
pub(super) struct Watched {
    relay: Relay,
    /// The relay's number in the log, from 1.
    number: usize,
    breaker: Mutex<Breaker>,
    refusals: Mutex<Refusals>,
    /// Whether the relay does not accept this installation. Until it accepts a mail.
    is_misconfigured: AtomicBool,
    /// How often it has worked.
    worked: AtomicU64,
    /// The conversations that are past the greeting.
    under_way: Tally,
    /// The mails whose content it has had for long, without an answer.
    slow: Tally,
    kept: Kept,
}

/// One mail that is tried with one relay.
#[derive(Clone, Copy, Debug)]
pub(super) struct Attempt {
    /// The id of the mail's row.
    pub(super) mail: Uuid,
    /// A hash of its addressee.
    pub(super) addressee: u64,
    /// How often the relay had worked when the attempt began.
    since: u64,
}

impl Watched {
    /// A relay about which nothing is known yet.
    pub(super) fn new(relay: Relay, number: usize) -> Self {
        Self {
            relay,
            number,
            breaker: Mutex::new(Breaker::NEW),
            refusals: Mutex::default(),
            is_misconfigured: AtomicBool::new(false),
            worked: AtomicU64::new(0),
            under_way: Tally::default(),
            slow: Tally::default(),
            kept: Kept::default(),
        }
    }

    pub(super) fn relay(&self) -> &Relay {
        &self.relay
    }

    pub(super) fn kept(&self) -> &Kept {
        &self.kept
    }

    /// Counts a conversation that is past the greeting.
    pub(super) fn busy(&self) -> Counted<'_> {
        self.under_way.count()
    }

    /// For the mails whose content the relay takes its time over.
    pub(super) fn slow(&self) -> &Tally {
        &self.slow
    }

    /// Whether the relay takes its time over several contents, so that another one is better for the next mail.
    pub(super) fn is_slow(&self) -> bool {
        self.slow.number() >= SLOW_ENOUGH
    }

    pub(super) fn gate(&self, now: DateTime<Utc>) -> Gate {
        self.breaker().gate(now)
    }

    /// Whether the relay does not accept this installation, as far as is known.
    pub(super) fn is_misconfigured(&self) -> bool {
        self.is_misconfigured.load(Ordering::Relaxed)
    }

    /// Begins an attempt, if the mail may use this relay. After a cool-down the mail is the probe.
    pub(super) fn begin(&self, mail: Uuid, addressee: u64, now: DateTime<Utc>) -> Option<Attempt> {
        let mut breaker = self.breaker();
        // Look and change under one lock, so that only one mail becomes the probe.
        let gate = breaker.gate(now);
        if gate == Gate::Probe {
            tracing::info!("probing relay {}", self.number);
        }
        if gate != Gate::Shut {
            *breaker = breaker.begun(now);
        }
        let since = self.worked.load(Ordering::Relaxed);
        (gate != Gate::Shut).then_some(Attempt { mail, addressee, since })
    }

    /// The relay has accepted the mail.
    pub(super) fn accepted(&self, attempt: Attempt) {
        self.refusals().accepted(attempt.mail);
        self.is_misconfigured.store(false, Ordering::Relaxed);
        self.worked();
    }

    fn worked(&self) {
        self.worked.fetch_add(1, Ordering::Relaxed);
        let before = std::mem::replace(&mut *self.breaker(), Breaker::NEW);
        if !matches!(before, Breaker::Closed { .. }) {
            tracing::info!("relay {} works again", self.number);
        }
    }

    /// Updates what is known after a failure, and logs a cool-down that begins. Returns what a refusal means.
    #[expect(clippy::disallowed_methods, reason = "a shell draws its own jitter")]
    pub(super) fn note(&self, attempt: Attempt, failure: Failure, now: DateTime<Utc>) -> Judgement {
        let class = failure.class();
        let judgement = match class {
            Class::Refused | Class::NoSuchAddress | Class::MailboxFull => {
                self.refusals().refused(attempt.mail, attempt.addressee, failure)
            }
            _ => Judgement::Final,
        };
        let is_about_us = class == Class::Configuration || judgement == Judgement::AboutUs;
        // A relay that limits the connections works as long as it serves one of them.
        let is_full = failure.may_be_of_connections_too_many() && self.is_in_use();
        // Not in a row: an answer that never came may be missed minutes after the relay has recovered.
        let is_old = self.worked.load(Ordering::Relaxed) != attempt.since;
        let mut breaker = self.breaker();
        let before = *breaker;
        *breaker = match class {
            _ if is_about_us => before.misconfigured(now, &mut rand::rng()),
            Class::Provider | Class::Ambiguous if is_full || is_old => before,
            Class::Provider | Class::Ambiguous => before.failed(now, &mut rand::rng()),
            _ => {
                // A refusal of the mail shows that the relay works. `worked` takes the lock again, so it is
                // released first.
                drop(breaker);
                self.worked();
                return judgement;
            }
        };
        let after = *breaker;
        drop(breaker);
        if is_about_us {
            self.is_misconfigured.store(true, Ordering::Relaxed);
        }
        // Already in its cool-down: mails that were under way when it began are not news.
        if let (Breaker::Open { until, .. }, true) = (after, before != after) {
            self.kept.forget();
            self.log_rest(failure, judgement, is_about_us, (until - now).num_seconds());
        }
        judgement
    }

    fn log_rest(&self, failure: Failure, judgement: Judgement, is_about_us: bool, seconds: i64) {
        let number = self.number;
        if judgement == Judgement::AboutUs {
            tracing::error!(
                "relay {number} refuses different addressees alike ({failure}), so it does not accept this \
                 installation; check what the relay allows, UKETORI_MAIL_FROM and UKETORI_SMTP_HELLO; \
                 retrying in {seconds} s"
            );
        } else if is_about_us {
            tracing::error!(
                "relay {number} does not accept this installation ({failure}); check user and password in \
                 UKETORI_SMTP_URL or UKETORI_SMTP_URL_2, UKETORI_MAIL_FROM and UKETORI_SMTP_HELLO; retrying \
                 in {seconds} s"
            );
        } else {
            tracing::warn!("relay {number} failed ({failure}); retrying in {seconds} s");
        }
    }

    fn is_in_use(&self) -> bool {
        self.under_way.number() > 0 || !self.kept.is_empty()
    }

    fn breaker(&self) -> MutexGuard<'_, Breaker> {
        self.breaker.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn refusals(&self) -> MutexGuard<'_, Refusals> {
        self.refusals.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mail::smtp::reply::{Answer, Reply, Stage};

    fn relay() -> Watched {
        let url = "smtp://127.0.0.1".parse().expect("a URL");
        Watched::new(Relay::parse(&url).expect("on loopback"), 1)
    }

    fn begun(relay: &Watched, number: u64) -> Attempt {
        let mail = Uuid::from_u64_pair(0, number);
        relay.begin(mail, number, DateTime::UNIX_EPOCH).expect("it may be used")
    }

    fn refused(step: Stage, code: u16, enhanced: (u16, u16, u16)) -> Failure {
        Failure { step, answer: Answer::Reply(Reply { code, enhanced: Some(enhanced) }) }
    }

    #[test]
    fn a_relay_that_denies_everybody_rests_and_is_misconfigured_until_it_accepts_a_mail() {
        let (relay, now) = (relay(), DateTime::UNIX_EPOCH);
        let denied = refused(Stage::Rcpt, 554, (5, 7, 1));
        let [one, two, three] = [1, 2, 3].map(|number| begun(&relay, number));
        for attempt in [one, two] {
            assert!(matches!(relay.note(attempt, denied, now), Judgement::Doubtful(_)));
            assert_eq!((relay.gate(now), relay.is_misconfigured()), (Gate::Pass, false));
        }
        assert_eq!(relay.note(three, denied, now), Judgement::AboutUs);
        assert_eq!((relay.gate(now), relay.is_misconfigured()), (Gate::Shut, true));
        relay.accepted(one);
        assert_eq!((relay.gate(now), relay.is_misconfigured()), (Gate::Pass, false));
    }

    #[test]
    fn a_relay_that_is_full_is_at_fault_only_if_it_serves_nobody() {
        let (relay, now) = (relay(), DateTime::UNIX_EPOCH);
        let full = refused(Stage::Greeting, 421, (4, 7, 0));
        let busy = relay.busy();
        for number in 0..20 {
            relay.note(begun(&relay, number), full, now);
        }
        assert_eq!(relay.gate(now), Gate::Pass);
        drop(busy);
        for number in 0..5 {
            relay.note(begun(&relay, number), full, now);
        }
        assert_eq!(relay.gate(now), Gate::Shut);
    }

    /// Conversations that a relay never answered end long after it was mended.
    #[test]
    fn what_began_before_the_relay_last_worked_is_no_fault_any_more() {
        let (relay, now) = (relay(), DateTime::UNIX_EPOCH);
        let silent = Failure { step: Stage::Greeting, answer: Answer::Silence };
        let old: Vec<_> = (0..20).map(|number| begun(&relay, number)).collect();
        relay.accepted(begun(&relay, 99));
        for attempt in old {
            assert_eq!(relay.note(attempt, silent, now), Judgement::Final);
        }
        assert_eq!(relay.gate(now), Gate::Pass);
        for number in 0..5 {
            relay.note(begun(&relay, number), silent, now);
        }
        assert_eq!(relay.gate(now), Gate::Shut);
    }

    #[test]
    fn a_relay_that_has_many_mails_for_long_is_slow() {
        let relay = relay();
        let mut mails: Vec<_> = (1..SLOW_ENOUGH).map(|_| relay.slow().count()).collect();
        assert!(!relay.is_slow());
        mails.push(relay.slow().count());
        assert!(relay.is_slow());
        mails.pop();
        assert!(!relay.is_slow());
    }
}
