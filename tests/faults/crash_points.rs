//! Kills a process at each point, and checks the consequences: what is left behind, what is lost, what is
//! repeated.
//!
//! Each test has a link, a certificate and a reminder under way, so that both policies are covered. No test
//! waits for leases to lapse: once a process is dead, its rows are made older.

use std::net::Ipv4Addr;
use std::time::Duration;

use entity::certificate::CertificateId;
use entity::outbox::{self, Mail, Phase, State};
use uuid::Uuid;

use crate::check::{Cuts, Verdict, judge};
use crate::mails::{self, Planned};
use crate::point::{Point, wait_for};
use crate::relay::Temper;
use crate::run::come_to_rest;
use crate::site::Site;

/// Seconds; longer than a lease, and than the wait for a second push.
const LEASE: u32 = 31;
/// How long the next worker may take to send everything, on a busy machine.
const TIMEOUT: Duration = Duration::from_mins(3);

/// One mail of each policy. Of the reminder, a second copy would be a fault.
pub(crate) fn one_of_each() -> [Planned; 3] {
    let id = |number: u128| Uuid::from_u128(number << 96 | 0x0de0);
    [
        Mail::RegistrationLink { link: id(1) },
        Mail::Certificate { certificate: CertificateId(id(2)), delivery: 1 },
        Mail::ReceiptReminder { certificate: CertificateId(id(3)), week: 1 },
    ]
    .map(|mail| Planned { at: Duration::ZERO, mail })
}

async fn site() -> Site {
    let site = Site::new(Temper::default()).await;
    mails::make_accounts(&site).await;
    mails::queue(&site.db, &one_of_each()).await.expect("queued");
    site
}

/// Waits until every mail has ended, and judges.
async fn verdict(site: &Site, cuts: &Cuts) -> Verdict {
    let planned = one_of_each();
    let rested = tokio::time::timeout(TIMEOUT, come_to_rest(site, planned.len())).await;
    let verdict = judge(&planned, &site.rows().await, &site.relay.journal(), cuts);
    assert!(rested.is_ok(), "mails are still under way\n{}", verdict.table());
    assert_eq!(site.alarming_lines(), [""; 0]);
    assert!(verdict.breaches.is_empty(), "{}", verdict.table());
    verdict
}

/// Kills a worker at the point with this many mails. Returns the rows it left behind, and the verdict after
/// another worker has finished.
async fn after_a_death(point: Point, mails: usize) -> (Vec<outbox::Model>, Site, Verdict) {
    let mut site = site().await;
    let cuts = site.stop_worker_at(point, mails).await;
    let left = site.rows().await;
    site.age(LEASE).await;
    let _worker = site.worker().await;
    let verdict = verdict(&site, &cuts).await;
    (left, site, verdict)
}

/// Copies after the first, attempts, and crashes that were counted.
fn sums(verdict: &Verdict) -> (usize, i64, i64) {
    (verdict.kinds.values().map(|counts| counts.surplus).sum(), verdict.attempts, verdict.crashes)
}

fn all_are(rows: &[outbox::Model], state: State, phase: Phase, attempts: i32) -> bool {
    rows.iter().all(|row| (row.state, row.phase, row.attempts) == (state, phase, attempts))
}

