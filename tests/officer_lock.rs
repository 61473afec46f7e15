//! The lock of officers after wrong attempts: longer each time, of one browser at a time, and lifted by another
//! officer or by a command. Officers' names are easy to guess.

use chrono::TimeDelta;
use entity::audit;
use entity::officer::{self, Role};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use serde_json::{Value, json};

use crate::support::client::{Answer, codes, faults};
use crate::support::{Client, OFFICER_PASSWORD, Officer, TestApp, stories};

/// The reason of the last refused login.
async fn last_refusal(app: &TestApp) -> Option<String> {
    let rows = audit::Entity::find().filter(audit::Column::Action.eq("OFFICER_LOGIN_REFUSED"));
    let rows = rows.order_by_desc(audit::Column::At).order_by_desc(audit::Column::RequestId);
    rows.one(app.db()).await.expect("an answer").and_then(|row| row.reason)
}

/// Logs in from an officer's app, wherever it is now: it keeps no cookies, and sends its device token, if it has
/// one.
async fn from_app(app: &TestApp, officer: &Officer, device: Option<&str>, password: &str) -> Value {
    let query =
        "mutation($i:LogInInput!){logIn(input:$i){accessToken deviceToken errors{... on UserError{code}}}}";
    let input = json!({
        "name": officer.name, "password": password, "secondFactor": { "totpCode": officer.code(app) },
        "delivery": "BEARER",
    });
    let phone = Client::new(&app.officer_base);
    let body = json!({ "query": query, "variables": { "i": input } });
    let mut request = phone.request("POST", "/graphql").json(&body);
    if let Some(device) = device {
        request = request.header("uketori-device", device);
    }
    let answer: Answer = phone.send(request).await;
    assert!(phone.cookies().is_empty(), "an app gets no cookie");
    answer.json()["data"]["logIn"].clone()
}

