//! A day at the bureau, over the officers' API: applicants are found, certificates issued, cancelled and
//! resent, and notices published (I1-I5, I15, I32).

use entity::audit::{self, Column};
use entity::officer::Role;
use entity::{certificate, outbox};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder};
use serde_json::{Value, json};

use crate::support::client::{codes, faults, merged, newest};
use crate::support::fixtures::at;
use crate::support::{Officer, TestApp, stories};

/// A certificate as an officer enters it, issued on the day of the stories.
pub(crate) fn entry(user_id: &str, number: &str) -> Value {
    json!({
        "userId": user_id, "certificateNumber": number, "holderName": "HOUMU HANAKO", "nationality": "Utopia",
        "sex": "FEMALE", "birthDate": "2000-01-01", "statusOfResidence": "Student",
        "periodOfStay": "1 year 3 months", "issuedOn": "2025-11-07",
        "issuingBureau": "Tokyo Regional Immigration Services Bureau", "applicationNumber": null,
    })
}

pub(crate) const RESULTS: &str = "results{line isNew certificate{certificateNumber userId status holderName deliveries{deliveryNumber state}} \
                       errors{__typename ... on UserError{code message path}}}";

pub(crate) async fn issue(officer: &Officer, entries: &[Value]) -> Value {
    officer.browser.mutate("issueCertificates", RESULTS, json!({ "certificates": entries })).await
}

/// The result of each line: `NEW`, `KNOWN`, or why it was refused.
pub(crate) fn outcomes(payload: &Value) -> Vec<String> {
    let results = payload["results"].as_array().unwrap_or_else(|| panic!("no results: {payload}"));
    let outcome = |(index, result): (usize, &Value)| {
        assert_eq!(result["line"], json!(index));
        match (result["certificate"].is_null(), result["isNew"] == true) {
            (true, _) => faults(result).join(", "),
            (false, true) => "NEW".to_owned(),
            (false, false) => "KNOWN".to_owned(),
        }
    };
    results.iter().enumerate().map(outcome).collect()
}

pub(crate) async fn certificates(officer: &Officer, filter: Value) -> Value {
    let query = "query($f:CertificateFilter){viewer{certificates(filter:$f){items{certificateNumber userId status requestedAt \
                 cancelledAt cancellationReason deliveries{deliveryNumber state attempts sentAt failure{reason}}} \
                 pageInfo{totalItems}}}}";
    officer.browser.run(query, json!({ "f": filter })).await["viewer"]["certificates"].clone()
}

pub(crate) async fn total(officer: &Officer, filter: Value) -> i64 {
    certificates(officer, filter).await["pageInfo"]["totalItems"].as_i64().expect("a number")
}

/// The audit events of an action.
pub(crate) async fn events(app: &TestApp, action: &str) -> Vec<audit::Model> {
    let events = audit::Entity::find().filter(Column::Action.eq(action)).order_by_asc(Column::At);
    events.order_by_asc(Column::Number).all(app.db()).await.expect("events")
}

/// How many certificates, mails and audit events there are.
pub(crate) async fn recorded(app: &TestApp) -> (u64, u64, u64) {
    let certificates = certificate::Entity::find().count(app.db()).await.expect("a count");
    let mails = outbox::Entity::find().count(app.db()).await.expect("a count");
    (certificates, mails, audit::Entity::find().count(app.db()).await.expect("a count"))
}

/// A notice for tomorrow, in Japanese and English.
fn notice() -> Value {
    json!({
        "from": "2025-11-08T09:00:00+09:00",
        "texts": [
            { "language": "JA", "title": "窓口の休業", "body": "11月8日は**休業**します。" },
            { "language": "EN", "title": "Counter closed", "body": "Closed on **November 8**." },
        ],
    })
}

async fn publish(officer: &Officer, input: Value) -> Value {
    let fields = "notice{id version state from changedBy texts{language title isOriginal}}";
    officer.browser.mutate("publishNotice", fields, input).await
}

