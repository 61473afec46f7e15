//! A queue that is fair between classes, and within a class between networks.
//!
//! Each class has a weight, and a class with work gets its share however much the others request (stride
//! scheduling). Within a class networks take turns ([`Turns`]), so that one network's flood delays each of
//! the others by one hash only. This module knows no thread, time or password.

use std::collections::VecDeque;

use ipnet::IpNet;

/// The class of a request for a hash. Each class has a share of the threads that no other class can use up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Class {
    /// Officers, on their own listener.
    Officer,
    /// A browser that the account knows, or a session.
    Known,
    /// A visitor with a valid link from a mail.
    Link,
    /// Everyone else, for example a login from an unknown browser.
    Stranger,
}

/// Number of classes.
pub(super) const CLASSES: usize = 4;

impl Class {
    /// How far one hash advances its class; a class's share is inverse to it. While all classes wait,
    /// officers and known browsers get 4 of 11 hashes each, links 2, and strangers 1.
    fn stride(self) -> u64 {
        match self {
            Self::Officer | Self::Known => 1,
            Self::Link => 2,
            Self::Stranger => 4,
        }
    }
}

const ALL: [Class; CLASSES] = [Class::Officer, Class::Known, Class::Link, Class::Stranger];

/// The waiting items of all classes.
pub(super) struct FairQueue<T> {
    lanes: [Lane<T>; CLASSES],
    /// The progress of the class that was served last.
    progress: u64,
}

/// The waiting items of one class.
struct Lane<T> {
    /// The progress of the class. The waiting class with the least progress is served next.
    progress: u64,
    turns: Turns<T>,
}

/// The waiting items of several networks, which take turns.
pub(super) struct Turns<T>(VecDeque<Flow<T>>);

/// The waiting items of one network.
struct Flow<T> {
    network: Option<IpNet>,
    items: VecDeque<(u64, T)>,
}

impl<T> FairQueue<T> {
    pub(super) fn new() -> Self {
        let lanes = std::array::from_fn(|_| Lane { progress: 0, turns: Turns::new() });
        Self { lanes, progress: 0 }
    }

    /// The number of waiting items of all classes.
    pub(super) fn len(&self) -> usize {
        self.lanes.iter().flat_map(|lane| &lane.turns.0).map(|flow| flow.items.len()).sum()
    }

    /// Appends an item to its network's queue. `id` identifies it for [`Self::remove`].
    pub(super) fn push(&mut self, class: Class, network: Option<IpNet>, id: u64, item: T) {
        let lane = &mut self.lanes[class as usize];
        if lane.turns.0.is_empty() {
            // A class accumulates no credit while it has nothing to do.
            lane.progress = lane.progress.max(self.progress);
        }
        lane.turns.push(network, id, item);
    }

    /// Removes and returns the next item.
    pub(super) fn pop(&mut self) -> Option<T> {
        let waiting = ALL.into_iter().filter(|class| !self.lanes[*class as usize].turns.0.is_empty());
        let class = waiting.min_by_key(|class| self.lanes[*class as usize].progress)?;
        let lane = &mut self.lanes[class as usize];
        self.progress = lane.progress;
        lane.progress += class.stride();
        lane.turns.pop()
    }

    /// Removes an item that is no longer wanted. Returns false if it is not in the queue any more.
    pub(super) fn remove(&mut self, class: Class, id: u64) -> bool {
        self.lanes[class as usize].turns.remove(id)
    }
}

impl<T> Turns<T> {
    pub(super) const fn new() -> Self {
        Self(VecDeque::new())
    }

    /// Appends an item to its network's queue. `id` identifies it for [`Self::remove`].
    pub(super) fn push(&mut self, network: Option<IpNet>, id: u64, item: T) {
        match self.0.iter_mut().find(|flow| flow.network == network) {
            Some(flow) => flow.items.push_back((id, item)),
            None => self.0.push_back(Flow { network, items: VecDeque::from([(id, item)]) }),
        }
    }

    /// Removes and returns the next item. Its network moves to the end.
    pub(super) fn pop(&mut self) -> Option<T> {
        let mut flow = self.0.pop_front()?;
        let (_, item) = flow.items.pop_front()?;
        if !flow.items.is_empty() {
            self.0.push_back(flow);
        }
        Some(item)
    }

    /// Removes an item that is no longer wanted. Returns false if it is not waiting any more.
    pub(super) fn remove(&mut self, id: u64) -> bool {
        let is_it = |(known, _): &(u64, T)| *known == id;
        let Some(at) = self.0.iter().position(|flow| flow.items.iter().any(is_it)) else { return false };
        self.0[at].items.retain(|item| !is_it(item));
        if self.0[at].items.is_empty() {
            self.0.remove(at);
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn network(number: u8) -> IpNet {
        format!("192.0.{number}.0/24").parse().expect("a network")
    }

    /// A queue with `count` items of each class, in the order of [`ALL`], each from its own network.
    fn full(count: u8) -> FairQueue<Class> {
        let mut queue = FairQueue::new();
        for (id, class) in ALL.into_iter().cycle().take(usize::from(count) * CLASSES).enumerate() {
            queue.push(class, Some(network(u8::try_from(id).expect("few"))), id as u64, class);
        }
        queue
    }

    #[test]
    fn each_class_gets_its_share_while_all_wait() {
        let mut queue = full(12);
        let served: Vec<_> = (0..22).filter_map(|_| queue.pop()).collect();
        let count = |class| served.iter().filter(|it| **it == class).count();
        assert_eq!(ALL.map(count), [8, 8, 4, 2]);
    }

    #[test]
    fn a_class_that_comes_late_is_next_and_has_saved_nothing_up() {
        let mut queue = FairQueue::new();
        for id in 0..40 {
            queue.push(Class::Stranger, Some(network(0)), id, Class::Stranger);
        }
        assert!((0..20).all(|_| queue.pop() == Some(Class::Stranger)));
        for id in 40..60 {
            queue.push(Class::Known, Some(network(1)), id, Class::Known);
        }
        let served: Vec<_> = (0..11).filter_map(|_| queue.pop()).collect();
        assert_eq!(served[0], Class::Known);
        assert_eq!(served.iter().filter(|it| **it == Class::Stranger).count(), 2, "{served:?}");
    }

    #[test]
    fn networks_take_turns_within_a_class() {
        let mut queue = FairQueue::new();
        for id in 0..10 {
            queue.push(Class::Stranger, Some(network(0)), id, "flood");
        }
        queue.push(Class::Stranger, Some(network(1)), 10, "someone");
        queue.push(Class::Stranger, None, 11, "local");
        let served: Vec<_> = (0..4).filter_map(|_| queue.pop()).collect();
        assert_eq!(served, ["flood", "someone", "local", "flood"]);
    }

    #[test]
    fn what_is_removed_is_not_served() {
        let mut queue = full(1);
        assert!(queue.remove(Class::Known, 1));
        assert!(!queue.remove(Class::Known, 1), "it is gone");
        assert!(!queue.remove(Class::Officer, 2), "it is of another class");
        let served: Vec<_> = std::iter::from_fn(|| queue.pop()).collect();
        assert_eq!(served, [Class::Officer, Class::Link, Class::Stranger]);
        assert!(!queue.remove(Class::Stranger, 3), "it was served");
    }
}
