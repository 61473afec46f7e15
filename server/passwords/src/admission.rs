//! Admission to hashing: a bounded number of tickets for each class, with a share for each client, network
//! and subject.
//!
//! A ticket is taken before anything is read or written, and costs neither a thread nor a connection.
//! Attempts to authenticate wait for two more things before they use the database. First, only a few attempts
//! of one subject run at a time, so that the wait for one account's row does not hold up others. Second, only
//! a few of one class run at a time ([`Gate`]).

use std::{
    collections::{HashMap, hash_map::Entry},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use ipnet::IpNet;
use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    time::{Instant, timeout_at},
};

use crate::{
    attempt_gate::{Gate, Passed},
    fair_queue::{CLASSES, Class},
};

/// Number of tickets for each class.
pub(super) const TICKETS: usize = 96;
/// Maximum number of tickets of a client, and of the networks around it from small to large: a household, a
/// site. A school or an office behind one address can log in 32 people at a time, and two cores hash those
/// within a second.
const SHARES: [usize; 3] = [32, 48, 64];
/// Maximum number of tickets of one subject: an account, a link, or an ID typed in a known browser.
const OF_A_SUBJECT: usize = 8;
/// The same for an ID typed in an unknown browser. It is higher, because all unknown browsers share it.
const OF_A_TYPED_ID: usize = 24;
/// Maximum number of attempts of one subject that use the database or are hashed at the same time.
const AT_ONCE: usize = 2;

/// Too many passwords are being hashed. This one was not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("too many passwords are being hashed")]
pub struct Overloaded;

/// Who requests a hash, and whose password it is.
#[derive(Clone, Debug)]
pub struct Requester {
    /// The class of the request, which decides its share.
    pub class: Class,
    /// The networks that count the client's tickets, its own first. Empty for a client that is not counted.
    pub networks: Vec<IpNet>,
    /// Whose password it is: the input, or an ID. Empty if it is nobody's.
    pub subject: String,
}

impl Requester {
    /// This process itself, for example for seed data.
    pub const PROCESS: Self = Self { class: Class::Known, networks: Vec::new(), subject: String::new() };
}

/// Counts the tickets that are held, and admits attempts to the gates.
pub(super) struct Admission {
    held: Mutex<Held>,
    gates: [Arc<Gate>; CLASSES],
}

#[derive(Default)]
struct Held {
    classes: [usize; CLASSES],
    networks: HashMap<(Class, IpNet), usize>,
    subjects: HashMap<(Class, String), Subject>,
}

/// The tickets of one subject, and a semaphore for its attempts.
struct Subject {
    tickets: usize,
    turns: Arc<Semaphore>,
}

/// A ticket; returned when it is dropped.
pub(super) struct Admitted {
    share: Share,
    subject: OfSubject,
}

/// What a ticket counts for its class and its networks; returned when it is dropped.
struct Share {
    admission: Arc<Admission>,
    class: Class,
    networks: Vec<IpNet>,
}

/// What a ticket counts for its subject; returned when it is dropped.
pub(super) struct OfSubject {
    admission: Arc<Admission>,
    key: (Class, String),
    turns: Arc<Semaphore>,
}

/// The permission for an attempt to use the database, until this is dropped.
pub struct Turn {
    // Fields drop in this order, so the gate is free before the next attempt of the subject reaches it.
    passed: Option<Passed>,
    /// What makes the subject's next attempt wait; `None` for what is no attempt.
    of_subject: Option<OwnedSemaphorePermit>,
}

impl Turn {
    /// Lets the next attempt of the class pass. The next one of the subject still waits.
    pub(super) fn leave_gate(&mut self) {
        drop(self.passed.take());
    }

    /// Leaves the gate, and keeps what makes the subject's next attempt wait.
    pub(super) fn into_subject(self) -> Option<OwnedSemaphorePermit> {
        self.of_subject
    }
}

impl Admission {
    /// Creates an admission with gates for `attempts` concurrent attempts of each class.
    pub(super) fn new(attempts: usize) -> Arc<Self> {
        let gates = std::array::from_fn(|_| Gate::new(attempts));
        Arc::new(Self { held: Mutex::default(), gates })
    }

