//! Finds the IP address of the client behind a request.
//!
//! The peer of the connection is the client, unless it is a proxy that the operator trusts. In that case the
//! client is the last address in `X-Forwarded-For` that does not belong to a trusted proxy. What a client
//! itself writes into the header is further to the left and is never read. `X-Real-IP` and `Forwarded` are
//! ignored.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use ipnet::{IpNet, Ipv4Net};
use poem::{
    Request,
    http::{HeaderMap, HeaderName, HeaderValue},
};

use crate::client::ClientAddress;

const FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

/// The proxies whose `X-Forwarded-For` is trusted; by default none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TrustedProxies {
    networks: Vec<IpNet>,
    spares_loopback: bool,
}

/// The setting is not a list of addresses and networks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("must be addresses or networks like 10.0.0.1 or 10.0.0.0/8, separated by commas")]
pub struct TrustedProxiesError;

impl TrustedProxies {
    /// Parses addresses and networks (CIDR), separated by commas. An empty text trusts no proxy.
    pub fn parse(text: &str) -> Result<Self, TrustedProxiesError> {
        if text.trim().is_empty() {
            return Ok(Self::default());
        }
        let networks = text.split(',').map(|part| network(part.trim()).ok_or(TrustedProxiesError));
        Ok(Self { networks: networks.collect::<Result<_, _>>()?, spares_loopback: false })
    }

    /// For the embedded mode: trusts loopback, and does not count clients by a loopback address, because all
    /// of them share it.
    #[must_use]
    pub fn for_embedded() -> Self {
        let loopback = Self::parse("127.0.0.0/8, ::1").expect("both networks are valid");
        Self { spares_loopback: true, ..loopback }
    }

    /// Whether no proxy is trusted.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.networks.is_empty()
    }

    /// Whether an address belongs to a trusted proxy.
    pub(super) fn trust(&self, address: IpAddr) -> bool {
        self.networks.iter().any(|network| network.contains(&address))
    }
}

/// Finds the client behind a request. A request that did not come over IP counts as one from `0.0.0.0`.
#[must_use]
pub fn of(request: &Request, proxies: &TrustedProxies) -> ClientAddress {
    let peer = request.remote_addr().as_socket_addr().map(SocketAddr::ip);
    find(peer.unwrap_or(Ipv4Addr::UNSPECIFIED.into()), request.headers(), proxies)
}

fn find(peer: IpAddr, headers: &HeaderMap, proxies: &TrustedProxies) -> ClientAddress {
    // A listener on `::` sees an IPv4 peer as a mapped IPv6 address, which no IPv4 network contains.
    let mut address = peer.to_canonical();
    // Split as bytes: a proxy adds the address to a line in which the client may have written no text.
    let lines = headers.get_all(FORWARDED_FOR).iter().rev().map(HeaderValue::as_bytes);
    for hop in lines.flat_map(|line| line.rsplit(|byte| *byte == b',')) {
        if !proxies.trust(address) {
            break;
        }
        // A trusted proxy wrote this address, and it cannot be parsed. Anyone may have invented those to its
        // left.
        let Some(next) = str::from_utf8(hop).ok().and_then(|hop| hop_address(hop.trim())) else { break };
        address = next;
    }
    ClientAddress::new(address, proxies.spares_loopback && address.is_loopback())
}

/// Parses an address as proxies write it, with or without a port.
fn hop_address(hop: &str) -> Option<IpAddr> {
    let bare = hop.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(hop);
    let address = bare.parse::<IpAddr>().or_else(|_| hop.parse().map(|at: SocketAddr| at.ip()));
    address.ok().map(|address| address.to_canonical())
}

/// Parses an address or a network. An IPv4-mapped IPv6 network becomes an IPv4 network, because clients'
/// addresses are in canonical form, too.
fn network(text: &str) -> Option<IpNet> {
    if let Ok(address) = text.parse::<IpAddr>() {
        return Some(address.to_canonical().into());
    }
    match text.parse::<IpNet>().ok()? {
        IpNet::V6(network) if network.prefix_len() >= 96 && network.addr().to_ipv4_mapped().is_some() => {
            let address = network.addr().to_ipv4_mapped()?;
            Ipv4Net::new(address, network.prefix_len() - 96).ok().map(IpNet::V4)
        }
        network => Some(network),
    }
}

