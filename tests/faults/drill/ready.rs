//! Polls `/readyz` of each server all the time, as a load balancer does.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use serde_json::Value;
use tokio::task::JoinSet;
use tokio::time::{Instant, MissedTickBehavior, interval};

/// The interval of the polls.
const EVERY: Duration = Duration::from_millis(100);

/// The result of a poll.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum State {
    /// The server is ready.
    Ready,
    /// The server is not ready, with its reason.
    Unready(String),
    /// The server accepts the connection and does not answer in time.
    Silent,
    /// The connection is refused.
    Refused,
}

/// The history of one server: its state from each instant on.
pub(super) type Changes = Vec<(Instant, State)>;

/// Polls servers until it is dropped.
pub(super) struct Watch {
    seen: Vec<Arc<Mutex<Changes>>>,
    _looks: JoinSet<()>,
}

impl Watch {
    /// Starts to poll the servers at these addresses. One that takes longer than `timeout` counts as silent.
    pub(super) fn over(bases: &[String], timeout: Duration) -> Self {
        // A new connection for each poll.
        let http = reqwest::Client::builder().timeout(timeout).pool_max_idle_per_host(0).build();
        let http = http.expect("a client");
        let mut looks = JoinSet::new();
        let mut watch = |base: &String| {
            let changes = Arc::new(Mutex::new(Changes::new()));
            let (url, http, noted) = (format!("{base}/readyz"), http.clone(), Arc::clone(&changes));
            looks.spawn(async move {
                let mut ticks = interval(EVERY);
                ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
                loop {
                    ticks.tick().await;
                    let state = look(&http, &url).await;
                    let mut changes = noted.lock().unwrap_or_else(PoisonError::into_inner);
                    if changes.last().is_none_or(|(_, last)| *last != state) {
                        changes.push((Instant::now(), state));
                    }
                }
            });
            changes
        };
        let seen = bases.iter().map(&mut watch).collect();
        Self { seen, _looks: looks }
    }

    /// The states of each server between two instants, beginning with its state at the first.
    pub(super) fn between(&self, from: Instant, to: Instant) -> Vec<Changes> {
        let of = |changes: &Arc<Mutex<Changes>>| {
            let changes = changes.lock().unwrap_or_else(PoisonError::into_inner).clone();
            let before = changes.iter().rfind(|(at, _)| *at < from).map(|(_, state)| (from, state.clone()));
            before.into_iter().chain(changes.into_iter().filter(|(at, _)| (from..to).contains(at))).collect()
        };
        self.seen.iter().map(of).collect()
    }

    /// Whether a server became ready again after `since`, having been unready.
    pub(super) fn is_ready_again(&self, server: usize, since: Instant) -> bool {
        let changes = self.seen[server].lock().unwrap_or_else(PoisonError::into_inner);
        changes.last().is_some_and(|(at, state)| *at > since && *state == State::Ready)
    }

    /// Whether all servers are ready now.
    pub(super) fn all_are_ready(&self) -> bool {
        let now = Instant::now();
        let is_ready = |changes: &Changes| changes.last().is_some_and(|(_, state)| *state == State::Ready);
        self.between(now, now).iter().all(is_ready)
    }
}

async fn look(http: &reqwest::Client, url: &str) -> State {
    match http.get(url).send().await {
        Ok(answer) if answer.status() == 200 => State::Ready,
        Ok(answer) => {
            let status = answer.status().as_u16();
            let said: Value = answer.json().await.unwrap_or_default();
            let reasons = said.as_object().into_iter().flatten().filter(|(_, value)| **value != "ok");
            let reasons: Vec<_> = reasons.map(|(name, value)| format!("{name}: {value}")).collect();
            State::Unready(format!("{status} {}", reasons.join(", ").replace('"', "")))
        }
        Err(error) if error.is_timeout() => State::Silent,
        Err(_) => State::Refused,
    }
}
