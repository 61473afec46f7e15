//! Relays that refuse, stall, hang up or are unavailable: no mail is lost, and what it costs other mails.

use std::time::Duration;

use chrono::TimeDelta;
use entity::outbox::{self, Phase, State};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use tokio::time::Instant;
use worker::mail::smtp::{Deadlines, Gate};

use crate::support::fixtures::{line, relays};
use crate::support::relay::{Relay, Reply, Step};
use crate::support::site::LIMIT;
use crate::support::{Applicant, Mode, TestApp};

/// Shorter than in production, so that stories end soon, but long enough for a relay that answers on a slow,
/// busy machine.
pub(crate) const SHORT: Deadlines = Deadlines {
    greeting: Duration::from_secs(6),
    command: Duration::from_secs(6),
    data: Duration::from_secs(6),
    block: Duration::from_secs(6),
    content: Duration::from_secs(6),
    ..Deadlines::USUAL
};

/// An app with the deadlines [`SHORT`].
pub(crate) async fn impatient() -> TestApp {
    let relay = Relay::start().await;
    let relays = relays(&[relay.url()], SHORT);
    TestApp::start_with_relays(relay, relays).await
}

pub(crate) async fn rows(app: &TestApp, kind: &str) -> Vec<outbox::Model> {
    let found = outbox::Entity::find().filter(outbox::Column::Kind.eq(kind));
    found.order_by_asc(outbox::Column::CreatedAt).all(app.db()).await.expect("rows")
}

async fn newest(app: &TestApp, kind: &str) -> outbox::Model {
    rows(app, kind).await.pop().expect("a row")
}

/// Lets a week pass, so that `sweep` will queue the reminder, without waiting for anything.
async fn a_week_passes(app: &TestApp) {
    app.settle().await;
    app.context.clock.move_to(app.now() + TimeDelta::days(7)).expect("forward");
}

async fn sweep(app: &TestApp) {
    worker::job::sweep(&app.context).await.expect("a reminder is queued");
}

async fn with_certificate(app: &TestApp) -> Applicant {
    let applicant = app.applicant("a@example.com").await;
    app.issue(&applicant, "TEST25-000001").await;
    applicant
}

/// The relay cuts every connection, and accepts new ones.
async fn hang_up(app: &mut TestApp) {
    app.relay_mut().stop().await;
    app.relay_mut().restart().await;
}

/// Many mails are sent in one conversation. If the relay has ended it meanwhile, the next mail uses a new one
/// at no cost.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_conversation_is_kept_for_the_next_mail_and_may_end_at_any_time() {
    let mut app = TestApp::start(Mode::Production).await;
    for round in 0..2 {
        for index in 0..20 {
            let visitor = app.visitor().at(&format!("198.51.{round}.{index}"));
            visitor.start_registration(&format!("u{round}-{index}@example.com")).await;
        }
        app.settle().await;
        hang_up(&mut app).await;
    }
    let heard = app.relay().heard();
    let count = |command: &str| heard.iter().filter(|line| line.starts_with(command)).count();
    assert_eq!(app.relay().accepted().len(), 40);
    assert!(count("EHLO") < 40, "{} conversations", count("EHLO"));
    let rows = outbox::Entity::find().all(app.db()).await.expect("rows");
    assert!(rows.iter().all(|row| (row.state, row.attempts, row.crashes) == (State::Sent, 1, 0)), "{rows:?}");
}

/// A failure before the content was begun costs no attempt, makes no copy, and loses no reminder.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_fails_before_the_content_costs_no_attempt_and_makes_no_copy() {
    let mut app = impatient().await;
    with_certificate(&app).await;
    for (step, reply) in [
        (Step::Greeting, Reply::Close),
        (Step::Greeting, Reply::Code(421, "4.3.2 going down")),
        (Step::Ehlo, Reply::Silence),
        (Step::Mail, Reply::Close),
        (Step::Rcpt, Reply::Trickle(Duration::from_millis(100))),
        (Step::Data, Reply::Close),
        (Step::Data, Reply::Silence),
    ] {
        let accepted = app.relay().accepted().len();
        hang_up(&mut app).await; // the kept conversation is closed, so this mail starts a new one
        app.relay().reply(step, reply, Some(1));
        app.advance(TimeDelta::days(7)).await;
        let waiting = newest(&app, "RECEIPT_REMINDER").await;
        assert_eq!((waiting.state, waiting.attempts), (State::Retry, 0), "{reply:?} at {step:?}");
        assert!(waiting.last_error.is_some_and(|text| !text.contains('@')));
        app.advance(TimeDelta::seconds(30)).await;
        let sent = newest(&app, "RECEIPT_REMINDER").await;
        assert_eq!((sent.state, sent.attempts), (State::Sent, 1), "{reply:?} at {step:?}");
        assert_eq!(app.relay().accepted().len(), accepted + 1, "{reply:?} at {step:?}");
    }
}

