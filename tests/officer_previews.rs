//! Previews for officers: a draft of a notice as a reader would see it, and mails as an account would get them.
//! Nothing in them opens anything, and each look at an account is in the audit log.

use entity::audit;
use entity::officer::Role;
use entity::outbox::Kind;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::{Value, json};

use crate::support::bureau::{Colleague, colleague};
use crate::support::client::{codes, faults, merged, newest};
use crate::support::{Applicant, TestApp, stories};

/// A preview of a mail; `arguments` are those besides the account and the kind.
async fn mail(by: &Colleague, user_id: &str, kind: &str, arguments: &str) -> Value {
    let query = format!(
        "query($u:String!,$k:MailKind!){{viewer{{mailPreview(userId:$u,kind:$k{arguments}){{kind language to \
         certificateNumber subject text html}}}}}}"
    );
    by.client.run(&query, json!({ "u": user_id, "k": kind })).await["viewer"]["mailPreview"].clone()
}

async fn notice(by: &Colleague, input: Value) -> Value {
    let query = "query($i:NoticePreviewInput!){viewer{noticePreview(input:$i){preview{language isOriginal title body \
                 html publishedAt} errors{__typename ... on UserError{code message path}}}}}";
    by.client.run(query, json!({ "i": input })).await["viewer"]["noticePreview"].clone()
}

/// The details of the officer's looks at accounts, sorted, each with whether it is about an account.
async fn looks(app: &TestApp, by: &Colleague) -> Vec<String> {
    let lines = audit::Entity::find().filter(audit::Column::ActorId.eq(by.id.0));
    let lines = lines.filter(audit::Column::Action.eq("ACCOUNT_READ")).all(app.db()).await.expect("lines");
    let line = |line: audit::Model| {
        let about = if line.subject_id.is_some() { "+" } else { "-" };
        format!("{about} {}", line.detail.unwrap_or_default())
    };
    // Sorted, because the clock stands still, and a log of several chains has no other order.
    let mut looks: Vec<_> = lines.into_iter().map(line).collect();
    looks.sort();
    looks
}

/// The word behind `mark` in a text.
fn word<'a>(text: &'a str, mark: &str) -> Option<&'a str> {
    let (_, rest) = text.split_once(mark)?;
    rest.split(|c: char| !c.is_ascii_alphanumeric() && c != '-').next()
}

/// What the token of a link is worth.
async fn state_of(applicant: &Applicant, token: &str) -> Value {
    let query = "query($t:String!){emailLink(token:$t){state}}";
    applicant.browser.run(query, json!({ "t": token })).await["emailLink"]["state"].clone()
}

