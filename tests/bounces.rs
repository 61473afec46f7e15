//! Bounces that come after a relay has accepted a mail: what they change, what officers and owners see, and
//! what changes nothing.

use chrono::TimeDelta;
use entity::account;
use entity::mail_bounce::{self, BounceKind};
use entity::officer::Role;
use entity::outbox::{self, Kind, SUPPRESSED, State};
use entity::staff_alert::{self, Alert};
use entity::suppressed_address;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::{Value, json};
use uuid::Uuid;
use worker::bounce::Outcome;
use worker::job::monitor;

use crate::support::bounces::{
    EMAIL, NUMBER, intake, is_suppressed, issued, newest, reports, sample, sender,
};
use crate::support::bureau::{Colleague, colleague};
use crate::support::client::codes;
use crate::support::{Applicant, Mode, PASSWORD, TestApp, stories};

const RECORDED: Option<Outcome> = Some(Outcome::Recorded { is_suppressed: false });
const SUPPRESSING: Option<Outcome> = Some(Outcome::Recorded { is_suppressed: true });

async fn take(app: &TestApp, mail: &str) -> Option<Outcome> {
    intake(app).take(mail.as_bytes(), None, app.now()).await.expect("the database answers")
}

/// Whether staff are alerted of a certificate that bounced, after a look of a worker.
async fn is_alerted(app: &TestApp) -> bool {
    monitor::watch(&app.context).await.expect("a look");
    let raised = staff_alert::raised().all(app.db()).await.expect("rows");
    raised.iter().any(|row| row.name == Alert::CertificatesBounced.name())
}

/// What officers see: the bounce of the certificate, and that of its newest mail.
async fn seen(by: &Colleague) -> (Value, Value) {
    let query = "{viewer{certificates{items{bounce{kind status at}}}
                  mails(filter:{kind:CERTIFICATE}){items{isSuppressed bounce{kind status at}}}}}";
    let found = by.client.run(query, json!({})).await["viewer"].clone();
    (found["certificates"]["items"][0]["bounce"].clone(), found["mails"]["items"][0]["bounce"].clone())
}

async fn notices(applicant: &Applicant) -> Vec<Value> {
    let query = "{viewer{notices{code certificateNumber at text}}}";
    let found = applicant.browser.run(query, json!({})).await;
    found["viewer"]["notices"].as_array().expect("a list").clone()
}

/// Changes the address of all accounts, as its owner or an officer would.
async fn moved(app: &TestApp, email: &str) {
    let moved = account::Entity::update_many()
        .col_expr(account::Column::Email, Expr::value(email))
        .col_expr(account::Column::EmailKey, Expr::value(email));
    moved.exec(app.db()).await.expect("moved");
}

