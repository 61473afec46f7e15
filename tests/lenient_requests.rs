//! Requests as clients and proxies in the world send them: what the specifications allow is accepted, at both
//! listeners, and means the same by GET, HEAD and POST.

use entity::officer::Role;
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::support::Client;
use crate::support::client::{Answer, codes};
use crate::support::stories;

/// `{__typename}` in a URL.
const TYPENAME: &str = "/graphql?query=%7B__typename%7D";

/// Sends a body with these header lines.
async fn post(browser: &Client, lines: &[(&str, &str)], body: impl Into<reqwest::Body>) -> Answer {
    let mut request = browser.request("POST", "/graphql").body(body);
    for (name, value) in lines {
        request = request.header(*name, *value);
    }
    browser.send(request).await
}

fn is_answered(answer: &Answer) -> bool {
    answer.status == 200 && answer.json()["data"]["__typename"] == "Query"
}

stories! {
    async fn nothing_may_be_said_in_several_ways(app: TestApp) {
        for base in [&app.base, &app.officer_base] {
            let browser = Client::new(base);
            for nothing in [json!({}), json!(null), json!("")] {
                let mut body = json!({ "query": "{__typename}" });
                if nothing != json!({}) {
                    for name in ["variables", "operationName", "extensions"] {
                        body[name] = nothing.clone();
                    }
                }
                let answer = post(&browser, &[("content-type", "application/json")], body.to_string()).await;
                assert!(is_answered(&answer), "{body}: {}", answer.text);
            }
            for nothing in ["", "&variables=&operationName=&extensions=", "&variables=null&operationName=null&extensions=null"] {
                let answer = browser.send(browser.request("GET", &format!("{TYPENAME}{nothing}"))).await;
                assert!(is_answered(&answer), "{nothing}: {}", answer.text);
            }
            for something in ["&variables=[]", "&extensions=1", "&variables=%22x%22"] {
                let answer = browser.send(browser.request("GET", &format!("{TYPENAME}{something}"))).await;
                assert_eq!((answer.status, answer.code().as_str()), (422, "BAD_REQUEST"), "{something}");
            }
        }
    }

    async fn headers_that_say_the_same_are_accepted(app: TestApp) {
        let body = json!({ "query": "{__typename}" }).to_string();
        let json = ("content-type", "application/json");
        for base in [&app.base, &app.officer_base] {
            let browser = Client::new(base);
            for content_type in [
                "application/json;charset=utf8",
                "application/json; charset=UTF8",
                "application/json; charset=\"utf-8\"",
                "Application/JSON; Charset=Utf-8",
            ] {
                let answer = post(&browser, &[("content-type", content_type)], body.clone()).await;
                assert!(is_answered(&answer), "{content_type}: {}", answer.text);
            }
            for accept in ["", "*/*", "text/html, */*;q=0.1", "application/json;q=0.4, application/graphql-response+json;q=0.9"] {
                let answer = post(&browser, &[json, ("accept", accept)], body.clone()).await;
                assert!(is_answered(&answer), "{accept}: {}", answer.text);
                assert!(answer.header("content-type").starts_with("application/graphql-response+json"), "{accept}");
            }
            for encoding in ["identity", "Identity", ""] {
                let answer = post(&browser, &[json, ("content-encoding", encoding)], body.clone()).await;
                assert!(is_answered(&answer), "{encoding}: {}", answer.text);
            }
            assert_eq!(post(&browser, &[json, ("content-encoding", "gzip")], body.clone()).await.status, 415);
            let marked = post(&browser, &[json], format!("\u{feff}{body}")).await;
            assert!(is_answered(&marked), "{}", marked.text);
            assert_eq!(post(&browser, &[json, ("accept", "text/html")], body.clone()).await.status, 406);
        }
    }

    async fn a_head_is_a_get_without_its_body(app: TestApp) {
        for base in [&app.base, &app.officer_base] {
            let browser = Client::new(base);
            let (got, headed) =
                (browser.send(browser.request("GET", TYPENAME)).await, browser.send(browser.request("HEAD", TYPENAME)).await);
            assert_eq!((got.status, headed.status, headed.text.as_str()), (200, 200, ""));
            let lines = |answer: &Answer| {
                let own = ["x-request-id", "date", "ratelimit"];
                let lines = answer.headers.iter().filter(|(name, _)| !own.contains(&name.as_str()));
                lines.map(|(name, value)| format!("{name}: {}", value.to_str().expect("text"))).collect::<Vec<_>>()
            };
            assert_eq!(lines(&headed), lines(&got));
            let unknown = browser.send(browser.request("HEAD", "/graphql?query=%7Bnothing%7D")).await;
            assert_eq!((unknown.status, unknown.text.as_str()), (422, ""));
            let mutation = "/graphql?query=mutation%7BlogOut%7B__typename%7D%7D";
            let refused = browser.send(browser.request("HEAD", mutation)).await;
            assert_eq!((refused.status, refused.header("allow")), (405, "POST"));
            let put = browser.send(browser.request("PUT", "/graphql")).await;
            assert_eq!((put.status, put.header("allow")), (405, "GET, HEAD, POST"));
            assert_eq!(browser.send(browser.request("HEAD", "/livez")).await.status, 200);
            assert_eq!(bytes_after_the_head(base).await, "", "a body would be read as the next response");
        }
    }

    async fn a_whole_number_may_have_a_point_in_variables_only(app: TestApp) {
        let browser = app.visitor();
        let query = "query($n:Int!){userTypes{type} notices(page:$n){__typename}}";
        for (number, status) in [("1", 200), ("1.0", 200), ("1e0", 200), ("1.5", 422), ("1e12", 422), ("\"1\"", 422)] {
            let body = format!("{{\"query\":\"{query}\",\"variables\":{{\"n\":{number}}}}}");
            let answer = post(&browser, &[("content-type", "application/json")], body).await;
            assert_eq!(answer.status, status, "{number}: {}", answer.text);
        }
        let literal = browser.post("{notices(page:1.0){__typename}}", json!({})).await;
        assert_eq!((literal.status, literal.code().as_str()), (422, "GRAPHQL_VALIDATION_FAILED"));
    }

    /// A test installation behind a proxy that asks for a password: the browser sends it with each request.
    async fn the_password_of_a_proxy_ends_no_session(app: TestApp) {
        let applicant = app.applicant("a@example.com").await;
        assert_eq!(codes(&applicant.log_in().await), [""; 0]);
        let officer = app.officer("tanaka", &[Role::Viewer]).await;
        for (browser, query, expected) in [
            (&applicant.browser, "{viewer{userId}}", &applicant.user_id),
            (&officer.browser, "{viewer{officer{name}}}", &officer.name),
        ] {
            let ask = async |line: &str| {
                let request = browser.request("POST", "/graphql").header("authorization", line);
                browser.send(request.json(&json!({ "query": query }))).await
            };
            for line in ["Basic dXNlcjpwYXNz", "Digest username=x", "Negotiate abc", ""] {
                let answer = ask(line).await;
                assert!(answer.status == 200 && answer.text.contains(expected.as_str()), "{line:?}: {}", answer.text);
            }
            assert_eq!(ask("Bearer abc").await.status, 400, "a cookie and a token");
            assert_eq!(ask("Bearer").await.status, 400);
        }
        for base in [&app.base, &app.officer_base] {
            let visitor = Client::new(base);
            for (line, status) in [("Basic dXNlcjpwYXNz", 200), ("", 200), ("Bearer abc", 200), ("Bearer", 401), ("abc", 401)] {
                let request = visitor.request("POST", "/graphql").header("authorization", line);
                let answer = visitor.send(request.json(&json!({ "query": "{__typename}" }))).await;
                assert_eq!(answer.status, status, "{line}");
            }
        }
    }
}

/// What a server sends behind the head of a response to HEAD, until it closes the connection.
async fn bytes_after_the_head(base: &str) -> String {
    let mut stream = TcpStream::connect(base.trim_start_matches("http://")).await.expect("a connection");
    let request = format!("HEAD {TYPENAME} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await.expect("it writes");
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.expect("an answer");
    let answer = String::from_utf8(answer).expect("text");
    answer.split_once("\r\n\r\n").expect("a head").1.to_owned()
}
