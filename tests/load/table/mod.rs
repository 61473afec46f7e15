//! The table of `docs/PERFORMANCE.md`: what one server and one worker achieve on this machine, next to what
//! the machine can do without them, measured in one run.
//!
//! Each round measures all rows, so other load on the machine affects all of them; a row shows the median of
//! its rounds. Clients, PostgreSQL, Redis and the relay share the cores with what is measured.

mod clients;
mod embedded;
mod limits;
mod peer;
mod phase;
mod report;
mod seed;
mod sink;

use std::time::Duration;

use entity::account::Password;
use entity::key_ring::KeyRing;
use passwords::password_hash::{Hasher, Requester};
use tokio::time::sleep;

use self::embedded::Embedded;
use self::phase::Stage;
use self::report::Report;
use self::sink::Sink;
use crate::measure::process::Process;
use crate::support::PASSWORD;
use crate::support::postgres::Postgres;
use crate::support::process::Directory;
use crate::support::site::Site;

/// How many rounds are measured.
const ROUNDS: usize = 3;
/// The usual number of certificates. With more of them, the report shows which rows cost more.
const USUAL: u64 = 1_000_000;
/// Without limits, which would refuse the load, and with little logging, which would be most of what is
/// written.
const SETTINGS: [(&str, &str); 3] =
    [("UKETORI_RATE_LIMITS", "off"), ("UKETORI_GRAPHQL_LIMITS", "execution-seconds=5"), ("RUST_LOG", "warn")];
/// How long to wait until all work after the last request has finished.
const SETTLE: Duration = Duration::from_secs(12);

/// Measures each row for `seconds` in each round, with `certificates` certificates, and writes the document.
pub(crate) async fn run(seconds: u64, certificates: u64) {
    let span = Duration::from_secs(seconds);
    let (postgres, sink) = (Postgres::start_durable(), Sink::start().await);
    let site = Site::migrated(postgres.database().await, sink.url());
    let keys = KeyRing::read(&site.directory.path().join("server-keys")).expect("keys");
    let hasher = Hasher::for_this_machine(keys, 16);
    let hash = hasher.hash(&Requester::PROCESS, Password::entered(PASSWORD)).await.expect("a hash");
    let db = site.db().await;
    let few = certificates.min(USUAL);
    println!("writing {few} certificates");
    seed::seed(&db, &hash).await;
    seed::certificates(&db, 0..few).await;
    let logs = Directory::new("log");
    let (server, base) = site.server_with(&SETTINGS, &logs);
    let worker = site.worker_with(&SETTINGS, &logs);
    let mut stage = Stage::new(postgres, &site, db, base, sink, [server.id(), worker.id()]);
    let mut embedded = Embedded::start();
    for round in 1..=ROUNDS {
        println!("round {round} of {ROUNDS}");
        stage.go_through(span).await;
        embedded.go_through(span).await;
    }
    let mut report = Report::of(&stage, &embedded, few);
    report.idle = idle([stage.processes[0], stage.processes[1], embedded.process]).await;
    if certificates > few {
        println!("writing {certificates} certificates");
        seed::certificates(stage.db(), few..certificates).await;
        let before = std::mem::take(&mut stage.figures);
        for round in 1..=ROUNDS {
            println!("round {round} of {ROUNDS}, with {certificates}");
            stage.go_through(span).await;
        }
        report.grown = Some((certificates, report::growth(&before, &stage.figures)));
        report.peaks = stage.peaks();
    }
    drop((stage, embedded, server, worker));
    report::write(&report.text()); // before the other server is measured, which may fail
    report.peer = peer::folder().map(|folder| peer::table(&folder));
    let text = report.text();
    print!("{text}");
    report::write(&text);
}

/// Per cent of a core that each process uses while it is idle.
async fn idle(processes: [Process; 3]) -> [f64; 3] {
    sleep(SETTLE).await;
    let before = processes.map(Process::on_core);
    sleep(2 * SETTLE).await;
    std::array::from_fn(|index| {
        let took = processes[index].on_core().saturating_sub(before[index]);
        took.as_secs_f64() / (2 * SETTLE).as_secs_f64() * 100.0
    })
}