/// Nothing happened. The client got no answer, and can ask again.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn c0_a_server_that_dies_before_the_commit_leaves_nothing() {
    let mut site = Site::new(Temper::default()).await;
    let mut held = site.hold(Point::C0, None).await;
    let server = site.server();
    let (base, asker) = (server.base.clone(), Ipv4Addr::new(100, 64, 0, 1));
    let mut asking = tokio::task::JoinSet::new();
    asking.spawn(async move {
        crate::site::ask_for_a_link(&reqwest::Client::new(), &base, "a@example.com", asker).await
    });
    held.reached(&site, 1).await;
    server.kill();
    held.bury(&site).await;
    assert_eq!(asking.join_next().await.expect("an end").expect("no panic"), None);
    let rows = "SELECT (SELECT count(*) FROM mail_outbox) + (SELECT count(*) FROM email_link)";
    assert_eq!(site.count(rows).await, Ok(0));

    let (server, _worker) = (site.server(), site.worker().await);
    let (status, text) = server.register("a@example.com", asker).await.expect("an answer");
    assert!(status == 200 && text.contains("a@example.com"), "{status} {text}");
    wait_for(&site, "SELECT count(*) FROM mail_outbox WHERE state = 'SENT'", 1).await;
    assert_eq!(site.relay.accepted(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn c1_what_was_not_pushed_is_pushed_by_the_next() {
    let (left, _site, verdict) = after_a_death(Point::C1, 1).await;
    assert!(left.iter().all(|row| row.state == State::Queued && row.pushed_at.is_none()), "{left:?}");
    assert_eq!(sums(&verdict), (0, 3, 0));
}

/// Rows that are marked but not in the queue are pushed again.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn c2_what_was_marked_and_not_pushed_is_pushed_again() {
    let mut site = site().await;
    let cuts = site.stop_worker_at(Point::C2, 1).await;
    let left = site.rows().await;
    assert!(left.iter().all(|row| row.state == State::Queued), "{left:?}");
    assert!(left.iter().any(|row| row.pushed_at.is_some()));
    assert_eq!(keys(&site, &[":scheduled", ":active", ":inflight:"]), [""; 0], "nothing reached Redis");
    site.age(LEASE).await;
    let _worker = site.worker().await;
    assert_eq!(sums(&verdict(&site, &cuts).await), (0, 3, 0));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn c3_what_was_fetched_and_not_claimed_is_pushed_again() {
    let (left, _site, verdict) = after_a_death(Point::C3, 3).await;
    assert!(all_are(&left, State::Queued, Phase::None, 0), "{left:?}");
    assert_eq!(sums(&verdict), (0, 3, 0));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn c4_what_was_claimed_and_not_begun_is_sent_once() {
    let (left, _site, verdict) = after_a_death(Point::C4, 3).await;
    assert!(all_are(&left, State::Sending, Phase::None, 1), "{left:?}");
    assert_eq!(sums(&verdict), (0, 6, 3));
}

/// A mail that may be repeated is sent a second time. The reminder becomes UNKNOWN and stays so.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn c5_what_the_relay_has_comes_again_if_it_may() {
    let (left, site, verdict) = after_a_death(Point::C5, 3).await;
    assert!(all_are(&left, State::Sending, Phase::Data, 1), "{left:?}");
    assert_eq!(sums(&verdict), (2, 5, 3));
    assert_eq!((verdict.kinds["RECEIPT_REMINDER"].unknown, site.relay.accepted()), (1, 5));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn c6_what_was_not_written_down_comes_again_if_it_may() {
    let (left, site, verdict) = after_a_death(Point::C6, 3).await;
    assert!(all_are(&left, State::Sending, Phase::Data, 1), "{left:?}");
    assert_eq!(sums(&verdict), (2, 5, 3));
    assert_eq!((verdict.kinds["RECEIPT_REMINDER"].unknown, site.relay.accepted()), (1, 5));
}

/// Like the point before, but the database restarts: the worker that knows the relay's answer records it in
/// the end.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn c6_a_database_that_restarts_at_the_end_makes_no_copy() {
    let mut site = site().await;
    let mut held = site.hold(Point::C6, None).await;
    let _worker = site.worker().await;
    held.reached(&site, 3).await;
    site.postgres.restart();
    held.release(&site).await;
    assert_eq!(sums(&verdict(&site, &Cuts::new()).await), (0, 3, 0));
}

/// apalis delivers the id again, to another worker, whose claim finds nothing to do.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn c7_what_apalis_was_not_told_does_nothing_again() {
    let mut site = site().await;
    let cuts = site.stop_worker_at(Point::C7, 3).await;
    assert!(all_are(&site.rows().await, State::Sent, Phase::Data, 1));
    assert_ne!(keys(&site, &[":inflight:"]), [""; 0], "apalis still waits for the dead worker");
    let _worker = site.worker().await;
    let again = async {
        while !keys(&site, &[":inflight:", ":scheduled", ":active"]).is_empty() {
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
    };
    soon(again).await; // another worker takes them over
    assert_eq!(sums(&verdict(&site, &cuts).await), (0, 3, 0));
}

/// Redis is killed with ids that no worker has claimed. The loss is noticed at once, and no row is changed by
/// it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn c8_a_redis_that_dies_loses_no_mail_and_makes_no_copy() {
    let mut site = site().await;
    let mut held = site.hold(Point::C3, None).await;
    let _worker = site.worker().await;
    held.reached(&site, 3).await;
    site.redis.restart();
    assert!(all_are(&site.rows().await, State::Queued, Phase::None, 0));
    held.release(&site).await;
    assert_eq!(sums(&verdict(&site, &Cuts::new()).await), (0, 3, 0));
}

/// The database restarts during the claim. No row is changed, no worker ends, and everything is sent.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn c9_a_database_that_restarts_at_the_claim_loses_nothing() {
    let mut site = site().await;
    let mut held = site.hold(Point::C3, None).await;
    let _worker = site.worker().await;
    held.reached(&site, 3).await;
    site.postgres.restart();
    held.release(&site).await;
    assert!(site.rows().await.iter().all(|row| row.crashes == 0 && row.attempts < 2));
    site.age(LEASE).await;
    let verdict = verdict(&site, &Cuts::new()).await;
    assert_eq!((sums(&verdict).0, site.relay.accepted()), (0, 3));
}

