//! What the holder of a ticket can do: hash a password, verify one, and be refused like everyone else.
//!
//! Every verification does the work of one of our own hashes in the common queue. A hash of another system
//! that costs more is verified after that in the slow lane ([`crate::slow_lane`]). Nothing here knows whose
//! password it is.

use std::{
    sync::{
        Arc, OnceLock,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use entity::{account::Password, key_ring::KeyMissing};
use ipnet::IpNet;
use tokio::time::{Instant, sleep_until};

use crate::{
    admission::{Admitted, Overloaded, Turn},
    fair_queue::Class,
    foreign_hash::ForeignHash,
    hashing_threads::{HashingThreads, Memory},
    own_hash::{OwnScheme, Unverifiable},
    slow_lane::{Answer, Route, SlowLane},
};

/// Maximum wait for a turn, and then again for a thread.
pub const LONGEST_WAIT: Duration = Duration::from_secs(2);

/// Why a password was not verified.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HashError {
    /// Too many passwords are being hashed. This one was not verified.
    #[error(transparent)]
    Overloaded(#[from] Overloaded),
    /// The hash was made with a key that this process lacks. The work of a verification was done all the
    /// same.
    #[error(transparent)]
    KeyMissing(#[from] KeyMissing),
}

/// What all tickets of a hasher share.
#[derive(Clone)]
pub(super) struct Works {
    pub(super) scheme: Arc<OwnScheme>,
    pub(super) threads: Arc<HashingThreads>,
    pub(super) lane: Arc<SlowLane>,
    /// The number of jobs of the common queue so far.
    pub(super) done: Arc<AtomicU64>,
}

/// The right to wait for hashes, returned when dropped. It holds no thread.
pub struct Ticket {
    works: Works,
    queue: (Class, Option<IpNet>),
    admitted: Admitted,
    /// How the attempt is refused, once the common queue has done its part of a verification.
    refused: OnceLock<Answer>,
}

/// The result of a verification.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The password does not match, or the account has no password.
    Wrong,
    /// The password matches.
    Right {
        /// A new hash to store, if the old one is outdated.
        renewed: Option<String>,
    },
}

impl Ticket {
    pub(super) fn new(works: Works, queue: (Class, Option<IpNet>), admitted: Admitted) -> Self {
        Self { works, queue, admitted, refused: OnceLock::new() }
    }

    /// Waits for the turn to use the database, for code that reserves an attempt. Wait before anything is
    /// looked up.
    pub async fn turn(&self) -> Result<Turn, Overloaded> {
        self.admitted.turn(Instant::now() + LONGEST_WAIT).await
    }

    /// The same for what is no attempt, because its password cannot be right: it does not wait for attempts of
    /// the same subject, nor do they wait for it.
    pub async fn turn_beside_subject(&self) -> Result<Turn, Overloaded> {
        self.admitted.turn_beside_subject(Instant::now() + LONGEST_WAIT).await
    }

    /// Does the work of a verification for what is no attempt. Its refusal is not timed with those of others.
    pub async fn pretend(&self) -> Result<(), Overloaded> {
        let scheme = Arc::clone(&self.works.scheme);
        self.run(move |memory| scheme.pretend(memory)).await
    }

    /// Hashes a new password into a PHC string.
    pub async fn hash(&self, password: Password) -> Result<String, Overloaded> {
        let scheme = Arc::clone(&self.works.scheme);
        self.run(move |memory| scheme.hash(password.as_bytes(), memory)).await
    }

    /// Whether the password matches `phc`, in the common queue. Without a hash, does the same work and
    /// returns false.
    pub async fn verify(&self, password: Password, phc: Option<String>) -> Result<bool, HashError> {
        let scheme = Arc::clone(&self.works.scheme);
        let is_right = self.run(move |memory| is_right(&scheme, &password, phc.as_deref(), memory)).await??;
        if !is_right {
            self.join_line();
        }
        Ok(is_right)
    }

    /// Whether the password matches `phc`, and a new hash if it matches and its hash is outdated. A hash that
    /// costs more than ours leaves the gate, and is refused as overloaded if too many are being verified.
    pub async fn verify_and_renew(
        &self,
        turn: &mut Turn,
        password: Password,
        phc: Option<String>,
    ) -> Result<Verdict, HashError> {
        let phc = phc.filter(|_| password.is_possible());
        let phc = match (phc.as_deref().map(|phc| self.works.lane.route(phc)), phc) {
            (Some(Route::Slow(hash)), Some(phc)) => {
                return self.verify_slowly(turn, password, *hash, phc).await;
            }
            (Some(Route::Common), phc) => phc,
            (_, _) => None,
        };
        let scheme = Arc::clone(&self.works.scheme);
        let judge = move |memory: &mut Memory| {
            let is_right = is_right(&scheme, &password, phc.as_deref(), memory)?;
            let Some(phc) = phc.filter(|_| is_right) else { return Ok(Verdict::Wrong) };
            let renewed = scheme.is_outdated(&phc).then(|| scheme.hash(password.as_bytes(), memory));
            Ok::<_, KeyMissing>(Verdict::Right { renewed })
        };
        let verdict = self.run(judge).await??;
        if verdict == Verdict::Wrong {
            self.join_line();
        }
        Ok(verdict)
    }

    async fn verify_slowly(
        &self,
        turn: &mut Turn,
        password: Password,
        hash: ForeignHash,
        phc: String,
    ) -> Result<Verdict, HashError> {
        // First the same work as for everyone, so that a full common queue delays everyone equally. It makes the
        // hash to store, so that a right password takes no longer than a wrong one in the lane, where others
        // wait for it.
        let new = self.hash(password.clone()).await?;
        let (scheme, lane) = (Arc::clone(&self.works.scheme), Arc::clone(&self.works.lane));
        let judge = move |memory: &mut Memory| {
            if lane.is_too_slow(&scheme, &hash, memory) || !hash.matches(password.as_bytes()) {
                return Verdict::Wrong;
            }
            Verdict::Right { renewed: scheme.is_outdated(&phc).then_some(new) }
        };
        let (answer, queued) = self.works.lane.enter(Instant::now(), judge);
        self.refused.get_or_init(|| answer);
        let Some(queued) = queued else { return Err(Overloaded.into()) };
        // Its place at the gate goes to an attempt that uses the database meanwhile.
        turn.leave_gate();
        Ok(queued.await.ok_or(Overloaded)?)
    }

    /// Whether the hash costs more than ours, so that its verification takes noticeably longer.
    #[must_use]
    pub fn is_slow(&self, phc: Option<&str>) -> bool {
        phc.is_some_and(|phc| matches!(self.works.lane.route(phc), Route::Slow(_)))
    }

    /// Waits until the refusal of an attempt may be answered, not before `earliest`. Until then, the next
    /// attempt of the same subject waits, so that its time does not tell what this one did. Refusals of
    /// unknown browsers take as long as if each attempt had been verified in the slow lane. If its line was
    /// full, each of them is overloaded, because that of an attempt which was not verified must be.
    pub async fn conclude_refusal(self, turn: Turn, earliest: Instant) -> Result<(), Overloaded> {
        let refused = self.refused.into_inner().filter(|_| self.queue.0 == Class::Stranger);
        // In this order, so that the next attempt finds the subject's count when it gets its turn.
        let kept = (turn.into_subject(), self.admitted.into_subject());
        sleep_until(refused.as_ref().map_or(earliest, |answer| answer.refused_at.max(earliest))).await;
        drop(kept);
        if refused.is_some_and(|answer| answer.is_overloaded) { Err(Overloaded) } else { Ok(()) }
    }

    /// Joins the line of the slow lane with an attempt that needs no place there. Only refusals of unknown
    /// browsers are timed by it.
    fn join_line(&self) {
        if self.queue.0 == Class::Stranger {
            self.refused.get_or_init(|| self.works.lane.join(Instant::now()));
        }
    }

    /// Runs `work` on a thread, or not at all if no thread is free in time.
    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Memory) -> T + Send + 'static,
    ) -> Result<T, Overloaded> {
        let done = Arc::clone(&self.works.done);
        let work = move |memory: &mut Memory| {
            done.fetch_add(1, Ordering::Relaxed);
            work(memory)
        };
        self.works.threads.run(self.queue, LONGEST_WAIT, work).await.ok_or(Overloaded)
    }
}

/// Does exactly one verification, whether or not there is something to verify.
fn is_right(
    scheme: &OwnScheme,
    password: &Password,
    phc: Option<&str>,
    memory: &mut Memory,
) -> Result<bool, KeyMissing> {
    let phc = phc.filter(|_| password.is_possible());
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
mod tests;
