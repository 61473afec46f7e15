//! Rate limits, and the count of failures behind a login's hint.
//!
//! A use case names the limits that apply, and asks once: either all have room and are charged, or none is.
//! The counts are in Redis, which all servers share, or in this process. They decide only on refusals, so
//! losing them unlocks nobody. E-mail addresses and user IDs leave this module only as HMACs, and no limit
//! counts one of them alone, because strangers could use it up. Nothing here knows requests, answers or use
//! cases.

mod gcra;
mod limit;
mod memory;
mod redis;
mod remaining;

use std::time::Duration;

use chrono::{DateTime, Utc};
use entity::{clock::Clock, key_ring::KeyRing};
use worker::redis_client::Address;

use self::{
    limit::{Key, failures_key, failures_key_under},
    memory::MemoryStore,
    redis as shared,
};
pub use self::{
    limit::{Limit, RateLimits},
    remaining::Remaining,
};
use crate::client::ClientAddress;

/// How long a request may wait for Redis before Redis counts as unavailable.
pub const TIMEOUT: Duration = Duration::from_millis(200);

/// A count of failures is forgotten after a day without a failure; in microseconds.
const FAILURES_LAST: u64 = 24 * 60 * 60 * 1_000_000;

/// Enforces the rate limits of an installation.
pub struct Limiter {
    store: Store,
    keys: KeyRing,
    switch: RateLimits,
}

/// What this process knows about shared counts: lower bounds.
type Known = MemoryStore;

/// Where the limits are counted.
enum Store {
    /// In Redis, or in this process while Redis is unavailable; and what is known about the shared counts.
    Shared(Box<shared::RedisStore>, Known),
    /// In this process, for itself only.
    Memory(MemoryStore),
}

/// A rate limit was exceeded; nothing was charged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("rate limit {limit} exceeded; retry in {retry_after_seconds} s")]
pub struct Limited {
    /// The name of the limit; if several are exceeded, the one with the longest wait.
    pub limit: &'static str,
    /// Whole seconds until there is room again, at least one.
    pub retry_after_seconds: u32,
}

/// A question to a store.
#[derive(Clone, Copy)]
struct Question<'a> {
    act: Act,
    /// The keys to count under, without duplicates.
    keys: &'a [Key],
    /// The cost, charged to every key.
    cost: u32,
    /// The time in microseconds since 1970.
    now: u64,
}

/// How a question changes the counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Act {
    /// Charge if all keys have room.
    Take,
    /// Check for room, and charge nothing.
    Peek,
    /// Charge, even if there is no room.
    Charge,
    /// Take back an earlier charge, down to an empty bucket at most.
    Refund,
}

/// A key that has no room for a cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Denied {
    /// The index of the key in the question.
    index: usize,
    /// The wait until it has room, in microseconds.
    wait: u64,
}

impl Limiter {
    /// Limits that all servers share, kept in Redis. It connects when first asked. While Redis is
    /// unavailable, this server counts by itself, with the same numbers.
    ///
    /// Redis' own clock decides, unless `clock` is set by hand. Redis counts as unavailable if it takes
    /// longer than `timeout`; requests use [`TIMEOUT`].
    #[must_use]
    pub fn shared(
        address: Address,
        timeout: Duration,
        clock: &Clock,
        keys: &KeyRing,
        switch: RateLimits,
    ) -> Self {
        let store = shared::RedisStore::new(address, clock, timeout);
        let store = Store::Shared(Box::new(store), Known::new());
        Self { store, keys: keys.clone(), switch }
    }

    /// Limits that this process counts alone.
    #[must_use]
    pub fn in_process(keys: &KeyRing, switch: RateLimits) -> Self {
        Self { store: Store::Memory(MemoryStore::new()), keys: keys.clone(), switch }
    }

    /// Where limits are counted now, for operators: `redis`, `process`, or `process: redis is away`.
    #[must_use]
    pub fn counted_in(&self) -> &'static str {
        match &self.store {
            Store::Shared(store, _) if store.is_away() => "process: redis is away",
            Store::Shared(..) => "redis",
            Store::Memory(_) => "process",
        }
    }

    /// Charges `cost` to each limit if all of them have room, otherwise to none.
    pub async fn take(&self, limits: &[Limit<'_>], cost: u32, now: DateTime<Utc>) -> Result<(), Limited> {
        self.decide(Act::Take, limits, cost, now).await
    }

    /// The keys that a limit is counted under; none if limits are off. A client's own address comes first.
    fn keys(&self, limit: Limit<'_>) -> Vec<Key> {
        if self.switch == RateLimits::Off { Vec::new() } else { limit.keys(&self.keys) }
    }

    /// Whether all limits have room for `cost`; charges nothing.
    pub async fn peek(&self, limits: &[Limit<'_>], cost: u32, now: DateTime<Utc>) -> Result<(), Limited> {
        self.decide(Act::Peek, limits, cost, now).await
    }

    /// Charges `cost` to each limit, even without room: for what only counts after it has failed. It never
    /// extends the wait beyond that of a limit that has just run out.
    pub async fn charge(&self, limits: &[Limit<'_>], cost: u32, now: DateTime<Utc>) {
        // A charge is never denied.
        let _ = self.decide(Act::Charge, limits, cost, now).await;
    }

    /// Takes back what [`Self::take`] charged, if the request failed through no fault of the client.
    pub async fn refund(&self, limits: &[Limit<'_>], cost: u32, now: DateTime<Utc>) {
        // A refund is never denied.
        let _ = self.decide(Act::Refund, limits, cost, now).await;
    }

    /// Resets a limit, e.g. after a password reset.
    pub async fn forget(&self, limit: Limit<'_>, now: DateTime<Utc>) {
        for key in limit.keys_under_all(&self.keys) {
            self.forget_key(&key.text, now).await;
        }
    }

    /// Counts a failed login. Returns how many this client has had with this typed user ID, each within 24
    /// hours of the one before. It knows nothing about accounts, and it counts even if limits are off.
    pub async fn count_failure(&self, client: ClientAddress, typed_id: &str, now: DateTime<Utc>) -> u32 {
        let key = failures_key(&self.keys, client, typed_id);
        match &self.store {
            Store::Shared(store, _) => store.count_failure(&key, micros(now)).await,
            Store::Memory(store) => store.count_failure(&key, micros(now)),
        }
    }

    /// Resets the failures of this client with this typed user ID, e.g. after a success.
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

    /// Returns the time until the fullest bucket is empty, in microseconds.
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
    // Rounded up: a client that retried earlier would be refused again.
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
        let client = ClientAddress::from([192, 0, 2, 1]);
        let (now, limits) = (DateTime::UNIX_EPOCH, [Limit::LoginUserId(client, "abcde12345")]);
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
