//! A change of address that waits for its link, and what a change of the password leaves behind: known
//! browsers, and requests that were under way while the token was replaced.

use chrono::TimeDelta;
use entity::{account, known_device};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::{Value, json};

use crate::support::client::{Client, codes, faults, newest};
use crate::support::{Applicant, PASSWORD, TestApp, stories};

const NEW: &str = "Momiji-2026=aki";
const WITHDRAW: &str =
    "mutation{withdrawEmailChange{viewer{email pendingEmail} errors{... on UserError{code}}}}";

async fn start(browser: &Client, email: &str) -> Value {
    let input = json!({ "email": email, "emailConfirmation": email });
    browser.mutate("startEmailChange", "sentTo", input).await
}

async fn pending(browser: &Client) -> Value {
    browser.run("{viewer{pendingEmail}}", json!({})).await["viewer"]["pendingEmail"].clone()
}

async fn complete(browser: &Client, token: &str) -> Value {
    browser.mutate("completeEmailChange", "", json!({ "token": token })).await
}

async fn token_to(app: &TestApp, email: &str) -> String {
    newest(app.mails_to(email).await).token().expect("a link")
}

async fn change_password(browser: &Client, new: &str) -> Value {
    let input = json!({ "password": new, "passwordConfirmation": new });
    browser.mutate("changePassword", "viewer{userId} accessToken", input).await
}

/// The digests of the browsers that the applicant's account knows.
async fn known(app: &TestApp, applicant: &Applicant) -> Vec<Vec<u8>> {
    let found = account::Entity::find().filter(account::Column::UserId.eq(&applicant.user_id)).one(app.db());
    let id = found.await.expect("an answer").expect("the account").id;
    let rows = known_device::of(id).all(app.db()).await.expect("rows");
    rows.into_iter().map(|row| row.token_digest).collect()
}

/// The digest of a browser's device cookie.
fn device(browser: &Client) -> Vec<u8> {
    let cookies = browser.cookies();
    let (_, value) = cookies.iter().find(|(name, _)| name.ends_with("_device")).expect("a cookie");
    known_device::digest(value)
}

