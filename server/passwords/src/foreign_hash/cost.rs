//! What verifying a hash costs on this machine.
//!
//! The time depends on the kind and the parameters alone. So each kind is measured once with a short sample,
//! and the measurement is extrapolated in the number of rounds. A hash that somebody supplies is never
//! verified to find out what that costs.

use std::{
    collections::HashMap,
    fmt,
    hint::black_box,
    time::{Duration, Instant},
};

use argon2::{Algorithm, Argon2, Params, Version, password_hash::phc::Output};
use rustix::time::{ClockId, clock_gettime};

use super::{ForeignHash, Refusal, Scheme};

/// Maximum time of one verification on the machine that imports the hash.
pub const LONGEST_VERIFICATION: Duration = Duration::from_secs(1);

/// How often a sample is measured. The fastest run counts, because what else the machine does only adds time.
const RUNS: usize = 3;
/// No further run begins after this time. Samples with much memory are measured once.
const ENOUGH: Duration = Duration::from_millis(200);
/// The cost of the sample for bcrypt.
const BCRYPT_COST: u32 = 7;
/// The iterations of the sample for PBKDF2.
const PBKDF2_ROUNDS: u32 = 10_000;

/// The parameters of a hash that decide what its verification costs, for messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Parameters {
    /// Memory in KiB, passes and lanes.
    Argon2(u32, u32, u32),
    /// The logarithm of the number of rounds.
    Bcrypt(u32),
    /// The number of iterations.
    Pbkdf2(u32),
    /// The logarithm of N; r; p.
    Scrypt(u8, u32, u32),
}

impl fmt::Display for Parameters {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Argon2(memory, passes, lanes) => write!(f, "m={memory}, t={passes} and p={lanes}"),
            Self::Bcrypt(cost) => write!(f, "a cost of {cost}"),
            Self::Pbkdf2(rounds) => write!(f, "{rounds} iterations"),
            Self::Scrypt(log_n, r, p) => write!(f, "ln={log_n}, r={r} and p={p}"),
        }
    }
}

/// A kind of work that is measured once. What is not in it changes the time linearly.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Sample {
    /// One pass over this power of two of KiB. Memory in between counts as the next larger one, which is
    /// slower for each KiB if at all.
    Argon2 {
        log_kib: u32,
    },
    Bcrypt,
    Pbkdf2Sha256,
    Pbkdf2Sha512,
    /// With p=1.
    Scrypt {
        log_n: u8,
        r: u32,
    },
}

impl Sample {
    /// Measures the sample on the calling thread, usually for some milliseconds, for half a second at most.
    pub(crate) fn measure(self) -> Duration {
        let length = if self == Self::Bcrypt { 23 } else { 32 };
        let hash = Output::new(&[0; Output::MAX_LENGTH][..length]).expect("argon2 allows this length");
        let sample = ForeignHash { scheme: self.scheme(), salt: vec![0; 16], hash };
        fastest(|| {
            black_box(sample.matches(b"a password of any length"));
        })
    }

    fn scheme(self) -> Scheme {
        match self {
            Self::Argon2 { log_kib } => {
                let costs = Params::new(1 << log_kib, 1, 1, None).expect("the memory was checked");
                Scheme::Argon2(Argon2::new(Algorithm::Argon2id, Version::V0x13, costs))
            }
            Self::Bcrypt => Scheme::Bcrypt { cost: BCRYPT_COST },
            Self::Pbkdf2Sha256 => Scheme::Pbkdf2Sha256 { rounds: PBKDF2_ROUNDS },
            Self::Pbkdf2Sha512 => Scheme::Pbkdf2Sha512 { rounds: PBKDF2_ROUNDS },
            Self::Scrypt { log_n, r } => {
                Scheme::Scrypt(scrypt::Params::new(log_n, r, 1).expect("the parameters were checked"))
            }
        }
    }
}

/// Measures `work` a few times, and returns the processor time of the fastest run. Time in which the thread
/// waits for a processor does not count: a server that is busy while it measures would otherwise take every
/// hash for too expensive until its restart.
pub(crate) fn fastest(mut work: impl FnMut()) -> Duration {
    let begun = Instant::now();
    let mut fastest = Duration::MAX;
    for _ in 0..RUNS {
        let started = processor_time();
        work();
        fastest = fastest.min(processor_time().saturating_sub(started));
        if begun.elapsed() > ENOUGH {
            break;
        }
    }
    fastest
}

/// The time that processors have spent on the calling thread.
fn processor_time() -> Duration {
    Duration::try_from(clock_gettime(ClockId::ThreadCPUTime)).expect("the time of a thread is never negative")
}

impl ForeignHash {
    /// The parameters that decide what the verification costs.
    #[must_use]
    pub fn parameters(&self) -> Parameters {
        match &self.scheme {
            Scheme::Argon2(argon2) => {
                let costs = argon2.params();
                Parameters::Argon2(costs.m_cost(), costs.t_cost(), costs.p_cost())
            }
            Scheme::Bcrypt { cost } => Parameters::Bcrypt(*cost),
            Scheme::Pbkdf2Sha256 { rounds } | Scheme::Pbkdf2Sha512 { rounds } => Parameters::Pbkdf2(*rounds),
            Scheme::Scrypt(params) => Parameters::Scrypt(params.log_n(), params.r(), params.p()),
        }
    }

