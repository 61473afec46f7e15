//! How much of the database's pool one kind of work may take, so that a slow kind slows itself alone.
//!
//! A locked row or table makes every operation that touches it wait, each with a connection. Without a bound all
//! connections soon wait for the same lock, and nobody is served. So an operation takes permits before it begins:
//! one of its session, one of its kind, one of all applicants together; the rest of the pool is a reserve for
//! officers, logins and whatever is short. A wait for a permit has a limit. Nothing here knows what an operation does.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError, Weak},
    time::Duration,
};

use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    time::timeout,
};

/// Names that nobody works under are forgotten when there are this many.
const NAMES: usize = 1_024;
/// Reads of one session at a time.
const READS_OF_SESSION: usize = 3;
/// Everything else of one session: fewer than any kind has, so that one session's locked row leaves room to others.
const WRITES_OF_SESSION: usize = 2;

/// Connections that may wait for one lock beside all permits: two kinds of questions that are asked together
/// (`migration::batch`) have two statements each.
const TOGETHER: usize = 4;

/// What an operation does with the database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// It reads.
    Read,
    /// It reads what is read together with what others ask for: it holds no connection of its own, and how many are
    /// used is bounded where they are.
    ReadTogether,
    /// It writes.
    Write,
    /// It writes what is written together with what others write; see [`ReadTogether`](Self::ReadTogether).
    WriteTogether,
    /// It writes, in several transactions: what was done is not done again.
    WriteInParts,
    /// It hashes a password in between, and holds no connection meanwhile.
    Hash,
    /// It logs in. Its attempts are bounded by the hasher's gate, and what stands around them by [`Capacity::step`].
    LogIn,
}

impl Access {
    const fn is_together(self) -> bool {
        matches!(self, Self::ReadTogether | Self::WriteTogether)
    }
}

/// An operation that wants to begin.
#[derive(Clone, Copy, Debug)]
pub struct Work<'a> {
    /// What it does.
    pub access: Access,
    /// What it is about, in order and each once: operations of one kind wait for the same things.
    pub kinds: &'a [String],
    /// The session it comes from; `None` where nobody is logged in, for strangers share an address.
    pub session: Option<&'a str>,
    /// Whether an officer asked for it.
    pub is_officers: bool,
}

/// All permits of its kind stayed taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("too many operations of this kind are under way")]
pub struct Busy;

/// The permits; dropped when the operation has ended.
#[derive(Debug)]
pub struct Permits {
    _held: Vec<OwnedSemaphorePermit>,
}

/// The bounds of one server.
#[derive(Debug)]
pub struct Capacity {
    /// Operations of all applicants.
    applicants: Arc<Semaphore>,
    /// The bounds of kinds and sessions, by their names, while someone works under them.
    named: Mutex<HashMap<String, Weak<Semaphore>>>,
    of_read: usize,
    of_write: usize,
    wait: Duration,
}

impl Capacity {
    /// The bounds for a pool with this many connections; an operation waits for its permits at most `wait`.
    #[must_use]
    pub fn of_pool(connections: u32, wait: Duration) -> Self {
        let connections = usize::try_from(connections).unwrap_or(usize::MAX).max(1);
        // Two kinds that read and one that writes may wait for the same lock: together they leave connections to others.
        let (of_read, of_write) = ((connections * 5 / 16).max(1), (connections * 3 / 16).max(1));
        Self {
            applicants: Arc::new(Semaphore::new((connections * 7 / 8).saturating_sub(TOGETHER).max(1))),
            named: Mutex::default(),
            of_read,
            of_write,
            wait,
        }
    }

    /// Waits until the operation may begin.
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
            // In their order: two operations that want the same ones do not wait in a circle.
            wanted.extend(kinds.iter().map(|kind| self.named(format!("{side}:{kind}"), permits)));
        }
        if !is_officers && !access.is_together() && !matches!(access, Access::Hash | Access::LogIn) {
            wanted.push(Arc::clone(&self.applicants));
        }
        self.take(wanted).await
    }

    /// Waits until one of several operations that were to be carried out together may go on alone. Those of applicants
    /// leave the reserve to others.
    pub async fn alone(&self, name: &str, is_officers: bool) -> Result<Permits, Busy> {
        let side = if is_officers { "officers" } else { "applicants" };
        let mut wanted = vec![self.named(format!("{side}:alone:{name}"), self.of_write)];
        if !is_officers {
            wanted.push(Arc::clone(&self.applicants));
        }
        self.take(wanted).await
    }

    /// Waits until a step of an operation that has no permits of its own may begin.
    pub async fn step(&self, name: &'static str) -> Result<Permits, Busy> {
        self.take(vec![self.named(format!("step:{name}"), self.of_write)]).await
    }

    /// From the narrowest to the widest: who waits for a narrow one holds nothing that others need.
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

    /// Takes permits for one kind of work until there are none.
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
