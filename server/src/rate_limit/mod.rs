//! Limits: how often something may be asked for, and the failures that a login's hint goes by.
//!
//! A use case names the limits it falls under and asks once; either all have room and are charged, or
//! nothing is. The counts are in Redis, where all servers share them, or in this process; nothing depends
//! on them but refusals, and losing them unlocks nobody. E-mail addresses and user IDs leave this room
//! only as HMACs. Nothing here knows a request, an answer or a use case.

mod gcra;
mod limit;
mod memory;
mod redis;
mod room;

use std::time::Duration;

use chrono::{DateTime, Utc};
use entity::{clock::Clock, key_ring::KeyRing};
use worker::redis_client::Address;

pub use self::{limit::Limit, room::Room};
use self::{
    limit::{Key, failures_key, failures_key_under},
    memory::MemoryStore,
    redis as shared,
};
use crate::{config::RateLimits, http::client_address::ClientAddress};

/// What a request can spare: a Redis that takes longer counts as away.
pub const PATIENCE: Duration = Duration::from_millis(200);

/// A count of failures is forgotten after a day without one, in microseconds.
const FAILURES_LAST: u64 = 24 * 60 * 60 * 1_000_000;

/// Keeps the limits of an installation.
pub struct Limiter {
    store: Store,
    keys: KeyRing,
    switch: RateLimits,
}

/// What this process knows of shared counts: they are at least as high.
type Known = MemoryStore;

/// Where the counts are.
enum Store {
    /// In Redis; in this process while that is away.
    Shared(Box<shared::RedisStore>, Known),
    /// In this process.
    Memory(MemoryStore),
}

/// A limit has no room; nothing was charged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the limit {limit} has no room for {retry_after_seconds} s")]
pub struct Limited {
    /// The name of the limit; of several without room, the one with the longest wait.
    pub limit: &'static str,
    /// Whole seconds until there is room again, at least one.
    pub retry_after_seconds: u32,
}

/// What a store is asked.
#[derive(Clone, Copy)]
struct Question<'a> {
    act: Act,
    /// Each once.
    keys: &'a [Key],
    /// Charged to every key.
    cost: u32,
    /// Microseconds since 1970.
    now: u64,
}

/// What becomes of the counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Act {
    /// Charged if all have room.
    Take,
    /// Never charged.
    Peek,
    /// Charged, room or not.
    Charge,
    /// A charge is taken back.
    Refund,
}

/// A key has no room.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Denied {
    /// Which key.
    index: usize,
    /// For how long, in microseconds.
    wait: u64,
}

impl Limiter {
    /// Limits that all servers share, kept in Redis. It is connected to at the first question; while it is
    /// away, this server counts by itself, with the same numbers.
    ///
    /// Redis' own clock decides, unless `clock` is one that is moved by hand. A Redis that takes longer than
    /// `patience` counts as away; [`PATIENCE`] is what a request can spare.
    #[must_use]
    pub fn shared(
        address: Address,
        patience: Duration,
        clock: &Clock,
        keys: &KeyRing,
        switch: RateLimits,
    ) -> Self {
        let store = shared::RedisStore::new(address, clock, patience);
        let store = Store::Shared(Box::new(store), Known::new());
        Self { store, keys: keys.clone(), switch }
    }

    /// Limits of this process alone.
    #[must_use]
    pub fn in_process(keys: &KeyRing, switch: RateLimits) -> Self {
        Self { store: Store::Memory(MemoryStore::new()), keys: keys.clone(), switch }
    }

