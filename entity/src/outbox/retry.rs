//! When a mail that was not accepted is tried again, and when it is given up.

use chrono::{DateTime, TimeDelta, Utc};
use rand::{Rng, RngExt};

use super::{Kind, State};

/// Waiting times after the first, second, … attempt. The last one repeats.
const DELAYS: [TimeDelta; 8] = [
    TimeDelta::seconds(30),
    TimeDelta::minutes(2),
    TimeDelta::minutes(5),
    TimeDelta::minutes(15),
    TimeDelta::minutes(30),
    TimeDelta::hours(1),
    TimeDelta::hours(2),
    TimeDelta::hours(4),
];

/// A mail to a full mailbox is given up after this time.
pub const MAILBOX_FULL: TimeDelta = TimeDelta::hours(24);
/// Shortest and longest wait after an attempt that does not count.
const UNCOUNTED: (TimeDelta, TimeDelta) = (TimeDelta::seconds(30), TimeDelta::minutes(10));

/// What happens after a failed attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// Another attempt, not before this time.
    At(DateTime<Utc>),
    /// No further attempt; the row ends in this state.
    GiveUp(State),
}

/// Decides what happens after a mail's failed attempt number `attempts`, counted from 1.
///
/// Half of each wait is random, so that mails that failed together are not tried together again.
pub fn next_attempt(
    kind: Kind,
    attempts: i32,
    expires_at: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
    rng: &mut impl Rng,
) -> Next {
    if kind.policy().max_attempts <= attempts {
        return Next::GiveUp(State::Dead);
    }
    let index = usize::try_from(attempts.max(1) - 1).unwrap_or(0).min(DELAYS.len() - 1);
    let delay = DELAYS[index].num_milliseconds();
    let next = now + TimeDelta::milliseconds(rng.random_range(delay / 2..=delay));
    match expires_at {
        // Only reminders have no limit of their own. The next one replaces this one, so nobody has to look at
        // it.
        Some(end) if end <= next && kind.policy().give_up_after.is_none() => Next::GiveUp(State::Expired),
        Some(end) if end <= next => Next::GiveUp(State::Dead),
        _ => Next::At(next),
    }
}

/// When a mail is tried again after an attempt that does not count, because the relay was at fault.
///
/// The relay's open circuit paces an outage. This wait is for a mail that makes a relay fail: the older it
/// is, the longer it waits, so that others are tried before it.
pub fn after_uncounted(created_at: DateTime<Utc>, now: DateTime<Utc>, rng: &mut impl Rng) -> DateTime<Utc> {
    let delay = ((now - created_at) / 4).clamp(UNCOUNTED.0, UNCOUNTED.1).num_milliseconds();
    now + TimeDelta::milliseconds(rng.random_range(delay / 2..=delay))
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;

    use super::*;

    #[test]
    fn waits_grow_are_drawn_within_bounds_and_end() {
        let mut rng = rand::rngs::StdRng::seed_from_u64(5);
        let now = DateTime::UNIX_EPOCH;
        let mut wait = |attempts| match next_attempt(Kind::Certificate, attempts, None, now, &mut rng) {
            Next::At(at) => Some((at - now).num_seconds()),
            Next::GiveUp(_) => None,
        };
        assert!((15..=30).contains(&wait(1).expect("a second attempt")));
        assert!((60..=120).contains(&wait(2).expect("a third attempt")));
        assert!((7_200..=14_400).contains(&wait(99).expect("a last attempt")));
        assert_eq!(wait(100), None);
    }

    /// Whatever the random waits are, a mail with a limit of days is given up by its time and not by the
    /// number of attempts.
    #[test]
    fn attempts_outlast_the_time_of_certificates_and_reminders() {
        for kind in [Kind::UserIdIssued, Kind::Certificate, Kind::ReceiptReminder] {
            let time = kind.policy().give_up_after.unwrap_or(TimeDelta::days(7));
            let mut attempts = 0;
            let mut shortest = TimeDelta::zero();
            while shortest < time {
                shortest += DELAYS[attempts.min(DELAYS.len() - 1)] / 2;
                attempts += 1;
            }
            let attempts = i32::try_from(attempts).expect("few");
            assert!(attempts < kind.policy().max_attempts, "{kind:?}: {attempts}");
        }
    }

    #[test]
    fn what_does_not_count_waits_longer_the_older_it_is_within_bounds() {
        let mut rng = rand::rngs::StdRng::seed_from_u64(5);
        let created = DateTime::UNIX_EPOCH;
        for (age, longest) in [(0, 30), (120, 30), (1_200, 300), (2_400, 600), (432_000, 600)] {
            let now = created + TimeDelta::seconds(age);
            let wait = (after_uncounted(created, now, &mut rng) - now).num_milliseconds();
            assert!((longest * 500..=longest * 1000).contains(&wait), "{wait} ms at the age of {age} s");
        }
    }

    #[test]
    fn a_mail_that_would_come_too_late_is_given_up() {
        let mut rng = rand::rngs::StdRng::seed_from_u64(5);
        let now = DateTime::UNIX_EPOCH;
        let soon = Some(now + TimeDelta::seconds(10));
        let next = next_attempt(Kind::RegistrationLink, 1, soon, now, &mut rng);
        assert_eq!(next, Next::GiveUp(State::Dead));
        let next = next_attempt(Kind::ReceiptReminder, 1, soon, now, &mut rng);
        assert_eq!(next, Next::GiveUp(State::Expired));
    }
}
