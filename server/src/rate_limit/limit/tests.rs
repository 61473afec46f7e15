//! Tests of the limits: their numbers, and the keys that they are counted under.

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
        assert!((Duration::from_micros(quota.interval).as_secs_f64() - seconds).abs() < 1e-9, "{limit:?}");
    };
    check(Limit::LoginClient(client), 20, 3.0);
    check(Limit::LoginDevice(Uuid::nil()), 20, 3.0);
    check(Limit::LoginUserId(client, "a"), 10, 60.0);
    check(Limit::LoginDeviceFailures(Uuid::nil()), 10, 60.0);
    check(Limit::RegistrationClient(client), 20, 60.0);
    check(Limit::RegistrationAddress(client, &address), 3, 3_600.0);
    check(Limit::RecoveryClient(client), 10, 180.0);
    check(Limit::ForgottenUserIdAddress(client, &address), 3, 3_600.0);
    check(Limit::ForgottenPasswordAddress(client, &address), 3, 3_600.0);
    check(Limit::RequestDevice(Uuid::nil()), 5, 360.0);
    check(Limit::LinkClient(client), 30, 2.0);
    check(Limit::CheckClient(client), 30, 2.0);
    check(Limit::AccountChange(Uuid::nil()), 5, 360.0);
    check(Limit::SessionChange(Uuid::nil()), 30, 60.0);
    check(Limit::OfficerLoginClient(client), 20, 3.0);
    check(Limit::OfficerLoginName(client, "a"), 10, 60.0);
    check(Limit::OfficerEnrolmentClient(client), 10, 180.0);
    check(Limit::OfficerEnrolmentName(client, "a"), 5, 360.0);
    check(Limit::HookClient(client), 600, 0.1);
    check(Limit::HookCertificate(client), 10, 6.0);
    check(Limit::GraphqlClient(client), 3_000, 0.02);
    check(Limit::OfficerGraphqlClient(client), 3_000, 0.02);
}

#[test]
fn a_key_tells_its_limit_and_no_person() {
    let keys = some_keys();
    let key = |limit: Limit<'_>| limit.keys(&keys).remove(0).text;
    let address = |text| EmailAddress::parse(text).expect("an address");
    let (one, same) = (address("Taro@example.com"), address("taro@EXAMPLE.com"));
    let client = ClientAddress::from([192, 0, 2, 1]);
    let registration = |address| Limit::RegistrationAddress(client, address);
    assert_eq!(key(registration(&one)), key(registration(&same)));
    let login = |user_id| Limit::LoginUserId(client, user_id);
    assert_eq!(key(login(" ABCDE12345 ")), key(login("abcde12345")));
    assert_ne!(key(login("abcde12346")), key(login("abcde12345")));
    let elsewhere = Limit::LoginUserId(ClientAddress::from([198, 51, 100, 1]), "abcde12345");
    assert_ne!(key(elsewhere), key(login("abcde12345")), "nobody uses up what is another client's");

    let suffix = |limit: Limit<'_>| key(limit).rsplit_once(':').expect("parts").1.to_owned();
    assert_eq!(suffix(registration(&one)).len(), 22);
    assert_ne!(
        suffix(registration(&one)),
        suffix(Limit::ForgottenPasswordAddress(client, &one)),
        "keys of two limits cannot be brought together"
    );
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
