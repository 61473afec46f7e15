//! A storm of logins: fifty people at once, each with their own account and the right password, as fast as
//! one production server accepts them, while four readers read at their own rate.
//!
//! Each round compares on the spot: bare threads that only hash, the storm alone, readers alone, and both
//! together.

use std::num::NonZeroUsize;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use argon2::{Algorithm, Argon2, Block, Params, PasswordHasher, PasswordVerifier, Version};
use entity::{account::Password, key_ring::KeyRing};
use passwords::password_hash::{Hasher, Requester};
use serde_json::{Value, json};
use tokio::task::JoinSet;
use tokio::time::{Instant, MissedTickBehavior, interval, sleep};

use crate::measure::accounts::{self, Group};
use crate::measure::process::{Process, all_on_core, machine_busy};
use crate::measure::samples::Samples;
use crate::support::PASSWORD;
use crate::support::client::elsewhere;
use crate::support::postgres::Postgres;
use crate::support::process::Directory;
use crate::support::site::Site;

const CLIENTS: usize = 50;
const READERS: usize = 4;
/// The interval of a reader's requests, which does not depend on the answers.
const PACE: Duration = Duration::from_millis(20);
/// The cost parameters of a hash, as in the server.
const COSTS: (u32, u32, u32) = (19 * 1024, 2, 1);
const PREFIX: &str = "storm";
const SETTINGS: [(&str, &str); 2] = [("UKETORI_RATE_LIMITS", "off"), ("RUST_LOG", "warn")];

/// Runs `rounds` rounds, each with storms of `seconds`.
pub(crate) async fn run(rounds: u64, seconds: u64) {
    let span = Duration::from_secs(seconds);
    let permits = thread::available_parallelism().map_or(1, NonZeroUsize::get);

    let postgres = Postgres::start_durable();
    let site = Site::migrated(postgres.database().await, "smtp://127.0.0.1:1".to_owned());
    seed(&site, CLIENTS + READERS).await;
    let log = Directory::new("log");
    let (_server, base) = site.server_with(&SETTINGS, &log);
    let storm = Storm { process: Process::listening(base.trim_start_matches("http://")), base };
    let cookies = storm.readers_cookies().await;
    println!("{CLIENTS} clients, {READERS} readers every {PACE:?}, {permits} permit(s), {seconds} s a phase");
    println!("server at its start: {} MiB", storm.process.resident_mib());

    for round in 1..=rounds {
        println!("\nround {round}");
        let before = bare(permits, span / 4);
        let alone = storm.blow(span).await;
        let between = bare(permits, span / 4);
        let quiet = storm.read(&cookies, span / 2).await;
        let (both, during) = tokio::join!(storm.blow(span), storm.read(&cookies, span));
        let after = bare(permits, span / 4);
        sleep(Duration::from_secs(5)).await;

        let hashes: Vec<_> = [before, between, after].iter().map(|it| it.fresh).collect();
        let kept: Vec<_> = [before, between, after].iter().map(|it| it.kept).collect();
        let bare_rates = [median(&hashes), median(&kept)];
        println!("  bare threads, memory taken each time: {:.1} hashes/s {hashes:.1?}", bare_rates[0]);
        println!("  bare threads, memory kept:            {:.1} hashes/s {kept:.1?}", bare_rates[1]);
        alone.tell("storm alone", bare_rates);
        both.tell("storm with readers", bare_rates);
        for (name, reads) in [("without a storm", &quiet), ("in the storm", &during)] {
            println!(
                "  reads {name}: {} of them, median {:.1} ms, p99 {:.1} ms",
                reads.count(),
                reads.median(),
                reads.quantile(0.99)
            );
        }
        println!("  p99 in the storm / without: {:.2}", during.quantile(0.99) / quiet.quantile(0.99));
        println!("  five seconds later: {} MiB", storm.process.resident_mib());
    }
}

/// Makes `count` accounts, hashed as the server hashes.
pub(crate) async fn seed(site: &Site, count: usize) {
    let keys = KeyRing::read(&site.directory.path().join("server-keys")).expect("keys");
    let hash =
        Hasher::for_this_machine(keys, 16).hash(&Requester::PROCESS, Password::entered(PASSWORD)).await;
    let hash = hash.expect("a hash");
    let group = Group { prefix: PREFIX, count, hash: Some(&hash), is_locked: false };
    let db = site.db().await;
    accounts::seed(&db, &group).await;
    db.close().await.expect("nobody stays connected");
}

