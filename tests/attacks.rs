//! Malicious documents and requests: what is just within a limit gets the right answer, what is just beyond
//! is refused, on both listeners, and the process survives.

use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::support::client::{Answer, Client};
use crate::support::{Mode, TestApp, stories};

fn repeated(count: usize, one: impl Fn(usize) -> String) -> String {
    (0..count).map(one).collect()
}

fn names(count: usize) -> String {
    "__typename ".repeat(count)
}

/// A kind of document by its size: the largest size that is answered, and the code beyond it.
type Kind = (&'static str, usize, &'static str, fn(usize) -> String);

/// The kinds that both schemas answer.
const KINDS: [Kind; 10] = [
    ("brackets", 60, "QUERY_TOO_DEEP", |size| {
        format!("{}__typename{}", "...{".repeat(size).replacen("...", "", 1), "}".repeat(size))
    }),
    ("fields", 500, "QUERY_TOO_COMPLEX", |size| format!("{{{}}}", names(size))),
    ("unfolded fields", 500, "QUERY_TOO_COMPLEX", |size| {
        format!(
            "{{...a ...a {}}} fragment a on Query{{...b ...b}} fragment b on Query{{{}}}",
            names(size - 496),
            names(124)
        )
    }),
    ("aliases", 30, "QUERY_TOO_COMPLEX", |size| {
        format!("{{{}}}", repeated(size, |n| format!("a{n}:__typename ")))
    }),
    ("directives", 20, "QUERY_TOO_COMPLEX", |size| {
        format!("{{{}}}", "__typename @skip(if:false) ".repeat(size))
    }),
    // Each `...{__typename}` is four tokens. With `query Q{` and `}` that is 4 n, and one more name is beyond
    // the limit.
    ("tokens", 2_000, "DOCUMENT_TOO_LARGE", |size| {
        format!("query Q{{{}{}}}{}", "...{__typename}".repeat(499), names(size - 2_000), ",".repeat(10_000))
    }),
    ("operations", 10, "DOCUMENT_TOO_LARGE", |size| {
        format!("query Q{{__typename}} {}", repeated(size - 1, |n| format!("query Q{n}{{__typename}}")))
    }),
    ("fragments", 20, "DOCUMENT_TOO_LARGE", |size| {
        let spreads = repeated(size, |n| format!("...f{n} "));
        format!("{{{spreads}}} {}", repeated(size, |n| format!("fragment f{n} on Query{{__typename}}")))
    }),
    // Both schemas allow two places for them: as many directives as possible, and as many other names.
    ("variables", 50, "DOCUMENT_TOO_LARGE", |size| {
        let switches = repeated(20, |n| format!("$v{n}:Boolean=true "));
        let texts = repeated(size - 20, |n| format!("$t{n}:String=\"Query\" "));
        let skipped = repeated(20, |n| format!("__typename @skip(if:$v{n}) "));
        let asked = repeated(size - 20, |n| format!("a{n}:__type(name:$t{n}){{name}} "));
        format!("query Q({switches}{texts}){{{skipped}{asked}}}")
    }),
    ("depth of the schema", 16, "QUERY_TOO_DEEP", |size| {
        format!("{{__schema{{types{{{}kind{}}}}}}}", "ofType{".repeat(size - 3), "}".repeat(size - 3))
    }),
];

async fn answered(base: &str, document: &str) -> Answer {
    let body = json!({ "query": document, "operationName": document.starts_with("query Q").then_some("Q") });
    let client = Client::new(base);
    client.send(client.request("POST", "/graphql").json(&body)).await
}

/// Sends bytes unchanged, and reads until the server closes the connection or sends a status.
async fn raw(base: &str, request: &[u8]) -> String {
    let mut stream = TcpStream::connect(base.trim_start_matches("http://")).await.expect("a connection");
    stream.write_all(request).await.expect("it is written");
    let mut said = vec![0; 4_096];
    let read = stream.read(&mut said).await.expect("it answers");
    String::from_utf8_lossy(&said[..read]).into_owned()
}

