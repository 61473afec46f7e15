//! Officers enrol and log in: a password, a phone, codes that work once, sessions that end soon.

use chrono::TimeDelta;
use entity::audit;
use entity::officer::Role;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use serde_json::json;

use crate::support::client::{codes, faults, merged};
use crate::support::officer::with_second_factor;
use crate::support::{Client, OFFICER_PASSWORD, Officer, TestApp, stories};

/// The reasons of the refusals of this action, oldest first.
async fn refused(app: &TestApp, action: &str) -> Vec<String> {
    let rows = audit::Entity::find().filter(audit::Column::Action.eq(action)).order_by_asc(audit::Column::At);
    let rows = rows.order_by_asc(audit::Column::RequestId).all(app.db()).await.expect("rows");
    rows.into_iter().filter_map(|row| row.reason).collect()
}

stories! {
    /// From the command to the first query. The enrolment code works once.
    async fn an_officer_enrols_logs_in_and_logs_out(app: TestApp) {
        let mut hanako = Officer::create(&app, "hanako", &[Role::Issuer]).await;
        let early = hanako.try_to_log_in(&app, json!({})).await;
        assert_eq!(codes(&early), ["INVALID_CREDENTIALS"], "there is no password yet");
        hanako.enrol(&app).await;
        assert_eq!(hanako.recovery_codes.len(), 10);
        let again = hanako.try_to_enrol(&app, json!({})).await;
        assert_eq!(faults(&again), ["enrolmentCode ENROLMENT_CODE_INVALID"]);

        let payload = hanako.log_in(&app).await;
        assert_eq!(payload["viewer"]["officer"], json!({ "name": "hanako", "roles": ["ISSUER"] }));
        assert!(payload["accessToken"].is_null(), "a browser has its cookie");
        assert_eq!(hanako.me().await, "hanako");
        for time in ["logged in", "logged out"] {
            let out = hanako.browser.run("mutation{logOut{errors{__typename}}}", json!({})).await;
            assert_eq!(out["logOut"], json!({ "errors": [] }), "{time}");
        }
        assert_eq!(hanako.me().await, "nobody");
    }

    /// Everything that is wrong with an enrolment is reported, and none of it uses the code up.
    async fn an_enrolment_needs_the_code_the_telephone_and_a_good_password(app: TestApp) {
        let hanako = Officer::create(&app, "hanako", &[]).await;
        let empty = json!({ "enrolmentCode": "", "password": "", "passwordConfirmation": "", "totpCode": "" });
        let found = faults(&hanako.try_to_enrol(&app, empty).await);
        let expected = ["enrolmentCode", "password", "passwordConfirmation", "totpCode"];
        assert_eq!(found, expected.map(|field| format!("{field} REQUIRED")));
        let own = json!({ "password": "Hanako-2025=soba", "passwordConfirmation": "x" });
        let expected = ["password PASSWORD_CONTAINS_PERSONAL_DATA", "passwordConfirmation CONFIRMATION_MISMATCH"];
        assert_eq!(faults(&hanako.try_to_enrol(&app, own).await), expected);
        let wrong = hanako.try_to_enrol(&app, json!({ "totpCode": "000000" })).await;
        assert_eq!(faults(&wrong), ["totpCode TOTP_CODE_WRONG"]);
        let stranger = hanako.try_to_enrol(&app, json!({ "name": "taro" })).await;
        assert_eq!(faults(&stranger), ["enrolmentCode ENROLMENT_CODE_INVALID"]);
        app.advance(TimeDelta::hours(24)).await;
        let late = hanako.try_to_enrol(&app, json!({})).await;
        assert_eq!(faults(&late), ["enrolmentCode ENROLMENT_CODE_INVALID"], "after a day");
    }

    /// The answer does not say what is wrong, except for a missing code.
    async fn a_login_needs_the_password_and_a_code_that_was_not_used(app: TestApp) {
        let mut hanako = Officer::create(&app, "hanako", &[]).await;
        let used = hanako.code(&app);
        hanako.enrol(&app).await;
        let missing = hanako.try_to_log_in(&app, json!({ "totpCode": "" })).await;
        assert_eq!(faults(&missing), ["secondFactor.totpCode REQUIRED"]);
        let missing = hanako.try_to_log_in(&app, json!({ "totpCode": null, "recoveryCode": " " })).await;
        assert_eq!(faults(&missing), ["secondFactor.recoveryCode REQUIRED"]);
        for codes in [json!({}), json!({ "totpCode": used, "recoveryCode": hanako.recovery_codes[0] })] {
            let input = json!({ "name": "hanako", "password": OFFICER_PASSWORD, "secondFactor": codes });
            let query = "mutation($i:LogInInput!){logIn(input:$i){accessToken}}";
            let answer = hanako.browser.post(query, json!({ "i": input })).await;
            assert_eq!(answer.code(), "BAD_USER_INPUT", "exactly one: {codes}");
        }
        for wrong in [
            json!({ "password": "Wrong-2025=soba" }),
            json!({ "totpCode": "000000" }),
            json!({ "totpCode": used }),
        ] {
            assert_eq!(codes(&hanako.try_to_log_in(&app, wrong).await), ["INVALID_CREDENTIALS"]);
        }
        let stranger = hanako.try_to_log_in(&app, json!({ "name": "taro" })).await;
        assert_eq!(codes(&stranger), ["INVALID_CREDENTIALS"]);
        let reasons = ["WRONG_PASSWORD", "WRONG_CODE", "CODE_USED", "UNKNOWN"];
        assert_eq!(refused(&app, "OFFICER_LOGIN_REFUSED").await, reasons);
        hanako.log_in(&app).await;
        let replayed = hanako.try_to_log_in(&app, json!({})).await;
        assert_eq!(codes(&replayed), ["INVALID_CREDENTIALS"]);
    }

    /// Unknown, not enrolled, wrong, used, locked or closed: exactly the same answer.
    async fn every_refused_login_has_the_same_answer(app: TestApp) {
        let hanako = app.officer("hanako", &[]).await;
        let used = hanako.code(&app);
        app.advance(TimeDelta::seconds(30)).await;
        let locked = app.officer("locked", &[]).await;
        Officer::create(&app, "early", &[]).await;
        let closed = app.officer("closed", &[]).await;
        closed.close(&app).await;
        let stranger = locked.browser.someone_else(); // the officer's own browser has its own count
        for _ in 0..5 {
            let wrong = json!({ "name": "locked", "password": OFFICER_PASSWORD, "totpCode": "000000" });
            stranger.mutate("logIn", "accessToken", with_second_factor(wrong)).await;
        }
        let input = |name: &str, with| {
            let right = json!({ "name": name, "password": OFFICER_PASSWORD, "totpCode": hanako.code(&app) });
            json!({ "input": with_second_factor(merged(right, with)) })
        };
        let mut answers = Vec::new();
        for (name, with) in [
            ("nobody", json!({})),
            ("no name at all", json!({})),
            ("early", json!({})),
            ("closed", json!({})),
            ("locked", json!({})),
            ("hanako", json!({ "password": "Wrong-2025=soba" })),
            ("hanako", json!({ "totpCode": "000000" })),
            ("hanako", json!({ "totpCode": used })),
            ("hanako", json!({ "totpCode": null, "recoveryCode": "AAAA-AAAA-AAAA-AAAA" })),
        ] {
            let query = "mutation($input:LogInInput!){logIn(input:$input){viewer{officer{name}} accessToken errors{
                __typename ... on UserError{code message path}}}}";
            let answer = Client::new(&app.officer_base).post(query, input(name, with)).await;
            assert!(answer.text.contains("INVALID_CREDENTIALS"), "{name}: {}", answer.text);
            answers.push((answer.status, answer.text));
        }
        assert!(answers.iter().all(|answer| *answer == answers[0]), "{answers:#?}");
    }

    /// Of several simultaneous logins with one code, one succeeds.
    async fn of_two_logins_with_one_code_one_succeeds(app: TestApp) {
        let mut hanako = Officer::create(&app, "hanako", &[]).await;
        hanako.enrol(&app).await;
        let (one, two, three) = tokio::join!(
            hanako.try_to_log_in(&app, json!({})),
            hanako.try_to_log_in(&app, json!({})),
            hanako.try_to_log_in(&app, json!({})),
        );
        let right = [one, two, three].iter().filter(|payload| codes(payload).is_empty()).count();
        assert_eq!(right, 1);
    }

    /// A login without the phone.
    async fn a_recovery_code_opens_one_session(app: TestApp) {
        let mut hanako = Officer::create(&app, "hanako", &[]).await;
        hanako.enrol(&app).await;
        let code = hanako.recovery_codes[3].to_lowercase();
        let with = json!({ "totpCode": null, "recoveryCode": code });
        assert_eq!(codes(&hanako.try_to_log_in(&app, with.clone()).await), [""; 0]);
        let me = hanako.browser.run("{viewer{recoveryCodesLeft}}", json!({})).await;
        assert_eq!(me["viewer"]["recoveryCodesLeft"], 9);
        assert_eq!(codes(&hanako.try_to_log_in(&app, with).await), ["INVALID_CREDENTIALS"]);
    }

    /// Five sessions at a time; the one that was idle longest ends.
    async fn an_officer_has_at_most_five_sessions(app: TestApp) {
        let hanako = app.officer("hanako", &[]).await;
        let mut browsers = Vec::new();
        for _ in 0..5 {
            app.advance(TimeDelta::minutes(1)).await;
            let browser = hanako.browser.someone_else();
            let second_factor = json!({ "totpCode": hanako.code(&app) });
            let with = json!({ "name": "hanako", "password": OFFICER_PASSWORD, "secondFactor": second_factor });
            assert_eq!(codes(&browser.mutate("logIn", "accessToken", with).await), [""; 0]);
            browsers.push(browser);
        }
        assert_eq!(hanako.me().await, "nobody", "the first of six");
        for browser in browsers {
            assert_eq!(browser.run("{viewer{officer{name}}}", json!({})).await["viewer"]["officer"]["name"], "hanako");
        }
    }

    /// Officers' passwords have a rule of their own: long, of any characters, neither common nor the name.
    async fn an_officers_password_may_be_a_sentence(app: TestApp) {
        let hanako = Officer::create(&app, "hanako", &[]).await;
        let sentence = |text: &str| json!({ "password": text, "passwordConfirmation": text });
        let long = format!("{} at last", "a long word ".repeat(11));
        for (text, fault) in [
            ("Aa1$eleven.", "password TOO_SHORT"),
            (long.as_str(), "password TOO_LONG"),
            ("Password-2025", "password PASSWORD_TOO_COMMON"),
            ("this is hanako's own", "password PASSWORD_CONTAINS_PERSONAL_DATA"),
        ] {
            assert_eq!(faults(&hanako.try_to_enrol(&app, sentence(text)).await), [fault], "{text}");
        }
        let text = "おそばは 十一月に かぎる";
        assert_eq!(codes(&hanako.try_to_enrol(&app, sentence(text)).await), [""; 0]);
        app.advance(TimeDelta::seconds(30)).await;
        assert_eq!(codes(&hanako.try_to_log_in(&app, json!({ "password": text })).await), [""; 0]);
    }

    /// Thirty minutes without activity, and up to a minute more.
    async fn a_session_ends_after_half_an_hour_without_activity(app: TestApp) {
        let hanako = app.officer("hanako", &[]).await;
        app.advance(TimeDelta::minutes(30)).await;
        assert_eq!(hanako.me().await, "hanako");
        app.advance(TimeDelta::minutes(31)).await;
        assert_eq!(hanako.me().await, "nobody");
    }

    /// A console that looks again and again at the end of its session does not keep the session alive (as the
    /// applicants' pages). Any other operation does.
    async fn a_look_at_the_session_is_no_activity(app: TestApp) {
        let hanako = app.officer("hanako", &[Role::Security]).await;
        let look = async || {
            let query = "{sessionStatus{now expiresAt absoluteExpiresAt}}";
            hanako.browser.run(query, json!({})).await["sessionStatus"].clone()
        };
        let first = look().await;
        for _ in 0..2 {
            app.advance(TimeDelta::minutes(10)).await;
            let now = look().await;
            assert_eq!(now["expiresAt"], first["expiresAt"]);
            assert_ne!(now["now"], first["now"]);
        }
        let query = "{viewer{sessionStatus{expiresAt absoluteExpiresAt}}}";
        let seen = hanako.browser.run(query, json!({})).await["viewer"]["sessionStatus"].clone();
        assert_eq!(seen["absoluteExpiresAt"], first["absoluteExpiresAt"]);
        assert_ne!(seen["expiresAt"], first["expiresAt"], "a query about the officer is activity");
        for minutes in [20, 11] {
            app.advance(TimeDelta::minutes(minutes)).await;
            assert_eq!(look().await.is_null(), minutes == 11, "{minutes} minutes later");
        }
        let late = hanako.browser.mutate("createOfficer", "officer{name}", json!({ "name": "taro" })).await;
        assert_eq!(codes(&late), ["SESSION_EXPIRED"]);
        let visitor = hanako.browser.someone_else();
        let nothing = visitor.run("{sessionStatus{now} viewer{officer{name}}}", json!({})).await;
        assert_eq!(nothing, json!({ "sessionStatus": null, "viewer": null }));
    }

    /// What a login answers below `viewer` is judged by the roles of who logs in, and not of whom the browser's
    /// session was.
    async fn a_login_shows_what_the_new_session_may_see(app: TestApp) {
        let hanako = app.officer("hanako", &[Role::Security]).await;
        let mut jiro = Officer::create(&app, "jiro", &[Role::Viewer]).await;
        jiro.enrol(&app).await;
        let query = "mutation($i:LogInInput!){logIn(input:$i){viewer{officer{name} officers{items{name}}}}}";
        let input = |officer: &Officer| {
            let factor = json!({ "totpCode": officer.code(&app) });
            json!({ "i": { "name": officer.name, "password": OFFICER_PASSWORD, "secondFactor": factor } })
        };
        let refused = hanako.browser.post(query, input(&jiro)).await;
        assert_eq!((refused.code().as_str(), refused.text.contains("demo")), ("FORBIDDEN", false), "{}", refused.text);
        assert_eq!(hanako.me().await, "jiro", "logged in all the same");
        app.advance(TimeDelta::seconds(30)).await;
        let shown = hanako.browser.run(query, input(&hanako)).await["logIn"]["viewer"].clone();
        assert_eq!(shown["officer"]["name"], "hanako");
        assert!(shown["officers"]["items"].as_array().expect("officers").contains(&json!({ "name": "jiro" })), "{shown}");
    }

    /// Eight hours, even with activity.
    async fn a_session_ends_after_eight_hours_in_any_case(app: TestApp) {
        let hanako = app.officer("hanako", &[]).await;
        for _ in 0..23 {
            app.advance(TimeDelta::minutes(20)).await;
            assert_eq!(hanako.me().await, "hanako");
        }
        app.advance(TimeDelta::minutes(20)).await;
        assert_eq!(hanako.me().await, "nobody");
    }

    /// Each token works on its own listener. On the other it is worthless, and the attempt is recorded.
    async fn a_token_is_nothing_at_the_other_door(app: TestApp) {
        let hanako = app.officer("hanako", &[Role::Security]).await;
        app.advance(TimeDelta::seconds(30)).await;
        let officers = hanako.try_to_log_in(&app, json!({ "delivery": "BEARER" })).await;
        let officers = officers["accessToken"].as_str().expect("a token").to_owned();
        let applicant = app.applicant("a@example.com").await;
        let input = json!({ "userId": applicant.user_id, "password": crate::support::PASSWORD, "delivery": "BEARER" });
        let payload = applicant.browser.mutate("logIn", "accessToken", input).await;
        let applicants = payload["accessToken"].as_str().expect("a token").to_owned();

        let at_home = Client::with_bearer(&app.officer_base, &officers);
        assert_eq!(at_home.run("{viewer{officer{name}}}", json!({})).await["viewer"]["officer"]["name"], "hanako");
        let lost = Client::with_bearer(&app.officer_base, &applicants);
        assert!(lost.run("{viewer{officer{name}}}", json!({})).await["viewer"].is_null());
        assert_eq!(refused(&app, "WRONG_AUDIENCE").await, ["APPLICANT_TOKEN"]);
        let lost = Client::with_bearer(&app.base, &officers);
        assert!(lost.viewer().await.is_null());
        let refusals = refused(&app, "WRONG_AUDIENCE").await;
        assert!(refusals.contains(&"OFFICER_TOKEN".to_owned()) && refusals.len() == 2, "{refusals:?}");
    }

    /// The rules of the applicants' listener hold here, too: one kind of credentials, and only pages on the
    /// list.
    async fn a_request_shows_one_token_and_comes_from_a_page_that_may_call(app: TestApp) {
        let hanako = app.officer("hanako", &[]).await;
        let ask = || hanako.browser.request("POST", "/graphql").json(&json!({ "query": "{viewer{officer{name}}}" }));
        assert_eq!(hanako.browser.send(ask()).await.status, 200);
        assert_eq!(hanako.browser.send(ask().bearer_auth("abc")).await.status, 400);
        assert_eq!(hanako.browser.send(ask().header("origin", "https://portal.example")).await.status, 403);
        assert_eq!(hanako.browser.send(ask().header("sec-fetch-site", "cross-site")).await.status, 403);
        let names = hanako.browser.cookies();
        assert!(names.keys().all(|name| name.contains("uketori_officer")), "{names:?}");
    }

    /// The embedded mode has a demo officer.
    async fn the_embedded_mode_has_a_demo_officer_and_production_has_none(app: TestApp) {
        let login = |code: String| {
            json!({ "name": "demo", "password": "Himawari-2025=soba", "secondFactor": { "totpCode": code } })
        };
        let browser = Client::new(&app.officer_base);
        let start = browser.send(Client::new(&app.base).request("GET", "/")).await;
        let code = start.text.split("Current code</dt>").nth(1).and_then(|rest| {
            rest.split("<code>").nth(1)?.split('<').next().map(str::to_owned)
        });
        let payload = browser.mutate("logIn", "viewer{officer{roles}}", login(code.clone().unwrap_or("000000".into()))).await;
        match code {
            Some(_) => {
                assert_eq!(payload["viewer"]["officer"]["roles"], json!(["ISSUER", "SECURITY", "SUPPORT", "VIEWER"]), "{payload}");
            }
            None => assert_eq!(codes(&payload), ["INVALID_CREDENTIALS"]),
        }
    }

    /// A closed officer has no access; the name is never used again.
    async fn a_closed_officer_is_nobody(app: TestApp) {
        let hanako = app.officer("hanako", &[Role::Viewer]).await;
        hanako.close(&app).await;
        assert_eq!(hanako.me().await, "nobody");
        app.advance(TimeDelta::seconds(30)).await;
        assert_eq!(codes(&hanako.try_to_log_in(&app, json!({})).await), ["INVALID_CREDENTIALS"]);
    }

    /// A phone was lost: with the new one and a new password, everything old is invalid.
    async fn after_a_reset_only_the_new_telephone_works(app: TestApp) {
        let old = app.officer("hanako", &[Role::Viewer]).await;
        let mut new = old.reset(&app).await;
        assert_eq!(old.me().await, "nobody");
        assert_eq!(codes(&old.try_to_log_in(&app, json!({})).await), ["INVALID_CREDENTIALS"]);
        new.enrol(&app).await;
        let with = json!({ "totpCode": null, "recoveryCode": old.recovery_codes[0] });
        assert_eq!(codes(&old.try_to_log_in(&app, with).await), ["INVALID_CREDENTIALS"]);
        assert_eq!(codes(&old.try_to_log_in(&app, json!({})).await), ["INVALID_CREDENTIALS"]);
        assert_eq!(new.log_in(&app).await["viewer"]["officer"]["roles"], json!(["VIEWER"]));
    }
}
