//! Tracks whether a lane can use Redis: ids can be pushed, and this process can fetch them. If either fails,
//! mails are sent without Redis, and the reason is logged once.
//!
//! Both are required: if the user of Redis may push but not fetch, every id would wait forever.

use std::{
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::time::Instant;

use crate::redis_client::Trouble;

/// How long after a failed push the next one is tried.
const TRY_AGAIN: Duration = Duration::from_secs(1);

/// The health of one lane's use of Redis.
pub(super) struct Health {
    lane: &'static str,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    fetch: Option<Trouble>,
    push: Option<(Trouble, Instant)>,
    /// It has become unusable, which was not reported yet.
    failed_anew: bool,
    /// The trouble that was logged, while it lasts.
    logged: Option<Trouble>,
}

impl Health {
    pub(super) fn new(lane: &'static str) -> Self {
        Self { lane, state: Mutex::default() }
    }

    /// Whether ids may be pushed now.
    pub(super) fn may_push(&self) -> bool {
        let state = self.state();
        let waits = |(_, failed): &(Trouble, Instant)| failed.elapsed() < TRY_AGAIN;
        state.fetch.is_none() && !state.push.as_ref().is_some_and(waits)
    }

    pub(super) fn is_in_trouble(&self) -> bool {
        let state = self.state();
        state.fetch.is_some() || state.push.is_some()
    }

    /// Whether it has failed since the last call. If so, ids that were pushed may be stuck.
    pub(super) fn has_failed_anew(&self) -> bool {
        std::mem::take(&mut self.state().failed_anew)
    }

    pub(super) fn fetched(&self) {
        self.change(|state| state.fetch = None);
    }

    pub(super) fn fetch_failed(&self, trouble: Trouble) {
        self.change(|state| state.fetch = Some(trouble));
    }

    pub(super) fn pushed(&self) {
        self.change(|state| state.push = None);
    }

    pub(super) fn push_failed(&self, trouble: Trouble) {
        self.change(|state| state.push = Some((trouble, Instant::now())));
    }

    fn change(&self, change: impl FnOnce(&mut State)) {
        let mut state = self.state();
        change(&mut state);
        let trouble = state.fetch.clone().or_else(|| state.push.as_ref().map(|(trouble, _)| trouble.clone()));
        // Every request fails while Redis is away. Only a change of the reason is worth a line.
        if state.logged == trouble {
            return;
        }
        // Only when trouble begins: what was pushed until then may be stuck. Another reason strands no
        // further ids.
        state.failed_anew |= state.logged.is_none();
        if let Some(trouble) = &trouble {
            let remedy = trouble.remedy();
            tracing::warn!(lane = self.lane, cause = %trouble, remedy, "mails are sent without Redis");
        } else {
            tracing::info!(lane = self.lane, "mails go through Redis again");
        }
        state.logged = trouble;
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn ids_are_handed_over_only_while_some_are_fetched_too() {
        let health = Health::new("account");
        assert!(health.may_push() && !health.has_failed_anew());
        health.pushed();
        health.fetch_failed(Trouble::Forbidden("lrange".to_owned()));
        assert!(!health.may_push() && health.is_in_trouble());
        assert!(health.has_failed_anew() && !health.has_failed_anew(), "reported once");
        health.pushed();
        tokio::time::advance(Duration::from_mins(10)).await;
        assert!(!health.may_push(), "pushing alone is not enough");
        health.fetched();
        assert!(health.may_push() && !health.is_in_trouble() && !health.has_failed_anew());
    }

    #[tokio::test(start_paused = true)]
    async fn a_push_that_failed_is_tried_again_after_a_second() {
        let health = Health::new("account");
        health.push_failed(Trouble::Silent);
        assert!(!health.may_push() && health.has_failed_anew());
        health.fetched();
        assert!(!health.may_push(), "fetching alone is not enough");
        tokio::time::advance(TRY_AGAIN).await;
        assert!(health.may_push() && health.is_in_trouble());
        health.push_failed(Trouble::Silent);
        assert!(!health.may_push() && !health.has_failed_anew(), "it had failed all the time");
        health.pushed();
        assert!(health.may_push() && !health.is_in_trouble());
    }
}
