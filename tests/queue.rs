//! Our queue on Redis, against the known defects of apalis-redis (`apalis.rs`): every mail is sent once,
//! whatever state Redis is in. That no mail is lost with Redis is tested in `mail_delivery.rs`.

use std::time::Duration;

use entity::outbox::{self, Lane, Mail, State};
use redis::AsyncConnectionConfig;
use redis::aio::MultiplexedConnection;
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{PostgresQueryBuilder, QueryBuilder};
use sea_orm::{ConnectionTrait, DbBackend, EntityTrait, QueryTrait, Statement};
use server::audit::RequestOrigin;
use uuid::Uuid;
use worker::Queues;
use worker::queue::{Queue, Ticket};
use worker::redis_client::Address;

use crate::support::quiet::Quiet;
use crate::support::redis::Redis;
use crate::support::site;
use crate::support::{Mode, TestApp};

/// Longer than any mail here takes, even behind ten thousand ids on a machine with other load.
const TIMEOUT: Duration = Duration::from_mins(10);

async fn connection(redis: &Redis) -> MultiplexedConnection {
    let client = redis::Client::open(redis.url()).expect("a URL");
    let config = AsyncConnectionConfig::new().set_response_timeout(Some(TIMEOUT));
    client.get_multiplexed_async_connection_with_config(&config).await.expect("Redis answers")
}

fn tickets(count: usize) -> Vec<Ticket> {
    (0..count).map(|_| Ticket { id: Uuid::now_v7(), push_seq: 1 }).collect()
}

/// Starts a registration and waits for its link.
async fn a_mail_goes_out(app: &TestApp, name: &str) {
    site::a_mail_goes_out(app.relay(), &app.visitor(), name, TIMEOUT).await;
}

/// T2: the queue reports that it is full, long before apalis stops.
#[tokio::test]
async fn a_full_queue_takes_no_more() {
    let redis = Redis::start();
    let queues = Queues::redis(Address::plain(&redis.url()).expect("an address"), 1);
    let [account, certificate, _] = queues.all() else { panic!("three lanes") };
    let left = async |queue: &Queue| {
        let mut left = None;
        site::wait_until("Redis answers", TIMEOUT, async || {
            left = queue.room().await.map(|room| room.left);
            left.is_some()
        })
        .await;
        left.expect("an answer")
    };
    assert_eq!(left(account).await, 500);
    for _ in 0..2 {
        account.push(&tickets(250)).await.expect("pushed");
    }
    assert_eq!(left(account).await, 0);
    assert_eq!(left(certificate).await, 500, "a lane fills itself alone");
}

/// T2: many dispatchers at once may exceed the cap, each by a batch. That stops nothing for long.
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

/// T5: a payload that cannot be read is ignored, and completed.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_payload_that_cannot_be_read_does_nothing() {
    let app = TestApp::start(Mode::Production).await;
    let redis = app.redis.as_ref().expect("a Redis");
    let workers = only_worker(redis).await;
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
    assert_eq!(names(redis).await, workers, "the same worker all the time");
}

/// As after an eviction: the id exists, but its data do not. apalis would fail at it forever.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_id_of_which_parts_are_missing_is_dropped() {
    let app = TestApp::start(Mode::Production).await;
    let redis = app.redis.as_ref().expect("a Redis");
    let before = only_worker(redis).await;
    let mut broken = redis::pipe();
    broken.hset("uketori-mail-account:data", "2", "x");
    broken.zadd("uketori-mail-account:scheduled", "1", 1).zadd("uketori-mail-account:scheduled", "2", 1);
    broken.exec_async(&mut connection(redis).await).await.expect("two broken ids");
    a_mail_goes_out(&app, "after").await;
    gone(redis, |key| ["active", "scheduled", "data"].iter().any(|part| key.contains(part))).await;
    assert_eq!(names(redis).await, before, "the same worker all the time");
}

