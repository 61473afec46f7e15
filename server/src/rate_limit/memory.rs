//! Counts in this process: for the embedded mode, for a server without Redis, and for any server while Redis
//! is unavailable.
//!
//! The counts end with the process, and their memory is bounded. The caller provides the time.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use super::{Act, Denied, FAILURES_LAST, Question, gcra};

/// Maximum number of keys; they take about 12 MB.
const CAPACITY: usize = 100_000;

/// The value of one key: of a limit, or of a count of failures.
#[derive(Clone, Copy)]
struct Entry {
    /// When it expires, in microseconds; for a limit, the theoretical arrival time.
    until: u64,
    /// The number of failures; unused by limits.
    count: u32,
}

/// A store in memory with at most `capacity` keys.
pub(super) struct MemoryStore {
    entries: Mutex<HashMap<String, Entry>>,
    capacity: usize,
}

impl MemoryStore {
    pub(super) fn new() -> Self {
        Self { entries: Mutex::default(), capacity: CAPACITY }
    }

    /// Decides over all keys at once: all have room, or none is charged. Returns the time until the fullest
    /// bucket is empty, in microseconds.
    pub(super) fn decide(&self, question: &Question<'_>) -> Result<u64, Denied> {
        let Question { act, keys, cost, now } = *question;
        let mut entries = self.entries();
        let mut after = Vec::with_capacity(keys.len());
        let mut denied: Option<Denied> = None;
        for (index, key) in keys.iter().enumerate() {
            let arrival = entries.get(&key.text).map_or(0, |entry| entry.until);
            match act {
                Act::Charge => after.push(gcra::charge(key.quota, arrival, now, cost)),
                Act::Refund => after.push(gcra::refund(key.quota, arrival, now, cost)),
                Act::Take | Act::Peek => match gcra::take(key.quota, arrival, now, cost) {
                    Ok(arrival) => after.push(arrival),
                    // The longest wait counts: after a shorter one, another limit would still refuse.
                    Err(wait) if denied.is_none_or(|denied| denied.wait < wait) => {
                        denied = Some(Denied { index, wait });
                    }
                    Err(_) => {}
                },
            }
        }
        let fullest = after.iter().map(|until| until.saturating_sub(now)).max().unwrap_or(0);
        match denied {
            Some(denied) => Err(denied),
            None if act == Act::Peek => Ok(fullest),
            None => {
                for (key, until) in keys.iter().zip(after) {
                    if until <= now {
                        // An empty bucket is the same as no entry, which takes no memory.
                        entries.remove(&key.text);
                        continue;
                    }
                    self.put(&mut entries, &key.text, Entry { until, count: 0 }, now);
                }
                Ok(fullest)
            }
        }
    }

    /// Records that a bucket is not empty before `until`, as counted elsewhere.
    pub(super) fn note(&self, key: &str, until: u64, now: u64) {
        let mut entries = self.entries();
        let until = entries.get(key).map_or(until, |entry| entry.until.max(until));
        if until > now {
            self.put(&mut entries, key, Entry { until, count: 0 }, now);
        }
    }

    /// Counts another failure. Returns how many there are, each less than a day after the one before.
    pub(super) fn count_failure(&self, key: &str, now: u64) -> u32 {
        let mut entries = self.entries();
        let before = entries.get(key).filter(|entry| entry.until > now).map_or(0, |entry| entry.count);
        let count = before.saturating_add(1);
        self.put(&mut entries, key, Entry { until: now + FAILURES_LAST, count }, now);
        count
    }

    /// Removes a key, which resets it.
    pub(super) fn forget(&self, key: &str) {
        self.entries().remove(key);
    }

    fn entries(&self) -> MutexGuard<'_, HashMap<String, Entry>> {
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn put(&self, entries: &mut HashMap<String, Entry>, key: &str, entry: Entry, now: u64) {
        if entries.len() >= self.capacity && !entries.contains_key(key) {
            make_room(entries, self.capacity - self.capacity / 8, now);
        }
        entries.insert(key.to_owned(), entry);
    }
}

/// Removes expired entries, then those that expire first, until `most` are left: a flood of new keys evicts
/// itself before the count of someone who has been trying for long. It removes an eighth at a time, because
/// it has to look at all keys.
fn make_room(entries: &mut HashMap<String, Entry>, most: usize, now: u64) {
    entries.retain(|_, entry| entry.until > now);
    let Some(surplus) = entries.len().checked_sub(most).filter(|surplus| *surplus > 0) else { return };
    let mut ends: Vec<_> = entries.values().map(|entry| entry.until).collect();
    let (_, last, _) = ends.select_nth_unstable(surplus - 1);
    let last = *last;
    entries.retain(|_, entry| entry.until > last);
}