    /// Takes a ticket, if class, client, networks and subject all have one left.
    pub(super) fn admit(self: &Arc<Self>, requester: &Requester) -> Result<Admitted, Overloaded> {
        let class = requester.class;
        let most_of_a_subject = if class == Class::Stranger { OF_A_TYPED_ID } else { OF_A_SUBJECT };
        // Each class counts for itself, so strangers who type an ID leave its owner's known browser its
        // tickets.
        let subject = (class, requester.subject.clone());
        let mut held = self.held();
        let is_used_up = |(network, most): (&IpNet, usize)| {
            held.networks.get(&(class, *network)).is_some_and(|count| *count >= most)
        };
        let is_subject_used_up = !requester.subject.is_empty()
            && held.subjects.get(&subject).is_some_and(|subject| subject.tickets >= most_of_a_subject);
        if held.classes[class as usize] >= TICKETS
            || requester.networks.iter().zip(SHARES).any(is_used_up)
            || is_subject_used_up
        {
            return Err(Overloaded);
        }
        // Counted only after every share was checked, so that a refusal changes nothing.
        held.classes[class as usize] += 1;
        for network in &requester.networks {
            *held.networks.entry((class, *network)).or_default() += 1;
        }
        let new = || Subject { tickets: 0, turns: Arc::new(Semaphore::new(AT_ONCE)) };
        let entry = held.subjects.entry(subject.clone()).or_insert_with(new);
        entry.tickets += 1;
        let turns = Arc::clone(&entry.turns);
        drop(held);
        let share = Share { admission: Arc::clone(self), class, networks: requester.networks.clone() };
        Ok(Admitted { share, subject: OfSubject { admission: Arc::clone(self), key: subject, turns } })
    }

    fn held(&self) -> MutexGuard<'_, Held> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Admitted {
    /// Waits until fewer than [`AT_ONCE`] attempts of the subject are running and the gate has room.
    pub(super) async fn turn(&self, deadline: Instant) -> Result<Turn, Overloaded> {
        // The subject's turn comes first: an attempt that waits for a locked account must not hold a place at
        // the gate.
        let of_subject = timeout_at(deadline, Arc::clone(&self.subject.turns).acquire_owned()).await;
        let of_subject = of_subject.map_err(|_| Overloaded)?.expect("the semaphore is never closed");
        Ok(Turn { passed: Some(self.pass_gate(deadline).await?), of_subject: Some(of_subject) })
    }

    /// Waits until the gate has room, however many attempts of the subject are running.
    pub(super) async fn turn_beside_subject(&self, deadline: Instant) -> Result<Turn, Overloaded> {
        Ok(Turn { passed: Some(self.pass_gate(deadline).await?), of_subject: None })
    }

    async fn pass_gate(&self, deadline: Instant) -> Result<Passed, Overloaded> {
        let Share { admission, class, networks } = &self.share;
        let gate = &admission.gates[*class as usize];
        // By the largest network around the client, so that a flood from many addresses in it has one turn.
        gate.pass(networks.last().copied(), deadline).await.ok_or(Overloaded)
    }

    /// Returns what the ticket counts for its class and networks, and keeps the rest.
    pub(super) fn into_subject(self) -> OfSubject {
        self.subject
    }
}

impl Drop for Share {
    fn drop(&mut self) {
        let mut held = self.admission.held();
        held.classes[self.class as usize] -= 1;
        for network in self.networks.drain(..) {
            if let Entry::Occupied(mut count) = held.networks.entry((self.class, network)) {
                *count.get_mut() -= 1;
                // Without this, the map would grow with every network that was ever seen.
                if *count.get() == 0 {
                    count.remove();
                }
            }
        }
    }
}