stories! {
    /// The mailbox does not exist: officers, staff and the owner learn of it, and nothing more is sent there.
    async fn a_hard_bounce_suppresses_the_address_and_is_shown(app: TestApp) {
        let by = colleague(&app, "hanako", &[Role::Viewer, Role::Issuer]).await;
        let (applicant, sender) = issued(&app).await;
        assert_eq!(seen(&by).await, (Value::Null, Value::Null));
        assert!(!is_alerted(&app).await);
        assert_eq!(take(&app, &sample!("postfix-unknown", &sender)).await, SUPPRESSING);

        let row = suppressed_address::of(EMAIL).one(app.db()).await.expect("an answer").expect("a row");
        assert_eq!(row.code, Some(550));
        let (certificate, mail) = seen(&by).await;
        assert_eq!((&certificate["kind"], &certificate["status"]), (&json!("HARD"), &json!("5.1.1")));
        assert_eq!(certificate, mail);
        assert!(is_alerted(&app).await);
        let fields = "viewer{notices{code certificateNumber at text} waitingReceiptCount}";
        let credentials = json!({ "userId": applicant.user_id, "password": PASSWORD, "delivery": "COOKIE" });
        let logged_in = applicant.browser.mutate("logIn", fields, credentials).await["viewer"].clone();
        assert_eq!(logged_in["notices"], json!(notices(&applicant).await), "the login brings them along");
        assert_eq!(logged_in["waitingReceiptCount"], json!(1));
        let [notice] = &notices(&applicant).await[..] else { panic!("one notice") };
        assert_eq!(notice["code"], json!("CERTIFICATE_NOT_DELIVERED"));
        assert_eq!(notice["certificateNumber"], json!(NUMBER));
        assert!(notice["text"].as_str().expect("a text").contains(NUMBER), "{notice}");

        app.advance(TimeDelta::days(7)).await;
        let reminder = newest(&app, Kind::ReceiptReminder).await;
        assert_eq!((reminder.state, reminder.last_error.as_deref()), (State::Cancelled, Some(SUPPRESSED)));
        assert!(!is_alerted(&app).await, "the alert covers a day");
    }

    /// The owner has another address by now, and the certificate is sent there.
    async fn the_notice_is_gone_once_the_certificate_is_sent_again(app: TestApp) {
        let by = colleague(&app, "hanako", &[Role::Viewer, Role::Issuer]).await;
        let (applicant, sender) = issued(&app).await;
        take(&app, &sample!("postfix-unknown", &sender)).await;
        moved(&app, "b@example.com").await;
        let input = json!({ "certificateNumber": NUMBER });
        let resent = by.client.mutate("resendCertificate", "certificate{userId}", input).await;
        assert_eq!(codes(&resent), [""; 0], "{resent}");
        app.settle().await;
        assert_eq!(newest(&app, Kind::Certificate).await.state, State::Sent);
        assert_eq!(seen(&by).await, (Value::Null, Value::Null), "of the latest delivery");
        assert!(!is_alerted(&app).await);
        applicant.log_in().await;
        assert_eq!(notices(&applicant).await, [] as [Value; 0]);
        // A late report about the first delivery says nothing about the certificate any more.
        assert_eq!(take(&app, &sample!("postfix-expired", &sender)).await, RECORDED);
        assert_eq!(notices(&applicant).await, [] as [Value; 0]);
        assert_eq!(seen(&by).await.0, Value::Null);
        // If the second delivery is given up in the end, the first one is what counts again.
        let row = newest(&app, Kind::Certificate).await;
        let given_up = outbox::Entity::update_many()
            .col_expr(outbox::Column::State, Expr::value(State::Dead))
            .filter(outbox::Column::Id.eq(row.id));
        given_up.exec(app.db()).await.expect("given up");
        assert_eq!(notices(&applicant).await.len(), 1);
        assert_eq!(seen(&by).await.0["kind"], json!("HARD"));
    }

    /// Receipt was registered, so the certificate has arrived after all.
    async fn a_registered_certificate_has_no_notice(app: TestApp) {
        let (applicant, sender) = issued(&app).await;
        take(&app, &sample!("gmail-full", &sender)).await;
        applicant.log_in().await;
        assert_eq!(notices(&applicant).await.len(), 1);
        applicant.register_receipt(NUMBER).await;
        assert_eq!(notices(&applicant).await, [] as [Value; 0]);
    }

    /// What is not about the address is shown, and suppresses nothing.
    async fn soft_bounces_delays_and_complaints_are_shown_only(app: TestApp) {
        let by = colleague(&app, "hanako", &[Role::Viewer]).await;
        let (applicant, sender) = issued(&app).await;
        applicant.log_in().await;
        for (mail, kind, notice_count) in [
            (sample!("postfix-delayed", &sender), "DELAYED", 0),
            (sample!("complaint", &sender), "COMPLAINT", 0),
            (sample!("icloud-full", &sender), "SOFT", 1),
        ] {
            app.advance(TimeDelta::minutes(1)).await;
            assert_eq!(take(&app, &mail).await, RECORDED, "{kind}");
            assert_eq!(seen(&by).await.0["kind"], json!(kind), "the newest");
            assert_eq!(notices(&applicant).await.len(), notice_count, "{kind}");
            assert_eq!(is_alerted(&app).await, notice_count == 1, "{kind}");
            assert!(!is_suppressed(&app, EMAIL).await, "{kind}");
        }
        // A delay that is reported late does not hide the failure.
        app.advance(TimeDelta::minutes(1)).await;
        let late = sample!("postfix-delayed", &sender).replace("4ABC122", "4ABC199");
        assert_eq!(take(&app, &late).await, RECORDED);
        let (certificate, mail) = seen(&by).await;
        assert_eq!((&certificate["kind"], &mail["kind"]), (&json!("SOFT"), &json!("SOFT")));
    }

    /// Forged, replayed, unknown, huge, and mails that are no reports.
    async fn what_proves_nothing_changes_nothing(app: TestApp) {
        let (_, sender) = issued(&app).await;
        let text = sample!("postfix-unknown", &sender);
        let token = sender.split(['+', '@']).nth(1).expect("a token").to_owned();
        let changed = format!("{}{}", &token[..47], if token.ends_with('a') { 'b' } else { 'a' });
        assert_eq!(take(&app, &text.replace(&token, &changed)).await, None, "forged");
        assert_eq!(take(&app, &text.replace(&token, "token")).await, None, "no token");
        assert_eq!(take(&app, &(text.clone() + &" ".repeat(1024 * 1024))).await, None, "huge");
        assert_eq!(take(&app, "").await, None, "nothing");
        assert_eq!(take(&app, &sample!("vacation", &sender)).await, None, "an answer");
        assert_eq!(take(&app, &sample!("reply", &sender)).await, None, "a person's answer");
        assert_eq!(take(&app, &sample!("delivered", &sender)).await, None, "a success");
        assert_eq!(take(&app, &sample!("not-spam", &sender)).await, None, "no complaint");
        let unknown = self::sender(&app, Uuid::from_u128(9));
        let unknown = sample!("postfix-unknown", &unknown);
        assert_eq!(take(&app, &unknown).await, Some(Outcome::NoMail));
        assert!(reports(&app).await.is_empty() && !is_suppressed(&app, EMAIL).await);

        assert_eq!(take(&app, &text).await, SUPPRESSING);
        suppressed_address::lift(EMAIL).exec(app.db()).await.expect("lifted");
        let again = format!("Received: by another.example\n{}", text.replace("4ABC123@", "another@"));
        assert_eq!(take(&app, &again).await, Some(Outcome::Known), "replayed");
        assert!(reports(&app).await.len() == 1 && !is_suppressed(&app, EMAIL).await);
    }

    /// A bounce of the old address, after the owner has changed it.
    async fn an_address_that_was_changed_since_is_not_suppressed(app: TestApp) {
        let (_, sender) = issued(&app).await;
        moved(&app, "b@example.com").await;
        assert_eq!(take(&app, &sample!("gmail-unknown", &sender)).await, RECORDED);
        assert!(!is_suppressed(&app, "b@example.com").await && !is_suppressed(&app, EMAIL).await);
        assert_eq!(reports(&app).await[0].kind, BounceKind::Hard);
    }

    /// A mail that belongs to no account yet.
    async fn a_registration_link_that_bounces_suppresses_its_address(app: TestApp) {
        app.visitor().start_registration(EMAIL).await;
        app.settle().await;
        let mail = newest(&app, Kind::RegistrationLink).await;
        let sender = sender(&app, mail.id);
        assert_eq!(take(&app, &sample!("qmail", &sender)).await, SUPPRESSING);
        assert!(is_suppressed(&app, EMAIL).await);
        assert_eq!(reports(&app).await[0].account_id, None);
    }

    /// An owner's export says what came back; and of one mail only some reports are kept.
    async fn reports_are_exported_and_few_are_kept(app: TestApp) {
        let (applicant, sender) = issued(&app).await;
        let text = sample!("postfix-expired", &sender);
        for number in 0..mail_bounce::MOST {
            let other = text.replace("4ABC122", &format!("4ABC{number:06}"));
            assert_eq!(take(&app, &other).await, RECORDED);
        }
        assert_eq!(take(&app, &text).await, Some(Outcome::TooMany));
        applicant.log_in().await;
        let input = json!({ "currentPassword": PASSWORD });
        let payload = applicant.browser.mutate("exportData", "json", input).await;
        let held: Value = serde_json::from_str(payload["json"].as_str().expect("JSON")).expect("JSON");
        assert_eq!(held["bounces"].as_array().expect("a list").len(), 20);
        assert_eq!((&held["bounces"][0]["kind"], &held["bounces"][0]["status"]), (&json!("SOFT"), &json!("4.4.7")));
    }
}

/// The relay gets an envelope sender of its own for each mail; the header `From` stays.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_mail_has_an_envelope_sender_of_its_own() {
    let app = TestApp::start(Mode::Production).await;
    let (_, sender) = issued(&app).await;
    let mails = app.relay().accepted();
    assert_eq!(mails.last().expect("a mail").from, sender);
    let senders: std::collections::BTreeSet<_> = mails.iter().map(|mail| &mail.from).collect();
    assert_eq!(senders.len(), mails.len());
    assert!(app.mails().iter().all(|mail| mail.from == "no-reply@uketori.example"));
}
