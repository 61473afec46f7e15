//! What our HTTP layer adds to a request before and after the engine, in microseconds: `cargo bench --bench
//! layer`. Run by hand, never by a test.

use std::hint::black_box;

use apollo_compiler::response::JsonMap;
use async_graphql::Value;
use criterion::Criterion;
use serde_json::{Map, json};
use server::http::graphql::limits::Limits;
use server::http::graphql::schema::ApiSchema;
use server::http::graphql::{completion, cost, engine, null_variables, precheck, validation, variables};

const PAGE: &str = "query Page($page: Int! = 1, $perPage: Int! = 20) { viewer { id userId name email receipts(page: \
    $page, perPage: $perPage) { asOf items { id certificateNumber requestedAt registeredAt status issuedOn validUntil \
    isPastValidity } pageInfo { page perPage totalItems totalPages } } } sessionStatus { now warnAt expiresAt } }";
const LOG_IN: &str = "mutation LogIn($input: LogInInput!) { logIn(input: $input) { viewer { userId name } sessionStatus { now \
    warnAt expiresAt } accessToken errors { __typename ... on UserError { code message path } } } }";

/// Everything that happens before the engine.
fn before(
    schema: &ApiSchema,
    text: &str,
    given: &Map<String, serde_json::Value>,
) -> Option<async_graphql::parser::types::ExecutableDocument> {
    let limits = Limits::default();
    let text = precheck::check(text, &limits).expect("a good shape");
    let document = validation::validate(schema, &text, &limits).expect("a good document");
    let operation = validation::select(&document, None).expect("one");
    let variables = variables::coerce(schema, &document, operation, given.clone()).expect("good variables");
    null_variables::check(schema, &document, operation, &variables).expect("no null out of place");
    cost::analyze(&document, operation, &variables, &limits).expect("not much");
    engine::request(schema, &document, operation, &variables)
}

/// A page of `rows` receipts, as the engine returns it.
fn page_of(rows: usize) -> Value {
    let row = json!({
        "id": "UgGa", "certificateNumber": "TEST25-000001", "requestedAt": "2025-11-07T08:00:00.000Z",
        "registeredAt": null, "status": "NOT_REGISTERED", "issuedOn": "2025-11-07", "validUntil": "2026-02-07",
        "isPastValidity": false,
    });
    let page_info = json!({ "page": 1, "perPage": rows, "totalItems": rows, "totalPages": 1 });
    let receipts =
        json!({ "asOf": "2025-11-07T08:00:00.000Z", "items": vec![row; rows], "pageInfo": page_info });
    let viewer =
        json!({ "id": "Q", "userId": "a", "name": "N", "email": "a@example.com", "receipts": receipts });
    let session = json!({ "now": "t", "warnAt": "t", "expiresAt": "t" });
    Value::from_json(json!({ "viewer": viewer, "sessionStatus": session })).expect("a value")
}

fn main() {
    let schema = ApiSchema::new(&server::graphql::applicant::sdl());
    let mut criterion = Criterion::default().configure_from_args();
    let log_in = json!({ "input": { "userId": "abcde12345", "password": "Tsubaki-2025=hana" } });
    let inputs = [
        ("a name", "{__typename}", json!({})),
        ("a page of receipts", PAGE, json!({ "perPage": 50 })),
        ("a login", LOG_IN, log_in),
    ];
    for (name, text, given) in &inputs {
        let given = given.as_object().expect("an object");
        criterion.bench_function(&format!("before the engine: {name}"), |bench| {
            bench.iter(|| black_box(before(&schema, text, given)));
        });
        criterion.bench_function(&format!("the engine's own parser: {name}"), |bench| {
            bench.iter(|| black_box(async_graphql::parser::parse_query(text)));
        });
    }
    let document = validation::validate(&schema, PAGE, &Limits::default()).expect("a good document");
    let operation = validation::select(&document, None).expect("one");
    let (variables, nothing) = (JsonMap::new(), JsonMap::new());
    for rows in [20, 100] {
        let data = page_of(rows);
        criterion.bench_function(&format!("completion: {rows} receipts, with a copy of them"), |bench| {
            bench.iter(|| {
                let given = (data.clone(), &nothing);
                black_box(completion::complete(
                    &schema,
                    &document,
                    operation,
                    &variables,
                    given,
                    &mut Vec::new(),
                ))
            });
        });
        criterion.bench_function(&format!("that copy alone: {rows} receipts"), |bench| {
            bench.iter(|| black_box(data.clone()));
        });
    }
    criterion.final_summary();
}
