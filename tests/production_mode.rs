//! The built programs in production: several of each, killed, refused; every mail exactly once.

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::ConnectionTrait;
use serde_json::json;
use tokio::task::JoinSet;

use crate::support::client::codes;
use crate::support::database::number;
use crate::support::postgres::Postgres;
use crate::support::process::Directory;
use crate::support::program;
use crate::support::received::Received;
use crate::support::relay::{Relay, Step};
use crate::support::site::{LIMIT, Site, wait_until};
use crate::support::smtpd::Smtpd;

/// Two servers and two workers on PostgreSQL, Redis and a real SMTP server: every mail exactly once.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_thousand_registrations_and_certificates_and_every_mail_exactly_once() {
    const PEOPLE: usize = 1_000;
    let smtpd = Smtpd::start();
    let site = Site::new(smtpd.url()).await;
    let (_first, one) = site.server();
    let (_second, two) = site.server();
    let _workers = [site.worker(), site.worker()];
    let browsers = std::sync::Arc::new([one, two]);

    let mut registrations = JoinSet::new();
    for part in 0..10 {
        let browsers = std::sync::Arc::clone(&browsers);
        registrations.spawn(async move {
            for index in (part..PEOPLE).step_by(10) {
                let payload = browsers[index % 2]
                    .someone_else()
                    .start_registration(&format!("p{index}@example.com"))
                    .await;
                assert_eq!(codes(&payload), [""; 0]);
            }
        });
    }
    registrations.join_all().await;
    let received = || smtpd.messages().iter().map(|raw| Received::parse(raw)).collect::<Vec<_>>();
    wait_until("a link for each", LIMIT, async || smtpd.messages().len() >= PEOPLE).await;

    let mut links: Vec<_> = received().iter().map(|mail| mail.token().expect("a link")).collect();
    links.sort();
    links.dedup();
    assert_eq!(links.len(), PEOPLE, "a link of one's own for each");
    let links = std::sync::Arc::new(links);
    let mut completions = JoinSet::new();
    for part in 0..4 {
        let (browsers, links) = (std::sync::Arc::clone(&browsers), std::sync::Arc::clone(&links));
        completions.spawn(async move {
            let mut ids = Vec::new();
            for index in (part..PEOPLE).step_by(4) {
                let payload =
                    browsers[index % 2].someone_else().complete_registration(&links[index], json!({})).await;
                ids.push(payload["userId"].as_str().unwrap_or_else(|| panic!("{payload}")).to_owned());
            }
            ids
        });
    }
    let user_ids: BTreeSet<String> = completions.join_all().await.into_iter().flatten().collect();
    assert_eq!(user_ids.len(), PEOPLE);

    let today = entity::clock::today_in_japan(entity::clock::Clock::System.now()).to_string();
    let certificates: Vec<_> = user_ids
        .iter()
        .enumerate()
        .map(|(index, user_id)| {
            json!({
                "user_id": user_id, "certificate_number": format!("TEST25-{index:06}"), "holder_name": "A B",
                "nationality": "Utopia", "sex": "MALE", "birth_date": "2000-01-01",
                "status_of_residence": "Student", "period_of_stay": "1 year", "issued_on": today,
                "issuing_bureau": "Tokyo",
            })
        })
        .collect();
    let file = site.directory.path().join("certificates.json");
    std::fs::write(&file, serde_json::to_vec(&certificates).expect("JSON")).expect("a file");
    let arguments = ["issue", "--file", file.to_str().expect("text")];
    let intake = program::run("server", &arguments, &site.settings(""), site.directory.path());
    assert!(intake.status.success(), "{}", String::from_utf8_lossy(&intake.stdout));

    let db = site.db().await;
    wait_until("everything sent", LIMIT, async || {
        number(&db, "SELECT count(*) FROM mail_outbox WHERE state <> 'SENT'").await == 0
    })
    .await;
    let mut copies: BTreeMap<String, usize> = BTreeMap::new();
    for mail in received() {
        *copies.entry(mail.message_id).or_default() += 1;
    }
    assert_eq!(copies.len(), 3 * PEOPLE, "a link, a user ID and a certificate for each");
    assert!(copies.values().all(|count| *count == 1), "a mail came more than once");
}

/// Killed between the commit and the push, and killed while sending: every mail arrives, once.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_killed_worker_loses_no_mail() {
    let relay = Relay::start().await;
    let site = Site::new(relay.url()).await;
    let (_server, browser) = site.server();

    // Committed while no worker is running; the next one finds it.
    browser.start_registration("first@example.com").await;
    let worker = site.worker();
    relay.wait_for(1, LIMIT).await;

    // Killed while the relay is at MAIL: the row is claimed, and nothing was sent.
    let held = relay.hold(Step::Mail);
    browser.start_registration("second@example.com").await;
    held.reached().await;
    worker.kill();
    held.release();
    site.redis.flush_all();
    browser.start_registration("third@example.com").await;
    let _worker = site.worker();
    relay.wait_for(3, LIMIT).await;
    let db = site.db().await;
    wait_until("all is written down", LIMIT, async || {
        number(&db, "SELECT count(*) FROM mail_outbox WHERE state = 'SENT'").await == 3
    })
    .await;
    let mails: Vec<_> = relay.accepted().iter().map(|mail| mail.to.join(",")).collect();
    assert_eq!(mails.len(), 3, "each once: {mails:?}");
    let crashes = number(&db, "SELECT sum(crashes)::bigint FROM mail_outbox").await;
    assert_eq!(crashes, 1, "the lease of the second had to lapse");
}

