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
mod tests;
