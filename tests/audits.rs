//! Runs public audit suites for GraphQL servers against ours.

use serde_json::{Value, json};

use crate::support::node::NodeProject;
use crate::support::{Mode, TestApp};

/// The audits that we do not pass, and why. They follow drafts from before September 2026.
const OTHERWISE: [(&str, &str); 3] = [
    (
        "SHOULD accept */* and use application/json",
        "application/graphql-response+json comes first since 2025",
    ),
    ("SHOULD assume application/json content-type when accept is missing", "the same"),
    ("SHOULD use a status code of 400 on variable coercion failure", "it is 422 since September 2026"),
];

/// Every MUST of GraphQL over HTTP, and every SHOULD except those above.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_audits_of_graphql_http_find_no_fault() {
    let app = TestApp::start(Mode::Embedded).await;
    let audits = tokio::task::block_in_place(|| NodeProject::installed("audits"));
    for base in [&app.base, &app.officer_base] {
        let url = format!("{base}/graphql");
        let audited = tokio::task::block_in_place(|| audits.run("node", &["audits.js", &url], &[]));
        let audited: Vec<Value> = serde_json::from_str(&audited).expect("JSON");
        assert!(audited.len() > 50, "only {} audits", audited.len());
        let wanting = audited.iter().filter(|audit| audit["status"] != "ok").map(|audit| {
            let name = audit["name"].as_str().expect("a name");
            (name, format!("{name}: {}", audit["reason"]))
        });
        // A MAY that we do not implement is not a fault.
        let wanting = wanting.filter(|(name, _)| !name.starts_with("MAY "));
        let unnamed: Vec<_> = wanting
            .filter(|(name, _)| !OTHERWISE.iter().any(|(start, _)| name.starts_with(start)))
            .map(|(_, told)| told)
            .collect();
        assert!(unnamed.is_empty(), "{unnamed:#?}");
    }
}

/// What graphql-js can ask about a schema is answered, and a schema built from the answer is the published one.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn introspection_with_every_option_is_the_published_schema() {
    let app = TestApp::start(Mode::Embedded).await;
    let audits = tokio::task::block_in_place(|| NodeProject::installed("audits"));
    for (base, file) in [(&app.base, "schema.graphql"), (&app.officer_base, "officer.graphql")] {
        let (url, path) = (format!("{base}/graphql"), format!("{}/../{file}", env!("CARGO_MANIFEST_DIR")));
        let found =
            tokio::task::block_in_place(|| audits.run("node", &["introspection.js", &url, &path], &[]));
        let found: Value = serde_json::from_str(&found).expect("JSON");
        assert_eq!(found["faults"], json!([]), "{file}");
        assert_eq!(
            found["directives"],
            json!(["deprecated", "include", "oneOf", "skip", "specifiedBy"]),
            "{file}"
        );
        assert!(found["answered"].as_str().is_some_and(|text| text.len() > 10_000), "{file}");
        assert!(found["answered"] == found["published"], "{file} differs from what introspection answers");
    }
}
