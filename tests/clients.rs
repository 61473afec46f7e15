//! Programs that others have written to try a server of GraphQL with, against ours.

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::support::process::{Directory, require};
use crate::support::{Mode, TestApp};

/// What the audits would have otherwise, and why we have not. They are of drafts before September 2026.
const OTHERWISE: [(&str, &str); 3] = [
    (
        "SHOULD accept */* and use application/json",
        "application/graphql-response+json comes first since 2025",
    ),
    ("SHOULD assume application/json content-type when accept is missing", "the same"),
    ("SHOULD use a status code of 400 on variable coercion failure", "it is 422 since September 2026"),
];

/// A folder with `tests/clients` and what it depends on.
fn clients() -> Directory {
    require("node");
    require("npm");
    let directory = Directory::new("clients");
    let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("clients");
    for file in ["package.json", "package-lock.json", "audits.js"] {
        fs::copy(from.join(file), directory.path().join(file)).expect("a file is copied");
    }
    run("npm", &["ci", "--no-audit", "--no-fund", "--ignore-scripts"], &directory);
    directory
}

fn run(program: &str, arguments: &[&str], directory: &Directory) -> String {
    let done = Command::new(program).args(arguments).current_dir(directory.path()).output();
    let done = done.unwrap_or_else(|failure| panic!("{program}: {failure}"));
    let said = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    assert!(done.status.success(), "{program} {arguments:?}: {}\n{}", said(&done.stdout), said(&done.stderr));
    said(&done.stdout)
}

/// Every MUST of GraphQL over HTTP; and every SHOULD, but for those that are named above.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_audits_of_graphql_http_find_no_fault() {
    let app = TestApp::start(Mode::Embedded).await;
    for base in [&app.base, &app.officer_base] {
        let url = format!("{base}/graphql");
        let audited = tokio::task::spawn_blocking(move || run("node", &["audits.js", &url], &clients()));
        let audited: Vec<Value> = serde_json::from_str(&audited.await.expect("it ran")).expect("JSON");
        assert!(audited.len() > 50, "only {} audits", audited.len());
        let wanting = audited.iter().filter(|audit| audit["status"] != "ok").map(|audit| {
            let name = audit["name"].as_str().expect("a name");
            (name, format!("{name}: {}", audit["reason"]))
        });
        // A MAY that we do not is no fault.
        let wanting = wanting.filter(|(name, _)| !name.starts_with("MAY "));
        let unnamed: Vec<_> = wanting
            .filter(|(name, _)| !OTHERWISE.iter().any(|(start, _)| name.starts_with(start)))
            .map(|(_, told)| told)
            .collect();
        assert!(unnamed.is_empty(), "{unnamed:#?}");
    }
}
