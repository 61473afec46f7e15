//! A thief with a stolen session: what the owner can take back with the mails and a reset (I22, I23, R38,
//! R85).

use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::support::client::{Applicant, Client, codes, faults, newest};
use crate::support::{PASSWORD, TestApp, stories};

const NEW: &str = "Momiji-2026=aki";
const WRONG: &str = "Wrong-2025=hana";

async fn start(browser: &Client, email: &str, with: Value) -> Value {
    let input = json!({ "email": email, "emailConfirmation": email });
    let input = crate::support::client::merged(input, with);
    browser.mutate("startEmailChange", "sentTo", input).await
}

async fn complete(browser: &Client, token: &str) -> Value {
    browser.mutate("completeEmailChange", "", json!({ "token": token })).await
}

async fn disavow(browser: &Client, token: &str) -> Value {
    browser.mutate("disavowChange", "", json!({ "token": token })).await
}

async fn token_to(app: &TestApp, email: &str) -> String {
    newest(app.mails_to(email).await).token().expect("a link")
}

/// Requests a link to reset the password, and returns its token.
async fn ask_for_reset(app: &TestApp, browser: &Client, applicant: &Applicant, email: &str) -> String {
    let input = json!({ "userId": applicant.user_id, "email": email });
    browser.mutate("requestPasswordReset", "", input).await;
    token_to(app, email).await
}

async fn set_new(browser: &Client, token: &str) -> Value {
    let input = json!({ "token": token, "password": NEW, "passwordConfirmation": NEW });
    browser.mutate("completePasswordReset", "userId", input).await
}

/// Requests a reset by mail and completes it.
async fn reset(app: &TestApp, browser: &Client, applicant: &Applicant, email: &str) -> Value {
    let token = ask_for_reset(app, browser, applicant, email).await;
    set_new(browser, &token).await
}

