//! Forgotten user ID and forgotten password: the two links on the login screen (R38, R39, R41-R45, I17, I20,
//! I22).

use chrono::TimeDelta;
use entity::{account, outbox};
use sea_orm::{EntityTrait, PaginatorTrait};
use serde_json::{Value, json};

use crate::support::client::{Client, codes, faults, newest};
use crate::support::{PASSWORD, Received, TestApp, stories};

const NEW: &str = "Momiji-2026=aki";

async fn forgot_password(browser: &Client, user_id: &str, email: &str) -> Value {
    browser.mutate("requestPasswordReset", "", json!({ "userId": user_id, "email": email })).await
}

async fn forgot_user_id(browser: &Client, email: &str, name: &str) -> Value {
    browser.mutate("requestUserId", "", json!({ "email": email, "name": name })).await
}

async fn set_password(browser: &Client, token: &str, password: &str) -> Value {
    let input = json!({ "token": token, "password": password, "passwordConfirmation": password });
    browser.mutate("completePasswordReset", "userId", input).await
}

fn accepted() -> Value {
    json!({ "errors": [] })
}

async fn link(app: &TestApp, email: &str) -> String {
    newest(app.mails_to(email).await).token().expect("a link in the newest mail")
}

stories! {
    /// R38, R43: a reset lifts the lock at once, and every earlier session ends (I22).
    async fn a_reset_lifts_the_lock_and_ends_every_session(app: TestApp) {
        let applicant = app.applicant("a@example.com").await;
        applicant.log_in().await;
        let stranger = app.visitor();
        for _ in 0..5 {
            stranger.log_in(&applicant.user_id, "Wrong-2025=hana").await;
        }
        assert_eq!(codes(&stranger.log_in(&applicant.user_id, PASSWORD).await), ["INVALID_CREDENTIALS"]);
        let typed = applicant.user_id.to_uppercase();
        assert_eq!(forgot_password(&stranger, &typed, "A@Example.com").await, accepted());
        let token = link(&app, &applicant.email).await;
        assert_eq!(applicant.browser.viewer().await["userId"], json!(applicant.user_id), "asking ends nothing");
        let set = set_password(&stranger, &token, NEW).await;
        // Somebody who came by the mail alone needs the user ID to log in.
        assert_eq!(set, json!({ "userId": applicant.user_id, "errors": [] }));
        assert_eq!(codes(&app.visitor().log_in(&applicant.user_id, NEW).await), [""; 0]);
        assert_eq!(codes(&app.visitor().log_in(&applicant.user_id, PASSWORD).await), ["INVALID_CREDENTIALS"]);
        assert_eq!(applicant.browser.viewer().await, json!(null));
        let told = newest(app.mails_to(&applicant.email).await);
        assert!(told.subject.contains("Password changed"), "{}", told.subject);
        assert!(told.token().is_none() && !told.text.contains(NEW));
    }

    /// R44: valid for an hour; R45: once, with the manual's rule for the password.
    async fn a_reset_link_works_for_an_hour_and_once(app: TestApp) {
        let applicant = app.applicant("a@example.com").await;
        let browser = app.visitor();
        forgot_password(&browser, &applicant.user_id, &applicant.email).await;
        let token = link(&app, &applicant.email).await;
        assert_eq!(browser.look_at(&token).await["purpose"], json!("PASSWORD_RESET"));
        assert_eq!(browser.look_at(&token).await["email"], json!(null));
        app.advance(TimeDelta::hours(1)).await;
        assert_eq!(faults(&set_password(&browser, &token, NEW).await), ["token LINK_EXPIRED"]);

        forgot_password(&browser, &applicant.user_id, &applicant.email).await;
        let older = link(&app, &applicant.email).await;
        forgot_password(&browser, &applicant.user_id, &applicant.email).await;
        let token = link(&app, &applicant.email).await;
        assert_eq!(faults(&set_password(&browser, &older, NEW).await), ["token LINK_REPLACED"]);
        let wrong = set_password(&browser, &token, "short").await;
        assert_eq!(codes(&wrong).len(), 4, "{wrong}");
        let (first, second) =
            tokio::join!(set_password(&browser, &token, NEW), set_password(&browser, &token, NEW));
        assert_eq!((codes(&first), &first), (vec![], &second), "the same input, the same answer");
        assert_eq!(faults(&set_password(&browser, &token, "Other-2026=aki").await), ["token LINK_USED"]);
        let changed = outbox::Entity::find().all(app.db()).await.expect("rows");
        assert_eq!(changed.iter().filter(|row| row.kind == "PASSWORD_CHANGED").count(), 1);
    }

    /// The account's own data are refused as a password, but only a valid link reveals that.
    async fn a_new_password_holds_nothing_of_the_account(app: TestApp) {
        let applicant = app.applicant("maple@example.com").await;
        let browser = app.visitor();
        forgot_password(&browser, &applicant.user_id, &applicant.email).await;
        let token = link(&app, &applicant.email).await;
        let with_id = format!("{}=A", applicant.user_id);
        for password in [with_id.as_str(), "Uncle-John=7", "Red-Maple=7"] {
            let payload = set_password(&browser, &token, password).await;
            assert_eq!(faults(&payload), ["password PASSWORD_CONTAINS_PERSONAL_DATA"], "{password}");
            assert_eq!(payload["errors"][0]["path"], json!(["input", "password"]));
        }
        let payload = set_password(&browser, &token, "Welcome@2026").await;
        assert_eq!(faults(&payload), ["password PASSWORD_TOO_COMMON"]);
        app.advance(TimeDelta::hours(1)).await;
        assert_eq!(faults(&set_password(&browser, &token, &with_id).await), ["token LINK_EXPIRED"]);
    }

    /// I20: unknown data get the same answer, the same rows, and no mail.
    async fn nobody_is_told_whether_an_account_exists(app: TestApp) {
        let applicant = app.applicant("a@example.com").await;
        let browser = app.visitor();
        let mails = app.mails().len();
        let rows = outbox::Entity::find().count(app.db()).await.expect("a count");
        assert_eq!(forgot_password(&browser, "abcde99999", &applicant.email).await, accepted());
        assert_eq!(forgot_password(&browser, &applicant.user_id, "b@example.com").await, accepted());
        assert_eq!(forgot_user_id(&browser, "a@example.com", "JANE DOE").await, accepted());
        assert_eq!(forgot_user_id(&browser, "b@example.com", "JOHN DOE").await, accepted());
        app.settle().await;
        assert_eq!(outbox::Entity::find().count(app.db()).await.expect("a count"), rows + 4);
        assert_eq!(app.mails().len(), mails, "no mail to anyone");
        let wrong = browser.mutate("requestPasswordReset", "", json!({ "userId": "", "email": "x" })).await;
        assert_eq!(faults(&wrong), ["userId REQUIRED", "email INVALID_FORMAT"]);
        let wrong = forgot_user_id(&browser, "", "").await;
        assert_eq!(faults(&wrong), ["email REQUIRED", "name REQUIRED"]);
    }

    /// R41, R42, I17: all user IDs of an address and a name, in one mail.
    async fn a_forgotten_user_id_comes_by_mail(app: TestApp) {
        let first = app.applicant("family@example.com").await;
        app.advance(TimeDelta::days(1)).await;
        let second = app.applicant("family@example.com").await;
        let other = app.applicant("other@example.com").await;
        assert_eq!(forgot_user_id(&app.visitor(), "Family@Example.com", " john   doe ").await, accepted());
        let mail: Received = newest(app.mails_to("family@example.com").await);
        assert!(mail.text.contains(&first.user_id) && mail.text.contains(&second.user_id), "{}", mail.text);
        assert!(!mail.text.contains(&other.user_id));
        let text = mail.text.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(text.contains("User type: Foreign national (applicant), registered on: November 7, 2025"), "{text}");
    }

    /// A password verified before a reset opens no session after it.
    async fn no_session_of_the_old_password_survives_a_reset(app: TestApp) {
        let applicant = app.applicant("a@example.com").await;
        let browser = app.visitor();
        forgot_password(&browser, &applicant.user_id, &applicant.email).await;
        let token = link(&app, &applicant.email).await;
        let logins = async {
            let mut attempts = tokio::task::JoinSet::new();
            for _ in 0..20 {
                let (base, user_id) = (app.base.clone(), applicant.user_id.clone());
                attempts.spawn(async move {
                    let browser = Client::new(&base);
                    browser.log_in(&user_id, PASSWORD).await;
                    browser
                });
            }
            attempts.join_all().await
        };
        let reset = async {
            loop {
                let payload = set_password(&browser, &token, NEW).await;
                if codes(&payload) != ["OVERLOADED"] {
                    break payload;
                }
            }
        };
        let (browsers, reset) = tokio::join!(logins, reset);
        assert_eq!(codes(&reset), [""; 0]);
        for browser in browsers {
            assert_eq!(browser.viewer().await, json!(null));
        }
        let account = account::Entity::find().all(app.db()).await.expect("accounts");
        let account = account.iter().find(|account| account.user_id == applicant.user_id).expect("the account");
        assert_eq!(account.password_version, 2);
    }
}
