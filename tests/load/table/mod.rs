//! The table of `docs/PERFORMANCE.md`: what one server and one worker do on this machine, beside what the machine can do
//! without them, measured in one run.
//!
//! Each round goes through all rows, so that what others on the machine take meets each of them; a row says the median
//! of its rounds. Clients, PostgreSQL, Redis and the relay that accepts everything share the cores with what is measured.

mod clients;
mod limits;
mod phase;
mod report;
mod seed;
mod sink;

use std::time::Duration;

use entity::account::Password;
use entity::key_ring::KeyRing;
use server::account::password_hash::{Hasher, Requester};

use self::phase::Stage;
use self::sink::Sink;
use crate::support::PASSWORD;
use crate::support::postgres::Postgres;
use crate::support::process::Directory;
use crate::support::site::Site;

/// How often everything is measured.
const ROUNDS: usize = 3;
/// Limits would turn the load away, and the log would be most of what is written.
const SETTINGS: [(&str, &str); 2] = [("UKETORI_RATE_LIMITS", "off"), ("RUST_LOG", "warn")];

/// Measures for so many seconds a row and round, on so many certificates; writes the document.
pub(crate) async fn run(seconds: u64, certificates: u64) {
    let span = Duration::from_secs(seconds);
    let (postgres, sink) = (Postgres::start_durable(), Sink::start().await);
    let site = Site::migrated(postgres.database().await, sink.url());
    let keys = KeyRing::read(&site.directory.path().join("server-keys")).expect("keys");
    let hasher = Hasher::for_this_machine(keys, 16);
    let hash = hasher.hash(&Requester::PROCESS, Password::typed(PASSWORD)).await.expect("a hash");
    let db = site.db().await;
    println!("writing {certificates} certificates");
    seed::plant(&db, &hash, certificates).await;
    let logs = Directory::new("log");
    let (server, base) = site.server_with(&SETTINGS, &logs);
    let worker = site.worker_with(&SETTINGS, &logs);
    let url = site.database_url.clone();
    let mut stage = Stage::new(postgres, url, db, base, sink, [server.id(), worker.id()]);
    for round in 1..=ROUNDS {
        println!("round {round} of {ROUNDS}");
        stage.go_through(span).await;
    }
    let table = report::table(&stage, certificates);
    print!("{table}");
    report::write(&table);
}
