//! The root causes of refused requests: each has a name and a sentence of its own, stands in the guide, and
//! is in the log with the request's ID.

use std::collections::{BTreeMap, BTreeSet};

use entity::officer::Role;
use reqwest::RequestBuilder;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::support::client::{Answer, Client};
use crate::support::guide::{rows, spans};
use crate::support::process::Directory;
use crate::support::relay::Relay;
use crate::support::site::{LIMIT, Site, wait_until};
use crate::support::stories;

/// Reasons that only another server shows, with settings of its own, or only its log.
const ELSEWHERE: [&str; 2] = ["UNTRUSTED_DOCUMENT", "BODY_INCOMPLETE"];

/// The reasons of the guide, with their codes.
fn told() -> BTreeMap<String, Vec<String>> {
    let rows = rows(&["reason", "code", "what is wrong"]);
    let codes = |cell: &str| spans(cell).into_iter().map(str::to_owned).collect();
    rows.iter().map(|row| (row[0].trim_matches('"').to_owned(), codes(&row[1]))).collect()
}

fn repeated(count: usize, one: impl Fn(usize) -> String) -> String {
    (0..count).map(one).collect()
}

fn post(browser: &Client, body: &Value) -> RequestBuilder {
    browser.request("POST", "/graphql").json(body)
}

/// A request for each reason that this server can show without anybody's login.
fn wrong(browser: &Client) -> Vec<(&'static str, RequestBuilder)> {
    let good = json!({ "query": "{__typename}" });
    let typed = |kind: &str| browser.request("POST", "/graphql").header("content-type", kind);
    let document = |text: &str| post(browser, &json!({ "query": text }));
    let got = |path: &str| browser.request("GET", &format!("/graphql?{path}"));
    let origin = "https://evil.example";
    vec![
        ("HOST_UNCLEAR", post(browser, &good).header("origin", origin).header("origin", origin)),
        ("NOT_JSON", typed("application/json").body("{")),
        ("NOT_JSON", got("query=%7B__typename%7D&variables=%7B")),
        (
            "TWO_CREDENTIALS",
            post(browser, &good)
                .header("cookie", "uketori_session=x; __Host-uketori_session=x")
                .bearer_auth("x"),
        ),
        ("BATCH", post(browser, &json!([good]))),
        ("NOT_AN_OBJECT", post(browser, &json!("{__typename}"))),
        ("VARIABLES_NOT_AN_OBJECT", post(browser, &json!({ "query": "{__typename}", "variables": [] }))),
        ("VARIABLES_NOT_AN_OBJECT", got("query=%7B__typename%7D&variables=1")),
        ("EXTENSIONS_NOT_AN_OBJECT", post(browser, &json!({ "query": "{__typename}", "extensions": 1 }))),
        ("PARAMETER_NOT_A_STRING", post(browser, &json!({ "query": 1 }))),
        ("PARAMETER_TWICE", got("query=%7B__typename%7D&query=%7B__typename%7D")),
        ("DOCUMENT_MISSING", post(browser, &json!({ "variables": {} }))),
        ("DOCUMENT_TWICE", post(browser, &json!({ "query": "{__typename}", "documentId": "sha256:00" }))),
        ("METHOD_NOT_ALLOWED", browser.request("PUT", "/graphql").json(&good)),
        ("MUTATION_BY_GET", got("query=mutation%7BlogOut%7Berrors%7B__typename%7D%7D%7D")),
        ("SECRET_BY_GET", got("query=%7BemailLink(token:%22x%22)%7Bstate%7D%7D")),
        ("NOT_ACCEPTABLE", post(browser, &good).header("accept", "text/html")),
        ("FORM_POST", typed("application/x-www-form-urlencoded").body("query=%7B__typename%7D")),
        ("FORM_POST", typed("multipart/form-data; boundary=x").body(good.to_string())),
        ("FORM_POST", typed("text/plain").body(good.to_string())),
        ("CONTENT_TYPE", typed("application/octet-stream").body(good.to_string())),
        ("CONTENT_TYPE", browser.request("POST", "/graphql").body(good.to_string())),
        ("CHARSET", typed("application/json; charset=utf-16").body(good.to_string())),
        ("CONTENT_ENCODING", typed("application/json").header("content-encoding", "gzip").body("x")),
        ("FOREIGN_ORIGIN", post(browser, &good).header("origin", origin)),
        ("CROSS_SITE", post(browser, &good).header("sec-fetch-site", "cross-site")),
        ("AUTHORIZATION_MALFORMED", post(browser, &good).header("authorization", "Bearer")),
        (
            "SEVERAL_MUTATIONS",
            document("mutation{a:extendSession{sessionStatus{now}} b:extendSession{sessionStatus{now}}}"),
        ),
        ("INTROSPECTION_NESTED", document("{__schema{types{fields{type{fields{type{fields{name}}}}}}}}")),
        ("LIMIT_EXCEEDED", document(&"{__typename} ".repeat(700))),
    ]
}

