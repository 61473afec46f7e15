//! One trace from a request to the mail that it causes: in the outbox, and in the logs of both programs.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use entity::outbox;
use entity::trace::TraceParent;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use serde_json::json;

use crate::support::client::{Answer, Client};
use crate::support::process::Directory;
use crate::support::relay::{Relay, Reply, Step};
use crate::support::site::{LIMIT, Site, wait_until};
use crate::support::{TestApp, stories};

const TRACE: &str = "4bf92f3577b34da6a3ce929d0e0e4736";
const SPAN: &str = "00f067aa0ba902b7";

fn known() -> String {
    format!("00-{TRACE}-{SPAN}-01")
}

/// Starts a registration with this `traceparent` header.
async fn register(browser: &Client, email: &str, traceparent: &str) -> Answer {
    let query = "mutation($input:StartRegistrationInput!){startRegistration(input:$input){sentTo}}";
    let input = json!({ "email": email, "emailConfirmation": email, "agreedTermsVersion": "2026-01" });
    let body = json!({ "query": query, "variables": { "input": input } });
    let request = browser.request("POST", "/graphql").header("traceparent", traceparent).json(&body);
    browser.send(request).await
}

/// The traces of all rows of a kind.
async fn traces(app: &TestApp, kind: &str) -> Vec<TraceParent> {
    let rows = outbox::Entity::find().filter(outbox::Column::Kind.eq(kind)).all(app.db()).await;
    let read = |row: &outbox::Model| {
        let written = row.traceparent.as_deref().expect("no mail is queued without one");
        TraceParent::parse(written).expect("a traceparent")
    };
    rows.expect("rows").iter().map(read).collect()
}

stories! {
    async fn a_mail_has_the_trace_of_its_request(app: TestApp) {
        let answer = register(&app.visitor(), "a@example.com", &known()).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        let [row] = traces(&app, "REGISTRATION_LINK").await[..] else { panic!("one mail") };
        assert_eq!(row.trace_id().to_string(), TRACE);
        assert_ne!(row.span_id().to_string(), SPAN, "the server's part is another one");
        app.settle().await;
        let mail = app.mails().pop().expect("a mail");
        assert!(!format!("{mail:?}").contains(TRACE), "a mail goes to strangers");
    }

    async fn what_names_no_trace_is_replaced_and_refused_nothing(app: TestApp) {
        let wrong = [
            String::new(),
            "x".repeat(4_000),
            format!("00-{}-{SPAN}-01", TRACE.to_uppercase()),
            format!("ff-{TRACE}-{SPAN}-01"),
            format!("00-{TRACE}-{}-01", "0".repeat(16)),
            format!("{}, {}", known(), known()),
        ];
        for (index, wrong) in wrong.iter().enumerate() {
            let answer = register(&app.visitor(), &format!("p{index}@example.com"), wrong).await;
            assert_eq!((answer.status, answer.header("x-request-id").len()), (200, 36), "{wrong:?}");
        }
        let begun: BTreeSet<_> =
            traces(&app, "REGISTRATION_LINK").await.iter().map(|row| row.trace_id().to_string()).collect();
        assert_eq!(begun.len(), wrong.len(), "a trace of its own for each");
        assert!(!begun.contains(TRACE));
    }

    async fn what_no_request_caused_begins_a_trace(app: TestApp) {
        let (one, other) = (app.applicant("a@example.com").await, app.applicant("b@example.com").await);
        app.issue(&one, "TEST25-000001").await;
        app.issue(&other, "TEST25-000002").await;
        let issued = traces(&app, "CERTIFICATE").await;
        assert!(issued.len() >= 2);
        let before = traces(&app, "RECEIPT_REMINDER").await.len();
        app.advance(TimeDelta::days(7)).await;
        let reminders = traces(&app, "RECEIPT_REMINDER").await;
        assert!(reminders.len() >= before + 2, "{reminders:?}");
        let requests: BTreeSet<_> =
            traces(&app, "USER_ID_ISSUED").await.iter().map(|row| row.trace_id().to_string()).collect();
        let all: Vec<_> = issued.iter().chain(&reminders).map(|row| row.trace_id().to_string()).collect();
        assert!(!all.iter().any(|trace| requests.contains(trace)), "no request's");
    }
}

