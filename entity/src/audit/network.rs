//! The part of an IP address that is kept: the network. It tells a school from a phone company, but not one
//! household from another.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// The network of a client: /24 for IPv4, /48 for IPv6. An IPv4-mapped IPv6 address counts as IPv4.
#[must_use]
pub fn network_of(client: IpAddr) -> String {
    match client.to_canonical() {
        IpAddr::V4(address) => {
            let [a, b, c, _] = address.octets();
            format!("{}/24", Ipv4Addr::new(a, b, c, 0))
        }
        IpAddr::V6(address) => {
            let [a, b, c, ..] = address.segments();
            format!("{}/48", Ipv6Addr::new(a, b, c, 0, 0, 0, 0, 0))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_cut_down_to_its_network() {
        let check = |address: &str, expected: &str| {
            assert_eq!(network_of(address.parse().expect("an address")), expected);
        };
        check("192.0.2.77", "192.0.2.0/24");
        check("::ffff:192.0.2.77", "192.0.2.0/24");
        check("2001:db8:1:2:3:4:5:6", "2001:db8:1::/48");
        check("::1", "::/48");
    }
}
