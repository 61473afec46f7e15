//! Limits how many database connections each kind of work may use, so that a slow kind slows down only
//! itself.
//!
//! A locked row or table makes every operation that touches it wait, each with a connection. Without a limit,
//! all connections would soon wait for the same lock, and nobody would be served. So an operation takes
//! permits before it starts: one for its session, one for its kind, and one that all applicants share. The
//! rest of the pool is a reserve for officers, logins and other short work. A wait for permits has a time
//! limit. Nothing here knows what an operation does.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError, Weak},
    time::Duration,
};

use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    time::timeout,
};

/// Unused semaphores are removed when the map has this many entries.
const NAMES: usize = 1_024;
/// Maximum concurrent reads of one session.
const READS_OF_SESSION: usize = 3;
/// Maximum concurrent operations of one session other than reads. It is lower than the limit of any kind, so
/// a locked row of one session leaves permits of that kind to others.
const WRITES_OF_SESSION: usize = 2;

/// Connections that may wait for one lock without holding a permit here: two kinds of batched queries
/// (`migration::batch`) run up to two statements each.
const TOGETHER: usize = 4;

/// How an operation uses the database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Reads, on a connection of its own.
    Read,
    /// Reads in a batch with other requests. It holds no connection of its own; the batches limit how many
    /// they use.
    ReadTogether,
    /// Writes, on a connection of its own.
    Write,
    /// Writes in a batch with other requests; see [`ReadTogether`](Self::ReadTogether).
    WriteTogether,
    /// Writes in several transactions; a part that is done is not repeated.
    WriteInParts,
    /// Hashes a password between its statements, and holds no connection meanwhile.
    Hash,
    /// Logs in. The hasher's admission limits the attempts, and [`Capacity::step`] the database work around
    /// them.
    LogIn,
}

impl Access {
    const fn is_together(self) -> bool {
        matches!(self, Self::ReadTogether | Self::WriteTogether)
    }
}

/// An operation that asks for permits.
#[derive(Clone, Copy, Debug)]
pub struct Work<'a> {
    /// How it uses the database.
    pub access: Access,
    /// The names of what it operates on, sorted and without duplicates. Operations with the same name wait
    /// for the same locks.
    pub kinds: &'a [String],
    /// The session of the request; `None` for anonymous requests, which have no such limit because strangers
    /// may share an address.
    pub session: Option<&'a str>,
    /// Whether the request comes from an officer.
    pub is_officers: bool,
}

/// No permit became free within the time limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("too many operations of this kind are under way")]
pub struct Busy;

/// The permits of a running operation; dropping them returns them.
#[derive(Debug)]
pub struct Permits {
    _held: Vec<OwnedSemaphorePermit>,
}

/// The capacity limits of one server.
#[derive(Debug)]
pub struct Capacity {
    /// Shared by the operations of all applicants.
    applicants: Arc<Semaphore>,
    /// The semaphores of kinds and sessions, by name, while they are in use.
    named: Mutex<HashMap<String, Weak<Semaphore>>>,
    of_read: usize,
    of_write: usize,
    wait: Duration,
}

impl Capacity {
    /// Sets the limits for a pool with this many connections; an operation waits at most `wait` for its
    /// permits.
    #[must_use]
    pub fn of_pool(connections: u32, wait: Duration) -> Self {
        let connections = usize::try_from(connections).unwrap_or(usize::MAX).max(1);
        // Two kinds that read and one that writes may wait for the same lock. Together they leave connections
        // to others.
        let (of_read, of_write) = ((connections * 5 / 16).max(1), (connections * 3 / 16).max(1));
        Self {
            // An eighth is the reserve of officers, logins and other short work. Batches take no permit.
            applicants: Arc::new(Semaphore::new((connections * 7 / 8).saturating_sub(TOGETHER).max(1))),
            named: Mutex::default(),
            of_read,
            of_write,
            wait,
        }
    }