/// T7: nothing of completed tasks remains, and workers leave neither names nor data behind.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_done_is_gone_and_so_are_workers_that_ended() {
    let app = TestApp::start(Mode::Production).await;
    a_mail_goes_out(&app, "a").await;
    app.settle().await;
    let redis = app.redis.as_ref().expect("a Redis");
    gone(redis, |key| {
        key.starts_with("uketori-mail-") && !key.ends_with(":mark") && !key.ends_with(":workers")
    })
    .await;
    app.context.ending.cancel();
    gone(redis, |key| !key.ends_with(":mark") && !key.starts_with("uketori-rl:")).await;
}

/// Waits until Redis has no such key any more. A task is completed a moment after its mail has ended.
async fn gone(redis: &Redis, is_meant: impl Fn(&str) -> bool) {
    let all = async {
        while redis.keys().iter().any(|(key, _)| is_meant(key)) {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    assert!(tokio::time::timeout(TIMEOUT, all).await.is_ok(), "left: {:?}", redis.keys());
}

/// T10, T9: FLUSHALL ends apalis' worker. Another starts under another name, and the loss is noticed without
/// waiting: the clock of this story stands still, so no push grows old enough to be repeated.
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
    app.relay().wait_for(21, TIMEOUT).await;
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

/// The name of the only worker, once it is registered.
async fn only_worker(redis: &Redis) -> Vec<String> {
    site::wait_until("a worker", TIMEOUT, async || names(redis).await.len() == 1).await;
    names(redis).await
}

/// Due rows are searched for once, also in a table that was just filled and has no statistics.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_sudden_crowd_is_looked_through_once() {
    let quiet = Quiet::new(Mode::Production).await;
    let trace = RequestOrigin::run(Uuid::now_v7()).trace;
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

/// A row is claimed by its primary key, even if PostgreSQL believes that none waits and their index costs
/// nothing. Otherwise each claim would read all waiting rows.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_row_is_claimed_by_its_key_whatever_the_statistics_say() {
    let quiet = Quiet::new(Mode::Production).await;
    let trace = RequestOrigin::run(Uuid::now_v7()).trace;
    for state in [State::Sent, State::Queued] {
        for _ in 0..4 {
            let rows = (0..500).map(|_| {
                let mail = Mail::RegistrationLink { link: Uuid::now_v7() };
                let row = outbox::queue(Uuid::now_v7(), mail, quiet.now(), trace);
                outbox::ActiveModel { state: Set(state), ..row }
            });
            outbox::Entity::insert_many(rows).exec_without_returning(quiet.db()).await.expect("rows");
        }
        if state == State::Sent {
            quiet.db().execute_unprepared("VACUUM ANALYZE mail_outbox").await.expect("statistics");
        }
    }
    let claim = outbox::claim(Uuid::now_v7(), Uuid::now_v7(), quiet.now()).build(DbBackend::Postgres);
    let values = claim.values.expect("parameters").0;
    let values: Vec<_> = values.iter().map(|value| PostgresQueryBuilder.value_to_string(value)).collect();
    for mode in ["force_generic_plan", "force_custom_plan"] {
        let tx = migration::database::write(quiet.db()).await.expect("a transaction");
        tx.execute_unprepared(&format!("SET LOCAL plan_cache_mode = {mode}")).await.expect("set");
        tx.execute_unprepared(&format!("PREPARE claim AS {}", claim.sql)).await.expect("prepared");
        let explain = format!("EXPLAIN EXECUTE claim({})", values.join(", "));
        let plan =
            tx.query_all_raw(Statement::from_string(DbBackend::Postgres, explain)).await.expect("a plan");
        let plan: Vec<String> = plan.iter().map(|row| row.try_get_by_index(0).expect("a line")).collect();
        assert!(plan.iter().any(|line| line.contains("mail_outbox_pkey")), "{mode}: {}", plan.join("\n"));
        tx.execute_unprepared("DEALLOCATE claim").await.expect("forgotten");
        tx.rollback().await.expect("undone");
    }
}
