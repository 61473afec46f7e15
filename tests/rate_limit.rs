//! Rate limits in a real Redis compared with those in a process: the same decisions, without personal data,
//! and what happens while Redis is unavailable. No use case is called, and the test sets the time.

use std::net::IpAddr;

use chrono::{DateTime, TimeDelta, Utc};
use entity::account::EmailAddress;
use entity::clock::Clock;
use entity::key_ring::KeyRing;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use server::client::ClientAddress;
use server::rate_limit::RateLimits;
use server::rate_limit::{Limit, Limited, Limiter};
use tokio::task::JoinSet;
use uuid::Uuid;
use worker::redis_client::Address;

use crate::support::fixtures::start_of_stories;
use crate::support::process::{Directory, LIMIT};
use crate::support::redis::Redis;

pub(crate) fn keys() -> KeyRing {
    let directory = Directory::new("keys");
    let file = directory.path().join("server-keys");
    KeyRing::read_or_make(&file, &mut StdRng::seed_from_u64(1)).expect("a new key")
}

/// Limits in Redis, with the time that each call states.
pub(crate) fn by_hand(redis: &Redis) -> Limiter {
    shared(redis, &Clock::manual(start_of_stories()))
}

/// Limits in Redis, with timeouts for a busy machine.
fn shared(redis: &Redis, clock: &Clock) -> Limiter {
    Limiter::shared(address(&redis.url()), LIMIT, clock, &keys(), RateLimits::On)
}

pub(crate) fn address(url: &str) -> Address {
    Address::plain(url).expect("an address")
}

pub(crate) fn client(address: &str) -> ClientAddress {
    address.parse::<IpAddr>().expect("an address").into()
}

fn email(address: &str) -> EmailAddress {
    EmailAddress::parse(address).expect("an e-mail address")
}

pub(crate) fn micros(count: i64) -> TimeDelta {
    TimeDelta::microseconds(count)
}

/// How often a cost of one is accepted before it is refused.
pub(crate) async fn room(limiter: &Limiter, limit: Limit<'_>, now: DateTime<Utc>) -> (usize, Limited) {
    for count in 0..100 {
        if let Err(limited) = limiter.take(&[limit], 1, now).await {
            return (count, limited);
        }
    }
    panic!("{limit:?} never ends");
}

#[tokio::test]
async fn each_limit_ends_where_it_says_in_redis_and_in_the_process() {
    let redis = Redis::start();
    let (address, now) = (email("a@example.com"), start_of_stories());
    for limiter in [by_hand(&redis), Limiter::in_process(&keys(), RateLimits::On)] {
        for (limit, burst, seconds) in [
            (Limit::LoginClient(client("192.0.2.1")), 20, 3),
            (Limit::LoginDevice(Uuid::max()), 20, 3),
            (Limit::LoginUserId(client("192.0.2.1"), "abcde12345"), 10, 60),
            (Limit::LoginDeviceFailures(Uuid::max()), 10, 60),
            (Limit::RegistrationClient(client("192.0.2.1")), 20, 60),
            (Limit::RegistrationAddress(client("192.0.2.1"), &address), 3, 3_600),
            (Limit::RecoveryClient(client("192.0.2.1")), 10, 180),
            (Limit::ForgottenUserIdAddress(client("192.0.2.1"), &address), 3, 3_600),
            (Limit::ForgottenPasswordAddress(client("192.0.2.1"), &address), 3, 3_600),
            (Limit::RequestDevice(Uuid::max()), 5, 360),
            (Limit::LinkClient(client("192.0.2.1")), 30, 2),
            (Limit::CheckClient(client("192.0.2.1")), 30, 2),
            (Limit::AccountChange(Uuid::max()), 5, 360),
            (Limit::SessionChange(Uuid::max()), 30, 60),
        ] {
            let limited = Limited { limit: limit.name(), retry_after_seconds: seconds };
            assert_eq!(room(&limiter, limit, now).await, (burst, limited), "{limit:?}");
            let later = now + TimeDelta::seconds(seconds.into());
            assert_eq!(
                limiter.peek(&[limit], 1, later - micros(1)).await.map_err(|it| it.limit),
                Err(limit.name())
            );
            assert_eq!(room(&limiter, limit, later).await.0, 1, "{limit:?}");
        }
    }
}

