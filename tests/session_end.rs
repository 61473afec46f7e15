//! What a person is told whose session has ended, and who enters a wrong current password (R8, R40, R46,
//! I22, I23).

use std::collections::BTreeSet;

use chrono::TimeDelta;
use entity::language::Language;
use serde_json::{Value, json};

use crate::support::client::{Client, codes, newest};
use crate::support::{PASSWORD, stories};

const NEW: &str = "Momiji-2026=aki";
const WRONG: &str = "Wrong-2025=hana";

/// The reason and the message of `SESSION_EXPIRED`, for a reader of `language`.
async fn told_in(browser: &Client, language: Language) -> (Value, String) {
    let query = "mutation{extendSession{errors{... on SessionError{code reason message}}}}";
    let request = browser.request("POST", "/graphql").header("accept-language", language.tag());
    let answer = browser.send(request.json(&json!({ "query": query }))).await.json();
    let error = answer["data"]["extendSession"]["errors"][0].clone();
    assert_eq!(error["code"], json!("SESSION_EXPIRED"), "{answer}");
    (error["reason"].clone(), error["message"].as_str().expect("a message").to_owned())
}

async fn told(browser: &Client) -> (Value, String) {
    told_in(browser, Language::En).await
}

async fn change_password(browser: &Client) {
    let input = json!({ "password": NEW, "passwordConfirmation": NEW, "currentPassword": PASSWORD });
    assert_eq!(codes(&browser.mutate("changePassword", "viewer{userId}", input).await), [""; 0]);
}

