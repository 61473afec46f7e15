//! The limits: what is counted, for whom, and how much is let through.
//!
//! Schools and offices share an address, so limits for clients are wide; what is narrow counts for an
//! e-mail address, a user ID or an account. Counting goes by what was typed and before any look-up, so a
//! limit tells nothing about who exists. Here are numbers and names; nothing here counts.

use std::time::Duration;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use entity::{account::EmailAddress, key_ring::KeyRing};
use uuid::Uuid;

use super::gcra::Quota;
use crate::http::client_address::ClientAddress;

/// A limit and whom it is counted for.
#[derive(Clone, Copy, Debug)]
pub enum Limit<'a> {
    /// Logins from one client: 20, and 20 a minute.
    LoginClient(ClientAddress),
    /// Failed logins with one user ID, as it was typed: 10, and one a minute.
    LoginUserId(&'a str),
    /// Registration mails asked for by one client: 20, and 60 an hour.
    RegistrationClient(ClientAddress),
    /// Registration mails to one address: 3, and one an hour.
    RegistrationAddress(&'a EmailAddress),
    /// Forgotten user IDs and passwords, together, asked for by one client: 10, and 20 an hour.
    RecoveryClient(ClientAddress),
    /// User IDs asked for at one address: 3, and one an hour.
    ForgottenUserIdAddress(&'a EmailAddress),
    /// Password links asked for at one address: 3, and one an hour.
    ForgottenPasswordAddress(&'a EmailAddress),
    /// Links followed by one client: 30, and 30 a minute.
    LinkClient(ClientAddress),
    /// Changes of one account, and proofs of its password for them: 5, and 10 an hour.
    AccountChange(Uuid),
    /// Officers' logins from one client: 20, and 20 a minute.
    OfficerLoginClient(ClientAddress),
    /// Failed logins with one officer's name, as it was typed: 10, and one a minute.
    OfficerLoginName(&'a str),
    /// Enrolments from one client: 10, and 20 an hour.
    OfficerEnrolmentClient(ClientAddress),
    /// Enrolments with one officer's name, as it was typed: 5, and 10 an hour.
    OfficerEnrolmentName(&'a str),
    /// Cost of one client's GraphQL documents, in points: 3,000, and 3,000 a minute.
    GraphqlClient(ClientAddress),
}

impl Limit<'_> {
    /// How much it lets through.
    pub(super) fn quota(self) -> Quota {
        const MINUTE: Duration = Duration::from_mins(1);
        const HOUR: Duration = Duration::from_hours(1);
        let (burst, count, span) = match self {
            Self::LoginClient(_) | Self::OfficerLoginClient(_) => (20, 20, MINUTE),
            Self::LoginUserId(_) | Self::OfficerLoginName(_) => (10, 1, MINUTE),
            Self::RegistrationClient(_) => (20, 60, HOUR),
            Self::RegistrationAddress(_)
            | Self::ForgottenUserIdAddress(_)
            | Self::ForgottenPasswordAddress(_) => (3, 1, HOUR),
            Self::RecoveryClient(_) | Self::OfficerEnrolmentClient(_) => (10, 20, HOUR),
            Self::LinkClient(_) => (30, 30, MINUTE),
            Self::AccountChange(_) | Self::OfficerEnrolmentName(_) => (5, 10, HOUR),
            Self::GraphqlClient(_) => (3_000, 3_000, MINUTE),
        };
        let interval = u64::try_from(span.as_micros()).expect("an hour is few microseconds") / count;
        Quota { burst, interval }
    }

    /// Its name, as it stands in keys and may stand in a log.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::LoginClient(_) => "login-client",
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
        }
    }

    /// The key it is counted under, or `None` for a client that is not counted by its address.
    pub(super) fn key(self, keys: &KeyRing) -> Option<Key> {
        let name = self.name();
        let subject = match self {
            Self::LoginClient(client)
            | Self::RegistrationClient(client)
            | Self::RecoveryClient(client)
            | Self::LinkClient(client)
            | Self::OfficerLoginClient(client)
            | Self::OfficerEnrolmentClient(client)
            | Self::GraphqlClient(client) => client.limit_key()?,
            Self::LoginUserId(typed) | Self::OfficerLoginName(typed) | Self::OfficerEnrolmentName(typed) => {
                hidden(keys, name, &canonical(typed))
            }
            Self::RegistrationAddress(address)
            | Self::ForgottenUserIdAddress(address)
            | Self::ForgottenPasswordAddress(address) => hidden(keys, name, &address.key()),
            Self::AccountChange(account) => account.simple().to_string(),
        };
        Some(Key { text: format!("{PREFIX}:{name}:{subject}"), quota: self.quota(), limit: name })
    }
}

/// What all keys begin with; the number changes when what stands under them does.
const PREFIX: &str = "rl:1";

/// A limit as a store sees it.
#[derive(Clone, Debug)]
pub(super) struct Key {
    /// The key itself; nothing in it names a person.
    pub(super) text: String,
    /// How much is let through under it.
    pub(super) quota: Quota,
    /// The limit's name.
    pub(super) limit: &'static str,
}

/// The key of one client's failed logins with one typed user ID. Clients that are not counted by address
/// share one.
pub(super) fn failures_key(keys: &KeyRing, client: ClientAddress, typed: &str) -> String {
    let client = client.limit_key().unwrap_or_else(|| "local".to_owned());
    format!("{PREFIX}:failures:{client}:{}", hidden(keys, "failures", &canonical(typed)))
}

/// A typed user ID without what does not count in it: spaces around it, and case.
fn canonical(typed: &str) -> String {
    typed.trim_matches(' ').to_ascii_lowercase()
}

/// 128 bits in place of a text that names a person; another name gives others, so that keys of different
/// limits cannot be brought together.
fn hidden(keys: &KeyRing, name: &str, text: &str) -> String {
    let message = format!("limit|1|{name}|{text}");
    let mac = keys.mac(keys.current_id(), message.as_bytes()).expect("the ring has its current key");
    URL_SAFE_NO_PAD.encode(&mac[..16])
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// A ring with a key of its own.
    pub(in crate::rate_limit) fn some_keys() -> KeyRing {
        let file = std::env::temp_dir().join(format!("server-keys-{}", Uuid::new_v4()));
        let keys = KeyRing::read_or_make(&file, &mut rand::make_rng::<rand::rngs::StdRng>());
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
    }

    #[test]
    fn a_key_tells_its_limit_and_no_person() {
        let keys = some_keys();
        let key = |limit: Limit<'_>| limit.key(&keys).expect("a key").text;
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
}
