//! Judges a run: the plan, the relay's journal and the database must agree.
//!
//! It counts mails per dedupe key and does not depend on how workers work. The only excuse for a second copy
//! is the death of a process that held the mail while the relay had its DATA.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use entity::outbox::{self, State};
use uuid::Uuid;

use crate::mails::{Planned, is_sent_once};
use crate::relay::Begun;

/// Mails that a process held when it was killed: the process' port at the relay, and the mail's id.
pub(crate) type Cuts = BTreeSet<(usize, Uuid)>;

/// The result of a run.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Verdict {
    /// The counts of each kind of mail.
    pub(crate) kinds: BTreeMap<String, Counts>,
    /// Mails during whose DATA a process was killed.
    pub(crate) cut_inside_data: usize,
    /// The attempts of all mails, and the attempts with an unknown outcome.
    pub(crate) attempts: i64,
    pub(crate) crashes: i64,
    /// What violates the rules.
    pub(crate) breaches: Vec<String>,
}

/// The results of one kind of mail.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    /// How many were planned.
    pub(crate) planned: usize,
    /// How many were accepted exactly once.
    pub(crate) once: usize,
    /// How many copies were accepted after the first.
    pub(crate) surplus: usize,
    /// How many may have been sent, and were not repeated.
    pub(crate) unknown: usize,
    /// How many were not accepted although they should have been.
    pub(crate) lost: usize,
}

/// Judges a run in which nothing is under way any more.
pub(crate) fn judge(planned: &[Planned], rows: &[outbox::Model], journal: &[Begun], cuts: &Cuts) -> Verdict {
    let mut verdict = Verdict::default();
    let by_key: HashMap<_, _> = rows.iter().map(|row| (row.dedupe_key.as_str(), row)).collect();
    let mut copies: HashMap<Uuid, Vec<&Begun>> = HashMap::new();
    for begun in journal.iter().filter(|begun| begun.accepted_at.is_some()) {
        copies.entry(begun.message.unwrap_or_default()).or_default().push(begun);
    }
    // Pairs of process and mail, because one process may have begun a mail more than once.
    let inside_data: BTreeSet<_> = (journal.iter())
        .filter_map(|begun| Some((begun.door, begun.message?)))
        .filter(|begun| cuts.contains(begun))
        .collect();
    verdict.cut_inside_data = inside_data.len();
    for mail in planned {
        let key = mail.mail.dedupe_key();
        let kind = mail.mail.kind().name();
        let Some(row) = by_key.get(key.as_str()) else {
            verdict.counts(kind).planned += 1;
            verdict.counts(kind).lost += 1;
            verdict.breaches.push(format!("{key} was never queued"));
            continue;
        };
        let copies = copies.remove(&row.id).unwrap_or_default();
        verdict.judge_mail(row, &copies, &inside_data);
    }
    for message in copies.keys() {
        verdict.breaches.push(format!("mail {message} was sent, and nobody planned it"));
    }
    if rows.len() != planned.len() {
        verdict.breaches.push(format!("{} rows for {} mails", rows.len(), planned.len()));
    }
    let surplus: usize = verdict.kinds.values().map(|counts| counts.surplus).sum();
    if surplus > verdict.cut_inside_data {
        verdict.breaches.push(format!("{surplus} copies for {} deaths in DATA", verdict.cut_inside_data));
    }
    verdict
}

impl Verdict {
    fn counts(&mut self, kind: &str) -> &mut Counts {
        self.kinds.entry(kind.to_owned()).or_default()
    }

    fn judge_mail(&mut self, row: &outbox::Model, copies: &[&Begun], inside_data: &Cuts) {
        let (key, state) = (&row.dedupe_key, row.state);
        let mut breaches = Vec::new();
        let is_final = !matches!(state, State::Queued | State::Sending | State::Retry);
        let is_unknown = state == State::Unknown && is_sent_once(&row.kind) && row.crashes > 0;
        if !is_final {
            breaches.push(format!("{key} is still {state:?}"));
        }
        if copies.is_empty() && !is_unknown {
            breaches.push(format!(
                "{key} is lost: {state:?} after {} attempts and {} crashes",
                row.attempts, row.crashes
            ));
        }
        if copies.len() > 1 {
            if is_sent_once(&row.kind) {
                breaches.push(format!("{key} came {} times, and may come once", copies.len()));
            }
            let excused = copies.iter().filter(|copy| inside_data.contains(&(copy.door, row.id))).count();
            if copies.len() > excused + 1 {
                breaches.push(format!("{key} came {} times; {excused} deaths explain that", copies.len()));
            }
            if copies.iter().any(|copy| copy.bytes != copies[0].bytes) {
                breaches.push(format!("{key}: its copies differ"));
            }
        }
        if state == State::Unknown && !is_unknown {
            breaches.push(format!("{key} is UNKNOWN without a reason"));
        }
        self.breaches.append(&mut breaches);
        self.attempts += i64::from(row.attempts);
        self.crashes += i64::from(row.crashes);
        let counts = self.counts(&row.kind);
        counts.planned += 1;
        counts.once += usize::from(copies.len() == 1);
        counts.surplus += copies.len().saturating_sub(1);
        counts.unknown += usize::from(is_unknown);
        counts.lost += usize::from(copies.is_empty() && !is_unknown);
    }

