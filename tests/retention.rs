//! What is kept, and for how long: the table of docs/RETENTION.md, the job, and what is really deleted (I39).

use chrono::{DateTime, TimeDelta, Utc};
use entity::{
    account, audit, certificate, email_link, idempotency, known_device, mail_bounce, mail_quota, officer,
    outbox, registration_step, session, suppressed_address, user_id_request,
};
use sea_orm::{EntityTrait, PaginatorTrait};
use serde_json::json;
use worker::job::purge_expired::KEPT;

use crate::support::client::merged;
use crate::support::{TestApp, stories};

/// The rows of the table in docs/RETENTION.md.
fn documented() -> Vec<(String, String)> {
    let text = include_str!("../docs/RETENTION.md");
    let table = text.split("| what | when it goes |\n|---|---|\n").nth(1).expect("the table");
    let rows = table.lines().take_while(|line| line.starts_with('|'));
    rows.map(|row| {
        let cells: Vec<_> = row.trim_matches('|').split('|').map(|cell| cell.trim().to_owned()).collect();
        (cells[0].clone(), cells[1].clone())
    })
    .collect()
}

#[test]
fn the_documents_say_what_the_job_does() {
    let documented = documented();
    for (what, when) in KEPT {
        assert!(documented.contains(&(what.to_owned(), when.to_owned())), "{what}: {when}");
    }
    // What the job does not delete either stays or states its own limit.
    for (what, when) in &documented {
        let is_the_jobs = KEPT.iter().any(|(name, _)| name == what);
        let is_elsewhere = when.starts_with("stay") || when.contains(".rs`") || what.contains("in Redis");
        assert!(is_the_jobs != is_elsewhere, "{what}: {when}");
    }
}

async fn count<E: EntityTrait>(app: &TestApp) -> u64
where
    E::Model: Sync,
{
    E::find().count(app.db()).await.expect("a count")
}

/// At `end` the job leaves nothing of `E`, and a moment before it leaves everything.
async fn goes_at<E: EntityTrait>(app: &TestApp, end: DateTime<Utc>, what: &str)
where
    E::Model: Sync,
{
    let before = count::<E>(app).await;
    assert!(before > 0, "{what}: nothing is there to go");
    app.advance_to(end - TimeDelta::milliseconds(1)).await;
    assert_eq!(count::<E>(app).await, before, "{what} went too early");
    app.advance_to(end).await;
    assert_eq!(count::<E>(app).await, 0, "{what} stayed too long");
}

stories! {
    /// Each row of the job's table, from the shortest time to the longest.
    async fn each_thing_goes_when_its_time_is_over(app: TestApp) {
        let now = app.now();
        let browser = app.visitor();
        let input = json!({
            "email": "nobody@example.com", "emailConfirmation": "nobody@example.com",
            "agreedTermsVersion": "2026-01", "idempotencyKey": "k",
        });
        browser.mutate("startRegistration", "sentTo", input).await;
        let input = json!({ "email": "nobody@example.com", "name": "JOHN DOE" });
        browser.mutate("requestUserId", "", input).await;
        let input = json!({
            "type": "COUNTER_APPLICANT", "name": "A", "sex": "MALE", "birthDate": "2000-01-01",
            "municipalityCode": "011011", "street": "1", "phoneNumber": "0312345678", "email": "a@example.com",
            "emailConfirmation": "a@example.com", "agreedTermsVersion": "2026-01", "validateOnly": true,
        });
        let confirmed = browser.mutate("registerCounterApplicant", "stepToken", input.clone()).await;
        let taken = json!({ "validateOnly": false, "stepToken": confirmed["stepToken"] });
        browser.mutate("registerCounterApplicant", "userId", merged(input, taken)).await;
        let applicant = app.applicant("a@example.com").await;
        applicant.log_in().await;
        let bounced = suppressed_address::suppress("b@example.com", None, Some(550), now);
        bounced.exec_without_returning(app.db()).await.expect("a row");
        let report = mail_bounce::Model {
            mail_id: uuid::Uuid::now_v7(), digest: vec![7], kind: mail_bounce::BounceKind::Hard,
            status: None, reported_at: now, account_id: None, certificate_id: None, delivery_no: None,
        };
        mail_bounce::record(report).exec_without_returning(app.db()).await.expect("a row");
        app.officer("hanako", &[]).await;
        let officer_session_ends = officer::session::idle_end(app.now());
        let officer_browser_ends = app.now() + officer::device::LIFETIME;
        let accounts = count::<account::Entity>(&app).await;

        goes_at::<mail_quota::Entity>(&app, now + mail_quota::INTERVAL, KEPT[9].0).await;
        goes_at::<idempotency::Entity>(&app, now + TimeDelta::hours(24), KEPT[4].0).await;
        let step_ends = now + TimeDelta::minutes(30);
        goes_at::<registration_step::Entity>(&app, step_ends + TimeDelta::hours(24), KEPT[3].0).await;
        goes_at::<user_id_request::Entity>(&app, now + TimeDelta::days(7), KEPT[5].0).await;
        let link_ends = now + TimeDelta::hours(24);
        goes_at::<email_link::Entity>(&app, link_ends + TimeDelta::days(7), KEPT[0].0).await;
        goes_at::<officer::session::Entity>(&app, officer_session_ends + TimeDelta::days(30), KEPT[8].0).await;
        let session_ends = session::idle_end(now);
        goes_at::<session::Entity>(&app, session_ends + TimeDelta::days(30), KEPT[1].0).await;
        goes_at::<mail_bounce::Entity>(&app, now + mail_bounce::RETENTION, KEPT[11].0).await;
        goes_at::<known_device::Entity>(&app, now + TimeDelta::days(180), KEPT[2].0).await;
        goes_at::<officer::device::Entity>(&app, officer_browser_ends, KEPT[9].0).await;
        assert_eq!(count::<suppressed_address::Entity>(&app).await, 0, "bounces go on the same day");
        assert_eq!(count::<account::Entity>(&app).await, accounts, "accounts stay");
        assert!(count::<audit::Entity>(&app).await > 0, "the audit log stays");
    }

    /// Final mails are deleted after 90 days; reminders and certificates stay.
    async fn mails_go_after_ninety_days_and_reminders_stay(app: TestApp) {
        let now = app.now();
        let applicant = app.applicant("a@example.com").await;
        app.issue(&applicant, "TEST25-000001").await;
        app.advance(TimeDelta::days(8)).await;
        let of = async |kind: &str| {
            let all = outbox::Entity::find().all(app.db()).await.expect("rows");
            let row = |row: &outbox::Model| row.kind == kind && row.account_id.is_some() | row.certificate_id.is_some();
            all.iter().filter(|it| row(it)).count()
        };
        let reminders = of("RECEIPT_REMINDER").await;
        assert!(reminders > 0 && of("USER_ID_ISSUED").await == 1);
        app.advance_to(now + TimeDelta::days(90) - TimeDelta::milliseconds(1)).await;
        assert_eq!((of("USER_ID_ISSUED").await, of("CERTIFICATE").await), (1, 1));
        app.advance_to(now + TimeDelta::days(90)).await;
        assert_eq!((of("USER_ID_ISSUED").await, of("CERTIFICATE").await), (0, 0));
        assert!(of("RECEIPT_REMINDER").await >= reminders);
        assert!(count::<certificate::Entity>(&app).await > 0);
    }
}
