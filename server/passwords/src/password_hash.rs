//! Hashes and verifies passwords on dedicated threads, a bounded number at a time.
//!
//! Each hash takes 19 MiB and about 40 ms of a core. Without a limit, a storm of logins would take all memory
//! and all cores. With it, a request that cannot be served soon is refused, and all other requests stay fast.
//! A [`Ticket`] comes first and costs nothing. A thread is used for the hash alone, never while something
//! waits for the database. Every path through a login costs exactly one verification in the common queue; a
//! hash of another system that costs more than ours is verified on a thread of its own after that.

use std::{
    num::NonZeroUsize,
    sync::{Arc, atomic::Ordering},
    thread,
};

use argon2::Params;
use entity::{account::Password, key_ring::KeyRing};
use tokio::time::Instant;

use crate::{
    admission::Admission,
    fair_queue::CLASSES,
    foreign_hash::{ForeignHash, Refusal},
    hashing_threads::{HashingThreads, Priority},
    own_hash::OwnScheme,
    slow_lane::SlowLane,
    ticket::Works,
};
pub use crate::{
    admission::{Overloaded, Requester, Turn},
    fair_queue::Class,
    ticket::{HashError, LONGEST_WAIT, Ticket, Verdict},
};

/// Concurrent attempts of each class for each thread: enough to keep the threads busy while some wait for a
/// locked row.
const ATTEMPTS: usize = 4;
/// Minimum number of concurrent attempts of each class, if there are enough connections.
const LEAST_ATTEMPTS: usize = 8;
/// Minimum in any case. It is more than two, the limit of one subject, so that the wait for one row never
/// holds up everyone.
const FEWEST_ATTEMPTS: usize = 3;
/// Costs as recommended by OWASP: 19 MiB, two passes, one lane.
const MEMORY_KIB: u32 = 19 * 1024;
const PASSES: u32 = 2;

/// Seconds after which an overloaded client may try again.
pub const RETRY_AFTER_SECONDS: i32 = 2;

/// Hashes and verifies passwords. Clones share the threads.
#[derive(Clone)]
pub struct Hasher {
    works: Works,
    admission: Arc<Admission>,
}

impl Hasher {
    /// Creates a hasher on all cores, next to a pool of `connections` connections. The threads have a low
    /// priority, so they can use all cores without slowing requests. New hashes need the current key of
    /// `keys` to be verified again.
    #[must_use]
    pub fn for_this_machine(keys: KeyRing, connections: u32) -> Self {
        let threads = thread::available_parallelism().map_or(1, NonZeroUsize::get);
        let costs = Params::new(MEMORY_KIB, PASSES, 1, None).expect("these are within argon2's bounds");
        Self::with(&costs, threads, attempts(threads, connections), Some(keys))
    }

    /// Creates a hasher with these costs, number of threads, and keys, and without a limit on connections.
    /// Without a ring, new hashes need no key.
    #[must_use]
    pub fn new(costs: &Params, threads: usize, keys: Option<KeyRing>) -> Self {
        Self::with(costs, threads, attempts(threads, u32::MAX), keys)
    }

    fn with(costs: &Params, threads: usize, attempts: usize, keys: Option<KeyRing>) -> Self {
        let works = Works {
            scheme: Arc::new(OwnScheme::new(costs, keys)),
            threads: Arc::new(HashingThreads::start(threads, Priority::Low)),
            lane: Arc::new(SlowLane::start()),
            done: Arc::default(),
        };
        Self { works, admission: Admission::new(attempts) }
    }

    /// Takes the right to wait for hashes. Take it before anything is reserved or looked up, so that a client
    /// that gets none has cost nothing and learnt nothing.
    pub fn ticket(&self, requester: &Requester) -> Result<Ticket, Overloaded> {
        let admitted = self.admission.admit(requester)?;
        let queue = (requester.class, requester.networks.last().copied());
        Ok(Ticket::new(self.works.clone(), queue, admitted))
    }

    /// Hashes a new password into a PHC string.
    pub async fn hash(&self, requester: &Requester, password: Password) -> Result<String, Overloaded> {
        self.ticket(requester)?.hash(password).await
    }

    /// Whether the password matches `phc`. Without a hash, does the same work and returns false.
    pub async fn verify(
        &self,
        requester: &Requester,
        password: Password,
        phc: Option<String>,
    ) -> Result<bool, HashError> {
        self.ticket(requester)?.verify(password, phc).await
    }

    /// Whether a new hash of the password would differ in scheme, cost or key.
    #[must_use]
    pub fn is_outdated(&self, phc: &str) -> bool {
        self.works.scheme.is_outdated(phc)
    }

