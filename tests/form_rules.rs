//! What a form promises before it is sent: the patterns and lengths of `registrationRules`, which browsers
//! apply while people type, and the address that is typed twice.

use serde_json::{Value, json};

use crate::support::client::{Client, codes, faults, merged};
use crate::support::process::{require, supervised};
use crate::support::{Mode, TestApp, stories};

/// Prints each `[pattern, text, expected]` that comes out differently with one of the flags. `v` is the one
/// of the attribute `pattern`, which a browser ignores without a word if it is no expression.
const EXPRESSIONS: &str = r"
for (const [pattern, text, expected] of JSON.parse(process.argv[1])) {
  for (const flags of ['', 'u', 'v']) {
    let found;
    try { found = new RegExp(`^(?:${pattern})$`, flags).test(text); } catch (wrong) { found = wrong.message; }
    if (found !== expected) console.log(JSON.stringify({ flags, text, found }));
  }
}";

/// The rules of the text fields.
async fn rules(app: &TestApp) -> Value {
    let rule = "{maxLength pattern example}";
    let query = format!("{{registrationRules{{name{rule} phoneNumber{rule} email{rule} street{rule}}}}}");
    app.visitor().run(&query, json!({})).await["registrationRules"].clone()
}

/// The vectors of a field: what is typed, without the spaces around it, and what is stored, if it is valid.
fn vectors(field: &str) -> Vec<(String, Option<String>)> {
    let all: Vec<Value> = serde_json::from_str(include_str!("data/input-vectors.json")).expect("vectors");
    let text = |value: &Value| value.as_str().map(str::to_owned);
    all.iter()
        .filter(|vector| vector["field"] == field)
        .map(|vector| {
            let typed = text(&vector["input"]).expect("text").trim_matches(' ').to_owned();
            (typed, text(&vector["normalised"]))
        })
        .collect()
}

/// The length of a text as browsers count it.
fn length(text: &str) -> u64 {
    text.encode_utf16().count().try_into().expect("a number")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_pattern_means_the_same_to_every_browser() {
    require("node");
    let app = TestApp::start(Mode::Embedded).await;
    let rules = rules(&app).await;
    let mut cases = Vec::new();
    for (field, name) in [
        ("user_name", "name"),
        ("telephone", "phoneNumber"),
        ("email", "email"),
        ("street_address", "street"),
    ] {
        let rule = &rules[name];
        let max = rule["maxLength"].as_u64().expect("a number");
        cases.push(json!([rule["pattern"], rule["example"], true]));
        cases.push(json!([rule["pattern"], "", false]));
        for (typed, stored) in vectors(field) {
            if let Some(stored) = stored {
                // Repeated spaces in a name are removed first, so the pattern need not allow them.
                let text = if field == "user_name" { stored } else { typed };
                assert!(length(&text) <= max, "{text} is cut at {max}");
                cases.push(json!([rule["pattern"], text, true]));
            } else if field == "email" && length(&typed) <= max {
                cases.push(json!([rule["pattern"], typed, false]));
            }
        }
    }
    assert!(cases.len() > 90, "{}", cases.len());
    let mut node = supervised("node", "KILL");
    let done = node.args(["-e", EXPRESSIONS, &json!(cases).to_string()]).output().expect("it runs");
    let said = String::from_utf8_lossy(&done.stderr);
    assert!(done.status.success(), "{said}");
    assert_eq!(String::from_utf8_lossy(&done.stdout), "");
}

/// Sends the forms that ask for an address twice, with two entries of it.
async fn typed_twice(browser: &Client, [one, two]: [&str; 2]) -> Vec<Value> {
    let twice = json!({ "email": one, "emailConfirmation": two, "agreedTermsVersion": "2026-01" });
    let counter = json!({
        "type": "COUNTER_APPLICANT", "name": "HOUMU TARO", "sex": "MALE", "birthDate": "2000-1-1",
        "municipalityCode": "011011", "street": "1-1-1", "phoneNumber": "0312345678", "validateOnly": true,
    });
    let change = json!({ "email": one, "emailConfirmation": two });
    vec![
        browser.mutate("startRegistration", "sentTo", twice.clone()).await,
        browser.mutate("registerCounterApplicant", "stepToken", merged(counter, twice)).await,
        browser.mutate("startEmailChange", "sentTo", change).await,
    ]
}

stories! {
    /// Telephones begin a field with a capital letter.
    async fn an_address_typed_twice_is_the_same_in_any_case(app: TestApp) {
        let applicant = app.applicant("a@example.com").await;
        applicant.log_in().await;
        for payload in typed_twice(&applicant.browser, ["Bob@example.com", "bob@EXAMPLE.com "]).await {
            assert_eq!(codes(&payload), [""; 0], "{payload}");
        }
        assert_eq!(app.mails_to("Bob@example.com").await.len(), 2, "the first entry counts");
        for payload in typed_twice(&applicant.browser, ["bob@example.com", "rob@example.com"]).await {
            assert_eq!(faults(&payload), ["emailConfirmation CONFIRMATION_MISMATCH"], "{payload}");
        }
    }

    /// A field that stops at `maxLength` must not turn a number into another one.
    async fn a_number_with_hyphens_fits_into_its_field(app: TestApp) {
        let max = rules(&app).await["phoneNumber"]["maxLength"].as_u64().expect("a number");
        let applicant = app.applicant("a@example.com").await;
        applicant.log_in().await;
        for (typed, stored) in [("090-1234-5678", "09012345678"), ("0-1-2-3-4-5-6-7-8-9-0-1", "012345678901")] {
            assert!(length(typed) <= max, "{typed} is cut at {max}");
            let input = json!({ "phoneNumber": typed });
            let payload = applicant.browser.mutate("changeContactDetails", "viewer{phoneNumber}", input).await;
            assert_eq!(payload["viewer"]["phoneNumber"], json!(stored), "{payload}");
        }
    }
}
