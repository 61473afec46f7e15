//! Null from a variable in a place that must have a value: the request is refused, with the field and its place.
//! A default allows such a variable in the document, so only the request shows that it is wrong.

use serde_json::{Value, json};

use crate::support::Client;
use crate::support::client::codes;
use crate::support::stories;

/// The first error of a request that is refused because of its variables: its message and its places.
async fn fault(browser: &Client, query: &str, variables: Value) -> (String, Value) {
    let answer = browser.post(query, variables).await;
    assert_eq!((answer.status, answer.code().as_str()), (422, "BAD_USER_INPUT"), "{query}: {}", answer.text);
    assert!(answer.json().get("data").is_none(), "{}", answer.text);
    let error = &answer.json()["errors"][0];
    (error["message"].as_str().expect("text").to_owned(), error["locations"].clone())
}

stories! {
    /// Without this, the mutation would be left out, and the response would be an empty success.
    async fn a_condition_that_is_null_leaves_no_mutation_out(app: TestApp) {
        let applicant = app.applicant("a@example.com").await;
        assert_eq!(codes(&applicant.log_in().await), [""; 0]);
        let browser = &applicant.browser;
        for directive in ["include", "skip"] {
            let query = format!("mutation($yes:Boolean=true){{\n  logOut @{directive}(if:$yes){{__typename}}\n}}");
            let (message, places) = fault(browser, &query, json!({ "yes": null })).await;
            let expected = format!("Variable `$yes` is null, but the argument `if` of `@{directive}` at the field `logOut` \
                                    has the type `Boolean!`.");
            assert!(message.ends_with(&expected), "{message}");
            assert_eq!(places, json!([{ "line": 2, "column": 3 }]));
            assert_eq!(browser.viewer().await["userId"], json!(applicant.user_id), "still logged in");
        }
        let query = "mutation($yes:Boolean=true){logOut @include(if:$yes){__typename}}";
        assert_eq!(browser.run(query, json!({})).await["logOut"]["__typename"], json!("LogOutPayload"));
        assert_eq!(browser.viewer().await, json!(null));
    }

    async fn null_is_refused_wherever_a_value_must_be(app: TestApp) {
        for base in [&app.base, &app.officer_base] {
            let browser = Client::new(base);
            for (query, place) in [
                ("query($n:Boolean=true){__typename @include(if:$n)}", "the argument `if` of `@include` at the field `__typename`"),
                ("query($n:Boolean=true){a:__typename @skip(if:$n)}", "the argument `if` of `@skip` at the field `a`"),
                ("query($n:String=\"Query\"){__type(name:$n){name}}", "the argument `name` at the field `__type`"),
                (
                    "query($n:Boolean=true){__typename ...f @include(if:$n)} fragment f on Query{__typename}",
                    "the argument `if` of `@include` at the fragment `f`",
                ),
            ] {
                let (message, places) = fault(&browser, query, json!({ "n": null })).await;
                assert!(message.contains(&format!("`$n` is null, but {place} has the type")), "{message}");
                assert_eq!(places.as_array().map(Vec::len), Some(1), "{query}");
                let answer = browser.post(query, json!({})).await;
                assert_eq!(answer.status, 200, "{query}: the default: {}", answer.text);
            }
            // What is skipped anyway is not asked for a value.
            let query = "query($n:String=\"Query\",$no:Boolean!){__typename __type(name:$n) @include(if:$no){name}}";
            let skipped = browser.run(query, json!({ "n": null, "no": false })).await;
            assert_eq!(skipped, json!({ "__typename": "Query" }));
        }
    }

    async fn null_in_an_input_is_refused(app: TestApp) {
        let query = "mutation($d:SessionDelivery=COOKIE){\n logIn(input:{userId:\"a\",password:\"b\",delivery:$d}){__typename}\n}";
        let (message, places) = fault(&app.visitor(), query, json!({ "d": null })).await;
        assert!(message.contains("the input field `LogInInput.delivery` at the field `logIn`"), "{message}");
        assert_eq!(places, json!([{ "line": 2, "column": 2 }]));
    }

    async fn an_error_in_a_variable_is_at_its_definition(app: TestApp) {
        for base in [&app.base, &app.officer_base] {
            let browser = Client::new(base);
            let query = "query(\n  $yes: Boolean!\n  $name: String!\n) {\n  __type(name: $name) { name @include(if: $yes) }\n}";
            for (variables, line) in [
                (json!({}), 2),
                (json!({ "yes": true }), 3),
                (json!({ "yes": true, "name": null }), 3),
                (json!({ "yes": "x", "name": "Query" }), 2),
                (json!({ "yes": true, "name": ["Query"] }), 3),
            ] {
                let (message, places) = fault(&browser, query, variables.clone()).await;
                assert_eq!(places, json!([{ "line": line, "column": 3 }]), "{variables}: {message}");
            }
        }
    }
}