/// One server under a storm.
struct Storm {
    base: String,
    process: Process,
}

/// The results of a storm.
struct Blown {
    logins: usize,
    overloaded: usize,
    took: Duration,
    waits: Samples,
    resident: Vec<u64>,
    /// How many cores were busy: for the server, for PostgreSQL, for the clients, and on the whole machine.
    on_core: [f64; 4],
}

impl Blown {
    fn tell(&self, name: &str, [fresh, kept]: [f64; 2]) {
        #[expect(clippy::cast_precision_loss, reason = "few logins")]
        let rate = self.logins as f64 / self.took.as_secs_f64();
        println!(
            "  {name}: {rate:.1} logins/s = {:.0} % and {:.0} % of bare; {} overloaded; median {:.0} ms, p99 {:.0} ms",
            rate / fresh * 100.0,
            rate / kept * 100.0,
            self.overloaded,
            self.waits.median(),
            self.waits.quantile(0.99)
        );
        let [server, postgres, this, machine] = self.on_core;
        println!(
            "    cores: server {server:.2}, PostgreSQL {postgres:.2}, clients {this:.2}, strangers {:.2}",
            (machine - server - postgres - this).max(0.0)
        );
        println!("    server's memory, each second, MiB: {:?}", self.resident);
    }
}

impl Storm {
    /// Everyone logs in again as soon as they are logged in, for `span`.
    async fn blow(&self, span: Duration) -> Blown {
        let cores =
            || [self.process.on_core(), all_on_core("postgres"), Process::this().on_core(), machine_busy()];
        let (before, started) = (cores(), Instant::now());
        let end = started + span;
        let mut clients = JoinSet::new();
        for index in 0..CLIENTS {
            let person = Asked::from_elsewhere(&self.base, index);
            clients.spawn(async move {
                let (mut waits, mut overloaded) = (Vec::new(), 0);
                while Instant::now() < end {
                    let asked = Instant::now();
                    let (answer, _) = log_in(&person).await;
                    if answer["data"]["logIn"]["viewer"].is_null() {
                        overloaded += 1;
                    } else {
                        waits.push(asked.elapsed());
                    }
                }
                (waits, overloaded)
            });
        }
        let mut resident = Vec::new();
        while Instant::now() < end {
            resident.push(self.process.resident_mib());
            sleep(Duration::from_secs(1)).await;
        }
        let outcomes = clients.join_all().await;
        let took = started.elapsed();
        let after = cores();
        let share =
            |index: usize| (after[index].saturating_sub(before[index])).as_secs_f64() / took.as_secs_f64();
        Blown {
            logins: outcomes.iter().map(|it| it.0.len()).sum(),
            overloaded: outcomes.iter().map(|it| it.1).sum(),
            took,
            waits: Samples::of(outcomes.into_iter().flat_map(|it| it.0)),
            resident,
            on_core: std::array::from_fn(share),
        }
    }

    /// The cookies of the readers' sessions.
    async fn readers_cookies(&self) -> Arc<Vec<String>> {
        let mut cookies = Vec::new();
        for index in CLIENTS..CLIENTS + READERS {
            let (answer, set) = log_in(&Asked::from_elsewhere(&self.base, index)).await;
            let session = set.into_iter().find(|pair| pair.contains("_session="));
            cookies.push(session.unwrap_or_else(|| panic!("no session: {answer}")));
        }
        Arc::new(cookies)
    }

