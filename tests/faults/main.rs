//! The fault harness: worker processes are killed, Redis and PostgreSQL are stopped and restarted, and every
//! mail must still arrive.
//!
//! A short run is an ordinary test. The long run and the measurements are programs of some minutes, each
//! started by one command; CONTRIBUTING.md lists them. Everything is drawn from a seed except how processes
//! share the machine, so a breach is likely, but not certain, to occur again with its seed.

mod check;
mod crash_points;
mod drill;
mod flood;
mod four_schedulers;
mod lanes;
mod lethal_mail;
mod mails;
mod measure;
mod point;
mod relay;
mod run;
mod site;
mod support;

use std::time::Duration;

use crate::relay::Temper;
use crate::run::{Extent, run};

/// The short run: six deaths, and the loss of all data in Redis.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn mails_survive_a_few_deaths() {
    let extent = Extent {
        mails: 300,
        workers: 3,
        span: Duration::from_secs(8),
        kills: 6,
        redis_restarts: 0,
        flushes: 1,
        postgres_restarts: 0,
        temper: Temper { slow: Duration::from_millis(150), later: 0 },
        timeout: Duration::from_mins(3),
    };
    let verdict = run(1, &extent).await;
    assert!(verdict.breaches.is_empty(), "seed 1\n{}", verdict.table());
}

/// The long run, once for each seed: 10,000 mails, with 200 deaths, three restarts of Redis, a FLUSHALL and a
/// restart of PostgreSQL.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "takes minutes: cargo faults long_run"]
async fn long_run() {
    let extent = Extent {
        mails: setting("UKETORI_FAULTS_MAILS", 10_000),
        workers: 4,
        span: Duration::from_secs(setting("UKETORI_FAULTS_SECONDS", 300)),
        kills: setting("UKETORI_FAULTS_KILLS", 200),
        redis_restarts: 3,
        flushes: 1,
        postgres_restarts: 1,
        temper: Temper { slow: Duration::from_millis(150), later: 100 },
        timeout: Duration::from_mins(10),
    };
    let first: u64 = setting("UKETORI_FAULTS_SEED", 1);
    let mut failed = Vec::new();
    for seed in first..first + setting::<u64>("UKETORI_FAULTS_SEEDS", 3) {
        let began = tokio::time::Instant::now();
        let verdict = run(seed, &extent).await;
        say(&format!("seed {seed}, {:.0} s\n{}", began.elapsed().as_secs_f64(), verdict.table()));
        if !verdict.breaches.is_empty() {
            failed.push(seed);
        }
    }
    assert!(failed.is_empty(), "breaches with the seeds {failed:?}");
}

/// A setting of a program from its environment, or the default.
fn setting<T: std::str::FromStr>(name: &str, usual: T) -> T {
    #[expect(clippy::disallowed_methods, reason = "a test program has no command line of its own")]
    let value = std::env::var(name).ok();
    value.map_or(usual, |value| value.parse().unwrap_or_else(|_| panic!("{name} must be a number")))
}

/// Prints to the terminal of the program.
#[expect(clippy::print_stdout, reason = "the tables are the output of the program")]
fn say(text: &str) {
    println!("{text}");
}

/// Smallest, median, 99th percentile and largest, in milliseconds.
fn spread(mut times: Vec<Duration>) -> String {
    times.sort();
    let at = |share: usize| times[(times.len() * share / 100).min(times.len() - 1)].as_millis();
    format!("least {}, p50 {}, p99 {}, most {} ms of {}", at(0), at(50), at(99), at(100), times.len())
}
