//! Misuse of the public API: links that machines open, tokens in the wrong place, replays, and input that no
//! form sends.

use chrono::TimeDelta;
use entity::account::{Column, Entity};
use entity::outbox::{self, State};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};
use serde_json::{Value, json};

use crate::support::client::{Client, codes, details, faults, merged, newest};
use crate::support::{PASSWORD, TestApp, stories};

const NEW: &str = "Momiji-2026=aki";

/// Every mutation that needs a session, with valid input.
fn mutations_of_a_session() -> Vec<(&'static str, &'static str, Value)> {
    let email = json!({ "email": "n@example.com", "emailConfirmation": "n@example.com", "currentPassword": PASSWORD });
    let password = json!({ "password": NEW, "passwordConfirmation": NEW, "currentPassword": PASSWORD });
    vec![
        ("reauthenticate", "sessionStatus{now}", json!({ "password": PASSWORD })),
        ("endSession", "viewer{userId}", json!({ "id": "x" })),
        ("startEmailChange", "sentTo", email),
        ("changePassword", "viewer{userId}", password),
        ("changeContactDetails", "viewer{userId}", json!({ "phoneNumber": "0612345678" })),
        ("changePreferences", "viewer{userId}", json!({ "language": "JA" })),
        ("exportData", "json", json!({ "currentPassword": PASSWORD })),
        ("closeAccount", "", json!({ "currentPassword": PASSWORD })),
        ("registerReceipt", "receipt{status}", json!({ "certificateNumber": "TEST25-000001" })),
    ]
}

/// Every mutation that needs a link, with valid input.
fn mutations_of_a_link(token: &str) -> Vec<(&'static str, &'static str, Value)> {
    let password = json!({ "token": token, "password": NEW, "passwordConfirmation": NEW });
    vec![
        ("completeRegistration", "userId", details(token)),
        ("setFirstPassword", "userId", password.clone()),
        ("completePasswordReset", "userId", password),
        ("completeEmailChange", "", json!({ "token": token })),
        ("disavowChange", "", json!({ "token": token })),
    ]
}

async fn token_to(app: &TestApp, email: &str) -> String {
    newest(app.mails_to(email).await).token().expect("a link")
}

/// The kinds and states of mails that were not sent.
async fn dead(app: &TestApp) -> Vec<String> {
    app.settle().await;
    let dead = outbox::Entity::find().filter(outbox::Column::State.eq(State::Dead)).all(app.db()).await;
    dead.expect("rows").into_iter().map(|row| row.kind).collect()
}

/// One link of each kind: its purpose, as the mutation names it, and its token.
async fn one_link_of_each(app: &TestApp) -> Vec<(&'static str, String)> {
    let applicant = app.applicant("a@example.com").await;
    applicant.log_in().await;
    let browser = &applicant.browser;
    app.visitor().start_registration("new@example.com").await;
    let registration = token_to(app, "new@example.com").await;
    let change = json!({ "email": "n@example.com", "emailConfirmation": "n@example.com" });
    browser.mutate("startEmailChange", "sentTo", change).await;
    let (change, disavow) = (token_to(app, "n@example.com").await, token_to(app, "a@example.com").await);
    let input = json!({ "userId": applicant.user_id, "email": "a@example.com" });
    browser.mutate("requestPasswordReset", "", input).await;
    let reset = token_to(app, "a@example.com").await;
    let mut form = json!({
        "type": "COUNTER_APPLICANT", "name": "HOUMU TARO", "sex": "MALE", "birthDate": "2000-01-01",
        "municipalityCode": "011011", "street": "1", "phoneNumber": "0312345678", "email": "c@example.com",
        "emailConfirmation": "c@example.com", "agreedTermsVersion": "2026-01", "validateOnly": true,
    });
    let confirmed = browser.mutate("registerCounterApplicant", "stepToken", form.clone()).await;
    form["validateOnly"] = json!(false);
    form["stepToken"] = confirmed["stepToken"].clone();
    // I27: a step may be taken in another browser. It proves what was confirmed, not who confirmed it.
    let registered = app.visitor().mutate("registerCounterApplicant", "userId", form).await;
    assert_eq!(codes(&registered), [""; 0]);
    vec![
        ("completeRegistration", registration),
        ("setFirstPassword", token_to(app, "c@example.com").await),
        ("completePasswordReset", reset),
        ("completeEmailChange", change),
        ("disavowChange", disavow),
    ]
}