    /// All readers read at their rate, for `span`. The wait counts from the instant at which a request was
    /// due.
    async fn read(&self, cookies: &Arc<Vec<String>>, span: Duration) -> Samples {
        let end = Instant::now() + span;
        let mut readers = JoinSet::new();
        for index in 0..READERS {
            let (cookies, url) = (Arc::clone(cookies), format!("{}/graphql", self.base));
            readers.spawn(async move {
                let http = reqwest::Client::new();
                let mut reads = JoinSet::new();
                let mut pace = interval(PACE);
                pace.set_missed_tick_behavior(MissedTickBehavior::Burst);
                loop {
                    let due = pace.tick().await;
                    if due > end {
                        break reads.join_all().await;
                    }
                    let body = json!({ "query": "{viewer{userId name email}}" });
                    let read = http.post(&url).header("cookie", &cookies[index]).json(&body);
                    reads.spawn(async move {
                        let text = read.send().await.expect("an answer").text().await.expect("a body");
                        assert!(text.contains(PREFIX), "{text}");
                        due.elapsed()
                    });
                }
            });
        }
        Samples::of(readers.join_all().await.into_iter().flatten())
    }
}

/// A person who logs in: the account, the address and the cookie.
pub(crate) struct Asked {
    http: reqwest::Client,
    url: String,
    index: usize,
    from: String,
    cookie: Option<String>,
}

impl Asked {
    pub(crate) fn new(base: &str, index: usize, from: &str, cookie: Option<&str>) -> Self {
        let (http, url) = (reqwest::Client::new(), format!("{base}/graphql"));
        Self { http, url, index, from: from.to_owned(), cookie: cookie.map(str::to_owned) }
    }

    /// An unknown browser, at its own address.
    fn from_elsewhere(base: &str, index: usize) -> Self {
        Self::new(base, index, &elsewhere(u32::try_from(index).expect("few")).to_string(), None)
    }
}

/// Logs in. Returns the answer and the cookies that it set.
pub(crate) async fn log_in(asked: &Asked) -> (Value, Vec<String>) {
    let query =
        "mutation($input:LogInInput!){logIn(input:$input){viewer{userId} errors{... on UserError{code}}}}";
    let input = json!({ "userId": accounts::user_id(PREFIX, asked.index), "password": PASSWORD });
    let body = json!({ "query": query, "variables": { "input": input } });
    let mut request = asked.http.post(&asked.url).header("x-forwarded-for", &asked.from).json(&body);
    if let Some(cookie) = &asked.cookie {
        request = request.header("cookie", cookie);
    }
    let response = request.send().await.expect("an answer");
    let cookies = response.headers().get_all("set-cookie").iter();
    let cookies = cookies.filter_map(|it| it.to_str().ok()?.split(';').next().map(str::to_owned)).collect();
    (response.json().await.expect("JSON"), cookies)
}

/// Hashes per second of bare threads.
#[derive(Clone, Copy)]
pub(crate) struct Bare {
    /// If each hash allocates and frees its memory.
    pub(crate) fresh: f64,
    /// If each thread keeps its memory.
    pub(crate) kept: f64,
}

/// Runs `threads` threads that only verify hashes.
pub(crate) fn bare(threads: usize, span: Duration) -> Bare {
    let params = Params::new(COSTS.0, COSTS.1, COSTS.2, None).expect("costs");
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params.clone());
    let hash = argon2.hash_password(PASSWORD.as_bytes()).expect("a hash");
    let rate = |count: usize| {
        #[expect(clippy::cast_precision_loss, reason = "few hashes")]
        let rate = count as f64 / (span / 2).as_secs_f64();
        rate
    };
    let run = |work: &(dyn Fn(std::time::Instant) -> usize + Sync)| {
        let end = std::time::Instant::now() + span / 2;
        thread::scope(|scope| {
            let threads: Vec<_> = (0..threads).map(|_| scope.spawn(move || work(end))).collect();
            rate(threads.into_iter().map(|thread| thread.join().expect("it ends")).sum())
        })
    };
    let fresh = run(&|end| {
        let mut count = 0;
        while std::time::Instant::now() < end {
            argon2.verify_password(PASSWORD.as_bytes(), &hash).expect("it is right");
            count += 1;
        }
        count
    });
    let kept = run(&|end| {
        let (mut memory, mut out, mut count) = (vec![Block::default(); params.block_count()], [0; 32], 0);
        while std::time::Instant::now() < end {
            let salt = b"sixteen bytes are";
            argon2
                .hash_password_into_with_memory(PASSWORD.as_bytes(), salt, &mut out, &mut memory)
                .expect("a hash");
            count += 1;
        }
        count
    });
    Bare { fresh, kept }
}

fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted[sorted.len() / 2]
}
