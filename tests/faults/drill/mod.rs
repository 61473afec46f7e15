//! The drill: two servers behind a real proxy and two workers, under a steady load, meet one fault after
//! another. For each step a table shows which requests failed, of which class, when and why, and what
//! `/readyz` of each server reported. A fault may affect only those who meet it, and not for long; no mail
//! may be lost.
//!
//! The short drill is an ordinary test, with limits for a busy machine. `cargo faults drill` is long and
//! strict.

mod complaints;
mod load;
mod mails;
mod people;
mod ready;
mod report;
mod stand;
mod standby;
mod steps;

use std::time::Duration;

use tokio::time::Instant;

use self::complaints::Complaints;
use self::report::Limits;
use self::stand::Stand;
use crate::site::MACHINE;
use crate::{say, setting};

/// The size of a drill.
struct Extent {
    /// How long faults last: those whose effect is immediate, and those whose end is waited for.
    short: Duration,
    long: Duration,
    /// How long a fault is still observed after its end.
    rest: Duration,
    /// The load, as a multiple of the usual one.
    load: f64,
    limits: Limits,
    /// Part of the names of the steps to run; all if empty.
    only: String,
}

/// Runs every step on one installation, and returns the breaches.
async fn drill(extent: &Extent) -> Vec<String> {
    let _alone = MACHINE.write().await;
    let mut stand = Stand::new(extent.load, extent.limits).await;
    let (mut breaches, mut spans) = (Vec::new(), Vec::new());
    let is_wanted =
        |name: &str| extent.only.is_empty() || extent.only.split(',').any(|word| name.contains(word));
    tokio::time::sleep(extent.rest).await; // a while without a fault
    macro_rules! take {
        ($($step:ident for $span:expr),*) => { $(if is_wanted(stringify!($step)) {
            let (began, before) = (Instant::now(), Complaints::of(&stand.site));
            let step = steps::$step(&mut stand, $span).await;
            tokio::time::sleep(extent.rest).await;
            stand.ready(extent.limits.felt).await;
            let step = step.ended();
            let samples = stand.load.samples(began, step.ended).await;
            let seen = stand.watch.between(began, step.ended);
            let (table, wrong) = step.judge(&samples, &seen, extent.limits);
            say(&table);
            breaches.extend(load::missing(&samples).map(|class| format!("{}: no {class:?} was asked for", step.name)));
            Complaints::of(&stand.site).since(&before).iter().for_each(|line| say(line));
            breaches.extend(wrong);
            spans.push(step);
        })* };
    }
    take!(
        a_locked_row for extent.short,
        a_locked_table for extent.short,
        a_frozen_server for extent.long,
        a_full_disk for extent.short,
        a_database_that_is_switched_over for extent.long,
        a_redis_that_is_switched_over for extent.short,
        a_flood_of_logins for extent.short,
        a_rolling_restart for extent.limits.felt
    );
    let people = std::sync::Arc::clone(&stand.people);
    std::mem::replace(&mut stand.load, load::Load::begin(&people, 1e-6)).end().await;
    breaches.extend(mails::judge(&stand, &spans, extent.limits).await);
    breaches
}

/// The short drill, as a test.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn only_those_who_meet_a_fault_feel_it() {
    let extent = Extent {
        short: Duration::from_secs(9),
        long: Duration::from_secs(14),
        rest: Duration::from_secs(2),
        load: 1.0,
        limits: Limits {
            felt: Duration::from_secs(20),
            ready: Duration::from_secs(6),
            slips: 4,
            blink: Duration::from_secs(4),
        },
        only: String::new(),
    };
    let breaches = drill(&extent).await;
    assert!(breaches.is_empty(), "{breaches:#?}");
}

/// The long drill, as a program.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "takes minutes: cargo faults drill"]
async fn a_long_drill() {
    let span = Duration::from_secs(setting("UKETORI_FAULTS_SECONDS", 30));
    let extent = Extent {
        short: span,
        long: span,
        rest: Duration::from_secs(5),
        load: setting("UKETORI_FAULTS_LOAD", 1.0),
        limits: Limits {
            felt: Duration::from_secs(10),
            ready: Duration::from_secs(2),
            slips: 0,
            blink: Duration::ZERO,
        },
        only: setting("UKETORI_FAULTS_STEPS", String::new()),
    };
    let mut breaches = Vec::new();
    for _ in 0..setting("UKETORI_FAULTS_ROUNDS", 1) {
        breaches.extend(drill(&extent).await);
    }
    assert!(breaches.is_empty(), "{breaches:#?}");
}
