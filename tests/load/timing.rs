//! Whether the time of an answer reveals who exists: each kind of refused login, in random order, one and
//! three at a time, and without the minimum time of refusals; and requests for mails about known and unknown
//! people.
//!
//! The server runs in this process, without limits, on a PostgreSQL that writes to disk, and gets no other
//! requests.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use chrono::TimeDelta;
use entity::account::{self, Password};
use entity::{clock::Clock, email_link::Lifetimes, key_ring::KeyRing};
use migration::database::{self, Pending};
use migration::program::Program;
use passwords::password_hash::{Hasher, Requester};
use rand::seq::SliceRandom;
use sea_orm::{ColumnTrait, DatabaseConnection, EntityTrait, QueryFilter, sea_query::Expr};
use serde_json::{Value, json};
use server::account::{imported_hashes, password_attempt};
use server::http::graphql::{limits::Limits, trusted::TrustedDocuments};
use server::http::places::{PlaceLimits, Places};
use server::http::{self, client_address::TrustedProxies, entrance::Entrance, origin::Origins};
use server::rate_limit::Limiter;
use server::rate_limit::RateLimits;
use server::readiness::Readiness;
use server::site::Site;
use server::{App, Batches, graphql};
use tokio::net::TcpListener;
use tokio::task::JoinSet;
use tokio::time::Instant;
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use crate::measure::accounts::{self, Group, email, user_id};
use crate::measure::samples::Samples;
use crate::support::PASSWORD;
use crate::support::postgres::Postgres;

const SEED: u64 = 20_251_107;
const WRONG: &str = "Wrong-2025=hana";
const PBKDF2: &str =
    "$pbkdf2-sha256$i=29000,l=32$8PHy8/T19vf4+fr7/P3+/w$7cs8HfsMdxMd/WKnsD1cOGdR9TBZu0IS7DRf2e0T+N4";
const SCRYPT: &str =
    "$scrypt$ln=15,r=8,p=1$8PHy8/T19vf4+fr7/P3+/w$Ejn03GTi0U5iuVVQ/aqTxnvRG/vMVSHTJmQSzjfhEvk";
/// The kinds of refusal. The others are compared with the first. The letters begin the user IDs.
const WAYS: [(&str, &str); 10] = [
    ("wrong password", "wrong"),
    ("unknown user ID", "nobod"),
    ("malformed user ID", ""),
    ("locked account", "locke"),
    ("account without password", "fresh"),
    ("wrong password, PBKDF2", "pbkdf"),
    ("wrong password, bcrypt 10", "bcten"),
    ("wrong password, bcrypt 12", "bctwe"),
    ("wrong password, bcrypt 13", "bcthi"),
    ("wrong password, scrypt", "scryp"),
];
/// The first of them cost no more than our own hash. Without the minimum time only these are measured: the
/// others are delayed as long as one of them is in use.
const CHEAP: usize = 6;
/// How many wrong passwords are tried; four do not lock.
const TRIES: usize = 4;
/// How many logins run at a time: alone, and three.
const LANES: [usize; 2] = [1, 3];

/// Takes `samples` samples of each kind.
pub(crate) async fn run(samples: u64) {
    let samples = usize::try_from(samples).expect("few");
    let postgres = Postgres::start_durable();
    let db = database::open(&postgres.database().await, Program::SERVER, 20, Pending::Apply)
        .await
        .expect("a database");
    seed(&db, samples).await;
    let with_floor = LANES.map(|lanes| (password_attempt::REFUSAL_FLOOR, lanes, WAYS.len()));
    for (floor, lanes, ways) in with_floor.into_iter().chain([(Duration::ZERO, 1, CHEAP)]) {
        let server = Server::start(&db, floor).await;
        println!("\nrefused logins, {samples} of each kind, floor {floor:?}, {lanes} at a time");
        tell(&WAYS.map(|way| way.0)[..ways], server.logins(samples, lanes, ways).await);
        if floor.is_zero() {
            println!("\nrequests for mails, {samples} of each kind, one at a time");
            for mutation in ["requestPasswordReset", "requestUserId"] {
                let kinds = ["known", "unknown"].map(|kind| format!("{mutation}, {kind}"));
                tell(&[&kinds[0], &kinds[1]], server.requests(mutation, samples).await);
            }
        }
        server.end.cancel();
        start_anew(&db).await;
    }
}

