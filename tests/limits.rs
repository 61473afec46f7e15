//! Rate limits as people meet them: the numbers of the use cases, not of the store.

use std::collections::HashSet;

use chrono::TimeDelta;
use entity::outbox;
use sea_orm::{EntityTrait, PaginatorTrait};
use serde_json::{Value, json};

use crate::support::client::{Client, codes};
use crate::support::{Mode, PASSWORD, Received, TestApp, stories};

const WRONG: &str = "Wrong-2025=hana";

async fn log_in(browser: &Client, user_id: &str, password: &str) -> Value {
    let query = "mutation($input:LogInInput!){logIn(input:$input){viewer{userId} errors{__typename ... on \
                 UserError{code message path} ... on InvalidCredentialsError{hint} ... on RateLimitedError{\
                 retryAfterSeconds}}}}";
    let input = json!({ "userId": user_id, "password": password });
    browser.run(query, json!({ "input": input })).await["logIn"].clone()
}

async fn forgot_password(browser: &Client, user_id: &str, email: &str) -> Value {
    let input = json!({ "userId": user_id, "email": email });
    browser.mutate("requestPasswordReset", "", input).await
}

stories! {
    /// One client requests three links to an address in a row, then one an hour. Nobody else is counted with
    /// it. Repeating the same key costs nothing.
    async fn a_client_requests_three_links_to_an_address_and_then_one_an_hour(app: TestApp) {
        let input = json!({
            "email": "a@example.com", "emailConfirmation": "a@example.com", "agreedTermsVersion": "2026-01",
            "idempotencyKey": "one",
        });
        let browser = app.visitor();
        for _ in 0..5 {
            let payload = browser.mutate("startRegistration", "sentTo", input.clone()).await;
            assert_eq!(codes(&payload), [""; 0], "the same request, sent again");
        }
        for _ in 0..2 {
            assert_eq!(codes(&browser.start_registration("A@example.com").await), [""; 0]);
        }
        let rows = outbox::Entity::find().count(app.db()).await.expect("a count");
        let refused = browser.start_registration("a@EXAMPLE.com").await;
        assert_eq!(codes(&refused), ["RATE_LIMITED"]);
        assert_eq!((&refused["sentTo"], &refused["errors"][0]["path"]), (&Value::Null, &json!([])));
        assert_eq!(outbox::Entity::find().count(app.db()).await.expect("a count"), rows, "nothing was changed");
        assert_eq!(codes(&browser.start_registration("b@example.com").await), [""; 0]);
        assert_eq!(codes(&app.visitor().start_registration("a@example.com").await), [""; 0]);
        app.advance(TimeDelta::hours(1)).await;
        assert_eq!(codes(&browser.start_registration("a@example.com").await), [""; 0]);
        assert_eq!(codes(&browser.start_registration("a@example.com").await), ["RATE_LIMITED"]);
    }

    /// The typed values count, whether there is such an account or not: the limit reveals nothing.
    async fn the_limits_of_recovery_tell_nothing(app: TestApp) {
        let applicant = app.applicant("a@example.com").await;
        for email in ["a@example.com", "nobody@example.com"] {
            let browser = app.visitor();
            for _ in 0..3 {
                assert_eq!(codes(&forgot_password(&browser, &applicant.user_id, email).await), [""; 0]);
            }
            let refused = forgot_password(&browser, &applicant.user_id, email).await;
            assert_eq!(codes(&refused), ["RATE_LIMITED"]);
        }
        let input = json!({ "email": "a@example.com", "name": "JOHN DOE" });
        let other = app.visitor().mutate("requestUserId", "", input).await;
        assert_eq!(codes(&other), [""; 0], "a forgotten ID has a count of its own");
    }

    /// Twenty logins at once from one place, then twenty a minute.
    async fn a_place_tries_twenty_logins_and_then_one_in_three_seconds(app: TestApp) {
        let browser = app.visitor();
        for index in 0..20 {
            let payload = log_in(&browser, &format!("abcde{index:05}"), WRONG).await;
            assert_eq!(codes(&payload), ["INVALID_CREDENTIALS"]);
        }
        let refused = log_in(&browser, "abcde99999", WRONG).await;
        assert_eq!(codes(&refused), ["RATE_LIMITED"]);
        assert_eq!(refused["errors"][0]["retryAfterSeconds"], json!(3));
        assert_eq!(codes(&log_in(&app.visitor(), "abcde99999", WRONG).await), ["INVALID_CREDENTIALS"]);
        app.advance(TimeDelta::seconds(3)).await;
        assert_eq!(codes(&log_in(&browser, "abcde99999", WRONG).await), ["INVALID_CREDENTIALS"]);
    }

    /// Ten failures of a client with an ID. Right passwords cost nothing; the owner's browser and everybody
    /// elsewhere have their own counts.
    async fn a_client_has_ten_failures_with_an_id_and_nobody_else_pays(app: TestApp) {
        let applicant = app.applicant("a@example.com").await;
        for _ in 0..12 {
            applicant.log_in().await;
        }
        for user_id in [applicant.user_id.as_str(), "abcde99999"] {
            let browser = app.visitor();
            for _ in 0..10 {
                assert_eq!(codes(&log_in(&browser, user_id, WRONG).await), ["INVALID_CREDENTIALS"]);
            }
            assert_eq!(codes(&log_in(&browser, user_id, WRONG).await), ["RATE_LIMITED"]);
            assert_eq!(codes(&log_in(&app.visitor(), user_id, WRONG).await), ["INVALID_CREDENTIALS"]);
        }
        applicant.log_in().await;
    }

    /// After five failures with one ID, a place gets a hint that the account may be locked. Only its own
    /// failures count, also for an unknown ID.
    async fn a_hint_goes_by_ones_own_failures(app: TestApp) {
        let applicant = app.applicant("a@example.com").await;
        let hint = |payload: &Value| payload["errors"][0]["hint"].clone();
        let (known, unknown) = (app.visitor(), app.visitor());
        for number in 1..=6 {
            let expected = if number < 5 { Value::Null } else { json!("MAY_BE_LOCKED") };
            let one = log_in(&known, &applicant.user_id, WRONG).await;
            let two = log_in(&unknown, "abcde99999", WRONG).await;
            assert_eq!((hint(&one), &one), (expected, &two), "at attempt {number}");
        }
        let elsewhere = log_in(&app.visitor(), &applicant.user_id, PASSWORD).await;
        assert_eq!((codes(&elsewhere), hint(&elsewhere)), (vec!["INVALID_CREDENTIALS".to_owned()], Value::Null));
        app.advance(TimeDelta::hours(24)).await;
        assert_eq!(codes(&log_in(&known, &applicant.user_id, PASSWORD).await), [""; 0]);
        assert_eq!(hint(&log_in(&known, &applicant.user_id, WRONG).await), Value::Null, "a success resets the count");
    }

    /// Five changes of what protects an account, then one in six minutes.
    async fn an_account_is_changed_five_times_in_a_row(app: TestApp) {
        let applicant = app.applicant("a@example.com").await;
        applicant.log_in().await;
        let again = || {
            applicant.browser.mutate("reauthenticate", "sessionStatus{expiresAt}", json!({ "password": PASSWORD }))
        };
        for _ in 0..5 {
            assert_eq!(codes(&again().await), [""; 0]);
        }
        assert_eq!(codes(&again().await), ["RATE_LIMITED"]);
        app.advance(TimeDelta::minutes(6)).await;
        assert_eq!(codes(&again().await), [""; 0]);
    }

    /// Thirty uses of links from one place in a row, valid or not.
    async fn a_place_uses_thirty_links_a_minute(app: TestApp) {
        let browser = app.visitor();
        let try_one = || browser.mutate("disavowChange", "", json!({ "token": "nonsense" }));
        for _ in 0..30 {
            assert_eq!(codes(&try_one().await), ["LINK_UNKNOWN"]);
        }
        assert_eq!(codes(&try_one().await), ["RATE_LIMITED"]);
    }

    /// A refusal uses nothing up: the link and the step still work, and no attempt is counted.
    async fn a_refusal_uses_nothing_up(app: TestApp) {
        let applicant = app.applicant("a@example.com").await;
        forgot_password(&applicant.browser, &applicant.user_id, "a@example.com").await;
        let token = app.mails_to("a@example.com").await.last().and_then(Received::token).expect("a link");
        let browser = app.visitor();
        for _ in 0..30 {
            browser.mutate("disavowChange", "", json!({ "token": "nonsense" })).await;
        }
        let input = json!({ "token": token, "password": "Momiji-2026=aki", "passwordConfirmation": "Momiji-2026=aki" });
        let refused = browser.mutate("completePasswordReset", "userId", input.clone()).await;
        assert_eq!(codes(&refused), ["RATE_LIMITED"]);
        assert_eq!(browser.look_at(&token).await["state"], json!("OPEN"));
        assert_eq!(codes(&app.visitor().mutate("completePasswordReset", "userId", input).await), [""; 0]);

        for index in 0..20 {
            log_in(&browser, &format!("abcde{index:05}"), WRONG).await;
        }
        for _ in 0..6 {
            assert_eq!(codes(&log_in(&browser, &applicant.user_id, WRONG).await), ["RATE_LIMITED"]);
        }
        let accounts = entity::account::Entity::find().all(app.db()).await.expect("accounts");
        // One account of the demo data is locked from the start.
        let mut open = accounts.iter().filter(|account| account.locked_until.is_none());
        assert!(open.all(|account| account.failed_count == 0 && account.failed_since_login == 0));

        let mut form = json!({
            "type": "COUNTER_APPLICANT", "name": "HOUMU TARO", "sex": "MALE", "birthDate": "2000-01-01",
            "municipalityCode": "011011", "street": "1", "phoneNumber": "0312345678", "email": "c@example.com",
            "emailConfirmation": "c@example.com", "agreedTermsVersion": "2026-01", "validateOnly": true,
        });
        let confirmed = browser.mutate("registerCounterApplicant", "stepToken", form.clone()).await;
        form["validateOnly"] = json!(false);
        form["stepToken"] = confirmed["stepToken"].clone();
        for _ in 0..3 {
            browser.start_registration("c@example.com").await;
        }
        let refused = browser.mutate("registerCounterApplicant", "userId", form.clone()).await;
        assert_eq!(codes(&refused), ["RATE_LIMITED"]);
        app.advance(TimeDelta::minutes(29)).await;
        assert_eq!(codes(&app.visitor().mutate("registerCounterApplicant", "userId", form).await), [""; 0]);
    }

    /// The whole request is refused if a place requests more than 3,000 fields a minute.
    async fn a_place_asks_for_three_thousand_fields_a_minute(app: TestApp) {
        let browser = app.visitor();
        let field = |n: i32| format!("a{n}:userTypes{{type flow label guide}}");
        let many = format!("{{{}}}", (0..30).map(field).collect::<String>());
        let mut asked = 0;
        let refused = loop {
            let answer = browser.post(&many, json!({})).await;
            if answer.status != 200 {
                break answer;
            }
            asked += 1;
            assert!(asked < 30, "nobody refuses");
        };
        assert_eq!((refused.status, refused.code().as_str()), (429, "RATE_LIMITED"));
        assert!(refused.header("retry-after").parse::<u32>().is_ok_and(|seconds| seconds >= 1));
        let state = format!(";r=0;t={}", refused.header("retry-after"));
        assert!(refused.header("ratelimit").ends_with(&state), "{}", refused.header("ratelimit"));
        assert_eq!(app.visitor().post(&many, json!({})).await.status, 200);
    }
}

