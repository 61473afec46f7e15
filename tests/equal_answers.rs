//! A refused login reveals nothing: neither whether there is such an account, nor what was wrong (I20, I21,
//! I25).

use chrono::TimeDelta;
use entity::account::{self, Column};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};
use serde_json::{Value, json};

use crate::support::client::{Answer, codes};
use crate::support::{Applicant, PASSWORD, TestApp, stories};

const WRONG: &str = "Wrong-2025=hana";
const QUERY: &str = "mutation($input:LogInInput!){logIn(input:$input){viewer{userId} sessionStatus{now} accessToken \
                     errors{__typename ... on UserError{code message path} ... on InvalidCredentialsError{hint}}}}";

/// The first attempt of a new browser.
async fn attempt(app: &TestApp, user_id: &str, password: &str) -> Answer {
    let input = json!({ "userId": user_id, "password": password });
    app.visitor().post(QUERY, json!({ "input": input })).await
}

/// Everything that a client sees of an answer, except its id and its time.
fn seen(answer: &Answer) -> (u16, Vec<(String, String)>, &str) {
    let headers =
        answer.headers.iter().filter(|(name, _)| !["x-request-id", "date"].contains(&name.as_str()));
    let headers = headers.map(|(name, value)| (name.to_string(), value.to_str().expect("text").to_owned()));
    (answer.status, headers.collect(), &answer.text)
}

/// Registers at the counter without setting a password.
async fn without_password(app: &TestApp) -> String {
    let browser = app.visitor();
    let mut input = json!({
        "type": "COUNTER_APPLICANT", "name": "HOUMU TARO", "sex": "MALE", "birthDate": "2000-01-01",
        "municipalityCode": "011011", "street": "1", "phoneNumber": "0312345678", "email": "c@example.com",
        "emailConfirmation": "c@example.com", "agreedTermsVersion": "2026-01", "validateOnly": true,
    });
    let confirmed = browser.mutate("registerCounterApplicant", "stepToken", input.clone()).await;
    input["validateOnly"] = json!(false);
    input["stepToken"] = confirmed["stepToken"].clone();
    let registered = browser.mutate("registerCounterApplicant", "userId", input).await;
    registered["userId"].as_str().expect("a user ID").to_owned()
}

/// Replaces the hash with one of another system: bcrypt of `legacy`.
async fn make_legacy(app: &TestApp, applicant: &Applicant) {
    let bcrypt = "$2b$04$abcdefghijklmnopqrstuuRkv7JW0ZmXzXy0pOPv2bjiUQZ4Ge4bC";
    account::Entity::update_many()
        .col_expr(Column::PasswordHash, Expr::value(bcrypt))
        .filter(Column::UserId.eq(&applicant.user_id))
        .exec(app.db())
        .await
        .expect("written");
}

stories! {
    /// Unknown, malformed, wrong, locked, closed, without a password, from another system: the same status,
    /// headers and bytes, and one hash each.
    async fn every_refused_login_looks_the_same_and_costs_one_hash(app: TestApp) {
        let (known, locked) = (app.applicant("a@example.com").await, app.applicant("b@example.com").await);
        let (closed, legacy) = (app.applicant("d@example.com").await, app.applicant("e@example.com").await);
        closed.log_in().await;
        let gone = closed.browser.mutate("closeAccount", "", json!({ "currentPassword": PASSWORD })).await;
        assert_eq!(codes(&gone), [""; 0]);
        make_legacy(&app, &legacy).await;
        let unset = without_password(&app).await;
        for _ in 0..5 {
            attempt(&app, &locked.user_id, WRONG).await;
        }
        let expected = attempt(&app, "abcde99999", WRONG).await;
        assert_eq!(codes(&expected.json()["data"]["logIn"]), ["INVALID_CREDENTIALS"]);
        let cases = [
            ("malformed", "?", WRONG),
            ("wrong", known.user_id.as_str(), WRONG),
            ("much too long", known.user_id.as_str(), &"x".repeat(1_000)),
            ("locked, wrong", locked.user_id.as_str(), WRONG),
            ("locked, right", locked.user_id.as_str(), PASSWORD),
            ("closed", closed.user_id.as_str(), PASSWORD),
            ("from another system", legacy.user_id.as_str(), WRONG),
            ("without a password", unset.as_str(), PASSWORD),
        ];
        for (what, user_id, password) in cases {
            let before = app.app.hasher.done();
            let answer = attempt(&app, user_id, password).await;
            assert_eq!(seen(&answer), seen(&expected), "{what}");
            assert_eq!(app.app.hasher.done() - before, 1, "{what}: one hash");
        }
        app.advance(TimeDelta::hours(24)).await;
        assert_eq!(codes(&app.visitor().log_in(&locked.user_id, PASSWORD).await), [""; 0]);
        assert_ne!(app.visitor().log_in(&known.user_id, PASSWORD).await["viewer"], Value::Null);
    }
}