impl Drop for OfSubject {
    fn drop(&mut self) {
        let (class, subject) = (self.key.0, std::mem::take(&mut self.key.1));
        if let Entry::Occupied(mut found) = self.admission.held().subjects.entry((class, subject)) {
            found.get_mut().tickets -= 1;
            if found.get().tickets == 0 {
                found.remove();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn requester(class: Class, networks: &[&str], subject: &str) -> Requester {
        let networks = networks.iter().map(|text| text.parse().expect("a network")).collect();
        Requester { class, networks, subject: subject.to_owned() }
    }

    /// Takes tickets until none is left, and returns all of them.
    fn take_all(admission: &Arc<Admission>, of: impl Fn(usize) -> Requester) -> Vec<Admitted> {
        (0..1_000).map_while(|index| admission.admit(&of(index)).ok()).collect()
    }

    #[test]
    fn a_class_has_its_tickets_and_leaves_the_others_theirs() {
        let admission = Admission::new(8);
        let nobody = |class| move |_| requester(class, &[], "");
        let strangers = take_all(&admission, nobody(Class::Stranger));
        assert_eq!(strangers.len(), TICKETS);
        assert_eq!(take_all(&admission, nobody(Class::Known)).len(), TICKETS);
        drop(strangers);
        assert_eq!(take_all(&admission, nobody(Class::Stranger)).len(), TICKETS, "the tickets were returned");
        let held = admission.held();
        assert!(held.networks.is_empty() && held.subjects.is_empty());
    }

    #[test]
    fn a_client_and_the_networks_around_it_have_a_share() {
        let admission = Admission::new(8);
        let in_one =
            |_| requester(Class::Stranger, &["2001:db8:1:2::/64", "2001:db8:1::/56", "2001:db8:1::/48"], "");
        let one = take_all(&admission, in_one);
        assert_eq!(one.len(), 32);
        let in_the_same_household = |index: usize| {
            let link = format!("2001:db8:1:{:x}::/64", index + 3);
            let networks = [link.as_str(), "2001:db8:1::/56", "2001:db8:1::/48"];
            requester(Class::Stranger, &networks, "")
        };
        let household = take_all(&admission, in_the_same_household);
        assert_eq!(one.len() + household.len(), 48);
        let at_the_same_site = |index: usize| {
            let [link, home] = [64, 56].map(|bits| format!("2001:db8:1:{:x}00::/{bits}", index + 1));
            requester(Class::Stranger, &[&link, &home, "2001:db8:1::/48"], "")
        };
        let site = take_all(&admission, at_the_same_site);
        assert_eq!(one.len() + household.len() + site.len(), 64);
        let elsewhere = requester(Class::Stranger, &["192.0.2.1/32", "192.0.2.0/24"], "");
        assert!(admission.admit(&elsewhere).is_ok());
    }

    #[test]
    fn a_subject_has_a_share_wherever_it_is_asked_for() {
        let admission = Admission::new(8);
        let input = take_all(&admission, |_| requester(Class::Stranger, &[], "abcde12345"));
        assert_eq!(input.len(), 24);
        assert_eq!(take_all(&admission, |_| requester(Class::Known, &[], "abcde12345:1")).len(), 8);
        assert!(admission.admit(&requester(Class::Stranger, &[], "abcde12346")).is_ok());
    }

    #[tokio::test]
    async fn two_of_a_subject_have_their_turn_and_keep_none_from_the_others() {
        let admission = Admission::new(8);
        let ticket = |subject| admission.admit(&requester(Class::Stranger, &[], subject)).expect("a ticket");
        let soon = || Instant::now() + std::time::Duration::from_millis(1);
        let stuck: Vec<_> = (0..3).map(|_| ticket("stuck")).collect();
        let (one, two) = (stuck[0].turn(soon()).await, stuck[1].turn(soon()).await);
        assert!(one.is_ok() && two.is_ok() && stuck[2].turn(soon()).await.is_err());
        let others: Vec<_> = ["a", "b", "c", "d", "e", "f", "g"].map(ticket).into();
        let mut turns = Vec::new();
        for other in &others[..6] {
            turns.push(other.turn(soon()).await.expect("its turn"));
        }
        assert!(others[6].turn(soon()).await.is_err(), "eight attempts are running");
        drop(one);
        assert!(others[6].turn(soon()).await.is_ok());
    }

    #[tokio::test]
    async fn what_is_no_attempt_neither_waits_for_the_subject_nor_makes_it_wait() {
        let admission = Admission::new(8);
        let ticket = || admission.admit(&requester(Class::Stranger, &[], "a")).expect("a ticket");
        let soon = || Instant::now() + std::time::Duration::from_millis(1);
        let (none, other, one, two) = (ticket(), ticket(), ticket(), ticket());
        let beside = none.turn_beside_subject(soon()).await;
        assert!(beside.is_ok());
        let (first, second) = (one.turn(soon()).await, two.turn(soon()).await);
        assert!(first.is_ok() && second.is_ok());
        assert!(other.turn_beside_subject(soon()).await.is_ok());
    }

    /// A refused attempt may go on to count for its subject alone: the next one waits, and others do not.
    #[tokio::test]
    async fn what_is_kept_for_the_subject_takes_no_room_from_others() {
        let admission = Admission::new(1);
        let soon = || Instant::now() + std::time::Duration::from_millis(1);
        let ticket = |subject| {
            admission.admit(&requester(Class::Stranger, &["192.0.2.1/32"], subject)).expect("a ticket")
        };
        let mut kept = Vec::new();
        for _ in 0..2 {
            let ticket = ticket("a");
            let turn = ticket.turn(soon()).await.expect("its turn");
            kept.push((turn.into_subject(), ticket.into_subject()));
        }
        {
            let held = admission.held();
            assert!(held.classes[Class::Stranger as usize] == 0 && held.networks.is_empty());
        }
        assert!(ticket("a").turn(soon()).await.is_err(), "two of the subject are kept");
        assert!(ticket("b").turn(soon()).await.is_ok(), "the gate is free");
        drop(kept);
        assert!(ticket("a").turn(soon()).await.is_ok());
        assert!(admission.held().subjects.is_empty());
    }
}
