//! The name by which a worker introduces itself to relays, in EHLO (RFC 5321 §4.1.1.1): the setting, else the
//! machine's fully qualified name, else the address of its end of the connection.
//!
//! Nothing here asks a name server: a start or a mail must not wait for one.

use std::net::{IpAddr, SocketAddr};

/// The file in which the system has the names of the machine.
const HOSTS: &str = "/etc/hosts";

/// The name for EHLO.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hello(Option<String>);

impl Hello {
    /// Parses the setting: a domain name with a dot, or an address in brackets.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        (is_qualified(text) || is_literal(text)).then(|| Self(Some(text.to_owned())))
    }

    /// The machine's fully qualified name, if it has one.
    #[must_use]
    pub fn of_machine() -> Self {
        let name = hostname::get().ok().and_then(|name| name.into_string().ok()).unwrap_or_default();
        let hosts = || std::fs::read_to_string(HOSTS).unwrap_or_default();
        Self(if is_qualified(&name) { Some(name) } else { qualified_in(&hosts(), &name) })
    }

    /// The text for EHLO on a connection whose own end has this address.
    pub(super) fn on(&self, local: Option<SocketAddr>) -> String {
        match (&self.0, local.map(|local| local.ip().to_canonical())) {
            (Some(name), _) => name.clone(),
            (None, Some(IpAddr::V4(address))) => format!("[{address}]"),
            (None, Some(IpAddr::V6(address))) => format!("[IPv6:{address}]"),
            (None, None) => "[127.0.0.1]".to_owned(),
        }
    }
}

/// Whether this is a domain name that can mean the same to another machine.
fn is_qualified(name: &str) -> bool {
    let is_label = |label: &str| {
        let is_good = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
        (1..=63).contains(&label.len())
            && label.bytes().all(is_good)
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    let top = name.rsplit('.').next().unwrap_or_default().to_ascii_lowercase();
    let is_of_this_machine = matches!(top.as_str(), "localhost" | "localdomain");
    let is_address = name.parse::<IpAddr>().is_ok();
    name.len() <= 255
        && name.contains('.')
        && name.split('.').all(is_label)
        && !is_of_this_machine
        && !is_address
}

/// Whether this is an address in brackets.
fn is_literal(text: &str) -> bool {
    let inner = text.strip_prefix('[').and_then(|text| text.strip_suffix(']'));
    inner.is_some_and(|inner| match inner.strip_prefix("IPv6:") {
        Some(address) => address.parse::<std::net::Ipv6Addr>().is_ok(),
        None => inner.parse::<std::net::Ipv4Addr>().is_ok(),
    })
}

/// The qualified name in the line of the hosts file that has this name, as `hostname -f` finds it.
fn qualified_in(hosts: &str, name: &str) -> Option<String> {
    let lines = hosts.lines().map(|line| line.split('#').next().unwrap_or_default());
    let mut of_machine = lines.filter_map(|line| {
        let names = || line.split_ascii_whitespace().skip(1);
        names().any(|other| other == name).then(|| names().find(|other| is_qualified(other)))?
    });
    of_machine.next().map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_qualified_or_an_address_in_brackets() {
        for good in ["mail.example.jp", "a-1.example", "[192.0.2.1]", "[IPv6:2001:db8::1]"] {
            assert!(Hello::parse(good).is_some(), "{good}");
        }
        for wrong in [
            "",
            "mail",
            "mail.",
            ".jp",
            "a..b",
            "a b.jp",
            "a.jp\r\nMAIL",
            "192.0.2.1",
            "[2001:db8::1]",
            "-a.jp",
            "x.localdomain",
            "h\u{e9}.jp",
        ] {
            assert_eq!(Hello::parse(wrong), None, "{wrong:?}");
        }
    }

    #[test]
    fn without_a_name_the_address_of_the_connection_stands_in() {
        let at = |address: &str| Hello(None).on(Some(address.parse().expect("an address")));
        assert_eq!(at("192.0.2.1:25"), "[192.0.2.1]");
        assert_eq!(at("[2001:db8::1]:25"), "[IPv6:2001:db8::1]");
        assert_eq!(at("[::ffff:192.0.2.1]:25"), "[192.0.2.1]");
        let named = Hello::parse("mail.example.jp").expect("a name");
        assert_eq!(named.on(Some("192.0.2.1:25".parse().expect("an address"))), "mail.example.jp");
    }

    #[test]
    fn the_hosts_file_may_know_the_qualified_name() {
        let hosts = "127.0.0.1 localhost\n# 127.0.1.1 w.old.example w\n127.0.1.1 w.example.jp w\n";
        assert_eq!(qualified_in(hosts, "w").as_deref(), Some("w.example.jp"));
        assert_eq!(qualified_in(hosts, "v"), None);
        assert_eq!(qualified_in("127.0.1.1 w\n", "w"), None);
    }
}
