//! A rolling restart behind a proxy with its sample of `docs/proxy`: two servers and two workers, one after
//! the other, while people read and write. No request fails, and every mail arrives once.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tokio::task::JoinSet;

use crate::support::client::Client;
use crate::support::database::number;
use crate::support::haproxy::Haproxy;
use crate::support::nginx::Nginx;
use crate::support::process::Directory;
use crate::support::site::{LIMIT, Site, free_address, wait_until};
use crate::support::smtpd::Smtpd;

/// Seconds. Longer than the proxies of the samples keep an idle connection, and than a slow machine needs for
/// a request under way.
const DELAY: &str = "8";
/// How many people send each kind of request.
const PEOPLE: usize = 6;

/// The kinds of requests.
#[derive(Clone, Copy, Debug)]
enum Kind {
    Get,
    Read,
    Mutation,
}

/// Sends one request. Returns what is wrong with its answer, if anything.
async fn ask(browser: &Client, kind: Kind, address: &str) -> Result<(), String> {
    let request = match kind {
        Kind::Get => browser.request("GET", "/graphql?query=%7Bsite%7Btitle%7D%7D"),
        Kind::Read => browser.request("POST", "/graphql").json(&json!({ "query": "{site{title}}" })),
        Kind::Mutation => {
            let query = "mutation($input:StartRegistrationInput!){startRegistration(input:$input){sentTo errors{__typename}}}";
            let input =
                json!({ "email": address, "emailConfirmation": address, "agreedTermsVersion": "2026-01" });
            let body = json!({ "query": query, "variables": { "input": input } });
            browser.request("POST", "/graphql").json(&body)
        }
    };
    let answer = request.send().await.map_err(|error| format!("{error:?}"))?;
    let status = answer.status();
    let text = answer.text().await.map_err(|error| format!("{status}: {error:?}"))?;
    let body: Value = serde_json::from_str(&text).map_err(|_| format!("{status}: {text}"))?;
    let is_good = status == 200
        && match kind {
            Kind::Mutation => body["data"]["startRegistration"]["errors"] == json!([]),
            Kind::Get | Kind::Read => body["data"]["site"]["title"].is_string(),
        };
    if is_good { Ok(()) } else { Err(format!("{status}: {text}")) }
}

/// People who send one request after another, until they are stopped.
struct Load {
    people: JoinSet<Vec<String>>,
    count: Arc<Count>,
}

#[derive(Default)]
struct Count {
    is_over: AtomicBool,
    requests: AtomicUsize,
    mutations: AtomicUsize,
}

impl Load {
    fn begin(base: &str) -> Self {
        let (mut people, count) = (JoinSet::new(), Arc::new(Count::default()));
        let kinds = [Kind::Get, Kind::Read, Kind::Mutation].into_iter().cycle();
        for (index, kind) in kinds.take(3 * PEOPLE).enumerate() {
            people.spawn(keep_asking(Client::new(base), kind, index, Arc::clone(&count)));
        }
        Self { people, count }
    }

    /// The number of requests so far.
    fn requests(&self) -> usize {
        self.count.requests.load(Ordering::Relaxed)
    }

    /// Stops them. Returns what failed, and the number of mutations.
    async fn end(self) -> (Vec<String>, usize) {
        self.count.is_over.store(true, Ordering::Relaxed);
        let failures = self.people.join_all().await.into_iter().flatten().collect();
        (failures, self.count.mutations.load(Ordering::Relaxed))
    }
}

async fn keep_asking(browser: Client, kind: Kind, index: usize, count: Arc<Count>) -> Vec<String> {
    let (mut failures, began, mut pace) =
        (Vec::new(), Instant::now(), tokio::time::interval(Duration::from_millis(50)));
    while !count.is_over.load(Ordering::Relaxed) {
        pace.tick().await;
        let number = count.requests.fetch_add(1, Ordering::Relaxed);
        // A different person each time, so that no limit applies.
        let asked = ask(&browser.someone_else(), kind, &format!("p{index}-{number}@example.com")).await;
        if let Err(failure) = asked {
            failures.push(format!("after {:?}, {kind:?}: {failure}", began.elapsed()));
        }
        if matches!(kind, Kind::Mutation) {
            count.mutations.fetch_add(1, Ordering::Relaxed);
        }
    }
    failures
}

/// Restarts two servers and two workers behind the proxy that `proxy` starts in front of them.
async fn restart_all<P>(proxy: impl FnOnce(&[&str]) -> P, base: fn(&P) -> String, errors: fn(&P) -> String) {
    let smtpd = Smtpd::start();
    let site = Site::new(smtpd.url()).await;
    // A busy machine may be slow, which is not what is tested.
    let over = [("UKETORI_SHUTDOWN_DELAY", DELAY), ("UKETORI_GRAPHQL_LIMITS", "execution-seconds=15")];
    let (addresses, logs) = ([free_address(), free_address()], ["one", "two"].map(Directory::new));
    let start = |index: usize| site.server_at(&addresses[index], &over, &logs[index]);
    let (mut servers, mut workers) = ([start(0), start(1)], [site.worker(), site.worker()]);
    let proxy = proxy(&[&addresses[0], &addresses[1]]);
    let load = Load::begin(&base(&proxy));
    let some_more = async || {
        let so_far = load.requests();
        wait_until("requests", LIMIT, async || load.requests() > so_far + 100).await;
    };

    // A restarted program starts a new log.
    let mut said = String::new();
    some_more().await;
    for (index, server) in servers.iter_mut().enumerate() {
        server.signal("TERM");
        wait_until("the server ended", LIMIT, async || server.ended().is_some()).await;
        said += &troubles(&logs[index]);
        *server = start(index);
        some_more().await;
    }
    for worker in &mut workers {
        worker.signal("TERM");
        wait_until("the worker ended", LIMIT, async || worker.ended().is_some()).await;
        *worker = site.worker();
        some_more().await;
    }
    let requests = load.requests();
    let (failures, mutations) = load.end().await;
    said.extend(logs.iter().map(troubles));
    let (count, failures) = (failures.len(), failures.join("\n"));
    assert!(
        count == 0,
        "{count} of {requests} failed:\n{failures}\nThe servers said:\n{said}\nThe proxy said:\n{}",
        errors(&proxy)
    );
    // No mail arrives after all are sent.
    let (db, sent) = (site.db().await, "SELECT count(*) FROM mail_outbox WHERE state = 'SENT'");
    let all = i64::try_from(mutations).expect("not too many");
    wait_until("every mail is sent", LIMIT, async || number(&db, sent).await >= all).await;
    let others = number(&db, "SELECT count(*) FROM mail_outbox WHERE state <> 'SENT'").await;
    assert_eq!((number(&db, sent).await, others), (all, 0), "a mail for each");
    assert_eq!(smtpd.messages().len(), mutations, "and each once");
}

/// What a server logged as errors and warnings.
fn troubles(logs: &Directory) -> String {
    let log = std::fs::read_to_string(logs.path().join("log")).unwrap_or_default();
    let lines = log.lines().filter(|line| line.contains("WARN") || line.contains("ERROR"));
    lines.collect::<Vec<_>>().join("\n")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn behind_nginx_no_request_fails() {
    restart_all(Nginx::in_front_of, Nginx::base, Nginx::errors).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn behind_haproxy_no_request_fails() {
    restart_all(Haproxy::in_front_of, Haproxy::base, Haproxy::errors).await;
}
