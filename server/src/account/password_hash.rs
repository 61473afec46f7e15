//! Hashing and verifying passwords on threads of their own, a bounded number at a time.
//!
//! Each hash takes 19 MiB and some 40 ms of a core. Without a bound a login storm would take all
//! memory and all cores; with it, whoever cannot be served soon is told so, and everyone else's
//! requests keep their speed. Every path through a login costs exactly one verification. How a hash is
//! made is `own_hash`'s business, and what other systems made is `foreign_hash`'s.

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
use entity::{account::Password, key_ring::KeyRing};
use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore, SemaphorePermit},
    time::timeout,
};

use super::{
    hashing_threads::{HashingThreads, Memory},
    own_hash::OwnScheme,
};

/// Who waits longer than this for a free hasher is turned away.
const PATIENCE: Duration = Duration::from_secs(2);
/// More may not wait at a time.
const QUEUE: usize = 64;
/// Places for each thread: one hashes while another reads and writes what goes before and after.
const PLACES: usize = 2;
/// A longer password is never hashed: no rule ever allowed one.
const MAX_BYTES: usize = 128;
/// OWASP's parameters: 19 MiB, two passes, one lane.
const MEMORY_KIB: u32 = 19 * 1024;
const PASSES: u32 = 2;

/// Too many passwords are being hashed; nothing was tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("too many passwords are being hashed")]
pub struct Overloaded;

/// The seconds after which an overloaded client may try again.
pub const RETRY_AFTER_SECONDS: i32 = 2;

/// Hashes and verifies passwords.
#[derive(Clone)]
pub struct Hasher {
    scheme: Arc<OwnScheme>,
    threads: Arc<HashingThreads>,
    places: Arc<Semaphore>,
    waiting: Arc<Semaphore>,
    done: Arc<AtomicU64>,
}

impl Hasher {
    /// A hasher that leaves one core to everything else. New hashes need the current key of `keys` to be
    /// verified again; without a ring they need none.
    #[must_use]
    pub fn for_this_machine(keys: KeyRing) -> Self {
        let cores = thread::available_parallelism().map_or(1, NonZeroUsize::get);
        let costs = Params::new(MEMORY_KIB, PASSES, 1, None).expect("these are within argon2's bounds");
        Self::new(&costs, cores.saturating_sub(1).max(1), Some(keys))
    }

    /// A hasher with the given costs, number of hashes at a time, and keys.
    #[must_use]
    pub fn new(costs: &Params, threads: usize, keys: Option<KeyRing>) -> Self {
        let places = threads * PLACES;
        Self {
            scheme: Arc::new(OwnScheme::new(costs, keys)),
            threads: Arc::new(HashingThreads::start(threads)),
            places: Arc::new(Semaphore::new(places)),
            waiting: Arc::new(Semaphore::new(places + QUEUE)),
            done: Arc::default(),
        }
    }

    /// The PHC string of a new password.
    pub async fn hash(&self, password: Password) -> Result<String, Overloaded> {
        let scheme = Arc::clone(&self.scheme);
        Ok(self.place().await?.run(move |memory| scheme.hash(password.as_bytes(), memory)).await)
    }

    /// Whether a password set now would be hashed otherwise: by another scheme, at another cost, or with
    /// another key.
    #[must_use]
    pub fn is_outdated(&self, phc: &str) -> bool {
        self.scheme.is_outdated(phc)
    }

    /// Whether the password is the one behind `phc`; without a hash, the same work for a no.
    pub async fn verify(&self, password: Password, phc: Option<String>) -> Result<bool, Overloaded> {
        Ok(self.place().await?.verify(password, phc).await)
    }

    /// How many places were used so far: passwords hashed or verified, also where there was nothing to verify.
    #[must_use]
    pub fn done(&self) -> u64 {
        self.done.load(Ordering::Relaxed)
    }

    /// A place at the hasher. Who reserves something on the strength of a verification takes the place
    /// first, so that being turned away costs nothing.
    pub async fn place(&self) -> Result<Place<'_>, Overloaded> {
        let waiting = self.waiting.try_acquire().map_err(|_| Overloaded)?;
        let permit = timeout(PATIENCE, Arc::clone(&self.places).acquire_owned()).await;
        let permit = permit.map_err(|_| Overloaded)?.expect("the semaphore is never closed");
        Ok(Place { hasher: self, permit, _waiting: waiting })
    }
}

/// A place at the hasher, for one verification.
pub struct Place<'a> {
    hasher: &'a Hasher,
    permit: OwnedSemaphorePermit,
    _waiting: SemaphorePermit<'a>,
}

/// What a verification came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The password is not the one, or there is none.
    Wrong,
    /// The password is the one.
    Right {
        /// The hash to keep in place of one that is outdated.
        renewed: Option<String>,
    },
}

impl Place<'_> {
    /// Whether the password is the one behind `phc`; without a hash, the same work for a no.
    pub async fn verify(self, password: Password, phc: Option<String>) -> bool {
        let scheme = Arc::clone(&self.hasher.scheme);
        self.run(move |memory| is_right(&scheme, &password, phc.as_deref(), memory)).await
    }

    /// The same, and a new hash of a right password whose hash is outdated.
    pub async fn verify_and_renew(self, password: Password, phc: Option<String>) -> Verdict {
        let scheme = Arc::clone(&self.hasher.scheme);
        self.run(move |memory| {
            let Some(phc) = phc.filter(|phc| is_right(&scheme, &password, Some(phc), memory)) else {
                return Verdict::Wrong;
            };
            let renewed = scheme.is_outdated(&phc).then(|| scheme.hash(password.as_bytes(), memory));
            Verdict::Right { renewed }
        })
        .await
    }

    async fn run<T: Send + 'static>(self, work: impl FnOnce(&mut Memory) -> T + Send + 'static) -> T {
        let permit = self.permit;
        self.hasher.done.fetch_add(1, Ordering::Relaxed);
        let work = move |memory: &mut Memory| {
            let _permit = permit; // held until the work is done, even when nobody awaits it any more
            work(memory)
        };
        self.hasher.threads.run(work).await
    }
}

/// One verification, whatever there is to verify.
fn is_right(scheme: &OwnScheme, password: &Password, phc: Option<&str>, memory: &mut Memory) -> bool {
    let phc = phc.filter(|_| password.as_bytes().len() <= MAX_BYTES);
    let verified = phc.and_then(|phc| scheme.verify(password.as_bytes(), phc, memory));
    verified.unwrap_or_else(|| {
        scheme.pretend(memory);
        false
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cheap() -> Hasher {
        Hasher::new(&Params::new(8, 1, 1, None).expect("the least that argon2 allows"), 1, None)
    }

    #[tokio::test]
    async fn only_the_right_password_matches_its_hash() {
        let hasher = cheap();
        let phc = hasher.hash(Password::typed("Abcdef123$")).await.expect("a free hasher");
        assert!(phc.starts_with("$argon2id$"));
        let verify =
            |typed: &str, phc: Option<&str>| hasher.verify(Password::typed(typed), phc.map(Into::into));
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
            let place = hasher.place().await.expect("a free hasher");
            place.verify_and_renew(Password::typed(typed), Some(phc.to_owned())).await
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
    async fn whoever_finds_no_place_in_the_queue_is_turned_away_at_once() {
        let hasher = cheap();
        let all = u32::try_from(QUEUE + PLACES).expect("small");
        let _all = hasher.waiting.try_acquire_many(all).expect("all places");
        let answer = hasher.verify(Password::typed("Abcdef123$"), None).await;
        assert_eq!(answer, Err(Overloaded));
    }
}
