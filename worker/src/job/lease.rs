//! Holding the lease of a row while its mail is sent. What may be written under a lease is said in `entity::outbox`.
//!
//! From the end of a lease on, another worker may take the mail. A worker that cannot extend its lease, because the
//! database or the way to it is gone, gives the lease up a little before that end.

use std::time::Duration;

use entity::outbox;
use sea_orm::DbErr;
use tokio::time::{Instant, sleep_until, timeout_at};
use tokio_util::sync::CancellationToken;

/// How often the holder of a lease says that it is alive.
const HEARTBEAT: Duration = Duration::from_secs(10);
/// How long a lease is held that was not extended: until 5 seconds before its end, because the clocks of two workers
/// differ a little, and the conversation with the relay takes a moment to close.
const HELD: Duration = Duration::from_secs(outbox::LEASE.num_seconds().unsigned_abs() - 5);

/// The lease is another worker's, or may soon be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Lost;

/// Extends a lease that was asked for at `since`, until the mail is `done`. `extend` answers whether the lease is still
/// this worker's; a database that does not answer is asked again at the next beat.
pub(super) async fn keep<F: Future<Output = Result<bool, DbErr>>>(
    since: Instant,
    done: &CancellationToken,
    extend: impl Fn() -> F,
) -> Result<(), Lost> {
    let (mut end, mut beat) = (since + HELD, since + HEARTBEAT);
    while done.run_until_cancelled(sleep_until(beat.min(end))).await.is_some() {
        let asked = Instant::now();
        if asked >= end {
            return Err(Lost);
        }
        beat = asked + HEARTBEAT;
        match timeout_at(beat.min(end), extend()).await {
            Ok(Ok(true)) => end = asked + HELD,
            Ok(Ok(false)) => return Err(Lost),
            Ok(Err(_)) | Err(_) => {}
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::{cell::Cell, future::pending};

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_lease_that_cannot_be_extended_is_given_up_before_its_end() {
        let lease = outbox::LEASE.to_std().expect("a span");
        let since = Instant::now();
        let (done, asked) = (CancellationToken::new(), Cell::new(0));
        let silent = keep(since, &done, || {
            asked.set(asked.get() + 1);
            pending()
        });
        assert_eq!(silent.await, Err(Lost));
        assert!(since.elapsed() < lease, "{:?}", since.elapsed());
        assert_eq!(asked.get(), 2, "a statement that hangs is given up for another one");

        let since = Instant::now();
        let failing = keep(since, &done, async || Err(DbErr::Custom("away".to_owned())));
        assert_eq!(failing.await, Err(Lost));
        assert!(since.elapsed() < lease, "{:?}", since.elapsed());

        // The answer to the claim came too late.
        let since = Instant::now();
        tokio::time::advance(lease).await;
        assert_eq!(keep(since, &done, async || Ok(true)).await, Err(Lost));
    }

    #[tokio::test(start_paused = true)]
    async fn a_lease_is_held_while_it_is_extended_and_until_it_is_another_workers() {
        let (done, begun) = (CancellationToken::new(), Instant::now());
        let is_ours = async || Ok(begun.elapsed() < Duration::from_mins(5));
        assert_eq!(keep(begun, &done, is_ours).await, Err(Lost));
        assert_eq!(begun.elapsed(), Duration::from_mins(5));

        // One beat without an answer does no harm.
        let (begun, asked) = (Instant::now(), Cell::new(0));
        let kept = keep(begun, &done, async || {
            asked.set(asked.get() + 1);
            match asked.get() {
                1 => Err(DbErr::Custom("away".to_owned())),
                9 => Ok(false),
                _ => Ok(true),
            }
        });
        assert_eq!(kept.await, Err(Lost));
        assert_eq!(begun.elapsed(), HEARTBEAT * 9);

        let ended = CancellationToken::new();
        ended.cancel();
        assert_eq!(keep(Instant::now(), &ended, pending).await, Ok(()));
    }
}