#[cfg(test)]
mod tests {
    use poem::http::HeaderValue;

    use super::*;

    /// Finds the client of a request from `peer` with these `X-Forwarded-For` lines.
    fn found(peer: &str, lines: &[&[u8]], proxies: &TrustedProxies) -> ClientAddress {
        let mut headers = HeaderMap::new();
        headers.insert("x-real-ip", HeaderValue::from_static("6.6.6.6"));
        headers.insert("forwarded", HeaderValue::from_static("for=6.6.6.6"));
        for line in lines {
            headers.append(FORWARDED_FOR, HeaderValue::from_bytes(line).expect("a header value"));
        }
        find(peer.parse().expect("an address"), &headers, proxies)
    }

    #[test]
    fn the_client_is_the_last_hop_that_nobody_trusted_stands_for() {
        let proxies = TrustedProxies::parse("10.0.0.0/8, 192.0.2.9,2001:db8:ffff::/48").expect("a list");
        let check = |peer, lines: &[&str], expected: &str| {
            let lines: Vec<_> = lines.iter().map(|line| line.as_bytes()).collect();
            let client = found(peer, &lines, &proxies);
            assert_eq!(
                client,
                ClientAddress::from(expected.parse::<IpAddr>().expect("an address")),
                "{lines:?}"
            );
        };
        // No proxy: the header is the client's own invention.
        check("203.0.113.7", &[], "203.0.113.7");
        check("203.0.113.7", &["6.6.6.6"], "203.0.113.7");
        check("203.0.113.7", &["10.0.0.1"], "203.0.113.7");
        check("::ffff:203.0.113.7", &["6.6.6.6"], "203.0.113.7");
        // One proxy, which adds what it saw to what the client sent.
        check("10.0.0.1", &["203.0.113.7"], "203.0.113.7");
        check("::ffff:10.0.0.1", &["203.0.113.7"], "203.0.113.7");
        check("10.0.0.1", &["6.6.6.6, 203.0.113.7"], "203.0.113.7");
        check("10.0.0.1", &["10.0.0.5, 203.0.113.7"], "203.0.113.7");
        check("10.0.0.1", &["6.6.6.6", "203.0.113.7"], "203.0.113.7");
        check("10.0.0.1", &["6.6.6.6,203.0.113.7", " 10.0.0.2 "], "203.0.113.7");
        // Several proxies; all addresses trusted; an untrusted one next to a trusted one.
        check("10.0.0.1", &["6.6.6.6, 203.0.113.7, 10.1.2.3, 192.0.2.9"], "203.0.113.7");
        check("10.0.0.1", &["203.0.113.7, 192.0.2.8"], "192.0.2.8");
        check("10.0.0.1", &["10.0.0.3, 10.0.0.2"], "10.0.0.3");
        check("2001:db8:ffff::1", &["2001:db8::5"], "2001:db8::5");
        check("2001:db8:fffe::1", &["2001:db8::5"], "2001:db8:fffe::1");
        // Ports and brackets.
        check("10.0.0.1", &["203.0.113.7:51000"], "203.0.113.7");
        check("10.0.0.1", &["[2001:db8::5]:51000"], "2001:db8::5");
        check("10.0.0.1", &["[2001:db8::5]"], "2001:db8::5");
        check("10.0.0.1", &["::ffff:203.0.113.7"], "203.0.113.7");
        check("10.0.0.1", &["203.0.113.7, ::ffff:10.0.0.9"], "203.0.113.7");
        // An unreadable address ends the search at the last good one.
        check("10.0.0.1", &[], "10.0.0.1");
        check("10.0.0.1", &[""], "10.0.0.1");
        check("10.0.0.1", &["6.6.6.6, ,10.0.0.2"], "10.0.0.2");
        check("10.0.0.1", &["6.6.6.6, unknown, 10.0.0.2"], "10.0.0.2");
        check("10.0.0.1", &["6.6.6.6", "_hidden"], "10.0.0.1");
        check("10.0.0.1", &["203.0.113.7:port"], "10.0.0.1");
        check("10.0.0.1", &["203.0.113.256"], "10.0.0.1");
        check("10.0.0.1", &["fe80::1%eth0"], "10.0.0.1");
        check("10.0.0.1", &["6.6.6.6; 203.0.113.7"], "10.0.0.1");
        let found = |line: &[u8]| found("10.0.0.1", &[b"6.6.6.6", line], &proxies);
        assert_eq!(found(b"\xff, 203.0.113.7"), ClientAddress::from([203, 0, 113, 7]), "what is no text");
        assert_eq!(found("日本,203.0.113.7".as_bytes()), ClientAddress::from([203, 0, 113, 7]));
        assert_eq!(found(b"\xff, 10.0.0.2"), ClientAddress::from([10, 0, 0, 2]));
        assert_eq!(found(b"203.0.113.7, \xff"), ClientAddress::from([10, 0, 0, 1]));
    }

