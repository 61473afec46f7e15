//! Samples of durations, and whether two sets of them differ significantly.

use std::time::Duration;

/// Durations in milliseconds, sorted.
#[derive(Clone, Debug, Default)]
pub(crate) struct Samples(Vec<f64>);

impl Samples {
    /// Samples of these durations.
    pub(crate) fn of(durations: impl IntoIterator<Item = Duration>) -> Self {
        let mut millis: Vec<_> = durations.into_iter().map(|it| it.as_secs_f64() * 1_000.0).collect();
        millis.sort_by(f64::total_cmp);
        Self(millis)
    }

    /// The number of samples.
    pub(crate) fn count(&self) -> usize {
        self.0.len()
    }

    /// The quantile `share` of the samples.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "an index of few samples"
    )]
    pub(crate) fn quantile(&self, share: f64) -> f64 {
        let rank = (share * self.0.len() as f64).ceil() as usize;
        self.0.get(rank.clamp(1, self.0.len().max(1)) - 1).copied().unwrap_or(f64::NAN)
    }

    /// The median.
    pub(crate) fn median(&self) -> f64 {
        self.quantile(0.5)
    }

    /// The probability that two sets of the same origin differ at least this much, by the Mann–Whitney test
    /// with its normal approximation. Ties share their ranks.
    #[expect(clippy::cast_precision_loss, reason = "few samples")]
    pub(crate) fn p_value(&self, other: &Self) -> f64 {
        let mut all: Vec<_> = self.0.iter().map(|it| (*it, true)).collect();
        all.extend(other.0.iter().map(|it| (*it, false)));
        all.sort_by(|one, two| one.0.total_cmp(&two.0));
        let (mine, others) = (self.0.len() as f64, other.0.len() as f64);
        let (mut ranks, mut ties, mut at) = (0.0, 0.0, 0);
        for run in all.chunk_by(|one, two| one.0.total_cmp(&two.0).is_eq()) {
            let length = run.len() as f64;
            let rank = at as f64 + f64::midpoint(1.0, length);
            ranks += rank * run.iter().filter(|it| it.1).count() as f64;
            ties += length.powi(3) - length;
            at += run.len();
        }
        let u = ranks - mine * (mine + 1.0) / 2.0;
        let total = mine + others;
        let variance = mine * others / 12.0 * (total + 1.0 - ties / (total * (total - 1.0)));
        let z = ((u - mine * others / 2.0).abs() - 0.5).max(0.0) / variance.sqrt();
        both_tails(z)
    }
}

/// The share of a normal distribution further out than `z` on either side (Abramowitz and Stegun, 7.1.26:
/// exact to seven places).
fn both_tails(z: f64) -> f64 {
    let x = z / std::f64::consts::SQRT_2;
    let t = 1.0 / 0.327_591_1_f64.mul_add(x, 1.0);
    let terms = [1.061_405_429, -1.453_152_027, 1.421_413_741, -0.284_496_736, 0.254_829_592];
    let polynomial = terms.iter().fold(0.0, |sum: f64, term| sum.mul_add(t, *term)) * t;
    polynomial * (-x * x).exp()
}