/// The burst of documents is restored in fiftieths of a second.
#[tokio::test]
async fn room_within_a_second_is_exact() {
    let redis = Redis::start();
    let (limiter, now) = (by_hand(&redis), start_of_stories());
    let limits = [Limit::GraphqlClient(client("192.0.2.1"))];
    let refused = Err(Limited { limit: "graphql-client", retry_after_seconds: 1 });
    assert_eq!(limiter.take(&limits, 2_999, now).await, Ok(()));
    assert_eq!(limiter.take(&limits, 2, now).await, refused);
    assert_eq!(limiter.take(&limits, 1, now).await, Ok(()));
    assert_eq!(limiter.take(&limits, 1, now + micros(19_999)).await, refused);
    assert_eq!(limiter.take(&limits, 1, now + micros(20_000)).await, Ok(()));
    assert_eq!(limiter.take(&limits, 1, now + micros(20_000)).await, refused);
    assert_eq!(limiter.take(&limits, 7, now + micros(159_999)).await, refused);
    assert_eq!(limiter.take(&limits, 7, now + micros(160_000)).await, Ok(()));
}

#[tokio::test]
async fn redis_and_the_process_decide_alike() {
    let redis = Redis::start();
    let keys = keys();
    let clock = Clock::manual(start_of_stories());
    let shared = Limiter::shared(self::address(&redis.url()), LIMIT, &clock, &keys, RateLimits::On);
    let own = Limiter::in_process(&keys, RateLimits::On);
    let address = email("a@example.com");
    let clients = [client("192.0.2.1"), client("2001:db8::1")];
    let mut rng = StdRng::seed_from_u64(20_251_107);
    let mut now = start_of_stories();
    let (mut refused, mut failures) = (0, 0);
    for step in 0..1_500 {
        let client = clients[rng.random_range(0..2)];
        let all = [
            Limit::LinkClient(client),
            Limit::GraphqlClient(client),
            Limit::LoginUserId(client, "abcde12345"),
            Limit::RegistrationAddress(client, &address),
            Limit::AccountChange(Uuid::nil()),
        ];
        let from = rng.random_range(0..all.len());
        let limits = &all[from..(from + rng.random_range(1..4)).min(all.len())];
        let cost = [0, 1, 1, 1, 2, 4, 40, 1_000, u32::MAX][rng.random_range(0..9)];
        match rng.random_range(0..8) {
            0 => {
                let (one, other) = (shared.peek(limits, cost, now).await, own.peek(limits, cost, now).await);
                assert_eq!(one, other, "step {step}: a look at {limits:?} for {cost}");
            }
            1 => {
                shared.charge(limits, cost, now).await;
                own.charge(limits, cost, now).await;
            }
            2 => {
                let one = shared.count_failure(client, "abcde12345", now).await;
                assert_eq!(one, own.count_failure(client, "abcde12345", now).await, "step {step}");
                failures = failures.max(one);
            }
            3 if rng.random_range(0..10) == 0 => {
                shared.forget_failures(client, "abcde12345", now).await;
                own.forget_failures(client, "abcde12345", now).await;
            }
            _ => {
                let (one, other) = (shared.take(limits, cost, now).await, own.take(limits, cost, now).await);
                assert_eq!(one, other, "step {step}: {limits:?} for {cost}");
                refused += u32::from(one.is_err());
            }
        }
        let longest = [1, 30_000, 3_000_000, 400_000_000, 90_000_000_000][rng.random_range(0..5)];
        now += micros(rng.random_range(0..=longest));
        if step % 100 == 0 {
            now -= micros(5_000_000); // a clock can be set back
        }
    }
    assert!((100..1_300).contains(&refused) && failures > 3, "{refused} refused, {failures} failures");
}

#[tokio::test]
async fn one_full_limit_leaves_the_others_uncharged() {
    let redis = Redis::start();
    let (limiter, now) = (by_hand(&redis), start_of_stories());
    let (address, other) = (email("a@example.com"), email("b@example.com"));
    let place = client("192.0.2.1");
    let client = Limit::RegistrationClient(place);
    assert_eq!(room(&limiter, Limit::RegistrationAddress(place, &address), now).await.0, 3);
    let refused = Limited { limit: "registration-address", retry_after_seconds: 3_600 };
    for _ in 0..50 {
        let both = [client, Limit::RegistrationAddress(place, &address)];
        assert_eq!(limiter.take(&both, 1, now).await, Err(refused));
    }
    assert_eq!(limiter.take(&[client, Limit::RegistrationAddress(place, &other)], 1, now).await, Ok(()));
    assert_eq!(room(&limiter, client, now).await.0, 19, "the refusals cost the client nothing");
    assert_eq!(room(&limiter, Limit::RegistrationAddress(place, &other), now).await.0, 2);
}

