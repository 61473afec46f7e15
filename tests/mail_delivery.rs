//! From the outbox to the relay: nothing is lost and nothing is sent twice, whatever fails on the way.

use chrono::{DateTime, TimeDelta, Utc};
use entity::email_link;
use entity::outbox::{self, State};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder};
use serde_json::json;
use server::audit::RequestOrigin;

use crate::support::client::{codes, newest};
use crate::support::fixtures::start_of_stories;
use crate::support::postgres::Postgres;
use crate::support::relay::{Reply, Step};
use crate::support::site::{LIMIT, wait_until};
use crate::support::{Mode, Received, TestApp};

async fn row(app: &TestApp, kind: &str) -> outbox::Model {
    let found = outbox::Entity::find().filter(outbox::Column::Kind.eq(kind)).one(app.db()).await;
    found.expect("an answer").expect("a row")
}

/// The `Date` of a mail.
fn date(mail: &Received) -> DateTime<Utc> {
    let date = DateTime::parse_from_rfc2822(mail.header("Date").expect("a date"));
    date.expect("a date of RFC 5322").to_utc()
}

/// Waits until no worker holds a mail: moving the clock would let its lease lapse.
async fn nothing_under_way(app: &TestApp) {
    loop {
        let delivered = app.context.delivered.notified(); // before the check, so that none is missed
        let sending = outbox::Entity::find().filter(outbox::Column::State.eq(State::Sending));
        if sending.count(app.db()).await.expect("a count") == 0 {
            return;
        }
        delivered.await;
    }
}

/// A relay that refuses for now gets the same mail later: the same id, the same bytes.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_mail_that_was_put_off_is_sent_later() {
    let app = TestApp::start(Mode::Production).await;
    app.relay().reply(Step::Rcpt, Reply::Code(451, "greylisted"), Some(2));
    app.visitor().start_registration("a@example.com").await;
    app.settle().await;
    let waiting = row(&app, "REGISTRATION_LINK").await;
    assert_eq!((waiting.state, waiting.attempts, waiting.last_code), (State::Retry, 1, Some(451)));
    assert!(!waiting.last_error.expect("a reason").contains('@'), "no address is kept");
    app.advance(TimeDelta::seconds(30)).await;
    assert_eq!(row(&app, "REGISTRATION_LINK").await.attempts, 2);
    app.advance(TimeDelta::minutes(2)).await;
    let sent = row(&app, "REGISTRATION_LINK").await;
    assert_eq!((sent.state, sent.attempts), (State::Sent, 3));
    let mails = app.mails();
    assert_eq!(mails.len(), 1);
    assert_eq!(date(&mails[0]), app.now(), "of the attempt whose copy this is");
    assert_eq!(mails[0].message_id, format!("{}@uketori.example", sent.id));
}

/// A copy that is sent after the answer was lost is recognizable as one.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_repeated_mail_is_the_same_to_the_byte() {
    let app = TestApp::start(Mode::Production).await;
    app.visitor().start_registration("a@example.com").await;
    app.settle().await;
    let id = row(&app, "REGISTRATION_LINK").await.id;
    outbox::Entity::update_many()
        .col_expr(outbox::Column::State, sea_orm::sea_query::Expr::value(State::Retry))
        .col_expr(
            outbox::Column::PushedAt,
            sea_orm::sea_query::Expr::value(None::<chrono::DateTime<chrono::Utc>>),
        )
        .filter(outbox::Column::Id.eq(id))
        .exec(app.db())
        .await
        .expect("as after a crash before the end was written down");
    app.advance(TimeDelta::minutes(1)).await;
    let copies = app.relay().accepted();
    assert_eq!(copies.len(), 2);
    assert_eq!(String::from_utf8_lossy(&copies[0].raw), String::from_utf8_lossy(&copies[1].raw));
}

/// A conversation that breaks off before the relay accepted the mail is repeated.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_conversation_that_breaks_off_is_begun_again() {
    let app = TestApp::start(Mode::Production).await;
    app.relay().reply(Step::Data, Reply::Close, Some(1));
    app.visitor().start_registration("a@example.com").await;
    app.settle().await;
    assert_eq!(row(&app, "REGISTRATION_LINK").await.state, State::Retry);
    app.advance(TimeDelta::seconds(30)).await;
    let accepted = app.relay().accepted();
    assert_eq!(accepted.len(), 1);
}

