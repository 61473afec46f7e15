//! A single limit, such as the points of the API: how much is left, and what is known without asking a store.

use chrono::{DateTime, Utc};

use super::{Act, Limit, Limited, Limiter, Question, Store, memory::MemoryStore, micros, seconds};

/// How much is left of a limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Remaining {
    /// The name of the limit, as the header `RateLimit` shows it.
    pub limit: &'static str,
    /// How much it allows at once, when unused.
    pub burst: u32,
    /// How much it would allow now.
    pub left: u32,
    /// Seconds until the limit is unused again, rounded up.
    pub full_after_seconds: u32,
    /// Seconds in which a used-up limit recovers completely, rounded up.
    pub span_seconds: u32,
}

impl Limiter {
    /// Charges `cost` to one limit if it has room. Otherwise charges `price`, or as much as there is room
    /// for, for the work of checking. Returns what is left, or `None` if nothing is counted. The error says
    /// when there is room for `cost`.
    pub async fn take_or_pay(
        &self,
        limit: Limit<'_>,
        cost: u32,
        price: u32,
        now: DateTime<Utc>,
    ) -> Result<Option<Remaining>, Limited> {
        let keys = self.keys(limit);
        let Some(own) = keys.first() else { return Ok(None) };
        let taken = self.ask(Act::Take, &keys, cost, now).await;
        let lasts = match taken {
            Ok(lasts) => lasts,
            // A charge is never denied.
            Err(_) => self.ask(Act::Charge, &keys, price, now).await.unwrap_or(0),
        };
        // So that `known_to_refuse` can answer without asking Redis.
        if let Store::Shared(_, known) = &self.store {
            known.note(&own.text, micros(now).saturating_add(lasts), micros(now));
        }
        match taken {
            Ok(_) => Ok(Some(Remaining::of(limit, lasts))),
            Err(denied) => Err(Limited {
                limit: limit.name(),
                retry_after_seconds: seconds(keys[denied.index].quota.until_room(lasts, cost)),
            }),
        }
    }

    /// Whether this process knows that one limit has no room for `cost`. It asks no store, so it costs
    /// nothing. If counts are shared, other servers may have used what seems to be left.
    #[must_use]
    pub fn known_to_refuse(&self, limit: Limit<'_>, cost: u32, now: DateTime<Utc>) -> Option<Limited> {
        let (keys, store) = (self.keys(limit), self.known());
        // Only the client's own address: this process does not know how much its neighbours have left.
        let question = Question { act: Act::Peek, keys: keys.get(..1)?, cost, now: micros(now) };
        let denied = store.decide(&question).err()?;
        Some(Limited { limit: limit.name(), retry_after_seconds: seconds(denied.wait) })
    }

    fn known(&self) -> &MemoryStore {
        match &self.store {
            Store::Shared(_, known) | Store::Memory(known) => known,
        }
    }
}

impl Remaining {
    /// What is left of a limit whose fullest bucket is empty after `lasts` microseconds. Full buckets of all
    /// widths take the same time to empty, so a neighbour's use of a network counts in proportion.
    fn of(limit: Limit<'_>, lasts: u64) -> Self {
        let quota = limit.quota();
        let taken = u32::try_from(lasts.div_ceil(quota.interval)).unwrap_or(u32::MAX);
        Self {
            limit: limit.name(),
            burst: quota.burst,
            left: quota.burst.saturating_sub(taken),
            full_after_seconds: seconds(lasts),
            span_seconds: seconds(quota.interval.saturating_mul(quota.burst.into())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rate_limit::limit::tests::some_keys;
    use crate::{client::ClientAddress, rate_limit::RateLimits};

    #[tokio::test]
    async fn the_room_that_is_left_is_told() {
        let limiter = Limiter::in_process(&some_keys(), RateLimits::On);
        let now = DateTime::UNIX_EPOCH;
        let client = ClientAddress::from([192, 0, 2, 1]);
        let room = limiter.take_or_pay(Limit::GraphqlClient(client), 50, 1, now).await;
        let expected = Remaining {
            limit: "graphql-client",
            burst: 3_000,
            left: 2_950,
            full_after_seconds: 1,
            span_seconds: 60,
        };
        assert_eq!(room, Ok(Some(expected)));
        let room = limiter
            .take_or_pay(Limit::GraphqlClient(client), 2_950, 1, now)
            .await
            .expect("room")
            .expect("counted");
        assert_eq!((room.left, room.full_after_seconds), (0, 60));
        let off = Limiter::in_process(&some_keys(), RateLimits::Off);
        assert_eq!(off.take_or_pay(Limit::GraphqlClient(client), 1, 1, now).await, Ok(None));
    }

    #[tokio::test]
    async fn who_is_refused_pays_for_the_work_and_is_told_when_to_come_back() {
        let limiter = Limiter::in_process(&some_keys(), RateLimits::On);
        let now = DateTime::UNIX_EPOCH;
        let limit = Limit::GraphqlClient(ClientAddress::from([192, 0, 2, 1]));
        assert_eq!(limiter.known_to_refuse(limit, 3_000, now), None);
        limiter.take_or_pay(limit, 2_700, 1, now).await.expect("room");
        // 300 are left, not enough for 500. After the price of 100, 300 more must come back, 20 ms each.
        let refused = |seconds| Limited { limit: "graphql-client", retry_after_seconds: seconds };
        assert_eq!(limiter.take_or_pay(limit, 500, 100, now).await, Err(refused(6)));
        assert_eq!(limiter.known_to_refuse(limit, 200, now), None);
        assert_eq!(limiter.known_to_refuse(limit, 201, now), Some(refused(1)));
        let then = now + chrono::TimeDelta::seconds(6);
        assert!(limiter.take_or_pay(limit, 500, 100, then).await.is_ok(), "who waits as long gets through");
        // A price takes what there is, and no more.
        for _ in 0..3 {
            assert_eq!(limiter.take_or_pay(limit, 250, 250, then).await, Err(refused(5)));
        }
        let off = Limiter::in_process(&some_keys(), RateLimits::Off);
        assert_eq!(off.known_to_refuse(limit, 5_000, now), None);
    }
}