/// Redis' clock decides, and many requests at once get no more than one after another.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_servers_share_their_limits() {
    let redis = Redis::start();
    let keys = keys();
    let server = || {
        let limiter = Limiter::shared(address(&redis.url()), LIMIT, &Clock::System, &keys, RateLimits::On);
        std::sync::Arc::new(limiter)
    };
    let servers = [server(), server()];
    let (mut asked, place) = (JoinSet::new(), client("192.0.2.2"));
    for index in 0..40 {
        let limiter = std::sync::Arc::clone(&servers[index % 2]);
        // The servers' clocks do not matter.
        let now = start_of_stories() + TimeDelta::hours(i64::try_from(index).expect("a small number"));
        asked.spawn(async move {
            let address = email("a@example.com");
            limiter.take(&[Limit::RegistrationAddress(place, &address)], 1, now).await
        });
    }
    let answers = asked.join_all().await;
    assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 3);
    for limited in answers.iter().filter_map(|answer| answer.err()) {
        assert!((3_500..=3_600).contains(&limited.retry_after_seconds), "{limited}");
    }
    let client = client("192.0.2.1");
    for count in 1..=6 {
        assert_eq!(servers[count % 2].count_failure(client, "a", start_of_stories()).await as usize, count);
    }
}

#[tokio::test]
async fn redis_holds_nobodys_name_and_every_key_ends() {
    let redis = Redis::start();
    let (address, now) = (email("taro.yamada@example.com"), start_of_stories());
    let clients = [client("192.0.2.77"), client("2001:db8:1:2:3:4:5:6")];
    for clock in [Clock::manual(now), Clock::System] {
        let limiter = shared(&redis, &clock);
        for client in clients {
            let limits = [
                Limit::LoginClient(client),
                Limit::LoginUserId(client, "hdlpf38617"),
                Limit::RegistrationClient(client),
                Limit::RegistrationAddress(client, &address),
                Limit::RecoveryClient(client),
                Limit::ForgottenUserIdAddress(client, &address),
                Limit::ForgottenPasswordAddress(client, &address),
                Limit::LinkClient(client),
                Limit::CheckClient(client),
                Limit::AccountChange(Uuid::max()),
                Limit::GraphqlClient(client),
            ];
            assert_eq!(limiter.take(&limits, 1, now).await, Ok(()));
            limiter.charge(&limits, 1, now).await;
            assert_eq!(limiter.count_failure(client, "my password, typed in the wrong field", now).await, 1);
        }
    }
    let dump = redis.dump().to_lowercase();
    for personal in ["taro", "yamada", "example", "hdlpf", "38617", "password,"] {
        assert!(!dump.contains(personal), "{personal} is in {dump}");
    }
    let keys = redis.keys();
    assert!(keys.len() > 20, "{keys:?}");
    for (key, millis) in &keys {
        assert!(key.starts_with("uketori-rl:1:"), "{key}");
        assert!((0..=86_400_000).contains(millis), "{key} ends in {millis} ms");
    }
}

#[tokio::test]
async fn a_client_is_counted_with_its_networks() {
    let redis = Redis::start();
    let (limiter, now) = (by_hand(&redis), start_of_stories());
    for client in ["192.0.2.77", "2001:db8:1:2:3:4:5:6"].map(client) {
        assert_eq!(limiter.take(&[Limit::LinkClient(client)], 1, now).await, Ok(()));
    }
    let keys = redis.keys();
    let mut networks: Vec<_> =
        keys.iter().filter_map(|(key, _)| key.strip_prefix("uketori-rl:1:link-client:")).collect();
    networks.sort_unstable();
    let expected = ["192.0.2.0/24", "192.0.2.77", "2001:db8:1:2::/64", "2001:db8:1::/48", "2001:db8:1::/56"];
    assert_eq!(networks, expected);
    // 256 networks of a household have four times the limit of one, and all of a site sixteen times.
    let mut let_through = 0;
    for number in 1..256 {
        let address = client(&format!("2001:db8:2:{number:x}::1"));
        let_through += usize::from(limiter.take(&[Limit::RecoveryClient(address)], 1, now).await.is_ok());
    }
    assert_eq!(let_through, 40);
    limiter.refund(&[Limit::RecoveryClient(client("2001:db8:2:1::1"))], 1, now).await;
    let other = client("2001:db8:2:ff::1");
    assert_eq!(limiter.take(&[Limit::RecoveryClient(other)], 1, now).await, Ok(()), "one was taken back");
    assert!(limiter.take(&[Limit::RecoveryClient(other)], 1, now).await.is_err());
}
