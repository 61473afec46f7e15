//! Places for slow conversations, beside the places that each lane has for its deliveries.
//!
//! A delivery that has waited for a relay for some seconds moves to a slow place and gives its ordinary place
//! back, so that a relay may take as long as RFC 5321 allows and delays no other mail. A slow place costs a
//! socket and the bytes of a mail.

use std::{
    future::pending,
    sync::{Arc, OnceLock},
};

use entity::outbox::Lane;
use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    time::{Instant, sleep_until},
};
use tokio_util::sync::CancellationToken;

/// How many slow places each lane has.
pub const SLOW_PLACES: usize = 64;

/// The slow places of all lanes. Each lane has its own, so that slow reminders delay no certificate.
#[derive(Clone)]
pub(super) struct SlowPlaces([Arc<Semaphore>; 3]);

impl SlowPlaces {
    pub(super) fn new(of_each_lane: usize) -> Self {
        Self(Lane::ALL.map(|_| Arc::new(Semaphore::new(of_each_lane))))
    }

    /// The place of a delivery that is about to begin.
    pub(super) fn place(&self, errand: Errand) -> Place {
        let index = Lane::ALL.iter().position(|lane| *lane == errand.lane).unwrap_or(0);
        Place { slow: Arc::clone(&self.0[index]), moved: OnceLock::new(), left: errand.left }
    }
}

/// Whose mail it is, and how to tell that its ordinary place is free again.
#[derive(Clone, Debug)]
pub struct Errand {
    /// The lane that the mail is in.
    pub lane: Lane,
    /// Cancelled when the delivery moves to a slow place, and so no longer needs its ordinary one.
    pub left: CancellationToken,
}

/// The place that a delivery has: first an ordinary one, then perhaps a slow one.
pub(super) struct Place {
    slow: Arc<Semaphore>,
    moved: OnceLock<OwnedSemaphorePermit>,
    left: CancellationToken,
}

impl Place {
    /// Returns at `until` if no slow place is free then. Otherwise moves there, and never returns.
    pub(super) async fn runs_out(&self, until: Instant) {
        if self.moved.get().is_none() {
            sleep_until(until).await;
            match Arc::clone(&self.slow).try_acquire_owned() {
                Ok(permit) => self.move_to(permit),
                Err(_) => return,
            }
        }
        pending::<()>().await;
    }

    /// Moves to a slow place at `until`, or as soon as one is free after that, and returns then.
    pub(super) async fn moves(&self, until: Instant) {
        if self.moved.get().is_none() {
            sleep_until(until).await;
            if let Ok(permit) = Arc::clone(&self.slow).acquire_owned().await {
                self.move_to(permit);
            }
        }
    }

    fn move_to(&self, permit: OwnedSemaphorePermit) {
        // A second permit would be dropped here at once; there is none, because one future waits at a time.
        if self.moved.set(permit).is_ok() {
            self.left.cancel();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use tokio::time::timeout;

    use super::*;

    fn errand(lane: Lane) -> Errand {
        Errand { lane, left: CancellationToken::new() }
    }

    #[tokio::test(start_paused = true)]
    async fn who_waits_long_gives_the_ordinary_place_back_or_ends() {
        let places = SlowPlaces::new(1);
        let (first, second, other) =
            (errand(Lane::Account), errand(Lane::Account), errand(Lane::Certificate));
        let [one, two, three] = [&first, &second, &other].map(|errand| places.place(errand.clone()));
        let until = Instant::now() + Duration::from_secs(10);
        let hour = Duration::from_hours(1);
        assert!(timeout(Duration::from_secs(9), one.runs_out(until)).await.is_err());
        assert!(!first.left.is_cancelled(), "not yet");
        assert!(timeout(hour, one.runs_out(until)).await.is_err(), "it may go on");
        assert!(first.left.is_cancelled());
        assert!(timeout(hour, two.runs_out(until)).await.is_ok(), "no slow place is free");
        assert!(!second.left.is_cancelled());
        assert!(timeout(hour, three.runs_out(until)).await.is_err(), "another lane has its own");
        assert!(other.left.is_cancelled());
        assert!(timeout(hour, two.moves(until)).await.is_err(), "it waits for a slow place");
        drop(one);
        assert!(timeout(hour, two.moves(until)).await.is_ok());
        assert!(second.left.is_cancelled(), "it moved as soon as a place was free");
    }
}
