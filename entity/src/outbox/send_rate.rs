//! The send rate over all workers, as a mail provider limits it.
//!
//! One row says when the next mail may be sent at the agreed rate (GCRA); each mail moves this time on by one
//! interval. Account mails may be sent two intervals early, certificates one, reminders not at all. So urgent
//! mails overtake others, and in the long run the rate is exact. A lane that has sent nothing for ten
//! intervals may send one mail in any case, so no lane starves.

use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::FromQueryResult;

use super::Lane;

/// Each lane but the first sends at least one mail in this many.
const SHARE: i32 = 10;

/// The interval between two mails: 1 ms to one hour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate(TimeDelta);

/// The single row of the table `mail_pace`.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult)]
pub struct SendSlots {
    /// When the next mail may be sent.
    pub next_at: DateTime<Utc>,
    /// When a certificate may be sent in any case.
    pub certificate_at: DateTime<Utc>,
    /// When a reminder may be sent in any case.
    pub reminder_at: DateTime<Utc>,
}

impl Rate {
    /// Parses a rate such as `14/s`, `100/min` or `2000/h`; at most 1,000 per second.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (count, unit) = text.split_once('/')?;
        let count: i32 = count.parse().ok().filter(|count| *count > 0)?;
        let unit = match unit {
            "s" => TimeDelta::seconds(1),
            "min" => TimeDelta::minutes(1),
            "h" => TimeDelta::hours(1),
            _ => return None,
        };
        Some(unit / count).filter(|interval| *interval >= TimeDelta::milliseconds(1)).map(Self)
    }

    /// The time from one mail to the next.
    #[must_use]
    pub const fn interval(self) -> TimeDelta {
        self.0
    }
}

impl SendSlots {
    /// The row after a mail of `lane` is sent at `now`, or how long to wait before asking again.
    pub fn take(&self, lane: Lane, now: DateTime<Utc>, rate: Rate) -> Result<Self, TimeDelta> {
        let interval = rate.interval();
        let (ahead, share_at) = match lane {
            Lane::Account => (interval * 2, None),
            Lane::Certificate => (interval, Some(self.certificate_at)),
            Lane::Reminder => (TimeDelta::zero(), Some(self.reminder_at)),
        };
        // A time further ahead than sending can move it was written by a clock that has since been set back.
        let next_at = self.next_at.min(now + interval * SHARE);
        let at = next_at - ahead;
        let at = share_at.map_or(at, |share_at| at.min(share_at.min(now + interval * SHARE)));
        if at > now {
            return Err(at - now);
        }
        // Slots that nobody used are not saved up, or a burst beyond the rate would follow a quiet hour.
        let mut after = Self { next_at: next_at.max(now) + interval, ..self.clone() };
        match lane {
            Lane::Account => {}
            Lane::Certificate => after.certificate_at = now + interval * SHARE,
            Lane::Reminder => after.reminder_at = now + interval * SHARE,
        }
        Ok(after)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NEW: SendSlots = SendSlots {
        next_at: DateTime::UNIX_EPOCH,
        certificate_at: DateTime::UNIX_EPOCH,
        reminder_at: DateTime::UNIX_EPOCH,
    };

    /// How many mails each lane sends in 1,000 intervals, if all lanes in `wanting` always have one to send.
    /// Each lane asks exactly at the time that it was given, so it misses no opportunity.
    fn taken(wanting: &[Lane]) -> [u32; 3] {
        let rate = Rate::parse("10/s").expect("a rate");
        let (mut now, mut slots, mut taken) = (DateTime::UNIX_EPOCH + TimeDelta::days(1), NEW, [0; 3]);
        let end = now + rate.interval() * 1_000;
        while now < end {
            let mut soonest = TimeDelta::MAX;
            for lane in wanting {
                match slots.take(*lane, now, rate) {
                    Ok(after) => {
                        slots = after;
                        taken[usize::try_from(lane.priority() / 10 - 1).expect("small")] += 1;
                        soonest = TimeDelta::zero();
                        break;
                    }
                    Err(wait) => soonest = soonest.min(wait),
                }
            }
            now += soonest;
        }
        taken
    }

    #[test]
    fn the_rate_holds_and_no_lane_starves() {
        let [_, _, reminders] = taken(&[Lane::Reminder]);
        assert!((1_000..=1_001).contains(&reminders), "{reminders}");
        let [accounts, certificates, reminders] = taken(&Lane::ALL);
        let all = accounts + certificates + reminders;
        assert!((1_000..=1_005).contains(&all), "{all}");
        assert!((99..=101).contains(&certificates), "{certificates}");
        assert!((99..=101).contains(&reminders), "{reminders}");
        let [_, certificates, reminders] = taken(&[Lane::Certificate, Lane::Reminder]);
        assert!(certificates > 850 && reminders >= 99, "{certificates} {reminders}");
    }

    #[test]
    fn an_account_mail_goes_at_once_while_reminders_take_every_slot() {
        let rate = Rate::parse("60/min").expect("a rate");
        let now = DateTime::UNIX_EPOCH + TimeDelta::days(1);
        let slots = NEW.take(Lane::Reminder, now, rate).expect("a slot");
        let wait = slots.take(Lane::Reminder, now, rate).expect_err("not yet");
        assert_eq!(wait, TimeDelta::seconds(1));
        let slots = slots.take(Lane::Account, now, rate).expect("at once");
        let slots = slots.take(Lane::Account, now, rate).expect("and another");
        assert!(slots.take(Lane::Account, now, rate).is_err(), "but not any number");
    }

    #[test]
    fn a_clock_that_was_set_back_stops_nothing_for_long() {
        let rate = Rate::parse("2000/h").expect("a rate");
        let slots =
            NEW.take(Lane::Reminder, DateTime::UNIX_EPOCH + TimeDelta::days(365), rate).expect("a slot");
        let wait = slots.take(Lane::Reminder, DateTime::UNIX_EPOCH, rate).expect_err("not yet");
        assert!(wait <= rate.interval() * SHARE);
    }

    #[test]
    fn rates_are_read_or_refused() {
        assert_eq!(Rate::parse("14/s").map(|rate| rate.interval().num_milliseconds()), Some(71));
        assert_eq!(Rate::parse("2000/h").map(|rate| rate.interval().num_milliseconds()), Some(1_800));
        for wrong in ["", "14", "0/s", "-1/s", "1.5/s", "14/d", "14 / s", "2000/s", "/s"] {
            assert_eq!(Rate::parse(wrong), None, "{wrong}");
        }
    }
}
