//! The faults of a drill. Each is caused, lasts for a while under the load, and is mended. Each states who
//! meets it, and what servers must report.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::sync::Arc;
use std::time::Duration;

use sea_orm::{ConnectionTrait as _, DatabaseConnection, DbBackend, Statement};
use serde_json::json;
use tokio::task::{JoinSet, block_in_place};
use tokio::time::{Instant, MissedTickBehavior, interval, sleep};
use tokio_util::sync::CancellationToken;

use super::people::{COUNT, Class, LOCKED, user_id};
use super::report::{Cost, Ready, Step};
use super::stand::{Stand, replicate};
use crate::support::process::LIMIT;

/// The classes that read or change certificates.
const CERTIFICATES: [Class; 3] = [Class::Receipts, Class::Receipt, Class::LockedReceipt];
/// The classes that write.
const WRITERS: [Class; 3] = [Class::LogIn, Class::Receipt, Class::Link];
/// How many requests for a locked row are sent at once; more than both servers have connections.
const CROWD: usize = 40;
/// How long until a mail that could not be claimed or recorded is taken up again: its lease and the time of
/// its push.
const LEASE: Duration = Duration::from_secs(35);
/// The number of clients in a flood.
const FLOOD: u16 = 100;

/// A transaction holds the row of a certificate and the row of an account, and a crowd requests them.
pub(super) async fn a_locked_row(stand: &mut Stand, span: Duration) -> Step {
    let lock = stand.lock(&format!("SELECT 1 FROM certificate WHERE number = '{LOCKED}' FOR UPDATE")).await;
    let account = format!("SELECT 1 FROM account WHERE user_id = '{}' FOR UPDATE", user_id(COUNT - 1));
    lock.execute_unprepared(&account).await.expect("the lock");
    let step = Step::begin("a locked row");
    stand.load.also(Class::LockedReceipt, CROWD);
    stand.load.also(Class::LockedLogIn, 6);
    sleep(span).await;
    lock.rollback().await.expect("the lock ends");
    step.mended()
        .costs(&[Class::LockedReceipt, Class::LockedLogIn], Cost::WhileItLasts)
        .met_by(&[Class::LockedReceipt])
}

/// A transaction holds the whole table of certificates. Rows of mails can refer to it, so a registration mail
/// needs it, too.
pub(super) async fn a_locked_table(stand: &mut Stand, span: Duration) -> Step {
    let lock = stand.lock("LOCK TABLE certificate IN ACCESS EXCLUSIVE MODE").await;
    let step = Step::begin("a locked table");
    sleep(span).await;
    lock.rollback().await.expect("the lock ends");
    step.mended()
        .costs(&CERTIFICATES, Cost::WhileItLasts)
        .costs(&[Class::Link], Cost::WhileItLasts)
        .met_by(&CERTIFICATES)
}

/// One of the servers is frozen. Its clients wait until the proxy gives it up.
pub(super) async fn a_frozen_server(stand: &mut Stand, span: Duration) -> Step {
    stand.servers[0].freeze();
    let step = Step::begin("a frozen server");
    sleep(span).await;
    let step = step.mended(); // it may answer immediately
    stand.servers[0].thaw();
    let all = Class::STEADY.map(|(class, _)| class);
    step.costs(&all, Cost::Probes).ready([Ready::Away, Ready::Stays])
}

/// The disk of the primary's data is full, but not that of its log. A server notices when its first write is
/// refused, and existing pages still have room for some rows. So each server gets requests for mails until
/// one is refused.
pub(super) async fn a_full_disk(stand: &mut Stand, span: Duration) -> Step {
    block_in_place(|| stand.disk.fill());
    let step = Step::begin("a full disk");
    for (network, server) in (80..).zip(&stand.servers) {
        let mut is_refused = false;
        for number in 0..=u16::MAX {
            let [high, low] = number.to_be_bytes(); // different networks, because limits apply to them
            let (email, from) =
                (format!("full{network}-{number}@example.com"), Ipv4Addr::new(100, network, low, high));
            is_refused = server.register(&email, from).await.is_none_or(|(status, _)| status != 200);
            if is_refused {
                break;
            }
        }
        assert!(is_refused, "the disk is not full");
    }
    sleep(span).await;
    let step = step.mended();
    stand.disk.free();
    step.costs(&WRITERS, Cost::WhileItLasts).ready([Ready::Away, Ready::Away]).heals(LEASE)
}

