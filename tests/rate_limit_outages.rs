//! Rate limits while Redis is unavailable: this process counts by itself, and nobody waits for Redis.

use std::net::TcpListener;
use std::time::Instant;

use entity::clock::Clock;
use server::rate_limit::{Limit, Limited, Limiter, RateLimits, TIMEOUT};

use crate::rate_limit::{address, by_hand, client, keys, micros, room};
use crate::support::fixtures::start_of_stories;
use crate::support::redis::Redis;

#[tokio::test]
async fn while_redis_is_away_the_process_counts_with_the_same_numbers() {
    let mut redis = Redis::start();
    let (limiter, now) = (by_hand(&redis), start_of_stories());
    let limit = |address| Limit::RecoveryClient(client(address));
    assert_eq!(room(&limiter, limit("192.0.2.1"), now).await.0, 10);
    assert_eq!(limiter.count_failure(client("192.0.2.1"), "a", now).await, 1);

    redis.kill();
    let away = Limited { limit: "recovery-client", retry_after_seconds: 180 };
    assert_eq!(room(&limiter, limit("192.0.2.2"), now).await, (10, away));
    assert_eq!(limiter.count_failure(client("192.0.2.2"), "a", now).await, 1);
    assert_eq!(limiter.count_failure(client("192.0.2.2"), "a", now).await, 2);

    // It is back, and empty, but not asked again within a second.
    redis.restart();
    let soon = now + micros(999_999);
    assert_eq!(
        limiter.take(&[limit("192.0.2.2")], 1, soon).await,
        Err(Limited { retry_after_seconds: 180, ..away })
    );
    assert_eq!(redis.keys(), [], "nothing was asked");
    let later = now + micros(1_000_000);
    assert_eq!(limiter.take(&[limit("192.0.2.2")], 1, later).await, Ok(()));
    assert_eq!(redis.keys().len(), 2, "it is used again, for the address and its network");
    assert_eq!(room(&limiter, limit("192.0.2.2"), later).await.0, 9);

    // A connection that broke between two requests is not an outage.
    redis.restart();
    assert_eq!(room(&limiter, limit("192.0.2.3"), later).await.0, 10);
    assert_eq!(redis.keys().len(), 2);
}

#[tokio::test]
async fn a_redis_that_is_not_there_at_the_start_or_hangs_delays_little_and_lets_nothing_through() {
    let now = start_of_stories();
    let silent = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let silent_url = format!("redis://{}", silent.local_addr().expect("an address"));
    let closed = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let closed_url = format!("redis://{}", closed.local_addr().expect("an address"));
    drop(closed);
    for url in [silent_url, closed_url] {
        let limiter = Limiter::shared(address(&url), TIMEOUT, &Clock::System, &keys(), RateLimits::On);
        let limit = Limit::LoginUserId(client("192.0.2.1"), "abcde12345");
        let began = Instant::now();
        assert_eq!(room(&limiter, limit, now).await.0, 10);
        for _ in 0..100 {
            assert!(limiter.take(&[limit], 1, now).await.is_err());
        }
        // Each would have waited for 200 ms, and a hundred of them for 20 s.
        assert!(began.elapsed().as_secs() < 15, "one question waited, not each");
    }
}
