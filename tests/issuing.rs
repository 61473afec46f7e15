//! What the bureau does with certificates after, or instead of, their first mail: many at once, cancelling
//! (I3, M12), resending (I15).

use chrono::{DateTime, TimeDelta, Utc};
use entity::account;
use entity::certificate::{self, CertificateNumber};
use entity::language::Language;
use entity::outbox::{self, State};
use entity::{audit, suppressed_address};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, sea_query::Expr};
use serde_json::json;
use server::audit::{Actor, RequestOrigin};
use server::certificate::cancel::{self, CancelError};
use server::certificate::issue::{Expired, IssueError, Mode as IssueMode, Run};
use server::certificate::resend::{self, ResendError};

use crate::support::client::{codes, faults, newest};
use crate::support::fixtures::line;
use crate::support::relay::{Reply, Step};
use crate::support::{Mode, PASSWORD, Received, TestApp, stories};

const NUMBER: &str = "TEST25-000001";

fn source() -> RequestOrigin {
    RequestOrigin::run(uuid::Uuid::now_v7())
}

async fn cancel(app: &TestApp, number: &str, reason: &str) -> Result<certificate::Model, CancelError> {
    let done = cancel::cancel(app.db(), number, reason, &source(), Actor::System, app.now()).await;
    done.map(|done| done.certificate)
}

async fn resend_at(app: &TestApp, number: &str, now: DateTime<Utc>) -> Result<i32, ResendError> {
    let done = resend::resend(app.db(), number, &source(), Actor::System, now).await;
    done.map(|done| done.delivery)
}

async fn resend(app: &TestApp, number: &str) -> Result<i32, ResendError> {
    resend_at(app, number, app.now()).await
}

async fn row(app: &TestApp, number: &str) -> certificate::Model {
    let number = CertificateNumber::parse(number).expect("a number");
    certificate::by_number(&number).one(app.db()).await.expect("an answer").expect("a certificate")
}

/// The states of a certificate's mails of one kind, oldest first.
async fn states(app: &TestApp, number: &str, kind: &str) -> Vec<State> {
    let rows = outbox::Entity::find()
        .filter(outbox::Column::CertificateId.eq(row(app, number).await.id))
        .filter(outbox::Column::Kind.eq(kind))
        .order_by_asc(outbox::Column::CreatedAt)
        .all(app.db());
    rows.await.expect("rows").iter().map(|row| row.state).collect()
}

async fn events(app: &TestApp, action: &str) -> u64 {
    let found = audit::Entity::find().filter(audit::Column::Action.eq(action));
    found.count(app.db()).await.expect("a count")
}

fn with_subject(mails: Vec<Received>, part: &str) -> Vec<Received> {
    mails.into_iter().filter(|mail| mail.subject.contains(part)).collect()
}

