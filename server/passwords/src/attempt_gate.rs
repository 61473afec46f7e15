//! A gate that limits how many attempts of a class use the database or wait for a hash at the same time.
//!
//! The holder of a ticket waits here before anything is read or reserved, and networks take turns. So a flood
//! uses only this many of the database's connections, and an attempt is seldom reserved in vain. An attempt
//! past the gate that waits for the database occupies no hashing thread.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use ipnet::IpNet;
use tokio::{
    sync::oneshot,
    time::{Instant, timeout_at},
};

use crate::fair_queue::Turns;

/// The gate of one class.
pub(super) struct Gate(Mutex<State>);

struct State {
    free: usize,
    next_id: u64,
    waiting: Turns<oneshot::Sender<Passed>>,
}

/// An attempt that has passed the gate. Dropping this lets the next one pass.
pub(super) struct Passed(Arc<Gate>);

impl Gate {
    /// Creates a gate for `places` attempts at a time.
    pub(super) fn new(places: usize) -> Arc<Self> {
        Arc::new(Self(Mutex::new(State { free: places, next_id: 0, waiting: Turns::new() })))
    }

    /// Waits to pass; `None` if there is no room until `deadline`.
    pub(super) async fn pass(self: &Arc<Self>, network: Option<IpNet>, deadline: Instant) -> Option<Passed> {
        let (waiting, called) = {
            let mut state = self.state();
            if let Some(left) = state.free.checked_sub(1) {
                state.free = left;
                return Some(Passed(Arc::clone(self)));
            }
            let ((call, called), id) = (oneshot::channel(), state.next_id);
            state.next_id += 1;
            state.waiting.push(network, id, call);
            (Waiting { gate: self, id }, called)
        };
        // `waiting` lives until the answer, so an attempt that gives up or is dropped leaves the queue.
        let passed = timeout_at(deadline, called).await.ok()?.ok();
        drop(waiting);
        passed
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Lets the next one pass.
    fn release(self: &Arc<Self>) {
        let next = {
            let mut state = self.state();
            let next = state.waiting.pop();
            // Otherwise the permission goes to the next one directly, so that no newcomer can take it first.
            if next.is_none() {
                state.free += 1;
            }
            next
        };
        // If the receiver has left, the permission is dropped, which lets the next one pass.
        if let Some(next) = next {
            drop(next.send(Passed(Arc::clone(self))));
        }
    }
}

impl Drop for Passed {
    fn drop(&mut self) {
        self.0.release();
    }
}

/// An attempt that waits at the gate, and leaves the queue when dropped.
struct Waiting<'a> {
    gate: &'a Gate,
    id: u64,
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.gate.state().waiting.remove(self.id);
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn soon() -> Instant {
        Instant::now() + Duration::from_millis(1)
    }

    #[tokio::test]
    async fn so_many_pass_at_a_time_and_whoever_leaves_makes_room() {
        let gate = Gate::new(2);
        let (one, two) = (gate.pass(None, soon()).await, gate.pass(None, soon()).await);
        assert!(one.is_some() && two.is_some());
        assert!(gate.pass(None, soon()).await.is_none(), "nobody has left");
        drop(one);
        let three = gate.pass(None, soon()).await;
        assert!(three.is_some() && gate.pass(None, soon()).await.is_none());
        drop((two, three));
        assert_eq!(gate.state().free, 2);
    }

    #[tokio::test]
    async fn a_place_is_not_lost_with_one_who_was_called_and_has_gone() {
        let gate = Gate::new(1);
        let one = gate.pass(None, soon()).await;
        let far = Instant::now() + Duration::from_mins(1);
        let mut waiting = Box::pin(gate.pass(None, far));
        assert!(tokio::time::timeout(Duration::from_millis(1), &mut waiting).await.is_err());
        drop(one); // it is called
        drop(waiting); // and has gone
        assert!(gate.pass(None, soon()).await.is_some());
        assert_eq!(gate.state().free, 1);
    }
}