    /// Waits until the operation may start. Fails with [`Busy`] when the wait exceeds its limit.
    pub async fn enter(&self, work: Work<'_>) -> Result<Permits, Busy> {
        let Work { access, kinds, session, is_officers } = work;
        let mut wanted = Vec::with_capacity(kinds.len() + 2);
        match (session, access) {
            (None, _) => {}
            (Some(session), Access::Read | Access::ReadTogether) => {
                wanted.push(self.named(format!("reads:{session}"), READS_OF_SESSION));
            }
            (Some(session), _) => wanted.push(self.named(format!("writes:{session}"), WRITES_OF_SESSION)),
        }
        let side = if is_officers { "officers" } else { "applicants" };
        let permits = if access == Access::Read { self.of_read } else { self.of_write };
        if !access.is_together() && access != Access::LogIn {
            // In sorted order, so that two operations that need the same permits cannot deadlock.
            wanted.extend(kinds.iter().map(|kind| self.named(format!("{side}:{kind}"), permits)));
        }
        // A hash holds no connection while it runs, so it must not keep the permit that all share.
        if !is_officers && !access.is_together() && !matches!(access, Access::Hash | Access::LogIn) {
            wanted.push(Arc::clone(&self.applicants));
        }
        self.take(wanted).await
    }

    /// Waits until an operation that did not run in a batch may run alone. Operations of applicants also take
    /// a shared permit, which leaves the reserve to others.
    pub async fn alone(&self, name: &str, is_officers: bool) -> Result<Permits, Busy> {
        let side = if is_officers { "officers" } else { "applicants" };
        // A limit of their own, because most of these wait for a row or a lock that somebody else holds.
        let mut wanted = vec![self.named(format!("{side}:alone:{name}"), self.of_write)];
        if !is_officers {
            wanted.push(Arc::clone(&self.applicants));
        }
        self.take(wanted).await
    }

    /// Waits until one step of an operation that holds no permits of its own may start.
    pub async fn step(&self, name: &'static str) -> Result<Permits, Busy> {
        self.take(vec![self.named(format!("step:{name}"), self.of_write)]).await
    }

    /// Acquires permits from the narrowest limit to the widest, so an operation that waits for a narrow one
    /// holds nothing that others need.
    async fn take(&self, wanted: Vec<Arc<Semaphore>>) -> Result<Permits, Busy> {
        let take = async {
            let mut held = Vec::with_capacity(wanted.len());
            for semaphore in wanted {
                held.push(semaphore.acquire_owned().await.expect("no semaphore here is ever closed"));
            }
            Permits { _held: held }
        };
        timeout(self.wait, take).await.map_err(|_| Busy)
    }

    fn named(&self, name: String, permits: usize) -> Arc<Semaphore> {
        let mut named = self.named.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = named.get(&name).and_then(Weak::upgrade) {
            return known;
        }
        if named.len() >= NAMES {
            named.retain(|_, semaphore| semaphore.strong_count() > 0);
        }
        let semaphore = Arc::new(Semaphore::new(permits));
        named.insert(name, Arc::downgrade(&semaphore));
        semaphore
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(names: &str) -> Vec<String> {
        names.split(' ').map(str::to_owned).collect()
    }

    fn work(access: Access, kinds: &[String]) -> Work<'_> {
        Work { access, kinds, session: None, is_officers: false }
    }

    /// Takes permits for one kind of work until none are left.
    async fn take_all(capacity: &Capacity, of: Work<'_>) -> Vec<Permits> {
        let mut taken = Vec::new();
        while let Ok(permits) = capacity.enter(of).await {
            taken.push(permits);
        }
        taken
    }

    #[tokio::test(start_paused = true)]
    async fn kinds_that_wait_for_one_lock_leave_room_for_all_others() {
        let capacity = Capacity::of_pool(16, Duration::from_secs(1));
        let register = kinds("registerReceipt");
        let writes = take_all(&capacity, work(Access::Write, &register)).await;
        let reads = take_all(&capacity, work(Access::Read, &kinds("receipts"))).await;
        let others = take_all(&capacity, work(Access::Read, &kinds("nextReceipt"))).await;
        assert_eq!((writes.len(), reads.len(), others.len()), (3, 5, 2));
        drop(others);
        let both = kinds("receipts site");
        assert!(capacity.enter(work(Access::Read, &both)).await.is_err(), "one of its kinds has no room");
        assert!(capacity.enter(work(Access::Read, &kinds("site"))).await.is_ok());
        assert!(capacity.enter(work(Access::Write, &kinds("startRegistration"))).await.is_ok());
        drop(writes);
        assert!(capacity.enter(work(Access::Write, &register)).await.is_ok(), "permits come back");
    }

