//! A Redis that cannot be used, in all ways that leave a connection open: mails are sent meanwhile, the log
//! says why and what to do, and servers and workers use it again by themselves.

use crate::support::Client;
use crate::support::database::number;
use crate::support::forwarder::Forwarder;
use crate::support::process::Directory;
use crate::support::redis::Redis;
use crate::support::relay::{Relay, Step};
use crate::support::site::{LIMIT, Site, a_mail_goes_out, wait_until};

/// What a program has logged so far.
fn log(directory: &Directory) -> String {
    std::fs::read_to_string(directory.path().join("log")).unwrap_or_default()
}

async fn said(directory: &Directory, words: &str) {
    wait_until(words, LIMIT, async || log(directory).contains(words)).await;
}

fn has(redis: &Redis, part: &str) -> bool {
    redis.keys().iter().any(|(key, _)| key.contains(part))
}

/// The workers of the account lane that are registered in Redis.
fn workers(site: &Site) -> Vec<String> {
    let names = site.redis.ask(&["ZRANGE", "uketori-mail-account:workers", "0", "-1"]);
    names.lines().filter(|name| !name.is_empty()).map(str::to_owned).collect()
}

/// The most pushes of any mail. A second push comes only half a minute after the first.
async fn pushes(site: &Site) -> i64 {
    number(&site.db().await, "SELECT max(push_seq)::bigint FROM mail_outbox").await
}

/// The old primary stays up as a replica: a server that answers READONLY is left, by servers and workers.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_primary_that_became_a_replica_is_left_for_the_new_one() {
    let relay = Relay::start().await;
    let site = Site::new(relay.url()).await;
    let (old, new) = (&site.redis, Redis::start());
    let forwarder = Forwarder::to(old.port()).await;
    let url = format!("redis://127.0.0.1:{}", forwarder.port());
    let (servers, workers) = (Directory::new("server"), Directory::new("worker"));
    let (_server, base) = site.server_with(&[("UKETORI_REDIS_URL", &url)], &servers);
    let _worker = site.worker_with(&[("UKETORI_REDIS_URL", &url)], &workers);
    let browser = Client::new(&base);
    a_mail_goes_out(&relay, &browser, "before", LIMIT).await;
    wait_until("it is used", LIMIT, async || has(old, "uketori-rl:") && has(old, ":workers")).await;

    new.follow(old);
    let in_step = async || new.ask(&["INFO", "replication"]).contains("master_link_status:up");
    wait_until("the copy is in step", LIMIT, in_step).await;
    new.lead();
    new.flush_all(); // so that everything in it comes from those who have switched over
    old.follow(&new);
    forwarder.lead_to(new.port());

    a_mail_goes_out(&relay, &browser, "after", LIMIT).await;
    wait_until("workers have moved", LIMIT, async || has(&new, "uketori-mail-account:workers")).await;
    let counted = async || {
        browser.someone_else().start_registration("once.more@example.com").await;
        has(&new, "uketori-rl:1:registration-client:")
    };
    wait_until("the server has moved", LIMIT, counted).await;
    let (server, worker) = (log(&servers), log(&workers));
    assert!(!worker.contains("panicked") && !server.contains("panicked"), "{worker}{server}");
}

