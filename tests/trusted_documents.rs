//! Stored documents, as requested by a front end that was built with a manifest.

use serde_json::{Value, json};

use crate::support::Client;
use crate::support::process::Directory;
use crate::support::relay::Relay;
use crate::support::site::Site;

const TEXT: &str = "{__typename}";
/// The SHA-256 of that text.
const NAME: &str = "sha256:ecf4edb46db40b5132295c0291d62fb65d6759a9eedfa4d5d612dd5ec54a6b38";

/// The status for a request with this body, and the code if it was refused.
async fn ask(browser: &Client, body: Value) -> (u16, String) {
    let answer = browser.send(browser.request("POST", "/graphql").json(&body)).await;
    let code = if answer.json()["data"]["__typename"] == "Query" { String::new() } else { answer.code() };
    (answer.status, code)
}

/// One server accepts any document and knows the stored ones by name; another accepts only those.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn stored_documents_are_asked_for_by_name() {
    let site = Site::new(Relay::start().await.url()).await;
    let manifest = site.directory.path().join("manifest.json");
    std::fs::write(&manifest, json!({ NAME: TEXT }).to_string()).expect("a file");
    let manifest = manifest.to_str().expect("a path in text");
    let refused = |status: u16, code: &str| (status, code.to_owned());
    let carried_out = (200, String::new());
    for (mode, other) in [("prefer", carried_out.clone()), ("only", refused(403, "FORBIDDEN"))] {
        let logs = Directory::new("log");
        let over = [("UKETORI_GRAPHQL_DOCUMENTS", mode), ("UKETORI_GRAPHQL_MANIFEST", manifest)];
        let (server, base) = site.server_with(&over, &logs);
        let browser = Client::new(&base);
        assert_eq!(ask(&browser, json!({ "documentId": NAME })).await, carried_out, "{mode}");
        assert_eq!(ask(&browser, json!({ "query": TEXT })).await, carried_out, "{mode}: word for word");
        assert_eq!(ask(&browser, json!({ "query": "{ __typename }" })).await, other, "{mode}");
        let unknown = json!({ "documentId": NAME.replace("ecf", "000") });
        assert_eq!(ask(&browser, unknown).await, refused(404, "PERSISTED_QUERY_NOT_FOUND"), "{mode}");
        let both = json!({ "documentId": NAME, "query": TEXT });
        assert_eq!(ask(&browser, both).await, refused(422, "BAD_REQUEST"), "{mode}");
        let path = format!("/graphql?documentId={NAME}");
        let answer = browser.send(browser.request("GET", &path)).await;
        assert_eq!((answer.status, &answer.json()["data"]["__typename"]), (200, &json!("Query")), "{mode}");
        server.terminate();
    }
}