stories! {
    /// The thief's address gets notices once it is in force, but its links do not override the owner's.
    async fn the_address_of_before_has_the_last_word(app: TestApp) {
        let applicant = app.applicant("old@example.com").await;
        let thief = app.visitor();
        thief.log_in(&applicant.user_id, PASSWORD).await;
        start(&thief, "thief@example.com", json!({})).await;
        let owners = token_to(&app, "old@example.com").await;
        complete(&thief, &token_to(&app, "thief@example.com").await).await;
        let owners_second = token_to(&app, "old@example.com").await;
        start(&thief, "other@example.com", json!({})).await;
        let thiefs = token_to(&app, "thief@example.com").await;
        assert_eq!(codes(&disavow(&thief, &thiefs).await), [""; 0]);
        assert_eq!(codes(&reset(&app, &thief, &applicant, "thief@example.com").await), [""; 0]);
        assert_eq!(codes(&thief.log_in(&applicant.user_id, NEW).await), [""; 0]);

        let owner = app.visitor();
        assert_eq!(codes(&disavow(&owner, &owners).await), [""; 0]);
        assert_eq!(thief.viewer().await, Value::Null);
        assert_eq!(faults(&disavow(&owner, &owners_second).await), ["token LINK_REVOKED"]);
        assert_eq!(codes(&thief.log_in(&applicant.user_id, NEW).await), ["INVALID_CREDENTIALS"]);
        assert_eq!(codes(&reset(&app, &owner, &applicant, "old@example.com").await), [""; 0]);
        assert_eq!(codes(&owner.log_in(&applicant.user_id, NEW).await), [""; 0]);
    }

    /// A pending change of address ends with a reset or a new password.
    async fn a_new_password_stops_a_change_under_way(app: TestApp) {
        let applicant = app.applicant("old@example.com").await;
        let thief = app.visitor();
        thief.log_in(&applicant.user_id, PASSWORD).await;
        start(&thief, "thief@example.com", json!({})).await;
        let link = token_to(&app, "thief@example.com").await;
        let owner = app.visitor();
        assert_eq!(codes(&reset(&app, &owner, &applicant, "old@example.com").await), [""; 0]);
        assert_eq!(faults(&complete(&thief, &link).await), ["token LINK_REVOKED"]);

        for browser in [&thief, &owner] {
            assert_eq!(codes(&browser.log_in(&applicant.user_id, NEW).await), [""; 0]);
        }
        start(&thief, "thief@example.com", json!({})).await;
        let link = token_to(&app, "thief@example.com").await;
        let input = json!({ "password": PASSWORD, "passwordConfirmation": PASSWORD });
        assert_eq!(codes(&owner.mutate("changePassword", "viewer{userId}", input).await), [""; 0]);
        assert_eq!(faults(&complete(&thief, &link).await), ["token LINK_REVOKED"]);
        let email = owner.run("{viewer{email}}", json!({})).await["viewer"]["email"].clone();
        assert_eq!(email, json!("old@example.com"));
    }

    /// A change that is requested during a reset: in either order, no click completes it afterwards.
    async fn a_change_asked_for_during_a_reset_comes_to_nothing(app: TestApp) {
        for round in 0..4 {
            let applicant = app.applicant(&format!("old{round}@example.com")).await;
            let (thief, owner) = (app.visitor(), app.visitor());
            thief.log_in(&applicant.user_id, PASSWORD).await;
            let token = ask_for_reset(&app, &owner, &applicant, &applicant.email).await;
            let (asked, reset) = tokio::join!(
                start(&thief, "thief@example.com", json!({ "currentPassword": PASSWORD })),
                set_new(&owner, &token),
            );
            assert_eq!(codes(&reset), [""; 0]);
            // Before, after or during the reset: in the last case the session was valid, and the password was
            // already the old one.
            let ends = ["", "SESSION_EXPIRED", "INVALID_CREDENTIALS"];
            assert!(ends.contains(&codes(&asked).concat().as_str()), "{asked}");
            for mail in app.mails_to("thief@example.com").await {
                let link = mail.token().expect("a link");
                assert_eq!(faults(&complete(&thief, &link).await), ["token LINK_REVOKED"]);
            }
            assert_eq!(codes(&owner.log_in(&applicant.user_id, NEW).await), [""; 0]);
            let email = owner.run("{viewer{email}}", json!({})).await["viewer"]["email"].clone();
            assert_eq!(email, json!(applicant.email));
        }
    }

    /// R38: after a reset the owner can log in at once, from anywhere, however many wrong passwords were
    /// tried; and a stolen device cookie is worthless.
    async fn after_a_reset_the_owner_logs_in_at_once_from_anywhere(app: TestApp) {
        let applicant = app.applicant("a@example.com").await;
        applicant.log_in().await;
        applicant.log_out().await;
        for _ in 0..10 {
            app.visitor().log_in(&applicant.user_id, WRONG).await;
        }
        assert_eq!(codes(&app.visitor().log_in(&applicant.user_id, PASSWORD).await), ["INVALID_CREDENTIALS"], "it is locked");
        assert_eq!(codes(&reset(&app, &app.visitor(), &applicant, "a@example.com").await), [""; 0]);
        assert_eq!(codes(&app.visitor().log_in(&applicant.user_id, NEW).await), [""; 0]);
        for _ in 0..5 {
            app.visitor().log_in(&applicant.user_id, WRONG).await;
        }
        let stolen = applicant.browser.log_in(&applicant.user_id, NEW).await;
        assert_eq!(codes(&stolen), ["INVALID_CREDENTIALS"], "the browser is a stranger's, and they are locked out");
    }

    /// Repeating a request costs nothing and needs no password; another account may use the same key.
    async fn a_repeated_request_for_a_new_address_sends_one_link(app: TestApp) {
        let (one, two) = (app.applicant("a@example.com").await, app.applicant("b@example.com").await);
        one.log_in().await;
        two.log_in().await;
        for _ in 0..7 {
            let payload = start(&one.browser, "n@example.com", json!({ "idempotencyKey": "1" })).await;
            assert_eq!(payload, json!({ "sentTo": "n@example.com", "errors": [] }));
        }
        let other = start(&one.browser, "m@example.com", json!({ "idempotencyKey": "1" })).await;
        assert_eq!(codes(&other), ["IDEMPOTENCY_KEY_REUSED"]);
        assert_eq!(codes(&start(&two.browser, "m@example.com", json!({ "idempotencyKey": "1" })).await), [""; 0]);
        assert_eq!(app.mails_to("n@example.com").await.len(), 1);
        assert_eq!(app.mails_to("m@example.com").await.len(), 1);
        app.advance(TimeDelta::minutes(20)).await;
        let late = start(&one.browser, "n@example.com", json!({ "idempotencyKey": "1" })).await;
        assert_eq!(codes(&late), [""; 0], "whose answer got lost is not asked for more");
    }
}
