//! Reminders: every seven days after the certificate was sent, until three months from its date of issue
//! (R11, R12, I9, I10).

use chrono::{DateTime, TimeDelta, Utc};
use entity::certificate::{self, reminder_schedule as schedule};
use entity::outbox::{self, State};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use crate::support::fixtures::at;
use crate::support::{Applicant, Mode, Received, TestApp, stories};

async fn reminders(app: &TestApp, applicant: &Applicant) -> Vec<Received> {
    let mails = app.mails_to(&applicant.email).await;
    mails.into_iter().filter(|mail| mail.subject.contains("Please register receipt: TEST25-")).collect()
}

/// The days in Japan on which reminders went out, from the outbox.
async fn days(app: &TestApp) -> Vec<String> {
    let rows = outbox::Entity::find()
        .filter(outbox::Column::Kind.eq("RECEIPT_REMINDER"))
        .filter(outbox::Column::State.eq(State::Sent))
        .filter(outbox::Column::CertificateId.in_subquery(of_stories()))
        .order_by_asc(outbox::Column::SentAt)
        .all(app.db())
        .await
        .expect("rows");
    let day = |row: &outbox::Model| {
        entity::clock::today_in_japan(row.sent_at.expect("sent")).format("%m-%d").to_string()
    };
    rows.iter().map(day).collect()
}

/// The certificates of a story, without the demo certificates of the embedded mode.
fn of_stories() -> sea_orm::sea_query::SelectStatement {
    use sea_orm::{QuerySelect, QueryTrait};
    let own = certificate::Entity::find().filter(certificate::Column::Number.starts_with("TEST"));
    own.select_only().column(certificate::Column::Id).into_query()
}

async fn the_certificate(app: &TestApp) -> certificate::Model {
    let found =
        certificate::Entity::find().filter(certificate::Column::Number.starts_with("TEST")).one(app.db());
    found.await.expect("an answer").expect("a certificate")
}

