//! Clients that send a document's hash first ("automatic persisted queries"). A server answers what they wait
//! for, so that they send the document itself, and no request can add a document to a server.

use std::collections::BTreeMap;

use entity::language::Language;
use serde_json::{Value, json};

use crate::support::node::NodeProject;
use crate::support::process::Directory;
use crate::support::relay::Relay;
use crate::support::site::Site;
use crate::support::{Client, stories};

const TEXT: &str = "{__typename}";
/// The SHA-256 of that text.
const HASH: &str = "ecf4edb46db40b5132295c0291d62fb65d6759a9eedfa4d5d612dd5ec54a6b38";

stories! {
    /// The message is the same in each language, because programs compare it.
    async fn an_unknown_hash_is_answered_with_the_words_that_clients_wait_for(app: TestApp) {
        let extensions = json!({ "persistedQuery": { "version": 1, "sha256Hash": HASH } });
        let in_url = format!(
            "/graphql?extensions=%7B%22persistedQuery%22:%7B%22version%22:1,%22sha256Hash%22:%22{HASH}%22%7D%7D"
        );
        for base in [&app.base, &app.officer_base] {
            let browser = Client::new(base);
            for (accept, status) in [("application/graphql-response+json", 422), ("application/json", 200)] {
                for request in [
                    browser.request("POST", "/graphql").json(&json!({ "extensions": extensions })),
                    browser.request("POST", "/graphql").json(&json!({ "query": null, "extensions": extensions })),
                    browser.request("GET", &in_url),
                ] {
                    let answer = browser.send(request.header("accept", accept)).await;
                    let error = answer.json()["errors"][0].clone();
                    assert_eq!(answer.status, status, "{}", answer.text);
                    assert_eq!(error["message"], json!("PersistedQueryNotSupported"));
                    assert_eq!(error["extensions"]["code"], json!("PERSISTED_QUERY_NOT_SUPPORTED"));
                    assert_eq!(answer.json().get("data"), None);
                }
            }
            for language in Language::ALL {
                let request = browser.request("GET", &in_url).header("accept-language", language.tag());
                let answer = browser.send(request).await;
                assert_eq!(answer.header("content-language"), language.tag());
                assert_eq!(answer.json()["errors"][0]["message"], json!("PersistedQueryNotSupported"));
            }
            // With the document the hash has no meaning, and the server does not keep the document.
            let both = json!({ "query": TEXT, "extensions": extensions });
            let answer = browser.send(browser.request("POST", "/graphql").json(&both)).await;
            assert_eq!((answer.status, &answer.json()["data"]["__typename"]), (200, &json!("Query")));
            let again = browser.send(browser.request("GET", &in_url)).await;
            assert_eq!(again.code(), "PERSISTED_QUERY_NOT_SUPPORTED");
            let without = json!({ "extensions": { "persistedQuery": { "version": 1 } } });
            let answer = browser.send(browser.request("POST", "/graphql").json(&without)).await;
            assert_eq!((answer.status, answer.code().as_str()), (422, "BAD_REQUEST"));
        }
    }
}

/// What the clients of `tests/persisted` did at a server: by client, each request.
fn requests(clients: &NodeProject, base: &str) -> BTreeMap<String, Vec<Value>> {
    let found = clients.run("node", &["clients.mjs", &format!("{base}/graphql")], &[]);
    let found: BTreeMap<String, Value> = serde_json::from_str(&found).expect("JSON");
    let requests = found.into_iter().map(|(name, found)| {
        assert_eq!(found["data"][0], json!({ "__typename": "Query", "viewer": null }), "{name}");
        assert_eq!(found["data"][1], json!({ "__typename": "Query", "sessionStatus": null }), "{name}");
        (name, found["requests"].as_array().expect("a list").clone())
    });
    requests.collect()
}

/// Without a manifest they fall back to documents after one request. With a manifest, the hash is enough.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn apollo_client_and_urql_fall_back_to_documents_or_use_the_manifest() {
    let clients = tokio::task::block_in_place(|| NodeProject::installed("persisted"));
    let site = Site::new(Relay::start().await.url()).await;
    let (server, base) = site.server_with(&[], &Directory::new("log"));
    let fallen_back = tokio::task::block_in_place(|| requests(&clients, &base));
    server.terminate();
    let mut manifest = BTreeMap::new();
    assert_eq!(fallen_back.len(), 4);
    for (name, requests) in &fallen_back {
        let [first, second, third] = requests.as_slice() else { panic!("{name}: {requests:?}") };
        assert_eq!(first["message"], json!("PersistedQueryNotSupported"), "{name}");
        assert!(first["hash"].is_string() && first["query"].is_null(), "{name}: {first}");
        for with_document in [second, third] {
            assert_eq!(with_document["status"], json!(200), "{name}: {with_document}");
            assert_eq!(with_document["hash"], Value::Null, "{name}: it asks no second time");
            let text = |member: &str| with_document[member].as_str().expect("text").to_owned();
            manifest.insert(text("name"), text("query"));
        }
    }

    let file = site.directory.path().join("manifest.json");
    std::fs::write(&file, json!(manifest).to_string()).expect("a file");
    let file = file.to_str().expect("a path in text");
    for mode in ["prefer", "only"] {
        let over = [("UKETORI_GRAPHQL_DOCUMENTS", mode), ("UKETORI_GRAPHQL_MANIFEST", file)];
        let (server, base) = site.server_with(&over, &Directory::new("log"));
        for (name, requests) in tokio::task::block_in_place(|| requests(&clients, &base)) {
            assert_eq!(requests.len(), 2, "{mode}, {name}: {requests:?}");
            let is_by_hash = |request: &Value| {
                request["status"] == 200 && request["hash"].is_string() && request["query"].is_null()
            };
            assert!(requests.iter().all(is_by_hash), "{mode}, {name}: {requests:?}");
        }
        server.terminate();
    }
}
