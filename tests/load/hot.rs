//! Benchmarks of the hot paths: time and allocations. `cargo bench --bench hot`; run by hand, never by a
//! test.
//!
//! Requests go directly to the endpoint of a server in the embedded mode, without a socket, and SQLite runs
//! in this process. What remains is the cost of our code, the engine and the libraries.

#![expect(clippy::print_stdout, reason = "a measurement prints its results")]

#[expect(dead_code, unused_imports, unused_macros, reason = "only a part of the support is needed here")]
#[path = "../support/mod.rs"]
mod support;

use std::cell::Cell;
use std::hint::black_box;
use std::sync::Arc;

use criterion::Criterion;
use entity::email_link::Purpose;
use entity::language::Language;
use entity::outbox::Kind;
use entity::session::{Delivery, SessionToken};
use poem::{Endpoint, Request, Route, http::Method};
use rand::{SeedableRng, rngs::StdRng};
use sea_orm::EntityTrait;
use serde_json::json;
use server::account::session;
use server::certificate::receipt_list;
use server::graphql;
use server::http::graphql::{limits::Limits, trusted::TrustedDocuments};
use server::http::{self, client_address::TrustedProxies, entrance::Entrance, origin::Origins};
use server::paging::PageRequest;
use server::rate_limit::RateLimits;
use tokio::runtime::Runtime;
use uuid::Uuid;
use worker::mail::sample::{self, SampleData};
use worker::mail::{LinkKeys, Mailbox, Mailer, Transport};

use self::support::beside::Beside;
use self::support::fixtures::{line, sender};
use self::support::process::Directory;
use self::support::{Mode, TestApp};

const PAGE: &str = "{viewer{id userId name receipts{asOf items{id certificateNumber requestedAt registeredAt status \
                    issuedOn validUntil isPastValidity} pageInfo{page perPage totalItems totalPages}}}}";
/// How many certificates the account has whose page is read.
const CERTIFICATES: usize = 20;

fn main() {
    let mut criterion = Criterion::default().configure_from_args();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    requests(&mut criterion, &runtime);
    mails(&mut criterion);
    criterion.final_summary();
}

/// Measures `work`, and prints what it allocates in this thread once it is warm.
fn bench(criterion: &mut Criterion, name: &str, mut work: impl FnMut()) {
    criterion.bench_function(name, |bench| bench.iter(&mut work));
    let asked = allocation_counter::measure(work);
    println!("{name}: {} allocations, {} bytes", asked.count_total, asked.bytes_total);
}

fn requests(criterion: &mut Criterion, runtime: &Runtime) {
    let (app, beside, cookie) = runtime.block_on(async {
        let app = TestApp::start(Mode::Embedded).await;
        let applicant = app.applicant("a@example.com").await;
        for index in 0..CERTIFICATES {
            let line = line(&applicant.user_id, &format!("TEST25-{index:06}"), "2025-11-07");
            app.take_in(&line).await.expect("a good line");
        }
        app.settle().await;
        let beside = Beside::start(&app, app.db().clone(), RateLimits::Off).await;
        applicant.log_in().await;
        (app, beside, applicant.browser.cookie().expect("a session"))
    });
    let entrance = Arc::new(Entrance {
        origins: Origins::plain(([127, 0, 0, 1], 80).into()), // the cookie has the name that the embedded mode gave it
        trusted_proxies: TrustedProxies::default(),
        limits: Limits::default(),
        documents: TrustedDocuments::Off,
    });
    let routes = http::routes(&beside.app, &entrance, graphql::applicant::schema());
    let ask = |query: &str, cookie: &str| runtime.block_on(answered(&routes, query, cookie));
    assert!(ask(PAGE, &cookie).contains("\"totalItems\":20"), "a page");

    bench(criterion, "the HTTP layer, a document that is known", || {
        black_box(ask("{__typename}", ""));
    });
    let number = Cell::new(0);
    bench(criterion, "the HTTP layer, a new document each time", || {
        number.set(number.get() + 1);
        black_box(ask(&format!("{{a{}:__typename}}", number.get()), ""));
    });
    bench(criterion, "a session and its first page, by HTTP", || {
        black_box(ask(PAGE, &cookie));
    });
    let rows = runtime.block_on(entity::session::Entity::find().all(app.db())).expect("sessions");
    let account = rows.last().expect("a session").account_id;
    let text = cookie.split_once('=').expect("a cookie").1.to_owned();
    let (now, token) = (app.now(), SessionToken { text, delivery: Delivery::Cookie });
    bench(criterion, "a session looked up", || {
        let found = runtime.block_on(session::find(&app.app.batches.sessions, &token, now));
        assert!(matches!(found.expect("an answer"), session::Found::Live(_)));
    });
    bench(criterion, "a page of receipts", || {
        let (pages, first) = (&app.app.batches.pages, PageRequest::new(1, 20));
        let page = receipt_list::page(pages, account, None, first, None, now);
        black_box(runtime.block_on(page).expect("a page"));
    });
}

async fn answered(routes: &Route, query: &str, cookie: &str) -> String {
    let request = Request::builder()
        .method(Method::POST)
        .uri("/graphql".parse().expect("a path"))
        .header("host", "localhost")
        .header("content-type", "application/json")
        .header("cookie", cookie)
        .body(json!({ "query": query }).to_string());
    let response = routes.get_response(request).await;
    response.into_body().into_string().await.expect("text")
}

fn mails(criterion: &mut Criterion) {
    let directory = Directory::new("hot");
    let file = directory.path().join("link-keys");
    let keys = LinkKeys::read_or_make(&file, &mut StdRng::seed_from_u64(1)).expect("a key");
    let (id, nonce, key) = (Uuid::from_u128(1), [7; 32], keys.current_id().to_owned());
    bench(criterion, "the token of a link", || {
        black_box(keys.derive(&key, Purpose::Registration, id, &nonce).expect("the key is there"));
    });
    let mailbox = Mailbox::open(directory.path().join("mailbox")).expect("a folder");
    let mailer = Mailer::new(sender(), keys, Transport::Mailbox(mailbox));
    for (name, kind) in [("a link", Kind::RegistrationLink), ("a certificate", Kind::Certificate)] {
        let message = sample::message(kind, Language::En, SampleData::Usual);
        bench(criterion, &format!("a mail with {name}, text and HTML"), || {
            black_box(mailer.render(&message).expect("every text is there"));
        });
    }
}
