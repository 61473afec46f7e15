//! When the link in an email expires (`linkExpiresAt`): each answer after which an email with a link is sent
//! says it, and says the same whether there is such an account (I20).

use chrono::TimeDelta;
use entity::officer::Role;
use serde_json::{Value, json};

use crate::support::client::{Client, codes, merged, newest};
use crate::support::{PASSWORD, TestApp, stories};

/// When the link in the newest mail to an address expires, as the link itself says.
async fn end_of_link(app: &TestApp, email: &str) -> Value {
    let token = newest(app.mails_to(email).await).token().expect("a link");
    app.visitor().look_at(&token).await["expiresAt"].clone()
}

async fn expiry(browser: &Client, mutation: &str, input: Value) -> Value {
    let payload = browser.mutate(mutation, "linkExpiresAt", input).await;
    assert_eq!(codes(&payload), [""; 0], "{payload}");
    payload["linkExpiresAt"].clone()
}

fn after(app: &TestApp, span: TimeDelta) -> Value {
    json!((app.now() + span).to_rfc3339_opts(chrono::SecondsFormat::Millis, true))
}

stories! {
    /// Known or unknown, in use or free: the same moment, and that of the link itself.
    async fn an_answer_says_when_the_link_expires_and_nothing_else(app: TestApp) {
        let applicant = app.applicant("a@example.com").await;
        for email in ["a@example.com", "new@example.com"] {
            let input = json!({ "email": email, "emailConfirmation": email, "agreedTermsVersion": "2026-01" });
            let told = expiry(&app.visitor(), "startRegistration", input).await;
            assert_eq!(told, after(&app, TimeDelta::hours(24)));
            assert_eq!(end_of_link(&app, email).await, told);
        }
        let mails = app.mails().len();
        for (user_id, email) in [
            (applicant.user_id.as_str(), "a@example.com"),
            (applicant.user_id.as_str(), "b@example.com"),
            ("abcde99999", "a@example.com"),
        ] {
            let told = expiry(&app.visitor(), "requestPasswordReset", json!({ "userId": user_id, "email": email })).await;
            assert_eq!(told, after(&app, TimeDelta::hours(1)), "{user_id} {email}");
        }
        app.settle().await;
        assert_eq!(app.mails().len(), mails + 1);
        assert_eq!(end_of_link(&app, "a@example.com").await, after(&app, TimeDelta::hours(1)));
        let refused = app.visitor().mutate("requestPasswordReset", "linkExpiresAt", json!({ "userId": "", "email": "" })).await;
        assert_eq!(refused["linkExpiresAt"], Value::Null);
    }

    /// A request that is repeated with its key sends no other email, so it gets the same answer again.
    async fn a_repeated_request_has_the_expiry_of_the_first(app: TestApp) {
        let applicant = app.applicant("a@example.com").await;
        applicant.log_in().await;
        let (typed, key) = (json!({ "email": "n@example.com", "emailConfirmation": "n@example.com" }), "one");
        let keyed = |input: Value| merged(input, json!({ "idempotencyKey": key }));
        let requests = [
            ("startRegistration", keyed(merged(typed.clone(), json!({ "agreedTermsVersion": "2026-01" })))),
            ("requestPasswordReset", keyed(json!({ "userId": applicant.user_id, "email": "a@example.com" }))),
            ("requestPasswordReset", keyed(json!({ "userId": "abcde99999", "email": "a@example.com" }))),
            ("startEmailChange", keyed(typed)),
        ];
        let mut first = Vec::new();
        for (mutation, input) in requests.clone() {
            first.push(expiry(&applicant.browser, mutation, input).await);
        }
        app.advance(TimeDelta::minutes(10)).await;
        for ((mutation, input), told) in requests.into_iter().zip(first) {
            assert_eq!(expiry(&applicant.browser, mutation, input).await, told, "{mutation}");
        }
    }

    /// The change of an address: its link, and the one in the notice to the old address, also on a second click.
    async fn a_change_of_address_says_how_long_it_can_be_completed_and_undone(app: TestApp) {
        let applicant = app.applicant("old@example.com").await;
        applicant.log_in().await;
        let input = json!({ "email": "new@example.com", "emailConfirmation": "new@example.com" });
        let told = expiry(&applicant.browser, "startEmailChange", input).await;
        assert_eq!(told, after(&app, TimeDelta::hours(24)));
        let mail = newest(app.mails_to("new@example.com").await);
        let token = mail.token().expect("a link");
        assert_eq!(app.visitor().look_at(&token).await["expiresAt"], told);
        app.advance(TimeDelta::hours(1)).await;
        let done = expiry(&applicant.browser, "completeEmailChange", json!({ "token": token })).await;
        assert_eq!(done, after(&app, TimeDelta::days(10)));
        assert_eq!(end_of_link(&app, "old@example.com").await, done);
        app.advance(TimeDelta::minutes(5)).await;
        let again = expiry(&applicant.browser, "completeEmailChange", json!({ "token": token })).await;
        assert_eq!(again, done, "the same click, the same answer");
    }

    /// What an applicant at a counter and an officer are told.
    async fn the_counter_and_the_bureau_know_it_too(app: TestApp) {
        let form = json!({
            "type": "COUNTER_APPLICANT", "name": "HOUMU TARO", "sex": "MALE", "birthDate": "2000-01-01",
            "municipalityCode": "011011", "street": "1", "phoneNumber": "0312345678", "email": "c@example.com",
            "emailConfirmation": "c@example.com", "agreedTermsVersion": "2026-01", "validateOnly": true,
        });
        let browser = app.visitor();
        let confirmed = browser.mutate("registerCounterApplicant", "stepToken linkExpiresAt", form.clone()).await;
        assert_eq!(confirmed["linkExpiresAt"], Value::Null, "no email is sent yet");
        let step = json!({ "validateOnly": false, "stepToken": confirmed["stepToken"] });
        let told = expiry(&browser, "registerCounterApplicant", merged(form, step)).await;
        assert_eq!(told, after(&app, TimeDelta::hours(24)));
        assert_eq!(end_of_link(&app, "c@example.com").await, told);

        let applicant = app.applicant("a@example.com").await;
        let officer = app.officer("hanako", &[Role::Support]).await;
        let told = expiry(&officer.browser, "sendPasswordReset", json!({ "userId": applicant.user_id })).await;
        assert_eq!(told, after(&app, TimeDelta::hours(1)));
        assert_eq!(end_of_link(&app, "a@example.com").await, told);
        assert_eq!(codes(&app.visitor().log_in(&applicant.user_id, PASSWORD).await), [""; 0]);
    }
}