/// C9: while the database is unavailable the API says so, and nothing is lost when it is back.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_that_restarts_loses_nothing() {
    let mut postgres = Postgres::start_durable();
    let app = TestApp::production_on(&postgres.database().await, start_of_stories()).await;
    let applicant = app.applicant("a@example.com").await;
    applicant.log_in().await;
    postgres.stop();
    let answer = applicant.browser.post("{viewer{userId}}", json!({})).await;
    assert_eq!((answer.status, answer.code().as_str()), (503, "SERVICE_UNAVAILABLE"));
    let visitor = app.visitor();
    let says = async |status| visitor.send(visitor.request("GET", "/readyz")).await.status == status;
    wait_until("it is unready", LIMIT, async || says(503).await).await;
    postgres.restart();
    wait_until("it is ready again", LIMIT, async || says(200).await).await;
    assert_eq!(applicant.browser.viewer().await["userId"], json!(applicant.user_id));
    app.issue(&applicant, "TEST25-000001").await;
    assert_eq!(app.mails_to(&applicant.email).await.len(), 3);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_mail_to_an_address_that_does_not_exist_is_dead_at_once() {
    let app = TestApp::start(Mode::Production).await;
    app.relay().reply(Step::Rcpt, Reply::Code(550, "5.1.1 not here"), Some(1));
    app.visitor().start_registration("a@example.com").await;
    app.settle().await;
    let dead = row(&app, "REGISTRATION_LINK").await;
    assert_eq!((dead.state, dead.attempts, dead.last_code), (State::Dead, 1, Some(550)));
}

/// Attempts end: a link that could not be sent for two hours is given up.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_mail_is_given_up_in_the_end() {
    let app = TestApp::start(Mode::Production).await;
    app.relay().reply(Step::Mail, Reply::Code(451, "later"), None);
    app.visitor().start_registration("a@example.com").await;
    for _ in 0..30 {
        app.advance(TimeDelta::minutes(10)).await;
    }
    let dead = row(&app, "REGISTRATION_LINK").await;
    assert!(matches!(dead.state, State::Dead | State::Expired), "{dead:?}");
    assert!(dead.attempts <= 8, "{}", dead.attempts);
    app.relay().recover();
    app.advance(TimeDelta::hours(1)).await;
    assert_eq!(app.relay().accepted().len(), 0);
}

/// A kind of mail from a newer version is left alone, delays no other mail, and is sent by a worker that
/// knows it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_kind_that_this_version_does_not_know_is_left_alone() {
    let app = TestApp::start(Mode::Production).await;
    app.visitor().start_registration("a@example.com").await;
    app.settle().await;
    let link = email_link::Entity::find().one(app.db()).await.expect("an answer").expect("a link").id;
    let (mail, trace) =
        (outbox::Mail::RegistrationLink { link }, RequestOrigin::run(uuid::Uuid::now_v7()).trace);
    let mut unknown = outbox::queue(uuid::Uuid::now_v7(), mail, app.now(), trace);
    unknown.kind = sea_orm::ActiveValue::Set("OF_THE_FUTURE".to_owned());
    unknown.dedupe_key = sea_orm::ActiveValue::Set("OF_THE_FUTURE:1".to_owned());
    let id = outbox::Entity::insert(unknown).exec(app.db()).await.expect("a row").last_insert_id;
    app.applicant("b@example.com").await;
    let left = row(&app, "OF_THE_FUTURE").await;
    assert_eq!((left.state, left.attempts, left.push_seq), (State::Queued, 0, 0));
    let sent = app.relay().accepted().len();
    outbox::Entity::update_many()
        .col_expr(outbox::Column::Kind, sea_orm::sea_query::Expr::value("REGISTRATION_LINK"))
        .filter(outbox::Column::Id.eq(id))
        .exec(app.db())
        .await
        .expect("as if this version knew it");
    app.settle().await;
    assert_eq!(app.relay().accepted().len(), sent + 1);
}

/// R57: the lifetime counts from when the mail was accepted, not from the request.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_link_lives_from_the_moment_its_mail_was_accepted() {
    let app = TestApp::start(Mode::Production).await;
    app.relay().reply(Step::Mail, Reply::Code(451, "later"), Some(1));
    let browser = app.visitor();
    browser.start_registration("a@example.com").await;
    app.settle().await;
    app.advance(TimeDelta::minutes(1)).await;
    let token = newest(app.mails()).token().expect("a link");
    assert_eq!(browser.look_at(&token).await["expiresAt"], json!("2025-11-08T08:01:00.000Z"));
}