/// A document just beyond each limit, with the limit's default value.
fn beyond() -> Vec<(&'static str, u64, String)> {
    let names = |count| format!("{{{}}}", "__typename ".repeat(count));
    let page = |n| {
        format!(
            "a{n}:receipts(perPage:100){{items{{id status issuedOn validUntil requestedAt registeredAt certificateNumber isPastValidity}}}} "
        )
    };
    vec![
        ("body", 65_536, "x".repeat(65_537)),
        ("brackets", 60, format!("{{f(a:{}", "[".repeat(70))),
        ("tokens", 2_000, names(2_000)),
        ("operations", 10, repeated(11, |n| format!("query Q{n}{{__typename}}"))),
        (
            "fragments",
            20,
            "{__typename}".to_owned() + &repeated(21, |n| format!("fragment f{n} on Query{{__typename}}")),
        ),
        ("variables", 50, format!("query({}){{__typename}}", repeated(51, |n| format!("$v{n}:Int ")))),
        ("directives", 20, format!("{{{}}}", "__typename @skip(if:false) ".repeat(21))),
        ("aliases", 30, format!("{{{}}}", repeated(31, |n| format!("a{n}:__typename ")))),
        ("fields", 500, names(501)),
        (
            "introspection-depth",
            16,
            format!("{{__schema{{types{{{}kind{}}}}}}}", "ofType{".repeat(14), "}".repeat(14)),
        ),
        ("cost", 10_000, format!("{{viewer{{{}}}}}", repeated(13, page))),
    ]
}

/// The first error's extensions and message; the ID in it is that of the response.
fn error(answer: &Answer) -> (Value, String) {
    let error = answer.json()["errors"][0].clone();
    assert_eq!(error["extensions"]["requestId"], json!(answer.header("x-request-id")), "{}", answer.text);
    (error["extensions"].clone(), error["message"].as_str().expect("a message").to_owned())
}

stories! {
    /// Every reason of the guide is provoked, has a code of its row, and a sentence that no other reason has.
    async fn every_wrong_request_says_what_is_wrong_with_it(app: TestApp) {
        let (told, mut sentences) = (told(), BTreeMap::new());
        let mut check = |reason: &str, answer: &Answer| {
            let (extensions, message) = error(answer);
            assert_eq!(extensions["reason"], json!(reason), "{}", answer.text);
            let code = extensions["code"].as_str().expect("a code").to_owned();
            let codes = told.get(reason).unwrap_or_else(|| panic!("the guide does not name {reason}"));
            assert!(codes.contains(&code), "{reason} comes with {code}");
            let same = sentences.insert(message.clone(), reason.to_owned());
            assert!(same.is_none_or(|same| same == reason), "{message}");
            message
        };
        for number in 0..wrong(&app.visitor()).len() {
            // Each from a browser of its own, because refused requests cost something.
            let browser = app.visitor();
            let (reason, request) = wrong(&browser).swap_remove(number);
            let message = check(reason, &browser.send(request).await);
            if reason == "FOREIGN_ORIGIN" {
                // Only the embedded mode names its setting.
                assert_eq!(message.contains("--public-url"), app.redis.is_none(), "{message}");
            }
        }
        let hanako = app.officer("hanako", &[Role::Viewer]).await;
        let message = check("ROLE_MISSING", &hanako.browser.post("{viewer{officers{items{name}}}}", json!({})).await);
        assert!(message.contains("SECURITY"), "{message}");
        let provoked: BTreeSet<_> = sentences.values().map(String::as_str).chain(ELSEWHERE).collect();
        assert_eq!(provoked, told.keys().map(String::as_str).collect());
    }

    /// A limit is named as in its setting, with its value.
    async fn every_limit_says_which_it_is_and_how_much_it_allows(app: TestApp) {
        for (limit, max, document) in beyond() {
            let (extensions, message) = error(&app.visitor().post(&document, json!({})).await);
            let found = [&extensions["reason"], &extensions["limit"], &extensions["max"]];
            assert_eq!(found, [&json!("LIMIT_EXCEEDED"), &json!(limit), &json!(max)], "{message}");
            assert!(message.contains(&max.to_string()), "{message}");
        }
        let officers = Client::new(&app.officer_base);
        let (extensions, _) = error(&officers.post(&"x".repeat(1_048_577), json!({})).await);
        assert_eq!((&extensions["limit"], &extensions["max"]), (&json!("officer-body"), &json!(1_048_576)));
    }
}