    /// The sample that tells what the verification costs.
    pub(crate) fn sample(&self) -> Sample {
        match &self.scheme {
            Scheme::Argon2(argon2) => {
                Sample::Argon2 { log_kib: argon2.params().m_cost().next_power_of_two().ilog2() }
            }
            Scheme::Bcrypt { .. } => Sample::Bcrypt,
            Scheme::Pbkdf2Sha256 { .. } => Sample::Pbkdf2Sha256,
            Scheme::Pbkdf2Sha512 { .. } => Sample::Pbkdf2Sha512,
            Scheme::Scrypt(params) => Sample::Scrypt { log_n: params.log_n(), r: params.r() },
        }
    }

    /// How many times the work of its sample the verification does.
    fn samples(&self) -> f64 {
        let blocks = |size: usize| if self.hash.len() > size { 2.0 } else { 1.0 };
        match &self.scheme {
            Scheme::Argon2(argon2) => {
                let costs = argon2.params();
                let of_sample = costs.m_cost().next_power_of_two();
                f64::from(costs.m_cost()) / f64::from(of_sample) * f64::from(costs.t_cost())
            }
            Scheme::Bcrypt { cost } => f64::from(1_u32 << cost) / f64::from(1_u32 << BCRYPT_COST),
            Scheme::Pbkdf2Sha256 { rounds } => f64::from(*rounds) / f64::from(PBKDF2_ROUNDS) * blocks(32),
            Scheme::Pbkdf2Sha512 { rounds } => f64::from(*rounds) / f64::from(PBKDF2_ROUNDS) * blocks(64),
            Scheme::Scrypt(params) => f64::from(params.p()),
        }
    }

    /// The refusal of this hash because its verification takes `time`.
    pub(crate) fn too_slow(&self, time: Duration) -> Refusal {
        Refusal::TooSlow { kind: self.kind(), parameters: self.parameters(), time }
    }
}

/// What was measured on this machine so far.
#[derive(Default)]
pub struct Calibration(HashMap<Sample, Duration>);

impl Calibration {
    /// Refuses a hash whose verification takes longer than a second on this machine. The first hash of each
    /// kind takes the time of a measurement: some milliseconds, or half a second if it needs much memory.
    pub fn check(&mut self, hash: &ForeignHash) -> Result<(), Refusal> {
        let sample = *self.0.entry(hash.sample()).or_insert_with(|| hash.sample().measure());
        match sample.mul_f64(hash.samples()) {
            time if time > LONGEST_VERIFICATION => Err(hash.too_slow(time)),
            _ => Ok(()),
        }
    }

    /// How long the verification takes; `None` if its sample was not measured yet.
    pub(crate) fn known(&self, hash: &ForeignHash) -> Option<Duration> {
        self.0.get(&hash.sample()).map(|sample| sample.mul_f64(hash.samples()))
    }

    /// Remembers the time of a sample, the shortest of several: what else the machine does only adds time.
    pub(crate) fn insert(&mut self, sample: Sample, time: Duration) {
        self.0.entry(sample).and_modify(|known| *known = (*known).min(time)).or_insert(time);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hash(kind_and_costs: &str) -> ForeignHash {
        let text = if kind_and_costs.starts_with("$2") {
            format!("{kind_and_costs}${}", "a".repeat(53))
        } else {
            format!("{kind_and_costs}${}${}", "A".repeat(22), "A".repeat(43))
        };
        ForeignHash::parse(&text).unwrap_or_else(|why| panic!("{text}: {why}"))
    }

    /// A calibration in which every sample takes ten milliseconds.
    fn calibration(of: &ForeignHash) -> Calibration {
        Calibration(HashMap::from([(of.sample(), Duration::from_millis(10))]))
    }

    #[test]
    fn the_time_is_extrapolated_from_one_sample_of_each_kind() {
        let check = |text: &str, expected_millis: u64| {
            let hash = hash(text);
            let known = calibration(&hash).known(&hash).expect("its sample was measured");
            assert_eq!(known.as_millis(), u128::from(expected_millis), "{text}");
        };
        check("$2b$07", 10);
        check("$2b$13", 640);
        check("$pbkdf2-sha256$i=10000", 10);
        check("$pbkdf2-sha512$i=10000000", 10_000);
        check("$scrypt$ln=14,r=8,p=1", 10);
        check("$scrypt$ln=17,r=8,p=10", 100);
        check("$argon2id$v=19$m=65536,t=3,p=4", 30);
        check("$argon2id$v=19$m=49152,t=4,p=1", 30);
    }

    #[test]
    fn what_takes_longer_than_a_second_is_refused_by_kind_and_cost() {
        let slow = hash("$2b$15");
        let refused = calibration(&slow).check(&slow).expect_err("256 times ten milliseconds");
        let said = refused.to_string();
        assert!(said.contains("bcrypt with a cost of 15 takes 2.6s"), "{said}");
        let quick = hash("$2b$12");
        assert_eq!(calibration(&quick).check(&quick), Ok(()));
    }

    #[test]
    fn what_the_thread_waits_for_is_not_measured() {
        let waiting = Duration::from_millis(20);
        assert!(fastest(|| std::thread::sleep(waiting)) < waiting);
    }

    #[test]
    fn every_sample_can_be_measured() {
        for sample in [
            Sample::Argon2 { log_kib: 3 },
            Sample::Bcrypt,
            Sample::Pbkdf2Sha256,
            Sample::Pbkdf2Sha512,
            Sample::Scrypt { log_n: 1, r: 1 },
        ] {
            assert!(sample.measure() < Duration::MAX, "{sample:?}");
        }
    }
}
