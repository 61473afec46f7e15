//! My page: viewing and changing the user's information (R17, R81-R90, I22, I23, I33, I34).

use chrono::TimeDelta;
use entity::outbox;
use sea_orm::EntityTrait;
use serde_json::{Value, json};

use crate::support::client::{Applicant, Client, codes, faults, newest};
use crate::support::{PASSWORD, TestApp, stories};

const NEW: &str = "Momiji-2026=aki";

async fn start(browser: &Client, email: &str, password: Option<&str>) -> Value {
    let input = json!({ "email": email, "emailConfirmation": email, "currentPassword": password });
    browser.mutate("startEmailChange", "sentTo", input).await
}

async fn complete(browser: &Client, token: &str) -> Value {
    browser.mutate("completeEmailChange", "", json!({ "token": token })).await
}

async fn disavow(browser: &Client, token: &str) -> Value {
    browser.mutate("disavowChange", "", json!({ "token": token })).await
}

async fn change_password(browser: &Client, new: &str, current: Option<&str>) -> Value {
    let input = json!({ "password": new, "passwordConfirmation": new, "currentPassword": current });
    browser.mutate("changePassword", "viewer{userId} accessToken", input).await
}

async fn reauthenticate(browser: &Client, password: &str) -> Value {
    browser
        .mutate("reauthenticate", "sessionStatus{expiresAt} accessToken", json!({ "password": password }))
        .await
}

async fn change_details(browser: &Client, input: Value) -> Value {
    browser.mutate("changeContactDetails", "viewer{phoneNumber}", input).await
}

/// "Proceed to Confirmation".
async fn confirm_details(browser: &Client, mut input: Value) -> Value {
    input["validateOnly"] = json!(true);
    let fields = "viewer{phoneNumber} \
                  confirmation{phoneNumber postalCode address{municipality{name} street}}";
    browser.mutate("changeContactDetails", fields, input).await
}

async fn email_of(applicant: &Applicant) -> Value {
    applicant.browser.run("{viewer{email}}", json!({})).await["viewer"]["email"].clone()
}

async fn token_to(app: &TestApp, email: &str) -> String {
    newest(app.mails_to(email).await).token().expect("a link")
}

fn done() -> Value {
    json!({ "errors": [] })
}

