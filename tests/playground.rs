//! The playground's steps: each is an operation of its schema, and the officers' steps work as a day at the
//! bureau.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::support::{Client, Mode, TestApp};

/// A step of the playground.
struct Step {
    name: String,
    query: String,
    variables: Value,
    /// Which values go into the variables: paths, and the names of the values.
    takes: BTreeMap<String, String>,
    /// Which values come from the answer or, with a `$`, from the variables: names, and paths.
    gives: BTreeMap<String, String>,
}

/// The steps for an audience, in order.
fn steps_of(audience: &str) -> Vec<Step> {
    let folder = format!("{}/../server/graphiql/src/{audience}", env!("CARGO_MANIFEST_DIR"));
    let read = |file: &str| std::fs::read_to_string(format!("{folder}/{file}")).expect("a file");
    let variables: Value = serde_json::from_str(&read("operations/variables.json")).expect("JSON");
    let chapters: Value = serde_json::from_str(&read("steps.json")).expect("JSON");
    let chapters = chapters.as_array().expect("chapters");
    let steps = chapters.iter().flat_map(|chapter| chapter["steps"].as_array().expect("steps"));
    let values = |found: &Value| serde_json::from_value(found.clone()).unwrap_or_default();
    let steps = steps.map(|step| {
        let name = step["name"].as_str().expect("a name").to_owned();
        let query = read(&format!("operations/{name}.graphql"));
        let (takes, gives) = (values(&step["takes"]), values(&step["gives"]));
        Step { query, variables: variables[&name].clone(), takes, gives, name }
    });
    let steps: Vec<_> = steps.collect();
    assert_eq!(steps.len(), variables.as_object().expect("tabs").len(), "variables of a step that is none");
    steps
}

/// The name of a step's operation.
fn pascal_case(name: &str) -> String {
    let (first, rest) = name.split_at(1);
    format!("{}{rest}", first.to_ascii_uppercase())
}

fn pointer(path: &str) -> String {
    format!("/{}", path.replace('.', "/"))
}

/// Runs a step with the values known so far, and returns its data.
async fn run(browser: &Client, step: &Step, known: &BTreeMap<String, Value>) -> Value {
    let mut variables = step.variables.clone();
    for (path, value) in &step.takes {
        let place = variables.pointer_mut(&pointer(path));
        let place = place.unwrap_or_else(|| panic!("{}: no place for {value} in the variables", step.name));
        *place = known.get(value).unwrap_or(place).clone();
    }
    let body =
        json!({ "query": step.query, "variables": variables, "operationName": pascal_case(&step.name) });
    let answer = browser.send(browser.request("POST", "/graphql").json(&body)).await;
    assert!(answer.json().get("errors").is_none(), "{}: {}", step.name, answer.text);
    answer.json()["data"].clone()
}

/// Checks that every mutation of the schema has a step.
async fn check_that_all_are_there(browser: &Client, steps: &[Step]) {
    let schema = browser.post("{__schema{mutationType{fields{name}}}}", json!({})).await.json();
    let operations: String = steps.iter().map(|step| step.query.as_str()).collect();
    for field in schema["data"]["__schema"]["mutationType"]["fields"].as_array().expect("fields") {
        let name = field["name"].as_str().expect("a name");
        assert!(operations.contains(&format!("  {name}")), "no step runs {name}");
    }
}

/// The applicants' steps fit the schema and the limits of a document.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_step_of_the_applicants_fits_the_schema() {
    let app = TestApp::start(Mode::Embedded).await;
    let (browser, steps) = (app.visitor(), steps_of("applicants"));
    for step in &steps {
        run(&browser, step, &BTreeMap::new()).await;
    }
    check_that_all_are_there(&browser, &steps).await;
}

/// The values that the page's server offers. If the current codes are used up, the page moves the clock, on
/// its own listener, by as many seconds as it was told.
async fn told_for(browser: &Client, step: &Step) -> Value {
    let told = browser.send(browser.request("GET", "/demo")).await.json();
    if step.takes.values().all(|value| told["values"].get(value) != Some(&Value::Null)) {
        return told;
    }
    move_on(browser, &told).await;
    browser.send(browser.request("GET", "/demo")).await.json()
}

/// Moves the manual clock to the next code.
async fn move_on(browser: &Client, told: &Value) {
    assert_eq!(told["clock"], json!("manual"), "{told}");
    let body = json!({ "advance": format!("PT{}S", told["nextCodeInSeconds"]) });
    let moved = browser.send(browser.request("POST", "/clock").json(&body)).await;
    assert_eq!(moved.status, 200, "{}", moved.text);
}

