//! Hashes and verifies passwords on dedicated threads, a bounded number at a time.
//!
//! Each hash takes 19 MiB and about 40 ms of a core. Without a limit, a storm of logins would take all memory
//! and all cores. With it, a request that cannot be served soon is refused, and all other requests stay fast.
//! A [`Ticket`] comes first and costs nothing. A thread is used for the hash alone, never while something
//! waits for the database. Every path through a login costs exactly one verification.

use std::{
    num::NonZeroUsize,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    thread,
    time::Duration,
};

use argon2::Params;
use entity::{
    account::Password,
    key_ring::{KeyMissing, KeyRing},
};
use ipnet::IpNet;
use tokio::time::Instant;

use crate::{
    admission::{Admission, Admitted},
    fair_queue::CLASSES,
    hashing_threads::{HashingThreads, Memory},
    own_hash::{OwnScheme, Unverifiable},
};
pub use crate::{
    admission::{Overloaded, Requester, Turn},
    fair_queue::Class,
};

/// Maximum wait for a turn, and then again for a thread.
pub const LONGEST_WAIT: Duration = Duration::from_secs(2);
/// Concurrent attempts of each class for each thread: enough to keep the threads busy while some wait for a
/// locked row.
const ATTEMPTS: usize = 4;
/// Minimum number of concurrent attempts of each class, if there are enough connections.
const LEAST_ATTEMPTS: usize = 8;
/// Minimum in any case. It is more than two, the limit of one subject, so that the wait for one row never
/// holds up everyone.
const FEWEST_ATTEMPTS: usize = 3;
/// Maximum length of a password in bytes. Longer ones are never hashed, because no rule ever allowed one.
const MAX_BYTES: usize = 128;
/// Costs as recommended by OWASP: 19 MiB, two passes, one lane.
const MEMORY_KIB: u32 = 19 * 1024;
const PASSES: u32 = 2;

/// Why a password was not verified.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HashError {
    /// Too many passwords are being hashed. Nothing was tried.
    #[error(transparent)]
    Overloaded(#[from] Overloaded),
    /// The hash was made with a key that this process lacks. The work of a verification was done all the
    /// same.
    #[error(transparent)]
    KeyMissing(#[from] KeyMissing),
}

/// Seconds after which an overloaded client may try again.
pub const RETRY_AFTER_SECONDS: i32 = 2;

/// Hashes and verifies passwords. Clones share the threads.
#[derive(Clone)]
pub struct Hasher {
    scheme: Arc<OwnScheme>,
    threads: Arc<HashingThreads>,
    admission: Arc<Admission>,
    done: Arc<AtomicU64>,
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
        Self {
            scheme: Arc::new(OwnScheme::new(costs, keys)),
            threads: Arc::new(HashingThreads::start(threads)),
            admission: Admission::new(attempts),
            done: Arc::default(),
        }
    }

    /// Takes the right to wait for hashes. Take it before anything is reserved or looked up, so that a client
    /// that gets none has cost nothing and learnt nothing.
    pub fn ticket(&self, requester: &Requester) -> Result<Ticket, Overloaded> {
        let admitted = self.admission.admit(requester)?;
        let queue = (requester.class, requester.networks.last().copied());
        Ok(Ticket { hasher: self.clone(), queue, admitted })
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
        self.scheme.is_outdated(phc)
    }

    /// The number of jobs that wait for a thread.
    #[must_use]
    pub fn waiting(&self) -> usize {
        self.threads.waiting()
    }

    /// The number of passwords hashed or verified so far, including verifications without a hash.
    #[must_use]
    pub fn done(&self) -> u64 {
        self.done.load(Ordering::Relaxed)
    }
}

/// The right to wait for hashes, returned when dropped. It holds no thread.
pub struct Ticket {
    hasher: Hasher,
    queue: (Class, Option<IpNet>),
    admitted: Admitted,
}

/// The result of a verification.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The password does not match, or there is none.
    Wrong,
    /// The password matches.
    Right {
        /// A new hash to store, if the old one is outdated.
        renewed: Option<String>,
    },
}

