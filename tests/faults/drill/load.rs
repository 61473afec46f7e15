//! The steady load: each class of request at its own rate, however long earlier requests take, with a sample
//! of each request.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::task::JoinSet;
use tokio::time::{Instant, MissedTickBehavior, interval};
use tokio_util::sync::CancellationToken;

use super::people::{Class, People};

/// One request.
#[derive(Clone, Debug)]
pub(super) struct Sample {
    pub(super) class: Class,
    /// When it was sent.
    pub(super) at: Instant,
    /// How long the answer took; `None` until it arrives.
    pub(super) took: Option<Duration>,
    /// What was wrong with the answer, if anything.
    pub(super) failed: Option<String>,
}

/// The load; stopped when dropped.
pub(super) struct Load {
    people: Arc<People>,
    samples: Arc<Mutex<Vec<Sample>>>,
    askers: JoinSet<()>,
    end: CancellationToken,
}

impl Load {
    /// Starts the load, `times` as much as usual.
    pub(super) fn begin(people: &Arc<People>, times: f64) -> Self {
        let mut load = Self {
            people: Arc::clone(people),
            samples: Arc::default(),
            askers: JoinSet::new(),
            end: CancellationToken::new(),
        };
        for (class, rate) in Class::STEADY {
            let (people, samples) = (Arc::clone(people), Arc::clone(&load.samples));
            let (every, end) = (Duration::from_secs_f64(1.0 / (rate * times)), load.end.clone());
            load.askers.spawn(async move {
                let (mut ticks, mut asked) = (interval(every), JoinSet::new());
                ticks.set_missed_tick_behavior(MissedTickBehavior::Skip);
                while end.run_until_cancelled(ticks.tick()).await.is_some() {
                    asked.spawn(ask(Arc::clone(&people), Arc::clone(&samples), class));
                    while asked.try_join_next().is_some() {}
                }
                asked.join_all().await;
            });
        }
        load
    }

    /// Sends `count` additional requests at once.
    pub(super) fn also(&mut self, class: Class, count: usize) {
        for _ in 0..count {
            self.askers.spawn(ask(Arc::clone(&self.people), Arc::clone(&self.samples), class));
        }
    }

    /// All requests that were sent between two instants, once all of them were answered.
    pub(super) async fn samples(&self, from: Instant, to: Instant) -> Vec<Sample> {
        loop {
            let samples = self.samples.lock().unwrap_or_else(PoisonError::into_inner).clone();
            let asked = samples.into_iter().filter(|sample| sample.at >= from && sample.at < to);
            let asked: Vec<_> = asked.collect();
            if asked.iter().all(|sample| sample.took.is_some()) {
                return asked;
            }
            // Requests have a timeout, so each sample ends.
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// Stops the load and waits for the answers.
    pub(super) async fn end(self) {
        self.end.cancel();
        self.askers.join_all().await;
    }
}

/// The classes of the steady load of which no request was sent.
pub(super) fn missing(samples: &[Sample]) -> impl Iterator<Item = Class> {
    let is_missing = |class: &Class| !samples.iter().any(|sample| sample.class == *class);
    Class::STEADY.map(|(class, _)| class).into_iter().filter(is_missing)
}

async fn ask(people: Arc<People>, samples: Arc<Mutex<Vec<Sample>>>, class: Class) {
    let lock = || samples.lock().unwrap_or_else(PoisonError::into_inner);
    let at = Instant::now();
    let index = {
        let mut samples = lock();
        samples.push(Sample { class, at, took: None, failed: None });
        samples.len() - 1
    };
    let answer = people.ask(class).await;
    let mut samples = lock();
    samples[index].took = Some(at.elapsed());
    samples[index].failed = answer.err();
}