/// A user who may push ids but not fetch them: no id is stuck in Redis.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_user_who_may_push_and_not_fetch_stops_no_mail() {
    let relay = Relay::start().await;
    let site = Site::new(relay.url()).await;
    site.redis.ask(&["ACL", "SETUSER", "half", "on", ">secret", "~*", "+@all", "-lrange"]);
    let logs = Directory::new("worker");
    let (_server, browser) = site.server();
    let url = site.redis.url_for("half", "secret");
    let _worker = site.worker_with(&[("UKETORI_REDIS_URL", &url)], &logs);
    // In this lane, because a mail that is pushed before its lane knows is handed over once more.
    let knows = async || {
        log(&logs)
            .lines()
            .any(|line| line.contains("mails are sent without Redis") && line.contains("account"))
    };
    wait_until("the lane knows", LIMIT, knows).await;
    for name in ["a", "b", "c"] {
        a_mail_goes_out(&relay, &browser, name, LIMIT).await;
    }
    assert_eq!(pushes(&site).await, 1, "nothing waited until it was handed over again");
    let worker = log(&logs);
    assert!(worker.contains("Redis forbids its user a command or a key"), "{worker}");
    assert!(worker.contains("docs/OPERATIONS.md") && !worker.contains("secret"), "{worker}");

    site.redis.ask(&["ACL", "SETUSER", "half", "+lrange"]);
    said(&logs, "mails go through Redis again").await;
    a_mail_goes_out(&relay, &browser, "d", LIMIT).await;
}

/// A wrong password is reported as such, and not as a Redis that does not answer.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_wrong_password_is_named_and_stops_nothing() {
    let relay = Relay::start().await;
    let site = Site::new(relay.url()).await;
    site.redis.ask(&["ACL", "SETUSER", "uketori", "on", ">right", "~*", "+@all"]);
    let url = site.redis.url_for("uketori", "hunter2");
    let (servers, workers) = (Directory::new("server"), Directory::new("worker"));
    let (_server, base) = site.server_with(&[("UKETORI_REDIS_URL", &url)], &servers);
    let _worker = site.worker_with(&[("UKETORI_REDIS_URL", &url)], &workers);
    a_mail_goes_out(&relay, &Client::new(&base), "a", LIMIT).await;
    for directory in [&servers, &workers] {
        said(directory, "Redis refused the user name or the password").await;
        said(directory, "check user and password in UKETORI_REDIS_URL").await;
        assert!(!log(directory).contains("hunter2"));
    }
    site.redis.ask(&["ACL", "SETUSER", "uketori", ">hunter2"]);
    said(&workers, "mails go through Redis again").await;
}

/// What one worker has pushed and is too busy for, another one delivers.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_busy_worker_is_helped() {
    let relay = Relay::start().await;
    let site = Site::new(relay.url()).await;
    let (_server, browser) = site.server();
    let advisory_lock = [("UKETORI_WORKER_CONCURRENCY", "1")];
    let logs = [Directory::new("worker"), Directory::new("worker")];
    let _workers = logs.each_ref().map(|logs| site.worker_with(&advisory_lock, logs));
    wait_until("both take from Redis", LIMIT, async || {
        workers(&site).len() == 2 && has(&site.redis, ":mark")
    })
    .await;
    let held = relay.hold(Step::Mail);
    for name in ["a", "b"] {
        browser.someone_else().start_registration(&format!("{name}@example.com")).await;
    }
    held.reached_by(2).await;
    held.release();
    relay.wait_for(2, LIMIT).await;
    assert_eq!(pushes(&site).await, 1, "each was handed over once");
}

/// A killed worker leaves nothing behind for long: others take over its ids and remove its name.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_a_worker_that_was_killed_nothing_is_left() {
    let relay = Relay::start().await;
    let site = Site::new(relay.url()).await;
    let (_server, browser) = site.server();
    let worker = site.worker();
    let held = relay.hold(Step::Mail);
    browser.start_registration("a@example.com").await;
    held.reached().await;
    worker.kill();
    held.release();
    assert!(has(&site.redis, ":inflight:"), "its id");
    let other = site.worker();
    let is_forgotten = async || {
        let is_left = [":inflight:", ":active", ":data"].iter().any(|part| has(&site.redis, part));
        !is_left && workers(&site).len() == 1
    };
    wait_until("the dead one is forgotten", LIMIT, is_forgotten).await;
    tokio::task::block_in_place(|| other.terminate());
    let left: Vec<_> = site.redis.keys().into_iter().filter(|(_, millis)| *millis < 0).collect();
    assert!(left.iter().all(|(key, _)| key.ends_with(":mark")), "{left:?}");
}