stories! {
    async fn a_change_under_way_is_shown_and_can_be_withdrawn(app: TestApp) {
        let applicant = app.applicant("old@example.com").await;
        applicant.log_in().await;
        let browser = &applicant.browser;
        assert_eq!(pending(browser).await, Value::Null);
        assert_eq!(codes(&start(browser, "New@example.com").await), [""; 0]);
        assert_eq!(pending(browser).await, json!("New@example.com"));
        let link = token_to(&app, "New@example.com").await;
        for _ in 0..2 {
            let withdrawn = browser.run(WITHDRAW, json!({})).await["withdrawEmailChange"].clone();
            let viewer = json!({ "email": "old@example.com", "pendingEmail": null });
            assert_eq!(withdrawn, json!({ "viewer": viewer, "errors": [] }));
        }
        let refused = complete(&app.visitor(), &link).await;
        assert_eq!(codes(&refused), ["LINK_REVOKED"]);
        let told = browser.run("{viewer{activity{items{action}}}}", json!({})).await;
        let told = told["viewer"]["activity"]["items"].as_array().expect("rows").iter();
        assert_eq!(told.filter(|row| row["action"] == "EMAIL_CHANGE_WITHDRAWN").count(), 1, "the second did nothing");

        assert_eq!(codes(&start(browser, "new@example.com").await), [""; 0]);
        app.settle().await;
        app.advance(TimeDelta::hours(2)).await;
        assert_eq!(pending(browser).await, json!("new@example.com"));
        assert_eq!(codes(&complete(browser, &token_to(&app, "new@example.com").await).await), [""; 0]);
        assert_eq!(pending(browser).await, Value::Null, "it is in use now");
    }

    async fn a_change_that_nobody_confirms_is_no_longer_shown(app: TestApp) {
        let applicant = app.applicant("old@example.com").await;
        applicant.log_in().await;
        start(&applicant.browser, "new@example.com").await;
        app.advance(TimeDelta::hours(24)).await;
        applicant.log_in().await;
        assert_eq!(pending(&applicant.browser).await, Value::Null);
        let stranger = app.visitor().run(WITHDRAW, json!({})).await["withdrawEmailChange"].clone();
        assert_eq!(stranger, json!({ "viewer": null, "errors": [{ "code": "NOT_LOGGED_IN" }] }));
    }

    /// The answer says so, before it asks for the password, and sends nothing.
    async fn a_change_to_ones_own_address_is_refused_kindly(app: TestApp) {
        let applicant = app.applicant("own@example.com").await;
        applicant.log_in().await;
        app.advance(TimeDelta::minutes(20)).await;
        let mails = app.mails().len();
        for same in ["own@example.com", "Own@Example.COM", " OWN@example.com "] {
            let refused = start(&applicant.browser, same).await;
            assert_eq!(faults(&refused), ["email EMAIL_UNCHANGED"], "{same}");
            assert!(refused["errors"][0]["message"].as_str().expect("a text").contains("already"), "{refused}");
        }
        app.settle().await;
        assert_eq!(app.mails().len(), mails);
        assert_eq!(codes(&start(&applicant.browser, "other@example.com").await), ["REAUTHENTICATION_REQUIRED"]);
    }

    /// A stranger who was logged in elsewhere keeps no count of wrong passwords there.
    async fn other_browsers_are_forgotten_and_this_one_is_not(app: TestApp) {
        let applicant = app.applicant("a@example.com").await;
        applicant.log_in().await;
        let others = [app.visitor(), app.visitor()];
        for other in &others {
            assert_eq!(codes(&other.log_in(&applicant.user_id, PASSWORD).await), [""; 0]);
        }
        assert_eq!(known(&app, &applicant).await.len(), 3);
        let query = "mutation{endOtherSessions{viewer{userId} errors{... on UserError{code}}}}";
        applicant.browser.run(query, json!({})).await;
        assert_eq!(known(&app, &applicant).await, [device(&applicant.browser)]);

        assert_eq!(codes(&others[0].log_in(&applicant.user_id, PASSWORD).await), [""; 0]);
        assert_eq!(known(&app, &applicant).await.len(), 2);
        assert_eq!(codes(&change_password(&others[0], NEW).await), [""; 0]);
        assert_eq!(known(&app, &applicant).await, [device(&others[0])]);
    }

    /// A page sends several requests at once. The answer that replaces the token must not make the others
    /// fail; and a stolen token must not profit from the password that its owner has just typed.
    async fn requests_under_way_get_ten_seconds_when_the_token_changes(app: TestApp) {
        let applicant = app.applicant("a@example.com").await;
        applicant.log_in().await;
        app.advance(TimeDelta::minutes(20)).await;
        let under_way = app.visitor();
        under_way.set_cookie(applicant.browser.cookie().as_deref());
        let input = json!({ "password": PASSWORD });
        let payload = applicant.browser.mutate("reauthenticate", "sessionStatus{now}", input).await;
        assert_eq!(codes(&payload), [""; 0]);
        assert_ne!(applicant.browser.cookie(), under_way.cookie(), "a new token");
        assert_eq!(codes(&start(&under_way, "thief@example.com").await), ["REAUTHENTICATION_REQUIRED"]);
        app.advance(TimeDelta::milliseconds(9_999)).await;
        assert_eq!(under_way.viewer().await["userId"], json!(applicant.user_id));
        app.advance(TimeDelta::milliseconds(1)).await;
        assert_eq!(under_way.viewer().await, Value::Null);
        assert_eq!(codes(&start(&under_way, "thief@example.com").await), ["SESSION_EXPIRED"]);
        assert_eq!(codes(&start(&applicant.browser, "new@example.com").await), [""; 0]);

        let input = json!({ "userId": applicant.user_id, "password": PASSWORD, "delivery": "BEARER" });
        let token = app.visitor().mutate("logIn", "accessToken", input).await["accessToken"].clone();
        let phone = Client::with_bearer(&app.base, token.as_str().expect("a token"));
        let changed = change_password(&phone, NEW).await;
        let fresh = Client::with_bearer(&app.base, changed["accessToken"].as_str().expect("a token"));
        assert_eq!(phone.viewer().await["userId"], json!(applicant.user_id), "under way");
        assert_eq!(applicant.browser.viewer().await, Value::Null, "another session, which has ended");
        fresh.run("mutation{logOut{errors{__typename}}}", json!({})).await;
        assert_eq!(phone.viewer().await, Value::Null, "an ended session has no old token");
    }
}
