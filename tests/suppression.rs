//! Addresses that bounce: what is no longer sent to them, what is, and how the suppression ends.

use chrono::TimeDelta;
use entity::account;
use entity::outbox::{self, SUPPRESSED, State};
use entity::suppressed_address;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use serde_json::json;

use crate::support::relay::{Reply, Step};
use crate::support::{Applicant, Mode, TestApp};

const NO_SUCH_USER: Reply = Reply::Code(550, "5.1.1 <a@example.com>: no such user");

/// A certificate was sent, and then the mailbox was closed: the first reminder bounces.
async fn bounced() -> (TestApp, Applicant) {
    let app = TestApp::start(Mode::Production).await;
    let applicant = app.applicant("a@example.com").await;
    app.issue(&applicant, "TEST25-000001").await;
    app.relay().reply(Step::Rcpt, NO_SUCH_USER, None);
    app.advance(TimeDelta::days(7)).await;
    (app, applicant)
}

async fn newest(app: &TestApp, kind: &str) -> outbox::Model {
    let rows = outbox::Entity::find().filter(outbox::Column::Kind.eq(kind));
    let row = rows.order_by_desc(outbox::Column::CreatedAt).one(app.db()).await;
    row.expect("an answer").expect("a row")
}

async fn suppressed(app: &TestApp, email: &str) -> Option<suppressed_address::Model> {
    suppressed_address::of(email).one(app.db()).await.expect("an answer")
}

fn asked(app: &TestApp) -> usize {
    app.relay().heard().iter().filter(|line| line.starts_with("RCPT")).count()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_address_that_bounced_gets_no_reminder_and_no_certificate() {
    let (app, applicant) = bounced().await;
    let dead = newest(&app, "RECEIPT_REMINDER").await;
    assert_eq!((dead.state, dead.attempts, dead.last_code), (State::Dead, 1, Some(550)));
    assert_eq!(dead.last_error.as_deref(), Some("550 5.1.1 to RCPT"), "without the relay's text");
    let row = suppressed(&app, "A@Example.com").await.expect("whatever the case");
    let owner = account::Entity::find().filter(account::Column::UserId.eq(&applicant.user_id));
    let owner = owner.one(app.db()).await.expect("an answer").expect("an account");
    assert_eq!((row.account_id, row.code), (Some(owner.id), Some(550)), "officers find it by its account");

    let asked_so_far = asked(&app);
    app.advance(TimeDelta::days(7)).await;
    let withheld = newest(&app, "RECEIPT_REMINDER").await;
    assert_eq!((withheld.state, withheld.last_error.as_deref()), (State::Cancelled, Some(SUPPRESSED)));
    app.issue(&applicant, "TEST25-000002").await;
    let withheld = newest(&app, "CERTIFICATE").await;
    assert_eq!((withheld.state, withheld.last_error.as_deref()), (State::Dead, Some(SUPPRESSED)));
    assert_eq!(asked(&app), asked_so_far, "the relay was not asked");
}

/// A mail that a person is waiting for is tried. Once one arrives, reminders are sent again.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_address_that_was_mended_comes_back_with_the_first_mail_that_arrives() {
    let (app, applicant) = bounced().await;
    let asked_so_far = asked(&app);
    let forgot = json!({ "userId": applicant.user_id, "email": "a@example.com" });
    applicant.browser.mutate("requestPasswordReset", "", forgot.clone()).await;
    app.settle().await;
    assert_eq!(newest(&app, "PASSWORD_RESET_LINK").await.state, State::Dead);
    assert_eq!(asked(&app), asked_so_far + 1, "it was tried");
    assert!(suppressed(&app, "a@example.com").await.is_some(), "and the address is as bad as before");

    app.relay().recover();
    app.advance(TimeDelta::hours(1)).await;
    applicant.browser.mutate("requestPasswordReset", "", forgot).await;
    app.settle().await;
    assert_eq!(newest(&app, "PASSWORD_RESET_LINK").await.state, State::Sent);
    assert_eq!(suppressed(&app, "a@example.com").await, None);
    app.advance(TimeDelta::days(7)).await;
    assert_eq!(newest(&app, "RECEIPT_REMINDER").await.state, State::Sent);
}

/// A refusal that is not about the address suppresses nothing. Officers can lift a suppression.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn only_a_word_about_the_address_suppresses_it() {
    let app = TestApp::start(Mode::Production).await;
    let applicant = app.applicant("a@example.com").await;
    for (index, (step, code, text, (end, attempts), is_suppressed)) in [
        (Step::Rcpt, 550, "not here", (State::Retry, 0), false),
        (Step::Rcpt, 554, "5.7.1 policy", (State::Retry, 0), false),
        (Step::Rcpt, 552, "5.2.2 full", (State::Retry, 1), false),
        (Step::EndOfData, 554, "5.7.1 spam", (State::Retry, 0), false),
        (Step::EndOfData, 552, "5.2.2 full", (State::Retry, 1), false),
        (Step::Rcpt, 553, "5.1.3 form", (State::Dead, 1), true),
    ]
    .into_iter()
    .enumerate()
    {
        app.relay().reply(step, Reply::Code(code, text), Some(1));
        app.issue(&applicant, &format!("TEST25-{index:06}")).await;
        let row = newest(&app, "CERTIFICATE").await;
        assert_eq!(
            (row.state, row.attempts, row.last_code),
            (end, attempts, Some(i32::from(code))),
            "{text}"
        );
        assert_eq!(suppressed(&app, "a@example.com").await.is_some(), is_suppressed, "{text}");
        app.advance(TimeDelta::minutes(2)).await;
    }
    suppressed_address::lift("a@EXAMPLE.com").exec(app.db()).await.expect("lifted");
    app.issue(&applicant, "TEST25-000099").await;
    assert_eq!(newest(&app, "CERTIFICATE").await.state, State::Sent);
}
