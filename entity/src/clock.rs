//! The clock: the only code that reads the system's time.
//!
//! Every rule takes `now` as an argument. A process reads its [`Clock`] once per request or job and passes
//! the time on. Times are whole milliseconds, so that SQLite's text, PostgreSQL's microseconds and the API's
//! three digits agree on equality and order.

use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, FixedOffset, NaiveDate, SubsecRound, TimeDelta, Utc};

/// The source of a process's time.
#[derive(Clone, Debug)]
pub enum Clock {
    /// The machine's clock.
    System,
    /// A clock that stands still until it is moved, for tests and the embedded mode. It never goes back.
    Manual(Arc<Mutex<DateTime<Utc>>>),
}

/// Why a clock cannot be moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MoveError {
    /// The requested time is earlier than the clock's.
    #[error("the clock never goes back")]
    GoesBack,
    /// Only a manual clock can be moved.
    #[error("the system clock cannot be moved")]
    NotManual,
}

impl Clock {
    /// Creates a manual clock set to `at`.
    #[must_use]
    pub fn manual(at: DateTime<Utc>) -> Self {
        Self::Manual(Arc::new(Mutex::new(to_millis(at))))
    }

    /// The current time, in whole milliseconds.
    #[must_use]
    pub fn now(&self) -> DateTime<Utc> {
        match self {
            #[expect(clippy::disallowed_methods, reason = "this is the one place that reads the time")]
            Self::System => to_millis(Utc::now()),
            Self::Manual(at) => *at.lock().unwrap_or_else(PoisonError::into_inner),
        }
    }

    /// Whether this is a manual clock, which may differ from real time by any amount.
    #[must_use]
    pub fn is_manual(&self) -> bool {
        matches!(self, Self::Manual(_))
    }

    /// Moves a manual clock to `to`. On an error it does not move.
    pub fn move_to(&self, to: DateTime<Utc>) -> Result<(), MoveError> {
        let Self::Manual(at) = self else { return Err(MoveError::NotManual) };
        let mut at = at.lock().unwrap_or_else(PoisonError::into_inner);
        if to < *at {
            return Err(MoveError::GoesBack);
        }
        *at = to_millis(to);
        Ok(())
    }
}

/// Asia/Tokyo: nine hours ahead of UTC, without daylight saving time since 1951.
#[must_use]
pub fn tokyo() -> FixedOffset {
    FixedOffset::east_opt(9 * 3600).expect("nine hours is an offset")
}

/// The calendar date in Japan at `now`.
#[must_use]
pub fn today_in_japan(now: DateTime<Utc>) -> NaiveDate {
    now.with_timezone(&tokyo()).date_naive()
}

/// Truncates a time to whole milliseconds.
#[must_use]
pub fn to_millis(at: DateTime<Utc>) -> DateTime<Utc> {
    at.trunc_subsecs(3)
}

/// Clocks that differ by more than this count as wrong.
pub const MAX_SKEW: TimeDelta = TimeDelta::seconds(30);

/// How far another clock is ahead of ours (negative: behind), if by more than [`MAX_SKEW`]. The other clock
/// read `other` at some time between `before` and `after`.
#[must_use]
pub fn skew(before: DateTime<Utc>, other: DateTime<Utc>, after: DateTime<Utc>) -> Option<TimeDelta> {
    // Zero if `other` is between the two, so a slow answer counts as no difference.
    let ahead = (other - after).max(TimeDelta::zero()) + (other - before).min(TimeDelta::zero());
    (ahead.abs() > MAX_SKEW).then_some(ahead)
}

#[cfg(test)]
mod tests {

    use super::*;

    #[test]
    fn a_manual_clock_stands_still_moves_forward_and_never_goes_back() {
        let start = DateTime::UNIX_EPOCH + TimeDelta::days(20_000);
        let clock = Clock::manual(start);
        assert_eq!(clock.now(), start);
        assert_eq!(clock.move_to(start + TimeDelta::days(7)), Ok(()));
        assert_eq!(clock.move_to(start), Err(MoveError::GoesBack));
        assert_eq!(clock.now(), start + TimeDelta::days(7));
        assert_eq!(Clock::System.move_to(start), Err(MoveError::NotManual));
    }

    #[test]
    fn the_day_in_japan_begins_at_fifteen_hours_utc() {
        let day = |text: &str| today_in_japan(text.parse().expect("an instant")).to_string();
        assert_eq!(day("2026-02-06T14:59:59Z"), "2026-02-06");
        assert_eq!(day("2026-02-06T15:00:00Z"), "2026-02-07");
    }

    #[test]
    fn clocks_agree_within_half_a_minute_and_a_slow_answer_is_no_skew() {
        let at = |second| DateTime::UNIX_EPOCH + TimeDelta::seconds(second);
        let check = |before, other, after, expected: Option<i64>| {
            assert_eq!(skew(at(before), at(other), at(after)).map(|span| span.num_seconds()), expected);
        };
        check(100, 100, 100, None);
        check(100, 130, 100, None);
        check(100, 131, 100, Some(31));
        check(100, 70, 100, None);
        check(100, 69, 100, Some(-31));
        check(100, 150, 200, None);
        check(100, 231, 200, Some(31));
        check(100, 69, 200, Some(-31));
    }
}
