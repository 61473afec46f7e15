//! The arithmetic of limits: the generic cell rate algorithm, in whole microseconds.
//!
//! A key's whole state is one instant, the theoretical arrival time: when its bucket will be empty again.
//! The functions here read no clock and keep nothing; the script in `redis.rs` does the same sums.

/// How much a limit lets through.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Quota {
    /// So many at once.
    pub(super) burst: u32,
    /// After so many microseconds there is room for one more.
    pub(super) interval: u64,
}

impl Quota {
    /// So many times as much, in the same time.
    pub(super) fn times(self, factor: u32) -> Self {
        Self { burst: self.burst.saturating_mul(factor), interval: self.interval / u64::from(factor) }
    }

    /// So long an emptied bucket lasts, in microseconds.
    fn span(self) -> u64 {
        self.interval.saturating_mul(self.burst.into())
    }

    /// How many microseconds there are to wait until a bucket that lasts for so many has room for `cost`.
    pub(super) fn until_room(self, lasts: u64, cost: u32) -> u64 {
        let wanted = self.interval.saturating_mul(cost.min(self.burst).into());
        lasts.saturating_add(wanted).saturating_sub(self.span())
    }
}

/// What the arrival time becomes when `cost` is let through, or how many microseconds there are to wait.
///
/// A cost beyond the burst never gets through, and waits until the bucket is empty.
pub(super) fn take(quota: Quota, arrival: u64, now: u64, cost: u32) -> Result<u64, u64> {
    let full = now + quota.span();
    let arrival = arrival.clamp(now, full);
    let after = arrival.saturating_add(quota.interval.saturating_mul(cost.into()));
    if after <= full {
        return Ok(after);
    }
    let wanted = quota.interval * u64::from(cost.min(quota.burst));
    let wait = (arrival + wanted).saturating_sub(full);
    Err(if cost > quota.burst { wait.max(quota.interval) } else { wait })
}

/// What the arrival time becomes when `cost` is charged whether there is room or not.
///
/// A full bucket gets no fuller, so that a flood does not push the end of the limit away.
pub(super) fn charge(quota: Quota, arrival: u64, now: u64, cost: u32) -> u64 {
    let full = now + quota.span();
    arrival.max(now).saturating_add(quota.interval.saturating_mul(cost.into())).min(full)
}

/// What the arrival time becomes when a charge of `cost` is taken back; never earlier than `now`, an empty bucket.
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