/// The lines about successful deliveries.
fn sent_lines(log: &Directory) -> Vec<String> {
    lines(log, "mail ").into_iter().filter(|line| line.contains(" sent")).collect()
}

/// The lines of a program's log that contain `text`.
fn lines(log: &Directory, text: &str) -> Vec<String> {
    let log = std::fs::read(log.path().join("log")).expect("a log");
    String::from_utf8_lossy(&log).lines().filter(|line| line.contains(text)).map(str::to_owned).collect()
}

/// The value of a field in a log line.
fn field<'a>(line: &'a str, name: &str) -> &'a str {
    let (_, value) = line.split_once(&format!("{name}=")).unwrap_or_else(|| panic!("no {name}: {line}"));
    value.trim_start_matches('"').split([' ', '}', '"']).next().unwrap_or_default()
}

/// The server's line for the request, the worker's for a failed attempt and for the accepted one: one trace,
/// three spans. A row that lost its trace starts a new one and is sent like any other.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_request_is_found_by_its_trace_in_the_logs_of_both_programs() {
    const PLAIN: (&str, &str) = ("NO_COLOR", "1");
    let (relay, [server_log, worker_log]) = (Relay::start().await, ["log", "log"].map(Directory::new));
    let site = Site::new(relay.url()).await;
    let (_server, base) = site.server_with(&[PLAIN], &server_log);
    let browser = Client::new(&base);
    relay.reply(Step::Rcpt, Reply::Code(451, "4.7.1 later"), Some(1));
    let answer = register(&browser, "a@example.com", &known()).await;
    let _worker = site.worker_with(&[PLAIN], &worker_log);
    wait_until("it is refused", LIMIT, async || !lines(&worker_log, " not sent").is_empty()).await;
    let db = site.db().await;
    let again = "UPDATE mail_outbox SET next_attempt_at = now(), pushed_at = NULL";
    db.execute_unprepared(again).await.expect("its next attempt is now");
    wait_until("it is sent", LIMIT, async || sent_lines(&worker_log).len() == 2).await;

    let [answered] = &lines(&server_log, "answered")[..] else { panic!("one line of the one request") };
    assert_eq!(field(answered, "id"), answer.header("x-request-id"));
    let [refused] = &lines(&worker_log, " not sent")[..] else { panic!("one refusal") };
    let sent = sent_lines(&worker_log).pop().expect("the last line");
    let deliveries = [answered, refused, &sent];
    assert_eq!(deliveries.map(|line| field(line, "trace_id")), [TRACE; 3]);
    let spans = BTreeSet::from(deliveries.map(|line| field(line, "span_id")));
    assert!(spans.len() == 3 && !spans.contains(SPAN), "each is a part of its own: {spans:?}");
    assert_eq!([refused, &sent].map(|line| field(line, "attempt")), ["1", "2"]);
    assert_eq!(field(&sent, "kind"), "REGISTRATION_LINK");

    for (index, lost) in ["NULL", "'rubbish'", "'00-\u{3042}-secret-01'"].iter().enumerate() {
        let lose = format!(
            "CREATE OR REPLACE FUNCTION lose() RETURNS trigger AS \
             $$ BEGIN NEW.traceparent := {lost}; RETURN NEW; END $$ LANGUAGE plpgsql; \
             CREATE OR REPLACE TRIGGER lose BEFORE INSERT ON mail_outbox \
             FOR EACH ROW EXECUTE FUNCTION lose()"
        );
        db.execute_unprepared(&lose).await.expect("an older server, or somebody's hand");
        register(&browser, &format!("p{index}@example.com"), &known()).await;
        relay.wait_for(2 + index, LIMIT).await;
        let count = 3 + index;
        wait_until("it is sent", LIMIT, async || sent_lines(&worker_log).len() == count).await;
        let sent = sent_lines(&worker_log).pop().expect("the last line");
        let trace = field(&sent, "trace_id");
        assert!(trace.len() == 32 && trace != TRACE, "{sent}");
    }
    assert!(lines(&worker_log, "rubbish").is_empty() && lines(&worker_log, "secret").is_empty());
}
