//! Our queue on Redis, against what is known of apalis-redis (`apalis.rs`): however Redis and what is in it
//! behave, mail goes out, once. That no mail is lost with Redis stands in `mail_delivery.rs`.

use std::time::Duration;

use entity::outbox::{self, Lane, Mail};
use redis::AsyncConnectionConfig;
use redis::aio::MultiplexedConnection;
use sea_orm::{ConnectionTrait, DbBackend, EntityTrait, QueryTrait, Statement};
use server::audit::Source;
use uuid::Uuid;
use worker::Queues;
use worker::queue::Ticket;

use crate::support::quiet::Quiet;
use crate::support::redis::Redis;
use crate::support::{Mode, TestApp};

/// Longer than any mail here takes, also behind ten thousand ids on a machine with other things to do.
const PATIENCE: Duration = Duration::from_mins(3);

async fn connection(redis: &Redis) -> MultiplexedConnection {
    let client = redis::Client::open(redis.url()).expect("a URL");
    let config = AsyncConnectionConfig::new().set_response_timeout(Some(PATIENCE));
    client.get_multiplexed_async_connection_with_config(&config).await.expect("Redis answers")
}

fn tickets(count: usize) -> Vec<Ticket> {
    (0..count).map(|_| Ticket { id: Uuid::now_v7(), push_seq: 1 }).collect()
}

/// Someone registers, and the link comes.
async fn a_mail_goes_out(app: &TestApp, name: &str) {
    let before = app.relay().accepted().len();
    app.visitor().start_registration(&format!("{name}@example.com")).await;
    app.relay().wait_for(before + 1, PATIENCE).await;
}

/// T2: the queue says when it is full, long before apalis stops.
#[tokio::test]
async fn a_full_queue_takes_no_more() {
    let redis = Redis::start();
    let queues = Queues::redis(&redis.url(), 1).expect("queues");
    let [account, certificate, _] = queues.all() else { panic!("three lanes") };
    assert_eq!(account.room().await.map(|room| room.left), Some(500));
    for _ in 0..2 {
        account.push(&tickets(250)).await.expect("pushed");
    }
    assert_eq!(account.room().await.map(|room| room.left), Some(0));
    assert_eq!(certificate.room().await.map(|room| room.left), Some(500), "a lane fills itself alone");
}

/// T2: many dispatchers at once may get past the cap, each by a batch. That stops nothing for long.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ten_thousand_ids_at_once_stop_nothing() {
    let app = TestApp::start(Mode::Production).await;
    let redis = app.redis.as_ref().expect("a Redis");
    let mut late: Vec<_> = tickets(10_000).iter().map(|ticket| format!("{}:1", ticket.id)).collect();
    late.reverse();
    let mut flood = redis::pipe();
    for id in late {
        flood.hset("uketori-mail-account:data", &id, &id);
        flood.hset_multiple(
            format!("uketori-mail-account:meta:{id}"),
            &[("attempts", "0"), ("max_attempts", "25"), ("status", "Pending")],
        );
        flood.zadd("uketori-mail-account:scheduled", &id, 1);
    }
    flood.exec_async(&mut connection(redis).await).await.expect("a flood");
    a_mail_goes_out(&app, "after-the-flood").await;
}

/// T5: what cannot be read is nothing, and is put aside as done.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_payload_that_cannot_be_read_does_nothing() {
    let app = TestApp::start(Mode::Production).await;
    let redis = app.redis.as_ref().expect("a Redis");
    let mut poison = redis::pipe();
    for (id, payload) in [("1", ""), ("2", "\u{0}\u{ff}"), ("3", "{\"id\":1}")] {
        poison.hset("uketori-mail-account:data", id, payload);
        poison.hset_multiple(
            format!("uketori-mail-account:meta:{id}"),
            &[("attempts", "0"), ("max_attempts", "25"), ("status", "Pending")],
        );
        poison.zadd("uketori-mail-account:scheduled", id, 1);
    }
    poison.exec_async(&mut connection(redis).await).await.expect("poison");
    a_mail_goes_out(&app, "after-the-poison").await;
    let workers = names(redis).await;
    assert_eq!(workers.len(), 1, "the same worker all the time: {workers:?}");
}

/// T7: what is done goes, by id.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_done_is_trimmed() {
    let app = TestApp::start(Mode::Production).await;
    a_mail_goes_out(&app, "a").await;
    app.settle().await;
    let redis = app.redis.as_ref().expect("a Redis");
    let queues = Queues::redis(&redis.url(), 1).expect("queues");
    let kept = |key: &str| {
        ["uketori-mail-account:done", "uketori-mail-account:data"].contains(&key) || key.contains(":meta:")
    };
    // The end of the last task is told to Redis a moment after its mail has ended.
    let gone = async {
        while redis.keys().iter().any(|(key, _)| kept(key)) {
            queues.trim().await.expect("trimmed");
        }
    };
    tokio::time::timeout(PATIENCE, gone).await.expect("all is trimmed");
}

/// T10, T9: FLUSHALL ends apalis' worker. Another begins under another name, and what was lost is noticed
/// by itself: the clock of this story stands still, so nothing grows old enough to be pushed again.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_redis_loses_is_handed_over_again_at_once() {
    let app = TestApp::start(Mode::Production).await;
    a_mail_goes_out(&app, "before").await;
    let redis = app.redis.as_ref().expect("a Redis");
    let before = names(redis).await;
    let held = app.relay().hold(crate::support::relay::Step::Mail);
    for index in 0..20 {
        app.visitor().start_registration(&format!("p{index}@example.com")).await;
    }
    held.reached().await;
    redis.flush_all();
    held.release();
    app.relay().wait_for(21, PATIENCE).await;
    app.settle().await;
    assert_eq!(app.relay().accepted().len(), 21, "each once");
    let after = names(redis).await;
    assert!(after.iter().all(|name| !before.contains(name)), "a name was used again: {before:?} {after:?}");
}

async fn names(redis: &Redis) -> Vec<String> {
    let mut command = redis::cmd("ZRANGE");
    command.arg(&["uketori-mail-account:workers", "0", "-1"]);
    command.query_async(&mut connection(redis).await).await.expect("names")
}

/// What is due is looked for once, also on a table that was filled a moment ago and has no statistics.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_sudden_crowd_is_looked_through_once() {
    let quiet = Quiet::new(Mode::Production).await;
    let trace = Source::run(Uuid::now_v7()).trace;
    for _ in 0..6 {
        let mail = |_| Mail::RegistrationLink { link: Uuid::now_v7() };
        let rows = (0..500).map(mail).map(|mail| outbox::queue(Uuid::now_v7(), mail, quiet.now(), trace));
        outbox::Entity::insert_many(rows).exec_without_returning(quiet.db()).await.expect("rows");
    }
    let mark = outbox::mark_pushed(Lane::Account, quiet.now(), 250).build(DbBackend::Postgres);
    let explain = Statement { sql: format!("EXPLAIN ANALYZE {}", mark.sql), ..mark };
    let plan = quiet.db().query_all_raw(explain).await.expect("a plan");
    let plan: Vec<String> = plan.iter().map(|row| row.try_get_by_index(0).expect("a line")).collect();
    let looks: Vec<_> = plan.iter().filter(|line| line.contains("LockRows")).collect();
    assert!(looks.len() == 1 && looks[0].contains("loops=1)"), "{}", plan.join("\n"));
}
