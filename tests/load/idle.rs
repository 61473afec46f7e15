//! What each program uses when it is idle: its share of a core, commands to Redis, transactions in
//! PostgreSQL, and Redis' share of a core.
//!
//! Each program runs alone on its own PostgreSQL and Redis, is used once, and is then left idle. The figures
//! include the counting itself: two commands and two or three transactions.

use std::net::TcpStream;
use std::time::Duration;

use sea_orm::DatabaseConnection;
use tokio::time::{Instant, sleep};

use crate::measure::process::{self, Process};
use crate::support::Client;
use crate::support::database::transactions;
use crate::support::process::Directory;
use crate::support::program::Started;
use crate::support::relay::Relay;
use crate::support::site::{Site, free_address, wait_until};

/// How long a program is left idle before it is measured, so that everything after its start and use has
/// finished.
const SETTLE: Duration = Duration::from_secs(12);

/// Prints a row for each program.
pub(crate) async fn run(seconds: u64) {
    println!("idle for {seconds} s each");
    println!(
        "  {:<10} {:>10} {:>16} {:>18} {:>14}",
        "", "% of core", "commands/s", "transactions/s", "Redis, %"
    );
    let span = Duration::from_secs(seconds);
    for name in ["server", "worker"] {
        let relay = Relay::start().await;
        let site = Site::new(relay.url()).await;
        let address = free_address();
        let settings = site.settings(&address);
        let server = Started::of("server", &["serve"], &settings, &site.directory.path().join("server"));
        someone_registers(&address).await;
        let program = if name == "server" {
            server
        } else {
            let worker = Started::of("worker", &[], &settings, &site.directory.path().join("worker"));
            relay.wait_for(1, Duration::from_mins(1)).await;
            server.kill();
            worker
        };
        let db = site.db().await;
        sleep(SETTLE).await;
        let before = Counts::of(&program, Some((&site, &db))).await;
        sleep(span).await;
        before.tell(name, &Counts::of(&program, Some((&site, &db))).await);
    }
    let folder = Directory::new("idle");
    let (address, officers) = (free_address(), free_address());
    let data = folder.path().join("data").display().to_string();
    let arguments = ["--listen", &address, "--officer-listen", &officers, "--data-dir", &data];
    let program = Started::of("server", &arguments, &[], &folder.path().join("log"));
    someone_registers(&address).await;
    sleep(SETTLE).await;
    let before = Counts::of(&program, None).await;
    sleep(span).await;
    before.tell("embedded", &Counts::of(&program, None).await);
}

/// Requests a link as soon as the server answers.
async fn someone_registers(address: &str) {
    let answers = async || TcpStream::connect(address).is_ok();
    wait_until("it listens", Duration::from_mins(1), answers).await;
    Client::new(&format!("http://{address}")).start_registration("a@example.com").await;
}

/// The counters at an instant.
struct Counts {
    at: Instant,
    on_core: Duration,
    redis_on_core: Duration,
    /// Commands and transactions so far.
    asked: Option<(u64, i64)>,
}

impl Counts {
    async fn of(program: &Started, asked: Option<(&Site, &DatabaseConnection)>) -> Self {
        let asked = match asked {
            Some((site, db)) => Some((site.redis.commands(), transactions(db).await)),
            None => None,
        };
        Self {
            at: Instant::now(),
            on_core: Process::of(program.id()).on_core(),
            redis_on_core: process::all_on_core("redis-server"),
            asked,
        }
    }

    #[expect(clippy::cast_precision_loss, reason = "small numbers")]
    fn tell(&self, name: &str, after: &Self) {
        let seconds = (after.at - self.at).as_secs_f64();
        let share =
            |before: Duration, after: Duration| after.saturating_sub(before).as_secs_f64() / seconds * 100.0;
        let core = share(self.on_core, after.on_core);
        match (self.asked, after.asked) {
            (Some((commands, transactions)), Some((commands_after, transactions_after))) => println!(
                "  {name:<10} {core:>10.2} {:>16.2} {:>18.2} {:>14.2}",
                (commands_after - commands) as f64 / seconds,
                (transactions_after - transactions) as f64 / seconds,
                share(self.redis_on_core, after.redis_on_core),
            ),
            _ => println!("  {name:<10} {core:>10.2} {:>16} {:>18} {:>14}", "-", "-", "-"),
        }
    }
}
