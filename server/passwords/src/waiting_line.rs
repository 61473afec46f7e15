//! The line in front of the slow lane: who has a place, and when a refusal is answered.
//!
//! Refusals must not tell which attempts were verified in the lane. So each attempt that may be refused joins
//! the line, as if the lane verified it at the greatest cost in use, one after the other. What the line
//! answers depends on how many joined and when, never on whose attempts they were. The lane verifies some of
//! them in the same order and at no greater cost, so it is never behind the line: if the lane has no place
//! left, the line is full for everyone. A pure rule: it knows no thread and no clock.

use std::time::Duration;

use tokio::time::Instant;

/// The most verifications that may run or wait in the lane.
const MOST_PLACES: u32 = 8;
/// The last of them ends within this time. The rest of an operation's five seconds is for its turn, for the
/// common queue and for the database.
const LONGEST_LINE: Duration = Duration::from_secs(3);

/// The line.
#[derive(Default)]
pub(super) struct WaitingLine {
    /// Until when the lane would be busy if it verified every attempt.
    busy_until: Option<Instant>,
    /// How many verifications are in the lane.
    inside: u32,
}

/// What the line answers to an attempt that joins it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Joined {
    /// When a verification that begins after all attempts before it would have ended.
    pub(super) ends_at: Instant,
    /// Whether the line was full, so that the attempt may be one that was not verified.
    pub(super) is_full: bool,
    /// Whether the attempt has a place in the lane, which [`WaitingLine::leave`] returns.
    pub(super) has_place: bool,
}

impl WaitingLine {
    /// Joins an attempt. It gets a place in the lane if it needs one and the lane has one left. `each` is the
    /// greatest time of a verification, zero if nothing needs the lane.
    pub(super) fn join(&mut self, needs_place: bool, each: Duration, now: Instant) -> Joined {
        let (places, before) = (places(each), self.inside);
        let longest = each * places;
        // What was dear before may be gone.
        let busy_until = self.busy_until.filter(|_| !each.is_zero());
        let left = busy_until.map_or(Duration::ZERO, |until| until.saturating_duration_since(now));
        let is_full = before >= places || left + each > longest;
        let ends_at = now + (left + each).min(longest);
        self.busy_until = Some(ends_at);
        // Also in a full line, as far as the lane has places: no flood of attempts that need none may keep out
        // those that do.
        let has_place = needs_place && before < places;
        self.inside += u32::from(has_place);
        Joined { ends_at, is_full, has_place }
    }

    /// Returns a place.
    pub(super) fn leave(&mut self) {
        self.inside -= 1;
    }
}

/// How many verifications may run or wait, so that the last one ends within [`LONGEST_LINE`].
fn places(each: Duration) -> u32 {
    let fit = LONGEST_LINE.as_micros().checked_div(each.as_micros()).unwrap_or(u128::MAX);
    u32::try_from(fit).unwrap_or(u32::MAX).clamp(1, MOST_PLACES)
}

#[cfg(test)]
mod tests {
    use proptest::{collection::vec, prelude::*};

    use super::*;

    const EACH: Duration = Duration::from_millis(500);

    #[test]
    fn the_last_place_ends_in_time_and_there_are_eight_at_most() {
        let check =
            |millis, expected| assert_eq!(places(Duration::from_millis(millis)), expected, "{millis} ms");
        check(0, 8);
        check(60, 8);
        check(375, 8);
        check(500, 6);
        check(1_100, 2);
        check(9_000, 1);
    }

    #[test]
    fn each_attempt_ends_after_those_before_it() {
        let (mut line, now) = (WaitingLine::default(), Instant::now());
        let mut after = |at: u64| {
            let joined = line.join(false, EACH, now + Duration::from_millis(at));
            ((joined.ends_at - now).as_millis(), joined.is_full)
        };
        let six = [after(0), after(0), after(0), after(0), after(0), after(0)];
        assert_eq!(six, [500, 1_000, 1_500, 2_000, 2_500, 3_000].map(|ends| (ends, false)));
        assert_eq!([after(0), after(100)], [(3_000, true), (3_100, true)]);
        assert_eq!(after(600), (3_600, false), "one of them has ended");
        assert_eq!(after(9_000), (9_500, false), "idle");
    }

    #[test]
    fn a_full_line_still_takes_in_who_needs_a_place_while_there_is_one() {
        let (mut line, now) = (WaitingLine::default(), Instant::now());
        let flood: Vec<_> = (0..50).map(|_| line.join(false, EACH, now)).collect();
        assert!(flood.last().is_some_and(|joined| joined.is_full && !joined.has_place));
        let taken: Vec<_> = (0..7).map(|_| line.join(true, EACH, now)).collect();
        assert!(taken.iter().all(|joined| joined.is_full && joined.ends_at == now + 6 * EACH));
        assert_eq!(taken.iter().filter(|joined| joined.has_place).count(), 6);
        line.leave();
        assert!(line.join(true, EACH, now).has_place);
    }

    #[test]
    fn nothing_is_delayed_while_no_hash_needs_the_lane() {
        let (mut line, now) = (WaitingLine::default(), Instant::now());
        for _ in 0..50 {
            let expected = Joined { ends_at: now, is_full: false, has_place: false };
            assert_eq!(line.join(false, Duration::ZERO, now), expected);
        }
    }

    /// One attempt: how long after the one before it, whether it needs a place, and how long it would take.
    fn attempts() -> impl Strategy<Value = Vec<(u64, bool, u64)>> {
        vec((0_u64..900, any::<bool>(), 1_u64..=500), 1..60)
    }

    proptest! {
        /// Whatever the others need, an attempt gets the same answer at the same time. Nobody who needs a
        /// place is without one unless the answer is the one that everyone gets, and every verification ends
        /// before the refusal is answered.
        #[test]
        fn the_line_answers_the_same_to_everyone(attempts in attempts()) {
            let (mut line, mut decoys, mut now) = (WaitingLine::default(), WaitingLine::default(), Instant::now());
            let mut ends: Vec<Instant> = Vec::new();
            for (pause, needs_place, takes) in attempts {
                now += Duration::from_millis(pause);
                for _ in ends.extract_if(.., |end| *end <= now) {
                    line.leave();
                }
                let (joined, decoy) = (line.join(needs_place, EACH, now), decoys.join(false, EACH, now));
                prop_assert_eq!((joined.ends_at, joined.is_full), (decoy.ends_at, decoy.is_full));
                prop_assert!(joined.has_place || !needs_place || joined.is_full);
                if joined.has_place {
                    // The lane's thread takes them in order.
                    let begins = ends.last().copied().unwrap_or(now).max(now);
                    let end = begins + Duration::from_millis(takes);
                    prop_assert!(end <= joined.ends_at, "verified after its refusal");
                    ends.push(end);
                }
            }
        }
    }
}