stories! {
    /// Issued and sent on 7 November 2025 and never registered: thirteen reminders, from 11-14 to 02-06
    /// (I10).
    async fn thirteen_reminders_when_receipt_is_never_registered(app: TestApp) {
        let applicant = app.applicant("a@example.com").await;
        app.issue(&applicant, "TEST25-000001").await;
        for _ in 0..100 {
            app.advance(TimeDelta::days(1)).await;
        }
        let expected = [
            "11-14", "11-21", "11-28", "12-05", "12-12", "12-19", "12-26", "01-02", "01-09", "01-16", "01-23",
            "01-30", "02-06",
        ];
        assert_eq!(days(&app).await, expected);
        let mails = reminders(&app, &applicant).await;
        assert_eq!(mails.len(), 13);
        for mail in &mails {
            assert!(mail.text.contains("TEST25-000001"));
            assert!(!mail.text.contains("HOUMU HANAKO"), "only the number of a certificate (I39)");
            assert!(mail.text.contains("/receipts") && mail.link().is_none(), "a constant address (I6)");
        }
    }

    async fn a_reminder_comes_at_the_very_moment_and_not_before(app: TestApp) {
        let applicant = app.applicant("a@example.com").await;
        app.issue(&applicant, "TEST25-000001").await;
        app.advance(TimeDelta::days(7) - TimeDelta::milliseconds(1)).await;
        assert_eq!(reminders(&app, &applicant).await.len(), 0);
        app.advance(TimeDelta::milliseconds(1)).await;
        assert_eq!(reminders(&app, &applicant).await.len(), 1);
        app.settle().await;
        assert_eq!(reminders(&app, &applicant).await.len(), 1);
    }

    /// I12: registered on day 23, so three reminders.
    async fn registering_receipt_stops_them_at_once(app: TestApp) {
        let applicant = app.applicant("a@example.com").await;
        app.issue(&applicant, "TEST25-000001").await;
        for _ in 0..23 {
            app.advance(TimeDelta::days(1)).await;
        }
        applicant.log_in().await;
        applicant.register_receipt("TEST25-000001").await;
        for _ in 0..80 {
            app.advance(TimeDelta::days(1)).await;
        }
        assert_eq!(days(&app).await, ["11-14", "11-21", "11-28"]);
    }

    /// I9: after an outage over three slots there is one mail, and the next comes at its time.
    async fn one_mail_after_an_outage(app: TestApp) {
        let applicant = app.applicant("a@example.com").await;
        app.issue(&applicant, "TEST25-000001").await;
        app.advance(TimeDelta::days(7)).await;
        app.advance(TimeDelta::days(22)).await; // slots 2, 3 and 4 were missed
        assert_eq!(days(&app).await, ["11-14", "12-06"]);
        app.advance_to(at("2025-12-12T17:00:00+09:00")).await;
        assert_eq!(days(&app).await, ["11-14", "12-06", "12-12"]);
    }

    /// An outage that ends shortly before a slot does not give two mails in a row.
    async fn a_late_reminder_takes_the_place_of_a_slot_that_is_too_near(app: TestApp) {
        let applicant = app.applicant("a@example.com").await;
        app.issue(&applicant, "TEST25-000001").await;
        app.advance(TimeDelta::days(14) - TimeDelta::hours(1)).await;
        app.advance(TimeDelta::hours(1)).await;
        for _ in 0..10 {
            app.advance(TimeDelta::days(1)).await;
        }
        assert_eq!(days(&app).await, ["11-21", "11-28"], "the slot of 21 November is skipped, an hour later");
    }

    /// R12: the whole last day counts, in Japan's time; the next day does not.
    async fn the_last_day_ends_at_midnight_in_japan(app: TestApp) {
        let applicant = app.applicant("a@example.com").await;
        app.issue(&applicant, "TEST25-000001").await;
        app.advance_to(at("2026-02-07T23:59:59.999+09:00")).await;
        assert_eq!(days(&app).await, ["02-07"], "late, but on the last day");

        app.issue_on(&applicant, "TEST25-000002", "2025-11-07").await;
        let second = certificate::Entity::find()
            .filter(certificate::Column::Number.eq("TEST25-000002"))
            .one(app.db())
            .await
            .expect("an answer")
            .expect("a certificate");
        assert_eq!(second.next_reminder_at, None, "its first slot lies after the end");
    }

    /// I14: reminders go to the present address, and their language is the account's.
    async fn a_reminder_that_came_due_after_the_end_is_not_sent(app: TestApp) {
        let applicant = app.applicant("a@example.com").await;
        app.issue(&applicant, "TEST25-000001").await;
        app.advance_to(at("2026-02-08T00:00:00+09:00")).await;
        assert_eq!(reminders(&app, &applicant).await.len(), 0);
        assert_eq!(the_certificate(&app).await.next_reminder_at, None);
    }

    /// The tick's statement and the rule in `entity` give the same weeks, at any time.
    async fn the_statement_and_the_rule_agree(app: TestApp) {
        let applicant = app.applicant("a@example.com").await;
        app.advance(TimeDelta::milliseconds(123)).await;
        app.issue(&applicant, "TEST25-000001").await;
        let certificate = the_certificate(&app).await;
        let sent = certificate.requested_at.expect("sent");
        let mut expected = Vec::new();
        for hours in [167, 1, 30, 200, 300, 11, 1, 156, 168, 168, 500, 24] {
            let due = the_certificate(&app).await.next_reminder_at;
            let now = app.now() + TimeDelta::hours(hours);
            app.advance_to(now).await;
            if due.is_some_and(|due| due <= now) {
                expected.extend(schedule::newest_due(sent, certificate.remind_until, now));
            }
            if let Some(next) = the_certificate(&app).await.next_reminder_at {
                assert!(is_slot(next, sent) && now < next, "{next} is not a slot of {sent}");
            }
        }
        let rows = outbox::Entity::find()
            .filter(outbox::Column::CertificateId.eq(certificate.id))
            .filter(outbox::Column::Kind.eq("RECEIPT_REMINDER"))
            .order_by_asc(outbox::Column::SequenceNo)
            .all(app.db())
            .await
            .expect("rows");
        let weeks: Vec<_> = rows.iter().filter_map(|row| row.sequence_no).collect();
        assert_eq!(weeks, expected);
        let end = rows.first().and_then(|row| row.expires_at);
        assert_eq!(end, Some(schedule::slot(sent, weeks[0] + 1)), "worthless from the next slot on");
    }
}

fn is_slot(at: DateTime<Utc>, sent: DateTime<Utc>) -> bool {
    (at - sent).num_milliseconds() % schedule::INTERVAL.num_milliseconds() == 0
}

/// 28 February: slot 13 falls on 30 May, which the Civil Code still counts and "+3 months" would not.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_certificate_of_28_february_has_a_reminder_on_30_may() {
    let app = TestApp::start_at(Mode::Embedded, at("2026-02-28T10:00:00+09:00")).await;
    let applicant = app.applicant("a@example.com").await;
    app.issue(&applicant, "TEST25-000001").await;
    for _ in 0..15 {
        app.advance(TimeDelta::days(7)).await;
    }
    let days = days(&app).await;
    assert_eq!((days.len(), days.last().map(String::as_str)), (13, Some("05-30")));
}
