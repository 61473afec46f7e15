//! Hashing and verifying passwords: argon2id on the blocking pool, a bounded number at a time.
//!
//! Each hash takes 19 MiB and some 40 ms of a core. Without a bound a login storm would take all
//! memory and all cores; with it, whoever cannot be served soon is told so, and everyone else's
//! requests keep their speed. Every path through a login costs exactly one verification.

use std::{num::NonZeroUsize, sync::Arc, thread, time::Duration};

use argon2::{
    Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version, password_hash::phc::PasswordHash,
};
use entity::account::Password;
use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore, SemaphorePermit},
    task,
    time::timeout,
};

/// Who waits longer than this for a free hasher is turned away.
const PATIENCE: Duration = Duration::from_secs(2);
/// More may not wait at a time.
const QUEUE: usize = 64;
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
    argon2: Argon2<'static>,
    permits: Arc<Semaphore>,
    waiting: Arc<Semaphore>,
    /// Verified where there is nothing to verify, so that every login costs the same.
    decoy: Arc<str>,
}

impl Hasher {
    /// A hasher that leaves one core to everything else.
    #[must_use]
    pub fn for_this_machine() -> Self {
        let cores = thread::available_parallelism().map_or(1, NonZeroUsize::get);
        let params = Params::new(MEMORY_KIB, PASSES, 1, None).expect("these are within argon2's bounds");
        Self::new(params, cores.saturating_sub(1).max(1))
    }

    /// A hasher with the given cost and number of permits.
    #[must_use]
    pub fn new(params: Params, permits: usize) -> Self {
        // Salt and hash of nothing: it costs what any verification costs, and no password is behind it.
        let (memory, passes, lanes) = (params.m_cost(), params.t_cost(), params.p_cost());
        let (salt, hash) = ("A".repeat(22), "A".repeat(43));
        let decoy = format!("$argon2id$v=19$m={memory},t={passes},p={lanes}${salt}${hash}");
        Self {
            argon2: Argon2::new(Algorithm::Argon2id, Version::V0x13, params),
            permits: Arc::new(Semaphore::new(permits)),
            waiting: Arc::new(Semaphore::new(permits + QUEUE)),
            decoy: decoy.into(),
        }
    }

    /// The PHC string of a new password.
    pub async fn hash(&self, password: Password) -> Result<String, Overloaded> {
        let argon2 = self.argon2.clone();
        let hash =
            move || argon2.hash_password(password.as_bytes()).expect("hashing cannot fail").to_string();
        Ok(self.place().await?.run(hash).await)
    }

    /// Whether the password is the one behind `phc`; without a hash, the same work for a no.
    pub async fn verify(&self, password: Password, phc: Option<String>) -> Result<bool, Overloaded> {
        Ok(self.place().await?.verify(password, phc).await)
    }

    /// A place at the hasher. Who reserves something on the strength of a verification takes the place
    /// first, so that being turned away costs nothing.
    pub async fn place(&self) -> Result<Place<'_>, Overloaded> {
        let waiting = self.waiting.try_acquire().map_err(|_| Overloaded)?;
        let permit = timeout(PATIENCE, Arc::clone(&self.permits).acquire_owned()).await;
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

impl Place<'_> {
    /// Whether the password is the one behind `phc`; without a hash, the same work for a no.
    pub async fn verify(self, password: Password, phc: Option<String>) -> bool {
        let (argon2, decoy) = (self.hasher.argon2.clone(), Arc::clone(&self.hasher.decoy));
        self.run(move || {
            let is_possible = phc.is_some() && password.as_bytes().len() <= MAX_BYTES;
            let phc = if is_possible { phc.as_deref().unwrap_or(&decoy) } else { &decoy };
            let typed = if is_possible { password.as_bytes() } else { b"" };
            let matches =
                PasswordHash::new(phc).is_ok_and(|hash| argon2.verify_password(typed, &hash).is_ok());
            is_possible && matches
        })
        .await
    }

    async fn run<T: Send + 'static>(self, work: impl FnOnce() -> T + Send + 'static) -> T {
        let permit = self.permit;
        let work = task::spawn_blocking(move || {
            let _permit = permit; // held until the work is done, even when nobody awaits it any more
            work()
        });
        work.await.expect("hashing does not panic")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cheap() -> Hasher {
        Hasher::new(Params::new(8, 1, 1, None).expect("the least that argon2 allows"), 1)
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

    #[test]
    fn the_decoy_is_verified_like_any_hash() {
        let hasher = cheap();
        let decoy = PasswordHash::new(&hasher.decoy).expect("a PHC string");
        let params = Params::try_from(&decoy).expect("argon2's parameters");
        assert_eq!((params.m_cost(), params.t_cost()), (8, 1));
        assert!(hasher.argon2.verify_password(b"anything", &decoy).is_err());
    }

    #[tokio::test]
    async fn whoever_finds_no_place_in_the_queue_is_turned_away_at_once() {
        let hasher = cheap();
        let _all =
            hasher.waiting.try_acquire_many(u32::try_from(QUEUE + 1).expect("small")).expect("all places");
        let answer = hasher.verify(Password::typed("Abcdef123$"), None).await;
        assert_eq!(answer, Err(Overloaded));
    }
}
