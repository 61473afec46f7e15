//! Keeps the lease of a row while its mail is sent. `entity::outbox` says what may be written under a lease.
//!
//! When a lease ends, another worker may take the mail. A worker that cannot extend its lease, because the
//! database or the network is down, gives the lease up a little earlier.

use std::time::Duration;

use entity::outbox;
use sea_orm::DbErr;
use tokio::time::{Instant, sleep_until, timeout_at};
use tokio_util::sync::CancellationToken;

/// How often the holder extends its lease.
const HEARTBEAT: Duration = Duration::from_secs(10);
/// How long a lease is used without an extension. It ends 5 seconds early, because the clocks of two workers
/// differ a little, and closing the connection to the relay takes a moment.
const HELD: Duration = Duration::from_secs(outbox::LEASE.num_seconds().unsigned_abs() - 5);

/// The lease belongs to another worker, or soon may.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Lost;

/// Extends a lease that was requested at `since`, until the mail is `done`. `extend` returns whether this
/// worker still holds the lease. If the database does not answer, it is asked again at the next heartbeat.
pub(super) async fn keep<F: Future<Output = Result<bool, DbErr>>>(
    since: Instant,
    done: &CancellationToken,
    extend: impl Fn() -> F,
) -> Result<(), Lost> {
    let (mut end, mut beat) = (since + HELD, since + HEARTBEAT);
    while done.run_until_cancelled(sleep_until(beat.min(end))).await.is_some() {
        let asked = Instant::now();
        // This may be true at the first turn: then the answer to the claim came too late.
        if asked >= end {
            return Err(Lost);
        }
        beat = asked + HEARTBEAT;
        // A statement that hangs is given up at the next heartbeat, which sends another one.
        match timeout_at(beat.min(end), extend()).await {
            // From the question, not from the answer: the row may have been written at any time between the
            // two.
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
        assert_eq!(asked.get(), 2, "a statement that hangs is replaced by another one");

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

        // One heartbeat without an answer does no harm.
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