impl Ticket {
    /// Waits for the turn to use the database, for code that reserves an attempt. Wait before anything is
    /// looked up.
    pub async fn turn(&self) -> Result<Turn, Overloaded> {
        self.admitted.turn(Instant::now() + LONGEST_WAIT).await
    }

    /// Hashes a new password into a PHC string.
    pub async fn hash(&self, password: Password) -> Result<String, Overloaded> {
        let scheme = Arc::clone(&self.hasher.scheme);
        self.run(move |memory| scheme.hash(password.as_bytes(), memory)).await
    }

    /// Whether the password matches `phc`. Without a hash, does the same work and returns false.
    pub async fn verify(&self, password: Password, phc: Option<String>) -> Result<bool, HashError> {
        let scheme = Arc::clone(&self.hasher.scheme);
        Ok(self.run(move |memory| is_right(&scheme, &password, phc.as_deref(), memory)).await??)
    }

    /// The same, and makes a new hash if the password matches and its hash is outdated.
    pub async fn verify_and_renew(
        &self,
        password: Password,
        phc: Option<String>,
    ) -> Result<Verdict, HashError> {
        let scheme = Arc::clone(&self.hasher.scheme);
        let judge = move |memory: &mut Memory| {
            let is_right = is_right(&scheme, &password, phc.as_deref(), memory)?;
            let Some(phc) = phc.filter(|_| is_right) else { return Ok(Verdict::Wrong) };
            let renewed = scheme.is_outdated(&phc).then(|| scheme.hash(password.as_bytes(), memory));
            Ok::<_, KeyMissing>(Verdict::Right { renewed })
        };
        Ok(self.run(judge).await??)
    }

    /// Runs `work` on a thread, or not at all if no thread is free in time.
    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Memory) -> T + Send + 'static,
    ) -> Result<T, Overloaded> {
        let done = Arc::clone(&self.hasher.done);
        let work = move |memory: &mut Memory| {
            done.fetch_add(1, Ordering::Relaxed);
            work(memory)
        };
        self.hasher.threads.run(self.queue, LONGEST_WAIT, work).await.ok_or(Overloaded)
    }
}

/// Maximum number of concurrent attempts of each class. While a table is locked each attempt holds a
/// connection, and all classes together leave a quarter of the pool free.
fn attempts(threads: usize, connections: u32) -> usize {
    let of_pool = usize::try_from(connections).unwrap_or(usize::MAX) / CLASSES * 3 / 4;
    LEAST_ATTEMPTS.max(threads * ATTEMPTS).min(of_pool).max(FEWEST_ATTEMPTS)
}

/// Does exactly one verification, whether or not there is something to verify.
fn is_right(
    scheme: &OwnScheme,
    password: &Password,
    phc: Option<&str>,
    memory: &mut Memory,
) -> Result<bool, KeyMissing> {
    let phc = phc.filter(|_| password.as_bytes().len() <= MAX_BYTES);
    match phc.map(|phc| scheme.verify(password.as_bytes(), phc, memory)) {
        Some(Ok(is_right)) => Ok(is_right),
        // Without a hash, do the same work, so that the time of an answer does not tell whether there is one.
        None | Some(Err(Unverifiable::NoHash)) => {
            scheme.pretend(memory);
            Ok(false)
        }
        Some(Err(Unverifiable::Key(missing))) => {
            scheme.pretend(memory);
            Err(missing)
        }
    }
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
        let phc = hasher.hash(&SOMEONE, Password::typed("Abcdef123$")).await.expect("a free hasher");
        assert!(phc.starts_with("$argon2id$"));
        let verify = async |typed: &str, phc: Option<&str>| {
            hasher.verify(&SOMEONE, Password::typed(typed), phc.map(Into::into)).await
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
        let judge = async |typed: &str, phc: &str| {
            let ticket = hasher.ticket(&SOMEONE).expect("a ticket");
            ticket
                .verify_and_renew(Password::typed(typed), Some(phc.to_owned()))
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
        let answer = hasher.verify(&SOMEONE, Password::typed("Abcdef123$"), None).await;
        assert_eq!((answer, hasher.done()), (Err(HashError::Overloaded(Overloaded)), 0));
        drop(tickets);
        assert_eq!(hasher.verify(&SOMEONE, Password::typed("Abcdef123$"), None).await, Ok(false));
    }
}
