//! Refused work is charged: a flood of documents that are never executed ends in 429, and affects nobody
//! else.

use serde_json::json;

use crate::support::client::{Answer, Client};
use crate::support::stories;

/// A document of about `tokens` tokens with fields that do not exist.
fn unknown_fields(tokens: usize) -> String {
    format!("{{{}}}", "nothing ".repeat(tokens - 2))
}

/// The remaining limit, as stated in an answer.
fn left(answer: &Answer) -> u32 {
    let state = answer.header("ratelimit");
    let left = state.split(';').find_map(|part| part.strip_prefix("r="));
    left.and_then(|left| left.parse().ok()).unwrap_or_else(|| panic!("no room is told: {state}"))
}

/// Repeats a request until it is refused with 429. Returns how often the answer was `status` before.
async fn until_refused(browser: &Client, status: u16, send: impl AsyncFn(&Client) -> Answer) -> usize {
    for count in 0..400 {
        let answer = send(browser).await;
        if answer.status == 429 {
            assert_eq!(answer.code(), "RATE_LIMITED");
            assert!(answer.header("retry-after").parse::<u32>().is_ok_and(|seconds| seconds >= 1));
            return count;
        }
        assert_eq!(answer.status, status, "{}", answer.text);
    }
    panic!("nobody refuses")
}

stories! {
    async fn a_flood_of_refused_documents_ends_and_costs_nobody_else(app: TestApp) {
        let (flood, other) = (app.visitor(), app.visitor());
        let document = unknown_fields(1_900);
        let first = flood.post(&document, json!({})).await;
        assert_eq!((first.status, left(&first)), (422, 3_000 - 190 - 3));
        assert_eq!(first.header("ratelimit-policy"), "\"graphql-client\";q=3000;w=60");
        let invalid = until_refused(&flood, 422, async |browser| browser.post(&document, json!({})).await).await;
        assert_eq!(invalid, 14, "of 193 points each: 1,900 tokens and 15 KB");
        assert_eq!(left(&other.post("{userTypes{type}}", json!({})).await), 2_998, "a good one costs its fields");
        // A document that does not parse, nests too deeply or has a wrong variable was read, too.
        for (document, variables, status, price) in [
            (format!("{{a {}", "b ".repeat(498)), json!({}), 400, 50),
            (format!("{{a{}", "[".repeat(500)), json!({}), 422, 51),
            ("query($n:Int!){viewer{receipts(perPage:$n){items{id}}}}".to_owned(), json!({ "n": "x" }), 422, 3),
        ] {
            let (browser, document) = (app.visitor(), document.as_str());
            let answer = browser.post(document, variables).await;
            assert_eq!((answer.status, 3_000 - left(&answer)), (status, price), "{document}");
        }
    }

    async fn bodies_and_names_that_are_refused_cost_something_too(app: TestApp) {
        let post = async |browser: &Client, body: &'static str| {
            let request = browser.request("POST", "/graphql").header("content-type", "application/json");
            browser.send(request.body(body)).await
        };
        let unknown = post(&app.visitor(), "{\"documentId\":\"sha256:00\"}").await;
        assert_eq!((unknown.status, left(&unknown)), (404, 2_999));
        let form = app.visitor();
        let form = form.send(form.request("POST", "/graphql").header("content-type", "text/plain").body("x")).await;
        assert_eq!((form.status, left(&form)), (415, 2_999));
        let garbage: &'static str = Box::leak("x".repeat(64 * 1024).into_boxed_str());
        let refused = until_refused(&app.visitor(), 400, async |browser| post(browser, garbage).await).await;
        assert_eq!(refused, 187, "of 16 points each");
    }

    /// A document that exceeds the remaining limit was read and costed. That is charged, and the answer says
    /// when to retry.
    async fn who_asks_for_more_than_is_left_pays_for_the_asking(app: TestApp) {
        let browser = app.visitor();
        let field = |n: i32| format!("a{n}:userTypes{{type flow label guide}}");
        let heavy = format!("{{{}}}", (0..30).map(field).collect::<String>());
        for _ in 0..19 {
            assert_eq!(browser.post(&heavy, json!({})).await.status, 200, "of 150 points");
        }
        let less = format!("{{{}}}", (0..20).map(field).collect::<String>());
        assert_eq!(left(&browser.post(&less, json!({})).await), 50);
        // 28 points for 272 tokens: 22 are left, and 128 more come back in 2.6 s.
        let refused = browser.post(&heavy, json!({})).await;
        assert_eq!((refused.status, refused.header("retry-after")), (429, "3"));
        assert_eq!(left(&browser.post("{site{title}}", json!({})).await), 20, "the rest is there");
        let refused = browser.post(&heavy, json!({})).await;
        assert_eq!((refused.status, refused.header("retry-after")), (429, "1"), "no room to judge it");
        assert_eq!(left(&browser.post("{site{title}}", json!({})).await), 18, "what is not judged costs nothing");
    }
}
