//! Limits of connections: how many a listener may have, in all and for each client, and which one is closed
//! for a new one at a limit. Each connection holds a place.
//!
//! Every listener has its own places, so that one cannot starve another. An idle connection gives way to a
//! new one; one whose request is being executed never does. The first to go is a connection of the network
//! that holds the most, so that a flood from one site closes its own connections. Nothing here reads, writes
//! or accepts.

use std::{
    cmp::Reverse,
    collections::{HashMap, hash_map::Entry},
    net::IpAddr,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use ipnet::IpNet;
use tokio::{sync::watch, time::Instant};
use tokio_util::sync::CancellationToken;

use super::{client_address::TrustedProxies, turns::Turn};
use crate::client::ClientAddress;

/// The maximum numbers of connections of a listener.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PlaceLimits {
    /// For all clients and proxies together.
    pub whole: usize,
    /// For one client: an IPv4 address or an IPv6 /64. The networks around it may have 1.5 times as many
    /// (IPv4 /24, IPv6 /56) and twice as many (IPv6 /48). Trusted proxies do not count as clients.
    pub client: usize,
}

impl PlaceLimits {
    /// The limits of a client and of the networks around it, from the smallest network to the largest.
    fn shares(self) -> [usize; 3] {
        [self.client, self.client + self.client / 2, self.client * 2]
    }
}

impl Default for PlaceLimits {
    /// The limits of the embedded mode.
    fn default() -> Self {
        Self { whole: 512, client: 256 }
    }
}

/// Why a connection gets no place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NoPlace {
    /// The listener is full, and none of its connections gives way.
    Whole,
    /// The client or one of its networks is at its limit, and none of its connections gives way.
    Client,
}

/// The places of one listener, taken and free.
#[derive(Debug)]
pub struct Places {
    limits: PlaceLimits,
    proxies: TrustedProxies,
    taken: Mutex<Taken>,
}

#[derive(Debug, Default)]
struct Taken {
    next: u64,
    seats: HashMap<u64, Seat>,
    networks: HashMap<IpNet, usize>,
}

/// What is known here of a connection.
#[derive(Debug)]
struct Seat {
    /// The networks that it counts for, from the smallest to the largest; none for a trusted proxy.
    networks: Vec<IpNet>,
    turn: watch::Receiver<(Turn, Instant)>,
    leave: CancellationToken,
}

/// The place of a connection. Dropping it frees the place.
pub(super) struct Place {
    places: Arc<Places>,
    number: u64,
    leave: CancellationToken,
}

impl Place {
    /// Waits until another connection needs the place.
    pub(super) async fn needed(&self) {
        self.leave.cancelled().await;
    }

    /// Whether another connection needs the place.
    pub(super) fn is_needed(&self) -> bool {
        self.leave.is_cancelled()
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.places.taken().remove(self.number);
    }
}

impl Places {
    /// Creates the places of a listener. `proxies` may take all of them, because each proxy connects for many
    /// clients.
    #[must_use]
    pub fn new(limits: PlaceLimits, proxies: TrustedProxies) -> Self {
        Self { limits, proxies, taken: Mutex::default() }
    }

    /// Takes a place for a connection from `peer`. If none is free, another connection that gives way has to
    /// leave. Returns the place, and whether another connection has to leave.
    pub(super) fn take(
        self: &Arc<Self>,
        peer: IpAddr,
        turn: watch::Receiver<(Turn, Instant)>,
    ) -> Result<(Place, bool), NoPlace> {
        let is_proxy = self.proxies.trust(peer.to_canonical());
        let networks = if is_proxy { Vec::new() } else { ClientAddress::from(peer).networks() };
        let mut taken = self.taken();
        let full =
            networks.iter().zip(self.limits.shares()).find(|(network, most)| taken.count(network) >= *most);
        let has_left = if let Some((network, _)) = full {
            taken.dismiss(|seat| seat.networks.contains(network)).then_some(true).ok_or(NoPlace::Client)?
        } else if taken.seats.len() >= self.limits.whole {
            taken.dismiss(|_| true).then_some(true).ok_or(NoPlace::Whole)?
        } else {
            false
        };
        let leave = CancellationToken::new();
        let number = taken.add(Seat { networks, turn, leave: leave.clone() });
        drop(taken);
        Ok((Place { places: Arc::clone(self), number, leave }, has_left))
    }

