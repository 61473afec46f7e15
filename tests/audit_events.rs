//! What use cases write into the audit log: one event for each action, in its transaction.

use chrono::TimeDelta;
use entity::audit::{Column, Entity, Model};
use sea_orm::{EntityTrait, QueryOrder};
use serde_json::{Value, json};
use server::audit::verify;

use crate::support::client::{codes, newest};
use crate::support::{Applicant, PASSWORD, TestApp, stories};

const NEW: &str = "Momiji-2026=aki";

async fn events(app: &TestApp) -> Vec<Model> {
    let all = Entity::find().order_by_asc(Column::At).order_by_asc(Column::RequestId);
    all.order_by_asc(Column::Number).all(app.db()).await.expect("events")
}

/// The actions recorded after the first `before` events, in order of time.
async fn since(app: &TestApp, before: usize) -> Vec<String> {
    events(app).await.into_iter().skip(before).map(|event| event.action).collect()
}

async fn activity(applicant: &Applicant) -> Vec<String> {
    let query = "{viewer{activity(perPage:100){items{action}}}}";
    let data = applicant.browser.run(query, json!({})).await;
    let items = data["viewer"]["activity"]["items"].as_array().expect("rows").clone();
    items.iter().map(|item| item["action"].as_str().expect("text").to_owned()).collect()
}

async fn token_to(app: &TestApp, email: &str) -> String {
    newest(app.mails_to(email).await).token().expect("a link")
}

stories! {
    /// The life of an account: each step is one event, and the chains are unbroken.
    async fn each_step_of_an_accounts_life_is_one_line(app: TestApp) {
        let applicant = app.applicant("a@example.com").await;
        let browser = &applicant.browser;
        let tick = async || app.advance(TimeDelta::minutes(7)).await;
        tick().await;
        app.issue(&applicant, "TEST25-000001").await;
        tick().await;
        applicant.log_in().await;
        tick().await;
        applicant.register_receipt("TEST25-000001").await;
        applicant.register_receipt("TEST25-000001").await;
        tick().await;
        browser.mutate("reauthenticate", "sessionStatus{now}", json!({ "password": PASSWORD })).await;
        tick().await;
        browser.mutate("changeContactDetails", "viewer{userId}", json!({ "phoneNumber": "0612345678" })).await;
        tick().await;
        browser.mutate("changePreferences", "viewer{userId}", json!({ "colorScheme": "BLACK" })).await;
        tick().await;
        let input = json!({ "email": "b@example.com", "emailConfirmation": "b@example.com", "currentPassword": PASSWORD });
        browser.mutate("startEmailChange", "sentTo", input).await;
        tick().await;
        let token = token_to(&app, "b@example.com").await;
        browser.mutate("completeEmailChange", "", json!({ "token": token })).await;
        tick().await;
        let input = json!({ "password": NEW, "passwordConfirmation": NEW, "currentPassword": PASSWORD });
        browser.mutate("changePassword", "viewer{userId}", input).await;
        tick().await;
        app.visitor().log_in(&applicant.user_id, NEW).await;
        tick().await;
        for _ in 0..3 {
            browser.run("mutation{endOtherSessions{viewer{userId}}}", json!({})).await; // the second ends nothing
            tick().await;
        }
        browser.mutate("exportData", "json", json!({ "currentPassword": NEW })).await;
        let mut told = activity(&applicant).await;
        told.reverse();
        let expected = [
            "ACCOUNT_REGISTERED", "CERTIFICATE_ISSUED", "LOGGED_IN", "RECEIPT_REGISTERED", "REAUTHENTICATED",
            "CONTACT_DETAILS_CHANGED", "PREFERENCES_CHANGED", "EMAIL_CHANGE_STARTED", "EMAIL_CHANGED",
            "PASSWORD_CHANGED", "LOGGED_IN", "OTHER_SESSIONS_ENDED", "DATA_EXPORTED",
        ];
        assert_eq!(told, expected);
        tick().await;
        applicant.log_out().await;
        tick().await;
        let before = events(&app).await.len();
        let input = json!({ "userId": applicant.user_id, "email": "b@example.com" });
        browser.mutate("requestPasswordReset", "", input).await;
        tick().await;
        let token = token_to(&app, "b@example.com").await;
        let input = json!({ "token": token, "password": PASSWORD, "passwordConfirmation": PASSWORD });
        browser.mutate("completePasswordReset", "userId", input).await;
        tick().await;
        applicant.log_in().await;
        tick().await;
        browser.mutate("closeAccount", "", json!({ "currentPassword": PASSWORD })).await;
        let expected = ["PASSWORD_RESET_REQUESTED", "PASSWORD_RESET", "LOGGED_IN", "ACCOUNT_CLOSED"];
        assert_eq!(since(&app, before).await, expected);

        let mut faults = Vec::new();
        verify::verify(app.db(), Vec::new(), |verdict| faults.extend(verdict.fault)).await.expect("an answer");
        assert!(faults.is_empty(), "the chains hold");
    }

    /// Refusals are recorded, too, also for unknown IDs, and never with the input.
    async fn refused_logins_are_recorded_without_what_was_typed(app: TestApp) {
        let applicant = app.applicant("a@example.com").await;
        let before = events(&app).await.len();
        for _ in 0..6 {
            let payload = app.visitor().log_in(&applicant.user_id, "Wrong-2025=hana").await;
            assert_eq!(codes(&payload), ["INVALID_CREDENTIALS"]);
        }
        for typed in ["abcde99999", "abcde99999", "Secret-Typed-Here"] {
            app.visitor().log_in(typed, "Wrong-2025=hana").await;
        }
        let recorded: Vec<_> = events(&app).await.into_iter().skip(before).collect();
        let reasons = |wanted: Option<&str>| {
            recorded.iter().filter(|event| event.reason.as_deref() == wanted).count()
        };
        assert_eq!((reasons(Some("WRONG_PASSWORD")), reasons(Some("LOCKED")), reasons(Some("UNKNOWN"))), (5, 1, 3));
        assert_eq!(recorded.iter().filter(|event| event.action == "ACCOUNT_LOCKED").count(), 1);
        assert_eq!(recorded.len(), 10);
        let unknown: Vec<_> = recorded.iter().filter(|event| event.subject_id.is_none()).collect();
        let details: Vec<_> = unknown.iter().filter_map(|event| event.detail.as_deref()).collect();
        assert_eq!(details.len(), 3);
        assert!(details.iter().all(|detail| detail.len() == 16), "{details:?}");
        assert!(recorded.iter().all(|event| event.network.as_deref().is_some_and(|it| it.ends_with(".0/24"))));
    }
}

/// What was not done is not recorded.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_refused_as_input_leaves_no_line() {
    let app = TestApp::start(crate::support::Mode::Embedded).await;
    let applicant = app.applicant("a@example.com").await;
    applicant.log_in().await;
    let before = events(&app).await.len();
    let refused = [
        applicant.register_receipt("TEST25-999999").await,
        applicant
            .browser
            .mutate("changeContactDetails", "viewer{userId}", json!({ "phoneNumber": "x" }))
            .await,
        applicant
            .browser
            .mutate(
                "changePassword",
                "viewer{userId}",
                json!({
                    "password": "x", "passwordConfirmation": "y",
                }),
            )
            .await,
        applicant.browser.mutate("disavowChange", "", json!({ "token": "nonsense" })).await,
    ];
    assert!(refused.iter().all(|payload| payload["errors"] != Value::Array(Vec::new())));
    assert_eq!(since(&app, before).await, [""; 0]);
}