    #[test]
    fn clients_are_counted_with_their_networks_and_remembered_by_the_widest() {
        let check = |address: &str, networks: &[&str]| {
            let client = ClientAddress::from(address.parse::<IpAddr>().expect("an address"));
            let counted: Vec<_> = client.networks().iter().map(ToString::to_string).collect();
            assert_eq!(counted, networks);
            assert_eq!(Some(client.network()), counted.last().cloned());
        };
        check("203.0.113.7", &["203.0.113.7/32", "203.0.113.0/24"]);
        check("::ffff:203.0.113.7", &["203.0.113.7/32", "203.0.113.0/24"]);
        let v6 = ["2001:db8:1:fe2::/64", "2001:db8:1:f00::/56", "2001:db8:1::/48"];
        check("2001:db8:1:fe2:3:4:5:6", &v6);
        check("127.0.0.1", &["127.0.0.1/32", "127.0.0.0/24"]);
    }

    #[test]
    fn on_one_machine_only_visitors_from_elsewhere_are_counted_by_address() {
        let proxies = TrustedProxies::for_embedded();
        let own = |client: ClientAddress| client.networks().first().map(|own| own.addr().to_string());
        let key = |peer, lines: &[&[u8]]| own(found(peer, lines, &proxies));
        assert_eq!(key("127.0.0.1", &[]), None);
        assert_eq!(key("::1", &[]), None);
        assert_eq!(key("::ffff:127.0.0.1", &[]), None);
        assert_eq!(key("127.0.0.1", &[b"127.0.0.1"]), None);
        assert_eq!(key("127.0.0.1", &[b"203.0.113.7"]).as_deref(), Some("203.0.113.7"));
        assert_eq!(key("192.168.1.5", &[b"127.0.0.1"]).as_deref(), Some("192.168.1.5"));
        let production = TrustedProxies::parse("127.0.0.1").expect("a list");
        assert_eq!(own(found("127.0.0.1", &[], &production)).as_deref(), Some("127.0.0.1"));
    }

    #[test]
    fn a_list_of_proxies_is_addresses_and_networks() {
        for good in ["", " ", "10.0.0.1", "10.0.0.0/8,::1", "10.0.0.1/8", "fd00::/8", "::ffff:10.0.0.0/104"] {
            assert!(TrustedProxies::parse(good).is_ok(), "{good}");
        }
        for bad in ["proxy.example", "10.0.0.0/33", "10.0.0", "10.0.0.1,", ",", "10.0.0.1 10.0.0.2", "*"] {
            assert_eq!(TrustedProxies::parse(bad), Err(TrustedProxiesError), "{bad}");
        }
        assert!(
            TrustedProxies::parse("").is_ok_and(|none| none.is_empty() && none == TrustedProxies::default())
        );
        let mapped = TrustedProxies::parse("::ffff:10.0.0.0/104").expect("a list");
        assert!(mapped.trust([10, 200, 0, 1].into()) && !mapped.trust([11, 0, 0, 1].into()));
    }
}
