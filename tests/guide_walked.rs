//! What `docs/FRONTEND.md` shows is carried out: its first page, the end of a session, the operations that it prints.

use serde_json::{Value, json};

use crate::browser::STORIES;
use crate::support::guide::blocks;
use crate::support::process::Directory;
use crate::support::{Mode, PASSWORD, TestApp};

/// The first page, pasted into the console of the start page of a browser, as the guide says.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_first_page_can_be_pasted_into_a_browser() {
    let app = TestApp::start(Mode::Embedded).await;
    let printed = blocks("js");
    let first = printed.first().expect("the first page");
    let folder = Directory::new("guide");
    let file = folder.path().join("first-page.js");
    std::fs::write(&file, first).expect("a file");
    let file = file.to_str().expect("a path in text");
    let printed = tokio::task::block_in_place(|| STORIES.run("node", &["console.mjs", &app.base, file], &[]));
    assert!(printed.contains("HOUMU TARO") && printed.contains("DEMO-0045"), "{printed}");
}

/// What the guide says of the session: at `warnAt` the warning is due; looking at it extends nothing; a minute after
/// `expiresAt` it is over, and "OK" comes too late.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_session_ends_when_the_guide_says() {
    let app = TestApp::start(Mode::Embedded).await;
    let browser = app.visitor();
    browser.log_in("hdlpf38617", PASSWORD).await;
    let look = async || {
        let query = "{sessionStatus{now warnAt expiresAt endedAt endReason}}";
        browser.run(query, json!({})).await["sessionStatus"].clone()
    };
    let begin = look().await;
    app.advance(chrono::TimeDelta::minutes(170)).await;
    let warned = look().await;
    assert_eq!(warned["now"], begin["warnAt"], "PT2H50M, as the guide says");
    app.advance(chrono::TimeDelta::minutes(10)).await;
    let last = look().await;
    assert_eq!(
        (&last["expiresAt"], &last["endedAt"]),
        (&begin["expiresAt"], &Value::Null),
        "looking is no activity"
    );
    app.advance(chrono::TimeDelta::minutes(1)).await;
    let over = look().await;
    assert_eq!((&over["endedAt"], &over["endReason"]), (&over["now"], &json!("IDLE")));
    let late = browser.run("mutation{extendSession{errors{...on UserError{code}}}}", json!({})).await;
    assert_eq!(late["extendSession"]["errors"][0]["code"], json!("SESSION_EXPIRED"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_operations_that_are_printed_can_be_run() {
    let app = TestApp::start(Mode::Embedded).await;
    let printed = blocks("graphql");
    assert!(printed.len() >= 2);
    for operation in printed {
        let data = app.visitor().run(operation, json!({})).await;
        assert_ne!(data, Value::Null, "{operation}");
    }
}