/// Prints a row for each kind. The others are compared with the first.
fn tell(names: &[&str], found: BTreeMap<usize, Vec<Duration>>) {
    let found: Vec<_> = found.into_values().map(Samples::of).collect();
    println!("  {:<32} {:>10} {:>10} {:>10} {:>8} {:>10}", "", "median ms", "p10", "p90", "ratio", "p");
    for (name, samples) in names.iter().zip(&found) {
        println!(
            "  {name:<32} {:>10.2} {:>10.2} {:>10.2} {:>8.3} {:>10.4}",
            samples.median(),
            samples.quantile(0.1),
            samples.quantile(0.9),
            samples.median() / found[0].median(),
            samples.p_value(&found[0]),
        );
    }
}

/// Makes the accounts for all kinds.
async fn seed(db: &DatabaseConnection, samples: usize) {
    let hash =
        Hasher::for_this_machine(keys(), 16).hash(&Requester::PROCESS, Password::entered(PASSWORD)).await;
    let hash = hash.expect("a hash");
    let few = samples.div_ceil(TRIES);
    for (prefix, count, hash, is_locked) in [
        ("wrong", few, Some(hash.as_str()), false),
        ("locke", few, Some(hash.as_str()), true),
        ("fresh", few, None, false),
        ("pbkdf", few, Some(PBKDF2), false),
        ("bcten", few, Some(bcrypt(10).as_str()), false),
        ("bctwe", few, Some(bcrypt(12).as_str()), false),
        ("bcthi", few, Some(bcrypt(13).as_str()), false),
        ("scryp", few, Some(SCRYPT), false),
        ("known", samples, Some(hash.as_str()), false),
    ] {
        accounts::seed(db, &Group { prefix, count, hash, is_locked }).await;
    }
}

/// A hash of this cost. No password is known to match it.
fn bcrypt(cost: u32) -> String {
    format!("$2b${cost}$abcdefghijklmnopqrstuu1DYyxwszY2r2fET8Otd/9p2FlO3pkQq")
}

/// Clears the counts of wrong passwords.
async fn start_anew(db: &DatabaseConnection) {
    let counts = account::Entity::update_many().col_expr(account::Column::FailedCount, Expr::value(0));
    let not_locked = account::Column::LockedUntil.is_null();
    counts.filter(not_locked).exec(db).await.expect("counts are cleared");
}

fn keys() -> KeyRing {
    KeyRing::parse("k1 AQq2z8Viqxg_0UI5Y-rFZMw0zs8CT6Scd2QkbzvfWQk\n").expect("keys")
}

/// A server in this process.
struct Server {
    url: String,
    end: CancellationToken,
}

impl Server {
    async fn start(db: &DatabaseConnection, refusal_floor: Duration) -> Self {
        let limits = Limits::default();
        let app = Arc::new(App {
            batches: Batches::new(db, limits.execution()),
            db: db.clone(),
            clock: Clock::System,
            limiter: Limiter::in_process(&keys(), RateLimits::Off),
            hasher: Hasher::for_this_machine(keys(), 16),
            keys: keys(),
            link_keys: keys(),
            site: Site::example(),
            session_cap: Some(TimeDelta::hours(24)),
            link_lifetimes: Lifetimes::default(),
            device_cookie: true,
            refusal_floor,
            logins: TaskTracker::new(),
            operations: TaskTracker::new(),
            capacity: App::capacity(20, limits.execution()),
            readiness: Readiness::default(),
        });
        if !refusal_floor.is_zero() {
            imported_hashes::survey(&app).await.expect("the kinds of hashes are looked up");
        }
        let entrance = Arc::new(Entrance {
            origins: Origins::secure(&["https://portal.example/".parse().expect("a URL")]),
            trusted_proxies: TrustedProxies::default(),
            limits,
            documents: TrustedDocuments::Off,
        });
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let url = format!("http://{}/graphql", listener.local_addr().expect("an address"));
        let (routes, end) =
            (http::routes(&app, &entrance, graphql::applicant::schema()), CancellationToken::new());
        let places = Places::new(PlaceLimits::default(), TrustedProxies::for_embedded());
        let serving = http::serve(listener, routes, places, end.clone().into());
        #[expect(clippy::disallowed_methods, reason = "it ends with this program")]
        tokio::spawn(async { serving.await.expect("it serves") });
        Self { url, end }
    }

