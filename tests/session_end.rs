//! What a person is told whose session has ended, and who enters a wrong current password (R8, R40, R46,
//! I22, I23).

use std::collections::BTreeSet;

use chrono::{DateTime, TimeDelta, Utc};
use entity::language::Language;
use serde_json::{Value, json};

use crate::support::client::{Client, codes, newest};
use crate::support::{PASSWORD, stories};

const NEW: &str = "Momiji-2026=aki";
const WRONG: &str = "Wrong-2025=hana";

const STATUS: &str = "{sessionStatus{now warnAt expiresAt endedAt endReason endMessage}}";

async fn asked_in(browser: &Client, language: Language, query: &str) -> Value {
    let request = browser.request("POST", "/graphql").header("accept-language", language.tag());
    browser.send(request.json(&json!({ "query": query }))).await.json()["data"].clone()
}

/// The reason and the message of `SESSION_EXPIRED`, for a reader of `language`. `sessionStatus` says the same.
async fn told_in(browser: &Client, language: Language) -> (Value, String) {
    let query = "mutation{extendSession{errors{... on SessionError{code reason message}}}}";
    let answer = asked_in(browser, language, query).await;
    let error = answer["extendSession"]["errors"][0].clone();
    assert_eq!(error["code"], json!("SESSION_EXPIRED"), "{answer}");
    let status = asked_in(browser, language, STATUS).await["sessionStatus"].clone();
    assert_eq!(status.is_null(), error["reason"].is_null(), "{status}");
    if !status.is_null() {
        assert_eq!((&status["endReason"], &status["endMessage"]), (&error["reason"], &error["message"]));
        assert_eq!(status["endedAt"], status["expiresAt"]);
        let time = |name: &str| status[name].as_str().expect("a time").to_owned();
        assert!(time("warnAt") < time("endedAt") && time("endedAt") <= time("now"), "{status}");
    }
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
        phone.run("mutation{logOut{errors{__typename}}}", json!({})).await;
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
        applicant.browser.mutate("completeEmailChange", "", json!({ "token": token })).await;
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
        app.visitor().mutate("requestPasswordReset", "", input).await;
        let token = newest(app.mails_to("b@example.com").await).token().expect("a link");
        let input = json!({ "token": token, "password": PASSWORD, "passwordConfirmation": PASSWORD });
        app.visitor().mutate("completePasswordReset", "userId", input).await;
        assert_eq!(told(&applicant.browser).await.0, json!("PASSWORD_CHANGED"));
    }

    /// While the session is open, nothing says that it has ended. After that, the status says when and why, in
    /// any language, and stays as it is.
    async fn the_status_of_a_session_says_when_and_why_it_ended(app: TestApp) {
        let applicant = app.applicant("a@example.com").await;
        let nobody = app.visitor().run(STATUS, json!({})).await;
        assert_eq!(nobody, json!({ "sessionStatus": null }));
        applicant.log_in().await;
        let open = applicant.browser.run(STATUS, json!({})).await["sessionStatus"].clone();
        for name in ["endedAt", "endReason", "endMessage"] {
            assert_eq!(open[name], json!(null), "{name}");
        }
        let phone = app.visitor();
        phone.log_in(&applicant.user_id, PASSWORD).await;
        app.advance(TimeDelta::minutes(20)).await;
        phone.run("mutation{endOtherSessions{viewer{userId}}}", json!({})).await;
        app.advance(TimeDelta::hours(5)).await;
        let query = "{sessionStatus{endedAt endReason en:endMessage(language:EN) ko:endMessage(language:KO)} viewer{userId}}";
        let over = applicant.browser.run(query, json!({})).await;
        assert_eq!(over["viewer"], json!(null));
        let over = &over["sessionStatus"];
        assert_eq!(over["endReason"], json!("ENDED_ELSEWHERE"), "it would have lapsed since");
        let ended_at: DateTime<Utc> = over["endedAt"].as_str().expect("a time").parse().expect("a time");
        let opened_at: DateTime<Utc> = open["now"].as_str().expect("a time").parse().expect("a time");
        assert!((ended_at - opened_at - TimeDelta::minutes(20)).abs() < TimeDelta::minutes(1), "{over}");
        assert!(over["en"].as_str().is_some_and(|text| text.contains("another device")), "{over}");
        assert!(over["ko"].as_str().is_some_and(|text| text.contains("로그아웃")), "{over}");
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
            ("closeAccount", "", current),
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
