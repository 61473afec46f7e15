//! Whether a relay is used: a state machine of values and `now`.
//!
//! A relay that fails [`FAULTS`] times in a row rests, each time for longer, and then one mail tries it.
//! What counts as a fault is decided in [`super::reply`]; nothing here waits, logs or draws by itself.

use chrono::{DateTime, TimeDelta, Utc};
use rand::{Rng, RngExt};

/// So many faults in a row, and the relay rests.
pub const FAULTS: u32 = 5;
/// The first rest.
const FIRST_REST: TimeDelta = TimeDelta::seconds(10);
/// The longest rest: nobody waits much longer for a link once the relay is back.
const LONGEST_REST: TimeDelta = TimeDelta::minutes(2);
/// A probe that says nothing for so long was cut off, and another may be made.
const PROBE: TimeDelta = TimeDelta::minutes(1);

/// A relay's health.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Breaker {
    /// In use; so many faults since it last worked.
    Closed {
        /// Fewer than [`FAULTS`].
        faults: u32,
    },
    /// Resting.
    Open {
        /// Until this moment; then a probe is due.
        until: DateTime<Utc>,
        /// How many rests in a row this is.
        rests: u32,
    },
    /// One mail is trying it.
    HalfOpen {
        /// From this moment on that mail counts as lost.
        until: DateTime<Utc>,
        /// How many rests went before.
        rests: u32,
    },
}

/// What a mail may expect.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Gate {
    /// Nothing: wait.
    Shut,
    /// One mail may try.
    Probe,
    /// Every mail may pass.
    Open,
}

impl Breaker {
    /// A relay of which nothing bad is known.
    pub const NEW: Self = Self::Closed { faults: 0 };

    /// Whether mails may pass at `now`.
    #[must_use]
    pub fn gate(self, now: DateTime<Utc>) -> Gate {
        match self {
            Self::Closed { .. } => Gate::Open,
            Self::Open { until, .. } | Self::HalfOpen { until, .. } if is_over(until, now) => Gate::Probe,
            Self::Open { .. } | Self::HalfOpen { .. } => Gate::Shut,
        }
    }

    /// A mail begins to use the relay. Ask [`Self::gate`] first.
    #[must_use]
    pub fn begun(self, now: DateTime<Utc>) -> Self {
        match self {
            Self::Closed { .. } => self,
            Self::Open { rests, .. } | Self::HalfOpen { rests, .. } => {
                Self::HalfOpen { until: now + PROBE, rests }
            }
        }
    }

    /// The relay answered about the mail, whatever it said.
    #[must_use]
    pub const fn worked(self) -> Self {
        Self::NEW
    }

    /// A fault of the relay's. Mails that were under way when the rest began do not lengthen it.
    #[must_use]
    pub fn failed(self, now: DateTime<Utc>, rng: &mut impl Rng) -> Self {
        match self {
            Self::Closed { faults } if faults + 1 < FAULTS => Self::Closed { faults: faults + 1 },
            Self::Open { .. } => self,
            Self::Closed { .. } | Self::HalfOpen { .. } => self.misconfigured(now, rng),
        }
    }

    /// The relay does not accept us: it rests at once.
    #[must_use]
    pub fn misconfigured(self, now: DateTime<Utc>, rng: &mut impl Rng) -> Self {
        let rests = match self {
            Self::Open { .. } => return self,
            Self::Closed { .. } => 1,
            Self::HalfOpen { rests, .. } => rests + 1,
        };
        let rest = FIRST_REST.num_milliseconds() << (rests - 1).min(8);
        let rest = rest.min(LONGEST_REST.num_milliseconds());
        // Half of it is drawn, so that many workers do not try as one.
        let until = now + TimeDelta::milliseconds(rng.random_range(rest / 2..=rest));
        Self::Open { until, rests }
    }
}

/// Whether a rest is over: also when the clock was set back and it would last longer than any does.
fn is_over(until: DateTime<Utc>, now: DateTime<Utc>) -> bool {
    until <= now || until - now > LONGEST_REST.max(PROBE)
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;

    use super::*;

    fn failed(breaker: Breaker, now: DateTime<Utc>) -> Breaker {
        breaker.failed(now, &mut rand::rngs::StdRng::seed_from_u64(9))
    }

    fn until(breaker: Breaker) -> DateTime<Utc> {
        match breaker {
            Breaker::Open { until, .. } => until,
            other => panic!("{other:?} does not rest"),
        }
    }

    #[test]
    fn a_relay_rests_after_five_faults_in_a_row_and_not_before() {
        let now = DateTime::UNIX_EPOCH;
        let mut breaker = Breaker::NEW;
        for _ in 0..4 {
            breaker = failed(breaker, now);
            assert_eq!(breaker.gate(now), Gate::Open);
        }
        assert_eq!(breaker.worked(), Breaker::NEW, "one success forgets all");
        let resting = failed(breaker, now);
        assert_eq!(resting.gate(now), Gate::Shut);
        assert_eq!(failed(resting, now + TimeDelta::seconds(1)), resting, "latecomers change nothing");
    }

    #[test]
    fn rests_grow_to_a_bound_and_end_with_one_probe() {
        let (mut now, mut breaker) = (DateTime::UNIX_EPOCH, Breaker::NEW);
        for _ in 0..FAULTS {
            breaker = failed(breaker, now);
        }
        for longest in [10, 20, 40, 80, 120, 120, 120, 120, 120, 120] {
            let rest = (until(breaker) - now).num_milliseconds();
            assert!((longest * 500..=longest * 1000).contains(&rest), "{rest} ms of {longest} s");
            now = until(breaker);
            assert_eq!(breaker.gate(now), Gate::Probe);
            breaker = breaker.begun(now);
            assert_eq!(breaker.gate(now), Gate::Shut, "one probe at a time");
            assert_eq!(breaker.gate(now + PROBE), Gate::Probe, "a lost probe blocks nothing");
            breaker = failed(breaker, now);
        }
        assert_eq!(breaker.begun(now).worked().gate(now), Gate::Open);
    }

    #[test]
    fn a_refusal_of_ourselves_rests_at_once_and_a_clock_set_back_blocks_nothing() {
        let now = DateTime::UNIX_EPOCH;
        let breaker = Breaker::NEW.misconfigured(now, &mut rand::rngs::StdRng::seed_from_u64(9));
        assert_eq!(breaker.gate(now), Gate::Shut);
        assert_eq!(breaker.gate(now - TimeDelta::hours(1)), Gate::Probe);
    }
}