/// C5: cut off or silent after the content was begun. A certificate is sent again, identical to the byte. A
/// reminder, which may have arrived, is not: next week's comes anyway.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_fails_after_the_content_was_begun_is_repeated_by_kind() {
    for (step, reply) in [
        (Step::EndOfData, Reply::Silence),
        (Step::EndOfData, Reply::Close),
        (Step::InData, Reply::Silence),
        (Step::InData, Reply::Close),
    ] {
        let app = impatient().await;
        let applicant = with_certificate(&app).await;
        let before = app.relay().accepted().len();
        app.relay().reply(step, reply, Some(2));
        a_week_passes(&app).await;
        let began = Instant::now();
        app.take_in(&line(&applicant.user_id, "TEST25-000002", "2025-11-14")).await.expect("a good line");
        sweep(&app).await;
        app.settle().await;
        let took = began.elapsed();
        assert!(took < LIMIT, "{reply:?} at {step:?} held a place for {took:?}");
        let ends = [newest(&app, "RECEIPT_REMINDER").await, newest(&app, "CERTIFICATE").await];
        assert_eq!(ends.map(|row| (row.state, row.crashes)), [(State::Unknown, 1), (State::Retry, 1)]);
        app.advance(TimeDelta::minutes(1)).await;
        assert_eq!(newest(&app, "RECEIPT_REMINDER").await.state, State::Unknown);
        assert_eq!(newest(&app, "CERTIFICATE").await.state, State::Sent);
        assert_eq!(app.relay().accepted().len(), before + 1, "the certificate's one copy");
    }
}

/// A relay that accepts mails and never replies gets three copies of one, rather than one an hour.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_mail_that_may_have_arrived_is_sent_three_times_at_most() {
    let app = impatient().await;
    let applicant = app.applicant("a@example.com").await;
    app.relay().reply(Step::EndOfData, Reply::Close, None);
    app.issue(&applicant, "TEST25-000001").await;
    for _ in 0..12 {
        app.advance(TimeDelta::minutes(10)).await;
    }
    let dead = newest(&app, "CERTIFICATE").await;
    assert_eq!((dead.state, dead.crashes), (State::Dead, 3));
    let begun = app.relay().heard().iter().filter(|line| *line == "DATA").count();
    assert_eq!(begun, 2 + 3, "two of the registration, three of the certificate");
}

/// C10: a worker that lost its lease before DATA notices, and sends nothing more to the relay.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_mark_before_data_is_won_by_one_holder() {
    let app = TestApp::start(Mode::Production).await;
    with_certificate(&app).await;
    let before = app.relay().accepted().len();
    let held = app.relay().hold(Step::Rcpt);
    a_week_passes(&app).await;
    sweep(&app).await;
    held.reached().await;
    let sending = newest(&app, "RECEIPT_REMINDER").await;
    assert_eq!((sending.state, sending.phase), (State::Sending, Phase::None), "nothing is handed over yet");
    app.context.clock.move_to(app.now() + TimeDelta::seconds(31)).expect("forward");
    worker::job::recover::lapsed_leases(&app.context).await.expect("taken back");
    assert_eq!(newest(&app, "RECEIPT_REMINDER").await.crashes, 1);
    held.release();
    app.settle().await;
    let sent = newest(&app, "RECEIPT_REMINDER").await;
    assert_eq!((sent.state, app.relay().accepted().len()), (State::Sent, before + 1));

    let held = app.relay().hold(Step::Data);
    a_week_passes(&app).await;
    sweep(&app).await;
    held.reached().await;
    assert_eq!(newest(&app, "RECEIPT_REMINDER").await.phase, Phase::Data, "marked before DATA is answered");
    held.release();
    app.settle().await;
}

/// Greylisting for ten minutes: one copy in the end, and the attempts are recorded.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn greylisting_delays_a_mail_and_does_not_double_it() {
    let app = TestApp::start(Mode::Production).await;
    app.relay().reply(Step::Rcpt, Reply::Code(451, "4.7.1 greylisted, try again"), None);
    app.visitor().start_registration("a@example.com").await;
    for _ in 0..20 {
        app.advance(TimeDelta::seconds(30)).await;
    }
    let waiting = newest(&app, "REGISTRATION_LINK").await;
    assert!((3..=5).contains(&waiting.attempts), "{}", waiting.attempts);
    assert_eq!((waiting.state, waiting.last_code), (State::Retry, Some(451)));
    assert_eq!(app.relay().accepted().len(), 0);
    app.relay().recover();
    app.advance(TimeDelta::minutes(15)).await;
    assert_eq!(newest(&app, "REGISTRATION_LINK").await.state, State::Sent);
    assert_eq!(app.relay().accepted().len(), 1);
}

