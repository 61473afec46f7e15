//! The slow lane: one thread for hashes of other systems that cost more than ours, verified one at a time in
//! the order in which they came.
//!
//! A common hash never waits for one of them. So that neither the time nor the kind of a refusal tells who
//! has such a hash, refusals of unknown browsers are timed as if each attempt were verified here: see
//! [`crate::waiting_line`]. This module knows no account and no database.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, MutexGuard, OnceLock, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use tokio::time::Instant;

use crate::{
    fair_queue::Class,
    foreign_hash::{Calibration, ForeignHash, LONGEST_VERIFICATION, Refusal, Sample, fastest},
    hashing_threads::{HashingThreads, Memory, Priority},
    own_hash::OwnScheme,
    waiting_line::WaitingLine,
};

/// How long a verification or a measurement may wait for the thread. With the places of the line, none waits
/// that long.
const LONGEST_WAIT: Duration = Duration::from_mins(1);
/// A verification is timed this much longer than it takes on a machine that does nothing else.
const MARGIN: f64 = 1.1;
/// Time for storing the result.
const STORE: Duration = Duration::from_millis(50);
/// How much more than ours a hash must cost to be verified here. Less is within what measurements vary.
const DEARER: f64 = 1.25;
/// How much longer than on the machine that imported it a verification may take on this one.
const SLOWER: f64 = 1.25;
/// What took too long is measured again after this time: the machine may have been slow for a while.
const MEASURE_AGAIN: Duration = Duration::from_hours(1);

/// Where a hash is verified.
pub(super) enum Route {
    /// In the common queue.
    Common,
    /// Here, because it costs more than ours, or its cost is not known yet.
    Slow(Box<ForeignHash>),
    /// Nowhere: it would take too long on this machine. Only a password reset opens the account.
    Never,
}

/// The thread, and what was measured.
pub(super) struct SlowLane {
    thread: HashingThreads,
    line: Arc<Mutex<WaitingLine>>,
    /// Held while an attempt gets a place and is queued. `line` cannot serve for that: it is taken while the
    /// thread's queue is locked, when a job that never began returns its place.
    entrance: Mutex<()>,
    measured: Mutex<Measured>,
    /// The time of one of our own hashes.
    own: OnceLock<Duration>,
    /// Microseconds that the most expensive hash in use takes; zero if none is more expensive than ours.
    dearest: AtomicU64,
}

/// What was measured, and when.
#[derive(Default)]
struct Measured {
    calibration: Calibration,
    at: HashMap<Sample, Instant>,
}

impl Measured {
    /// The cost of a hash; `None` if it must be measured, for the first time or again.
    fn cost(&self, hash: &ForeignHash, now: Instant) -> Option<Duration> {
        let cost = self.calibration.known(hash)?;
        let is_old = self.at.get(&hash.sample()).is_none_or(|at| now >= *at + MEASURE_AGAIN);
        Some(cost).filter(|cost| !(is_old && is_too_slow(*cost)))
    }

    fn note(&mut self, sample: Sample, time: Duration, now: Instant) {
        self.calibration.insert(sample, time);
        self.at.insert(sample, now);
    }
}

/// A place in the lane for one verification, returned when dropped.
struct Place(Arc<Mutex<WaitingLine>>);

impl Drop for Place {
    fn drop(&mut self) {
        lock(&self.0).leave();
    }
}

/// How an attempt that may be refused is answered, decided when the common queue has done its part.
pub(super) struct Answer {
    /// When its refusal may be answered.
    pub(super) refused_at: Instant,
    /// Whether the refusal is that the server is overloaded, because some attempts at this moment are not
    /// verified.
    pub(super) is_overloaded: bool,
}

impl SlowLane {
    /// Starts the thread.
    pub(super) fn start() -> Self {
        Self {
            // With a low priority, anyone who sends costly requests after an attempt could tell whether it is here:
            // refusals of others are timed by a clock.
            thread: HashingThreads::start(1, Priority::Normal),
            line: Arc::default(),
            entrance: Mutex::default(),
            measured: Mutex::default(),
            own: OnceLock::new(),
            dearest: AtomicU64::new(0),
        }
    }

    /// Decides where a hash is verified.
    pub(super) fn route(&self, phc: &str) -> Route {
        // Our own hashes name a key, and are therefore refused here.
        let Ok(hash) = ForeignHash::parse(phc) else { return Route::Common };
        match lock(&self.measured).calibration.known(&hash).zip(self.own.get()) {
            Some((cost, _)) if is_too_slow(cost) => Route::Never,
            Some((cost, own)) if !is_dearer(cost, *own) => Route::Common,
            _ => Route::Slow(Box::new(hash)),
        }
    }

    /// Joins the line with an attempt that may be refused and needs no place.
    pub(super) fn join(&self, now: Instant) -> Answer {
        self.join_for(false, now).0
    }

