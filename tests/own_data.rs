//! The person's own data: downloading them, and closing the account.

use chrono::TimeDelta;
use entity::{account, audit, email_link, known_device, session, user_id_request};
use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, sea_query::Expr};
use serde_json::{Value, json};

use crate::support::client::{codes, faults, newest};
use crate::support::{Applicant, PASSWORD, TestApp, stories};

async fn close(applicant: &Applicant, password: &str) -> Value {
    applicant.browser.mutate("closeAccount", "", json!({ "currentPassword": password })).await
}

async fn export(applicant: &Applicant) -> Value {
    let input = json!({ "currentPassword": PASSWORD });
    let payload = applicant.browser.mutate("exportData", "json", input).await;
    serde_json::from_str(payload["json"].as_str().expect("JSON")).expect("JSON")
}

/// Types what belongs to no account: requests for user IDs with these names, and a link for a registration.
async fn type_with(app: &TestApp, email: &str, names: &[&str]) {
    for name in names {
        let input = json!({ "email": email, "name": name });
        app.visitor().mutate("requestUserId", "", input).await;
    }
    app.visitor().start_registration(email).await;
    app.settle().await;
}

/// The names in the stored requests for user IDs of an address, and how many links without an account it has.
async fn typed(app: &TestApp, email: &str) -> (Vec<String>, u64) {
    let requests = user_id_request::Entity::find().filter(user_id_request::Column::EmailKey.eq(email));
    let requests = requests.all(app.db()).await.expect("rows");
    let mut names: Vec<_> = requests.into_iter().map(|request| request.name).collect();
    names.sort();
    let links = email_link::Entity::find()
        .filter(email_link::Column::EmailKey.eq(email))
        .filter(email_link::Column::AccountId.is_null());
    (names, links.count(app.db()).await.expect("a count"))
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
        assert_eq!(close(&applicant, PASSWORD).await, json!({ "errors": [] }));
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
        app.visitor().mutate("requestPasswordReset", "", input).await;
        let input = json!({ "email": "a@example.com", "name": "JOHN DOE" });
        app.visitor().mutate("requestUserId", "", input).await;
        assert_eq!(app.mails_to("a@example.com").await.len(), mails, "no reminder, no link, no user ID");
    }

    /// What was typed with the address and belongs to no account is exported, and erased at once: also a
    /// misspelt name, a registration that nobody completed, and a user ID of nobody.
    async fn what_was_typed_with_the_address_is_exported_and_erased(app: TestApp) {
        let applicant = app.applicant("a@example.com").await;
        type_with(&app, "A@example.com", &["JOHN DOE", "JON DOE"]).await;
        let input = json!({ "userId": "abcde99999", "email": "a@example.com" });
        app.visitor().mutate("requestPasswordReset", "", input).await;
        app.applicant("b@example.com").await;
        type_with(&app, "b@example.com", &["JOHN DOE"]).await;
        assert_eq!(typed(&app, "a@example.com").await, (vec!["JOHN DOE".to_owned(), "JON DOE".to_owned()], 2));

        applicant.log_in().await;
        let held = export(&applicant).await;
        let requests = held["userIdRequests"].as_array().expect("a list");
        let names: Vec<_> = requests.iter().map(|request| &request["name"]).collect();
        assert_eq!(names, ["JOHN DOE", "JON DOE"]);
        assert_eq!(requests[0]["email"], json!("A@example.com"));
        let links = held["links"].as_array().expect("a list");
        let mut purposes: Vec<_> = links.iter().map(|link| link["purpose"].as_str().expect("text")).collect();
        purposes.sort_unstable();
        assert_eq!(purposes, ["PASSWORD_RESET", "REGISTRATION", "REGISTRATION"]);
        assert!(!held.to_string().contains("b@example.com"), "{held}");

        assert_eq!(codes(&close(&applicant, PASSWORD).await), [""; 0]);
        assert_eq!(typed(&app, "a@example.com").await, (vec![], 0));
        assert_eq!(typed(&app, "b@example.com").await, (vec!["JOHN DOE".to_owned()], 1));
    }

    /// A family's address: closing one account takes nothing from the others.
    async fn what_another_account_shares_stays_until_that_one_is_closed(app: TestApp) {
        let (first, second) = (app.applicant("f@example.com").await, app.applicant("f@example.com").await);
        type_with(&app, "f@example.com", &["JOHN DOE", "JANE DOE"]).await;
        first.log_in().await;
        assert_eq!(export(&first).await["userIdRequests"], json!([]), "the second account has the same name");
        let renamed = account::Entity::update_many()
            .col_expr(account::Column::Name, Expr::value("JANE DOE"))
            .filter(account::Column::UserId.eq(&second.user_id));
        renamed.exec(app.db()).await.expect("renamed");
        let held = export(&first).await;
        let requests = held["userIdRequests"].as_array().expect("a list");
        assert_eq!(requests.iter().map(|it| &it["name"]).collect::<Vec<_>>(), ["JOHN DOE"]);
        let input = json!({ "userId": first.user_id, "email": "f@example.com" });
        app.visitor().mutate("requestPasswordReset", "", input).await;

        assert_eq!(codes(&close(&first, PASSWORD).await), [""; 0]);
        assert_eq!(typed(&app, "f@example.com").await, (vec!["JANE DOE".to_owned()], 1));
        second.log_in().await;
        assert_eq!(codes(&close(&second, PASSWORD).await), [""; 0]);
        assert_eq!(typed(&app, "f@example.com").await, (vec![], 0));
    }

    /// A link for a registration names nobody. At an address that another open account has, it stays, and is not
    /// in the export: it may be a relative's.
    async fn a_relatives_registration_stays_when_an_account_is_closed(app: TestApp) {
        let first = app.applicant("f@example.com").await;
        let second = app.applicant("f@example.com").await;
        app.visitor().start_registration("f@example.com").await;
        app.settle().await;
        first.log_in().await;
        let held = export(&first).await;
        assert_eq!(held["links"].as_array().expect("a list").len(), 1, "its own registration: {held}");
        assert_eq!(codes(&close(&first, PASSWORD).await), [""; 0]);
        assert_eq!(typed(&app, "f@example.com").await.1, 1);
        second.log_in().await;
        assert_eq!(codes(&close(&second, PASSWORD).await), [""; 0]);
        assert_eq!(typed(&app, "f@example.com").await.1, 0, "nobody else has the address");
    }

    /// What was typed with an earlier address, or with the new one of a change that waits, is treated alike. The
    /// latter may be mistyped: there, only what names the account counts.
    async fn earlier_and_pending_addresses_are_exported_and_erased_too(app: TestApp) {
        let applicant = app.applicant("old@example.com").await;
        applicant.log_in().await;
        let change = async |email: &str| {
            let input = json!({ "email": email, "emailConfirmation": email });
            let payload = applicant.browser.mutate("startEmailChange", "sentTo", input).await;
            assert_eq!(codes(&payload), [""; 0]);
        };
        change("new@example.com").await;
        let token = newest(app.mails_to("new@example.com").await).token().expect("a link");
        let changed = applicant.browser.mutate("completeEmailChange", "", json!({ "token": token })).await;
        assert_eq!(codes(&changed), [""; 0]);
        change("pending@example.com").await;
        for email in ["old@example.com", "new@example.com", "pending@example.com", "other@example.com"] {
            type_with(&app, email, &["JOHN DOE", "JANE DOE"]).await;
        }
        let held = export(&applicant).await;
        let requests = held["userIdRequests"].as_array().expect("a list");
        let mut listed: Vec<_> = requests.iter().map(|it| format!("{} {}", it["email"], it["name"])).collect();
        listed.sort();
        assert_eq!(
            listed,
            [
                r#""new@example.com" "JANE DOE""#,
                r#""new@example.com" "JOHN DOE""#,
                r#""old@example.com" "JANE DOE""#,
                r#""old@example.com" "JOHN DOE""#,
                r#""pending@example.com" "JOHN DOE""#,
            ]
        );
        assert_eq!(codes(&close(&applicant, PASSWORD).await), [""; 0]);
        for email in ["old@example.com", "new@example.com"] {
            assert_eq!(typed(&app, email).await, (vec![], 0), "{email}");
        }
        assert_eq!(typed(&app, "pending@example.com").await, (vec!["JANE DOE".to_owned()], 1));
        assert_eq!(typed(&app, "other@example.com").await.0.len(), 2, "never the account's");
    }

    /// However much is stored, the answer has a limited size. The newest rows are in it, and it says what has
    /// more.
    async fn an_export_has_a_limited_size(app: TestApp) {
        let applicant = app.applicant("a@example.com").await;
        applicant.log_in().await;
        let held = export(&applicant).await;
        assert_eq!(held["olderRowsLeftOut"], json!([]));
        let id = row(&app, &applicant).await.id;
        let event = |number: i64| audit::ActiveModel {
            chain: Set("0000-00/00".to_owned()),
            number: Set(number),
            at: Set(app.now() - TimeDelta::days(30) + TimeDelta::seconds(number)),
            actor_kind: Set("VISITOR".to_owned()),
            actor_id: Set(None),
            subject_id: Set(Some(id)),
            action: Set("LOGIN_REFUSED".to_owned()),
            outcome: Set("REFUSED".to_owned()),
            reason: Set(Some(format!("REASON_{number}"))),
            request_id: Set(uuid::Uuid::nil()),
            session_id: Set(None),
            network: Set(Some("198.51.100.0/24".to_owned())),
            device: Set(Some("Firefox, Linux".to_owned())),
            detail: Set(None),
            prev_hash: Set(vec![0; 32]),
            hash: Set(vec![0; 32]),
        };
        for batch in 0..25 {
            let events = (batch * 500..(batch + 1) * 500).map(event);
            audit::Entity::insert_many(events).exec_without_returning(app.db()).await.expect("inserted");
        }
        let held = export(&applicant).await;
        assert_eq!(held["olderRowsLeftOut"], json!(["activity"]));
        assert!(held.to_string().len() < 3 * 1024 * 1024);
        let activity = held["activity"].as_array().expect("a list");
        assert!(activity.len() > 5_000 && activity.len() <= 10_000, "{}", activity.len());
        let newest = &activity[0]["action"];
        assert_eq!(newest, &json!("DATA_EXPORTED"), "the export before, which is the newest");
        assert!(activity.iter().any(|event| event["reason"] == json!("REASON_12499")));
        assert!(!activity.iter().any(|event| event["reason"] == json!("REASON_0")));
        assert_eq!(held["sessions"].as_array().expect("a list").len(), 1);
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