    /// Where it counts now, in a word for operators: `redis`, `process`, or `process: redis is away`.
    #[must_use]
    pub fn counted_in(&self) -> &'static str {
        match &self.store {
            Store::Shared(store, _) if store.is_away() => "process: redis is away",
            Store::Shared(..) => "redis",
            Store::Memory(_) => "process",
        }
    }

    /// Charges `cost` to each limit if all of them have room, else to none.
    pub async fn take(&self, limits: &[Limit<'_>], cost: u32, now: DateTime<Utc>) -> Result<(), Limited> {
        self.decide(Act::Take, limits, cost, now).await
    }

    /// What a limit is counted under, if it is; a client's own address comes first.
    fn keys(&self, limit: Limit<'_>) -> Vec<Key> {
        if self.switch == RateLimits::Off { Vec::new() } else { limit.keys(&self.keys) }
    }

    /// Whether all limits have room for `cost`; charges nothing.
    pub async fn peek(&self, limits: &[Limit<'_>], cost: u32, now: DateTime<Utc>) -> Result<(), Limited> {
        self.decide(Act::Peek, limits, cost, now).await
    }

    /// Charges `cost` to each limit, room or not: for what only counts once it has failed. A limit without
    /// room stays without room for no longer than if it had just run out.
    pub async fn charge(&self, limits: &[Limit<'_>], cost: u32, now: DateTime<Utc>) {
        // A charge is never denied.
        let _ = self.decide(Act::Charge, limits, cost, now).await;
    }

    /// Takes back what [`Self::take`] charged, when what was asked for failed for no fault of whoever asked.
    pub async fn refund(&self, limits: &[Limit<'_>], cost: u32, now: DateTime<Utc>) {
        // A refund is never denied.
        let _ = self.decide(Act::Refund, limits, cost, now).await;
    }

    /// Forgets what was charged to a limit, as after a reset of the password.
    pub async fn forget(&self, limit: Limit<'_>, now: DateTime<Utc>) {
        for key in limit.keys_under_all(&self.keys) {
            self.forget_key(&key.text, now).await;
        }
    }

    /// Counts a failed login; answers how many this client has had with this typed user ID, each within 24
    /// hours of the one before. It knows nothing of accounts, and counts when the limits are off, too.
    pub async fn count_failure(&self, client: ClientAddress, typed_id: &str, now: DateTime<Utc>) -> u32 {
        let key = failures_key(&self.keys, client, typed_id);
        match &self.store {
            Store::Shared(store, _) => store.count_failure(&key, micros(now)).await,
            Store::Memory(store) => store.count_failure(&key, micros(now)),
        }
    }

    /// Forgets the failures of this client with this typed user ID, as after a success.
    pub async fn forget_failures(&self, client: ClientAddress, typed_id: &str, now: DateTime<Utc>) {
        for id in self.keys.ids() {
            self.forget_key(&failures_key_under(&self.keys, id, client, typed_id), now).await;
        }
    }

    async fn forget_key(&self, key: &str, now: DateTime<Utc>) {
        match &self.store {
            Store::Shared(store, _) => store.forget(key, micros(now)).await,
            Store::Memory(store) => store.forget(key),
        }
    }

    async fn decide(
        &self,
        act: Act,
        limits: &[Limit<'_>],
        cost: u32,
        now: DateTime<Utc>,
    ) -> Result<(), Limited> {
        let keys: Vec<_> = limits.iter().flat_map(|limit| self.keys(*limit)).collect();
        if keys.is_empty() {
            return Ok(());
        }
        self.ask(act, &keys, cost, now).await.map(drop).map_err(|denied| Limited {
            limit: keys[denied.index].limit,
            retry_after_seconds: seconds(denied.wait),
        })
    }

    /// Answers how long the fullest bucket lasts, in microseconds.
    async fn ask(&self, act: Act, keys: &[Key], cost: u32, now: DateTime<Utc>) -> Result<u64, Denied> {
        let question = Question { act, keys, cost, now: micros(now) };
        match &self.store {
            Store::Shared(store, _) => store.decide(&question).await,
            Store::Memory(store) => store.decide(&question),
        }
    }
}

fn micros(at: DateTime<Utc>) -> u64 {
    u64::try_from(at.timestamp_micros()).unwrap_or(0)
}

/// Whole seconds, rounded up, at least one.
fn seconds(micros: u64) -> u32 {
    u32::try_from(micros.div_ceil(1_000_000).max(1)).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::{limit::tests::some_keys, *};

    #[test]
    fn a_wait_is_told_in_whole_seconds_and_never_as_none() {
        for (micros, expected) in [(0, 1), (1, 1), (1_000_000, 1), (1_000_001, 2), (u64::MAX, u32::MAX)] {
            assert_eq!(seconds(micros), expected, "{micros}");
        }
    }

    #[tokio::test]
    async fn only_failures_count_for_a_user_id_and_a_flood_does_not_push_its_end_away() {
        let limiter = Limiter::in_process(&some_keys(), RateLimits::On);
        let (now, limits) = (DateTime::UNIX_EPOCH, [Limit::LoginUserId("abcde12345")]);
        for _ in 0..10 {
            assert_eq!(limiter.peek(&limits, 1, now).await, Ok(()));
            limiter.charge(&limits, 1, now).await;
        }
        let refused = Err(Limited { limit: "login-user-id", retry_after_seconds: 60 });
        for _ in 0..100 {
            assert_eq!(limiter.peek(&limits, 1, now).await, refused);
            limiter.charge(&limits, 1, now).await;
        }
        assert_eq!(limiter.peek(&limits, 1, now + chrono::TimeDelta::seconds(60)).await, Ok(()));
    }

    #[tokio::test]
    async fn what_is_refunded_was_never_charged() {
        let limiter = Limiter::in_process(&some_keys(), RateLimits::On);
        let (now, client) = (DateTime::UNIX_EPOCH, ClientAddress::from([192, 0, 2, 1]));
        for _ in 0..100 {
            assert_eq!(limiter.take(&[Limit::LoginClient(client)], 1, now).await, Ok(()));
            limiter.refund(&[Limit::LoginClient(client)], 1, now).await;
        }
        assert_eq!(limiter.take(&[Limit::LoginClient(client)], 20, now).await, Ok(()));
        assert!(limiter.take(&[Limit::LoginClient(client)], 1, now).await.is_err());
        limiter.refund(&[Limit::LoginClient(client)], 7, now).await;
        assert_eq!(limiter.take(&[Limit::LoginClient(client)], 7, now).await, Ok(()));
        assert!(limiter.take(&[Limit::LoginClient(client)], 1, now).await.is_err());
    }

    #[tokio::test]
    async fn limits_that_are_off_let_everything_through_and_failures_still_count() {
        let limiter = Limiter::in_process(&some_keys(), RateLimits::Off);
        let (now, client) = (DateTime::UNIX_EPOCH, ClientAddress::from([192, 0, 2, 1]));
        for count in 1..=100 {
            assert_eq!(limiter.take(&[Limit::LoginClient(client)], 1, now).await, Ok(()));
            assert_eq!(limiter.count_failure(client, "abcde12345", now).await, count);
        }
        limiter.forget_failures(client, "ABCDE12345", now).await;
        assert_eq!(limiter.count_failure(client, "abcde12345", now).await, 1);
    }
}