/// The same for a server in the middle of a transaction: it answers that it is unavailable, rather than
/// broken. (294: a well-formed request that was not executed; the code says why.)
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn c9_a_server_says_that_the_database_is_away() {
    let mut site = Site::new(Temper::default()).await;
    let server = site.server();
    let mut held = site.hold(Point::C0, None).await;
    let asker = Ipv4Addr::new(100, 64, 0, 1);
    let base = server.base.clone();
    let mut asking = tokio::task::JoinSet::new();
    asking.spawn(async move {
        crate::site::ask_for_a_link(&reqwest::Client::new(), &base, "a@example.com", asker).await
    });
    held.reached(&site, 1).await;
    site.postgres.stop();
    let (status, text) = asking.join_next().await.expect("an end").expect("no panic").expect("an answer");
    assert!([294, 503].contains(&status) && text.contains("SERVICE_UNAVAILABLE"), "{status} {text}");
    let (status, text) = server.register("b@example.com", asker).await.expect("an answer");
    assert!([294, 503].contains(&status) && text.contains("SERVICE_UNAVAILABLE"), "{status} {text}");
    site.postgres.restart();
    held.release(&site).await;
    // The server notices within seconds, rather than with the next request.
    let back = async {
        for number in 0.. {
            let email = format!("c{number}@example.com"); // each address may ask only a few times
            let (status, text) = server.register(&email, asker).await.expect("an answer");
            if status == 200 && text.contains(&email) {
                break;
            }
            assert!(text.contains("SERVICE_UNAVAILABLE"), "{status} {text}");
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    };
    soon(back).await;
}

/// Frozen before DATA for longer than its lease: another worker sends the mail, and the frozen one notices.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn c10_a_worker_that_was_frozen_before_data_sends_nothing() {
    let mut site = site().await;
    site.relay.hold(true);
    let frozen = site.worker().await;
    soon(site.relay.wait_for_waiting(3)).await;
    frozen.freeze();
    site.age(LEASE).await;
    let _other = site.worker().await;
    soon(site.relay.wait_for_waiting(6)).await;
    site.relay.hold(false);
    wait_for(&site, "SELECT count(*) FROM mail_outbox WHERE state = 'SENT'", 3).await;
    frozen.thaw();
    wait_for_line(&site, "the lease on the mail was lost", 3).await;
    assert_eq!(sums(&verdict(&site, &Cuts::new()).await), (0, 6, 3));
}

/// Frozen after the relay had the mail: the same as if it had died there.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn c10_a_worker_that_was_frozen_inside_data_makes_the_copies_of_a_death() {
    let mut site = site().await;
    site.relay.hold_answers(true);
    let frozen = site.worker().await;
    soon(site.relay.wait_for_unanswered(3)).await;
    frozen.freeze();
    let held = crate::run::held(&site).await;
    let cuts: Cuts = held.into_iter().map(|mail| (frozen.door, mail)).collect();
    site.age(LEASE).await;
    let _other = site.worker().await;
    soon(site.relay.wait_for_unanswered(5)).await;
    site.relay.hold_answers(false);
    wait_for(&site, "SELECT count(*) FROM mail_outbox WHERE state = 'SENT'", 2).await;
    frozen.thaw();
    wait_for_line(&site, "was accepted after its lease was lost", 3).await;
    assert_eq!(sums(&verdict(&site, &cuts).await), (2, 5, 3));
}

async fn soon(event: impl Future<Output = ()>) {
    tokio::time::timeout(TIMEOUT, event).await.expect("it happens in time");
}

/// Waits until the workers' logs have `count` lines with these words.
async fn wait_for_line(site: &Site, words: &str, count: usize) {
    let said = async {
        while site.lines_with(words) < count {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(TIMEOUT, said).await.unwrap_or_else(|_| panic!("not logged in time: {words}"));
}

/// The names of the keys in Redis that contain one of these parts. An empty set or list has no key.
fn keys(site: &Site, parts: &[&str]) -> Vec<String> {
    let names = site.redis.keys().into_iter().map(|(name, _)| name);
    names.filter(|name| parts.iter().any(|part| name.contains(part))).collect()
}
