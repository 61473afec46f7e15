//! The public check of a certificate's print, by number and code: what it answers, what it hides, and what the
//! certificate's owner sees of it.

use chrono::TimeDelta;
use entity::certificate::check_code;
use entity::key_file::new_key;
use entity::key_ring::KeyRing;
use futures_util::future::join_all;
use serde_json::{Value, json};
use server::audit::{Actor, RequestOrigin};
use server::certificate::cancel;

use crate::support::beside::Beside;
use crate::support::client::codes;
use crate::support::fixtures::generator;
use crate::support::{Applicant, Client, TestApp, stories};

const NUMBER: &str = "TEST25-000001";
const OTHER: &str = "TEST25-000002";

/// The code that the worker prints beside a number.
fn code(app: &TestApp, number: &str) -> String {
    check_code::of(app.context.mailer.link_keys().ring(), number)
}

/// Checks a print, and returns the whole payload.
async fn try_to_check(browser: &Client, number: &str, code: &str) -> Value {
    let query = "query($number:String!,$code:String!){certificateCheck(certificateNumber:$number,code:$code){check{status \
                 statusLabel issuedOn holderInitials} errors{__typename ... on UserError{code message path} ... on \
                 RateLimitedError{retryAfterSeconds}}}}";
    browser.run(query, json!({ "number": number, "code": code })).await["certificateCheck"].clone()
}

/// Checks a print, and returns what was found.
async fn check(browser: &Client, number: &str, code: &str) -> Value {
    let payload = try_to_check(browser, number, code).await;
    assert_eq!(codes(&payload), [""; 0], "{payload}");
    payload["check"].clone()
}

/// The answer about a good print in a state.
fn found(status: &str, label: &str, issued_on: &str) -> Value {
    json!({ "status": status, "statusLabel": label, "issuedOn": issued_on, "holderInitials": "H. H." })
}

/// The answer about anything else.
fn nothing() -> Value {
    let label =
        "There is no certificate with this number and this code. Please compare both with the certificate.";
    json!({ "status": "NOT_FOUND", "statusLabel": label, "issuedOn": null, "holderInitials": null })
}

/// How often the owner sees that a certificate was checked, and the device of the last check.
async fn seen(applicant: &Applicant) -> (usize, Value) {
    let query = "{viewer{activity(perPage:100){items{action outcome device}}}}";
    let data = applicant.browser.run(query, json!({})).await;
    let items = data["viewer"]["activity"]["items"].as_array().expect("rows").clone();
    let checks: Vec<_> = items.iter().filter(|item| item["action"] == "CERTIFICATE_CHECKED").collect();
    assert!(checks.iter().all(|check| check["outcome"] == "SUCCESS"), "{checks:?}");
    (checks.len(), checks.first().map_or(Value::Null, |check| check["device"].clone()))
}