    /// The table of a run, followed by each breach.
    pub(crate) fn table(&self) -> String {
        let mut lines = vec!["kind                planned    once  surplus  unknown    lost".to_owned()];
        for (kind, counts) in &self.kinds {
            let Counts { planned, once, surplus, unknown, lost } = counts;
            lines.push(format!("{kind:<18} {planned:>8} {once:>7} {surplus:>8} {unknown:>8} {lost:>7}"));
        }
        lines.push(format!(
            "attempts {}, of which {} with unknown outcome; mails cut off inside DATA {}; breaches {}",
            self.attempts,
            self.crashes,
            self.cut_inside_data,
            self.breaches.len()
        ));
        lines.extend(self.breaches.iter().map(|breach| format!("BREACH: {breach}")));
        lines.join("\n")
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use entity::certificate::CertificateId;
    use entity::outbox::Mail;
    use entity::trace::TraceParent;
    use sea_orm::{ActiveModelTrait as _, TryIntoModel as _};
    use tokio::time::Instant;

    use super::*;

    const ID: Uuid = Uuid::from_u128(7);
    const TRACE: &str = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00";
    const LINK: Mail = Mail::RegistrationLink { link: ID };
    const REMINDER: Mail = Mail::ReceiptReminder { certificate: CertificateId(ID), week: 1 };

    fn row(mail: Mail, state: State) -> outbox::Model {
        let mut row =
            outbox::queue(ID, mail, chrono::DateTime::UNIX_EPOCH, TraceParent::parse(TRACE).expect("one"));
        row.set(outbox::Column::State, state.into());
        row.set(outbox::Column::Crashes, 1.into());
        row.try_into_model().expect("a whole row")
    }

    fn copy(door: usize, message: Uuid, bytes: u64) -> Begun {
        let (connected_at, accepted_at) = (Instant::now(), Some(Instant::now()));
        Begun { door, connected_at, message: Some(message), accepted_at, bytes, cut: true }
    }

    /// The only breach in a run of one mail, or an empty string.
    fn breach(mail: Mail, state: State, journal: &[Begun], cuts: &[(usize, Uuid)]) -> String {
        let planned = [Planned { at: Duration::ZERO, mail }];
        let cuts = cuts.iter().copied().collect();
        judge(&planned, &[row(mail, state)], journal, &cuts).breaches.join("; ")
    }

    #[test]
    fn the_judge_sees_what_must_not_be() {
        let once = [copy(0, ID, 1)];
        let twice = [copy(0, ID, 1), copy(1, ID, 1)];
        assert_eq!(breach(LINK, State::Sent, &once, &[]), "");
        assert_eq!(breach(LINK, State::Sent, &twice, &[(0, ID)]), "");
        assert_eq!(breach(REMINDER, State::Unknown, &[], &[]), "");
        assert!(breach(LINK, State::Sent, &[], &[]).contains("is lost"));
        assert!(breach(LINK, State::Dead, &[], &[]).contains("is lost"));
        assert!(breach(LINK, State::Unknown, &once, &[]).contains("without a reason"));
        assert!(breach(LINK, State::Sending, &once, &[]).contains("still Sending"));
        assert!(breach(LINK, State::Sent, &twice, &[]).contains("0 deaths explain"));
        assert!(breach(LINK, State::Sent, &twice, &[(2, ID)]).contains("0 deaths explain"));
        assert!(breach(REMINDER, State::Sent, &twice, &[(0, ID)]).contains("may come once"));
        let differing = [copy(0, ID, 1), copy(1, ID, 2)];
        assert!(breach(LINK, State::Sent, &differing, &[(0, ID)]).contains("differ"));
        let strange = [copy(0, ID, 1), copy(0, Uuid::max(), 1)];
        assert!(breach(LINK, State::Sent, &strange, &[]).contains("nobody planned"));
    }

    #[test]
    fn a_mail_that_was_never_queued_is_lost() {
        let planned = [Planned { at: Duration::ZERO, mail: LINK }];
        let verdict = judge(&planned, &[], &[], &Cuts::new());
        assert!(verdict.breaches[0].contains("never queued"));
        assert_eq!(verdict.kinds[LINK.kind().name()].lost, 1);
    }
}