stories! {
    /// From the first login to tomorrow's notice.
    async fn a_day_at_the_bureau(app: TestApp) {
        let applicant = app.applicant("a@example.com").await;
        let other = app.applicant("b@example.com").await;
        let hanako = app.officer("hanako", &[Role::Issuer]).await;
        let taro = app.officer("taro", &[Role::Viewer, Role::Support]).await;

        // The officer compares the name with the paper form; this access is recorded.
        let query = "query($u:String!){viewer{account(userId:$u){userId name type closedAt}}}";
        let typed = format!(" {} ", applicant.user_id.to_uppercase());
        let found = hanako.browser.run(query, json!({ "u": typed })).await;
        let expected = json!({
            "userId": applicant.user_id, "name": "JOHN DOE", "type": "FOREIGN_NATIONAL", "closedAt": null,
        });
        assert_eq!(found["viewer"]["account"], expected);
        assert!(hanako.browser.run(query, json!({ "u": "nobody01" })).await["viewer"]["account"].is_null());
        let looks = events(&app, "ACCOUNT_READ").await;
        let mut looks: Vec<_> =
            looks.iter().map(|look| (look.actor_kind.as_str(), look.outcome.as_str())).collect();
        looks.sort_unstable(); // at the same instant, in two chains
        assert_eq!(looks, [("OFFICER", "REFUSED"), ("OFFICER", "SUCCESS")]);

        // 207 lines in one request, of which two are wrong.
        let mut entries: Vec<_> = (0..207)
            .map(|number| entry(&[&applicant, &other][number % 2].user_id, &format!("TEST25-{number:06}")))
            .collect();
        entries[3]["userId"] = json!("abcde99999");
        entries[100]["certificateNumber"] = json!("TEST25-000042");
        let payload = issue(&hanako, &entries).await;
        assert_eq!(codes(&payload), [""; 0]);
        let done = outcomes(&payload);
        assert_eq!(done.iter().filter(|outcome| *outcome == "NEW").count(), 205);
        assert_eq!(done[3], "certificates.3.userId ACCOUNT_UNKNOWN");
        assert_eq!(done[100], "certificates.100.certificateNumber CERTIFICATE_NUMBER_TWICE");
        // Workers do not wait for the answer, so the state of its mail is not checked here.
        assert_eq!(payload["results"][0]["certificate"]["deliveries"][0]["deliveryNumber"], 1);
        app.settle().await;
        let theirs = app.mails().iter().filter(|mail| mail.subject.contains("TEST25-")).count();
        assert_eq!(theirs, 205);
        let again = outcomes(&issue(&hanako, &entries).await);
        assert_eq!(again.iter().filter(|outcome| *outcome == "KNOWN").count(), 205);
        assert_eq!(events(&app, "CERTIFICATE_ISSUED").await.iter().filter(|event| event.actor_kind == "OFFICER").count(), 205);

        // One certificate was wrong, one did not arrive.
        let input = json!({ "certificateNumber": "TEST25-000002", "reason": "Wrong person" });
        let cancelled = hanako.browser.mutate("cancelCertificate", "certificate{status cancellationReason}", input).await;
        assert_eq!(cancelled["certificate"], json!({ "status": "CANCELLED", "cancellationReason": "Wrong person" }));
        let mail = newest(app.mails_to(&applicant.email).await);
        assert!(mail.text.contains("取り消されました") && mail.text.contains("TEST25-000002"));
        let resend = async |number: &str| {
            let fields = "certificate{deliveries{deliveryNumber state}}";
            hanako.browser.mutate("resendCertificate", fields, json!({ "certificateNumber": number })).await
        };
        assert_eq!(faults(&resend("TEST25-000002").await), ["certificateNumber CERTIFICATE_CANCELLED"]);
        assert_eq!(faults(&resend("TEST25-9").await), ["certificateNumber NOT_FOUND"]);
        let payload = resend("TEST25-000001").await;
        let deliveries = &payload["certificate"]["deliveries"];
        assert_eq!(deliveries[0], json!({ "deliveryNumber": 1, "state": "SENT" }));
        assert_eq!(deliveries[1]["deliveryNumber"], 2, "on its way, or there already");
        assert!(newest(app.mails_to(&other.email).await).subject.contains("TEST25-000001"));

        // An officer who may look things up sees all of it, and may not issue.
        assert_eq!(total(&taro, json!({ "userId": applicant.user_id })).await, 103);
        assert_eq!(total(&taro, json!({ "userId": applicant.user_id, "status": "CANCELLED" })).await, 1);
        let row = certificates(&taro, json!({ "certificateNumber": "TEST25-000001" })).await["items"][0].clone();
        assert_eq!((&row["userId"], &row["status"]), (&json!(other.user_id), &json!("NOT_REGISTERED")));
        assert_eq!((&row["deliveries"][1]["state"], &row["deliveries"][1]["attempts"]), (&json!("SENT"), &json!(1)));
        assert!(events(&app, "CERTIFICATES_VIEWED").await.len() >= 3);
        let query = "mutation($i:IssueCertificatesInput!){issueCertificates(input:$i){results{line}}}";
        let refused = taro.browser.post(query, json!({ "i": { "certificates": [entry(&other.user_id, "TEST25-9")] } })).await;
        assert_eq!(refused.code(), "FORBIDDEN");
        let refusals = events(&app, "PERMISSION_REFUSED").await;
        assert_eq!(refusals.last().and_then(|event| event.detail.as_deref()), Some("issueCertificates"));

        // A notice for tomorrow.
        let published = publish(&taro, notice()).await;
        assert_eq!(codes(&published), [""; 0], "{published}");
        assert_eq!((&published["notice"]["state"], &published["notice"]["changedBy"]), (&json!("UPCOMING"), &json!("taro")));
        let read = async |language: &str| {
            let query = "query($l:Language){notices{items{title(language:$l) textLanguage(language:$l) isOriginal(language:$l)}}}";
            app.visitor().run(query, json!({ "l": language })).await["notices"]["items"][0].clone()
        };
        assert_ne!(read("EN").await["title"], "Counter closed");
        app.advance_to(at("2025-11-08T09:00:00+09:00")).await;
        assert_eq!(read("EN").await, json!({ "title": "Counter closed", "textLanguage": "EN", "isOriginal": false }));
        assert_eq!(read("ES").await, json!({ "title": "窓口の休業", "textLanguage": "JA", "isOriginal": true }));
    }

    /// Each line is judged by itself; the request as a whole by its number of lines.
    async fn what_is_wrong_with_certificates_is_told_line_by_line(app: TestApp) {
        let applicant = app.applicant("a@example.com").await;
        let hanako = app.officer("hanako", &[Role::Issuer]).await;
        let good = entry(&applicant.user_id, "TEST25-000001");
        let wrong = json!({ "sex": "female", "birthDate": "1.1.2000", "holderName": "", "nationality": null });
        let old = merged(entry(&applicant.user_id, "TEST25-000002"), json!({ "issuedOn": "2025-07-07" }));
        let lines = [
            merged(entry(&applicant.user_id, "test 1"), wrong), good.clone(), old, json!({}),
            merged(good, json!({ "certificateNumber": "TEST25-000003", "applicationNumber": "" })),
        ];
        let done = outcomes(&issue(&hanako, &lines).await);
        let of_first = [
            "certificateNumber INVALID_FORMAT", "sex NOT_IN_LIST", "birthDate INVALID_FORMAT", "holderName REQUIRED",
            "nationality REQUIRED",
        ];
        assert_eq!(done[0], of_first.map(|fault| format!("certificates.0.{fault}")).join(", "));
        assert_eq!([&done[1], &done[4]], ["NEW", "NEW"]);
        assert_eq!(done[2], "certificates.2.issuedOn CERTIFICATE_EXPIRED");
        assert_eq!(done[3].matches("REQUIRED").count(), 10);
        assert_eq!(faults(&issue(&hanako, &[]).await), ["certificates REQUIRED"]);
        let too_many: Vec<_> = (0..1_001).map(|n| entry(&applicant.user_id, &format!("TEST25-9{n:06}"))).collect();
        let payload = issue(&hanako, &too_many).await;
        assert_eq!(faults(&payload), ["certificates TOO_MANY_CERTIFICATES"]);
        assert!(payload["errors"][0]["message"].as_str().is_some_and(|message| message.contains("1000")));
        let done = outcomes(&issue(&hanako, &too_many[1..]).await);
        assert!(done.iter().all(|outcome| outcome == "NEW"), "a thousand in one request");
        let taken = json!({ "periodOfStay": "3 years" });
        let done = issue(&hanako, &[merged(too_many[1].clone(), taken)]).await;
        assert_eq!(outcomes(&done), ["certificates.0.certificateNumber CERTIFICATE_NUMBER_TAKEN"]);
    }

    /// An idempotency key publishes once. A version that the officer did not see is not overwritten. Every
    /// wrong field is named.
    async fn a_notice_is_published_once_changed_and_withdrawn(app: TestApp) {
        let taro = app.officer("taro", &[Role::Support]).await;
        let with_key = merged(notice(), json!({ "idempotencyKey": "one" }));
        let first = publish(&taro, with_key.clone()).await;
        let id = first["notice"]["id"].clone();
        assert_eq!(publish(&taro, with_key.clone()).await["notice"]["id"], id, "the same once more");
        let other = publish(&taro, merged(with_key, json!({ "until": "2025-11-09T09:00:00+09:00" }))).await;
        assert_eq!(faults(&other), ["idempotencyKey IDEMPOTENCY_KEY_REUSED"]);
        assert_eq!(events(&app, "NOTICE_PUBLISHED").await.iter().filter(|event| event.actor_kind == "OFFICER").count(), 1);

        let text = |language: &str, title: &str, body: &str| json!({ "language": language, "title": title, "body": body });
        let wrong = json!({
            "from": "2025-11-08T09:00:00+09:00", "until": "2025-11-08T09:00:00+09:00", "idempotencyKey": "k".repeat(65),
            "texts": [text("EN", "", "fine\n\n<b>"), text("ES", "a", "b"), text("ES", "a", "b")],
        });
        let expected = [
            "until PERIOD_ORDER", "texts.0.title REQUIRED", "texts.0.body MARKUP_NOT_ALLOWED", "texts.2 LANGUAGE_TWICE",
            "texts REQUIRED", "idempotencyKey TOO_LONG",
        ];
        let refused = publish(&taro, wrong).await;
        assert_eq!(faults(&refused), expected);
        assert!(refused["errors"][2]["message"].as_str().is_some_and(|message| message.starts_with("Line 3:")));

        let change = async |version: i32, title: &str| {
            let input = json!({ "id": id, "expectedVersion": version, "texts": [text("JA", title, "b")] });
            taro.browser.mutate("changeNotice", "notice{version from texts{title}}", input).await
        };
        let changed = change(1, "新しい題").await["notice"].clone();
        assert_eq!(changed, json!({ "version": 2, "from": "2025-11-08T00:00:00.000Z", "texts": [{ "title": "新しい題" }] }));
        assert_eq!(faults(&change(1, "古い").await), ["expectedVersion CHANGED_MEANWHILE"]);
        let withdraw = async |id: &Value| taro.browser.mutate("withdrawNotice", "notice{state}", json!({ "id": id })).await;
        assert_eq!(withdraw(&id).await["notice"]["state"], "WITHDRAWN");
        assert_eq!(faults(&change(2, "a").await), ["id NOTICE_WITHDRAWN"]);
        assert_eq!(faults(&withdraw(&json!("nobody")).await), ["id NOT_FOUND"]);
        let query = "query($i:ID!){viewer{notice(id:$i){state withdrawnAt} notices{items{id} pageInfo{totalItems}}}}";
        let read = taro.browser.run(query, json!({ "i": id })).await["viewer"].clone();
        assert_eq!(read["notice"]["state"], "WITHDRAWN");
        assert!(read["notices"]["items"].as_array().expect("notices").iter().any(|notice| notice["id"] == id));
    }
}
