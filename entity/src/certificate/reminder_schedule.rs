//! When reminders are due: every seven days after the certificate mail was accepted, until three months after
//! the date of issue (R11, R12, I9, I10).
//!
//! The worker's job computes the same in one statement; `tests/reminder.rs` checks that both agree.

use chrono::{DateTime, Datelike, Days, Months, NaiveDate, NaiveTime, TimeDelta, Utc};

use crate::clock::tokyo;

/// Interval between reminders (R11, R12).
pub const INTERVAL: TimeDelta = TimeDelta::days(7);
/// Minimum time between two reminders. After a late reminder, a slot that is nearer than this is skipped.
pub const MINIMUM_GAP: TimeDelta = TimeDelta::hours(84);
/// How long a certificate is valid, and how long reminders are sent (R12, P9).
const MONTHS: Months = Months::new(3);

/// The last day of the three months by articles 140, 141 and 143 of the Civil Code. Counting starts on the
/// day after issue and ends on the day before the corresponding day, or on the last day of a month that lacks
/// that day.
#[must_use]
pub fn last_day(issued_on: NaiveDate) -> NaiveDate {
    let first = issued_on + Days::new(1);
    let corresponding = first + MONTHS; // chrono clamps to the last day of a shorter month
    if corresponding.day() == first.day() { corresponding - Days::new(1) } else { corresponding }
}

/// When the three months end: midnight in Japan after [`last_day`].
#[must_use]
pub fn remind_until(issued_on: NaiveDate) -> DateTime<Utc> {
    (last_day(issued_on) + Days::new(1))
        .and_time(NaiveTime::MIN)
        .and_local_timezone(tokyo())
        .single()
        .expect("Japan has no daylight saving time")
        .to_utc()
}

/// When reminder number `week` is due, counted from 1.
#[must_use]
pub fn slot(requested_at: DateTime<Utc>, week: i32) -> DateTime<Utc> {
    requested_at + INTERVAL * week
}

/// When the first reminder is due; `None` if that is not before the end.
#[must_use]
pub fn first(requested_at: DateTime<Utc>, remind_until: DateTime<Utc>) -> Option<DateTime<Utc>> {
    before(slot(requested_at, 1), remind_until)
}

/// The number of the latest reminder due at `now`. Earlier ones that were missed are skipped, not sent late
/// (I9).
#[must_use]
pub fn newest_due(
    requested_at: DateTime<Utc>,
    remind_until: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Option<i32> {
    let weeks = (now - requested_at).num_milliseconds().div_euclid(INTERVAL.num_milliseconds());
    let week = i32::try_from(weeks).ok()?;
    (1 <= week && now < remind_until).then_some(week)
}

/// When the next reminder is due after one was sent at `sent_at`. A slot closer than [`MINIMUM_GAP`] is
/// skipped.
#[must_use]
pub fn after_sent(
    next: DateTime<Utc>,
    sent_at: DateTime<Utc>,
    remind_until: DateTime<Utc>,
) -> Option<DateTime<Utc>> {
    let next = if next - sent_at < MINIMUM_GAP { next + INTERVAL } else { next };
    before(next, remind_until)
}

fn before(slot: DateTime<Utc>, end: DateTime<Utc>) -> Option<DateTime<Utc>> {
    (slot < end).then_some(slot)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a day")
    }

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().expect("an instant")
    }

    #[test]
    fn three_months_end_as_the_civil_code_says() {
        let check = |issued: &str, last: &str| assert_eq!(last_day(day(issued)), day(last), "{issued}");
        check("2026-01-29", "2026-04-29");
        check("2026-01-30", "2026-04-30"); // there is no 31 April
        check("2026-01-31", "2026-04-30");
        check("2026-02-28", "2026-05-31");
        check("2028-02-28", "2028-05-28");
        check("2028-02-29", "2028-05-31");
        check("2026-04-30", "2026-07-31");
        check("2026-09-30", "2026-12-31");
        check("2026-08-31", "2026-11-30");
        check("2025-11-28", "2026-02-28");
        check("2025-11-29", "2026-02-28");
        check("2025-11-30", "2026-02-28");
        check("2027-11-29", "2028-02-29");
        check("2027-11-30", "2028-02-29");
        check("2026-12-31", "2027-03-31");
        check("2025-11-07", "2026-02-07");
    }

    #[test]
    fn the_whole_last_day_in_japan_still_counts() {
        assert_eq!(remind_until(day("2025-11-30")), at("2026-02-28T15:00:00Z"));
    }

    #[test]
    fn the_newest_due_week_wins() {
        let (sent, end) = (at("2025-11-07T08:00:00Z"), remind_until(day("2025-11-07")));
        let check = |now: &str, week| assert_eq!(newest_due(sent, end, at(now)), week, "{now}");
        check("2025-11-14T07:59:59.999Z", None);
        check("2025-11-14T08:00:00Z", Some(1));
        check("2025-12-05T08:00:00Z", Some(4));
        check("2025-12-12T07:59:59.999Z", Some(4));
        check("2026-02-06T08:00:00Z", Some(13));
        check("2026-02-07T14:59:59Z", Some(13));
        check("2026-02-07T15:00:00Z", None);
    }

    #[test]
    fn a_late_reminder_takes_the_place_of_a_slot_that_is_too_near() {
        let (next, end) = (at("2026-01-15T00:00:00Z"), at("2026-01-25T00:00:00Z"));
        assert_eq!(after_sent(next, at("2026-01-08T00:00:00Z"), end), Some(next));
        assert_eq!(after_sent(next, at("2026-01-11T12:00:00Z"), end), Some(next));
        assert_eq!(after_sent(next, at("2026-01-11T12:00:01Z"), end), Some(at("2026-01-22T00:00:00Z")));
        assert_eq!(after_sent(at("2026-01-22T00:00:00Z"), at("2026-01-21T00:00:00Z"), end), None);
    }

    #[test]
    fn no_date_of_six_years_has_more_than_thirteen_reminders() {
        for offset in 0..2_190 {
            let issued = day("2024-01-01") + Days::new(offset);
            let sent = issued
                .and_time(NaiveTime::MIN)
                .and_local_timezone(tokyo())
                .single()
                .expect("no daylight saving")
                .to_utc();
            let end = remind_until(issued);
            let weeks = (1..100).take_while(|week| slot(sent, *week) < end).count();
            assert!((12..=13).contains(&weeks), "{issued}: {weeks}");
        }
    }
}
