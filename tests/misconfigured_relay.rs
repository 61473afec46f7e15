//! Relays that do not accept this installation: no mail is given up for that, staff are alerted, and officers see
//! why. And a refusal of one mail, which is told from that by what the relay accepts.

use chrono::TimeDelta;
use entity::officer::Role;
use entity::outbox::{self, State};
use entity::suppressed_address;
use sea_orm::{EntityTrait, PaginatorTrait};
use serde_json::{Value, json};
use worker::mail::smtp::{Gate, Hello};

use crate::relay_failures::{SHORT, impatient, rows};
use crate::support::bureau::{Colleague, colleague};
use crate::support::fixtures::relays;
use crate::support::relay::{Relay, Reply, Step};
use crate::support::{Applicant, TestApp};

/// Applicants to whom no certificate was issued yet.
async fn applicants(app: &TestApp, count: usize) -> Vec<Applicant> {
    let mut applicants = Vec::new();
    for index in 0..count {
        applicants.push(app.applicant(&format!("p{index}@example.com")).await);
    }
    applicants
}

/// The active alert about relays, as an officer sees it after the worker has looked.
async fn alert(app: &TestApp, officer: &Colleague) -> Option<Value> {
    worker::job::monitor::watch(&app.context).await.expect("a look");
    let queue = officer.client.run("{viewer{queue{alerts{name count}}}}", json!({})).await;
    let alerts = queue["viewer"]["queue"]["alerts"].as_array().expect("a list").clone();
    alerts.into_iter().find(|alert| alert["name"] == "RELAY_MISCONFIGURED")
}

/// Why certificates wait, as an officer sees it; once each.
async fn reasons(officer: &Colleague) -> Vec<String> {
    let query = "query($f:MailFilter){viewer{mails(filter:$f){items{failure{code reason}}}}}";
    let found = officer.client.run(query, json!({ "f": { "kind": "CERTIFICATE" } })).await;
    let mails = found["viewer"]["mails"]["items"].as_array().expect("rows").iter();
    let mut reasons: Vec<_> =
        mails.filter_map(|mail| mail["failure"]["reason"].as_str().map(str::to_owned)).collect();
    reasons.sort();
    reasons.dedup();
    reasons
}

/// No certificate was given up, and none has used up an attempt.
async fn assert_untouched(app: &TestApp) {
    for row in rows(app, "CERTIFICATE").await {
        assert!(matches!(row.state, State::Queued | State::Retry), "{row:?}");
        assert_eq!(row.attempts, 0, "{row:?}");
    }
}

/// The relay has forgotten that this installation may send: every addressee is denied.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_relay_that_denies_every_addressee_rests_and_no_certificate_is_given_up() {
    let app = impatient().await;
    let applicants = applicants(&app, 5).await;
    let officer = colleague(&app, "viewer", &[Role::Viewer]).await;
    assert_eq!(alert(&app, &officer).await, None);
    let before = app.relay().accepted().len();
    app.relay().reply(Step::Rcpt, Reply::Code(554, "5.7.1 <p@example.com>: Relay access denied"), None);
    for (index, applicant) in applicants.iter().enumerate() {
        app.issue(applicant, &format!("TEST25-{index:06}")).await;
    }
    assert_eq!(app.context.mailer.gate(&app.context.clock), Gate::Shut);
    for _ in 0..10 {
        app.advance(TimeDelta::minutes(2)).await;
        assert_untouched(&app).await;
    }
    assert_eq!(app.relay().accepted().len(), before);
    assert_eq!(suppressed_address::Entity::find().count(app.db()).await.expect("a count"), 0);
    assert_eq!(alert(&app, &officer).await, Some(json!({ "name": "RELAY_MISCONFIGURED", "count": 1 })));
    let seen = reasons(&officer).await;
    let why = "554 5.7.1 to RCPT; the relay refuses different addressees alike, so this is about its settings or ours";
    assert!(seen.iter().any(|reason| reason == why), "{seen:?}");
    assert!(seen.iter().all(|reason| !reason.contains('@')), "{seen:?}");

    // It is mended: each certificate arrives, once, and the alert ends.
    app.relay().recover();
    for _ in 0..60 {
        app.advance(TimeDelta::minutes(2)).await;
    }
    assert_eq!(app.relay().accepted().len(), before + applicants.len());
    let sent = |row: &outbox::Model| (row.state, row.attempts) == (State::Sent, 1);
    assert!(rows(&app, "CERTIFICATE").await.iter().all(sent));
    let another = colleague(&app, "another", &[Role::Viewer]).await; // the session of the first has ended
    assert_eq!(alert(&app, &another).await, None);
}

