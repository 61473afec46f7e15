//! The person's own data: downloading them, and closing the account.

use chrono::TimeDelta;
use entity::{account, email_link, known_device, session};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use serde_json::{Value, json};

use crate::support::client::{codes, faults};
use crate::support::{Applicant, PASSWORD, TestApp, stories};

async fn close(applicant: &Applicant, password: &str) -> Value {
    applicant.browser.mutate("closeAccount", "closed", json!({ "currentPassword": password })).await
}

async fn row(app: &TestApp, applicant: &Applicant) -> account::Model {
    let found = account::Entity::find().filter(account::Column::UserId.eq(&applicant.user_id)).one(app.db());
    found.await.expect("an answer").expect("the account")
}

stories! {
    /// Everything that is stored, and no secret.
    async fn the_owner_takes_everything_away(app: TestApp) {
        let applicant = app.applicant("a@example.com").await;
        app.issue(&applicant, "TEST25-000001").await;
        applicant.log_in().await;
        let export = |password| {
            applicant.browser.mutate("exportData", "json", json!({ "currentPassword": password }))
        };
        assert_eq!(faults(&export("").await), ["currentPassword REQUIRED"]);
        assert_eq!(faults(&export("Wrong-2025=hana").await), ["currentPassword INVALID_CREDENTIALS"]);
        let payload = export(PASSWORD).await;
        let text = payload["json"].as_str().expect("JSON");
        let held: Value = serde_json::from_str(text).expect("JSON");
        assert_eq!(held["account"]["userId"], json!(applicant.user_id));
        assert_eq!(held["account"]["email"], json!("a@example.com"));
        assert_eq!(held["certificates"][0]["certificateNumber"], json!("TEST25-000001"));
        assert_eq!(held["sessions"].as_array().expect("a list").len(), 1);
        let mails: Vec<_> = held["mails"].as_array().expect("a list").iter().map(|mail| &mail["kind"]).collect();
        assert_eq!(mails, ["USER_ID_ISSUED", "CERTIFICATE"]);
        assert_eq!(held["links"][0]["purpose"], json!("REGISTRATION"));
        let actions = held["activity"].as_array().expect("a list").iter().map(|event| &event["action"]);
        assert!(actions.into_iter().any(|action| action == "LOGGED_IN"));
        for secret in ["argon2", "digest", "nonce"] {
            assert!(!text.contains(secret), "{secret} is in it");
        }
    }

    /// A closed account: nobody gets in, no mail is sent, and what is not a record of the bureau is erased.
    async fn a_closed_account_keeps_only_what_the_bureau_must_keep(app: TestApp) {
        let applicant = app.applicant("a@example.com").await;
        app.issue(&applicant, "TEST25-000001").await;
        applicant.log_in().await;
        let elsewhere = app.visitor();
        elsewhere.log_in(&applicant.user_id, PASSWORD).await;
        assert_eq!(faults(&close(&applicant, "Wrong-2025=hana").await), ["currentPassword INVALID_CREDENTIALS"]);
        assert_eq!(close(&applicant, PASSWORD).await, json!({ "closed": true, "errors": [] }));
        assert_eq!(applicant.browser.cookie(), None);
        assert_eq!(elsewhere.viewer().await, Value::Null);
        let refused = app.visitor().log_in(&applicant.user_id, PASSWORD).await;
        assert_eq!(codes(&refused), ["INVALID_CREDENTIALS"]);

        let kept = row(&app, &applicant).await;
        assert_eq!((kept.name.as_str(), kept.closed_at), ("JOHN DOE", Some(app.now())));
        assert_eq!((kept.email.as_str(), kept.email_key.as_str(), kept.phone_number.as_str()), ("", "", ""));
        assert_eq!(kept.password_hash, None);
        let db = app.db();
        let mine = session::Column::AccountId.eq(kept.id);
        assert_eq!(session::Entity::find().filter(mine).count(db).await.expect("a count"), 0);
        let mine = email_link::Column::AccountId.eq(kept.id);
        assert_eq!(email_link::Entity::find().filter(mine).count(db).await.expect("a count"), 0);
        let mine = known_device::Column::AccountId.eq(kept.id);
        assert_eq!(known_device::Entity::find().filter(mine).count(db).await.expect("a count"), 0);

        let mails = app.mails_to("a@example.com").await.len();
        app.advance(TimeDelta::days(8)).await;
        let input = json!({ "userId": applicant.user_id, "email": "a@example.com" });
        app.visitor().mutate("requestPasswordReset", "accepted", input).await;
        let input = json!({ "email": "a@example.com", "name": "JOHN DOE" });
        app.visitor().mutate("requestUserId", "accepted", input).await;
        assert_eq!(app.mails_to("a@example.com").await.len(), mails, "no reminder, no link, no user ID");
    }

    /// Without a certificate the name is erased, too. The user ID is never given to anyone else (I30).
    async fn without_a_certificate_only_the_user_id_stays(app: TestApp) {
        let applicant = app.applicant("a@example.com").await;
        applicant.log_in().await;
        close(&applicant, PASSWORD).await;
        let kept = row(&app, &applicant).await;
        assert_eq!((kept.name.as_str(), kept.user_id.as_str()), ("", applicant.user_id.as_str()));
        assert_eq!(codes(&close(&applicant, PASSWORD).await), ["NOT_LOGGED_IN"]);
    }
}
