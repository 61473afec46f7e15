//! Registration by the 2023 manual: details, ID, mail, first password (R91-R112, C1-C19, D3).

use chrono::TimeDelta;
use entity::{account, email_link, registration_step};
use sea_orm::{EntityTrait, PaginatorTrait};
use serde_json::{Value, json};

use crate::support::client::{Client, codes, faults, merged, newest};
use crate::support::{PASSWORD, TestApp, stories};

/// The input of the manual's example (R94-R101).
fn form() -> Value {
    json!({
        "type": "COUNTER_APPLICANT",
        "name": "HOUMU TARO",
        "sex": "MALE",
        "birthDate": "2000-1-1",
        "municipalityCode": "011011",
        "street": "1-1-1　緑ヶ関ハイツ202号",
        "phoneNumber": "0312345678",
        "email": "example@xxx.co.jp",
        "emailConfirmation": "example@xxx.co.jp",
        "agreedTermsVersion": "2026-01",
        "language": "EN",
    })
}

async fn send(browser: &Client, with: Value) -> Value {
    let fields = "confirmation{type name phoneNumber email sex birthDate address{prefecture{name} municipality{\
                  code name} street}} stepToken userId sentTo";
    browser.mutate("registerCounterApplicant", fields, merged(form(), with)).await
}

/// "Confirm"; returns the token of the step.
async fn confirm(browser: &Client) -> String {
    let payload = send(browser, json!({ "validateOnly": true })).await;
    assert_eq!(codes(&payload), [""; 0], "{payload}");
    payload["stepToken"].as_str().expect("a step").to_owned()
}

/// "Confirm" and "Registration"; returns the user ID.
async fn register(browser: &Client) -> String {
    let step = confirm(browser).await;
    let payload = send(browser, json!({ "stepToken": step })).await;
    assert_eq!(codes(&payload), [""; 0], "{payload}");
    payload["userId"].as_str().expect("a user ID").to_owned()
}

async fn set_first_password(browser: &Client, token: &str, password: &str) -> Value {
    let input = json!({ "token": token, "password": password, "passwordConfirmation": password });
    browser.mutate("setFirstPassword", "userId", input).await
}

async fn token(app: &TestApp) -> String {
    newest(app.mails_to("example@xxx.co.jp").await).token().expect("a link")
}

