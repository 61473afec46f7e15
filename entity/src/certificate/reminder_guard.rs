//! Whether so many reminders came due at once that the clock must have jumped.
//!
//! A clock that is set forward by mistake makes weeks of reminders overdue in a moment, and sent ones cannot be
//! called back. What comes due at its minute is never late, however much it is: a bulk intake of a week ago
//! trips nothing. An outage does look the same; staff look, and resume.

use chrono::{DateTime, TimeDelta, Utc};

/// A reminder is late when its moment passed so long ago.
pub const LATE: TimeDelta = TimeDelta::hours(1);
/// So many late ones are never a jump.
pub const FEW: u64 = 1_000;
/// What reminders are usual is taken from so many days.
pub const USUAL: TimeDelta = TimeDelta::days(7);
/// More than so many usual hours' worth is a jump.
const HOURS: u64 = 5;
/// For so long after staff resumed the kind, it is their decision.
const RESUMED: TimeDelta = TimeDelta::hours(24);

/// Whether staff have to look before `late` reminders are sent, if `usual` were queued within the last
/// [`USUAL`], and the kind was resumed last at `resumed_at`.
#[must_use]
pub fn is_jump(late: u64, usual: u64, resumed_at: Option<DateTime<Utc>>, now: DateTime<Utc>) -> bool {
    let hours = u64::try_from(USUAL.num_hours()).unwrap_or(1);
    let decided = resumed_at.is_some_and(|resumed_at| now - resumed_at < RESUMED);
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
        // 1,001 are five times the usual 200.2 an hour, and not more.
        check(1_001, 33_634, None, false);
        check(1_001, 33_633, None, true);
        check(200_000, 1_000_000, None, true);
        check(29_000, 1_000_000, None, false);
        check(200_000, 0, Some(0), false);
        check(200_000, 0, Some(23), false);
        check(200_000, 0, Some(24), true);
        // Resumed when the clock was ahead.
        check(200_000, 0, Some(-5), false);
    }
}
