//! Defines the rate limits: what is counted, for whom, and how much is allowed.
//!
//! Schools and offices share an address, so limits of clients are wide; the narrow limits are those of an
//! e-mail address, a user ID or an account. A client is counted by its address and by the networks around it,
//! which have more room: a household with 256 IPv6 networks is still one household. Counting uses the input
//! before any lookup, so a limit reveals nothing about who exists. This file has names and numbers; it does
//! not count.

use std::time::Duration;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use clap::ValueEnum;
use entity::{account::EmailAddress, key_ring::KeyRing};
use ipnet::IpNet;
use uuid::Uuid;

use super::gcra::Quota;
use crate::client::ClientAddress;

/// Whether rate limits are enforced.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum RateLimits {
    /// Enforce all rate limits.
    On,
    /// Disable all rate limits.
    Off,
}

/// A limit, and whom it counts.
#[derive(Clone, Copy, Debug)]
pub enum Limit<'a> {
    /// Logins from one client: a burst of 20, then 20 a minute.
    LoginClient(ClientAddress),
    /// Logins from one browser that the account knows: a burst of 20, then 20 a minute. They do not count
    /// against its client.
    LoginDevice(Uuid),
    /// Failed logins with one user ID, as typed: a burst of 10, then one a minute.
    LoginUserId(&'a str),
    /// Registration mails requested by one client: a burst of 20, then 60 an hour.
    RegistrationClient(ClientAddress),
    /// Registration mails to one address: a burst of 3, then one an hour.
    RegistrationAddress(&'a EmailAddress),
    /// Forgotten user IDs and passwords together, requested by one client: a burst of 10, then 20 an hour.
    RecoveryClient(ClientAddress),
    /// Requests for forgotten user IDs to one address: a burst of 3, then one an hour.
    ForgottenUserIdAddress(&'a EmailAddress),
    /// Requests for password links to one address: a burst of 3, then one an hour.
    ForgottenPasswordAddress(&'a EmailAddress),
    /// Links used by one client: a burst of 30, then 30 a minute.
    LinkClient(ClientAddress),
    /// Changes of one account, and verifications of its password for them: a burst of 5, then 10 an hour.
    AccountChange(Uuid),
    /// Officers' logins from one client: a burst of 20, then 20 a minute.
    OfficerLoginClient(ClientAddress),
    /// Failed logins with one officer's name, as typed: a burst of 10, then one a minute.
    OfficerLoginName(&'a str),
    /// Enrolments from one client: a burst of 10, then 20 an hour.
    OfficerEnrolmentClient(ClientAddress),
    /// Enrolments with one officer's name, as typed: a burst of 5, then 10 an hour.
    OfficerEnrolmentName(&'a str),
    /// Cost of one client's GraphQL documents, in points: a burst of 3,000, then 3,000 a minute.
    GraphqlClient(ClientAddress),
    /// The same for the officers' API.
    OfficerGraphqlClient(ClientAddress),
}

impl Limit<'_> {
    /// The quota; for a client, that of its own address.
    pub(super) fn quota(self) -> Quota {
        const MINUTE: Duration = Duration::from_mins(1);
        const HOUR: Duration = Duration::from_hours(1);
        let (burst, count, span) = match self {
            Self::LoginClient(_) | Self::LoginDevice(_) | Self::OfficerLoginClient(_) => (20, 20, MINUTE),
            Self::LoginUserId(_) | Self::OfficerLoginName(_) => (10, 1, MINUTE),
            Self::RegistrationClient(_) => (20, 60, HOUR),
            Self::RegistrationAddress(_)
            | Self::ForgottenUserIdAddress(_)
            | Self::ForgottenPasswordAddress(_) => (3, 1, HOUR),
            Self::RecoveryClient(_) | Self::OfficerEnrolmentClient(_) => (10, 20, HOUR),
            Self::LinkClient(_) => (30, 30, MINUTE),
            Self::AccountChange(_) | Self::OfficerEnrolmentName(_) => (5, 10, HOUR),
            Self::GraphqlClient(_) | Self::OfficerGraphqlClient(_) => (3_000, 3_000, MINUTE),
        };
        let interval = u64::try_from(span.as_micros()).expect("an hour is few microseconds") / count;
        Quota { burst, interval }
    }

    /// The name of the limit, for keys and logs.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::LoginClient(_) => "login-client",
            Self::LoginDevice(_) => "login-device",
            Self::LoginUserId(_) => "login-user-id",
            Self::RegistrationClient(_) => "registration-client",
            Self::RegistrationAddress(_) => "registration-address",
            Self::RecoveryClient(_) => "recovery-client",
            Self::ForgottenUserIdAddress(_) => "forgotten-user-id-address",
            Self::ForgottenPasswordAddress(_) => "forgotten-password-address",
            Self::LinkClient(_) => "link-client",
            Self::AccountChange(_) => "account-change",
            Self::OfficerLoginClient(_) => "officer-login-client",
            Self::OfficerLoginName(_) => "officer-login-name",
            Self::OfficerEnrolmentClient(_) => "officer-enrolment-client",
            Self::OfficerEnrolmentName(_) => "officer-enrolment-name",
            Self::GraphqlClient(_) => "graphql-client",
            Self::OfficerGraphqlClient(_) => "officer-graphql-client",
        }
    }

    /// The keys that the limit is counted under: for a client one for each of its networks, or none if it is
    /// not counted by its address.
    pub(super) fn keys(self, keys: &KeyRing) -> Vec<Key> {
        self.keys_under(keys, keys.current_id())
    }

    /// The keys under each key of the ring: while server keys are rotated, servers count under different
    /// ones.
    pub(super) fn keys_under_all(self, keys: &KeyRing) -> Vec<Key> {
        keys.ids().flat_map(|id| self.keys_under(keys, id)).collect()
    }

    fn keys_under(self, keys: &KeyRing, id: &str) -> Vec<Key> {
        let name = self.name();
        let key = |subject: String, factor| Key {
            text: format!("{PREFIX}:{name}:{subject}"),
            quota: self.quota().times(factor),
            limit: name,
        };
        let subject = match self {
            Self::LoginClient(client)
            | Self::RegistrationClient(client)
            | Self::RecoveryClient(client)
            | Self::LinkClient(client)
            | Self::OfficerLoginClient(client)
            | Self::OfficerEnrolmentClient(client)
            | Self::GraphqlClient(client)
            | Self::OfficerGraphqlClient(client) => {
                let networks = client.networks().into_iter();
                return networks.map(|network| key(text_of(network), factor_of(network))).collect();
            }
            Self::LoginUserId(typed) | Self::OfficerLoginName(typed) | Self::OfficerEnrolmentName(typed) => {
                hidden((keys, id), name, &canonical(typed))
            }
            Self::RegistrationAddress(address)
            | Self::ForgottenUserIdAddress(address)
            | Self::ForgottenPasswordAddress(address) => hidden((keys, id), name, &address.key()),
            Self::AccountChange(of) | Self::LoginDevice(of) => of.simple().to_string(),
        };
        vec![key(subject, 1)]
    }
}

/// How many times the quota of one client a network of this width has.
fn factor_of(network: IpNet) -> u32 {
    match network {
        IpNet::V4(network) if network.prefix_len() < 32 => 16,
        IpNet::V6(network) if network.prefix_len() < 56 => 16,
        IpNet::V6(network) if network.prefix_len() < 64 => 4,
        IpNet::V4(_) | IpNet::V6(_) => 1,
    }
}

/// A network as text in a key; a single address has no prefix length.
fn text_of(network: IpNet) -> String {
    if network.prefix_len() == network.max_prefix_len() {
        return network.addr().to_string();
    }
    network.to_string()
}

/// The prefix of all keys; its number changes when the format of the values changes.
const PREFIX: &str = "rl:1";

/// A limit for one subject, as a store sees it.
#[derive(Clone, Debug)]
pub(super) struct Key {
    /// The text of the key, which identifies no person.
    pub(super) text: String,
    /// The quota of this key.
    pub(super) quota: Quota,
    /// The name of the limit, for answers.
    pub(super) limit: &'static str,
}

/// The key of one client's failed logins with one typed user ID. Clients that are not counted by address
/// share one.
pub(super) fn failures_key(keys: &KeyRing, client: ClientAddress, typed: &str) -> String {
    failures_key_under(keys, keys.current_id(), client, typed)
}

/// The same under a given key of the ring.
pub(super) fn failures_key_under(keys: &KeyRing, id: &str, client: ClientAddress, typed: &str) -> String {
    let client = client.networks().first().map_or_else(|| "local".to_owned(), |own| text_of(*own));
    format!("{PREFIX}:failures:{client}:{}", hidden((keys, id), "failures", &canonical(typed)))
}

/// Normalizes a typed user ID: case and surrounding spaces do not count.
fn canonical(typed: &str) -> String {
    typed.trim_matches(' ').to_ascii_lowercase()
}

/// A 128-bit HMAC in place of a text that identifies a person. It depends on the name, so that keys of
/// different limits cannot be correlated.
fn hidden((keys, id): (&KeyRing, &str), name: &str, text: &str) -> String {
    let message = format!("limit|1|{name}|{text}");
    let mac = keys.mac(id, message.as_bytes()).expect("the ring has the keys that it names");
    URL_SAFE_NO_PAD.encode(&mac[..16])
}

#[cfg(test)]
pub(super) mod tests {
    use rand::SeedableRng;

    use super::*;

    /// A key ring with a new key.
    pub(in crate::rate_limit) fn some_keys() -> KeyRing {
        let file = std::env::temp_dir().join(format!("server-keys-{}", Uuid::new_v4()));
        let keys = KeyRing::read_or_make(&file, &mut rand::rngs::StdRng::seed_from_u64(1));
        std::fs::remove_file(&file).expect("the file is there");
        keys.expect("a new key")
    }

    #[test]
    fn each_limit_has_its_numbers() {
        let client = ClientAddress::from([192, 0, 2, 1]);
        let address = EmailAddress::parse("a@example.com").expect("an address");
        let check = |limit: Limit<'_>, burst, seconds: f64| {
            let quota = limit.quota();
            assert_eq!(quota.burst, burst, "{limit:?}");
            assert!(
                (Duration::from_micros(quota.interval).as_secs_f64() - seconds).abs() < 1e-9,
                "{limit:?}"
            );
        };
        check(Limit::LoginClient(client), 20, 3.0);
        check(Limit::LoginDevice(Uuid::nil()), 20, 3.0);
        check(Limit::LoginUserId("a"), 10, 60.0);
        check(Limit::RegistrationClient(client), 20, 60.0);
        check(Limit::RegistrationAddress(&address), 3, 3_600.0);
        check(Limit::RecoveryClient(client), 10, 180.0);
        check(Limit::ForgottenUserIdAddress(&address), 3, 3_600.0);
        check(Limit::ForgottenPasswordAddress(&address), 3, 3_600.0);
        check(Limit::LinkClient(client), 30, 2.0);
        check(Limit::AccountChange(Uuid::nil()), 5, 360.0);
        check(Limit::OfficerLoginClient(client), 20, 3.0);
        check(Limit::OfficerLoginName("a"), 10, 60.0);
        check(Limit::OfficerEnrolmentClient(client), 10, 180.0);
        check(Limit::OfficerEnrolmentName("a"), 5, 360.0);
        check(Limit::GraphqlClient(client), 3_000, 0.02);
        check(Limit::OfficerGraphqlClient(client), 3_000, 0.02);
    }

    #[test]
    fn a_key_tells_its_limit_and_no_person() {
        let keys = some_keys();
        let key = |limit: Limit<'_>| limit.keys(&keys).remove(0).text;
        let address = |text| EmailAddress::parse(text).expect("an address");
        let (one, same) = (address("Taro@example.com"), address("taro@EXAMPLE.com"));
        assert_eq!(key(Limit::RegistrationAddress(&one)), key(Limit::RegistrationAddress(&same)));
        assert_eq!(key(Limit::LoginUserId(" ABCDE12345 ")), key(Limit::LoginUserId("abcde12345")));
        assert_ne!(key(Limit::LoginUserId("abcde12346")), key(Limit::LoginUserId("abcde12345")));

        let suffix = |limit: Limit<'_>| key(limit).rsplit_once(':').expect("parts").1.to_owned();
        assert_eq!(suffix(Limit::RegistrationAddress(&one)).len(), 22);
        assert_ne!(
            suffix(Limit::RegistrationAddress(&one)),
            suffix(Limit::ForgottenPasswordAddress(&one)),
            "keys of two limits cannot be brought together"
        );
        let client = ClientAddress::from([192, 0, 2, 1]);
        assert_eq!(key(Limit::LoginClient(client)), "rl:1:login-client:192.0.2.1");
        let failures = failures_key(&keys, client, " Abcde12345");
        assert_eq!(failures, failures_key(&keys, client, "abcde12345"));
        assert!(failures.starts_with("rl:1:failures:192.0.2.1:") && !failures.contains("bcde"));
    }

    #[test]
    fn a_client_is_counted_with_its_networks_and_the_wide_ones_have_more_room() {
        let ring = some_keys();
        let check = |address: &str, expected: &[(&str, u32, u64)]| {
            let client = ClientAddress::from(address.parse::<std::net::IpAddr>().expect("an address"));
            let keys = Limit::LoginClient(client).keys(&ring);
            let found: Vec<_> = keys.iter().map(|key| (&key.text[18..], key.quota)).collect();
            let quota = |(text, burst, interval)| (text, Quota { burst, interval });
            assert_eq!(found, expected.iter().copied().map(quota).collect::<Vec<_>>());
        };
        check("192.0.2.7", &[("192.0.2.7", 20, 3_000_000), ("192.0.2.0/24", 320, 187_500)]);
        check(
            "2001:db8:1:fe2::7",
            &[
                ("2001:db8:1:fe2::/64", 20, 3_000_000),
                ("2001:db8:1:f00::/56", 80, 750_000),
                ("2001:db8:1::/48", 320, 187_500),
            ],
        );
    }
}