/// The name in EHLO is one that the relay does not take, which it says at once, or only at RCPT.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_name_that_the_relay_refuses_costs_no_mail_an_attempt() {
    for step in [Step::Ehlo, Step::Rcpt] {
        let mut app = impatient().await;
        let applicant = app.applicant("a@example.com").await;
        let officer = colleague(&app, "viewer", &[Role::Viewer]).await;
        app.relay_mut().stop().await; // a kept conversation has greeted already
        app.relay_mut().restart().await;
        app.relay().reply(step, Reply::Code(504, "5.5.2 need a fully-qualified hostname"), None);
        app.issue(&applicant, "TEST25-000001").await;
        assert_eq!(app.context.mailer.gate(&app.context.clock), Gate::Shut, "{step:?}");
        assert_untouched(&app).await;
        assert_eq!(alert(&app, &officer).await.expect("an alert")["count"], 1);
        let command = if step == Step::Ehlo { "EHLO" } else { "RCPT" };
        let why = format!("504 5.5.2 to {command}; the relay does not accept this installation");
        assert_eq!(reasons(&officer).await, [why]);
        app.relay().recover();
        app.advance(TimeDelta::minutes(2)).await;
        let sent = rows(&app, "CERTIFICATE").await.remove(0);
        assert_eq!((sent.state, sent.attempts), (State::Sent, 1), "{step:?}");
    }
}

/// A refusal that is about one mail ends it as soon as the relay has shown that it accepts others.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_mail_that_is_refused_is_given_up_once_the_relay_has_accepted_another() {
    for (step, code) in [(Step::Rcpt, 550), (Step::EndOfData, 554)] {
        let app = impatient().await;
        let applicant = app.applicant("a@example.com").await;
        let officer = colleague(&app, "viewer", &[Role::Viewer]).await;
        let refuse = || app.relay().reply(step, Reply::Code(code, "5.7.1 no such content here"), Some(1));
        refuse();
        app.issue(&applicant, "TEST25-000001").await;
        let doubtful = rows(&app, "CERTIFICATE").await.remove(0);
        let seen = (doubtful.state, doubtful.attempts, doubtful.last_code);
        assert_eq!(seen, (State::Retry, 0, Some(i32::from(code))));
        app.visitor().start_registration("b@example.com").await;
        app.settle().await;
        refuse();
        app.advance(TimeDelta::minutes(2)).await;
        let dead = rows(&app, "CERTIFICATE").await.remove(0);
        assert_eq!((dead.state, dead.attempts), (State::Dead, 1));
        assert_eq!(app.context.mailer.gate(&app.context.clock), Gate::Pass);
        assert_eq!(alert(&app, &officer).await, None);
    }
}

/// A relay that has lost its list of mailboxes says of each that it does not exist.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_relay_that_knows_nobody_suppresses_few_addresses() {
    let app = impatient().await;
    app.relay().reply(Step::Rcpt, Reply::Code(550, "5.1.1 no such user"), None);
    for index in 0..20 {
        app.visitor().start_registration(&format!("p{index}@example.com")).await;
        app.settle().await;
    }
    let dead = rows(&app, "REGISTRATION_LINK").await.iter().filter(|row| row.state == State::Dead).count();
    let suppressed = suppressed_address::Entity::find().count(app.db()).await.expect("a count");
    assert_eq!((dead, suppressed), (4, 4));
    assert_eq!(app.context.mailer.gate(&app.context.clock), Gate::Shut);
    app.relay().recover();
    for _ in 0..20 {
        app.advance(TimeDelta::minutes(2)).await;
    }
    assert_eq!(app.relay().accepted().len(), 16);
}

/// A relay is greeted with the name in the settings, or else with one that means the same to it as to us.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn relays_are_greeted_with_the_name_that_is_set() {
    for hello in [Hello::parse("mail.example.jp"), None] {
        let relay = Relay::start().await;
        let relays = relays(&[relay.url()], SHORT);
        let relays = if let Some(hello) = hello.clone() { relays.greeted_with(hello) } else { relays };
        let app = TestApp::start_with_relays(relay, relays).await;
        app.visitor().start_registration("a@example.com").await;
        app.settle().await;
        let heard = app.relay().heard();
        let name = heard[0].strip_prefix("EHLO ").expect("a greeting");
        if hello.is_some() {
            assert_eq!(name, "mail.example.jp");
        } else {
            assert!(Hello::parse(name).is_some(), "{name}");
        }
    }
}
