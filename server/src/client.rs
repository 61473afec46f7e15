//! Whom a request counts against: the client's address and the networks around it. `http::client_address`
//! finds the address behind proxies.

use std::net::IpAddr;

use ipnet::{IpNet, Ipv4Net, Ipv6Net};

/// The address of a client. An IPv4-mapped IPv6 address counts as the IPv4 address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClientAddress {
    address: IpAddr,
    is_spared: bool,
}

impl ClientAddress {
    /// A client at an address. If `is_spared`, limits do not count it by its address.
    #[must_use]
    pub fn new(address: IpAddr, is_spared: bool) -> Self {
        Self { address: address.to_canonical(), is_spared }
    }

    /// The networks that the client counts against, the narrowest first. IPv4: the address and its /24. IPv6:
    /// the /64 of one link, the /56 that a household usually gets, and the /48 of a site. Empty for a client
    /// that is not counted by its address.
    #[must_use]
    pub fn networks(self) -> Vec<IpNet> {
        let widths: &[u8] = match self.address {
            _ if self.is_spared => &[],
            IpAddr::V4(_) => &[32, 24],
            IpAddr::V6(_) => &[64, 56, 48],
        };
        widths.iter().map(|bits| self.truncated(*bits)).collect()
    }

    /// The narrowest network, as text: the IPv4 address or the IPv6 /64; `local` for a client that is not
    /// counted by its address.
    #[must_use]
    pub fn own_network(self) -> String {
        self.networks().first().map_or_else(|| "local".to_owned(), |own| text_of(*own))
    }

    /// The network that may be stored: the /24 of an IPv4 address, the /48 of an IPv6 address.
    #[must_use]
    pub fn network(self) -> String {
        self.truncated(if self.address.is_ipv4() { 24 } else { 48 }).to_string()
    }

    fn truncated(self, bits: u8) -> IpNet {
        let network = match self.address {
            IpAddr::V4(address) => Ipv4Net::new(address, bits).map(IpNet::V4),
            IpAddr::V6(address) => Ipv6Net::new(address, bits).map(IpNet::V6),
        };
        network.expect("a prefix is shorter than an address").trunc()
    }
}

/// A network as text; a single address has no prefix length.
pub(crate) fn text_of(network: IpNet) -> String {
    if network.prefix_len() == network.max_prefix_len() {
        return network.addr().to_string();
    }
    network.to_string()
}

impl<T: Into<IpAddr>> From<T> for ClientAddress {
    /// A client that limits count by its address.
    fn from(address: T) -> Self {
        Self { address: address.into().to_canonical(), is_spared: false }
    }
}
