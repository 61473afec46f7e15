//! Two languages in one cache: clients with a normalized cache ask for texts in Japanese and in English, and find
//! both again under the same IDs.

use entity::language::Language;
use serde_json::{Value, json};
use server::audit::{Actor, RequestOrigin};
use server::notice::draft::{Draft, DraftText};
use server::notice::publish;
use uuid::Uuid;

use crate::support::node::NodeProject;
use crate::support::{Mode, TestApp};

/// A notice in both languages.
async fn published(app: &TestApp) {
    let text =
        |language, title: &str| DraftText { language, title: title.to_owned(), body: "…".to_owned() };
    let texts = vec![text(Language::Ja, "窓口の休業"), text(Language::En, "Counter closed")];
    let draft = Draft { texts, ..Draft::default() };
    let source = RequestOrigin::run(Uuid::now_v7());
    publish(app.db(), &draft, &source, Actor::System, app.now()).await.expect("a good notice");
}

/// Apollo Client, urql with Graphcache, and Relay.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_cache_keeps_two_languages_apart() {
    let app = TestApp::start(Mode::Embedded).await;
    published(&app).await;
    let url = format!("{}/graphql", app.base);
    let found = tokio::task::block_in_place(|| {
        let caches = NodeProject::installed("caches");
        let repository = concat!(env!("CARGO_MANIFEST_DIR"), "/..");
        caches.run("npm", &["run", "--silent", "build"], &[("UKETORI_REPOSITORY", repository)]);
        caches.run("node", &["caches.mjs", &url], &[])
    });
    let found: Value = serde_json::from_str(&found).expect("JSON");
    for library in ["apollo", "graphcache", "relayRuntime"] {
        for (language, notice, procedure, user_type) in [
            ("JA", "窓口の休業", "利用者登録", "所属機関等の職員"),
            ("EN", "Counter closed", "User Registration", "Staff Member of the Organization"),
        ] {
            let page = &found[library][language];
            let titles = |list: &Value| {
                let items = list.as_array().expect("a list").iter();
                items.map(|item| item["title"].as_str().expect("text").to_owned()).collect::<Vec<_>>()
            };
            assert!(
                titles(&page["notices"]["items"]).contains(&notice.to_owned()),
                "{library} {language}: {page}"
            );
            assert!(
                titles(&page["procedures"]).contains(&procedure.to_owned()),
                "{library} {language}: {page}"
            );
            assert_eq!(page["userTypes"][0]["label"], json!(user_type), "{library} {language}");
            assert_eq!(page["termsOfUse"]["isOriginal"], json!(language == "JA"), "{library} {language}");
        }
    }
}