    /// Joins the line with an attempt that is verified here, and queues its verification `work`. `None` if no
    /// place is left. The place is returned when the work has ended, also with a panic, or never begins
    /// because its caller is gone.
    pub(super) fn enter<T: Send + 'static>(
        &self,
        now: Instant,
        work: impl FnOnce(&mut Memory) -> T + Send + 'static,
    ) -> (Answer, Option<impl Future<Output = Option<T>> + Send>) {
        // Otherwise another attempt could join later and be queued earlier, and this one would end after the
        // time for which its refusal is due.
        let _in_order = lock(&self.entrance);
        let (answer, place) = self.join_for(true, now);
        let queued = place.map(|place| {
            self.run(move |memory| {
                let _place = place;
                work(memory)
            })
        });
        (answer, queued)
    }

    fn join_for(&self, needs_place: bool, now: Instant) -> (Answer, Option<Place>) {
        let dearest = Duration::from_micros(self.dearest.load(Ordering::Relaxed));
        let joined = lock(&self.line).join(needs_place, dearest.mul_f64(MARGIN), now);
        let store = if dearest.is_zero() { Duration::ZERO } else { STORE };
        let answer = Answer { refused_at: joined.ends_at + store, is_overloaded: joined.is_full };
        (answer, joined.has_place.then(|| Place(Arc::clone(&self.line))))
    }

    /// Queues `work`, which runs on the thread after everything that came before.
    fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Memory) -> T + Send + 'static,
    ) -> impl Future<Output = Option<T>> + Send {
        // All in one queue: in turns, a verification could end after the time for which its refusal is due.
        self.thread.run((Class::Known, None), LONGEST_WAIT, work)
    }

    /// Whether a verification of the hash on this machine takes too long. It measures if necessary; call it
    /// on the lane's thread. From then on, refusals take the hash's cost into account.
    pub(super) fn is_too_slow(&self, scheme: &OwnScheme, hash: &ForeignHash, memory: &mut Memory) -> bool {
        let cost = self.measure(scheme, hash, memory, Instant::now());
        self.dearest.fetch_max(self.counted(cost), Ordering::Relaxed);
        is_too_slow(cost)
    }

    /// Until the next survey, times refusals as if a hash were in use that takes as long as any may. Call it
    /// before anyone knows which are in use.
    pub(super) fn assume_dearest(&self) {
        self.dearest.store(micros(dearest_allowed()), Ordering::Relaxed);
    }

    /// Measures the costs of these hashes, and times refusals accordingly from then on. Unless they
    /// `are_all` kinds in use, the others are taken for as expensive as any may be. Returns refusals of those
    /// that take too long on this machine.
    pub(super) async fn survey(
        self: &Arc<Self>,
        scheme: &Arc<OwnScheme>,
        hashes: Vec<ForeignHash>,
        are_all: bool,
        now: Instant,
    ) -> Vec<Refusal> {
        if hashes.is_empty() && are_all {
            self.dearest.store(0, Ordering::Relaxed);
            return Vec::new();
        }
        let (lane, scheme) = (Arc::clone(self), Arc::clone(scheme));
        let work = move |memory: &mut Memory| {
            let costs = hashes.iter().map(|hash| (hash, lane.measure(&scheme, hash, memory, now)));
            let costs: Vec<_> = costs.collect();
            let dearest = costs.iter().map(|(_, cost)| lane.counted(*cost)).max().unwrap_or_default();
            let dearest = if are_all { dearest } else { micros(dearest_allowed()) };
            lane.dearest.store(dearest, Ordering::Relaxed);
            let too_slow = costs.iter().filter(|(_, cost)| is_too_slow(*cost));
            too_slow.map(|(hash, cost)| hash.too_slow(*cost)).collect()
        };
        self.run(work).await.unwrap_or_default()
    }

    /// The cost as it is stored in `dearest`; zero if it makes no difference there.
    fn counted(&self, cost: Duration) -> u64 {
        let is_counted = !is_too_slow(cost) && self.own.get().is_none_or(|own| is_dearer(cost, *own));
        if is_counted { micros(cost) } else { 0 }
    }

    fn measure(&self, scheme: &OwnScheme, hash: &ForeignHash, memory: &mut Memory, now: Instant) -> Duration {
        self.own.get_or_init(|| fastest(|| scheme.pretend(memory)));
        // Not under the lock, for which routes wait.
        let known = lock(&self.measured).cost(hash, now);
        known.unwrap_or_else(|| {
            let sample = hash.sample();
            let time = sample.measure();
            let mut measured = lock(&self.measured);
            measured.note(sample, time, now);
            measured.calibration.known(hash).unwrap_or(time)
        })
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn micros(time: Duration) -> u64 {
    u64::try_from(time.as_micros()).unwrap_or(u64::MAX)
}

fn is_dearer(cost: Duration, own: Duration) -> bool {
    cost > own.mul_f64(DEARER)
}

fn is_too_slow(cost: Duration) -> bool {
    cost > dearest_allowed()
}

/// The greatest time of a verification on this machine.
fn dearest_allowed() -> Duration {
    LONGEST_VERIFICATION.mul_f64(SLOWER)
}

#[cfg(test)]
mod tests;
