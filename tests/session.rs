//! Logging in, staying logged in, logging out (R8, R35, R40, R46-R48, I26, I29).

use chrono::TimeDelta;
use entity::audit;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use serde_json::{Value, json};

use crate::support::client::{Client, codes, faults};
use crate::support::fixtures::at;
use crate::support::{PASSWORD, TestApp, stories};

const EXTEND: &str =
    "mutation{extendSession{sessionStatus{now warnAt expiresAt} errors{... on UserError{code}}}}";

async fn status(browser: &Client) -> Value {
    browser.run("{sessionStatus{now warnAt expiresAt absoluteExpiresAt}}", json!({})).await["sessionStatus"]
        .clone()
}

async fn extend(browser: &Client) -> Value {
    browser.run(EXTEND, json!({})).await["extendSession"].clone()
}

async fn code_of_receipt_registration(browser: &Client) -> Vec<String> {
    let input = json!({ "certificateNumber": "TEST25-000001" });
    codes(&browser.mutate("registerReceipt", "receipt{status}", input).await)
}

stories! {
    /// R8: three hours; nobody is logged out earlier, and at most a minute later.
    async fn a_session_ends_after_three_hours_without_activity(app: TestApp) {
        let applicant = app.applicant("a@example.com").await;
        applicant.log_in().await;
        app.advance(TimeDelta::hours(3) - TimeDelta::seconds(1)).await;
        assert_eq!(applicant.browser.viewer().await["userId"], json!(applicant.user_id));
        app.advance(TimeDelta::seconds(59)).await; // activity within a minute is not recorded …
        assert_eq!(applicant.browser.viewer().await["userId"], json!(applicant.user_id));
        app.advance(TimeDelta::hours(3)).await; // … and still nobody is logged out too early
        assert_eq!(applicant.browser.viewer().await["userId"], json!(applicant.user_id));
        app.advance(TimeDelta::hours(3) + TimeDelta::minutes(1)).await;
        assert_eq!(applicant.browser.viewer().await, json!(null));
        assert_eq!(code_of_receipt_registration(&applicant.browser).await, ["SESSION_EXPIRED"]);
    }

    /// R46, R48: the times that the warning needs. Requesting them is not activity, and without "OK" the
    /// session ends at the stated time.
    async fn asking_for_the_status_keeps_nobody_logged_in(app: TestApp) {
        let applicant = app.applicant("a@example.com").await;
        applicant.log_in().await;
        let told = json!({
            "now": "2025-11-07T08:00:00.000Z", "warnAt": "2025-11-07T10:50:00.000Z",
            "expiresAt": "2025-11-07T11:00:00.000Z", "absoluteExpiresAt": "2025-11-08T08:00:00.000Z",
        });
        assert_eq!(status(&applicant.browser).await, told);
        for _ in 0..181 {
            status(&applicant.browser).await;
            let spread = "query{...F} fragment F on Query{sessionStatus{now}}";
            applicant.browser.run(spread, json!({})).await;
            app.advance(TimeDelta::minutes(1)).await;
        }
        let query = "{sessionStatus{now expiresAt endedAt endReason}}";
        let over = applicant.browser.run(query, json!({})).await["sessionStatus"].clone();
        let at = json!("2025-11-07T11:01:00.000Z"); // activity is recorded by the minute
        assert_eq!((&over["expiresAt"], &over["endedAt"], &over["endReason"]), (&at, &at, &json!("IDLE")), "{over}");
    }

    /// R47, I26: "OK" gives three more hours from the click.
    async fn extending_gives_three_more_hours(app: TestApp) {
        let applicant = app.applicant("a@example.com").await;
        applicant.log_in().await;
        app.advance(TimeDelta::minutes(175)).await;
        let payload = extend(&applicant.browser).await;
        assert_eq!(payload["sessionStatus"]["expiresAt"], json!("2025-11-07T13:55:00.000Z"));
        assert_eq!(status(&applicant.browser).await["expiresAt"], json!("2025-11-07T13:55:00.000Z"));
        app.advance(TimeDelta::minutes(179)).await;
        assert_eq!(applicant.browser.viewer().await["userId"], json!(applicant.user_id));
    }

    async fn a_session_ends_at_its_absolute_limit_and_says_so(app: TestApp) {
        let applicant = app.applicant("a@example.com").await;
        applicant.log_in().await;
        for _ in 0..8 {
            app.advance(TimeDelta::minutes(170)).await;
            assert_eq!(codes(&extend(&applicant.browser).await), [""; 0]);
        }
        app.advance(TimeDelta::minutes(10)).await;
        assert_eq!(codes(&extend(&applicant.browser).await), ["ABSOLUTE_LIMIT"]);
        app.advance_to(at("2025-11-08T07:59:59.999Z")).await;
        assert_eq!(applicant.browser.viewer().await["userId"], json!(applicant.user_id));
        app.advance_to(at("2025-11-08T08:00:00Z")).await;
        assert_eq!(applicant.browser.viewer().await, json!(null));
        assert_eq!(codes(&extend(&applicant.browser).await), ["SESSION_EXPIRED"]);
    }

    /// R40: the token of a session that has ended opens nothing any more.
    async fn a_session_that_was_ended_cannot_be_replayed(app: TestApp) {
        let applicant = app.applicant("a@example.com").await;
        applicant.log_in().await;
        let cookie = applicant.browser.cookie();
        assert_eq!(applicant.log_out().await, json!({ "errors": [] }));
        assert_eq!(applicant.browser.cookie(), None, "the cookie is taken away");
        assert_eq!(code_of_receipt_registration(&applicant.browser).await, ["NOT_LOGGED_IN"]);
        applicant.browser.set_cookie(cookie.as_deref());
        assert_eq!(applicant.browser.viewer().await, json!(null));
        assert_eq!(code_of_receipt_registration(&applicant.browser).await, ["SESSION_EXPIRED"]);
    }

    /// Logging out succeeds whether or not somebody is logged in, and takes the cookie away in each case.
    async fn somebody_who_is_logged_out_logs_out_as_well(app: TestApp) {
        let applicant = app.applicant("a@example.com").await;
        applicant.log_in().await;
        let cookie = applicant.browser.cookie();
        for sent in [cookie.as_deref(), cookie.as_deref(), None] {
            applicant.browser.set_cookie(sent);
            assert_eq!(applicant.log_out().await, json!({ "errors": [] }), "{sent:?}");
            assert_eq!(applicant.browser.cookie(), None, "{sent:?}");
        }
        let events = audit::Entity::find().filter(audit::Column::Action.eq("LOGGED_OUT"));
        assert_eq!(events.count(app.db()).await.expect("a count"), 1, "only the first one ended a session");
    }

    /// I29: "Last Logindate" is the login before this one.
    async fn the_last_login_is_the_one_before(app: TestApp) {
        let applicant = app.applicant("a@example.com").await;
        assert_eq!(applicant.log_in().await["viewer"]["lastLoginAt"], json!(null));
        app.advance(TimeDelta::days(1)).await;
        assert_eq!(applicant.log_in().await["viewer"]["lastLoginAt"], json!("2025-11-07T08:00:00.000Z"));
        app.advance(TimeDelta::days(1)).await;
        assert_eq!(applicant.log_in().await["viewer"]["lastLoginAt"], json!("2025-11-08T08:00:00.000Z"));
    }

    /// R35, I21: one answer for every refused login; only an empty field is named. An ID of another system is
    /// like any unknown one (R27).
    async fn a_refused_login_does_not_tell_why(app: TestApp) {
        let applicant = app.applicant("a@example.com").await;
        let visitor = app.visitor();
        let wrong = visitor.log_in(&applicant.user_id, "Wrong-2025=hana").await;
        assert_eq!(codes(&wrong), ["INVALID_CREDENTIALS"]);
        let long = "x".repeat(10_000);
        for (user_id, password) in
            [("abcde12345", PASSWORD), ("x", PASSWORD), ("' OR 1=1", PASSWORD), (&applicant.user_id, &long)]
        {
            assert_eq!(visitor.log_in(user_id, password).await, wrong);
        }
        assert_eq!(visitor.cookie(), None);
        let empty = visitor.log_in(" ", "").await;
        assert_eq!(faults(&empty), ["userId REQUIRED", "password REQUIRED"]);
    }

    /// Phones capitalize, and copied text has spaces.
    async fn a_user_id_is_read_without_regard_to_case_and_spaces(app: TestApp) {
        let applicant = app.applicant("a@example.com").await;
        let typed = format!(" {} ", applicant.user_id.to_uppercase());
        assert_eq!(codes(&app.visitor().log_in(&typed, PASSWORD).await), [""; 0]);
    }

    /// A program gets a token instead of a cookie, and both at once are refused.
    async fn an_app_logs_in_by_bearer(app: TestApp) {
        let applicant = app.applicant("a@example.com").await;
        let input = json!({ "userId": applicant.user_id, "password": PASSWORD, "delivery": "BEARER" });
        let payload = applicant.browser.mutate("logIn", "accessToken viewer{userId}", input).await;
        assert_eq!(applicant.browser.cookie(), None);
        let token = payload["accessToken"].as_str().expect("a token");
        let phone = Client::with_bearer(&app.base, token);
        assert_eq!(phone.viewer().await["userId"], json!(applicant.user_id));
        applicant.log_in().await;
        phone.set_cookie(applicant.browser.cookie().as_deref());
        let answer = phone.post("{viewer{userId}}", json!({})).await;
        assert_eq!((answer.status, answer.code().as_str()), (400, "BAD_REQUEST"));
    }

    /// A token that the server did not make is never adopted, and a login ends the session it replaces.
    async fn a_login_always_makes_a_new_session(app: TestApp) {
        let applicant = app.applicant("a@example.com").await;
        applicant.log_in().await;
        let first = applicant.browser.cookie();
        applicant.log_in().await;
        let second = applicant.browser.cookie();
        assert_ne!(first, second);
        let old = app.visitor();
        old.set_cookie(first.as_deref());
        assert_eq!(old.viewer().await, json!(null));
    }

    /// The owner sees every session, and ends one or all others.
    async fn sessions_are_listed_and_ended_by_their_owner(app: TestApp) {
        let applicant = app.applicant("a@example.com").await;
        let stranger = app.applicant("b@example.com").await;
        stranger.log_in().await;
        applicant.log_in().await;
        let phones = [app.visitor(), app.visitor(), app.visitor()];
        for phone in &phones {
            app.advance(TimeDelta::minutes(1)).await;
            phone.log_in(&applicant.user_id, PASSWORD).await;
        }
        let list = sessions(&applicant.browser).await;
        assert_eq!(list.len(), 4);
        assert_eq!(list.iter().filter(|session| session["isCurrent"] == json!(true)).count(), 1);
        assert_eq!(list[0]["device"], json!("?"));
        let newest_other = list.iter().find(|session| session["isCurrent"] == json!(false)).expect("another");
        let end = json!({ "id": newest_other["id"] });
        let payload = stranger.browser.mutate("endSession", "viewer{userId}", end.clone()).await;
        assert_eq!(faults(&payload), ["id NOT_FOUND"]);
        let payload = applicant.browser.mutate("endSession", "viewer{userId}", end.clone()).await;
        assert_eq!((codes(&payload), &payload["viewer"]["userId"]), (vec![], &json!(applicant.user_id)));
        assert_eq!(phones[2].viewer().await, json!(null));
        let again = applicant.browser.mutate("endSession", "viewer{userId}", end).await;
        assert_eq!(faults(&again), ["id NOT_FOUND"]);
        let own = sessions(&phones[1]).await.into_iter().find(|session| session["isCurrent"] == json!(true));
        let end = json!({ "id": own.expect("its own")["id"] });
        let payload = phones[1].mutate("endSession", "viewer{userId}", end).await;
        assert_eq!((codes(&payload), &payload["viewer"]), (vec![], &json!(null)));
        assert_eq!(phones[1].cookie(), None, "the cookie is taken away, as by logOut");
        let query = "mutation{endOtherSessions{viewer{sessions{isCurrent}} errors{... on UserError{code}}}}";
        let left = applicant.browser.run(query, json!({})).await["endOtherSessions"].clone();
        assert_eq!(left, json!({ "viewer": { "sessions": [{ "isCurrent": true }] }, "errors": [] }));
        for phone in &phones {
            assert_eq!(phone.viewer().await, json!(null));
        }
    }

    /// Ten at a time: one more ends the session that was idle longest, also if several arrive at once.
    async fn an_account_has_ten_sessions_at_most(app: TestApp) {
        let applicant = app.applicant("a@example.com").await;
        applicant.log_in().await;
        let mut logins = tokio::task::JoinSet::new();
        for _ in 0..15 {
            let (base, user_id) = (app.base.clone(), applicant.user_id.clone());
            logins.spawn(async move { codes(&Client::new(&base).log_in_at_last(&user_id, PASSWORD).await) });
        }
        assert_eq!(logins.join_all().await.concat(), [""; 0]);
        assert_eq!(applicant.browser.viewer().await, json!(null), "idle longest");
        applicant.log_in().await;
        assert_eq!(sessions(&applicant.browser).await.len(), 10);
    }

    async fn activity_is_written_down_at_most_once_a_minute(app: TestApp) {
        let applicant = app.applicant("a@example.com").await;
        applicant.log_in().await;
        let seen = seen_at(&app).await;
        app.advance(TimeDelta::seconds(59)).await;
        applicant.browser.viewer().await;
        assert_eq!(seen_at(&app).await, seen);
        app.advance(TimeDelta::seconds(1)).await;
        applicant.browser.viewer().await;
        assert_eq!(seen_at(&app).await, seen + TimeDelta::seconds(60));
    }
}

async fn sessions(browser: &Client) -> Vec<Value> {
    let query = "{viewer{sessions{id createdAt lastSeenAt device isCurrent}}}";
    let list = browser.run(query, json!({})).await["viewer"]["sessions"].clone();
    list.as_array().expect("sessions").clone()
}

async fn seen_at(app: &TestApp) -> chrono::DateTime<chrono::Utc> {
    use sea_orm::EntityTrait;
    let sessions = entity::session::Entity::find().all(app.db()).await.expect("sessions");
    sessions.last().expect("a session").last_seen_at
}