    #[tokio::test(start_paused = true)]
    async fn applicants_together_leave_a_reserve_for_officers_and_logins() {
        let capacity = Capacity::of_pool(16, Duration::from_secs(1));
        let mut taken = Vec::new();
        for kind in ["a", "b", "c", "d"] {
            taken.extend(take_all(&capacity, work(Access::Read, &kinds(kind))).await);
        }
        assert_eq!(taken.len(), 10);
        assert!(capacity.enter(Work { is_officers: true, ..work(Access::Write, &kinds("a")) }).await.is_ok());
        assert!(capacity.enter(work(Access::LogIn, &kinds("logIn"))).await.is_ok());
        assert!(capacity.enter(work(Access::Hash, &kinds("changePassword"))).await.is_ok());
        assert!(capacity.step("session").await.is_ok());
    }

    #[tokio::test(start_paused = true)]
    async fn what_is_done_together_has_the_bounds_of_its_session_alone() {
        let capacity = Capacity::of_pool(16, Duration::from_secs(1));
        let register = kinds("registerReceipt");
        let mut taken = Vec::new();
        for session in 0..100 {
            let session = session.to_string();
            let of = Work { session: Some(&session), ..work(Access::WriteTogether, &register) };
            taken.push(take_all(&capacity, of).await);
        }
        assert!(taken.iter().all(|taken| taken.len() == WRITES_OF_SESSION));
        assert_eq!(
            take_all(&capacity, work(Access::Write, &register)).await.len(),
            3,
            "none of its kind was taken"
        );
    }

    #[tokio::test(start_paused = true)]
    async fn what_hashes_and_the_steps_of_a_login_have_bounds_of_their_own() {
        let capacity = Capacity::of_pool(16, Duration::from_secs(1));
        assert_eq!(take_all(&capacity, work(Access::Hash, &kinds("changePassword"))).await.len(), 3);
        let steps = async {
            let mut taken = Vec::new();
            while let Ok(permits) = capacity.step("session").await {
                taken.push(permits);
            }
            taken
        };
        assert_eq!(steps.await.len(), 3);
    }

    #[tokio::test(start_paused = true)]
    async fn one_session_takes_no_more_than_its_share_of_a_kind() {
        let capacity = Capacity::of_pool(64, Duration::from_secs(1));
        let register = kinds("registerReceipt");
        let of = |session, access| Work { session: Some(session), ..work(access, &register) };
        for (access, most) in [(Access::Read, READS_OF_SESSION), (Access::Write, WRITES_OF_SESSION)] {
            let taken = take_all(&capacity, of("one", access)).await;
            assert_eq!(taken.len(), most);
            assert!(capacity.enter(of("another", access)).await.is_ok());
        }
    }

    #[tokio::test(start_paused = true)]
    async fn one_session_never_holds_all_permits_of_a_kind() {
        for connections in 16..200 {
            let capacity = Capacity::of_pool(connections, Duration::from_secs(1));
            assert!(READS_OF_SESSION < capacity.of_read && WRITES_OF_SESSION < capacity.of_write);
        }
    }

    #[tokio::test(start_paused = true)]
    async fn names_that_nobody_works_under_are_forgotten() {
        let capacity = Capacity::of_pool(16, Duration::from_secs(1));
        let viewer = kinds("viewer");
        for number in 0..3 * NAMES {
            let session = number.to_string();
            let of = Work { session: Some(&session), ..work(Access::Read, &viewer) };
            assert!(capacity.enter(of).await.is_ok());
        }
        assert!(capacity.named.lock().expect("not poisoned").len() <= NAMES);
    }
}
