//! What officers do about mails: a bounced mail is found, the address corrected, the mail resent; others are
//! dropped, kinds are paused. All of it is in the audit log.

use chrono::TimeDelta;
use entity::officer::Role;
use entity::outbox::{self, Kind, State};
use entity::{audit, suppressed_address};
use sea_orm::entity::prelude::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use serde_json::{Value, json};

use crate::support::bureau::{Colleague, colleague};
use crate::support::client::{codes, faults};
use crate::support::relay::{Reply, Step};
use crate::support::{Mode, TestApp, stories};

const MAIL: &str = "id kind state userId certificateNumber attempts nextAttemptAt givenUpAt isPaused isSuppressed \
    isResendable isSecondCopyPossible failure{code reason}";

async fn mails(by: &Colleague, filter: Value) -> Vec<Value> {
    let query = format!(
        "query($f:MailFilter){{viewer{{mails(filter:$f){{items{{{MAIL}}} pageInfo{{totalItems}}}}}}}}"
    );
    let found = by.client.run(&query, json!({ "f": filter })).await;
    found["viewer"]["mails"]["items"].as_array().expect("rows").clone()
}

async fn retry(by: &Colleague, ids: &[&Value], second_copy: bool) -> Value {
    let input = json!({ "ids": ids, "allowSecondCopy": second_copy });
    by.client.mutate("resendMails", &format!("mails{{{MAIL}}}"), input).await
}

async fn drop_mails(by: &Colleague, ids: &[&Value]) -> Value {
    let input = json!({ "ids": ids, "reason": "TOLD_OTHERWISE" });
    by.client.mutate("dropMails", &format!("mails{{{MAIL}}}"), input).await
}

async fn queue(by: &Colleague, kind: &str) -> Value {
    let query = "{viewer{queue{kinds{kind waiting oldestAt sending held dead uncertain pause{since reason}} \
                 alerts{name count}}}}";
    let queue = by.client.run(query, json!({})).await["viewer"]["queue"].clone();
    let kinds = queue["kinds"].as_array().expect("rows").clone();
    kinds.into_iter().find(|row| row["kind"] == kind).expect("the kind")
}

/// Suppresses the address, as if an earlier mail had bounced.
async fn bounces(app: &TestApp, email: &str) {
    let suppress = suppressed_address::suppress(email, None, Some(550), app.now());
    suppress.exec(app.db()).await.expect("suppressed");
}

/// Sets the final state of the only mail of a kind, as workers would.
async fn ended(app: &TestApp, kind: Kind, state: State) {
    let end = outbox::Entity::update_many().filter(outbox::Column::Kind.eq(kind.name()));
    let end = end.col_expr(outbox::Column::State, Expr::value(state));
    outbox::given_up(end, state, app.now()).exec(app.db()).await.expect("ended");
}

/// The audit events of an officer that change mails, without the mails' ids, oldest first.
async fn told(app: &TestApp, by: &Colleague) -> Vec<String> {
    let all = audit::Entity::find().filter(audit::Column::ActorId.eq(by.id.0));
    let all = all.order_by_asc(audit::Column::At).order_by_asc(audit::Column::RequestId);
    let lines = all.all(app.db()).await.expect("events");
    lines
        .into_iter()
        .map(|event| {
            let about = if event.subject_id.is_some() { "+" } else { "-" };
            let detail = event.detail.unwrap_or_default();
            let codes = detail.split(' ').filter(|word| word.len() < 36).collect::<Vec<_>>().join(" ");
            format!("{about} {} {codes}", event.action).trim_end().to_owned()
        })
        .collect()
}