/// Killed before the content is sent: a reminder is sent by the next worker. Killed between the final dot and
/// the relay's answer: a certificate arrives twice, identical to the byte, and a reminder once.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_worker_killed_around_data_copies_what_may_be_copied_and_nothing_else() {
    let relay = Relay::start().await;
    let site = Site::new(relay.url()).await;
    let (_server, browser) = site.server();
    let worker = site.worker();
    browser.start_registration("a@example.com").await;
    let link = Received::parse(&relay.wait_for(1, LIMIT).await[0].raw);
    let payload = browser.complete_registration(&link.token().expect("a link"), json!({})).await;
    let user_id = payload["userId"].as_str().expect("a user ID").to_owned();
    site.issue(&user_id, "TEST25-000001");
    relay.wait_for(3, LIMIT).await;
    let db = site.db().await;
    let sent = "SELECT count(*) FROM mail_outbox WHERE state = 'SENT'";
    wait_until("three mails", LIMIT, async || number(&db, sent).await == 3).await;
    worker.kill();

    let overdue = "UPDATE certificate SET requested_at = requested_at - interval '7 days',
                                          next_reminder_at = next_reminder_at - interval '7 days'";
    db.execute_unprepared(overdue).await.expect("a week passes");
    let held = relay.hold(Step::Rcpt);
    let worker = site.worker(); // queues the reminder as it starts
    held.reached().await;
    worker.kill();
    held.release();
    let worker = site.worker();
    relay.wait_for(4, LIMIT).await;
    wait_until("the reminder", LIMIT, async || number(&db, sent).await == 4).await;
    worker.kill();

    db.execute_unprepared(overdue).await.expect("another week passes");
    site.issue(&user_id, "TEST25-000002");
    let held = relay.hold(Step::EndOfData);
    let worker = site.worker();
    held.reached_by(2).await;
    worker.kill();
    held.release();
    let _worker = site.worker();
    let unknown = "SELECT count(*) FROM mail_outbox WHERE state = 'UNKNOWN' AND kind = 'RECEIPT_REMINDER'";
    wait_until("all ends", LIMIT, async || number(&db, sent).await == 5 && number(&db, unknown).await == 1)
        .await;
    let mut copies: BTreeMap<String, Vec<Vec<u8>>> = BTreeMap::new();
    for mail in relay.accepted() {
        copies.entry(Received::parse(&mail.raw).message_id).or_default().push(mail.raw);
    }
    assert_eq!(copies.len(), 6, "link, user ID, two certificates, two reminders");
    let twice: Vec<_> = copies.values().filter(|copies| copies.len() == 2).collect();
    assert_eq!((twice.len(), relay.accepted().len()), (1, 7), "the second certificate alone came twice");
    assert_eq!(twice[0][0], twice[0][1]);
}

/// A worker that is asked to stop finishes its mails, or gives them back if a relay does not answer: within
/// 25 seconds, and without counting an attempt.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_worker_that_is_asked_to_end_leaves_nothing_half_done() {
    let relay = Relay::start().await;
    let site = Site::new(relay.url()).await;
    let (_server, browser) = site.server();
    let db = site.db().await;

    let mut worker = site.worker();
    let held = relay.hold(Step::EndOfData);
    browser.start_registration("a@example.com").await;
    held.reached().await;
    worker.signal("TERM"); // once: a second signal would end it at once
    held.release();
    wait_until("the worker has ended", LIMIT, async || worker.ended().is_some()).await;
    assert_eq!(number(&db, "SELECT count(*) FROM mail_outbox WHERE state = 'SENT'").await, 1);

    let mut worker = site.worker();
    let held = relay.hold(Step::Mail);
    browser.start_registration("b@example.com").await;
    held.reached().await;
    worker.signal("TERM");
    wait_until("the worker has given it up", LIMIT, async || worker.ended().is_some()).await;
    let untouched = "SELECT count(*) FROM mail_outbox WHERE state = 'RETRY' AND attempts = 0 AND crashes = 0";
    assert_eq!(number(&db, untouched).await, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_that_is_too_old_is_refused_with_the_remedy() {
    let site = Site::on(Postgres::shared().database().await, "smtp://127.0.0.1:1".to_owned());
    let settings = site.settings("127.0.0.1:0");
    let refused = program::run("server", &["serve"], &settings, site.directory.path());
    let said = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert_eq!(refused.status.code(), Some(1));
    assert!(said.contains("server migrate"), "{said}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn wrong_settings_are_refused_all_at_once_without_their_values() {
    let directory = Directory::new("site");
    let settings = [
        ("UKETORI_DATABASE_URL", "mysql://u:hunter2@h/d".to_owned()),
        ("UKETORI_SMTP_URL", "ftp://u:hunter2@h".to_owned()),
        ("UKETORI_MAIL_FROM", "nobody".to_owned()),
    ];
    let refused = program::run("worker", &[], &settings, directory.path());
    let said =
        String::from_utf8_lossy(&refused.stderr).into_owned() + &String::from_utf8_lossy(&refused.stdout);
    assert_eq!(refused.status.code(), Some(1));
    for name in ["DATABASE_URL", "REDIS_URL", "SMTP_URL", "MAIL_FROM", "PUBLIC_URL", "LINK_KEY_FILE"] {
        assert!(said.contains(name), "{name} is not named in {said}");
    }
    assert!(!said.contains("hunter2"), "a password was printed");
}