/// One byte now and then, or no answer at all: that mail waits until the deadline, and all other mails are sent
/// meanwhile.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_relay_that_drips_or_says_nothing_delays_nothing_else() {
    // All other mails take a fraction of that, on any machine.
    let long = Duration::from_secs(12);
    let relay = Relay::start().await;
    let deadlines = Deadlines { greeting: long, command: long, ..Deadlines::USUAL };
    let relays = relays(&[relay.url()], deadlines);
    let mut app = TestApp::start_with_relays(relay, relays).await;
    for (step, reply) in
        [(Step::Greeting, Reply::Silence), (Step::Ehlo, Reply::Trickle(Duration::from_millis(50)))]
    {
        hang_up(&mut app).await; // a kept conversation would have no greeting
        app.relay().reply(step, reply, Some(1));
        let before = app.relay().accepted().len();
        for index in 0..10 {
            app.visitor().start_registration(&format!("p{before}-{index}@example.com")).await;
        }
        app.relay().wait_for(before + 9, LIMIT).await;
        let is_held = |row: &outbox::Model| row.state == State::Sending;
        assert!(rows(&app, "REGISTRATION_LINK").await.iter().any(is_held), "{reply:?} delayed the others");
        app.settle().await; // its time is over
        app.advance(TimeDelta::seconds(30)).await;
        assert_eq!(app.relay().accepted().len(), before + 10);
    }
}

/// A wrong password starts the relay's cool-down at once. It costs no mail an attempt, and one mail probes
/// whether it is fixed.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_password_that_the_relay_does_not_take_costs_no_mail_an_attempt() {
    let relay = Relay::start().await;
    let relays = relays(&[relay.url_with("uketori", "secret")], SHORT);
    let app = TestApp::start_with_relays(relay, relays).await;
    app.relay().reply(Step::Auth, Reply::Code(535, "5.7.8 no"), None);
    for index in 0..5 {
        app.visitor().start_registration(&format!("p{index}@example.com")).await;
        app.settle().await;
    }
    assert_eq!(app.context.mailer.gate(&app.context.clock), Gate::Shut);
    let rows = rows(&app, "REGISTRATION_LINK").await;
    assert!(rows.iter().all(|row| row.attempts == 0), "nothing counts");
    let asked = app.relay().heard().iter().filter(|line| line.starts_with("AUTH")).count();
    assert_eq!(asked, 1, "the relay is left alone");
    app.advance(TimeDelta::minutes(2)).await;
    assert_eq!(app.relay().accepted().len(), 0);
    app.relay().recover();
    app.advance(TimeDelta::minutes(2)).await;
    assert_eq!(app.relay().accepted().len(), 5);
    assert_eq!(app.context.mailer.gate(&app.context.clock), Gate::Pass);
}

/// Addresses that no form would accept, put into the database by force: the mail is DEAD, nothing of it
/// reaches the relay, and the worker continues.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_address_that_is_none_is_never_sent_to() {
    let app = TestApp::start(Mode::Production).await;
    let applicant = app.applicant("a@example.com").await;
    let (before, heard) = (app.relay().accepted().len(), app.relay().heard().len());
    let long = format!("{}@example.com", "a".repeat(308));
    let wrong = [
        "a@example.com\r\nRCPT TO:<victim@example.com>",
        "a@example.com>\r\nDATA\r\nSubject: x",
        "a@example.com\r\nBcc: victim@example.com",
        "a@example.com\n",
        "\"a b\"@example.com",
        "\"a\\\"> NOTIFY=NEVER\"@example.com",
        "\u{e4}@example.com",
        "a@\u{4f8b}.example",
        "a@example.com.",
        "a@[127.0.0.1]",
        "a@example.com, victim@example.com",
        "no address",
        "",
        &long,
    ];
    for (index, wrong) in wrong.iter().enumerate() {
        entity::account::Entity::update_many()
            .col_expr(entity::account::Column::Email, sea_orm::sea_query::Expr::value(*wrong))
            .filter(entity::account::Column::UserId.eq(&applicant.user_id))
            .exec(app.db())
            .await
            .expect("by force");
        app.issue(&applicant, &format!("TEST25-{index:06}")).await;
        let dead = newest(&app, "CERTIFICATE").await;
        assert_eq!((dead.state, dead.attempts), (State::Dead, 1), "{wrong:?}");
        assert!(!dead.last_error.expect("a reason").contains("example"));
    }
    assert_eq!(app.relay().heard().len(), heard, "the relay heard nothing");
    app.visitor().start_registration("well@example.com").await;
    app.settle().await;
    assert_eq!(app.relay().accepted().len(), before + 1);
}
