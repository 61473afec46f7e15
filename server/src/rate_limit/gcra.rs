//! The arithmetic of rate limits: the generic cell rate algorithm (GCRA), in whole microseconds.
//!
//! The state of a key is a single instant, the theoretical arrival time, at which its bucket will be empty
//! again. The functions here read no clock and store nothing; the script in `redis.rs` computes the same.

/// How much a limit allows: `burst` units at once, then one more after each interval.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Quota {
    /// How many units are allowed at once.
    pub(super) burst: u32,
    /// Microseconds until there is room for one more unit.
    pub(super) interval: u64,
}

impl Quota {
    /// The quota times `factor`, over the same time.
    pub(super) fn times(self, factor: u32) -> Self {
        Self { burst: self.burst.saturating_mul(factor), interval: self.interval / u64::from(factor) }
    }

    /// Microseconds until a full bucket is empty.
    fn span(self) -> u64 {
        self.interval.saturating_mul(self.burst.into())
    }

    /// Microseconds until a bucket that is empty after `lasts` has room for `cost`.
    pub(super) fn until_room(self, lasts: u64, cost: u32) -> u64 {
        let wanted = self.interval.saturating_mul(cost.min(self.burst).into());
        lasts.saturating_add(wanted).saturating_sub(self.span())
    }
}

/// The arrival time after `cost` is allowed, or the wait in microseconds.
///
/// A cost beyond the burst is never allowed; its wait lasts until the bucket is empty.
pub(super) fn take(quota: Quota, arrival: u64, now: u64, cost: u32) -> Result<u64, u64> {
    let full = now + quota.span();
    let arrival = arrival.clamp(now, full);
    let after = arrival.saturating_add(quota.interval.saturating_mul(cost.into()));
    if after <= full {
        return Ok(after);
    }
    let wanted = quota.interval * u64::from(cost.min(quota.burst));
    let wait = (arrival + wanted).saturating_sub(full);
    // Such a cost never fits, even into an empty bucket, so its wait must not be zero.
    Err(if cost > quota.burst { wait.max(quota.interval) } else { wait })
}

/// The arrival time after `cost` is charged, even without room.
///
/// A full bucket gets no fuller, so a flood cannot extend its own limit.
pub(super) fn charge(quota: Quota, arrival: u64, now: u64, cost: u32) -> u64 {
    let full = now + quota.span();
    arrival.max(now).saturating_add(quota.interval.saturating_mul(cost.into())).min(full)
}

/// The arrival time after a charge of `cost` is taken back; never before `now`, which is an empty bucket.
pub(super) fn refund(quota: Quota, arrival: u64, now: u64, cost: u32) -> u64 {
    arrival.saturating_sub(quota.interval.saturating_mul(cost.into())).max(now)
}

#[cfg(test)]
mod tests {
    use super::*;

    const QUOTA: Quota = Quota { burst: 3, interval: 1_000 };
    const NOW: u64 = 1_762_502_400_000_000;

    #[test]
    fn exactly_the_burst_gets_through_at_once() {
        let mut arrival = 0;
        for _ in 0..3 {
            arrival = take(QUOTA, arrival, NOW, 1).expect("room");
        }
        assert_eq!(take(QUOTA, arrival, NOW, 1), Err(1_000));
        assert_eq!(take(QUOTA, 0, NOW, 3), Ok(arrival), "three at once are the same as one by one");
    }

    #[test]
    fn room_comes_back_to_the_microsecond_and_never_exceeds_the_burst() {
        let full = NOW + 3_000;
        assert_eq!(take(QUOTA, full, NOW + 999, 1), Err(1));
        assert_eq!(take(QUOTA, full, NOW + 1_000, 1), Ok(full + 1_000));
        assert_eq!(take(QUOTA, full, NOW + 1_999, 2), Err(1));
        assert_eq!(take(QUOTA, full, NOW + 2_000, 2), Ok(full + 2_000));
        assert_eq!(take(QUOTA, full, NOW + 1_000_000, 4), Err(1_000), "idling saves nothing up");
    }

    #[test]
    fn a_cost_beyond_the_burst_is_refused_for_ever_and_told_to_wait_for_a_while() {
        assert_eq!(take(QUOTA, 0, NOW, 4), Err(1_000));
        assert_eq!(take(QUOTA, NOW + 2_500, NOW, 4), Err(2_500));
        assert_eq!(take(QUOTA, NOW + 3_000, NOW, u32::MAX), Err(3_000));
        assert_eq!(take(QUOTA, 0, NOW + 1_000_000, u32::MAX), Err(1_000));
    }

    #[test]
    fn a_charge_fills_the_bucket_and_no_more() {
        assert_eq!(charge(QUOTA, 0, NOW, 1), NOW + 1_000);
        assert_eq!(charge(QUOTA, NOW + 1_000, NOW, 1), NOW + 2_000);
        assert_eq!(charge(QUOTA, NOW + 2_500, NOW, 1), NOW + 3_000);
        assert_eq!(charge(QUOTA, NOW + 3_000, NOW, u32::MAX), NOW + 3_000);
    }

    #[test]
    fn a_refund_empties_the_bucket_and_no_more() {
        assert_eq!(refund(QUOTA, NOW + 3_000, NOW, 1), NOW + 2_000);
        assert_eq!(refund(QUOTA, NOW + 500, NOW, 1), NOW);
        assert_eq!(refund(QUOTA, 0, NOW, u32::MAX), NOW);
    }

    #[test]
    fn a_clock_that_went_back_leaves_a_full_bucket_and_not_a_locked_one() {
        assert_eq!(take(QUOTA, NOW + 3_600_000_000, NOW, 1), Err(1_000));
        assert_eq!(charge(QUOTA, NOW + 3_600_000_000, NOW, 1), NOW + 3_000);
    }

    #[test]
    fn nothing_costs_nothing() {
        assert_eq!(take(QUOTA, NOW + 3_000, NOW, 0), Ok(NOW + 3_000));
        assert_eq!(take(QUOTA, 0, NOW, 0), Ok(NOW));
    }
}
