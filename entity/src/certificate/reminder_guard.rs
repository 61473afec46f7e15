//! Detects a clock that jumped forward, from the number of overdue reminders.
//!
//! A clock that is set forward by mistake makes weeks of reminders overdue at once, and a reminder that was
//! sent cannot be recalled. A reminder that comes due on time is never late, so a large intake a week ago
//! does not trip the guard. A long outage looks the same as a jump; then staff check, and resume the
//! reminders.

use chrono::{DateTime, TimeDelta, Utc};

/// A reminder is late if it was due this long ago.
pub const LATE: TimeDelta = TimeDelta::hours(1);
/// Up to this many late reminders are never a jump.
pub const FEW: u64 = 1_000;
/// The period from which the usual number of reminders is taken.
pub const USUAL: TimeDelta = TimeDelta::days(7);
/// More late reminders than are usual in this many hours are a jump.
const HOURS: u64 = 5;
/// For this long after staff resumed the kind, their decision overrides the guard.
const RESUMED: TimeDelta = TimeDelta::hours(24);

/// Whether staff must check before the `late` reminders are sent. `usual` is the number queued within the
/// last [`USUAL`], and `resumed_at` is when staff last resumed the kind.
#[must_use]
pub fn is_jump(late: u64, usual: u64, resumed_at: Option<DateTime<Utc>>, now: DateTime<Utc>) -> bool {
    let hours = u64::try_from(USUAL.num_hours()).unwrap_or(1);
    let decided = resumed_at.is_some_and(|resumed_at| now - resumed_at < RESUMED);
    // Multiplied out, because a division would round a small installation's usual number down to nothing.
    FEW < late && usual * HOURS < late * hours && !decided
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_late_ones_are_a_jump_unless_they_are_usual_or_staff_have_decided() {
        let now = DateTime::UNIX_EPOCH + TimeDelta::days(20_000);
        let check = |late, usual, resumed: Option<i64>, expected| {
            let resumed_at = resumed.map(|hours| now - TimeDelta::hours(hours));
            assert_eq!(is_jump(late, usual, resumed_at, now), expected, "{late} {usual} {resumed:?}");
        };
        check(0, 0, None, false);
        check(1_000, 0, None, false);
        check(1_001, 0, None, true);
        // 1,001 is five times the usual 200.2 an hour, and not more.
        check(1_001, 33_634, None, false);
        check(1_001, 33_633, None, true);
        check(200_000, 1_000_000, None, true);
        check(29_000, 1_000_000, None, false);
        check(200_000, 0, Some(0), false);
        check(200_000, 0, Some(23), false);
        check(200_000, 0, Some(24), true);
        // Resumed while the clock was ahead.
        check(200_000, 0, Some(-5), false);
    }
}
