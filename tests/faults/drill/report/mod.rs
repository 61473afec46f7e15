//! The table of a step, and the breaches in it.

use std::collections::BTreeMap;
use std::time::Duration;

use tokio::time::Instant;

use super::load::Sample;
use super::people::Class;
use super::ready::{Changes, State};

/// Longer than anything that is measured.
const HOUR: Duration = Duration::from_hours(1);

/// How long a fault may have effects.
#[derive(Clone, Copy, Debug)]
pub(super) struct Limits {
    /// For those who meet it. Also the longest that any answer may take.
    pub(super) felt: Duration,
    /// Until `/readyz` reports it.
    pub(super) ready: Duration,
    /// How many answers of a class may fail, and how many seconds a server may be unready, without a fault,
    /// because the machine pauses.
    pub(super) slips: usize,
    pub(super) blink: Duration,
}

/// What a fault may cost a class of requests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Cost {
    /// Failures only within [`Limits::felt`] from its beginning.
    Brief,
    /// Like [`Self::Brief`], and later single failures, by which the proxy probes whether the fault is over.
    Probes,
    /// Failures until the fault is mended.
    WhileItLasts,
}

/// What a server must report at `/readyz`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ready {
    /// Ready, all the time.
    Stays,
    /// Unready while the fault lasts.
    Away,
    /// Ready again, [`Limits::felt`] after the beginning.
    Back,
    /// Unready before it refuses connections, and ready in the end.
    Announced,
}

/// A fault: when it began and ended, and what it may cost.
pub(super) struct Step {
    pub(super) name: &'static str,
    began: Instant,
    mended: Instant,
    /// When its observation ended.
    pub(super) ended: Instant,
    costs: BTreeMap<Class, Cost>,
    /// At least one request of these classes must fail; otherwise the fault had no effect.
    meet: &'static [Class],
    ready: [Ready; 2],
    notes: Vec<String>,
    /// How long after its end mails that were under way may still arrive; `None` if it must not delay any.
    heals: Option<Duration>,
}

impl Step {
    /// A fault that begins now, costs nothing, and keeps every server ready.
    pub(super) fn begin(name: &'static str) -> Self {
        let (costs, ready) = (BTreeMap::new(), [Ready::Stays, Ready::Stays]);
        let began = Instant::now();
        Self {
            name,
            began,
            mended: began,
            ended: began,
            costs,
            meet: &[],
            ready,
            notes: Vec::new(),
            heals: None,
        }
    }

    /// Ends the fault now.
    pub(super) fn mended(self) -> Self {
        Self { mended: Instant::now(), ..self }
    }

    /// Ends its observation now.
    pub(super) fn ended(self) -> Self {
        Self { ended: Instant::now(), ..self }
    }

    /// What it may cost these classes.
    pub(super) fn costs(mut self, classes: &[Class], cost: Cost) -> Self {
        self.costs.extend(classes.iter().map(|class| (*class, cost)));
        self
    }

    /// At least one request of these classes must fail while it lasts.
    pub(super) fn met_by(self, meet: &'static [Class]) -> Self {
        Self { meet, ..self }
    }

    /// What each server must report.
    pub(super) fn ready(self, ready: [Ready; 2]) -> Self {
        Self { ready, ..self }
    }

    /// Mails that were under way may arrive up to `within` after its end.
    pub(super) fn heals(self, within: Duration) -> Self {
        Self { heals: Some(within), ..self }
    }

    /// The instant from which on a mail promised at `promised` is late.
    pub(super) fn late(&self, promised: Instant, limits: Limits) -> Instant {
        let usual = promised + limits.felt;
        self.heals.map_or(usual, |within| usual.max(self.mended + within))
    }

    /// Adds a line to the table.
    pub(super) fn note(mut self, note: String) -> Self {
        self.notes.push(note);
        self
    }

    /// Returns the table and the breaches.
    pub(super) fn judge(
        &self,
        samples: &[Sample],
        seen: &[Changes],
        limits: Limits,
    ) -> (String, Vec<String>) {
        let lasted = self.mended.duration_since(self.began).as_secs_f64();
        let mut lines = vec![format!("\n== {}, {lasted:.1} s", self.name)];
        let mut breaches = Vec::new();
        lines.push(
            "class           asked  failed   from     to  slowest  failed in each second, and why".to_owned(),
        );
        let mut classes: BTreeMap<Class, Vec<&Sample>> = BTreeMap::new();
        for sample in samples {
            classes.entry(sample.class).or_default().push(sample);
        }
        for (class, samples) in classes {
            lines.push(self.row(class, &samples));
            breaches.extend(self.breach(class, &samples, limits));
        }
        let met = |sample: &Sample| self.meet.contains(&sample.class) && sample.failed.is_some();
        if !self.meet.is_empty() && !samples.iter().any(met) {
            breaches.push(format!("nobody met the fault: none of {:?} failed", self.meet));
        }
        for (number, (changes, ready)) in seen.iter().zip(self.ready).enumerate() {
            let said: Vec<_> =
                changes.iter().map(|(at, state)| format!("{} {state:?}", self.time(*at))).collect();
            lines.push(format!("/readyz {}: {}", number + 1, said.join(", ")));
            breaches.extend(
                self.unready(ready, changes, limits).map(|why| format!("/readyz {}: {why}", number + 1)),
            );
        }
        lines.extend(self.notes.iter().cloned());
        lines.extend(breaches.iter().map(|breach| format!("BREACH: {breach}")));
        let breaches = breaches.iter().map(|breach| format!("{}: {breach}", self.name)).collect();
        (lines.join("\n"), breaches)
    }

