//! The hooks: what a provider's signed event changes, and that nothing else changes anything.

use chrono::TimeDelta;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::bounces::{EMAIL, is_suppressed, issued, newest, reports, sender};
use crate::support::client::Answer;
use crate::support::{TestApp, hooks, stories};

const EVENTS: &str = "/hooks/mail/events";
const SES: &str = "/hooks/mail/ses";

/// Posts a body. Returns the status.
async fn post(app: &TestApp, path: &str, signature: Option<&str>, body: &str) -> u16 {
    let client = app.visitor();
    let mut request = client.request("POST", path).body(body.to_owned());
    if let Some(signature) = signature {
        request = request.header("uketori-signature", signature);
    }
    let Answer { status, text, .. } = client.send(request).await;
    assert_eq!(text, "", "a response says nothing about a mail");
    status
}

/// Posts events that are signed.
async fn post_events(app: &TestApp, events: &Value) -> u16 {
    let body = json!({ "events": events }).to_string();
    let signature = hooks::signature(body.as_bytes(), app.now());
    post(app, EVENTS, Some(&signature), &body).await
}

/// An event of Amazon SES about a mail that bounced.
fn bounce(app: &TestApp, sender: &str, kind: &str, status: &str) -> Value {
    json!({
        "notificationType": "Bounce",
        "mail": { "source": sender, "messageId": "of Amazon" },
        "bounce": {
            "bounceType": kind, "bounceSubType": "General", "feedbackId": "f", "timestamp": app.now(),
            "bouncedRecipients": [{ "emailAddress": EMAIL, "action": "failed", "status": status }],
        },
    })
}

stories! {
    /// The operator's own program reports a bounce.
    async fn a_signed_event_is_recorded_and_another_is_not(app: TestApp) {
        let (_, sender) = issued(&app).await;
        let event = json!({ "mail": sender, "kind": "HARD", "status": "5.1.1", "at": app.now() });
        let body = json!({ "events": [event] }).to_string();
        let signature = hooks::signature(body.as_bytes(), app.now());
        let old = hooks::signature(body.as_bytes(), app.now() - TimeDelta::minutes(6));
        assert_eq!(post(&app, EVENTS, None, &body).await, 403);
        assert_eq!(post(&app, EVENTS, Some(&old), &body).await, 403);
        assert_eq!(post(&app, EVENTS, Some(&signature), &body.replace("HARD", "SOFT")).await, 403);
        let odd = hooks::signature(b"{}", app.now());
        assert_eq!(post(&app, EVENTS, Some(&odd), "{}").await, 400);
        let huge = " ".repeat(256 * 1024 + 1);
        let signed = hooks::signature(huge.as_bytes(), app.now());
        assert_eq!(post(&app, EVENTS, Some(&signed), &huge).await, 413);
        assert!(reports(&app).await.is_empty() && !is_suppressed(&app, EMAIL).await);

        for _ in 0..2 {
            assert_eq!(post(&app, EVENTS, Some(&signature), &body).await, 204);
            assert_eq!(reports(&app).await.len(), 1, "a replay changes nothing");
        }
        assert!(is_suppressed(&app, EMAIL).await);
    }

    /// A mail is named by its Message-ID; a token is verified although the event is signed.
    async fn an_event_about_no_mail_or_with_a_forged_token_changes_nothing(app: TestApp) {
        let (_, sender) = issued(&app).await;
        let at = app.now();
        let token = sender.split(['+', '@']).nth(1).expect("a token");
        let end = if token.ends_with('a') { "b" } else { "a" };
        let forged = sender.replace(token, &format!("{}{end}", &token[..47]));
        let events = json!([
            { "mail": forged, "kind": "HARD", "recipient": EMAIL, "at": at },
            { "mail": self::sender(&app, Uuid::from_u128(9)), "kind": "HARD", "at": at },
            { "mail": Uuid::from_u128(9), "kind": "HARD", "recipient": EMAIL, "at": at },
        ]);
        assert_eq!(post_events(&app, &events).await, 204);
        assert!(reports(&app).await.is_empty() && !is_suppressed(&app, EMAIL).await);

        let id = newest(&app, entity::outbox::Kind::Certificate).await.id;
        let soft = json!([{ "mail": id, "kind": "SOFT", "recipient": EMAIL, "at": at }]);
        assert_eq!(post_events(&app, &soft).await, 204);
        let elsewhere = json!([{ "mail": id, "kind": "HARD", "recipient": "b@example.com", "at": at }]);
        assert_eq!(post_events(&app, &elsewhere).await, 204);
        assert_eq!(reports(&app).await.len(), 2);
        assert!(!is_suppressed(&app, EMAIL).await && !is_suppressed(&app, "b@example.com").await);
        let hard = json!([{ "mail": format!("<{id}@uketori.example>"), "kind": "HARD", "recipient": EMAIL,
                            "status": "5.1.1", "at": at }]);
        assert_eq!(post_events(&app, &hard).await, 204);
        assert!(is_suppressed(&app, EMAIL).await);
    }

    /// Amazon SES reports a bounce through Amazon SNS.
    async fn an_event_that_amazon_signed_is_recorded_and_another_is_not(app: TestApp) {
        let (_, sender) = issued(&app).await;
        let event = bounce(&app, &sender, "Permanent", "5.1.1");
        let envelope = hooks::envelope(&event, app.now());
        let with = |name: &str, value: &str| {
            let mut changed = envelope.clone();
            changed[name] = json!(value);
            changed.to_string()
        };
        assert_eq!(post(&app, SES, None, &with("Message", &event.to_string().replace("5.1.1", "5.1.2"))).await, 403);
        for elsewhere in [
            "https://sns.ap-northeast-1.amazonaws.com.example/SimpleNotificationService-1.pem",
            "https://127.0.0.1/SimpleNotificationService-1.pem",
            "http://169.254.169.254/latest/meta-data/SimpleNotificationService-1.pem",
        ] {
            assert_eq!(post(&app, SES, None, &with("SigningCertURL", elsewhere)).await, 403, "not even fetched");
        }
        assert_eq!(post(&app, SES, None, &with("TopicArn", "arn:aws:sns:ap-northeast-1:1:other")).await, 403);
        let old = hooks::envelope(&event, app.now() - TimeDelta::days(2));
        assert_eq!(post(&app, SES, None, &old.to_string()).await, 403);
        assert_eq!(post(&app, SES, None, "{}").await, 400);
        assert_eq!(post(&app, SES, None, &" ".repeat(256 * 1024 + 1)).await, 413);
        assert!(reports(&app).await.is_empty() && !is_suppressed(&app, EMAIL).await);

        for _ in 0..2 {
            assert_eq!(post(&app, SES, None, &envelope.to_string()).await, 204);
            assert_eq!(reports(&app).await.len(), 1, "a replay changes nothing");
        }
        assert!(is_suppressed(&app, EMAIL).await);
    }

    /// What Amazon says of other events, and of bounces that will pass.
    async fn other_events_of_amazon_suppress_nothing(app: TestApp) {
        let (_, sender) = issued(&app).await;
        let delivery = json!({ "notificationType": "Delivery", "mail": { "source": sender } });
        assert_eq!(post(&app, SES, None, &hooks::envelope(&delivery, app.now()).to_string()).await, 204);
        assert!(reports(&app).await.is_empty());
        let full = bounce(&app, &sender, "Transient", "5.2.2");
        assert_eq!(post(&app, SES, None, &hooks::envelope(&full, app.now()).to_string()).await, 204);
        assert!(reports(&app).await.len() == 1 && !is_suppressed(&app, EMAIL).await);
    }
}