stories! {
    /// Three hours without activity, or the absolute limit: whichever came first.
    async fn a_session_that_lapsed_says_which_limit_it_reached(app: TestApp) {
        let applicant = app.applicant("a@example.com").await;
        applicant.log_in().await;
        let busy = app.visitor();
        busy.log_in(&applicant.user_id, PASSWORD).await;
        for _ in 0..9 {
            app.advance(TimeDelta::minutes(160)).await;
            busy.viewer().await;
        }
        let (reason, message) = told(&applicant.browser).await;
        assert_eq!(reason, json!("IDLE"));
        assert!(message.contains("three hours"), "{message}");
        let (reason, message) = told(&busy).await;
        assert_eq!(reason, json!("ABSOLUTE_LIMIT"));
        assert!(!message.contains("three hours"), "{message}");
        // What came later changes nothing about it.
        let other = app.visitor();
        other.log_in(&applicant.user_id, PASSWORD).await;
        change_password(&other).await;
        assert_eq!(told(&applicant.browser).await.0, json!("IDLE"));
    }

    /// Another session ends it, or all others, or an eleventh login; or its own holder.
    async fn a_session_that_was_ended_says_from_where(app: TestApp) {
        let applicant = app.applicant("a@example.com").await;
        applicant.log_in().await;
        let phone = app.visitor();
        phone.log_in(&applicant.user_id, PASSWORD).await;
        let cookie = phone.cookie();
        let query = "mutation{endOtherSessions{errors{... on UserError{code}}}}";
        phone.run(query, json!({})).await;
        assert_eq!(told(&applicant.browser).await.0, json!("ENDED_ELSEWHERE"));

        applicant.log_in().await;
        let list = applicant.browser.run("{viewer{sessions{id isCurrent}}}", json!({})).await;
        let list = list["viewer"]["sessions"].as_array().expect("sessions").clone();
        let other = list.iter().find(|session| session["isCurrent"] == json!(false)).expect("the phone's");
        applicant.browser.mutate("endSession", "viewer{userId}", json!({ "id": other["id"] })).await;
        assert_eq!(told(&phone).await.0, json!("ENDED_ELSEWHERE"));

        phone.set_cookie(None);
        for _ in 0..10 {
            app.advance(TimeDelta::minutes(1)).await;
            app.visitor().log_in(&applicant.user_id, PASSWORD).await;
        }
        assert_eq!(told(&applicant.browser).await.0, json!("ENDED_ELSEWHERE"), "it was idle longest");

        phone.log_in(&applicant.user_id, PASSWORD).await;
        assert_ne!(phone.cookie(), cookie);
        let cookie = phone.cookie();
        phone.run("mutation{logOut{loggedOut}}", json!({})).await;
        phone.set_cookie(cookie.as_deref());
        assert_eq!(told(&phone).await.0, json!("LOGGED_OUT"));
    }

    /// A new password and a new address end the other sessions, and each says so, in eight languages.
    async fn a_session_that_a_change_ended_says_which(app: TestApp) {
        let applicant = app.applicant("a@example.com").await;
        let (phone, tablet) = (app.visitor(), app.visitor());
        phone.log_in(&applicant.user_id, PASSWORD).await;
        applicant.log_in().await;
        let input = json!({ "email": "b@example.com", "emailConfirmation": "b@example.com" });
        applicant.browser.mutate("startEmailChange", "sentTo", input).await;
        let token = newest(app.mails_to("b@example.com").await).token().expect("a link");
        applicant.browser.mutate("completeEmailChange", "completed", json!({ "token": token })).await;
        assert_eq!(told(&phone).await.0, json!("EMAIL_CHANGED"));

        tablet.log_in(&applicant.user_id, PASSWORD).await;
        change_password(&applicant.browser).await;
        assert_eq!(told(&tablet).await.0, json!("PASSWORD_CHANGED"));
        let mut texts = BTreeSet::new();
        for language in Language::ALL {
            texts.insert(told_in(&phone, language).await.1);
            texts.insert(told_in(&tablet, language).await.1);
        }
        assert_eq!(texts.len(), 2 * Language::ALL.len());

        let input = json!({ "userId": applicant.user_id, "email": "b@example.com" });
        app.visitor().mutate("requestPasswordReset", "accepted", input).await;
        let token = newest(app.mails_to("b@example.com").await).token().expect("a link");
        let input = json!({ "token": token, "password": PASSWORD, "passwordConfirmation": PASSWORD });
        app.visitor().mutate("completePasswordReset", "completed", input).await;
        assert_eq!(told(&applicant.browser).await.0, json!("PASSWORD_CHANGED"));
    }

    /// A token that the server does not know has no reason, and the text claims none.
    async fn a_token_that_is_not_known_has_no_reason(app: TestApp) {
        let applicant = app.applicant("a@example.com").await;
        applicant.log_in().await;
        let cookie = applicant.browser.cookie().expect("a cookie");
        let (name, _) = cookie.split_once('=').expect("a pair");
        applicant.browser.set_cookie(Some(&format!("{name}={}", "A".repeat(43))));
        let (reason, message) = told(&applicant.browser).await;
        assert_eq!(reason, json!(null));
        assert!(!message.contains("three hours"), "{message}");
    }

    /// Somebody who is logged in entered no user ID: every form speaks of the current password alone.
    async fn a_wrong_current_password_has_a_text_of_its_own(app: TestApp) {
        let applicant = app.applicant("a@example.com").await;
        let at_login = app.visitor().log_in(&applicant.user_id, WRONG).await["errors"][0]["message"].clone();
        applicant.log_in().await;
        let current = json!({ "currentPassword": WRONG });
        let address = json!({ "email": "b@example.com", "emailConfirmation": "b@example.com", "currentPassword": WRONG });
        let new = json!({ "password": NEW, "passwordConfirmation": NEW, "currentPassword": WRONG });
        for (name, fields, input) in [
            ("exportData", "json", current.clone()),
            ("closeAccount", "closed", current),
            ("startEmailChange", "sentTo", address),
            ("changePassword", "viewer{userId}", new),
            ("reauthenticate", "accessToken", json!({ "password": WRONG })),
        ] {
            let payload = applicant.browser.mutate(name, fields, input).await;
            assert_eq!(codes(&payload), ["INVALID_CREDENTIALS"], "{name}");
            let message = payload["errors"][0]["message"].as_str().expect("a message");
            assert_ne!(json!(message), at_login, "{name}");
            assert!(message.contains("current password") && !message.contains("user ID"), "{name}: {message}");
            applicant.log_in().await;
        }
    }
}
