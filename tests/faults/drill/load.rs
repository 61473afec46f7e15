//! The steady load: each class at its own times, whatever becomes of what was asked before, and a sample of each
//! question.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::task::JoinSet;
use tokio::time::{Instant, MissedTickBehavior, interval};
use tokio_util::sync::CancellationToken;

use super::people::{Class, People};

/// One question.
#[derive(Clone, Debug)]
pub(super) struct Sample {
    pub(super) class: Class,
    /// When it was asked.
    pub(super) at: Instant,
    /// How long the answer took; nothing before it came.
    pub(super) took: Option<Duration>,
    /// What was wrong with the answer.
    pub(super) failed: Option<String>,
}

/// The load; it ends when dropped.
pub(super) struct Load {
    people: Arc<People>,
    samples: Arc<Mutex<Vec<Sample>>>,
    askers: JoinSet<()>,
    end: CancellationToken,
}

impl Load {
    /// Begins; `times` as much as usual.
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

    /// Asks for something besides, so many times at once.
    pub(super) fn also(&mut self, class: Class, count: usize) {
        for _ in 0..count {
            self.askers.spawn(ask(Arc::clone(&self.people), Arc::clone(&self.samples), class));
        }
    }

    /// All that was asked between two moments, once all of it was answered.
    pub(super) async fn samples(&self, from: Instant, to: Instant) -> Vec<Sample> {
        loop {
            let samples = self.samples.lock().unwrap_or_else(PoisonError::into_inner).clone();
            let asked = samples.into_iter().filter(|sample| sample.at >= from && sample.at < to);
            let asked: Vec<_> = asked.collect();
            if asked.iter().all(|sample| sample.took.is_some()) {
                return asked;
            }
            // People lose their patience after a while, so that each sample ends.
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// Asks for nothing more, and waits for the answers.
    pub(super) async fn end(self) {
        self.end.cancel();
        self.askers.join_all().await;
    }
}

/// What was not asked for once, of all that is asked for all the time.
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