    /// An instant, as seconds since the beginning of the fault.
    fn time(&self, at: Instant) -> String {
        match at.checked_duration_since(self.began) {
            Some(after) => format!("+{:.1}", after.as_secs_f64()),
            None => format!("-{:.1}", self.began.duration_since(at).as_secs_f64()),
        }
    }

    fn row(&self, class: Class, samples: &[&Sample]) -> String {
        let failed: Vec<_> = samples.iter().filter(|sample| sample.failed.is_some()).collect();
        let slowest = samples.iter().filter_map(|sample| sample.took).max().unwrap_or_default();
        let from = failed.iter().map(|sample| sample.at).min().map(|at| self.time(at));
        let to = failed.iter().map(|sample| sample.at + sample.took.unwrap_or_default()).max();
        let (mut seconds, mut reasons): (BTreeMap<u64, usize>, BTreeMap<&str, usize>) = Default::default();
        for sample in &failed {
            *seconds.entry(sample.at.saturating_duration_since(self.began).as_secs()).or_default() += 1;
            *reasons.entry(sample.failed.as_deref().unwrap_or_default()).or_default() += 1;
        }
        let last = seconds.keys().max().map_or(0, |last| last + 1);
        let each: Vec<_> = (0..last).map(|second| seconds.get(&second).unwrap_or(&0).to_string()).collect();
        let why: Vec<_> = reasons.iter().map(|(reason, count)| format!("{count} × {reason}")).collect();
        format!(
            "{:<14} {:>6} {:>7} {:>6} {:>6} {:>6.2} s  {}  {}",
            format!("{class:?}"),
            samples.len(),
            failed.len(),
            from.unwrap_or_default(),
            to.map(|at| self.time(at)).unwrap_or_default(),
            slowest.as_secs_f64(),
            each.join(" "),
            why.join(", ")
        )
    }

    fn breach(&self, class: Class, samples: &[&Sample], limits: Limits) -> Vec<String> {
        let until = match self.costs.get(&class) {
            None => None,
            Some(Cost::Brief | Cost::Probes) => Some(self.began + limits.felt),
            Some(Cost::WhileItLasts) => Some(self.mended + limits.ready),
        };
        let failed = samples.iter().filter(|sample| sample.failed.is_some());
        let wrong = failed.filter(|sample| until.is_none_or(|until| sample.at > until)).count();
        let probes = match self.costs.get(&class) {
            Some(Cost::Probes) => {
                self.mended.saturating_duration_since(self.began + limits.felt).as_secs() + 1
            }
            _ => 0,
        };
        let wrong = wrong.saturating_sub(usize::try_from(probes).unwrap_or(usize::MAX));
        let wrong = wrong.saturating_sub(limits.slips);
        let slow = samples.iter().filter(|sample| sample.took.is_some_and(|took| took > limits.felt)).count();
        let mut breaches = Vec::new();
        if wrong > 0 {
            let why = if until.is_some() { "longer than it may" } else { "and does not meet the fault" };
            breaches.push(format!("{class:?} failed {wrong} times {why}"));
        }
        if slow > 0 {
            breaches.push(format!("{class:?} waited longer than {:?} for {slow} answers", limits.felt));
        }
        breaches
    }

    /// What was wrong with a server's reports, if anything.
    fn unready(&self, ready: Ready, changes: &Changes, limits: Limits) -> Option<String> {
        let within = |from: Instant, to: Instant| {
            let before = changes.iter().rfind(|(at, _)| *at <= from);
            let later = changes.iter().filter(move |(at, _)| *at > from && *at < to);
            before.into_iter().chain(later).map(|(_, state)| state)
        };
        let is_ready = |state: &State| *state == State::Ready;
        let stays_ready_from = |from| unready(changes, from, self.mended + HOUR) <= limits.blink;
        match ready {
            Ready::Stays if !stays_ready_from(self.began) => Some("did not stay ready".to_owned()),
            Ready::Away if within(self.began + limits.ready, self.mended).any(is_ready) => {
                Some(format!("was ready {:?} after the beginning", limits.ready))
            }
            Ready::Away if !stays_ready_from(self.mended + limits.ready) => {
                Some(format!("was not ready {:?} after the end", limits.ready))
            }
            Ready::Back if !stays_ready_from(self.began + limits.felt) => {
                Some(format!("was not ready {:?} after the beginning", limits.felt))
            }
            Ready::Announced => {
                let sudden =
                    changes.windows(2).any(|pair| is_ready(&pair[0].1) && pair[1].1 == State::Refused);
                let is_announced = changes.iter().any(|(_, state)| matches!(state, State::Unready(_)));
                let ends_ready = changes.last().is_some_and(|(_, state)| is_ready(state));
                let sudden = sudden.then(|| "took no connections any more and had not said so".to_owned());
                let unannounced = (!is_announced).then(|| "never said that it was not ready".to_owned());
                sudden.or(unannounced).or_else(|| (!ends_ready).then(|| "is not ready in the end".to_owned()))
            }
            _ => None,
        }
    }
}

/// How long a server was unready between two instants.
fn unready(changes: &Changes, from: Instant, to: Instant) -> Duration {
    let ends = changes.iter().skip(1).map(|(at, _)| *at).chain([to]);
    let not_ready = changes.iter().zip(ends).filter(|((_, state), _)| *state != State::Ready);
    not_ready.map(|((at, _), end)| end.min(to).saturating_duration_since((*at).max(from))).sum()
}

#[cfg(test)]
mod tests;