stories! {
    /// Anyone who has the print learns its state, the date of issue and initials, and nothing else.
    async fn a_print_is_good_registered_cancelled_or_past_its_validity(app: TestApp) {
        let applicant = app.applicant("a@example.com").await;
        app.issue(&applicant, NUMBER).await;
        app.issue_on(&applicant, OTHER, "2025-08-07").await; // until the end of this very day
        let embassy = app.visitor();
        let good = "This certificate was issued by the Regional Immigration Bureau and can be used. ";
        let valid = format!("{good}Its receipt has not been registered yet.");
        assert_eq!(check(&embassy, NUMBER, &code(&app, NUMBER)).await, found("VALID", &valid, "2025-11-07"));
        assert_eq!(check(&embassy, OTHER, &code(&app, OTHER)).await, found("VALID", &valid, "2025-08-07"));

        applicant.log_in().await;
        applicant.register_receipt(NUMBER).await;
        applicant.register_receipt(OTHER).await;
        let registered = format!("{good}Its receipt has been registered.");
        for (number, issued_on) in [(NUMBER, "2025-11-07"), (OTHER, "2025-08-07")] {
            let answer = check(&embassy, number, &code(&app, number)).await;
            assert_eq!(answer, found("REGISTERED", &registered, issued_on));
        }

        app.advance(TimeDelta::days(1)).await;
        let past = "This certificate was issued by the Regional Immigration Bureau, but the three months for which it is \
                    valid are over.";
        assert_eq!(check(&embassy, OTHER, &code(&app, OTHER)).await, found("PAST_VALIDITY", past, "2025-08-07"));

        let source = RequestOrigin::run(uuid::Uuid::now_v7());
        for number in [NUMBER, OTHER] {
            cancel::cancel(app.db(), number, "Wrong person", &source, Actor::System, app.now())
                .await
                .expect("cancelled");
        }
        let cancelled = "The Regional Immigration Bureau has cancelled this certificate. It can no longer be used.";
        assert_eq!(check(&embassy, NUMBER, &code(&app, NUMBER)).await, found("CANCELLED", cancelled, "2025-11-07"));
        assert_eq!(check(&embassy, OTHER, &code(&app, OTHER)).await, found("CANCELLED", cancelled, "2025-08-07"));
    }

    /// A forged code, a changed number, the code of another certificate, a number that does not exist, and
    /// garbage are one answer, and nobody's activity has a line about it.
    async fn without_the_code_nothing_can_be_learned(app: TestApp) {
        let applicant = app.applicant("a@example.com").await;
        app.issue(&applicant, NUMBER).await;
        app.issue(&applicant, OTHER).await;
        let (stranger, right) = (app.visitor(), code(&app, NUMBER));
        let mut forged = right.clone();
        let last = if forged.pop() == Some('7') { '8' } else { '7' };
        forged.push(last);
        for (number, code) in [
            (NUMBER, forged.as_str()),
            (OTHER, &right),
            (NUMBER, &code(&app, OTHER)),
            ("TEST25-000003", &right),
            ("TEST25-00000", &right),
            (NUMBER, ""),
            (NUMBER, &right[..13]),
            (NUMBER, "UUUU-UUUU-UUUU"),
            ("", ""),
            ("'; --", &right),
            ("\0", "\0"),
            // A code of a number that was never given out: right, and of nothing.
            ("TEST25-000099", &code(&app, "TEST25-000099")),
        ] {
            assert_eq!(check(&stranger, number, code).await, nothing(), "{number} {code}");
        }
        applicant.log_in().await;
        assert_eq!(seen(&applicant).await.0, 0);
    }

    /// People type from paper, on any keyboard. The answer is in the language of their browser.
    async fn a_print_is_found_however_it_is_typed(app: TestApp) {
        let applicant = app.applicant("a@example.com").await;
        app.issue(&applicant, NUMBER).await;
        let (browser, right) = (app.visitor(), code(&app, NUMBER));
        let wide = |text: &str| -> String {
            let wide = |c: char| char::from_u32(u32::from(c) + 0xfee0).expect("a full-width form");
            text.chars().map(wide).collect()
        };
        for (number, code) in [
            (NUMBER.to_owned(), right.to_lowercase()),
            (NUMBER.to_lowercase(), right.replace('-', " ")),
            (format!(" {NUMBER} "), right.replace('-', "")),
            (wide(NUMBER), wide(&right)),
            (NUMBER.replace('-', "–"), right.replace('0', "O").replace('1', "l")),
        ] {
            assert_eq!(check(&browser, &number, &code).await["status"], json!("VALID"), "{number} {code}");
        }
        let query = "query($n:String!,$c:String!){certificateCheck(certificateNumber:$n,code:$c){check{statusLabel}}}";
        let body = json!({ "query": query, "variables": { "n": NUMBER, "c": right } });
        let request = browser.request("POST", "/graphql").header("accept-language", "ja").json(&body);
        let answer = browser.send(request).await.json();
        let label = &answer["data"]["certificateCheck"]["check"]["statusLabel"];
        assert_eq!(label, "この証明書は地方出入国在留管理局が交付したもので、有効です。受領登録はまだ行われていません。");
    }

    /// A print is good while the key of its code is in the file, also when newer prints have another key.
    async fn a_print_outlives_the_rotation_of_its_key(app: TestApp) {
        let applicant = app.applicant("a@example.com").await;
        app.issue(&applicant, NUMBER).await;
        let old = code(&app, NUMBER);
        let file = std::fs::read_to_string(format!("{}/link-keys", app.data_dir())).expect("the key file");
        let mut rng = generator();
        let added = (0..2).map(|_| new_key(&mut rng)).find(|key| !file.contains(key.as_str())).expect("another key");
        let rotated = KeyRing::parse(&format!("new {added}\n{file}")).expect("keys");
        let without = KeyRing::parse(&format!("new {added}\n")).expect("a key");
        let new = check_code::of(&rotated, NUMBER);
        assert_ne!(new, old);
        let between = Beside::with_link_keys(&app, rotated).await;
        let after = Beside::with_link_keys(&app, without).await;
        for (server, code, expected) in [
            (&app.base, &old, "VALID"),
            (&app.base, &new, "NOT_FOUND"),
            (&between.base, &old, "VALID"),
            (&between.base, &new, "VALID"),
            (&after.base, &old, "NOT_FOUND"),
            (&after.base, &new, "VALID"),
        ] {
            assert_eq!(check(&Client::new(server), NUMBER, code).await["status"], json!(expected), "{code}");
        }
    }

    /// Thirty checks at once from one place, then one in two seconds, good or not. Other places are not
    /// affected.
    async fn a_place_checks_thirty_prints_and_then_one_in_two_seconds(app: TestApp) {
        let applicant = app.applicant("a@example.com").await;
        app.issue(&applicant, NUMBER).await;
        let (guesser, right) = (app.visitor(), code(&app, NUMBER));
        for _ in 0..30 {
            assert_eq!(check(&guesser, NUMBER, "0000-0000-0000").await, nothing());
        }
        for code in ["0000-0000-0000", right.as_str()] {
            let refused = try_to_check(&guesser, NUMBER, code).await;
            assert_eq!((codes(&refused), &refused["check"]), (vec!["RATE_LIMITED".to_owned()], &Value::Null));
            assert_eq!(refused["errors"][0]["retryAfterSeconds"], json!(2));
        }
        assert_eq!(check(&app.visitor(), NUMBER, &right).await["status"], json!("VALID"));
        app.advance(TimeDelta::seconds(2)).await;
        assert_eq!(check(&guesser, NUMBER, &right).await["status"], json!("VALID"));
        assert_eq!(codes(&try_to_check(&guesser, NUMBER, &right).await), ["RATE_LIMITED"]);
    }

    /// The owner sees one line an hour for each certificate, with the device of the check, however often an
    /// embassy checks it, and also if several do at the same moment.
    async fn the_owner_sees_one_check_an_hour(app: TestApp) {
        let applicant = app.applicant("a@example.com").await;
        app.issue(&applicant, NUMBER).await;
        app.issue(&applicant, OTHER).await;
        applicant.log_in().await;
        assert_eq!(seen(&applicant).await.0, 0);
        let right = code(&app, NUMBER);
        let embassies: Vec<_> = (0..8).map(|_| app.visitor()).collect();
        let answers = join_all(embassies.iter().map(|embassy| check(embassy, NUMBER, &right))).await;
        assert!(answers.iter().all(|answer| answer["status"] == "VALID"), "{answers:?}");
        assert_eq!(seen(&applicant).await.0, 1, "eight at once");

        app.advance(TimeDelta::minutes(59)).await;
        check(&embassies[0], NUMBER, &right).await;
        assert_eq!(seen(&applicant).await.0, 1, "within the hour");
        check(&embassies[0], OTHER, &code(&app, OTHER)).await;
        assert_eq!(seen(&applicant).await.0, 2, "another certificate has an hour of its own");
        check(&embassies[1], OTHER, &right).await;
        app.advance(TimeDelta::minutes(1)).await;
        check(&embassies[1], NUMBER, "0000-0000-0000").await;
        assert_eq!(seen(&applicant).await.0, 2, "a wrong code is nobody's line");

        let airline = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0";
        let query = "query($n:String!,$c:String!){certificateCheck(certificateNumber:$n,code:$c){check{status}}}";
        let body = json!({ "query": query, "variables": { "n": NUMBER, "c": right } });
        let request = embassies[2].request("POST", "/graphql").header("user-agent", airline).json(&body);
        embassies[2].send(request).await;
        assert_eq!(seen(&applicant).await, (3, json!("Firefox, Windows")), "an hour later");

        let other = app.applicant("b@example.com").await;
        other.log_in().await;
        assert_eq!(seen(&other).await.0, 0, "another account has no line");
    }
}