    /// Measures what the given hashes of other systems cost on this machine, one hash for each kind and cost
    /// that is in use. From then on, a refusal takes as long for everyone as for the owner of the most
    /// expensive one. Unless the hashes `are_all` kinds in use, it takes as long as any may. Returns a refusal
    /// for each that takes too long here to be verified at all; their owners get in only after a password
    /// reset. The measurement takes up to a second, once for each kind, and once an hour for what takes too
    /// long.
    pub async fn survey(&self, hashes: Vec<ForeignHash>, are_all: bool) -> Vec<Refusal> {
        self.works.lane.survey(&self.works.scheme, hashes, are_all, Instant::now()).await
    }

    /// Until the next [survey](Self::survey), a refusal takes as long as if a hash of another system were in use
    /// that costs as much as any may. Call it before anyone knows which are in use.
    pub fn assume_dearest(&self) {
        self.works.lane.assume_dearest();
    }

    /// The number of jobs that wait for a thread.
    #[must_use]
    pub fn waiting(&self) -> usize {
        self.works.threads.waiting()
    }

    /// The number of passwords hashed or verified so far in the common queue, including verifications without
    /// a hash.
    #[must_use]
    pub fn done(&self) -> u64 {
        self.works.done.load(Ordering::Relaxed)
    }
}

/// Maximum number of concurrent attempts of each class. While a table is locked each attempt holds a
/// connection, and all classes together leave a quarter of the pool free.
fn attempts(threads: usize, connections: u32) -> usize {
    let of_pool = usize::try_from(connections).unwrap_or(usize::MAX) / CLASSES * 3 / 4;
    LEAST_ATTEMPTS.max(threads * ATTEMPTS).min(of_pool).max(FEWEST_ATTEMPTS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attempts_of_all_classes_leave_connections_to_others() {
        assert_eq!((attempts(1, 16), attempts(7, 16)), (3, 3));
        assert_eq!((attempts(1, 100), attempts(7, 100), attempts(7, 500)), (8, 18, 28));
        for connections in 16..500 {
            assert!(CLASSES * attempts(64, connections) <= connections as usize * 3 / 4);
        }
    }

    const SOMEONE: Requester =
        Requester { class: Class::Stranger, networks: Vec::new(), subject: String::new() };

    fn cheap() -> Hasher {
        Hasher::new(&Params::new(8, 1, 1, None).expect("the least that argon2 allows"), 1, None)
    }

    #[tokio::test]
    async fn only_the_right_password_matches_its_hash() {
        let hasher = cheap();
        let phc = hasher.hash(&SOMEONE, Password::entered("Abcdef123$")).await.expect("a free hasher");
        assert!(phc.starts_with("$argon2id$"));
        let verify = async |input: &str, phc: Option<&str>| {
            hasher.verify(&SOMEONE, Password::entered(input), phc.map(Into::into)).await
        };
        assert_eq!(verify("Abcdef123$", Some(&phc)).await, Ok(true));
        assert_eq!(verify("abcdef123$", Some(&phc)).await, Ok(false));
        assert_eq!(verify("Abcdef123$", None).await, Ok(false));
        assert_eq!(verify("", None).await, Ok(false));
        assert_eq!(verify(&"a".repeat(129), Some(&phc)).await, Ok(false));
        assert_eq!(verify("Abcdef123$", Some("not a hash")).await, Ok(false));
    }

    #[tokio::test]
    async fn a_right_password_with_an_outdated_hash_is_hashed_anew() {
        let hasher = cheap();
        let judge = async |input: &str, phc: &str| {
            let ticket = hasher.ticket(&SOMEONE).expect("a ticket");
            let mut turn = ticket.turn().await.expect("its turn");
            ticket
                .verify_and_renew(&mut turn, Password::entered(input), Some(phc.to_owned()))
                .await
                .expect("a free hasher")
        };
        let old = "$2b$04$abcdefghijklmnopqrstuu1DYyxwszY2r2fET8Otd/9p2FlO3pkQq";
        assert!(hasher.is_outdated(old));
        assert_eq!(judge("Wrong-2025=hana", old).await, Verdict::Wrong);
        let Verdict::Right { renewed: Some(new) } = judge("Tsubaki-2025=hana", old).await else {
            panic!("right, and renewed")
        };
        assert!(!hasher.is_outdated(&new));
        assert_eq!(judge("Tsubaki-2025=hana", &new).await, Verdict::Right { renewed: None });
    }

    #[tokio::test]
    async fn without_a_ticket_one_is_turned_away_at_once_and_nothing_is_hashed() {
        let hasher = cheap();
        let tickets: Vec<_> = std::iter::from_fn(|| hasher.ticket(&SOMEONE).ok()).collect();
        let answer = hasher.verify(&SOMEONE, Password::entered("Abcdef123$"), None).await;
        assert_eq!((answer, hasher.done()), (Err(HashError::Overloaded(Overloaded)), 0));
        drop(tickets);
        assert_eq!(hasher.verify(&SOMEONE, Password::entered("Abcdef123$"), None).await, Ok(false));
    }
}