    /// Takes `samples` samples of each of the first `ways` kinds of refusal, in random order. Returns them by
    /// kind.
    async fn logins(&self, samples: usize, lanes: usize, ways: usize) -> BTreeMap<usize, Vec<Duration>> {
        let query = "mutation($input:LogInInput!){logIn(input:$input){viewer{userId} errors{... on UserError{code}}}}";
        let order = shuffled(ways, samples);
        let asked = order.into_iter().map(|(way, index)| {
            let user_id = match WAYS[way].1 {
                "" => "no user ID".to_owned(),
                prefix => user_id(prefix, index / TRIES),
            };
            (way, ask(query, &json!({ "userId": user_id, "password": WRONG })))
        });
        self.timed(asked.collect(), lanes, "INVALID_CREDENTIALS").await
    }

    /// Takes samples of requests for mails, for known people first. Returns them by kind.
    async fn requests(&self, mutation: &str, samples: usize) -> BTreeMap<usize, Vec<Duration>> {
        let kind = format!("{}{}Input", mutation[..1].to_uppercase(), &mutation[1..]);
        let query = format!("mutation($input:{kind}!){{{mutation}(input:$input){{errors{{__typename}}}}}}");
        let asked = shuffled(2, samples).into_iter().map(|(kind, index)| {
            let prefix = ["known", "nobod"][kind];
            let input = match mutation {
                "requestUserId" => json!({ "email": email(prefix, index), "name": "JOHN DOE" }),
                _ => json!({ "userId": user_id(prefix, index), "email": email(prefix, index) }),
            };
            (kind, ask(&query, &input))
        });
        self.timed(asked.collect(), 1, "[]").await
    }

    /// Returns how long each answer took. Each must contain `expected`.
    async fn timed(
        &self,
        asked: Vec<(usize, Value)>,
        lanes: usize,
        expected: &'static str,
    ) -> BTreeMap<usize, Vec<Duration>> {
        let mut work = JoinSet::new();
        for lane in 0..lanes {
            let mine: Vec<_> = asked.iter().skip(lane).step_by(lanes).cloned().collect();
            let (http, url) = (reqwest::Client::new(), self.url.clone());
            work.spawn(async move {
                let mut took = Vec::new();
                for (kind, body) in mine {
                    let request = http.post(&url).json(&body);
                    let started = Instant::now();
                    let text = request.send().await.expect("an answer").text().await.expect("a body");
                    took.push((kind, started.elapsed()));
                    assert!(text.contains(expected), "{text}");
                }
                took
            });
        }
        let mut by_kind: BTreeMap<usize, Vec<_>> = BTreeMap::new();
        for (kind, took) in work.join_all().await.into_iter().flatten() {
            by_kind.entry(kind).or_default().push(took);
        }
        by_kind
    }
}

fn ask(query: &str, input: &Value) -> Value {
    json!({ "query": query, "variables": { "input": input } })
}

/// Each index of each kind once, shuffled with a fixed seed.
fn shuffled(kinds: usize, samples: usize) -> Vec<(usize, usize)> {
    let mut order: Vec<_> =
        (0..samples).flat_map(|index| (0..kinds).map(move |kind| (kind, index))).collect();
    order.shuffle(&mut crate::measure::seeded(SEED));
    order
}