stories! {
    /// Wrong passwords and wrong codes count together. Another officer lifts the lock.
    async fn five_wrong_attempts_lock_and_another_officer_unlocks(app: TestApp) {
        let mut hanako = Officer::create(&app, "hanako", &[Role::Security]).await;
        hanako.enrol(&app).await;
        for _ in 0..3 {
            hanako.try_to_log_in(&app, json!({ "password": "Wrong-2025=soba" })).await;
        }
        for _ in 0..2 {
            hanako.try_to_log_in(&app, json!({ "totpCode": "000000" })).await;
        }
        assert_eq!(codes(&hanako.try_to_log_in(&app, json!({})).await), ["INVALID_CREDENTIALS"]);
        assert_eq!(last_refusal(&app).await.as_deref(), Some("LOCKED"));

        let taro = app.officer("taro", &[Role::Security]).await;
        let page = taro.browser.run("{viewer{officers{items{name lockedUntil}}}}", json!({})).await;
        let locked: Vec<_> = page["viewer"]["officers"]["items"].as_array().expect("officers").iter().collect();
        assert_eq!(locked.iter().filter(|officer| !officer["lockedUntil"].is_null()).count(), 1);
        let payload = taro.browser.mutate("unlockOfficer", "officer{lockedUntil}", json!({ "officerId": taro.id_of("hanako").await })).await;
        assert!(codes(&payload).is_empty() && payload["officer"]["lockedUntil"].is_null());
        let own = taro.browser.mutate("unlockOfficer", "officer{name}", json!({ "officerId": taro.id_of("taro").await })).await;
        assert_eq!(faults(&own), ["officerId SECOND_OFFICER_REQUIRED"]);
        hanako.log_in(&app).await;
    }

    /// What no rule ever allowed as a password is no attempt: it counts towards neither the lock nor the limit of
    /// failed logins.
    async fn an_input_that_cannot_be_a_password_counts_as_no_attempt(app: TestApp) {
        let hanako = app.officer("hanako", &[]).await;
        for _ in 0..11 {
            let payload = hanako.try_to_log_in(&app, json!({ "password": "a".repeat(600) })).await;
            assert_eq!(codes(&payload), ["INVALID_CREDENTIALS"]);
        }
        app.advance(TimeDelta::seconds(30)).await; // for a new one-time code
        hanako.log_in(&app).await;
    }

    /// Each lock ends by itself: the first after five minutes, the next after an hour, the third after a day.
    /// Then it begins again.
    async fn each_five_wrong_attempts_lock_for_longer(app: TestApp) {
        let mut hanako = Officer::create(&app, "hanako", &[]).await;
        hanako.enrol(&app).await;
        for minutes in [5, 60, 24 * 60, 5] {
            for _ in 0..5 {
                hanako.try_to_log_in(&app, json!({ "totpCode": "000000" })).await;
            }
            app.advance(TimeDelta::minutes(minutes) - TimeDelta::milliseconds(1)).await;
            assert_eq!(codes(&hanako.try_to_log_in(&app, json!({})).await), ["INVALID_CREDENTIALS"], "{minutes}");
            app.advance(TimeDelta::milliseconds(1)).await;
        }
        hanako.log_in(&app).await;
        // A success starts the count again.
        let row = officer::Entity::find().filter(officer::Column::Name.eq("hanako")).one(app.db()).await;
        assert_eq!(row.expect("an answer").expect("the officer").failed_count, 0);
    }

    /// Ten requests by somebody who knows two names do not close the bureau: in the browsers that they use, the
    /// officers log in as ever. Each of these browsers has a count of its own.
    async fn a_stranger_who_knows_the_names_locks_nobody_out_of_their_browser(app: TestApp) {
        let hanako = app.officer("hanako", &[Role::Security]).await;
        let taro = app.officer("taro", &[Role::Security]).await;
        for _ in 0..6 {
            for name in ["hanako", "taro"] {
                let wrong = json!({ "name": name, "password": "Wrong-2025=soba", "secondFactor": { "totpCode": "000000" } });
                Client::new(&app.officer_base).try_to_mutate("logIn", "accessToken", wrong).await.ok();
            }
        }
        app.advance(TimeDelta::seconds(30)).await;
        let with = json!({ "name": "hanako", "password": OFFICER_PASSWORD, "secondFactor": { "totpCode": hanako.code(&app) } });
        let elsewhere = Client::new(&app.officer_base).mutate("logIn", "accessToken", with).await;
        assert_ne!(codes(&elsewhere), [""; 0], "a browser that nobody knows waits");
        for officer in [&hanako, &taro] {
            officer.log_in(&app).await;
        }

        for _ in 0..5 {
            hanako.try_to_log_in(&app, json!({ "password": "Wrong-2025=soba" })).await;
        }
        app.advance(TimeDelta::seconds(30)).await;
        assert_eq!(codes(&hanako.try_to_log_in(&app, json!({})).await), ["INVALID_CREDENTIALS"], "five in a row");
        taro.log_in(&app).await;
        let locked = audit::Entity::find().filter(audit::Column::Action.eq("OFFICER_DEVICE_LOCKED"));
        assert_eq!(locked.all(app.db()).await.expect("rows").len(), 1);
    }

    /// An app has a count of its own, too: it is known by the device token that each of its logins returns.
    async fn an_officers_app_is_known_by_its_device_token(app: TestApp) {
        let mut hanako = Officer::create(&app, "hanako", &[]).await;
        hanako.enrol(&app).await;
        let first = from_app(&app, &hanako, None, OFFICER_PASSWORD).await;
        assert_eq!(codes(&first), [""; 0], "{first}");
        let device = first["deviceToken"].as_str().expect("a device token");
        for _ in 0..5 {
            let wrong = from_app(&app, &hanako, None, "Wrong-2025=soba").await;
            assert_eq!((codes(&wrong), &wrong["deviceToken"]), (vec!["INVALID_CREDENTIALS".to_owned()], &Value::Null));
        }
        app.advance(TimeDelta::seconds(30)).await;
        let unknown = from_app(&app, &hanako, None, OFFICER_PASSWORD).await;
        assert_eq!(codes(&unknown), ["INVALID_CREDENTIALS"], "an app that nobody knows waits");
        let again = from_app(&app, &hanako, Some(device), OFFICER_PASSWORD).await;
        assert_eq!((codes(&again), &again["deviceToken"]), (vec![], &json!(device)), "the token to keep");
        let browser = hanako.try_to_log_in(&app, json!({})).await;
        assert_eq!(codes(&browser), ["INVALID_CREDENTIALS"], "the officer is still locked elsewhere");

        for _ in 0..5 {
            from_app(&app, &hanako, Some(device), "Wrong-2025=soba").await;
        }
        app.advance(TimeDelta::seconds(30)).await;
        let locked = from_app(&app, &hanako, Some(device), OFFICER_PASSWORD).await;
        assert_eq!(codes(&locked), ["INVALID_CREDENTIALS"], "five in a row");
        let locked = audit::Entity::find().filter(audit::Column::Action.eq("OFFICER_DEVICE_LOCKED"));
        assert_eq!(locked.all(app.db()).await.expect("rows").len(), 1);
        // Another officer's app is a stranger's.
        let mut taro = Officer::create(&app, "taro", &[]).await;
        taro.enrol(&app).await;
        let own = from_app(&app, &taro, Some(device), OFFICER_PASSWORD).await;
        assert_eq!(codes(&own), [""; 0], "{own}");
        assert_ne!(own["deviceToken"], json!(device), "known to one officer");
    }

    /// All officers are locked, so nobody can unlock another one: the command does.
    async fn a_command_unlocks_an_officer(app: TestApp) {
        let mut hanako = Officer::create(&app, "hanako", &[Role::Security]).await;
        hanako.enrol(&app).await;
        for _ in 0..5 {
            hanako.try_to_log_in(&app, json!({ "totpCode": "000000" })).await;
        }
        assert_eq!(codes(&hanako.try_to_log_in(&app, json!({})).await), ["INVALID_CREDENTIALS"]);
        hanako.unlock(&app).await;
        hanako.log_in(&app).await;
        let by_command = audit::Entity::find().filter(audit::Column::Action.eq("OFFICER_UNLOCKED"));
        let by_command = by_command.all(app.db()).await.expect("rows");
        assert_eq!(by_command.iter().map(|row| row.actor_kind.as_str()).collect::<Vec<_>>(), ["SYSTEM"]);
    }
}