/// I12: registered while the reminder waits before its content is sent: at most one mail, and none if it is
/// still in the outbox.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_reminder_that_still_waits_is_cancelled_by_the_registration() {
    let app = TestApp::start(Mode::Production).await;
    let applicant = app.applicant("a@example.com").await;
    app.issue(&applicant, "TEST25-000001").await;
    app.relay().reply(Step::Rcpt, Reply::Code(451, "later"), Some(1));
    app.advance(TimeDelta::days(7)).await;
    assert_eq!(row(&app, "RECEIPT_REMINDER").await.state, State::Retry);
    applicant.log_in().await;
    assert_eq!(codes(&applicant.register_receipt("TEST25-000001").await), [""; 0]);
    assert_eq!(row(&app, "RECEIPT_REMINDER").await.state, State::Cancelled);
    app.advance(TimeDelta::days(1)).await;
    assert_eq!(app.mails_to(&applicant.email).await.len(), 3);
}

/// I12: registered when a relay has accepted the addressee but has nothing of the content: no mail.
/// Registered when the relay has the content: that one mail, and no other.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_reminder_is_stopped_by_the_registration_until_its_content_is_begun() {
    let app = TestApp::start(Mode::Production).await;
    let applicant = app.applicant("a@example.com").await;
    for (number, step, end, copies) in [
        ("TEST25-000001", Step::Rcpt, State::Cancelled, 0),
        ("TEST25-000002", Step::EndOfData, State::Sent, 1),
    ] {
        app.issue(&applicant, number).await;
        let before = app.relay().accepted().len();
        let held = app.relay().hold(step);
        app.context.clock.move_to(app.now() + TimeDelta::days(7)).expect("forward");
        worker::job::sweep(&app.context).await.expect("a reminder is queued");
        held.reached().await;
        applicant.log_in().await;
        assert_eq!(codes(&applicant.register_receipt(number).await), [""; 0]);
        let delivered = app.context.delivered.notified(); // by the worker that holds it
        held.release();
        delivered.await;
        app.advance(TimeDelta::days(8)).await;
        let reminders = outbox::Entity::find().filter(outbox::Column::Kind.eq("RECEIPT_REMINDER"));
        let reminders = reminders.order_by_asc(outbox::Column::CreatedAt).all(app.db()).await.expect("rows");
        assert_eq!(reminders.last().map(|row| row.state), Some(end), "{step:?}");
        assert_eq!(app.relay().accepted().len(), before + copies, "{step:?}");
    }
}

/// In two steps, so that a mail under way keeps its lease.
async fn half_a_minute_passes(app: &TestApp) {
    for _ in 0..2 {
        nothing_under_way(app).await;
        app.context.clock.move_to(app.now() + TimeDelta::seconds(16)).expect("forward");
    }
}

/// Redis may lose everything: the outbox knows what was not sent, and it is sent once.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_lost_with_redis() {
    let mut app = TestApp::start(Mode::Production).await;
    let held = app.relay().hold(Step::Mail);
    for index in 0..20 {
        app.visitor().start_registration(&format!("p{index}@example.com")).await;
    }
    held.reached().await;
    app.redis.as_ref().expect("a Redis").flush_all();
    held.release();
    half_a_minute_passes(&app).await;
    app.relay().wait_for(20, LIMIT).await;
    app.settle().await;
    assert_eq!(app.relay().accepted().len(), 20, "each once");

    app.redis.as_mut().expect("a Redis").kill();
    for index in 20..30 {
        app.visitor().start_registration(&format!("p{index}@example.com")).await;
    }
    app.relay().wait_for(30, LIMIT).await;
    app.redis.as_mut().expect("a Redis").restart();
    for index in 30..40 {
        app.visitor().start_registration(&format!("p{index}@example.com")).await;
    }
    app.relay().wait_for(40, LIMIT).await;
    half_a_minute_passes(&app).await;
    app.settle().await;
    assert_eq!(app.relay().accepted().len(), 40, "each once");
}

/// Redis holds only ids, and completed tasks are removed.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn redis_holds_ids_alone_and_is_tidied_up() {
    let app = TestApp::start(Mode::Production).await;
    let applicant = app.applicant("secret.name@example.com").await;
    app.issue(&applicant, "TEST25-000001").await;
    let dump = app.redis.as_ref().expect("a Redis").dump();
    for secret in ["secret.name", "example.com", "TEST25", "HOUMU", &applicant.user_id] {
        assert!(!dump.contains(secret), "{secret} is in Redis");
    }
}
