//! The HTTP side of the API: what is refused before anything is executed, and the form of answers.

use serde_json::json;

use crate::support::client::Client;
use crate::support::stories;

const LOG_OUT: &str = "mutation{logOut{errors{__typename}}}";

async fn post(browser: &Client, content_type: &str, body: impl Into<reqwest::Body>) -> (u16, String) {
    let request = browser.request("POST", "/graphql").header("content-type", content_type).body(body);
    let answer = browser.send(request).await;
    (answer.status, answer.code())
}

stories! {
    async fn only_a_posted_json_operation_is_carried_out(app: TestApp) {
        let browser = app.visitor();
        let got = browser.send(browser.request("GET", "/graphql?query=mutation%7BlogOut%7Berrors%7B__typename%7D%7D%7D")).await;
        assert_eq!((got.status, got.header("allow")), (405, "POST"));
        let put = browser.send(browser.request("PUT", "/graphql").json(&json!({ "query": "{viewer{id}}" }))).await;
        assert_eq!((put.status, put.header("allow")), (405, "GET, HEAD, POST"));
        let body = json!({ "query": LOG_OUT }).to_string();
        for kind in ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x",
            "application/octet-stream", "application/json; charset=utf-16", ""] {
            assert_eq!(post(&browser, kind, body.clone()).await.0, 415, "{kind}");
        }
        assert_eq!(post(&browser, "application/json; charset=UTF-8", body.clone()).await.0, 200);
        assert_eq!(post(&browser, "application/json", format!("[{body},{body}]")).await.0, 422);
        assert_eq!(post(&browser, "application/json", "{\"query\":1}").await.0, 422);
        assert_eq!(post(&browser, "application/json", "{").await.0, 400);
        assert_eq!(post(&browser, "application/json", b"{\"query\":\"{__typename} # \xed\xa0\xbd\"}".to_vec()).await.0, 400);
    }

    /// Browsers, proxies and their logs keep URLs. A query with a secret in it is refused by GET, whether the
    /// secret is in the document, in a variable, or in a field that the document leaves out.
    async fn a_secret_is_never_sent_in_a_url(app: TestApp) {
        let browser = app.visitor();
        for query in [
            "{emailLink(token:%22x%22){state}}",
            "query($t:String!){emailLink(token:$t){state}}&variables={%22t%22:%22x%22}",
            "{__typename%20...on%20Query{a:emailLink(token:%22x%22){state}}}",
            "{certificateCheck(certificateNumber:%22x%22,code:%22x%22){check{status}}}",
            "query($c:String!){certificateCheck(certificateNumber:%22x%22,code:$c){check{status}}}&variables={%22c%22:%22x%22}",
            "query%20A{site{title}}query%20B{...f}fragment%20f%20on%20Query{emailLink(token:%22x%22){state}}&operationName=B",
        ] {
            let path = format!("/graphql?query={}", query.replace('{', "%7B").replace('}', "%7D"));
            let got = browser.send(browser.request("GET", &path)).await;
            assert_eq!((got.status, got.code().as_str(), got.header("allow")), (405, "BAD_REQUEST", "POST"), "{query}");
        }
        assert_eq!(browser.look_at("x").await["state"], json!("NOT_FOUND"));
        let without = browser.send(browser.request("GET", "/graphql?query=%7Bsite%7Btitle%7D%7D")).await;
        assert_eq!(without.status, 200);
    }

    async fn a_body_is_counted_while_it_is_read(app: TestApp) {
        let browser = app.visitor();
        let of_length = |length: usize| {
            let frame = json!({ "query": "{__typename}", "pad": "" }).to_string().len();
            json!({ "query": "{__typename}", "pad": "x".repeat(length - frame) }).to_string()
        };
        assert_eq!(post(&browser, "application/json", of_length(65_536)).await.0, 200);
        assert_eq!(post(&browser, "application/json", of_length(65_537)).await, (413, "DOCUMENT_TOO_LARGE".to_owned()));
    }

    async fn a_document_that_would_hurt_the_parser_is_refused(app: TestApp) {
        let browser = app.visitor();
        for (open, close) in [("[", "]"), ("{a:", "}")] {
            let nested = format!("{{node(id:{}1{}){{id}}}}", open.repeat(3_000), close.repeat(3_000));
            let answer = browser.post(&nested, json!({})).await;
            assert_eq!((answer.status, answer.code().as_str()), (422, "QUERY_TOO_DEEP"));
        }
        // The parser reads these differently from how they look: a comment ends at a carriage return, and a
        // block string without an end is an empty string.
        for (start, code) in [("{f(a:#\r", "QUERY_TOO_DEEP"), ("{f(a:[\"\"\"x\"", "GRAPHQL_PARSE_FAILED")] {
            let answer = browser.post(&format!("{start}{}", "[".repeat(1_900)), json!({})).await;
            assert_eq!(answer.code(), code);
        }
        let answer = browser.post(&"{__typename} ".repeat(700), json!({})).await;
        assert_eq!((answer.status, answer.code().as_str()), (422, "DOCUMENT_TOO_LARGE"));
        let level = |n: usize| format!("fragment f{n} on Query{{...f{0} ...f{0}}}", n + 1);
        let bomb = (0..18).map(level).collect::<String>();
        for heavy in [
            format!("{{...f0}} {bomb} fragment f18 on Query{{__typename}}"),
            format!("{{{}}}", (0..200).map(|n| format!("a{n}:__typename")).collect::<Vec<_>>().join(" ")),
            "mutation{a:logOut{errors{__typename}} b:logOut{errors{__typename}}}".to_owned(),
        ] {
            let answer = browser.post(&heavy, json!({})).await;
            assert_eq!((answer.status, answer.code().as_str()), (422, "QUERY_TOO_COMPLEX"));
        }
        assert_eq!(browser.viewer().await, json!(null), "the process lives");
    }

    async fn a_page_of_another_site_is_refused(app: TestApp) {
        let browser = app.visitor();
        let operation = json!({ "query": LOG_OUT });
        for (name, value) in [("origin", "https://evil.example"), ("sec-fetch-site", "cross-site")] {
            let request = browser.request("POST", "/graphql").header(name, value).json(&operation);
            let answer = browser.send(request).await;
            assert_eq!((answer.status, answer.code().as_str()), (403, "FORBIDDEN"));
        }
        let request = browser.request("POST", "/graphql").header("authorization", "Bearer").json(&operation);
        let answer = browser.send(request).await;
        assert_eq!((answer.status, answer.code().as_str()), (401, "UNAUTHENTICATED"));
    }

    /// Clients that accept only plain JSON get 200 for every well-formed request.
    async fn the_status_depends_on_what_the_client_understands(app: TestApp) {
        let browser = app.visitor();
        for (accept, syntax, unknown_field) in [
            ("application/json", 200, 200),
            ("*/*", 400, 422),
            ("application/graphql-response+json, application/json;q=0.9", 400, 422),
        ] {
            for (query, status) in [("{viewer{", syntax), ("{nothing}", unknown_field), ("{__typename}", 200)] {
                let body = json!({ "query": query });
                let answer = browser.send(browser.request("POST", "/graphql").header("accept", accept).json(&body)).await;
                assert_eq!(answer.status, status, "{accept} {query}");
                let plain = answer.header("content-type").starts_with("application/json");
                assert_eq!(plain, accept == "application/json");
            }
        }
    }

    async fn an_error_of_the_request_has_a_code_and_a_number(app: TestApp) {
        let browser = app.visitor();
        for (query, code) in [
            ("{viewer{", "GRAPHQL_PARSE_FAILED"),
            ("{nothing}", "GRAPHQL_VALIDATION_FAILED"),
            ("query A{__typename} query B{__typename}", "OPERATION_RESOLUTION_FAILURE"),
        ] {
            let answer = browser.post(query, json!({})).await;
            assert_eq!(answer.code(), code, "{query}");
            assert!(answer.json().get("data").is_none(), "{}", answer.text);
            let number = answer.json()["errors"][0]["extensions"]["requestId"].clone();
            assert_eq!(number, json!(answer.header("x-request-id")));
        }
    }

    /// Fields are in the order of the request, and an answer states its language.
    async fn an_answer_is_ordered_and_speaks_the_readers_language(app: TestApp) {
        let browser = app.visitor();
        let query = "{z:__typename viewer{userId} a:__typename sessionStatus{now}}";
        let answer = browser.post(query, json!({})).await;
        assert_eq!(answer.text, r#"{"data":{"z":"Query","viewer":null,"a":"Query","sessionStatus":null}}"#);
        assert_eq!(answer.header("cache-control"), "no-store");
        let wrong = json!({ "query": "mutation{logIn(input:{userId:\"\",password:\"\"}){errors{... on UserError{message}}}}" });
        for (wanted, language, text) in [("ja", "ja", "必須項目です"), ("zh-TW", "zh-Hant", "必"), ("xx", "en", "required")] {
            let request = browser.request("POST", "/graphql").header("accept-language", wanted).json(&wrong);
            let answer = browser.send(request).await;
            assert_eq!(answer.header("content-language"), language);
            assert!(answer.text.contains(text), "{}", answer.text);
        }
    }

    async fn the_process_says_whether_it_lives_and_serves(app: TestApp) {
        let browser = app.visitor();
        assert_eq!(browser.send(browser.request("GET", "/livez")).await.status, 200);
        let ready = browser.send(browser.request("GET", "/readyz")).await;
        assert_eq!((ready.status, ready.json()["database"].clone()), (200, json!("ok")));
        let schema = browser.send(browser.request("GET", "/schema.graphql")).await;
        assert_eq!(schema.text, server::graphql::applicant::sdl());
    }

    /// Including R102: the terms behind "Terms of Use are here."
    async fn everything_that_may_be_read_without_a_login_is_there(app: TestApp) {
        let query = "{
            registrationRules{password{minLength maxLength symbols classes}
                name{maxLength pattern example hint} phoneNumber{maxLength pattern example hint}
                email{maxLength pattern example hint} street{maxLength pattern example hint} birthDateFrom}
            userTypes{type flow label guide}
            termsOfUse{version languages
                textLanguage(language:KO) isOriginal(language:JA) body(language:JA) translation:body(language:KO)}
            errorMessages(language:ES){code message}
        }";
        let data = app.visitor().run(query, json!({})).await;
        let password = json!({ "minLength": 10, "maxLength": 20, "symbols": "$%&=@_#*+-?!", "classes": 4 });
        assert_eq!(data["registrationRules"]["password"], password);
        assert_eq!(data["userTypes"].as_array().expect("choices").len(), 5);
        assert_eq!(data["termsOfUse"]["isOriginal"], json!(true));
        assert_eq!(data["termsOfUse"]["languages"], json!(["JA", "EN"]));
        assert_eq!(data["termsOfUse"]["textLanguage"], json!("EN"), "there is no Korean text");
        assert!(data["termsOfUse"]["translation"].as_str().expect("text").contains("Terms of Use"));
        assert!(data["termsOfUse"]["body"].as_str().expect("text").contains("利用規約"));
        let messages = data["errorMessages"].as_array().expect("texts");
        assert_eq!(messages.len(), 37);
        assert!(messages.iter().all(|it| !it["message"].as_str().expect("text").starts_with("error-")));
    }
}
