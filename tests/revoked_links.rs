//! A link that died because the account was changed: no newer email was sent, so nobody is told to look for
//! one (I18, I22).

use std::collections::BTreeSet;

use entity::language::Language;
use serde_json::{Value, json};

use crate::support::client::{Client, codes, faults, newest};
use crate::support::{PASSWORD, TestApp, stories};

const NEW: &str = "Momiji-2026=aki";

async fn forgot_password(browser: &Client, user_id: &str, email: &str) {
    browser.mutate("requestPasswordReset", "", json!({ "userId": user_id, "email": email })).await;
}

async fn set_password(browser: &Client, token: &str) -> Value {
    let input = json!({ "token": token, "password": NEW, "passwordConfirmation": NEW });
    browser.mutate("completePasswordReset", "userId", input).await
}

async fn token_to(app: &TestApp, email: &str) -> String {
    newest(app.mails_to(email).await).token().expect("a link")
}

/// What the server says of the link to a reader of `language`.
async fn message(browser: &Client, token: &str, language: Language) -> String {
    let query = "mutation($i:CompletePasswordResetInput!){completePasswordReset(input:$i){errors{... on LinkError{message}}}}";
    let input = json!({ "token": token, "password": NEW, "passwordConfirmation": NEW });
    let body = json!({ "query": query, "variables": { "i": input } });
    let request = browser.request("POST", "/graphql").header("accept-language", language.tag()).json(&body);
    let answer = browser.send(request).await.json();
    let errors = answer["data"]["completePasswordReset"]["errors"].as_array().expect("errors").clone();
    errors.iter().find_map(|error| error["message"].as_str()).expect("a message").to_owned()
}

stories! {
    /// A new password ends the link, and its holder is led on: in eight languages, and not to a newer email.
    async fn a_link_that_a_new_password_ended_is_revoked(app: TestApp) {
        let applicant = app.applicant("a@example.com").await;
        forgot_password(&app.visitor(), &applicant.user_id, &applicant.email).await;
        let replaced = token_to(&app, &applicant.email).await;
        forgot_password(&app.visitor(), &applicant.user_id, &applicant.email).await;
        let revoked = token_to(&app, &applicant.email).await;
        applicant.log_in().await;
        let input = json!({ "password": NEW, "passwordConfirmation": NEW, "currentPassword": PASSWORD });
        let changed = applicant.browser.mutate("changePassword", "viewer{userId}", input).await;
        assert_eq!(codes(&changed), [""; 0], "{changed}");

        let visitor = app.visitor();
        assert_eq!(visitor.look_at(&replaced).await["state"], json!("REPLACED"));
        let seen = visitor.look_at(&revoked).await;
        assert_eq!((&seen["state"], &seen["purpose"]), (&json!("REVOKED"), &json!("PASSWORD_RESET")));
        assert_eq!(faults(&set_password(&visitor, &revoked).await), ["token LINK_REVOKED"]);
        let mut texts = BTreeSet::new();
        for language in Language::ALL {
            let browser = app.visitor();
            let [old, new] =
                [message(&browser, &replaced, language).await, message(&browser, &revoked, language).await];
            assert_ne!(old, new, "{language:?}");
            texts.insert(new);
        }
        assert_eq!(texts.len(), Language::ALL.len());
    }

    /// So does a change of address for a link to the old one, and "This was not me" for the change itself.
    async fn a_link_that_another_change_ended_is_revoked(app: TestApp) {
        let applicant = app.applicant("old@example.com").await;
        applicant.log_in().await;
        let input = json!({ "email": "new@example.com", "emailConfirmation": "new@example.com" });
        applicant.browser.mutate("startEmailChange", "sentTo", input).await;
        let change = token_to(&app, "new@example.com").await;
        let notice = token_to(&app, "old@example.com").await;
        forgot_password(&app.visitor(), &applicant.user_id, &applicant.email).await;
        let reset = token_to(&app, "old@example.com").await;
        let done = applicant.browser.mutate("completeEmailChange", "", json!({ "token": change })).await;
        assert_eq!(codes(&done), [""; 0]);
        let visitor = app.visitor();
        assert_eq!(visitor.look_at(&change).await["state"], json!("USED"));
        assert_eq!(visitor.look_at(&reset).await["state"], json!("REVOKED"));
        let second = token_to(&app, "old@example.com").await;
        let undone = visitor.mutate("disavowChange", "", json!({ "token": notice })).await;
        assert_eq!(codes(&undone), [""; 0]);
        assert_eq!(visitor.look_at(&second).await["state"], json!("REVOKED"));
    }
}