/// Without Redis, logins work, the limits hold with the same numbers, and the server reports it and stays in
/// service. When Redis is back, every mail is sent, once.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_redis_everything_works_and_the_limits_hold() {
    let mut app = TestApp::start(Mode::Production).await;
    let applicant = app.applicant("a@example.com").await;
    app.redis.as_mut().expect("a Redis").kill();
    applicant.log_in().await;
    let browser = app.visitor();
    for _ in 0..3 {
        let payload = forgot_password(&browser, &applicant.user_id, "a@example.com").await;
        assert_eq!(codes(&payload), [""; 0]);
    }
    let refused = forgot_password(&browser, &applicant.user_id, "a@example.com").await;
    assert_eq!(codes(&refused), ["RATE_LIMITED"]);
    let ready = app.visitor();
    let ready = ready.send(ready.request("GET", "/readyz")).await;
    let said = json!({ "status": "ok", "database": "ok", "limits": "process: redis is away" });
    assert_eq!((ready.status, ready.json()), (200, said));
    app.redis.as_mut().expect("a Redis").restart();
    app.advance(TimeDelta::seconds(2)).await;
    applicant.log_in().await;
    let mails = app.mails_to("a@example.com").await;
    let ids: HashSet<_> = mails.iter().map(|mail| &mail.message_id).collect();
    assert_eq!(ids.len(), mails.len(), "no mail came twice");
    let mut open = 0;
    for token in mails.iter().filter_map(Received::token) {
        open += usize::from(app.visitor().look_at(&token).await["state"] == json!("OPEN"));
    }
    assert_eq!(open, 1, "the newest link is good, whichever mail came last");
}