stories! {
    /// The text in the reader's language or, without one, the Japanese one; the errors are those of publishing.
    async fn a_draft_of_a_notice_is_shown_as_a_reader_would_see_it(app: TestApp) {
        let officer = colleague(&app, "support", &[Role::Support]).await;
        let text = |language: &str, title: &str, body: &str| json!({ "language": language, "title": title, "body": body });
        let texts = json!([text("JA", "受付時間", "**正午** から"), text("EN", "Hours", "From *noon* <1")]);
        let draft = json!({ "from": "2026-01-05T09:00:00+09:00", "texts": texts });
        let stored = async || officer.client.run("{viewer{notices{pageInfo{totalItems}}}}", json!({})).await;
        let before = stored().await;
        let english = notice(&officer, merged(draft.clone(), json!({ "language": "EN" }))).await;
        assert_eq!(codes(&english), [""; 0]);
        assert_eq!(english["preview"], json!({
            "language": "EN", "isOriginal": false, "title": "Hours", "body": "From *noon* <1",
            "html": "<p>From <em>noon</em> &lt;1</p>\n", "publishedAt": "2026-01-05T00:00:00.000Z",
        }));
        let korean = notice(&officer, merged(draft.clone(), json!({ "language": "KO" }))).await["preview"].clone();
        assert_eq!((&korean["language"], &korean["isOriginal"]), (&json!("JA"), &json!(true)));
        assert_eq!(korean["html"], "<p><strong>正午</strong> から</p>\n");
        let wrong = json!({ "language": "EN", "texts": [text("EN", "", "fine\n\n<b>")] });
        let refused = notice(&officer, wrong).await;
        assert!(refused["preview"].is_null(), "{refused}");
        assert_eq!(faults(&refused), ["texts.0.title REQUIRED", "texts.0.body MARKUP_NOT_ALLOWED", "texts REQUIRED"]);
        assert_eq!(stored().await, before, "nothing is stored");
        let published = officer.client.mutate("publishNotice", "notice{from texts{language title body}}", draft).await;
        assert_eq!(published["notice"]["texts"], texts.as_array().map(|texts| json!([texts[1], texts[0]])).expect("texts"));
    }

    /// Every kind, with the account's own data, in the language that was asked for.
    async fn each_mail_is_shown_as_the_account_would_get_it_and_opens_nothing(app: TestApp) {
        let applicant = app.applicant("a@example.com").await;
        app.issue(&applicant, "TEST25-000001").await;
        app.settle().await;
        let sent = newest(app.mails_to("a@example.com").await);
        let officer = colleague(&app, "viewer", &[Role::Viewer]).await;
        for kind in Kind::ALL {
            let shown = mail(&officer, &applicant.user_id, kind.name(), ",language:VI").await;
            assert_eq!((&shown["kind"], &shown["language"]), (&json!(kind.name()), &json!("VI")), "{shown}");
            assert_eq!(shown["to"], "a@example.com");
            let [subject, text, html] = ["subject", "text", "html"].map(|part| shown[part].as_str().expect("text"));
            assert!(!subject.is_empty() && html.to_lowercase().contains("<html"), "{subject} {html}");
            if let Some(token) = word(text, "#t=") {
                assert_ne!(state_of(&applicant, token).await, "OPEN", "{}", kind.name());
                assert!(html.contains(token), "the same in both parts");
            }
        }
        let mut expected = Kind::ALL.map(|kind| format!("+ PREVIEW {}", kind.name()));
        expected.sort();
        assert_eq!(looks(&app, &officer).await, expected);

        let shown = mail(&officer, &applicant.user_id, "USER_ID_ISSUED", "").await;
        assert!(shown["text"].as_str().is_some_and(|text| text.contains(&applicant.user_id)), "{shown}");
        let shown = mail(&officer, &applicant.user_id, "CERTIFICATE", ",certificateNumber:\"TEST25-000001\"").await;
        assert_eq!((&shown["subject"], &shown["certificateNumber"]), (&json!(sent.subject), &json!("TEST25-000001")));
        let codes = ["SAMP-1E00-C0DE"];
        assert!(shown["text"].as_str().is_some_and(|text| text.contains(codes[0])), "a code that is made up: {shown}");
        assert!(!sent.text.contains(codes[0]), "and not the one that was sent");
    }

    /// Nobody, a closed account, an account without certificates, somebody else's certificate.
    async fn a_mail_that_nobody_would_get_is_not_shown(app: TestApp) {
        let (one, two) = (app.applicant("a@example.com").await, app.applicant("b@example.com").await);
        app.issue(&two, "TEST25-000001").await;
        let officer = colleague(&app, "support", &[Role::Support]).await;
        let unknown = mail(&officer, "nobody12345", "PASSWORD_CHANGED", "").await;
        let without = mail(&officer, &one.user_id, "RECEIPT_REMINDER", "").await;
        let others = mail(&officer, &one.user_id, "CERTIFICATE", ",certificateNumber:\"TEST25-000001\"").await;
        assert_eq!([&unknown, &without, &others], [&Value::Null; 3]);
        let expected = ["+ PREVIEW CERTIFICATE", "+ PREVIEW RECEIPT_REMINDER", "- PREVIEW PASSWORD_CHANGED"];
        assert_eq!(looks(&app, &officer).await, expected);

        let query = "query($u:String!){viewer{account(userId:$u){version}}}";
        let seen = officer.client.run(query, json!({ "u": one.user_id })).await["viewer"]["account"].clone();
        let input = json!({ "userId": one.user_id, "expectedVersion": seen["version"] });
        assert_eq!(codes(&officer.client.mutate("closeAccount", "account{closedAt}", input).await), [""; 0]);
        assert!(mail(&officer, &one.user_id, "PASSWORD_CHANGED", "").await.is_null(), "closed");
    }

    /// The account holder sees the look, as every other.
    async fn the_account_holder_sees_that_somebody_looked(app: TestApp) {
        let applicant = app.applicant("a@example.com").await;
        applicant.log_in().await;
        let officer = colleague(&app, "viewer", &[Role::Viewer]).await;
        mail(&officer, &applicant.user_id, "PASSWORD_RESET_LINK", "").await;
        let query = "{viewer{activity{items{action}}}}";
        let found = applicant.browser.run(query, json!({})).await["viewer"]["activity"]["items"].clone();
        assert!(found.as_array().expect("rows").contains(&json!({ "action": "ACCOUNT_READ" })), "{found}");
    }
}
