//! A circuit breaker for one relay: a state machine over values and `now`.
//!
//! A relay that fails [`FAULTS`] times in a row gets a cool-down, which grows each time; afterwards one mail
//! probes it. [`super::reply`] decides what counts as a fault. Nothing here waits, logs or draws random
//! numbers by itself.

use chrono::{DateTime, TimeDelta, Utc};
use rand::{Rng, RngExt};

/// Consecutive faults after which the cool-down begins.
pub const FAULTS: u32 = 5;
/// The first cool-down, at its longest.
const FIRST_REST: TimeDelta = TimeDelta::seconds(10);
/// The longest cool-down, so that nobody waits much longer for a link once the relay is back.
const LONGEST_REST: TimeDelta = TimeDelta::minutes(2);
/// How long a probe may take. After that it counts as lost, and another one may start.
const PROBE: TimeDelta = TimeDelta::minutes(1);

/// The health of a relay.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Breaker {
    /// The relay is in use.
    Closed {
        /// Consecutive faults since it last worked; fewer than [`FAULTS`].
        faults: u32,
    },
    /// The relay is in its cool-down and gets no mail.
    Open {
        /// The end of the cool-down, when a probe is due.
        until: DateTime<Utc>,
        /// How many cool-downs in a row, including this one.
        rests: u32,
    },
    /// One mail is probing the relay.
    HalfOpen {
        /// The instant from which on the probe counts as lost.
        until: DateTime<Utc>,
        /// How many cool-downs in a row came before the probe.
        rests: u32,
    },
}

/// Whether mails may use a relay.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Gate {
    /// No mail may use it.
    Shut,
    /// One mail may probe it.
    Probe,
    /// Every mail may use it.
    Pass,
}

impl Breaker {
    /// A relay without known faults.
    pub const NEW: Self = Self::Closed { faults: 0 };

    /// Whether mails may use the relay at `now`.
    #[must_use]
    pub fn gate(self, now: DateTime<Utc>) -> Gate {
        match self {
            Self::Closed { .. } => Gate::Pass,
            Self::Open { until, .. } | Self::HalfOpen { until, .. } if is_over(until, now) => Gate::Probe,
            Self::Open { .. } | Self::HalfOpen { .. } => Gate::Shut,
        }
    }

    /// A mail starts to use the relay. Call [`Self::gate`] first.
    #[must_use]
    pub fn begun(self, now: DateTime<Utc>) -> Self {
        match self {
            Self::Closed { .. } => self,
            Self::Open { rests, .. } | Self::HalfOpen { rests, .. } => {
                Self::HalfOpen { until: now + PROBE, rests }
            }
        }
    }

    /// The relay answered about the mail, whether it accepted it or not.
    #[must_use]
    pub const fn worked(self) -> Self {
        Self::NEW
    }

    /// The relay failed. Mails that were under way when the cool-down began do not extend it.
    #[must_use]
    pub fn failed(self, now: DateTime<Utc>, rng: &mut impl Rng) -> Self {
        match self {
            Self::Closed { faults } if faults + 1 < FAULTS => Self::Closed { faults: faults + 1 },
            Self::Open { .. } => self,
            Self::Closed { .. } | Self::HalfOpen { .. } => self.misconfigured(now, rng),
        }
    }

    /// The relay does not accept this installation. The cool-down begins at once.
    #[must_use]
    pub fn misconfigured(self, now: DateTime<Utc>, rng: &mut impl Rng) -> Self {
        let rests = match self {
            Self::Open { .. } => return self,
            Self::Closed { .. } => 1,
            Self::HalfOpen { rests, .. } => rests + 1,
        };
        // The exponent has a bound, because a relay that is away for hours would shift every bit out.
        let rest = FIRST_REST.num_milliseconds() << (rests - 1).min(8);
        let rest = rest.min(LONGEST_REST.num_milliseconds());
        // Up to half of it is jitter, so that many workers do not probe at the same moment.
        let until = now + TimeDelta::milliseconds(rng.random_range(rest / 2..=rest));
        Self::Open { until, rests }
    }
}

/// Whether a cool-down is over. One that would last longer than any cool-down counts as over, too: then the
/// clock was set back.
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
            other => panic!("{other:?} has no cool-down"),
        }
    }

    #[test]
    fn a_relay_rests_after_five_faults_in_a_row_and_not_before() {
        let now = DateTime::UNIX_EPOCH;
        let mut breaker = Breaker::NEW;
        for _ in 0..4 {
            breaker = failed(breaker, now);
            assert_eq!(breaker.gate(now), Gate::Pass);
        }
        assert_eq!(breaker.worked(), Breaker::NEW, "one success clears all faults");
        let resting = failed(breaker, now);
        assert_eq!(resting.gate(now), Gate::Shut);
        assert_eq!(failed(resting, now + TimeDelta::seconds(1)), resting, "mails under way change nothing");
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
        assert_eq!(breaker.begun(now).worked().gate(now), Gate::Pass);
    }

    #[test]
    fn a_refusal_of_ourselves_rests_at_once_and_a_clock_set_back_blocks_nothing() {
        let now = DateTime::UNIX_EPOCH;
        let breaker = Breaker::NEW.misconfigured(now, &mut rand::rngs::StdRng::seed_from_u64(9));
        assert_eq!(breaker.gate(now), Gate::Shut);
        assert_eq!(breaker.gate(now - TimeDelta::hours(1)), Gate::Probe);
    }
}
