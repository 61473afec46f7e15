//! A flood of logins with made-up IDs, from a hundred attackers who each use another network for every
//! attempt, while known browsers log in at their own rate. How much longer do these wait than without the
//! flood?
//!
//! Limits are on. The flood comes from one household, which they stop, or from a different site for each
//! attempt, which only the hasher's queue stops.

use std::net::Ipv6Addr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use serde_json::json;
use tokio::task::JoinSet;
use tokio::time::{Instant, MissedTickBehavior, interval_at, sleep};

use crate::login_storm::{Asked, log_in, seed};
use crate::measure::process::{Process, all_on_core};
use crate::measure::samples::Samples;
use crate::support::client::{elsewhere, household, sites};
use crate::support::postgres::Postgres;
use crate::support::process::Directory;
use crate::support::site::Site;

const ATTACKERS: u32 = 100;
/// The number of known browsers. Each logs in once in [`PACE`], so that none of them is limited.
const KNOWN: usize = 12;
const PACE: Duration = Duration::from_secs(4);

/// The address of an attempt.
type From = fn(u32) -> Ipv6Addr;

/// Runs phases of `seconds` each.
pub(crate) async fn run(seconds: u64) {
    let span = Duration::from_secs(seconds);
    let postgres = Postgres::start_durable();
    let site = Site::migrated(postgres.database().await, "smtp://127.0.0.1:1".to_owned());
    seed(&site, KNOWN).await;
    let log = Directory::new("log");
    let (_server, base) = site.server_with(&[("RUST_LOG", "warn")], &log);
    let process = Process::listening(base.trim_start_matches("http://"));
    let mut browsers = Vec::new();
    for index in 0..KNOWN {
        let from = elsewhere(u32::try_from(index).expect("few")).to_string();
        let (answer, cookies) = log_in(&Asked::new(&base, index, &from, None)).await;
        let device = cookies.into_iter().find(|pair| pair.contains("_device="));
        browsers.push((from, device.unwrap_or_else(|| panic!("no cookie: {answer}"))));
    }
    println!(
        "{KNOWN} known browsers, one login in {PACE:?} each; {ATTACKERS} attackers; {seconds} s a phase"
    );

    let calm = known(&base, &browsers, span).await;
    calm.tell("calm", None);
    for (name, from) in [("flood from one household", household as From), ("flood from everywhere", sites)] {
        let cores = || [process.on_core(), all_on_core("postgres"), Process::this().on_core()];
        let before = cores();
        let (flood, flooded) = tokio::join!(flood(&base, from, span), async {
            sleep(span / 10).await;
            known(&base, &browsers, span * 8 / 10).await
        });
        let busy = std::array::from_fn::<_, 3, _>(|at| {
            cores()[at].saturating_sub(before[at]).as_secs_f64() / span.as_secs_f64()
        });
        flooded.tell(name, Some(&calm));
        println!("    attackers were answered {flood:?}");
        println!("    cores: server {:.2}, PostgreSQL {:.2}, clients {:.2}", busy[0], busy[1], busy[2]);
        sleep(Duration::from_secs(5)).await;
    }
}

/// The results of the known browsers' logins.
struct Known {
    refused: usize,
    waits: Samples,
}

impl Known {
    fn tell(&self, name: &str, calm: Option<&Self>) {
        let (count, p99) = (self.waits.count(), self.waits.quantile(0.99));
        let ratio = calm.map_or(1.0, |calm| p99 / calm.waits.quantile(0.99));
        println!(
            "  {name}: {count} of {} known browsers' logins succeeded; median {:.0} ms, p99 {p99:.0} ms = {ratio:.2} × calm",
            count + self.refused,
            self.waits.median(),
        );
    }
}

/// The known browsers log in at their rate, each starting a little later than the one before.
async fn known(base: &str, browsers: &[(String, String)], span: Duration) -> Known {
    let (start, mut people) = (Instant::now(), JoinSet::new());
    for (index, (from, device)) in browsers.iter().enumerate() {
        let first = start + PACE * u32::try_from(index).expect("few") / u32::try_from(KNOWN).expect("few");
        let asked = Asked::new(base, index, from, Some(device));
        people.spawn(async move {
            let mut pace = interval_at(first, PACE);
            pace.set_missed_tick_behavior(MissedTickBehavior::Burst);
            let (mut waits, mut refused) = (Vec::new(), 0);
            loop {
                let due = pace.tick().await;
                if due > start + span {
                    return (waits, refused);
                }
                let (answer, _) = log_in(&asked).await;
                if answer["data"]["logIn"]["viewer"].is_null() {
                    refused += 1;
                } else {
                    waits.push(due.elapsed());
                }
            }
        });
    }
    let outcomes = people.join_all().await;
    Known {
        refused: outcomes.iter().map(|it| it.1).sum(),
        waits: Samples::of(outcomes.into_iter().flat_map(|it| it.0)),
    }
}

/// The answers to the attackers: each code, and how often.
async fn flood(base: &str, from: From, span: Duration) -> std::collections::BTreeMap<String, usize> {
    let (end, next, mut attackers) = (Instant::now() + span, Arc::new(AtomicU32::new(0)), JoinSet::new());
    for _ in 0..ATTACKERS {
        let (http, url, next) = (reqwest::Client::new(), format!("{base}/graphql"), Arc::clone(&next));
        attackers.spawn(async move {
            let mut codes = Vec::new();
            while Instant::now() < end {
                let number = next.fetch_add(1, Ordering::Relaxed);
                let query = "mutation($input:LogInInput!){logIn(input:$input){errors{... on UserError{code}}}}";
                let input = json!({ "userId": format!("abcde{:05}", number % 100_000), "password": "Wrong-2025=hana" });
                let body = json!({ "query": query, "variables": { "input": input } });
                let request = http.post(&url).header("x-forwarded-for", from(number).to_string());
                let answer = request.json(&body).send().await.expect("an answer");
                let answer: serde_json::Value = answer.json().await.expect("JSON");
                codes.push(answer["data"]["logIn"]["errors"][0]["code"].as_str().unwrap_or("?").to_owned());
            }
            codes
        });
    }
    let mut counts = std::collections::BTreeMap::new();
    for code in attackers.join_all().await.concat() {
        *counts.entry(code).or_default() += 1;
    }
    counts
}