stories! {
    /// D3, R93: the manual from STEP1 to the first login: the form that the third button opens (R92), its
    /// values (R94 to R101), STEP2 (R104, R106), STEP3 with the user ID (R108, R109), the mail and its link
    /// (R111), I25.
    async fn the_manuals_way_from_step_1_to_the_first_login(app: TestApp) {
        let browser = app.visitor();
        let choices = browser.run("{userTypes{type flow}}", json!({})).await;
        assert_eq!(choices["userTypes"][4], json!({ "type": "COUNTER_APPLICANT", "flow": "AT_COUNTER" }));

        let step2 = send(&browser, json!({ "validateOnly": true })).await;
        let shown = json!({
            "type": "COUNTER_APPLICANT", "name": "HOUMU TARO", "phoneNumber": "0312345678",
            "email": "example@xxx.co.jp", "sex": "MALE", "birthDate": "2000-01-01",
            "address": {
                "prefecture": { "name": "北海道" },
                "municipality": { "code": "011011", "name": "札幌市中央区" },
                "street": "１－１－１　緑ヶ関ハイツ２０２号",
            },
        });
        assert_eq!(step2["confirmation"], shown);
        assert_eq!((&step2["userId"], app.mails().len()), (&Value::Null, 0));

        let step3 = send(&browser, json!({ "stepToken": step2["stepToken"] })).await;
        let user_id = step3["userId"].as_str().expect("a user ID").to_owned();
        assert_eq!(step3["sentTo"], json!("example@xxx.co.jp"));
        let mail = newest(app.mails_to("example@xxx.co.jp").await);
        assert!(mail.text.contains(&user_id) && mail.subject.contains("Set your password"), "{}", mail.text);
        assert!(mail.link().expect("a link").contains("/set-password#t="));

        // I25: there is no password yet, so any password is refused like a wrong one.
        assert_eq!(codes(&browser.log_in(&user_id, PASSWORD).await), ["INVALID_CREDENTIALS"]);
        let token = mail.token().expect("a token");
        assert_eq!(browser.look_at(&token).await["purpose"], json!("FIRST_PASSWORD"));
        let weak = set_first_password(&browser, &token, "short").await;
        assert!(faults(&weak).contains(&"password TOO_SHORT".to_owned()), "{weak}");
        let set = set_first_password(&browser, &token, PASSWORD).await;
        assert_eq!(set, json!({ "userId": user_id, "errors": [] }));
        assert_eq!(codes(&browser.log_in(&user_id, PASSWORD).await), [""; 0]);
        let query = "{viewer{type sex birthDate postalCode address{prefecture{nameEnglish} street} \
                     preferences{language}}}";
        let viewer = &browser.run(query, json!({})).await["viewer"];
        assert_eq!(viewer["type"], json!("COUNTER_APPLICANT"));
        assert_eq!((&viewer["sex"], &viewer["birthDate"]), (&json!("MALE"), &json!("2000-01-01")));
        assert_eq!(viewer["address"]["prefecture"]["nameEnglish"], json!("Hokkaido"));
        assert_eq!(app.mails_to("example@xxx.co.jp").await.len(), 1, "nothing more is told");
    }

    /// R62, R105: every wrong field is reported at once, and nothing happens: name (R94), sex (R95), date of
    /// birth (R96), address (R97, R98), telephone (R99), e-mail (R100), user type (R101), terms (R103).
    async fn every_wrong_field_is_named_at_once(app: TestApp) {
        let browser = app.visitor();
        let empty = json!({
            "type": null, "name": "", "sex": null, "birthDate": "", "municipalityCode": "", "street": " ",
            "phoneNumber": "", "email": "", "emailConfirmation": "", "agreedTermsVersion": null,
            "validateOnly": true,
        });
        let required = [
            "type REQUIRED", "name REQUIRED", "sex REQUIRED", "birthDate REQUIRED", "municipalityCode REQUIRED",
            "street REQUIRED", "phoneNumber REQUIRED", "email REQUIRED", "emailConfirmation REQUIRED",
            "agreedTermsVersion TERMS_NOT_AGREED",
        ];
        assert_eq!(faults(&send(&browser, empty).await), required);
        let wrong = json!({
            "type": "FOREIGN_NATIONAL", "name": "Houmu", "birthDate": "2023-02-29", "municipalityCode": "011002",
            "street": "😀", "phoneNumber": "1", "email": "x@localhost", "emailConfirmation": "y",
            "agreedTermsVersion": "2023-03", "stepToken": "x",
        });
        let expected = [
            "type NOT_IN_LIST", "name INVALID_FORMAT", "birthDate INVALID_FORMAT", "municipalityCode NOT_IN_LIST",
            "street INVALID_FORMAT", "phoneNumber TOO_SHORT", "email INVALID_FORMAT",
            "agreedTermsVersion TERMS_OUTDATED",
        ];
        assert_eq!(faults(&send(&browser, wrong).await), expected);
        let mismatch = send(&browser, json!({ "emailConfirmation": "other@xxx.co.jp", "validateOnly": true })).await;
        assert_eq!(faults(&mismatch), ["emailConfirmation CONFIRMATION_MISMATCH"]);
        let unborn = send(&browser, json!({ "birthDate": "2025-11-08", "validateOnly": true })).await; // tomorrow
        assert_eq!(faults(&unborn), ["birthDate DATE_IN_FUTURE"]);
        assert_eq!(account::Entity::find().count(app.db()).await.expect("a count"), before(&app));
        assert_eq!(registration_step::Entity::find().count(app.db()).await.expect("a count"), 0);
    }

    /// R107, R108, I27: a person who goes back and corrects the data confirms them again. The step is
    /// required, bound to the data, and valid once within 30 minutes.
    async fn a_step_is_taken_once_and_only_for_what_was_confirmed(app: TestApp) {
        let browser = app.visitor();
        assert_eq!(faults(&send(&browser, json!({})).await), ["stepToken REQUIRED"]);
        assert_eq!(faults(&send(&browser, json!({ "stepToken": "" })).await), ["stepToken REQUIRED"]);
        assert_eq!(faults(&send(&browser, json!({ "stepToken": "nonsense" })).await), ["stepToken STEP_UNKNOWN"]);
        let step = confirm(&browser).await;
        let other = send(&browser, json!({ "stepToken": step, "name": "HOUMU JIRO" })).await;
        assert_eq!(faults(&other), ["stepToken STEP_UNKNOWN"]);
        // The same data in another spelling.
        let good = send(&browser, json!({ "stepToken": step, "birthDate": "2000/01/01" })).await;
        assert_eq!(codes(&good), [""; 0], "{good}");
        assert_eq!(faults(&send(&browser, json!({ "stepToken": step })).await), ["stepToken STEP_USED"]);
        let late = confirm(&browser).await;
        app.advance(TimeDelta::minutes(30)).await;
        assert_eq!(faults(&send(&browser, json!({ "stepToken": late })).await), ["stepToken STEP_EXPIRED"]);
        assert_eq!(account::Entity::find().count(app.db()).await.expect("a count"), before(&app) + 1);
    }

    /// Two clicks at once register once.
    async fn two_clicks_at_once_make_one_account(app: TestApp) {
        let browser = app.visitor();
        let step = confirm(&browser).await;
        let input = json!({ "stepToken": step });
        let (one, two) = tokio::join!(send(&browser, input.clone()), send(&browser, input));
        let mut outcomes = [faults(&one), faults(&two)].concat();
        outcomes.sort();
        assert_eq!(outcomes, ["stepToken STEP_USED"]);
        assert_eq!(account::Entity::find().count(app.db()).await.expect("a count"), before(&app) + 1);
        assert_eq!(app.mails_to("example@xxx.co.jp").await.len(), 1);
    }

    /// R112, D4: while a session is open in the same browser, the password is not set, and the link stays
    /// valid.
    async fn an_open_session_must_be_closed_first(app: TestApp) {
        let someone = app.applicant("a@example.com").await;
        someone.log_in().await;
        let user_id = register(&someone.browser).await;
        let token = token(&app).await;
        let refused = set_first_password(&someone.browser, &token, PASSWORD).await;
        assert_eq!(codes(&refused), ["SESSION_OPEN"]);
        assert_eq!(refused["errors"][0]["__typename"], json!("SessionOpenError"));
        someone.log_out().await;
        assert_eq!(set_first_password(&someone.browser, &token, PASSWORD).await["userId"], json!(user_id));
    }

    /// I18, I19: valid for 24 hours and once; the same click within ten minutes gets the same answer. After
    /// that a reset with ID and address brings a new link, as for any account (D1).
    async fn the_link_to_the_first_password_works_for_a_day_and_once(app: TestApp) {
        let browser = app.visitor();
        let user_id = register(&browser).await;
        let first = token(&app).await;
        for _ in 0..5 {
            assert_eq!(browser.look_at(&first).await["state"], json!("OPEN"));
        }
        let (one, two) = tokio::join!(
            set_first_password(&browser, &first, PASSWORD),
            set_first_password(&browser, &first, PASSWORD)
        );
        assert_eq!((codes(&one), &one), (vec![], &two));
        let other = set_first_password(&browser, &first, "Momiji-2026=aki").await;
        assert_eq!(faults(&other), ["token LINK_USED"]);
        assert_eq!(faults(&set_first_password(&browser, "nonsense", PASSWORD).await), ["token LINK_UNKNOWN"]);

        let late = register(&browser).await;
        let second = token(&app).await;
        app.advance(TimeDelta::hours(24)).await;
        assert_eq!(faults(&set_first_password(&browser, &second, PASSWORD).await), ["token LINK_EXPIRED"]);
        assert_ne!(late, user_id);
        let input = json!({ "userId": late, "email": "example@xxx.co.jp" });
        browser.mutate("requestPasswordReset", "", input).await;
        let reset = token(&app).await;
        let input = json!({ "token": reset, "password": PASSWORD, "passwordConfirmation": PASSWORD });
        assert_eq!(codes(&browser.mutate("completePasswordReset", "userId", input).await), [""; 0]);
        assert_eq!(codes(&browser.log_in(&late, PASSWORD).await), [""; 0]);
        let links = email_link::Entity::find().all(app.db()).await.expect("links");
        assert!(links.iter().all(|link| link.digest.is_some()), "every link was sent");
    }

    /// R97: the choices of the address.
    async fn prefectures_and_their_municipalities(app: TestApp) {
        let browser = app.visitor();
        let prefectures = browser.run("{prefectures{code name nameEnglish}}", json!({})).await;
        assert_eq!(prefectures["prefectures"].as_array().expect("a list").len(), 47);
        assert_eq!(prefectures["prefectures"][12]["name"], json!("東京都"));
        let query = "query($p:String!){municipalities(prefectureCode:$p){code name nameKana nameEnglish \
                     prefecture{code}}}";
        let hokkaido = browser.run(query, json!({ "p": "010006" })).await["municipalities"].clone();
        assert_eq!(hokkaido[0]["name"], json!("札幌市中央区"), "a designated city is chosen by ward");
        assert_eq!(hokkaido[0]["nameKana"], json!("さっぽろしちゅうおうく"));
        assert_eq!(hokkaido[0]["prefecture"]["code"], json!("010006"));
        assert_eq!(browser.run(query, json!({ "p": "999999" })).await["municipalities"], json!([]));
    }
}

/// The accounts that exist before anyone registers: the embedded mode's demo applicants.
fn before(app: &TestApp) -> u64 {
    if app.redis.is_none() { 2 } else { 0 }
}