/// The lines of a server's log about a refusal, with this text.
fn refusals(log: &Directory, text: &str) -> Vec<String> {
    let log = std::fs::read(log.path().join("log")).expect("a log");
    let log = String::from_utf8_lossy(&log);
    log.lines().filter(|line| line.contains("refused: ") && line.contains(text)).map(str::to_owned).collect()
}

/// What needs a server with other settings; and the log, which names the reason beside the request's ID.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_log_says_why_a_request_was_refused() {
    const PLAIN: (&str, &str) = ("NO_COLOR", "1");
    let site = Site::new(Relay::start().await.url()).await;
    let [limited, trusted] = ["log", "log"].map(Directory::new);
    let narrow = [PLAIN, ("UKETORI_GRAPHQL_LIMITS", "depth=2,read-seconds=2")];
    let (_server, base) = site.server_with(&narrow, &limited);
    let browser = Client::new(&base);
    for (reason, request) in wrong(&browser).into_iter().take(8) {
        let answer = browser.send(request).await;
        let lines = refusals(&limited, answer.header("x-request-id"));
        assert!(matches!(&lines[..], [line] if line.contains(reason)), "{reason}: {lines:?}");
    }
    let deep = browser.post("{site{languages{tag}}}", json!({})).await;
    let (extensions, _) = error(&deep);
    assert_eq!((&extensions["limit"], &extensions["max"]), (&json!("depth"), &json!(2)));
    let [line] = &refusals(&limited, deep.header("x-request-id"))[..] else { panic!("one line") };
    assert!(line.contains("LIMIT_EXCEEDED") && line.contains("depth"), "{line}");

    let head = "POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: 100\r\n\r\n{\"";
    let address = base.trim_start_matches("http://");
    let mut slow = TcpStream::connect(address).await.expect("a connection");
    slow.write_all(head.as_bytes()).await.expect("it is written");
    let mut said = String::new();
    slow.read_to_string(&mut said).await.expect("an answer");
    assert!(said.starts_with("HTTP/1.1 408") && said.contains("read-seconds"), "{said}");
    let mut broken = TcpStream::connect(address).await.expect("a connection");
    broken.write_all(head.as_bytes()).await.expect("it is written");
    drop(broken);
    wait_until("the log says so", LIMIT, async || !refusals(&limited, "BODY_INCOMPLETE").is_empty()).await;

    let manifest = site.directory.path().join("manifest.json");
    let name = "sha256:ecf4edb46db40b5132295c0291d62fb65d6759a9eedfa4d5d612dd5ec54a6b38";
    std::fs::write(&manifest, json!({ name: "{__typename}" }).to_string()).expect("a file");
    let manifest = manifest.to_str().expect("a path in text");
    let only = [PLAIN, ("UKETORI_GRAPHQL_DOCUMENTS", "only"), ("UKETORI_GRAPHQL_MANIFEST", manifest)];
    let (_server, base) = site.server_with(&only, &trusted);
    let answer = Client::new(&base).post("{site{title}}", json!({})).await;
    let (extensions, _) = error(&answer);
    assert_eq!(
        (&extensions["code"], &extensions["reason"]),
        (&json!("FORBIDDEN"), &json!("UNTRUSTED_DOCUMENT"))
    );
    assert_eq!(refusals(&trusted, answer.header("x-request-id")).len(), 1);
}