stories! {
    /// I15: a certificate that bounced is found, the address is corrected, and the certificate arrives there.
    async fn a_bounced_mail_is_found_its_address_corrected_and_the_mail_sent_again(app: TestApp) {
        let applicant = app.applicant("a@example.com").await;
        bounces(&app, "A@example.com").await;
        app.issue(&applicant, "TEST25-000001").await;
        let officer = colleague(&app, "support", &[Role::Support]).await;
        let dead = mails(&officer, json!({ "state": "DEAD" })).await;
        assert_eq!(dead.len(), 1);
        let mail = &dead[0];
        assert_eq!((&mail["kind"], &mail["userId"]), (&json!("CERTIFICATE"), &json!(applicant.user_id)));
        assert_eq!((&mail["certificateNumber"], &mail["failure"]["reason"]), (&json!("TEST25-000001"), &json!("SUPPRESSED")));
        assert_eq!((&mail["isSuppressed"], &mail["isResendable"]), (&json!(true), &json!(false)));
        let refused = retry(&officer, &[&mail["id"]], false).await;
        assert_eq!(faults(&refused), ["ids.0 ADDRESS_SUPPRESSED"]);

        let query = "query($id:String!){viewer{account(userId:$id){version suppression{code} certificates{items{certificateNumber \
                     requestedAt}} mails{items{kind state}}}}}";
        let seen = officer.client.run(query, json!({ "id": applicant.user_id })).await["viewer"]["account"].clone();
        assert_eq!(seen["suppression"]["code"], 550);
        assert_eq!(seen["certificates"]["items"], json!([{ "certificateNumber": "TEST25-000001", "requestedAt": null }]));
        let kinds: Vec<_> = seen["mails"]["items"].as_array().expect("rows").iter().map(|row| row["kind"].clone()).collect();
        assert!(kinds.contains(&json!("CERTIFICATE")) && kinds.contains(&json!("USER_ID_ISSUED")), "{kinds:?}");
        let input = json!({
            "userId": applicant.user_id, "expectedVersion": seen["version"],
            "email": "b@example.com", "emailConfirmation": "b@example.com",
        });
        let corrected = officer.client.mutate("correctAccount", "account{email suppression{code}}", input).await;
        assert_eq!((codes(&corrected), &corrected["account"]["suppression"]), (vec![], &Value::Null));

        let again = retry(&officer, &[&mail["id"], &json!("nothing")], false).await;
        assert_eq!(faults(&again), ["ids.1 NOT_FOUND"], "one that is not there stops no other");
        assert_eq!((&again["mails"][0]["state"], &again["mails"][0]["attempts"]), (&json!("QUEUED"), &json!(0)));
        let arrived = app.mails_to("b@example.com").await;
        assert!(arrived.iter().any(|mail| mail.subject.contains("TEST25-000001")), "at the new address");
        let sent = mails(&officer, json!({ "certificateNumber": "TEST25-000001" })).await;
        assert_eq!((sent.len(), &sent[0]["state"]), (1, &json!("SENT")));
        applicant.log_in().await;
        let listed = applicant.receipts("").await;
        assert!(listed["items"][0]["requestedAt"].is_string(), "{listed}");
        let expected = ["+ MAILS_READ 1", "+ ACCOUNT_READ", "+ ACCOUNT_CORRECTED EMAIL", "+ MAIL_RESENT DEAD", "+ MAILS_READ 1"];
        assert_eq!(told(&app, &officer).await, expected);
    }

    /// A suppression is lifted by hand, and the mail is sent to the same address.
    async fn a_suppression_is_lifted_and_the_mail_goes_out(app: TestApp) {
        let applicant = app.applicant("a@example.com").await;
        bounces(&app, "a@example.com").await;
        app.issue(&applicant, "TEST25-000001").await;
        let officer = colleague(&app, "support", &[Role::Support]).await;
        let whose = json!({ "userId": applicant.user_id });
        for _ in 0..2 {
            let lifted = officer.client.mutate("liftSuppression", "account{suppression{code}}", whose.clone()).await;
            assert_eq!((codes(&lifted), &lifted["account"]["suppression"]), (vec![], &Value::Null));
        }
        let dead = mails(&officer, json!({ "state": "DEAD", "userId": applicant.user_id })).await;
        assert_eq!(codes(&retry(&officer, &[&dead[0]["id"]], false).await), [""; 0]);
        app.settle().await;
        assert_eq!(mails(&officer, json!({ "state": "DEAD" })).await, Vec::<Value>::new());
        let expected = [
            "+ SUPPRESSION_LIFTED", "+ ACCOUNT_READ UNCHANGED", "+ MAILS_READ 1", "+ MAIL_RESENT DEAD", "- MAILS_READ 0",
        ];
        assert_eq!(told(&app, &officer).await, expected, "the second time, the officer only saw the account");
    }

    /// Two officers resend one mail: one of them comes first.
    async fn of_two_officers_who_send_a_mail_again_one_does(app: TestApp) {
        let applicant = app.applicant("a@example.com").await;
        bounces(&app, "a@example.com").await;
        app.issue(&applicant, "TEST25-000001").await;
        suppressed_address::lift("a@example.com").exec(app.db()).await.expect("lifted");
        let (one, two) = (colleague(&app, "one", &[Role::Support]).await, colleague(&app, "two", &[Role::Support]).await);
        let dead = mails(&one, json!({ "state": "DEAD" })).await;
        let ids = [&dead[0]["id"]];
        let before = app.mails_to("a@example.com").await.len();
        let (first, second) = tokio::join!(retry(&one, &ids, false), retry(&two, &ids, false));
        let mut ends = [faults(&first), faults(&second)];
        ends.sort();
        assert_eq!(ends, [vec![], vec!["ids.0 MAIL_STATE_UNSUITABLE".to_owned()]]);
        assert_eq!(app.mails_to("a@example.com").await.len(), before + 1);
        assert_eq!(faults(&drop_mails(&one, &ids).await), ["ids.0 MAIL_STATE_UNSUITABLE"], "it was sent");
    }

    /// A reminder that may have arrived is resent only if an officer confirms that a copy does no harm. A
    /// dead link is never resent.
    async fn a_second_copy_has_to_be_asked_for_and_dead_links_stay_dead(app: TestApp) {
        let applicant = app.applicant("a@example.com").await;
        app.issue(&applicant, "TEST25-000001").await;
        app.advance(TimeDelta::days(7)).await;
        ended(&app, Kind::ReceiptReminder, State::Unknown).await;
        let forgot = json!({ "userId": applicant.user_id, "email": "a@example.com" });
        applicant.browser.mutate("requestPasswordReset", "", forgot).await;
        app.settle().await;
        ended(&app, Kind::PasswordResetLink, State::Dead).await;
        app.advance(TimeDelta::hours(4)).await;
        let officer = colleague(&app, "support", &[Role::Support]).await;
        // The embedded mode has reminders of its own.
        let reminder = json!({ "kind": "RECEIPT_REMINDER", "certificateNumber": "TEST25-000001" });
        let unknown = mails(&officer, reminder.clone()).await;
        assert_eq!((&unknown[0]["isSecondCopyPossible"], &unknown[0]["isResendable"]), (&json!(true), &json!(true)));
        let link = mails(&officer, json!({ "kind": "PASSWORD_RESET_LINK" })).await;
        assert_eq!((&link[0]["userId"], &link[0]["isResendable"]), (&json!(applicant.user_id), &json!(false)));
        let both = [&unknown[0]["id"], &link[0]["id"]];
        let refused = retry(&officer, &both, false).await;
        assert_eq!(faults(&refused), ["ids.0 SECOND_COPY_POSSIBLE", "ids.1 MAIL_NO_LONGER_WANTED"]);
        assert_eq!(faults(&retry(&officer, &both, true).await), ["ids.1 MAIL_NO_LONGER_WANTED"]);
        app.settle().await;
        let sent = mails(&officer, reminder).await;
        assert_eq!((sent.len(), &sent[0]["state"], &sent[0]["attempts"]), (1, &json!("SENT"), &json!(1)));

        // The other one needs no attention any more.
        assert_eq!(codes(&drop_mails(&officer, &[both[1]]).await), [""; 0]);
        assert_eq!(queue(&officer, "PASSWORD_RESET_LINK").await["dead"], 0);
        let told = told(&app, &officer).await;
        for line in ["+ MAIL_RESENT UNKNOWN", "+ MAIL_DROPPED DEAD TOLD_OTHERWISE"] {
            assert!(told.iter().any(|told| told == line), "{line}: {told:?}");
        }
    }

    /// An officer who changes an address cannot keep the old one from being notified: the notice can neither
    /// be dropped nor its kind paused (I22).
    async fn no_officer_keeps_a_warning_back(app: TestApp) {
        let applicant = app.applicant("a@example.com").await;
        let officer = colleague(&app, "support", &[Role::Support]).await;
        for kind in ["EMAIL_CHANGE_NOTICE", "CONTACT_CHANGED", "PASSWORD_CHANGED", "ACCOUNT_LOCKED"] {
            let input = json!({ "kind": kind, "reason": "quiet" });
            let refused = officer.client.mutate("pauseMails", "queue{alerts{name}}", input).await;
            assert_eq!(faults(&refused), ["kind NOT_IN_LIST"], "{kind}");
        }
        // Held by the command, so that it waits.
        let by = server::audit::RequestOrigin::run(uuid::Uuid::now_v7());
        let by = (server::audit::Actor::System, &by);
        server::outbox_admin::pause(app.db(), Kind::EmailChangeNotice, "a test", by, app.now()).await.expect("paused");
        let query = "query($id:String!){viewer{account(userId:$id){version}}}";
        let seen = officer.client.run(query, json!({ "id": applicant.user_id })).await["viewer"]["account"]["version"].clone();
        let input = json!({
            "userId": applicant.user_id, "expectedVersion": seen, "email": "b@example.com", "emailConfirmation": "b@example.com",
        });
        assert_eq!(codes(&officer.client.mutate("correctAccount", "account{email}", input).await), [""; 0]);
        let notice = mails(&officer, json!({ "kind": "EMAIL_CHANGE_NOTICE", "userId": applicant.user_id })).await;
        assert_eq!(faults(&drop_mails(&officer, &[&notice[0]["id"]]).await), ["ids.0 MAIL_WARNS_OWNER"]);
        officer.client.mutate("resumeMails", "queue{alerts{name}}", json!({ "kind": "EMAIL_CHANGE_NOTICE" })).await;
        assert!(app.mails_to("a@example.com").await.last().expect("a mail").token().is_some(), "the notice");
    }

    /// An officer pauses a kind, views what waits, drops it and resumes the kind; the audit log names the
    /// officer.
    async fn an_officer_pauses_a_kind_and_drops_what_waits(app: TestApp) {
        let applicant = app.applicant("a@example.com").await;
        let officer = colleague(&app, "support", &[Role::Support]).await;
        let pause = async |reason: &str| {
            let input = json!({ "kind": "CERTIFICATE", "reason": reason });
            officer.client.mutate("pauseMails", "queue{alerts{name}}", input).await
        };
        assert_eq!(faults(&pause(" ").await), ["reason REQUIRED"]);
        assert_eq!(faults(&pause(&"x".repeat(201)).await), ["reason TOO_LONG"]);
        assert_eq!(codes(&pause("a wrong text").await), [""; 0]);
        assert_eq!(faults(&pause("another").await), ["kind ALREADY_PAUSED"]);
        app.issue(&applicant, "TEST25-000001").await;
        app.issue(&applicant, "TEST25-000002").await;
        let row = queue(&officer, "CERTIFICATE").await;
        assert_eq!((&row["waiting"], &row["pause"]["reason"]), (&json!(2), &json!("a wrong text")));
        assert!(row["oldestAt"].is_string());
        let waiting = mails(&officer, json!({ "kind": "CERTIFICATE", "state": "QUEUED" })).await;
        assert!(waiting.iter().all(|mail| mail["isPaused"] == true && mail["nextAttemptAt"].is_string()));
        let dropped = waiting.iter().find(|mail| mail["certificateNumber"] == "TEST25-000001").expect("the mail");
        assert_eq!(codes(&drop_mails(&officer, &[&dropped["id"]]).await), [""; 0]);
        assert_eq!(faults(&drop_mails(&officer, &[&dropped["id"]]).await), ["ids.0 MAIL_STATE_UNSUITABLE"]);
        let before = app.mails_to("a@example.com").await.len();
        officer.client.mutate("resumeMails", "queue{alerts{name}}", json!({ "kind": "CERTIFICATE" })).await;
        assert_eq!(app.mails_to("a@example.com").await.len(), before + 1);
        let released = officer.client.mutate("releaseMails", "released", json!({})).await;
        assert_eq!((codes(&released), &released["released"]), (vec![], &json!(0)), "nothing is held");
        let told = told(&app, &officer).await;
        let expected = ["- MAIL_KIND_PAUSED CERTIFICATE", "+ MAILS_READ 2", "+ MAIL_DROPPED QUEUED TOLD_OTHERWISE", "- MAIL_KIND_RESUMED CERTIFICATE"];
        assert_eq!(told, expected);
    }
}

/// The relay's reply codes for an address, without their text, as an officer sees them.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_officer_sees_what_the_relay_said_of_an_address() {
    let app = TestApp::start(Mode::Production).await;
    let applicant = app.applicant("a@example.com").await;
    app.relay().reply(Step::Rcpt, Reply::Code(550, "5.1.1 <a@example.com>: no such user"), None);
    app.issue(&applicant, "TEST25-000001").await;
    let officer = colleague(&app, "viewer", &[Role::Viewer]).await;
    let dead = mails(&officer, json!({ "userId": applicant.user_id, "state": "DEAD" })).await;
    assert_eq!(dead[0]["failure"], json!({ "code": 550, "reason": "550 5.1.1 to RCPT" }));
    assert_eq!((&dead[0]["isSuppressed"], &dead[0]["attempts"]), (&json!(true), &json!(1)));
}