/// The standby becomes the primary. The old primary stays up and readable but refuses writes; new connections
/// lead to the new one. At the end the old one is stopped.
pub(super) async fn a_database_that_is_switched_over(stand: &mut Stand, span: Duration) -> Step {
    let (old, new) = (stand.site.connect().await, stand.connect_to_standby().await);
    let step = Step::begin("PostgreSQL switched over");
    for statement in ["ALTER SYSTEM SET default_transaction_read_only = on", "SELECT pg_reload_conf()"] {
        old.execute_unprepared(statement).await.expect("the old primary obeys");
    }
    // Waits until nobody writes any more and the standby has everything that was written.
    let busy = "current_setting('default_transaction_read_only') = 'off' OR EXISTS (SELECT FROM pg_stat_activity \
                WHERE datname = current_database() AND backend_xid IS NOT NULL)";
    wait(&old, &format!("SELECT NOT ({busy})")).await;
    let written: String = ask(&old, "SELECT pg_current_wal_lsn()::text").await;
    wait(&new, &format!("SELECT pg_last_wal_replay_lsn() >= '{written}'")).await;
    block_in_place(|| stand.standby.promote());
    stand.to_database.lead_to(stand.standby.port());
    sleep(span).await;
    block_in_place(|| stand.site.postgres.stop());
    stand.site.db = stand.site.connect().await;
    wait(
        &stand.site.db,
        "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE application_name LIKE 'uketori server %')",
    )
    .await;
    step.mended()
        .costs(&WRITERS, Cost::Brief)
        .costs(&[Class::Receipts], Cost::Brief)
        .ready([Ready::Back, Ready::Back])
        .heals(LEASE)
}

/// The replica becomes the primary, and the old primary its replica, which stays up; new connections lead to
/// the new one. At the end the old one is stopped.
pub(super) async fn a_redis_that_is_switched_over(stand: &mut Stand, span: Duration) -> Step {
    let step = Step::begin("Redis switched over");
    replicate(&stand.replica, None).await;
    replicate(&stand.site.redis, Some(&stand.replica)).await;
    stand.to_redis.lead_to(stand.replica.port());
    sleep(span).await;
    stand.site.redis.kill();
    let step = step.mended();
    // Clients other than this query and replicas.
    let until = Instant::now() + LIMIT;
    while stand.replica.ask(&["CLIENT", "LIST", "TYPE", "NORMAL"]).lines().count() < 2 {
        assert!(Instant::now() < until, "nobody uses the new primary");
        sleep(Duration::from_millis(50)).await;
    }
    step
}

/// A hundred clients of one household, each in a different network, try user IDs that do not exist, once a
/// second each.
pub(super) async fn a_flood_of_logins(stand: &mut Stand, span: Duration) -> Step {
    let (mut clients, end) = (JoinSet::new(), CancellationToken::new());
    let step = Step::begin("a flood of logins");
    for number in 0..FLOOD {
        let (people, end) = (Arc::clone(&stand.people), end.clone());
        let from = IpAddr::from(Ipv6Addr::new(0x2001, 0xdb8, 0, 0xab00 + number, 0, 0, 0, 1));
        clients.spawn(async move {
            let query = "mutation($input:LogInInput!){logIn(input:$input){errors{... on UserError{code}}}}";
            let (mut tried, mut ticks) = (0_u32, interval(Duration::from_secs(1)));
            ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
            while end.run_until_cancelled(ticks.tick()).await.is_some() {
                let user_id = format!("abcde{:05}", u32::from(number) * 500 + tried % 500);
                let input = json!({ "userId": user_id, "password": "Wrong-2025=hana" });
                drop(people.post(from, "", query, input).await);
                tried += 1;
            }
            tried
        });
    }
    sleep(span).await;
    end.cancel();
    let tried: u32 = clients.join_all().await.into_iter().sum();
    assert!(tried > u32::from(FLOOD), "a flood of {tried} logins");
    step.mended().note(format!("{tried} logins were tried"))
}

/// All processes are restarted one by one, the next one when the last one is ready.
pub(super) async fn a_rolling_restart(stand: &mut Stand, limit: Duration) -> Step {
    let step = Step::begin("a rolling restart");
    for number in 0..stand.servers.len() {
        let (server, asked) = (stand.servers.remove(0), Instant::now());
        let address = block_in_place(|| server.terminate());
        stand.servers.push(block_in_place(|| stand.site.server_at(&address)));
        let until = Instant::now() + limit;
        while !stand.watch.is_ready_again(number, asked) && Instant::now() < until {
            sleep(Duration::from_millis(50)).await; // polls the results of the other polls
        }
        let worker = stand.workers.remove(0);
        block_in_place(|| worker.terminate());
        stand.workers.push(stand.site.worker().await);
    }
    step.mended().ready([Ready::Announced, Ready::Announced])
}

/// Waits until a query returns true.
async fn wait(db: &DatabaseConnection, question: &str) {
    let until = Instant::now() + LIMIT;
    while !ask::<bool>(db, question).await {
        assert!(Instant::now() < until, "not in time: {question}");
        sleep(Duration::from_millis(10)).await;
    }
}

/// The value that a query returns.
async fn ask<T: sea_orm::TryGetable>(db: &DatabaseConnection, question: &str) -> T {
    let statement = Statement::from_string(DbBackend::Postgres, question);
    let row = db.query_one_raw(statement).await.expect("an answer").expect("a row");
    row.try_get_by_index(0).expect("a value")
}