stories! {
    /// I1, I2: a morning at the bureau: many at once, two of them wrong, one withdrawn, one resent.
    async fn many_certificates_with_two_bad_lines_between_them(app: TestApp) {
        let applicant = app.applicant("a@example.com").await;
        let mut lines: Vec<_> = (1..=205)
            .map(|index| line(&applicant.user_id, &format!("TEST25-{index:06}"), "2025-11-07"))
            .collect();
        lines.insert(100, line("abcde99999", "TEST25-000900", "2025-11-07"));
        lines.push(line(&applicant.user_id, NUMBER, "2025-11-06"));
        let outcomes = app.take_in_all(&lines).await;
        assert_eq!((outcomes.len(), outcomes.iter().filter(|outcome| outcome.is_ok()).count()), (207, 205));
        assert!(matches!(outcomes[100], Err(IssueError::NoSuchAccount)), "{:?}", outcomes[100]);
        assert!(matches!(outcomes[206], Err(IssueError::NumberTwice)), "{:?}", outcomes[206]);
        let mails = with_subject(app.mails_to("a@example.com").await, "【在留資格認定証明書】TEST25-");
        assert_eq!(mails.len(), 205);
        assert_eq!(events(&app, "CERTIFICATE_ISSUED").await, 205);

        cancel(&app, "TEST25-000007", "Wrong person").await.expect("cancelled");
        resend(&app, "TEST25-000008").await.expect("sent again");
        let mails = app.mails_to("a@example.com").await;
        assert_eq!(with_subject(mails.clone(), "Certificate cancelled").len(), 1);
        assert_eq!(with_subject(mails.clone(), "TEST25-000008").len(), 2);
        assert_eq!(with_subject(mails, "【在留資格認定証明書】TEST25-").len(), 206);

        let again = app.take_in_all(&lines).await;
        assert_eq!(again.iter().flatten().filter(|issued| !issued.is_new).count(), 205);
        app.settle().await;
        assert_eq!(app.mails_to("a@example.com").await.len(), 2 + 206 + 1, "nothing is mailed twice");
    }

    /// I3, M12: its receiver is notified, in Japanese and English, without the bureau's reason.
    async fn whoever_has_a_cancelled_certificate_is_told_once(app: TestApp) {
        let applicant = app.applicant("a@example.com").await;
        app.issue(&applicant, NUMBER).await;
        for (reason, why) in [(" ", "required"), ("a\nb", "form"), (&"x".repeat(501), "500")] {
            let refused = cancel(&app, NUMBER, reason).await.expect_err("no reason").to_string();
            assert!(refused.contains(why), "{refused}");
        }
        assert!(matches!(cancel(&app, "TEST25-9", "Wrong").await, Err(CancelError::NoSuchCertificate)));
        let first = cancel(&app, NUMBER, "Wrong person").await.expect("cancelled");
        let mail = newest(app.mails_to("a@example.com").await);
        for part in [&mail.text, &mail.html] {
            assert!(part.contains(NUMBER) && part.contains("HOUMU HANAKO"), "{part}");
            assert!(!part.contains("Wrong person") && !part.contains("#t="), "{part}");
        }
        assert_eq!(mail.header("Content-Language"), Some("en, ja"));
        let text = mail.text.replace('\n', " ");
        let (before, behind) = text.split_at(text.find("取り消されました").expect("Japanese"));
        assert!(before.contains("cancelled by") && behind.contains("cancelled by"), "English, then Japanese with English");

        app.advance(TimeDelta::hours(1)).await;
        assert_eq!(cancel(&app, NUMBER, "Another reason").await.expect("the same answer"), first);
        app.advance(TimeDelta::days(30)).await;
        let mails = app.mails_to("a@example.com").await;
        assert_eq!((with_subject(mails.clone(), "Certificate cancelled").len(), mails.len()), (1, 4), "and no reminder");
        assert_eq!(row(&app, NUMBER).await.cancellation_reason.as_deref(), Some("Wrong person"));
        assert_eq!(events(&app, "CERTIFICATE_CANCELLED").await, 1);
        applicant.log_in().await;
        assert_eq!(applicant.receipts("").await["items"][0]["status"], json!("CANCELLED"));
    }

    /// M12 in each language: the reader's, then Japanese with English.
    async fn the_word_of_a_cancellation_is_in_the_readers_language_too(app: TestApp) {
        let applicant = app.applicant("a@example.com").await;
        for (index, language) in Language::ALL.into_iter().enumerate() {
            let number = format!("TEST25-{index:06}");
            app.issue(&applicant, &number).await;
            account::Entity::update_many()
                .col_expr(account::Column::Language, Expr::value(language))
                .filter(account::Column::UserId.eq(&applicant.user_id))
                .exec(app.db())
                .await
                .expect("another language");
            cancel(&app, &number, "Wrong person").await.expect("cancelled");
            let mail = newest(app.mails_to("a@example.com").await);
            let others = [Language::Ja, Language::En].into_iter().filter(|one| *one != language);
            let languages: Vec<_> = [language].into_iter().chain(others).map(Language::tag).collect();
            assert_eq!(mail.header("Content-Language"), Some(languages.join(", ").as_str()));
            // In the summary, and in Japanese, in English and in the row of the notice.
            assert_eq!(mail.text.matches(&number).count(), 4, "{}", mail.text);
        }
    }

    /// Nobody received it, so nobody is notified.
    async fn a_certificate_that_is_cancelled_before_its_mail_is_never_sent(app: TestApp) {
        let applicant = app.applicant("a@example.com").await;
        let (lines, later) = ([line(&applicant.user_id, NUMBER, "2025-11-07")], app.now() + TimeDelta::hours(1));
        let source = source();
        let run = Run::of(app.db(), IssueMode::Record, Expired::Refuse, &source, Actor::System);
        let issued = run.all(&lines, later).await;
        assert!(issued.expect("an answer")[0].is_ok());
        cancel(&app, NUMBER, "Wrong person").await.expect("cancelled");
        app.advance(TimeDelta::hours(2)).await;
        assert_eq!(states(&app, NUMBER, "CERTIFICATE").await, [State::Cancelled]);
        assert_eq!(states(&app, NUMBER, "CERTIFICATE_CANCELLED").await, []);
        assert_eq!(app.mails_to("a@example.com").await.len(), 2, "those of the registration");
        assert_eq!(row(&app, NUMBER).await.requested_at, None);
        assert!(matches!(resend(&app, NUMBER).await, Err(ResendError::Cancelled)));
    }

    /// I12, I3: registered first and then cancelled, or cancelled and never registered.
    async fn a_cancellation_and_a_registration_of_receipt_order_themselves(app: TestApp) {
        let applicant = app.applicant("a@example.com").await;
        applicant.log_in().await;
        for round in 1..=5 {
            let number = format!("TEST25-{round:06}");
            app.issue(&applicant, &number).await;
            let (payload, cancelled) =
                tokio::join!(applicant.register_receipt(&number), cancel(&app, &number, "Wrong person"));
            let first = cancelled.expect("cancelled");
            let row = row(&app, &number).await;
            assert_eq!((row.cancelled_at, row.next_reminder_at), (first.cancelled_at, None));
            match row.registered_at {
                Some(_) => assert_eq!(codes(&payload), [""; 0]),
                None => assert_eq!(faults(&payload), ["certificateNumber CANCELLED"]),
            }
            assert_eq!(states(&app, &number, "CERTIFICATE_CANCELLED").await.len(), 1);
        }
    }

    /// I15: the same certificate to the present address; "Request Date and Time" and reminders stay.
    async fn a_certificate_that_is_sent_again_keeps_its_times(app: TestApp) {
        let applicant = app.applicant("a@example.com").await;
        app.issue(&applicant, NUMBER).await;
        let before = row(&app, NUMBER).await;
        app.advance(TimeDelta::days(1)).await;
        assert_eq!(resend(&app, NUMBER).await.expect("sent again"), 2);
        app.settle().await;
        assert_eq!(resend(&app, NUMBER).await.expect("and again"), 3);
        let mails = with_subject(app.mails_to("a@example.com").await, NUMBER);
        assert_eq!(mails.len(), 3);
        // The summary says by when to register its receipt, and counts from its own email.
        let certificate = |text: &str| text.split_once("\r\n----").expect("its parts").1.to_owned();
        assert_eq!(certificate(&mails[0].text), certificate(&mails[2].text));
        assert!(mails[0].text.contains("November\r\n14, 2025") && mails[2].text.contains("November\r\n15, 2025"));
        assert_eq!(row(&app, NUMBER).await, before);
        assert_eq!(events(&app, "CERTIFICATE_RESENT").await, 2);
        assert!(matches!(resend(&app, "TEST25-9").await, Err(ResendError::NoSuchCertificate)));
    }

    /// I15: the unique key of a delivery tells them apart.
    async fn two_officers_at_once_send_a_certificate_again_once(app: TestApp) {
        let applicant = app.applicant("a@example.com").await;
        app.issue(&applicant, NUMBER).await;
        let later = app.now() + TimeDelta::hours(1); // so that neither is sent before the other
        let (one, two) = tokio::join!(resend_at(&app, NUMBER, later), resend_at(&app, NUMBER, later));
        let outcomes = [one, two];
        assert_eq!(outcomes.iter().flatten().collect::<Vec<_>>(), [&2]);
        assert!(outcomes.iter().any(|outcome| matches!(outcome, Err(ResendError::OnItsWay))), "{outcomes:?}");
        assert!(matches!(resend(&app, NUMBER).await, Err(ResendError::OnItsWay)));
        app.advance(TimeDelta::hours(1)).await;
        assert_eq!(with_subject(app.mails_to("a@example.com").await, NUMBER).len(), 2);
    }

    async fn a_certificate_is_not_sent_again_where_nobody_would_get_it(app: TestApp) {
        let applicant = app.applicant("a@example.com").await;
        app.issue(&applicant, NUMBER).await;
        suppressed_address::suppress("a@example.com", None, Some(550), app.now()).exec(app.db()).await.expect("a row");
        assert!(matches!(resend(&app, NUMBER).await, Err(ResendError::AddressSuppressed)));
        suppressed_address::lift("a@example.com").exec(app.db()).await.expect("lifted");
        resend(&app, NUMBER).await.expect("sent again");
        app.settle().await;
        applicant.log_in().await;
        applicant.browser.mutate("closeAccount", "", json!({ "currentPassword": PASSWORD })).await;
        assert!(matches!(resend(&app, NUMBER).await, Err(ResendError::AccountClosed)));
        assert_eq!(events(&app, "CERTIFICATE_RESENT").await, 1);
    }

    /// P9: a certificate that is void on arrival is refused, with its last day.
    async fn a_certificate_whose_three_months_are_over_is_refused(app: TestApp) {
        let applicant = app.applicant("a@example.com").await;
        let of = |number: &str, issued_on: &str| line(&applicant.user_id, number, issued_on);
        app.take_in(&of("TEST25-1", "2025-08-07")).await.expect("its last day is today");
        let old = of("TEST25-2", "2025-08-06");
        let why = app.take_in(&old).await.expect_err("void").to_string();
        assert!(why.starts_with("issued_on: 2025-08-06") && why.contains("until 2025-11-06"), "{why}");
        let lines = [old];
        let source = source();
        let run = Run::of(app.db(), IssueMode::Record, Expired::Accept, &source, Actor::System);
        let taken = run.all(&lines, app.now()).await;
        assert!(taken.expect("an answer")[0].is_ok());
        app.settle().await;
        assert_eq!(row(&app, "TEST25-2").await.next_reminder_at, None);
        assert!(!app.take_in(&lines[0]).await.expect("issued before").is_new);
        app.advance(TimeDelta::days(1)).await;
        assert!(!app.take_in(&of("TEST25-1", "2025-08-07")).await.expect("issued before").is_new);
    }
}