/// A day at the bureau, from the first start: each step works with the values of earlier steps and those that
/// the page's server offers.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_officers_steps_are_a_day_that_works() {
    let app = TestApp::start(Mode::Embedded).await;
    let (browser, steps) = (Client::new(&app.officer_base), steps_of("officers"));
    let mut known = BTreeMap::new();
    let mut ran = BTreeMap::new();
    for step in &steps {
        let told = told_for(&browser, step).await;
        known.extend(told["values"].as_object().expect("values").clone());
        let data = run(&browser, step, &known).await;
        for (value, path) in &step.gives {
            let found = data.pointer(&pointer(path));
            let found = found.unwrap_or_else(|| panic!("{}: no {value} in {data}", step.name));
            known.insert(value.clone(), found.clone());
        }
        // A payload is a mutation's, or a query's below `viewer`.
        let below = data["viewer"].as_object().into_iter().flat_map(serde_json::Map::values);
        let payloads = data.as_object().expect("data").values().chain(below);
        for errors in payloads.filter_map(|payload| payload.get("errors")) {
            assert_eq!(errors, &json!([]), "{}", step.name);
        }
        ran.insert(step.name.as_str(), data);
        app.settle().await;
    }
    let lines = &ran["issueSeveral"]["issueCertificates"]["results"];
    assert_eq!(lines[0]["isNew"], json!(true), "{lines}");
    assert_eq!(lines[1]["certificate"], Value::Null, "{lines}");
    assert_eq!((&lines[2]["isNew"], &lines[2]["errors"]), (&json!(false), &json!([])), "{lines}");
    assert_eq!(ran["failedMails"]["viewer"]["mails"]["items"][0]["failure"]["reason"], json!("SUPPRESSED"));
    assert_eq!(ran["dropMails"]["dropMails"]["mails"][0]["state"], json!("CANCELLED"));
    assert_eq!(ran["logOut"]["logOut"]["errors"], json!([]));
    check_that_all_are_there(&browser, &steps).await;
}

/// The demo officer's code on the start page, and what stands beside it.
async fn on_start_page(app: &TestApp) -> (String, String) {
    let browser = app.visitor();
    let page = browser.send(browser.request("GET", "/")).await.text;
    let shown = page.split("Current code</dt>").nth(1).and_then(|rest| rest.split("<code>").nth(1));
    let (code, rest) = shown.and_then(|rest| rest.split_once("</code>")).expect("a code");
    (code.to_owned(), rest.split('<').next().unwrap_or_default().trim().to_owned())
}

/// A code works once: each offered code is a different one, until the current ones are used up. The clock
/// stands still, so the next one comes only when the clock is moved, as far as the page was told.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_codes_that_are_offered_work() {
    let app = TestApp::start(Mode::Embedded).await;
    app.advance(chrono::TimeDelta::seconds(4)).await;
    let browser = Client::new(&app.officer_base);
    let offered = async || browser.send(browser.request("GET", "/demo")).await.json();
    let log_in = async || {
        let code = offered().await["values"]["CODE"].clone();
        assert_eq!(json!(on_start_page(&app).await.0), code, "both pages offer the same");
        let input =
            json!({ "name": "demo", "password": "Himawari-2025=soba", "secondFactor": { "totpCode": code } });
        let payload = browser.mutate("logIn", "viewer{officer{name}}", input).await;
        assert_eq!(payload["errors"], json!([]), "{code}");
    };
    for _ in 0..2 {
        log_in().await;
    }
    let told = offered().await;
    assert_eq!((&told["values"]["CODE"], &told["nextCodeInSeconds"]), (&Value::Null, &json!(26)));
    let wait = "used; the next one is in 26 seconds by the clock";
    assert_eq!(on_start_page(&app).await, ("-".to_owned(), wait.to_owned()));
    assert_eq!(offered().await, told, "the clock stands still, so waiting would not help");
    move_on(&browser, &told).await;
    log_in().await;
}

/// The start page says where the codes come from: with a manual clock, an authenticator app's are refused.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_start_page_says_that_codes_follow_the_manual_clock() {
    let app = TestApp::start(Mode::Embedded).await;
    let browser = app.visitor();
    let page = browser.send(browser.request("GET", "/")).await.text;
    let paragraph = |text: &str| {
        let end = page.find(text).unwrap_or_else(|| panic!("{text} is not on the page"));
        page[..end].rsplit("<p ").next().unwrap_or_default().contains("hidden")
    };
    assert!(!paragraph("An authenticator app follows the real time, so its codes are refused here."));
    assert!(paragraph("An authenticator app can generate the codes, too"), "hidden");
}

/// A production server has neither playground, nor pages, nor codes, on both listeners.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn production_has_none_of_it() {
    let app = TestApp::start(Mode::Production).await;
    for browser in [app.visitor(), Client::new(&app.officer_base)] {
        for path in
            ["/", "/graphiql", "/docs", "/docs/FRONTEND", "/demo", "/mailbox", "/clock", "/pages/style.css"]
        {
            assert_eq!(browser.send(browser.request("GET", path)).await.status, 404, "{path}");
        }
        let issue = browser.request("POST", "/demo/certificate").json(&json!({ "userId": "hdlpf38617" }));
        assert_eq!(browser.send(issue).await.status, 404, "no certificate without an officer");
    }
}
