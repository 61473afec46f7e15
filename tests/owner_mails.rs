//! What mails tell an owner is true: who is locked out, how far a change of address is, and in whose language
//! (R36, R41, R42, I22).

use chrono::TimeDelta;
use serde_json::json;

use crate::support::client::{Client, codes, newest};
use crate::support::{Applicant, PASSWORD, Received, TestApp, stories};

const WRONG: &str = "Wrong-2025=hana";

async fn five_wrong(browser: &Client, user_id: &str) {
    for _ in 0..5 {
        browser.log_in(user_id, WRONG).await;
    }
}

/// The English part of the newest mail.
async fn told(app: &TestApp, applicant: &Applicant) -> Received {
    newest(app.mails_to(&applicant.email).await)
}

async fn gets_in(browser: &Client, applicant: &Applicant) -> bool {
    codes(&browser.log_in(&applicant.user_id, PASSWORD).await).is_empty()
}

/// The text without its line breaks.
fn flat(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

stories! {
    /// Without a known browser, nobody gets in.
    async fn a_lock_that_keeps_everybody_out_says_so(app: TestApp) {
        let applicant = app.applicant("a@example.com").await;
        five_wrong(&app.visitor(), &applicant.user_id).await;
        let mail = told(&app, &applicant).await;
        assert!(mail.subject.contains("Account locked") && flat(&mail.text).contains("You cannot log in until"), "{}", mail.text);
        assert!(!flat(&mail.text).contains("you can still log in"), "{}", mail.text);
        assert!(!gets_in(&applicant.browser, &applicant).await);
    }

    /// A stranger locks the account; the owner's known browser still gets in, and the mail says so.
    async fn a_lock_that_leaves_the_owner_a_browser_says_so(app: TestApp) {
        let applicant = app.applicant("a@example.com").await;
        applicant.log_in().await;
        applicant.log_out().await;
        five_wrong(&app.visitor(), &applicant.user_id).await;
        let mail = told(&app, &applicant).await;
        assert!(mail.subject.contains("Account locked") && flat(&mail.text).contains("you can still log in"), "{}", mail.text);
        assert!(!flat(&mail.text).contains("You cannot log in until"), "{}", mail.text);
        assert!(gets_in(&applicant.browser, &applicant).await);
        assert!(!gets_in(&app.visitor(), &applicant).await);
    }

    /// One browser alone is locked; every other gets in. If the account is locked then, too, nobody does.
    async fn a_lock_of_one_browser_says_so(app: TestApp) {
        let applicant = app.applicant("a@example.com").await;
        applicant.log_in().await;
        applicant.log_out().await;
        five_wrong(&applicant.browser, &applicant.user_id).await;
        let mail = told(&app, &applicant).await;
        assert!(mail.subject.contains("locked in one browser"), "{}", mail.subject);
        assert!(flat(&mail.text).contains("Other browsers and apps are not affected"), "{}", mail.text);
        assert!(!gets_in(&applicant.browser, &applicant).await);

        five_wrong(&app.visitor(), &applicant.user_id).await;
        let mail = told(&app, &applicant).await;
        assert!(mail.subject.contains("Account locked") && flat(&mail.text).contains("You cannot log in until"), "{}", mail.text);
        assert!(!gets_in(&app.visitor(), &applicant).await);
        app.advance(TimeDelta::hours(24)).await;
        assert!(gets_in(&app.visitor(), &applicant).await);
    }

    /// The old address is told of the request, then of the change: each once, and neither says "or".
    async fn the_notice_says_whether_a_change_was_requested_or_completed(app: TestApp) {
        let applicant = app.applicant("old@example.com").await;
        applicant.log_in().await;
        let input = json!({ "email": "new@example.com", "emailConfirmation": "new@example.com" });
        applicant.browser.mutate("startEmailChange", "sentTo", input).await;
        let requested = told(&app, &applicant).await;
        let token = newest(app.mails_to("new@example.com").await).token().expect("a link");
        applicant.browser.mutate("completeEmailChange", "", json!({ "token": token })).await;
        let completed = told(&app, &applicant).await;
        assert_ne!(requested.subject, completed.subject);
        for (mail, says, says_not) in [
            (&requested, "was requested on", "was completed on"),
            (&completed, "was completed on", "was requested on"),
        ] {
            assert!(flat(&mail.text).contains(says) && !flat(&mail.text).contains(says_not), "{}", mail.text);
            assert!(flat(&mail.text).contains("(Japan time) Device: not known Place: network "), "{}", mail.text);
            assert!(mail.token().is_some(), "both can be answered with \"This was not me\"");
        }
    }

    /// Anyone may ask for a user ID, and in any language: the mail is in the account's, and with several
    /// accounts in that of the one that was used last.
    async fn forgotten_user_ids_come_in_the_language_of_the_account(app: TestApp) {
        let first = app.applicant("family@example.com").await;
        first.log_in().await;
        first.browser.mutate("changePreferences", "viewer{userId}", json!({ "language": "VI" })).await;
        let ask = async || {
            let visitor = app.visitor();
            let query = "mutation{requestUserId(input:{email:\"family@example.com\",name:\"JOHN DOE\"}){errors{__typename}}}";
            let request = visitor.request("POST", "/graphql").header("accept-language", "ko");
            visitor.send(request.json(&json!({ "query": query }))).await;
            newest(app.mails_to("family@example.com").await).header("content-language").map(str::to_owned)
        };
        assert_eq!(ask().await.as_deref(), Some("vi, ja, en"));

        app.advance(TimeDelta::days(1)).await;
        let second = app.applicant("family@example.com").await;
        assert_eq!(ask().await.as_deref(), Some("en, ja"), "the second was registered after the login to the first");
        app.advance(TimeDelta::days(1)).await;
        first.log_in().await;
        assert_eq!(ask().await.as_deref(), Some("vi, ja, en"));
        second.log_in().await;
        second.browser.mutate("changePreferences", "viewer{userId}", json!({ "language": "TL" })).await;
        app.advance(TimeDelta::minutes(1)).await;
        second.log_in().await;
        assert_eq!(ask().await.as_deref(), Some("tl, ja, en"));
    }
}
