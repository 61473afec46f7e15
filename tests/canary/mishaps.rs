//! Failures that involve secrets: documents that are not valid, requests of the wrong form, a database that
//! refuses statements, a relay that refuses an address.

use sea_orm::ConnectionTrait;
use serde_json::{Value, json};

use super::places::Mode;
use super::walk::Walk;
use crate::support::client::Client;
use crate::support::relay::{Reply, Step};

/// Runs all of them.
pub(super) async fn all(walk: &mut Walk, user_id: &str) {
    documents(walk, user_id).await;
    requests(walk, user_id).await;
    statements(walk, user_id).await;
    refused_by_the_relay(walk).await;
}

/// A password in a document that is invalid or does not fit the schema.
async fn documents(walk: &mut Walk, user_id: &str) {
    let (browser, password) = (walk.browser(), walk.password());
    let log_in = |user_id: &str, password: &str| {
        format!("mutation{{logIn(input:{{userId:{user_id},password:{password}}}){{accessToken}}}}")
    };
    let (id, literal) = (format!("{user_id:?}"), format!("{password:?}"));
    for document in [
        log_in(&id, &literal).replace("accessToken", "noSuchField"),
        log_in(&id, &literal).replace("password:", "noSuchMember:"),
        log_in(&id, &literal) + "}",
        log_in(&literal, "7"),
        log_in(&id, &format!("[{literal}]")),
        log_in(&id, &literal),
    ] {
        let answer = browser.post(&document, json!({})).await;
        assert!(answer.text.contains("errors") || answer.text.contains("accessToken"), "{}", answer.text);
    }
    let query = "mutation($input:LogInInput!){logIn(input:$input){accessToken}}";
    for input in [
        json!({ "userId": user_id, "password": [password] }),
        json!({ "userId": { "password": password }, "password": 7 }),
        json!({ "userId": user_id, "password": password, "delivery": password }),
        json!(password),
    ] {
        browser.post(query, json!({ "input": input })).await;
    }
    browser.post("query($t:String!){emailLink(token:$t){state}}", json!({ "t": [password] })).await;
    browser.post("query($t:ID!){node(id:$t){id}}", json!({ "t": password })).await;
}

/// A password or a token in the wrong place: in query strings, headers and bodies of other types.
async fn requests(walk: &mut Walk, user_id: &str) {
    let (browser, password) = (walk.browser(), walk.password());
    let wrong = |name: &str| browser.request("POST", "/graphql").header(name, &password);
    let text = format!("{{\"query\":\"mutation{{logIn(input:{{password:\\\"{password}\\\"}})}}\"");
    for request in [
        browser.request("GET", &format!("/graphql?query=mutation{{logIn(password:{password})}}")),
        browser.request("GET", &format!("/login?userId={user_id}&password={password}")),
        browser.request("GET", "/graphql").basic_auth(user_id, Some(&password)),
        browser.request("POST", "/graphql").basic_auth(user_id, Some(&password)).json(&json!({})),
        wrong("authorization").json(&json!({})),
        wrong("content-type"),
        wrong("cookie"),
        wrong("origin").json(&json!({})),
        wrong("referer").json(&json!({})),
        wrong("traceparent").json(&json!({ "query": "{viewer{userId}}" })),
        wrong("user-agent").json(&json!({ "query": "{viewer{userId}}" })),
        wrong("accept-language").json(&json!({ "query": "{viewer{userId}}" })),
        browser.request("POST", "/graphql").header("content-type", "application/json").body(text.clone()),
        browser.request("POST", "/graphql").header("content-type", "text/plain").body(text.clone()),
        browser.request("POST", "/graphql").json(&json!([{ "query": text }])),
        browser.request("POST", "/graphql").json(&json!({ "query": text, "operationName": password })),
        browser.request("POST", "/graphql").json(&json!({ "query": text.repeat(2_000) })),
    ] {
        walk.send(&browser, request).await;
    }
    let session = json!({ "query": "{viewer{userId}}" });
    for token in [walk.password(), "A".repeat(43)] {
        let phone = Client::with_bearer(&walk.place.base, &token.replace('=', ""));
        let request = phone.request("POST", "/graphql").json(&session);
        walk.send(&phone, request).await;
    }
}

/// Everything that needs a table of the database, while that table is missing.
async fn statements(walk: &mut Walk, user_id: &str) {
    let (browser, password, person) = (walk.browser(), walk.password(), walk.person());
    let db = walk.place.db().await;
    for table in ["account", "session", "mail_outbox", "email_link"] {
        let away = format!("ALTER TABLE {table} RENAME TO {table}_away");
        db.execute_unprepared(&away).await.expect("it is renamed");
        let (id, email) = (user_id, &person.email);
        let requests: [(&str, &str, Value); 4] = [
            ("logIn", "LogInInput", json!({ "userId": id, "password": password })),
            (
                "startRegistration",
                "StartRegistrationInput",
                json!({ "email": email, "emailConfirmation": email, "agreedTermsVersion": "2026-01" }),
            ),
            ("requestPasswordReset", "RequestPasswordResetInput", json!({ "userId": id, "email": email })),
            ("requestUserId", "RequestUserIdInput", json!({ "email": email, "name": person.name })),
        ];
        for (mutation, kind, input) in requests {
            let query = format!("mutation($input:{kind}!){{{mutation}(input:$input){{__typename}}}}");
            browser.post(&query, json!({ "input": input })).await;
        }
        let back = format!("ALTER TABLE {table}_away RENAME TO {table}");
        db.execute_unprepared(&back).await.expect("it is renamed back");
    }
    db.close().await.expect("a connection closes");
}

/// A relay that repeats the refused address in its reply.
async fn refused_by_the_relay(walk: &mut Walk) {
    const ADDRESS: &str = "kanaria.refused.7c1f@example.com";
    let Mode::Production { relay, .. } = &walk.place.mode else { return };
    let reply = Reply::Code(550, "5.1.1 <kanaria.refused.7c1f@example.com>: no such user");
    relay.reply(Step::Rcpt, reply, Some(1));
    walk.known_address(ADDRESS);
    let browser = walk.browser();
    let input = json!({ "email": ADDRESS, "emailConfirmation": ADDRESS, "agreedTermsVersion": "2026-01" });
    walk.done(&browser, "startRegistration", "sentTo", input.clone()).await;
    walk.place
        .until("the refusal is written down", "SELECT count(*) FROM mail_outbox WHERE last_code IS NOT NULL")
        .await;
}
