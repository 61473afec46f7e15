//! Relays that take their time, as RFC 5321 allows: each mail is sent once, and delays no other one.

use std::time::Duration;

use entity::outbox::{self, State};
use worker::mail::smtp::Deadlines;

use crate::relay_failures::rows;
use crate::support::TestApp;
use crate::support::fixtures::relays;
use crate::support::relay::{Relay, Reply, Step};
use crate::support::site::{LIMIT, wait_until};

/// More mails than a lane of [`TestApp`] sends at a time.
const MAILS: usize = 12;

/// Those of production, except that a delivery is slow sooner.
const DEADLINES: Deadlines = Deadlines { slow: Duration::from_millis(200), ..Deadlines::USUAL };

async fn request(app: &TestApp, name: &str) {
    app.visitor().start_registration(&format!("{name}@example.com")).await;
}

fn is_sent_once(row: &outbox::Model) -> bool {
    (row.state, row.attempts, row.crashes) == (State::Sent, 1, 0)
}

/// The relay has the content of many mails and scans each: all are under way together, although their lane has
/// fewer places. Each arrives once.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn mails_that_a_relay_takes_its_time_over_delay_no_other_mail() {
    for step in [Step::EndOfData, Step::Rcpt, Step::Greeting] {
        let relay = Relay::start().await;
        let relays = relays(&[relay.url()], DEADLINES);
        let app = TestApp::start_with_relays(relay, relays).await;
        let held = app.relay().hold(step);
        for index in 0..MAILS {
            request(&app, &format!("p{index}")).await;
        }
        held.reached_by(MAILS).await;
        let is_held = |row: &outbox::Model| row.state == State::Sending;
        assert!(rows(&app, "REGISTRATION_LINK").await.iter().all(is_held), "{step:?}");
        held.release();
        app.settle().await;
        assert_eq!(app.relay().accepted().len(), MAILS, "{step:?}");
        assert!(rows(&app, "REGISTRATION_LINK").await.iter().all(is_sent_once), "{step:?}");
    }
}

/// Slow mails are bounded, and one that finds no place for slow ones keeps its own; it is sent all the same.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn there_are_no_more_slow_mails_than_places_for_them() {
    let relay = Relay::start().await;
    let relays = relays(&[relay.url()], DEADLINES).with_slow_places(1);
    let app = TestApp::start_with_relays(relay, relays).await;
    let held = app.relay().hold(Step::EndOfData);
    for index in 0..MAILS {
        request(&app, &format!("p{index}")).await;
    }
    held.reached_by(5).await; // the four of the lane, and a slow one
    let under_way = rows(&app, "REGISTRATION_LINK").await;
    assert!(under_way.iter().filter(|row| row.state == State::Sending).count() <= 5);
    held.release();
    app.settle().await;
    assert_eq!(app.relay().accepted().len(), MAILS);
    assert!(rows(&app, "REGISTRATION_LINK").await.iter().all(is_sent_once));
}

/// A relay that never answers the content is left for the other one long before its ten minutes are over.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_relay_that_keeps_contents_to_itself_does_not_delay_the_mails_that_another_takes() {
    let (first, second) = (Relay::start().await, Relay::start().await);
    let both = relays(&[first.url(), second.url()], DEADLINES);
    let app = TestApp::start_with_relays(first, both).await;
    let held = app.relay().hold(Step::EndOfData);
    let mut mails = 0;
    wait_until("the second relay is used", LIMIT, async || {
        request(&app, &format!("p{mails}")).await;
        mails += 1;
        !second.accepted().is_empty()
    })
    .await;
    held.release();
    app.settle().await;
    assert_eq!(app.relay().accepted().len() + second.accepted().len(), mails);
    assert!(rows(&app, "REGISTRATION_LINK").await.iter().all(is_sent_once));
}

/// A relay that says nothing at the greeting, with another one beside it: no mail waits for minutes.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_relay_that_says_nothing_is_not_waited_for_if_there_is_another() {
    let (first, second) = (Relay::start().await, Relay::start().await);
    let deadlines = Deadlines { elsewhere: Duration::from_millis(500), ..DEADLINES };
    let both = relays(&[first.url(), second.url()], deadlines);
    let app = TestApp::start_with_relays(first, both).await;
    app.relay().reply(Step::Greeting, Reply::Silence, None);
    for index in 0..MAILS {
        request(&app, &format!("p{index}")).await;
    }
    app.settle().await;
    assert_eq!(second.accepted().len(), MAILS);
    assert!(rows(&app, "REGISTRATION_LINK").await.iter().all(is_sent_once));
}