    /// Makes one idle connection leave. Returns whether there was one.
    pub(super) fn free_one(&self) -> bool {
        self.taken().dismiss(|_| true)
    }

    fn taken(&self) -> MutexGuard<'_, Taken> {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Taken {
    fn count(&self, network: &IpNet) -> usize {
        self.networks.get(network).copied().unwrap_or(0)
    }

    fn add(&mut self, seat: Seat) -> u64 {
        for network in &seat.networks {
            *self.networks.entry(*network).or_default() += 1;
        }
        self.next += 1;
        self.seats.insert(self.next, seat);
        self.next
    }

    fn remove(&mut self, number: u64) -> Option<Seat> {
        let seat = self.seats.remove(&number)?;
        for network in &seat.networks {
            if let Entry::Occupied(mut count) = self.networks.entry(*network) {
                *count.get_mut() -= 1;
                if *count.get() == 0 {
                    count.remove();
                }
            }
        }
        Some(seat)
    }

    /// Makes one of the matching connections that give way leave, and frees its place. It takes the widest
    /// network that holds the most places, and there the connection that has waited longest. Connections of
    /// proxies come last, because a proxy may be about to send a request.
    fn dismiss(&mut self, matches: impl Fn(&Seat) -> bool) -> bool {
        let now = Instant::now();
        let waiting = self.seats.iter().filter(|(_, seat)| matches(seat)).filter_map(|(number, seat)| {
            let (turn, since) = *seat.turn.borrow();
            let of_network = seat.networks.last().map_or(0, |widest| self.count(widest));
            turn.gives_way(now - since).then_some((Reverse(of_network), since, *number))
        });
        let Some((.., number)) = waiting.min() else { return false };
        if let Some(seat) = self.remove(number) {
            seat.leave.cancel();
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn places(whole: usize, client: usize) -> Arc<Places> {
        let proxies = TrustedProxies::parse("10.0.0.1").expect("an address");
        Arc::new(Places::new(PlaceLimits { whole, client }, proxies))
    }

    /// Connections of a test: whose turn it is on each, and its place.
    struct Held(Vec<(watch::Sender<(Turn, Instant)>, Place)>);

    impl Held {
        fn take(&mut self, places: &Arc<Places>, peer: &str) -> Result<bool, NoPlace> {
            let (sender, receiver) = watch::channel((Turn::New, Instant::now()));
            let (place, has_left) = places.take(peer.parse().expect("an address"), receiver)?;
            self.0.push((sender, place));
            Ok(has_left)
        }

        fn turn(&self, index: usize, turn: Turn) {
            self.0[index].0.send_replace((turn, Instant::now()));
        }

        fn dismissed(&self) -> Vec<usize> {
            let all = self.0.iter().enumerate();
            all.filter(|(_, (_, place))| place.is_needed()).map(|(index, _)| index).collect()
        }
    }

    #[tokio::test(start_paused = true)]
    async fn who_has_waited_longest_goes_and_never_one_that_is_answered() {
        let (places, mut held) = (places(4, 4), Held(Vec::new()));
        for last in 1..=4 {
            assert_eq!(held.take(&places, &format!("192.0.2.{last}")), Ok(false));
            tokio::time::advance(Duration::from_secs(1)).await;
        }
        held.turn(0, Turn::Answer);
        held.turn(1, Turn::Rest); // idle since now, while the third and the fourth have been silent for longer
        held.turn(3, Turn::Write);
        assert_eq!(held.take(&places, "192.0.2.5"), Ok(true));
        assert_eq!(held.dismissed(), [2]);
        assert_eq!(held.take(&places, "192.0.2.6"), Ok(true));
        assert_eq!(held.dismissed(), [1, 2]);
        for busy in [4, 5] {
            held.turn(busy, Turn::Answer);
        }
        assert_eq!(held.take(&places, "192.0.2.7"), Err(NoPlace::Whole));
        held.0.remove(0);
        assert_eq!(held.take(&places, "192.0.2.7"), Ok(false), "a place is given back");
    }

    #[tokio::test(start_paused = true)]
    async fn a_client_has_its_share_and_a_proxy_is_no_client() {
        let (places, mut held) = (places(100, 2), Held(Vec::new()));
        for peer in ["2001:db8:1:2::1", "2001:db8:1:2:ffff::2", "192.0.2.1", "::ffff:192.0.2.1"] {
            assert_eq!(held.take(&places, peer), Ok(false), "{peer}");
            held.turn(held.0.len() - 1, Turn::Answer);
        }
        assert_eq!(held.take(&places, "2001:db8:1:2::3"), Err(NoPlace::Client));
        assert_eq!(held.take(&places, "192.0.2.1"), Err(NoPlace::Client));
        assert_eq!(held.take(&places, "2001:db8:1:3::1"), Ok(false), "a neighbour");
        held.turn(0, Turn::Rest);
        assert_eq!(held.take(&places, "2001:db8:1:2::3"), Ok(true));
        assert_eq!(held.dismissed(), [0], "a connection of the same client");
        for _ in 0..50 {
            assert_eq!(held.take(&places, "10.0.0.1"), Ok(false));
        }
    }

    #[tokio::test(start_paused = true)]
    async fn the_networks_around_a_client_have_a_share_too() {
        for (peer, most) in
            [("2001:db8:0:0:N::1", 4), ("2001:db8:0:N::1", 6), ("2001:db8:0:N00::1", 8), ("192.0.2.N", 6)]
        {
            let (places, mut held) = (places(100, 4), Held(Vec::new()));
            let taken = (1..=9).take_while(|number| {
                let is_taken = held.take(&places, &peer.replace('N', &number.to_string())) == Ok(false);
                if is_taken {
                    held.turn(held.0.len() - 1, Turn::Answer);
                }
                is_taken
            });
            assert_eq!(taken.count(), most, "{peer}");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_flood_from_one_site_closes_its_own_connections() {
        let (places, mut held) = (places(8, 8), Held(Vec::new()));
        held.take(&places, "192.0.2.1").expect("a place");
        tokio::time::advance(Duration::from_secs(9)).await;
        for number in 0..100 {
            held.take(&places, &format!("2001:db8:1:{number:x}::1")).expect("a place");
        }
        assert_eq!(held.dismissed(), (1..94).collect::<Vec<_>>());
    }

    #[tokio::test(start_paused = true)]
    async fn whoever_sends_or_reads_slowly_gives_way() {
        let (places, mut held) = (places(2, 2), Held(Vec::new()));
        held.take(&places, "192.0.2.1").expect("a place");
        held.turn(0, Turn::Body);
        held.take(&places, "192.0.2.2").expect("a place");
        held.turn(1, Turn::Write);
        assert_eq!(held.take(&places, "192.0.2.3"), Ok(true));
        held.turn(2, Turn::Answer);
        assert_eq!(held.dismissed(), [0], "the client may still read the response in time");
        tokio::time::advance(Duration::from_secs(5)).await;
        assert_eq!(held.take(&places, "192.0.2.4"), Ok(true));
        assert_eq!(held.dismissed(), [0, 1]);
    }

    #[tokio::test(start_paused = true)]
    async fn a_proxys_connection_goes_last() {
        let (places, mut held) = (places(2, 2), Held(Vec::new()));
        held.take(&places, "10.0.0.1").expect("a place");
        tokio::time::advance(Duration::from_mins(1)).await;
        held.take(&places, "192.0.2.1").expect("a place");
        held.take(&places, "192.0.2.2").expect("a place");
        assert_eq!(held.dismissed(), [1]);
        held.turn(2, Turn::Answer);
        held.take(&places, "192.0.2.3").expect("a place");
        assert_eq!(held.dismissed(), [0, 1]);
    }

    #[test]
    fn nothing_is_kept_of_those_who_left() {
        let (places, mut held) = (places(3, 3), Held(Vec::new()));
        for last in 1..=100 {
            held.take(&places, &format!("2001:db8:0:{last}::1")).expect("a place");
        }
        assert_eq!(places.taken().seats.len(), 3);
        held.0.clear();
        let taken = places.taken();
        assert!(taken.seats.is_empty() && taken.networks.is_empty());
    }
}
