//! A number of things that are going on at the moment. It knows nothing of what it counts.

use std::sync::atomic::{AtomicUsize, Ordering};

/// How many there are.
#[derive(Debug, Default)]
pub(super) struct Tally(AtomicUsize);

/// One of them; counted until it is dropped.
pub(super) struct Counted<'t>(&'t Tally);

impl Tally {
    /// Counts one more.
    pub(super) fn count(&self) -> Counted<'_> {
        self.0.fetch_add(1, Ordering::Relaxed);
        Counted(self)
    }

    /// How many there are now.
    pub(super) fn number(&self) -> usize {
        self.0.load(Ordering::Relaxed)
    }
}

impl Drop for Counted<'_> {
    fn drop(&mut self) {
        self.0.0.fetch_sub(1, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_dropped_no_longer_counts() {
        let tally = Tally::default();
        let one = tally.count();
        let other = tally.count();
        assert_eq!(tally.number(), 2);
        drop(one);
        assert_eq!(tally.number(), 1);
        drop(other);
        assert_eq!(tally.number(), 0);
    }
}
