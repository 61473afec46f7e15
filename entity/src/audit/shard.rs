//! Assigns events to chains.
//!
//! Writers to one chain wait for each other, so each month has several. All events of an account in a month
//! are in one chain, in the order of their commits.

use std::fmt;

use chrono::{DateTime, Datelike, Utc};
use sea_orm::prelude::Uuid;

use crate::account::AccountId;

/// Number of chains per month. A new value applies to new events only, and breaks nothing.
pub const SHARDS: u8 = 16;

/// A chain: a month in UTC and a shard. Chains are ordered, so that code that locks several always locks them
/// in one order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Chain {
    year: i32,
    /// The month, 1 to 12.
    month: u8,
    shard: u8,
}

impl Chain {
    /// The chain of an event at `at`: chosen by the affected account, or by the request if there is none.
    #[must_use]
    pub fn of(at: DateTime<Utc>, subject: Option<AccountId>, request: Uuid) -> Self {
        // The last byte of an ID is random; the first ones are a time.
        let [.., last] = *subject.map_or(request, |account| account.0).as_bytes();
        let month = u8::try_from(at.month()).unwrap_or_default();
        Self { year: at.year(), month, shard: last % SHARDS }
    }

    /// A number that is unique to the chain, for an advisory lock.
    #[must_use]
    pub fn lock_key(self) -> i32 {
        (self.year * 12 + i32::from(self.month)) * i32::from(SHARDS) + i32::from(self.shard)
    }
}

impl fmt::Display for Chain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}/{:02}", self.year, self.month, self.shard)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chain_is_a_month_in_utc_and_a_shard() {
        let id = |last: u128| Uuid::from_u128(0x0198_0000_0000_7000_8000_0000_0000_0000 + last);
        let check = |at: &str, subject: Option<u128>, request: u128, expected: &str| {
            let subject = subject.map(|last| AccountId(id(last)));
            let chain = Chain::of(at.parse().expect("an instant"), subject, id(request));
            assert_eq!(chain.to_string(), expected);
        };
        check("2025-11-07T08:00:00Z", Some(0x17), 0x01, "2025-11/07");
        check("2025-11-07T08:00:00Z", None, 0xff, "2025-11/15");
        check("2025-11-30T23:59:59.999Z", Some(0), 0, "2025-11/00");
        check("2025-12-01T00:00:00Z", Some(0), 0, "2025-12/00");
    }

    #[test]
    fn every_chain_has_a_key_of_its_own_in_the_order_of_chains() {
        let chains: Vec<_> = (2025..2027)
            .flat_map(|year| (1..=12).map(move |month| (year, month)))
            .flat_map(|(year, month)| (0..SHARDS).map(move |shard| Chain { year, month, shard }))
            .collect();
        assert!(chains.windows(2).all(|pair| pair[0] < pair[1] && pair[0].lock_key() < pair[1].lock_key()));
    }
}