#[cfg(test)]
mod tests {
    use super::{
        super::{gcra::Quota, limit::Key},
        *,
    };

    const QUOTA: Quota = Quota { burst: 2, interval: 1_000 };
    const NOW: u64 = 1_762_502_400_000_000;

    fn key(text: &str) -> Key {
        Key { text: text.to_owned(), quota: QUOTA, limit: "test" }
    }

    fn take(store: &MemoryStore, names: &[&str], now: u64) -> Result<(), Denied> {
        let keys: Vec<_> = names.iter().map(|name| key(name)).collect();
        store.decide(&Question { act: Act::Take, keys: &keys, cost: 1, now }).map(drop)
    }

    #[test]
    fn one_full_key_denies_the_decision_and_nothing_is_charged() {
        let store = MemoryStore::new();
        assert_eq!(take(&store, &["a"], NOW), Ok(()));
        assert_eq!(take(&store, &["a"], NOW), Ok(()));
        for _ in 0..100 {
            assert_eq!(take(&store, &["b", "a"], NOW), Err(Denied { index: 1, wait: 1_000 }));
        }
        assert_eq!(take(&store, &["b"], NOW), Ok(()));
        assert_eq!(take(&store, &["b"], NOW), Ok(()), "the refusals cost nothing");
        assert_eq!(take(&store, &["a", "b"], NOW + 999), Err(Denied { index: 0, wait: 1 }));
        assert_eq!(take(&store, &["a", "b"], NOW + 1_000), Ok(()));
    }

    #[test]
    fn the_longest_wait_of_those_that_deny_is_the_answer() {
        let store = MemoryStore::new();
        let ask = |act, cost, names: &[&str], now| {
            let keys: Vec<_> = names.iter().map(|name| key(name)).collect();
            store.decide(&Question { act, keys: &keys, cost, now }).map(drop)
        };
        assert_eq!(ask(Act::Charge, 9, &["a"], NOW - 500), Ok(()));
        assert_eq!(ask(Act::Charge, 9, &["b"], NOW), Ok(()));
        assert_eq!(ask(Act::Peek, 1, &["a", "b", "c"], NOW), Err(Denied { index: 1, wait: 1_000 }));
        assert_eq!(ask(Act::Peek, 1, &["c"], NOW), Ok(()));
        assert_eq!(ask(Act::Take, 2, &["c"], NOW), Ok(()), "a look costs nothing");
    }

    #[test]
    fn failures_are_forgotten_after_a_day_without_one() {
        let store = MemoryStore::new();
        assert_eq!(store.count_failure("a", NOW), 1);
        assert_eq!(store.count_failure("a", NOW + FAILURES_LAST - 1), 2);
        assert_eq!(store.count_failure("a", NOW + 2 * FAILURES_LAST - 2), 3);
        assert_eq!(store.count_failure("a", NOW + 3 * FAILURES_LAST - 2), 1);
        assert_eq!(store.count_failure("b", NOW), 1);
        store.forget("a");
        assert_eq!(store.count_failure("a", NOW + 3 * FAILURES_LAST), 1);
    }

    #[test]
    fn a_flood_of_keys_stays_within_the_bound_and_leaves_long_counts() {
        let store = MemoryStore { capacity: 80, ..MemoryStore::new() };
        store.count_failure("failures", NOW);
        assert_eq!(take(&store, &["full"], NOW), Ok(()));
        assert_eq!(take(&store, &["full"], NOW), Ok(()));
        for flood in 0..1_000 {
            assert_eq!(take(&store, &[&format!("flood {flood}")], NOW), Ok(()));
            assert!(store.entries().len() <= 80);
        }
        assert_eq!(take(&store, &["full"], NOW), Err(Denied { index: 0, wait: 1_000 }));
        assert_eq!(store.count_failure("failures", NOW), 2);
        // Expired entries go first; then nothing else has to.
        assert_eq!(take(&store, &["late"], NOW + 2_000), Ok(()));
        for later in 0..70 {
            assert_eq!(take(&store, &[&format!("later {later}")], NOW + 2_000), Ok(()));
        }
        assert!(store.entries().contains_key("late") && store.entries().contains_key("failures"));
    }
}
