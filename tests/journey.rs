//! The whole path of the 2025 manual, as one person walks it (R49-R80, D2).

use chrono::TimeDelta;
use serde_json::json;

use crate::support::client::{codes, newest};
use crate::support::stories;

stories! {
    async fn from_an_address_to_a_registered_receipt(app: TestApp) {
        let applicant = app.applicant("john.doe@example.com").await;
        let id_mail = newest(app.mails_to(&applicant.email).await);
        assert!(id_mail.text.contains(&applicant.user_id), "the user ID is in the mail (R69)");

        let payload = applicant.log_in().await;
        assert_eq!(payload["viewer"]["userId"], json!(applicant.user_id));
        assert_eq!(payload["viewer"]["lastLoginAt"], json!(null), "there was no login before (I29)");

        app.issue(&applicant, "TEST25-000123").await;
        let certificate = newest(app.mails_to(&applicant.email).await);
        assert!(certificate.subject.contains("在留資格認定証明書"), "{}", certificate.subject);
        let page = applicant.receipts("").await;
        assert_eq!(page["items"][0]["certificateNumber"], json!("TEST25-000123"));
        assert_eq!(page["items"][0]["status"], json!("NOT_REGISTERED"));
        assert_eq!(page["items"][0]["requestedAt"], json!("2025-11-07T08:00:00.000Z"), "17:00 in Japan (I7)");
        assert_eq!(page["items"][0]["validUntil"], json!("2026-02-07"));

        app.advance(TimeDelta::hours(1)).await;
        let payload = applicant.register_receipt("TEST25-000123").await;
        assert_eq!(codes(&payload), [""; 0]);
        assert_eq!(payload["receipt"]["status"], json!("REGISTERED"));
        assert_eq!(payload["receipt"]["registeredAt"], json!("2025-11-07T09:00:00.000Z"));

        let payload = applicant.log_out().await;
        assert_eq!(codes(&payload), [""; 0]);
        assert_eq!(applicant.browser.viewer().await, json!(null));

        app.advance(TimeDelta::days(120)).await;
        assert_eq!(app.mails_to(&applicant.email).await.len(), 3, "link, user ID, certificate; no reminder");
    }
}