stories! {
    /// A token works only in the way in which it was handed out: a browser's as a cookie, a program's as a
    /// header.
    async fn a_token_is_good_in_its_own_way_alone(app: TestApp) {
        let applicant = app.applicant("own-way@example.com").await;
        applicant.log_in().await;
        let pair = applicant.browser.cookie().expect("a cookie");
        let (name, cookie) = pair.split_once('=').expect("a pair");
        assert_eq!(Client::with_bearer(&app.base, cookie).viewer().await, Value::Null);
        let input = json!({ "userId": applicant.user_id, "password": PASSWORD, "delivery": "BEARER" });
        let token = app.visitor().mutate("logIn", "accessToken", input).await["accessToken"].clone();
        let token = token.as_str().expect("a token");
        assert_ne!(Client::with_bearer(&app.base, token).viewer().await, Value::Null);
        let browser = app.visitor();
        browser.set_cookie(Some(&format!("{name}={token}")));
        assert_eq!(browser.viewer().await, Value::Null);
        assert_ne!(applicant.browser.viewer().await, Value::Null);
    }

    /// I18: mail scanners open links fifty times and with HEAD. Each link still works afterwards, once, and
    /// the same click within ten minutes gets the same answer (convention 11). No link works for another
    /// purpose.
    async fn a_link_works_after_scanners_and_only_for_its_purpose(app: TestApp) {
        let links = one_link_of_each(&app).await;
        let scanner = app.visitor();
        for (_, token) in &links {
            for round in 0..50 {
                let method = if round % 2 == 0 { "GET" } else { "HEAD" };
                let path = if round % 3 == 0 { format!("/graphql?t={token}") } else { format!("/register?t={token}") };
                scanner.send(scanner.request(method, &path)).await;
                app.visitor().look_at(token).await;
            }
            assert_eq!(scanner.look_at(token).await["state"], json!("OPEN"));
        }
        for (own, token) in &links {
            for (name, fields, input) in mutations_of_a_link(token) {
                if name != *own {
                    assert_eq!(faults(&app.visitor().mutate(name, fields, input).await), ["token LINK_UNKNOWN"], "{own} in {name}");
                }
            }
            assert_eq!(scanner.look_at(token).await["state"], json!("OPEN"));
        }
        // A reset and a disavowal end a change of address, so the purposes are tried in an order that keeps
        // it until its turn.
        for own in ["completeRegistration", "setFirstPassword", "completeEmailChange", "disavowChange"] {
            let token = &links.iter().find(|(name, _)| *name == own).expect("a link").1;
            let (name, fields, input) =
                mutations_of_a_link(token).into_iter().find(|(name, ..)| *name == own).expect("a mutation");
            let first = app.visitor().mutate(name, fields, input.clone()).await;
            assert_eq!(codes(&first), [""; 0], "{name}");
            assert_eq!(app.visitor().mutate(name, fields, input.clone()).await, first, "{name}: the same answer");
            if input["password"].is_string() {
                let other = merged(input.clone(), json!({ "password": "Other-2026=x", "passwordConfirmation": "Other-2026=x" }));
                assert_eq!(faults(&app.visitor().mutate(name, fields, other).await), ["token LINK_USED"], "{name}");
            }
            app.advance(TimeDelta::minutes(10)).await;
            assert_eq!(faults(&app.visitor().mutate(name, fields, input).await), ["token LINK_USED"], "{name}");
        }
    }

    /// R40: the token of a session that has ended opens nothing, in any mutation, as a cookie or as a bearer
    /// token.
    async fn a_token_of_before_the_logout_is_refused_everywhere(app: TestApp) {
        let applicant = app.applicant("a@example.com").await;
        let input = json!({ "userId": applicant.user_id, "password": PASSWORD, "delivery": "BEARER" });
        let payload = app.visitor().mutate("logIn", "accessToken", input).await;
        let phone = Client::with_bearer(&app.base, payload["accessToken"].as_str().expect("a token"));
        let without_input = "{ errors{... on UserError{code}} }";
        phone.run(&format!("mutation{{logOut{without_input}}}"), json!({})).await;
        applicant.log_in().await;
        let cookie = applicant.browser.cookie();
        applicant.log_out().await;
        let old = app.visitor();
        old.set_cookie(cookie.as_deref());
        for browser in [&old, &phone] {
            for (name, fields, input) in mutations_of_a_session() {
                let refused = browser.mutate(name, fields, input).await;
                assert_eq!(codes(&refused), ["SESSION_EXPIRED"], "{name}");
            }
            for name in ["extendSession", "endOtherSessions", "withdrawEmailChange"] {
                let refused = browser.run(&format!("mutation{{{name}{without_input}}}"), json!({})).await;
                assert_eq!(codes(&refused[name]), ["SESSION_EXPIRED"], "{name}");
            }
            let seen = browser.run("{viewer{userId} sessionStatus{endReason}}", json!({})).await;
            assert_eq!(seen["viewer"], Value::Null);
            assert_ne!(seen["sessionStatus"]["endReason"], Value::Null, "it says only why it is over");
        }
        assert_eq!(codes(&applicant.log_in().await), [""; 0], "nothing of it was done");
    }

    /// Session fixation: a cookie from before the login is not adopted, and is worthless after it. A page of
    /// another site is refused, although the browser sends its cookie.
    async fn a_planted_cookie_and_a_foreign_page_get_nothing(app: TestApp) {
        let applicant = app.applicant("a@example.com").await;
        applicant.log_in().await;
        let name = applicant.browser.cookie().expect("a cookie").split_once('=').expect("a pair").0.to_owned();
        let planted = format!("{name}={}", "A".repeat(43));
        let victim = app.visitor();
        victim.set_cookie(Some(&planted));
        assert_eq!(codes(&victim.log_in(&applicant.user_id, PASSWORD).await), [""; 0]);
        assert_ne!(victim.cookie().as_deref(), Some(planted.as_str()));
        let thief = app.visitor();
        thief.set_cookie(Some(&planted));
        assert_eq!(thief.viewer().await, Value::Null);

        let operation = json!({ "query": "mutation{endOtherSessions{viewer{userId}}}" });
        for (header, value) in [("origin", "https://evil.example"), ("origin", "null"), ("sec-fetch-site", "cross-site")] {
            let request = victim.request("POST", "/graphql").header(header, value).json(&operation);
            assert_eq!(victim.send(request).await.status, 403, "{header}: {value}");
        }
        assert_ne!(applicant.browser.viewer().await, Value::Null, "nothing was executed");
    }

    /// R8: at 2:59:59 a session is valid, a minute after three hours it is not. Requesting its status every
    /// minute does not extend it.
    async fn a_session_dies_on_time_however_often_its_status_is_asked_for(app: TestApp) {
        let applicant = app.applicant("a@example.com").await;
        applicant.log_in().await;
        app.advance(TimeDelta::seconds(3 * 3_600 - 1)).await;
        assert_ne!(applicant.browser.viewer().await, Value::Null);
        for _ in 0..181 {
            applicant.browser.run("{sessionStatus{now}}", json!({})).await;
            app.advance(TimeDelta::minutes(1)).await;
        }
        assert_eq!(applicant.browser.viewer().await, Value::Null);
        let refused = applicant.browser.mutate("exportData", "json", json!({ "currentPassword": PASSWORD })).await;
        assert_eq!(codes(&refused), ["SESSION_EXPIRED"]);
    }

    /// §2.9: text that was forced into the database makes no mail, and delays nobody else's.
    async fn a_name_with_control_characters_makes_a_dead_mail_and_no_dead_worker(app: TestApp) {
        let browser = app.visitor();
        for name in ["JOHN\r\nBCC: X", "JOHN\0DOE", "JOHN <X>", "JOHN \u{202e}EOD"] {
            browser.start_registration("a@example.com").await;
            let payload = browser.complete_registration(&"A".repeat(43), json!({ "name": name })).await;
            assert!(faults(&payload).contains(&"name INVALID_FORMAT".to_owned()), "{payload}");
        }
        for (number, (column, text)) in [
            (Column::Name, "JOHN\r\nBCC: x@example.com"),
            (Column::Name, "JOHN \u{202e}EOD"),
            (Column::Email, "b@example.com\r\nBcc: x@example.com"),
        ].into_iter().enumerate() {
            let applicant = app.applicant(&format!("p{number}@example.com")).await;
            let mail = outbox::Entity::update_many()
                .col_expr(outbox::Column::State, Expr::value(State::Queued))
                .col_expr(outbox::Column::PushedAt, Expr::value(None::<sea_orm::prelude::DateTimeUtc>))
                .filter(outbox::Column::Kind.eq("USER_ID_ISSUED"))
                .filter(outbox::Column::State.eq(State::Sent));
            let forced = Entity::update_many().col_expr(column, Expr::value(text)).filter(Column::UserId.eq(&applicant.user_id));
            forced.exec(app.db()).await.expect("forced");
            let before = app.mails().len();
            assert_eq!(mail.exec(app.db()).await.expect("queued again").rows_affected, 1);
            assert_eq!(dead(&app).await, vec!["USER_ID_ISSUED"; number + 1]);
            assert_eq!(app.mails().len(), before);
        }
        app.applicant("z@example.com").await;
    }

    /// Any text of any length in a text field gets an answer that the schema defines: no internal error, and
    /// no difference between the modes.
    async fn no_text_breaks_anything(app: TestApp) {
        let applicant = app.applicant("a@example.com").await;
        let huge = "x".repeat(5_000);
        let texts = ["\0", "a\0b", "\u{feff}", "ＡＢＣ", "К", "ı", "\u{202e}", "😀", "'; DROP TABLE account;--", "%", "\\", huge.as_str()];
        for text in texts {
            applicant.log_in().await;
            let (browser, someone) = (app.visitor(), &applicant.browser);
            let step = json!({
                "name": text, "birthDate": text, "municipalityCode": text, "street": text, "phoneNumber": text,
                "email": text, "emailConfirmation": text, "agreedTermsVersion": text, "stepToken": text,
            });
            let first = json!({ "token": text, "password": text, "passwordConfirmation": text });
            let registration = merged(first.clone(), json!({ "name": text, "phoneNumber": text }));
            let address = json!({ "email": text, "emailConfirmation": text, "idempotencyKey": text });
            let agreed = merged(address.clone(), json!({ "agreedTermsVersion": text }));
            let contact = json!({ "phoneNumber": text, "postalCode": text, "municipalityCode": text, "street": text });
            for (name, fields, input) in [
                ("logIn", "viewer{userId}", json!({ "userId": text, "password": text })),
                ("startRegistration", "sentTo", agreed),
                ("completeRegistration", "userId", registration),
                ("registerCounterApplicant", "userId", step),
                ("setFirstPassword", "userId", first.clone()),
                ("completePasswordReset", "userId", first),
                ("completeEmailChange", "", json!({ "token": text })),
                ("disavowChange", "", json!({ "token": text })),
                ("requestUserId", "", json!({ "email": text, "name": text, "idempotencyKey": text })),
                ("requestPasswordReset", "", json!({ "userId": text, "email": text, "idempotencyKey": text })),
            ] {
                assert!(!codes(&browser.mutate(name, fields, input).await).is_empty(), "{name}: {text:?}");
            }
            for (name, fields, input) in [
                ("startEmailChange", "sentTo", address),
                ("changeContactDetails", "viewer{userId}", contact),
                ("endSession", "viewer{userId}", json!({ "id": text })),
                ("registerReceipt", "receipt{status}", json!({ "certificateNumber": text })),
            ] {
                assert!(!codes(&someone.mutate(name, fields, input).await).is_empty(), "{name}: {text:?}");
            }
            let query = "query($t:String!,$i:ID!){emailLink(token:$t){state} node(id:$i){id} municipalities(prefectureCode:$t){code} \
                         viewer{receipt(certificateNumber:$t){id}} certificateCheck(certificateNumber:$t,code:$t){check{status}}}";
            let nothing = json!({ "emailLink": { "state": "NOT_FOUND" }, "node": null, "municipalities": [], "viewer": { "receipt": null },
                                  "certificateCheck": { "check": { "status": "NOT_FOUND" } } });
            assert_eq!(someone.run(query, json!({ "t": text, "i": text })).await, nothing);
        }
    }

    /// R75, R76: no page and no instant is out of range.
    async fn no_page_and_no_moment_breaks_a_list(app: TestApp) {
        let applicant = app.applicant("a@example.com").await;
        app.issue(&applicant, "TEST25-000001").await;
        applicant.log_in().await;
        for (page, per_page) in [(i32::MIN, i32::MIN), (0, 0), (i32::MAX, i32::MAX), (i32::MAX, 20)] {
            let query = format!(
                "{{viewer{{activity(page:{page},perPage:{per_page}){{items{{action}} pageInfo{{page perPage}}}} \
                 receipts(page:{page},perPage:{per_page}){{items{{status}} pageInfo{{page}}}}}}}}"
            );
            let viewer = applicant.browser.run(&query, json!({})).await["viewer"].clone();
            assert_eq!(viewer["activity"]["items"].as_array().expect("rows").len(), 3, "{page} {per_page}");
            assert_eq!(viewer["receipts"]["pageInfo"]["page"], json!(1));
        }
        for (as_of, rows) in [
            ("9999-12-31T23:59:59Z", 1), ("9999-12-31T23:59:59-23:59", 1), ("0000-01-01T00:00:00+23:59", 0),
            ("0000-01-01T00:00:00Z", 0), ("2025-11-07T08:00:00.0000000001Z", 1),
        ] {
            let page = applicant.receipts(&format!("(asOf:\"{as_of}\")")).await;
            assert_eq!(page["items"].as_array().expect("rows").len(), rows, "{as_of}");
        }
    }
}