stories! {
    async fn a_document_within_a_limit_is_answered_and_one_beyond_it_is_refused(app: TestApp) {
        for base in [&app.base, &app.officer_base] {
            for (kind, most, code, document) in KINDS {
                let within = answered(base, &document(most)).await;
                let is_good = within.status == 200 && within.json().get("errors").is_none();
                assert!(is_good, "{kind}: {}", within.text);
                let beyond = answered(base, &document(most + 1)).await;
                assert_eq!((beyond.status, beyond.code().as_str()), (422, code), "{kind}");
            }
        }
        assert_eq!(app.visitor().viewer().await, Value::Null, "the process lives");
    }

    /// The engine inlines fragments that always apply, however they are nested.
    async fn fragments_are_nested_as_deeply_as_brackets_may_be(app: TestApp) {
        let nested = |inner: &str, levels: usize| {
            format!("{}{inner}{}", "{... on Query".repeat(levels) + "{", "}".repeat(levels + 1))
        };
        let deep = nested("viewer{id}", 58);
        assert_eq!(app.visitor().run(&deep, json!({})).await, json!({ "viewer": null }));
        let chain = |count| repeated(count, |n| format!("fragment f{n} on Query{} ", nested(&format!("...f{}", n + 1), 39)));
        let long = |count| format!("{{...f0}} {} fragment f{count} on Query{{viewer{{id}}}}", chain(count));
        assert_eq!(app.visitor().run(&long(4), json!({})).await, json!({ "viewer": null }));
        let beyond = answered(&app.base, &long(5)).await;
        assert_eq!((beyond.status, beyond.code().as_str()), (422, "QUERY_TOO_DEEP"));
    }

    async fn rows_are_counted_before_they_are_read(app: TestApp) {
        let applicant = app.applicant("a@example.com").await;
        applicant.log_in().await;
        let page = |n: usize| {
            format!("a{n}:receipts(perPage:100){{items{{id status issuedOn validUntil requestedAt registeredAt certificateNumber isPastValidity}}}} ")
        };
        for (pages, status) in [(12, 200), (13, 422)] {
            let answer = applicant.browser.post(&format!("{{viewer{{{}}}}}", repeated(pages, page)), json!({})).await;
            assert_eq!(answer.status, status, "{pages}");
        }
    }

    async fn one_mutation_is_carried_out_and_two_are_not(app: TestApp) {
        let applicant = app.applicant("a@example.com").await;
        applicant.log_in().await;
        for two in [
            "mutation{logOut{errors{__typename}} logOut{errors{__typename}}}",
            "mutation{a:logOut{errors{__typename}} ...m} fragment m on Mutation{logOut{errors{__typename}}}",
        ] {
            let answer = applicant.browser.post(two, json!({})).await;
            assert_eq!((answer.status, answer.code().as_str()), (422, "QUERY_TOO_COMPLEX"));
        }
        assert_ne!(applicant.browser.viewer().await, Value::Null, "nothing was carried out");
        assert_eq!(applicant.log_out().await, json!({ "errors": [] }));
    }

    /// An error anywhere stops everything: a missing variable does so before the mutation beside it.
    async fn nothing_is_carried_out_when_a_variable_is_wrong(app: TestApp) {
        let applicant = app.applicant("a@example.com").await;
        applicant.log_in().await;
        let query = "mutation($is:Boolean!,$at:DateTime){logOut{__typename errors @include(if:$is){__typename}}}";
        let used = query.replace(",$at:DateTime", "");
        let unused = applicant.browser.post(query, json!({ "is": true })).await;
        assert_eq!((unused.status, unused.code().as_str()), (422, "GRAPHQL_VALIDATION_FAILED"));
        for variables in [json!({}), json!({ "is": null }), json!({ "is": "true" }), json!({ "is": 1 })] {
            let answer = applicant.browser.post(&used, variables).await;
            assert_eq!((answer.status, answer.code().as_str()), (422, "BAD_USER_INPUT"), "{}", answer.text);
            assert!(answer.json().get("data").is_none());
        }
        let late = "query($at:DateTime){viewer{receipts(asOf:$at){asOf}}}";
        let answer = applicant.browser.post(late, json!({ "at": "yesterday" })).await;
        assert_eq!((answer.status, answer.code().as_str()), (422, "BAD_USER_INPUT"));
        assert_ne!(applicant.browser.viewer().await, Value::Null);
    }

    /// No answer repeats a password, whatever was wrong around it.
    async fn no_fault_repeats_a_secret(app: TestApp) {
        let browser = app.visitor();
        let secret = "Tsubaki-2025=hana";
        let query = "mutation($i:LogInInput!){logIn(input:$i){accessToken}}";
        for input in [
            json!({ "userId": "a", "password": [secret] }),
            json!({ "userId": "a", "password": { "x": secret } }),
            json!(secret),
            json!({ "userId": "a", "password": "p", "delivery": secret }),
        ] {
            let answer = browser.post(query, json!({ "i": input })).await;
            assert_eq!((answer.status, answer.code().as_str()), (422, "BAD_USER_INPUT"));
            assert!(!answer.text.contains(secret), "{}", answer.text);
        }
        let wrong = format!("mutation{{logIn(input:{{userId:\"a\",password:[\"{secret}\"],x:\"{secret}\"}}){{accessToken}}}}");
        let answer = browser.post(&wrong, json!({})).await;
        assert_eq!((answer.status, answer.code().as_str()), (422, "GRAPHQL_VALIDATION_FAILED"));
        assert!(!answer.text.contains(secret), "{}", answer.text);
    }

    async fn at_most_twenty_faults_are_told(app: TestApp) {
        let many = format!("{{{}}}", repeated(100, |n| format!("nothing{n} ")));
        let answer = app.visitor().post(&many, json!({})).await;
        assert_eq!(answer.json()["errors"].as_array().expect("errors").len(), 20);
    }

    /// Bodies whose headers lie about their length.
    async fn a_body_is_counted_whatever_it_says_of_its_length(app: TestApp) {
        let head = "POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nConnection: close\r\n";
        let chunked = format!("{head}Transfer-Encoding: chunked\r\n\r\n{:x}\r\n{}\r\n0\r\n\r\n", 65_537, " ".repeat(65_537));
        assert!(raw(&app.base, chunked.as_bytes()).await.starts_with("HTTP/1.1 413"));
        let query = json!({ "query": "{__typename}" }).to_string();
        let chunked = format!("{head}Transfer-Encoding: chunked\r\n\r\n{:x}\r\n{query}\r\n0\r\n\r\n", query.len());
        assert!(raw(&app.base, chunked.as_bytes()).await.starts_with("HTTP/1.1 200"));
        let packed = format!("{head}Content-Encoding: gzip\r\nContent-Length: {}\r\n\r\n{query}", query.len());
        assert!(raw(&app.base, packed.as_bytes()).await.starts_with("HTTP/1.1 415"));
        let no_text = [head.as_bytes(), b"Content-Length: 16\r\n\r\n{\"query\":\"{\xff}\"}\n"].concat();
        assert!(raw(&app.base, &no_text).await.starts_with("HTTP/1.1 400"));
    }
}