stories! {
    /// R83, R85: a link to the new address and a notice to the old one, which stays in force until the click.
    async fn a_new_address_is_confirmed_by_its_own_mail(app: TestApp) {
        let applicant = app.applicant("old@example.com").await;
        applicant.log_in().await;
        let elsewhere = app.visitor();
        elsewhere.log_in(&applicant.user_id, PASSWORD).await;
        assert_eq!(start(&applicant.browser, "New@Example.COM", None).await["sentTo"], json!("New@example.com"));
        let link = newest(app.mails_to("New@example.com").await);
        assert!(!link.text.contains("old@example.com"), "the new address does not learn the old one");
        assert!(link.text.contains("@uketori.example"), "the domain to allow (R84)");
        let notice = newest(app.mails_to("old@example.com").await);
        assert!(notice.subject.contains("Email address change notice") && notice.token().is_some());
        assert_eq!(email_of(&applicant).await, json!("old@example.com"));
        app.issue(&applicant, "TEST25-000001").await;
        assert!(newest(app.mails_to("old@example.com").await).subject.contains("TEST25-000001"));

        let token = link.token().expect("a link");
        assert_eq!(applicant.browser.look_at(&token).await["purpose"], json!("EMAIL_CHANGE"));
        assert_eq!(complete(&applicant.browser, &token).await, done());
        assert_eq!(complete(&applicant.browser, &token).await, done(), "the same click, the same answer");
        assert_eq!(email_of(&applicant).await, json!("New@example.com"), "this session goes on");
        assert_eq!(elsewhere.viewer().await, Value::Null, "every other ends");
        let told = app.mails_to("old@example.com").await;
        assert_eq!(told.iter().filter(|mail| mail.subject.contains("Email address change notice")).count(), 2);
        app.advance(TimeDelta::minutes(11)).await;
        assert_eq!(faults(&complete(&applicant.browser, &token).await), ["token LINK_USED"]);
    }

    /// I23: the click works without a login; then every session ends. A reset link that was sent to the old
    /// address is invalid.
    async fn the_click_works_logged_out_and_ends_every_session(app: TestApp) {
        let applicant = app.applicant("old@example.com").await;
        applicant.log_in().await;
        start(&applicant.browser, "new@example.com", None).await;
        let token = token_to(&app, "new@example.com").await;
        let input = json!({ "userId": applicant.user_id, "email": "old@example.com" });
        applicant.browser.mutate("requestPasswordReset", "", input).await;
        let reset = token_to(&app, "old@example.com").await;
        let stranger = app.visitor();
        assert_eq!(complete(&stranger, &token).await, done());
        assert_eq!(applicant.browser.viewer().await, Value::Null);
        let input = json!({ "token": reset, "password": NEW, "passwordConfirmation": NEW });
        let refused = stranger.mutate("completePasswordReset", "userId", input).await;
        assert_eq!(faults(&refused), ["token LINK_REVOKED"]);
        applicant.log_in().await;
        assert_eq!(email_of(&applicant).await, json!("new@example.com"));
    }

    /// A new request makes a new link, and the older one becomes invalid; valid for 24 hours.
    async fn the_newest_link_counts_for_a_day(app: TestApp) {
        let applicant = app.applicant("old@example.com").await;
        applicant.log_in().await;
        start(&applicant.browser, "one@example.com", None).await;
        let first = token_to(&app, "one@example.com").await;
        start(&applicant.browser, "two@example.com", None).await;
        let second = token_to(&app, "two@example.com").await;
        assert_eq!(faults(&complete(&applicant.browser, &first).await), ["token LINK_REPLACED"]);
        app.advance(TimeDelta::hours(24)).await;
        assert_eq!(faults(&complete(&app.visitor(), &second).await), ["token LINK_EXPIRED"]);
        assert_eq!(faults(&complete(&app.visitor(), "nonsense").await), ["token LINK_UNKNOWN"]);
    }

    /// "This was not me": the old address is restored, nobody is logged in, and only a reset opens the
    /// account.
    async fn the_old_address_can_undo_a_change(app: TestApp) {
        let applicant = app.applicant("old@example.com").await;
        let thief = app.visitor();
        thief.log_in(&applicant.user_id, PASSWORD).await;
        start(&thief, "thief@example.com", None).await;
        let at_request = token_to(&app, "old@example.com").await;
        complete(&thief, &token_to(&app, "thief@example.com").await).await;
        let at_change = token_to(&app, "old@example.com").await;
        assert_ne!(at_request, at_change);
        let owner = app.visitor();
        app.advance(TimeDelta::days(9)).await;
        assert_eq!(owner.look_at(&at_request).await["purpose"], json!("DISAVOW"));
        assert_eq!(disavow(&owner, &at_request).await, done());
        assert_eq!(disavow(&owner, &at_request).await, done(), "the same click, the same answer");
        assert_eq!(faults(&disavow(&owner, &at_change).await), ["token LINK_REVOKED"]);
        assert_eq!(thief.viewer().await, Value::Null);
        assert_eq!(codes(&thief.log_in(&applicant.user_id, PASSWORD).await), ["INVALID_CREDENTIALS"]);

        let input = json!({ "userId": applicant.user_id, "email": "old@example.com" });
        owner.mutate("requestPasswordReset", "", input).await;
        let reset = token_to(&app, "old@example.com").await;
        let input = json!({ "token": reset, "password": NEW, "passwordConfirmation": NEW });
        assert_eq!(codes(&owner.mutate("completePasswordReset", "userId", input).await), [""; 0]);
        assert_eq!(codes(&owner.log_in(&applicant.user_id, NEW).await), [""; 0]);
    }

    /// A change that is not completed yet is stopped in the same way.
    async fn a_change_under_way_can_be_stopped(app: TestApp) {
        let applicant = app.applicant("old@example.com").await;
        applicant.log_in().await;
        start(&applicant.browser, "thief@example.com", None).await;
        let (link, notice) =
            (token_to(&app, "thief@example.com").await, token_to(&app, "old@example.com").await);
        assert_eq!(disavow(&app.visitor(), &notice).await, done());
        assert_eq!(faults(&complete(&app.visitor(), &link).await), ["token LINK_REVOKED"]);
        let late = app.applicant("b@example.com").await;
        late.log_in().await;
        start(&late.browser, "c@example.com", None).await;
        let notice = token_to(&app, "b@example.com").await;
        app.advance(TimeDelta::days(10)).await;
        assert_eq!(faults(&disavow(&app.visitor(), &notice).await), ["token LINK_EXPIRED"]);
    }

    /// I24: a login 15 minutes ago is not enough; the password in the same request is, or typing it again.
    async fn what_protects_the_account_asks_for_the_password(app: TestApp) {
        let applicant = app.applicant("old@example.com").await;
        applicant.log_in().await;
        app.advance(TimeDelta::minutes(15) - TimeDelta::milliseconds(1)).await;
        assert_eq!(codes(&start(&applicant.browser, "new@example.com", None).await), [""; 0]);
        app.advance(TimeDelta::milliseconds(1)).await;
        let browser = &applicant.browser;
        for refused in [start(browser, "new@example.com", None).await, change_password(browser, NEW, None).await] {
            assert_eq!(codes(&refused), ["REAUTHENTICATION_REQUIRED"]);
        }
        let wrong = start(browser, "new@example.com", Some("Wrong-2025=hana")).await;
        assert_eq!(faults(&wrong), ["currentPassword INVALID_CREDENTIALS"]);
        assert_eq!(codes(&start(browser, "new@example.com", Some(PASSWORD)).await), [""; 0]);
        assert_eq!(faults(&reauthenticate(browser, "").await), ["password REQUIRED"]);
        assert_eq!(faults(&reauthenticate(browser, "Wrong-2025=hana").await), ["password INVALID_CREDENTIALS"]);
        let before = browser.cookie();
        assert_eq!(codes(&reauthenticate(browser, PASSWORD).await), [""; 0]);
        assert_ne!(browser.cookie(), before, "a new token");
        let old = app.visitor();
        old.set_cookie(before.as_deref());
        app.advance(TimeDelta::seconds(10)).await;
        assert_eq!(old.viewer().await, Value::Null, "the old token is dead");
        app.advance(TimeDelta::minutes(6)).await;
        assert_eq!(codes(&change_password(browser, NEW, None).await), [""; 0]);
    }

    /// R86, R87, I22: every other session ends, this one continues under a new token, and a mail reports it.
    async fn a_new_password_ends_every_other_session(app: TestApp) {
        let applicant = app.applicant("a@example.com").await;
        let payload = app.visitor();
        let app_login = json!({ "userId": applicant.user_id, "password": PASSWORD, "delivery": "BEARER" });
        let token = payload.mutate("logIn", "accessToken", app_login).await["accessToken"].clone();
        let phone = Client::with_bearer(&app.base, token.as_str().expect("a token"));
        applicant.log_in().await;
        let weak = applicant.browser.mutate("changePassword", "viewer{userId}", json!({
            "password": "abc", "passwordConfirmation": "abd",
        })).await;
        let expected = ["password TOO_SHORT", "password PASSWORD_NEEDS_UPPERCASE", "password PASSWORD_NEEDS_NUMBER",
            "password PASSWORD_NEEDS_SYMBOL", "passwordConfirmation CONFIRMATION_MISMATCH"];
        assert_eq!(faults(&weak), expected);
        assert_ne!(phone.viewer().await, Value::Null);
        let changed = change_password(&phone, NEW, None).await;
        let fresh = changed["accessToken"].as_str().expect("an app gets its token in the answer");
        assert_eq!(changed["viewer"]["userId"], json!(applicant.user_id));
        app.advance(TimeDelta::seconds(10)).await;
        assert_eq!(phone.viewer().await, Value::Null, "the old token is dead");
        assert_eq!(applicant.browser.viewer().await, Value::Null, "the other session ended");
        assert_ne!(Client::with_bearer(&app.base, fresh).viewer().await, Value::Null);
        let mail = newest(app.mails_to("a@example.com").await);
        assert!(mail.subject.contains("Password changed") && !mail.text.contains(NEW));
        assert_eq!(codes(&app.visitor().log_in(&applicant.user_id, NEW).await), [""; 0]);
        assert_eq!(codes(&app.visitor().log_in(&applicant.user_id, PASSWORD).await), ["INVALID_CREDENTIALS"]);
    }

    /// R88, R90: the telephone number, with a confirming mail (I34); R89: no address where none is on file.
    async fn a_new_telephone_number_is_confirmed_by_mail(app: TestApp) {
        let applicant = app.applicant("a@example.com").await;
        applicant.log_in().await;
        let browser = &applicant.browser;
        let mails = app.mails_to("a@example.com").await.len();
        let checked = confirm_details(browser, json!({ "phoneNumber": "06-1234-5678" })).await;
        let expected = json!({ "phoneNumber": "0612345678", "postalCode": null, "address": null });
        assert_eq!(checked, json!({ "viewer": null, "confirmation": expected, "errors": [] }), "as it will be stored");
        let unchanged = confirm_details(browser, json!({ "phoneNumber": "(03) 1234.5678" })).await;
        assert_eq!(unchanged["confirmation"]["phoneNumber"], json!("0312345678"), "the number on file");
        let wrong = confirm_details(browser, json!({ "phoneNumber": "" })).await;
        assert_eq!((&wrong["confirmation"], &faults(&wrong)[..]), (&Value::Null, &["phoneNumber REQUIRED".to_owned()][..]));
        let same = change_details(browser, json!({ "phoneNumber": "03-1234-5678" })).await;
        assert_eq!(codes(&same), [""; 0]);
        assert_eq!(app.mails_to("a@example.com").await.len(), mails, "nothing changed, nothing is told");
        let changed = change_details(browser, json!({ "phoneNumber": "06-1234-5678" })).await;
        assert_eq!(changed["viewer"]["phoneNumber"], json!("0612345678"));
        let mail = newest(app.mails_to("a@example.com").await);
        assert!(mail.subject.contains("User information changed"), "{}", mail.subject);
        assert_eq!(faults(&change_details(browser, json!({ "phoneNumber": "" })).await), ["phoneNumber REQUIRED"]);
        let none = change_details(browser, json!({ "street": "１", "postalCode": "1000001" })).await;
        assert_eq!(faults(&none), ["postalCode NOT_AVAILABLE", "street NOT_AVAILABLE"]);
    }

    /// R82, R89, I33: an address on file can be changed; what has no button cannot.
    async fn an_address_on_file_can_be_changed(app: TestApp) {
        let applicant = app.applicant("a@example.com").await;
        put_address(&app, &applicant).await;
        applicant.log_in().await;
        let input = json!({ "postalCode": "100-0001", "municipalityCode": "131016", "street": "千代田1-1" });
        let checked = confirm_details(&applicant.browser, input.clone()).await;
        let expected = json!({
            "phoneNumber": "0312345678", "postalCode": "1000001",
            "address": { "municipality": { "name": "千代田区" }, "street": "千代田１－１" },
        });
        assert_eq!((&checked["confirmation"], codes(&checked).len()), (&expected, 0));
        let checked = confirm_details(&applicant.browser, json!({ "postalCode": "" })).await["confirmation"].clone();
        assert_eq!(checked["postalCode"], Value::Null, "it will be removed");
        assert_ne!(checked["address"]["street"], json!("千代田１－１"), "nothing was stored, and what is on file is shown");
        assert_eq!(codes(&change_details(&applicant.browser, input).await), [""; 0]);
        let query = "{viewer{postalCode address{municipality{name} street}}}";
        let viewer = applicant.browser.run(query, json!({})).await["viewer"].clone();
        let expected = json!({
            "postalCode": "1000001",
            "address": { "municipality": { "name": "千代田区" }, "street": "千代田１－１" },
        });
        assert_eq!(viewer, expected);
        let wrong = json!({ "postalCode": "1", "municipalityCode": "131016x", "street": "😀" });
        let expected = ["postalCode INVALID_FORMAT", "municipalityCode NOT_IN_LIST", "street INVALID_FORMAT"];
        assert_eq!(faults(&change_details(&applicant.browser, wrong).await), expected);
        assert_eq!(codes(&change_details(&applicant.browser, json!({ "postalCode": "" })).await), [""; 0]);
        assert_eq!(applicant.browser.run(query, json!({})).await["viewer"]["postalCode"], Value::Null);
    }

    /// R20, R24: language and colours stay with the account, and mails follow.
    async fn language_and_colours_stay_with_the_account(app: TestApp) {
        let applicant = app.applicant("a@example.com").await;
        applicant.log_in().await;
        let fields = "viewer{preferences{language colorScheme}}";
        let input = json!({ "language": "VI", "colorScheme": "YELLOW" });
        let payload = applicant.browser.mutate("changePreferences", fields, input).await;
        assert_eq!(payload["viewer"]["preferences"], json!({ "language": "VI", "colorScheme": "YELLOW" }));
        let input = json!({ "colorScheme": "BLUE" });
        let payload = applicant.browser.mutate("changePreferences", fields, input).await;
        assert_eq!(payload["viewer"]["preferences"], json!({ "language": "VI", "colorScheme": "BLUE" }));
        change_password(&applicant.browser, NEW, None).await;
        let mail = newest(app.mails_to("a@example.com").await);
        assert_eq!(mail.header("content-language"), Some("vi, ja, en"));
    }

    /// I28: without a login each of them says so, and nothing is sent.
    async fn without_a_session_nothing_is_changed(app: TestApp) {
        let browser = app.visitor();
        let refused = [
            start(&browser, "new@example.com", Some(PASSWORD)).await,
            change_password(&browser, NEW, Some(PASSWORD)).await,
            reauthenticate(&browser, PASSWORD).await,
            change_details(&browser, json!({ "phoneNumber": "0312345678" })).await,
            browser.mutate("changePreferences", "viewer{userId}", json!({ "language": "JA" })).await,
            browser.mutate("exportData", "json", json!({ "currentPassword": PASSWORD })).await,
            browser.mutate("closeAccount", "", json!({ "currentPassword": PASSWORD })).await,
        ];
        for payload in refused {
            assert_eq!(codes(&payload), ["NOT_LOGGED_IN"]);
        }
        assert!(outbox::Entity::find().all(app.db()).await.expect("rows").is_empty());
    }
}

/// Stores an address on file, as the 2023 form does.
async fn put_address(app: &TestApp, applicant: &Applicant) {
    use entity::account::{Column, Entity};
    use sea_orm::{ColumnTrait, QueryFilter, sea_query::Expr};
    Entity::update_many()
        .col_expr(Column::MunicipalityCode, Expr::value("011011"))
        .col_expr(Column::Street, Expr::value("１－１－１"))
        .filter(Column::UserId.eq(&applicant.user_id))
        .exec(app.db())
        .await
        .expect("written");
}