/// A certificate is cancelled while a relay is receiving its mail: both mails arrive, and the row records
/// both.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_certificate_that_arrives_while_it_is_cancelled_is_followed_by_the_word() {
    let app = TestApp::start(Mode::Production).await;
    let applicant = app.applicant("a@example.com").await;
    app.settle().await;
    let held = app.relay().hold(Step::EndOfData);
    app.take_in(&line(&applicant.user_id, NUMBER, "2025-11-07")).await.expect("a good line");
    held.reached().await;
    cancel(&app, NUMBER, "Wrong person").await.expect("cancelled");
    assert!(matches!(resend(&app, NUMBER).await, Err(ResendError::Cancelled)));
    held.release();
    app.settle().await;
    assert_eq!(states(&app, NUMBER, "CERTIFICATE").await, [State::Sent]);
    assert_eq!(states(&app, NUMBER, "CERTIFICATE_CANCELLED").await, [State::Sent]);
    let row = row(&app, NUMBER).await;
    assert!(row.requested_at.is_some() && row.next_reminder_at.is_none(), "{row:?}");
    applicant.log_in().await;
    assert_eq!(applicant.receipts("").await["items"][0]["status"], json!("CANCELLED"));
}

/// The same, but the relay refuses it for now: there is no second attempt.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_certificate_that_was_cancelled_under_way_is_not_tried_again() {
    let app = TestApp::start(Mode::Production).await;
    let applicant = app.applicant("a@example.com").await;
    app.settle().await;
    let held = app.relay().hold(Step::Rcpt);
    app.take_in(&line(&applicant.user_id, NUMBER, "2025-11-07")).await.expect("a good line");
    held.reached().await;
    cancel(&app, NUMBER, "Wrong person").await.expect("cancelled");
    app.relay().reply(Step::Rcpt, Reply::Code(451, "4.3.0 later"), Some(2));
    held.release();
    app.settle().await;
    app.advance(TimeDelta::hours(1)).await;
    assert_eq!(states(&app, NUMBER, "CERTIFICATE").await, [State::Cancelled]);
    assert_eq!(states(&app, NUMBER, "CERTIFICATE_CANCELLED").await, [State::Sent]);
    assert_eq!(row(&app, NUMBER).await.requested_at, None);
}

/// A reminder that waits for its second attempt is cancelled with the certificate.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn reminders_that_wait_are_cancelled_with_their_certificate() {
    let app = TestApp::start(Mode::Production).await;
    let applicant = app.applicant("a@example.com").await;
    app.issue(&applicant, NUMBER).await;
    app.relay().reply(Step::Rcpt, Reply::Code(451, "4.3.0 later"), Some(1));
    app.advance(TimeDelta::days(7)).await;
    assert_eq!(states(&app, NUMBER, "RECEIPT_REMINDER").await, [State::Retry]);
    cancel(&app, NUMBER, "Wrong person").await.expect("cancelled");
    app.advance(TimeDelta::days(8)).await;
    assert_eq!(states(&app, NUMBER, "RECEIPT_REMINDER").await, [State::Cancelled]);
    assert_eq!(states(&app, NUMBER, "CERTIFICATE_CANCELLED").await, [State::Sent]);
}