/// A client that sends part of a body and then waits gets an error after ten seconds of real time.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_body_that_does_not_arrive_is_not_waited_for() {
    let app = TestApp::start(Mode::Embedded).await;
    let head = "POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{\"";
    assert!(raw(&app.base, head.as_bytes()).await.starts_with("HTTP/1.1 408"));
    assert_eq!(app.visitor().viewer().await, Value::Null);
}

/// What the specifications promise: operations with descriptions, full Unicode, introspection next to other
/// fields, the cost on request, the remaining limit; and by GET what changes nothing.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_the_specifications_promise_is_there() {
    let app = TestApp::start(Mode::Embedded).await;
    let browser = app.visitor();
    let described = "\"\"\"What it is for\"\"\" query Q(\"the token\" $t:String=\"\\u{1F600}\"){emailLink(token:$t){state}}";
    assert_eq!(browser.run(described, json!({})).await["emailLink"]["state"], json!("NOT_FOUND"));
    let both = "{b:__typename __schema{queryType{name}} viewer{id} __type(name:\"URL\"){specifiedByURL}}";
    let answer = browser.post(both, json!({})).await;
    let expected = r#"{"data":{"b":"Query","__schema":{"queryType":{"name":"Query"}},"viewer":null,"__type":{"specifiedByURL":"https://url.spec.whatwg.org/"}}}"#;
    assert_eq!(answer.text, expected);
    let none = "{viewer @skip(if:true){id}}";
    assert_eq!(browser.post(none, json!({})).await.text, r#"{"data":{}}"#);

    let asked = json!({ "query": "{userTypes{type}}", "extensions": { "cost": true } });
    let answer = browser.send(browser.request("POST", "/graphql").json(&asked)).await;
    let cost = json!({ "fields": 2, "maxFields": 500, "rows": 11, "maxRows": 10_000 });
    assert_eq!(answer.json()["extensions"], json!({ "cost": cost }));
    assert_eq!(answer.header("ratelimit-policy"), "\"graphql-client\";q=3000;w=60");
    assert!(
        answer.header("ratelimit").starts_with("\"graphql-client\";r=29"),
        "{}",
        answer.header("ratelimit")
    );

    let url = "/graphql?query=query($n:String!)%7B__type(name:$n)%7Bname%7D%7D&variables=%7B%22n%22:%22Account%22%7D";
    let got = browser.send(browser.request("GET", url)).await;
    assert_eq!((got.status, got.json()["data"].clone()), (200, json!({ "__type": { "name": "Account" } })));
    let foreign = browser.request("GET", url).header("sec-fetch-site", "cross-site");
    assert_eq!(browser.send(foreign).await.status, 403);
    let stored = json!({ "documentId": "sha256:00" });
    let answer = browser.send(browser.request("POST", "/graphql").json(&stored)).await;
    assert_eq!((answer.status, answer.code().as_str()), (404, "PERSISTED_QUERY_NOT_FOUND"));
    let refused = browser.send(browser.request("GET", url).header("accept", "text/html")).await;
    assert_eq!(refused.status, 406);
}
