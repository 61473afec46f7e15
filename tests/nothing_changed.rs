//! Requests that change nothing write nothing, and what anybody can repeat has a bound.

use entity::account;
use entity::audit::{Column, Entity};
use entity::registration_step;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use serde_json::{Value, json};

use crate::support::client::{codes, faults};
use crate::support::{Applicant, PASSWORD, TestApp, stories};

/// How many events of this action there are.
async fn events(app: &TestApp, action: &str) -> u64 {
    Entity::find().filter(Column::Action.eq(action)).count(app.db()).await.expect("a count")
}

async fn end_others(owner: &Applicant) -> Value {
    let query = "mutation{endOtherSessions{viewer{sessions{id}} errors{__typename ... on UserError{code}}}}";
    owner.browser.run(query, json!({})).await["endOtherSessions"].clone()
}

async fn prefer(owner: &Applicant, scheme: &str) -> Value {
    let fields = "viewer{preferences{colorScheme}}";
    owner.browser.mutate("changePreferences", fields, json!({ "colorScheme": scheme })).await
}

stories! {
    /// Ending no session and choosing what is chosen leaves no line; each change leaves one.
    async fn what_changes_nothing_leaves_no_line(app: TestApp) {
        let owner = app.applicant("a@example.com").await;
        owner.log_in().await;
        for _ in 0..10 {
            assert_eq!(codes(&end_others(&owner).await), [""; 0]);
            assert_eq!(codes(&prefer(&owner, "STANDARD").await), [""; 0]);
        }
        assert_eq!((events(&app, "OTHER_SESSIONS_ENDED").await, events(&app, "PREFERENCES_CHANGED").await), (0, 0));
        app.visitor().log_in(&owner.user_id, PASSWORD).await;
        for _ in 0..3 {
            assert_eq!(end_others(&owner).await["viewer"]["sessions"].as_array().map(Vec::len), Some(1));
            assert_eq!(prefer(&owner, "BLACK").await["viewer"]["preferences"]["colorScheme"], json!("BLACK"));
        }
        assert_eq!((events(&app, "OTHER_SESSIONS_ENDED").await, events(&app, "PREFERENCES_CHANGED").await), (1, 1));
    }

    /// Thirty changes of sessions and preferences in a row, then one a minute, by the session: a thief who has used
    /// up the room of one session keeps nobody from ending it.
    async fn a_session_changes_others_thirty_times_and_then_once_a_minute(app: TestApp) {
        let owner = app.applicant("a@example.com").await;
        owner.log_in().await;
        for number in 0..30 {
            let scheme = if number % 2 == 0 { "BLACK" } else { "BLUE" };
            assert_eq!(codes(&prefer(&owner, scheme).await), [""; 0], "{number}");
        }
        assert_eq!(codes(&prefer(&owner, "BLACK").await), ["RATE_LIMITED"]);
        assert_eq!(codes(&end_others(&owner).await), ["RATE_LIMITED"]);
        let refused = owner.browser.mutate("endSession", "viewer{userId}", json!({ "id": "x" })).await;
        assert_eq!(codes(&refused), ["RATE_LIMITED"]);
        assert_eq!(codes(&prefer(&owner, "BLUE").await), [""; 0], "it is chosen already");
        app.advance(chrono::TimeDelta::minutes(1)).await;
        assert_eq!(codes(&end_others(&owner).await), [""; 0]);
        let elsewhere = app.visitor();
        elsewhere.log_in(&owner.user_id, PASSWORD).await;
        let query = "mutation{endOtherSessions{viewer{sessions{id}} errors{__typename}}}";
        let payload = elsewhere.run(query, json!({})).await["endOtherSessions"].clone();
        assert_eq!(payload["errors"], json!([]));
        assert_eq!(owner.browser.viewer().await, Value::Null);
    }

    /// Ending a session of somebody else is refused like an unknown one, and leaves a line. An id that is no
    /// session's leaves none.
    async fn an_attempt_on_another_persons_session_leaves_a_line(app: TestApp) {
        let (alice, mallory) = (app.applicant("a@example.com").await, app.applicant("m@example.com").await);
        alice.log_in().await;
        mallory.log_in().await;
        let sessions = alice.browser.run("{viewer{sessions{id}}}", json!({})).await["viewer"]["sessions"].clone();
        for (id, lines) in [(json!("x"), 0), (sessions[0]["id"].clone(), 1)] {
            let refused = mallory.browser.mutate("endSession", "viewer{userId}", json!({ "id": id })).await;
            assert_eq!(faults(&refused), ["id NOT_FOUND"]);
            assert_eq!(events(&app, "SESSION_ENDED").await, lines, "{id}");
        }
        let line = Entity::find().filter(Column::Action.eq("SESSION_ENDED")).one(app.db()).await.expect("an answer");
        let line = line.expect("a line");
        assert_eq!((line.outcome.as_str(), line.reason.as_deref()), ("REFUSED", Some("ANOTHERS_SESSION")));
        assert_ne!(alice.browser.viewer().await, Value::Null);
    }

    /// "Confirm" of the counter registration stores nothing, however often it is pressed. Taking the step
    /// leaves the one row that makes the token one-time.
    async fn confirming_stores_nothing(app: TestApp) {
        let browser = app.visitor();
        let mut form = json!({
            "type": "COUNTER_APPLICANT", "name": "HOUMU TARO", "sex": "MALE", "birthDate": "2000-01-01",
            "municipalityCode": "011011", "street": "1", "phoneNumber": "0312345678", "email": "c@example.com",
            "emailConfirmation": "c@example.com", "agreedTermsVersion": "2026-01", "validateOnly": true,
        });
        let steps = async || registration_step::Entity::find().count(app.db()).await.expect("a count");
        let mut confirmed = Value::Null;
        for _ in 0..100 {
            confirmed = browser.mutate("registerCounterApplicant", "stepToken", form.clone()).await;
            assert_eq!(codes(&confirmed), [""; 0]);
        }
        assert_eq!(steps().await, 0);
        form["validateOnly"] = json!(false);
        form["stepToken"] = confirmed["stepToken"].clone();
        let registered = browser.mutate("registerCounterApplicant", "userId", form.clone()).await;
        assert_eq!(codes(&registered), [""; 0]);
        let again = browser.mutate("registerCounterApplicant", "userId", form).await;
        assert_eq!(faults(&again), ["stepToken STEP_USED"]);
        assert_eq!(steps().await, 1);
    }

    /// What no rule ever allowed as a password is refused like a wrong one, and counts as no attempt: neither
    /// for the account nor for the hint.
    async fn a_password_that_nobody_can_have_locks_nobody(app: TestApp) {
        let owner = app.applicant("a@example.com").await;
        let (known, unknown) = (app.visitor(), app.visitor());
        for length in [513, 1_000, 60_000, 60_000, 60_000, 60_000] {
            let password = "x".repeat(length);
            let one = known.log_in(&owner.user_id, &password).await;
            let two = unknown.log_in("abcde99999", &password).await;
            assert_eq!((codes(&one), &one), (vec!["INVALID_CREDENTIALS".to_owned()], &two));
        }
        let row = account::Entity::find().filter(account::Column::UserId.eq(&owner.user_id)).one(app.db()).await;
        let row = row.expect("an answer").expect("the account");
        assert_eq!((row.failed_count, row.locked_until), (0, None));
        assert_eq!(codes(&app.visitor().log_in(&owner.user_id, PASSWORD).await), [""; 0]);
        for number in 1..=5 {
            let wrong = app.visitor().log_in(&owner.user_id, &"x".repeat(128)).await;
            assert_eq!(codes(&wrong), ["INVALID_CREDENTIALS"], "{number}");
        }
        let refused = app.visitor().log_in(&owner.user_id, PASSWORD).await;
        assert_eq!(codes(&refused), ["INVALID_CREDENTIALS"], "128 bytes are an attempt");
    }
}
