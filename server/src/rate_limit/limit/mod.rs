//! Defines the rate limits: what is counted, for whom, and how much is allowed.
//!
//! Schools and offices share an address, so limits of clients are wide; the narrow limits are those of a
//! client together with an e-mail address or a user ID, and those of an account or a known browser. No limit
//! counts an address, a user ID or a name alone: a stranger who knows it could use the limit up, and keep its
//! owner out. A client is counted by its address and by the networks around it, which have more room: a
//! household with 256 IPv6 networks is still one household. Counting uses the input before any lookup, so a
//! limit reveals nothing about who exists. This file has names and numbers; it does not count.

use std::time::Duration;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use clap::ValueEnum;
use entity::{account::EmailAddress, key_ring::KeyRing};
use ipnet::IpNet;
use uuid::Uuid;

use super::gcra::Quota;
use crate::client::{ClientAddress, text_of};

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
    /// Logins from one browser or app that the account or the officer knows: a burst of 20, then 20 a minute.
    /// They do not count against its client.
    LoginDevice(Uuid),
    /// Failed logins of one client with one user ID, as typed: a burst of 10, then one a minute.
    LoginUserId(ClientAddress, &'a str),
    /// Failed logins from one browser or app that the account, or the officer, knows: a burst of 10, then one a minute.
    LoginDeviceFailures(Uuid),
    /// Registration mails requested by one client: a burst of 20, then 60 an hour.
    RegistrationClient(ClientAddress),
    /// Registration mails to one address, requested by one client: a burst of 3, then one an hour.
    RegistrationAddress(ClientAddress, &'a EmailAddress),
    /// Forgotten user IDs and passwords together, requested by one client: a burst of 10, then 20 an hour.
    RecoveryClient(ClientAddress),
    /// One client's requests for forgotten user IDs to one address: a burst of 3, then one an hour.
    ForgottenUserIdAddress(ClientAddress, &'a EmailAddress),
    /// One client's requests for password links to one address: a burst of 3, then one an hour.
    ForgottenPasswordAddress(ClientAddress, &'a EmailAddress),
    /// Requests for mails to an account from a browser or app that it knows: a burst of 5, then 10 an hour.
    /// They do not count against its client.
    RequestDevice(Uuid),
    /// Links used by one client: a burst of 30, then 30 a minute.
    LinkClient(ClientAddress),
    /// Checks of certificates by one client: a burst of 30, then 30 a minute.
    CheckClient(ClientAddress),
    /// Changes of one account, and verifications of its password for them: a burst of 5, then 10 an hour.
    AccountChange(Uuid),
    /// Sessions that one session ends, and its changes of preferences: a burst of 30, then one a minute.
    SessionChange(Uuid),
    /// Officers' logins from one client: a burst of 20, then 20 a minute.
    OfficerLoginClient(ClientAddress),
    /// Failed logins of one client with one officer's name, as typed: a burst of 10, then one a minute.
    OfficerLoginName(ClientAddress, &'a str),
    /// Enrolments from one client: a burst of 10, then 20 an hour.
    OfficerEnrolmentClient(ClientAddress),
    /// Enrolments of one client with one officer's name, as typed: a burst of 5, then 10 an hour.
    OfficerEnrolmentName(ClientAddress, &'a str),
    /// Events of bounces from one client: a burst of 600, then 600 a minute.
    HookClient(ClientAddress),
    /// Certificates of Amazon that are fetched for one client: a burst of 10, then 10 a minute.
    HookCertificate(ClientAddress),
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
            Self::LoginUserId(..) | Self::LoginDeviceFailures(_) | Self::OfficerLoginName(..) => {
                (10, 1, MINUTE)
            }
            Self::RegistrationClient(_) => (20, 60, HOUR),
            Self::RegistrationAddress(..)
            | Self::ForgottenUserIdAddress(..)
            | Self::ForgottenPasswordAddress(..) => (3, 1, HOUR),
            Self::RecoveryClient(_) | Self::OfficerEnrolmentClient(_) => (10, 20, HOUR),
            Self::LinkClient(_) | Self::CheckClient(_) => (30, 30, MINUTE),
            Self::AccountChange(_) | Self::RequestDevice(_) | Self::OfficerEnrolmentName(..) => (5, 10, HOUR),
            Self::SessionChange(_) => (30, 1, MINUTE),
            Self::HookClient(_) => (600, 600, MINUTE),
            Self::HookCertificate(_) => (10, 10, MINUTE),
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
            Self::LoginUserId(..) => "login-user-id",
            Self::LoginDeviceFailures(_) => "login-device-failures",
            Self::RegistrationClient(_) => "registration-client",
            Self::RegistrationAddress(..) => "registration-address",
            Self::RecoveryClient(_) => "recovery-client",
            Self::ForgottenUserIdAddress(..) => "forgotten-user-id-address",
            Self::ForgottenPasswordAddress(..) => "forgotten-password-address",
            Self::RequestDevice(_) => "request-device",
            Self::LinkClient(_) => "link-client",
            Self::CheckClient(_) => "check-client",
            Self::AccountChange(_) => "account-change",
            Self::SessionChange(_) => "session-change",
            Self::OfficerLoginClient(_) => "officer-login-client",
            Self::OfficerLoginName(..) => "officer-login-name",
            Self::OfficerEnrolmentClient(_) => "officer-enrolment-client",
            Self::OfficerEnrolmentName(..) => "officer-enrolment-name",
            Self::HookClient(_) => "hook-client",
            Self::HookCertificate(_) => "hook-certificate",
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
        let of_client = |client: ClientAddress, person: Option<String>| -> Vec<Key> {
            let subject = |network: &str| match &person {
                Some(person) => format!("{network}:{person}"),
                None => network.to_owned(),
            };
            let networks = client.networks().into_iter();
            networks.map(|network| key(subject(&text_of(network)), factor_of(network))).collect()
        };
        let hidden = |text: &str| Some(hidden((keys, id), name, text));
        match self {
            Self::LoginClient(client)
            | Self::RegistrationClient(client)
            | Self::RecoveryClient(client)
            | Self::LinkClient(client)
            | Self::CheckClient(client)
            | Self::OfficerLoginClient(client)
            | Self::OfficerEnrolmentClient(client)
            | Self::HookClient(client)
            | Self::HookCertificate(client)
            | Self::GraphqlClient(client)
            | Self::OfficerGraphqlClient(client) => of_client(client, None),
            Self::LoginUserId(client, input)
            | Self::OfficerLoginName(client, input)
            | Self::OfficerEnrolmentName(client, input) => of_client(client, hidden(&canonical(input))),
            Self::RegistrationAddress(client, address)
            | Self::ForgottenUserIdAddress(client, address)
            | Self::ForgottenPasswordAddress(client, address) => of_client(client, hidden(&address.key())),
            Self::AccountChange(of)
            | Self::SessionChange(of)
            | Self::LoginDevice(of)
            | Self::LoginDeviceFailures(of)
            | Self::RequestDevice(of) => vec![key(of.simple().to_string(), 1)],
        }
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

/// The prefix of all keys; its number changes when the format of the values changes.
const PREFIX: &str = "rl:1";

/// A limit for one subject, as a store sees it.
#[derive(Clone, Debug)]
pub(super) struct Key {
    /// The text of the key, which identifies no person.
    pub(super) text: String,
    /// The quota of this key; a network has more than a single client.
    pub(super) quota: Quota,
    /// The name of the limit, for answers.
    pub(super) limit: &'static str,
}

/// The key of one client's failed logins with one typed user ID. Clients that are not counted by address
/// share one.
pub(super) fn failures_key(keys: &KeyRing, client: ClientAddress, input: &str) -> String {
    failures_key_under(keys, keys.current_id(), client, input)
}

/// The same under a given key of the ring.
pub(super) fn failures_key_under(keys: &KeyRing, id: &str, client: ClientAddress, input: &str) -> String {
    format!(
        "{PREFIX}:failures:{}:{}",
        client.own_network(),
        hidden((keys, id), "failures", &canonical(input))
    )
}

/// Normalizes a typed user ID: case and the white space around it do not count.
fn canonical(input: &str) -> String {
    input.trim().to_ascii_lowercase()
}

/// A 128-bit HMAC in place of a text that identifies a person. It depends on the name, so that keys of
/// different limits cannot be correlated.
fn hidden((keys, id): (&KeyRing, &str), name: &str, text: &str) -> String {
    let message = format!("limit|1|{name}|{text}");
    let mac = keys.mac(id, message.as_bytes()).expect("the ring has the keys that it names");
    URL_SAFE_NO_PAD.encode(&mac[..16])
}

#[cfg(test)]
pub(super) mod tests;
