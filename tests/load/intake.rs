//! The intake of a large file by the command, on SQLite and on PostgreSQL: lines per second, memory at a
//! tenth of the lines and at all, and what a kill -9 in the middle leaves for the second run.
//!
//! Nothing else uses the database, and both databases write to disk as in production.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::time::Duration;

use entity::{audit, certificate, clock, outbox};
use migration::database::{self, Pending};
use migration::program::Program;
use sea_orm::{ColumnTrait, DatabaseConnection, EntityTrait, PaginatorTrait, QueryFilter};
use tokio::time::{Instant, sleep};

use crate::measure::accounts::{self, Group, user_id};
use crate::measure::process::Process;
use crate::support::postgres::Postgres;
use crate::support::process::Directory;
use crate::support::program::Started;

const PREFIX: &str = "intak";
const ACCOUNTS: usize = 500;

/// The database of one run.
struct Place {
    db: DatabaseConnection,
    folder: Directory,
    url: Option<String>,
}

/// Measures files with `lines` lines and with a tenth of them.
pub(crate) async fn run(lines: u64) {
    let postgres = Postgres::start_durable();
    for kind in ["SQLite", "PostgreSQL"] {
        println!("\n{kind}");
        for count in [lines / 10, lines] {
            let place = Place::new(kind, &postgres).await;
            let file = place.file(count);
            let (took, peak) = place.take(&file).await;
            #[expect(clippy::cast_precision_loss, reason = "thousands of lines")]
            let rate = count as f64 / took.as_secs_f64();
            println!(
                "{count} lines: {took:.1?}, {rate:.0} lines/s, peak {peak} MiB; {}",
                place.counts().await
            );
        }
        let place = Place::new(kind, &postgres).await;
        let file = place.file(lines);
        let started = place.start(&file);
        while place.certificates().await < lines / 2 {
            sleep(Duration::from_millis(20)).await;
        }
        started.kill();
        println!("killed in the middle: {}", place.counts().await);
        let (took, peak) = place.take(&file).await;
        println!("run again: {took:.1?}, peak {peak} MiB; {}", place.counts().await);
    }
}

impl Place {
    async fn new(kind: &str, postgres: &Postgres) -> Self {
        let folder = Directory::new("intake");
        let url = if kind == "SQLite" { None } else { Some(postgres.database().await) };
        let address = url.clone().unwrap_or_else(|| server::embedded::database_url(folder.path()));
        let db = database::open(&address, Program::SERVER, 2, Pending::Apply).await.expect("a database");
        let group = Group { prefix: PREFIX, count: ACCOUNTS, hash: None, is_locked: false };
        accounts::seed(&db, &group).await;
        Self { db, folder, url }
    }

    /// Writes a file with `lines` lines.
    fn file(&self, lines: u64) -> String {
        let mut text =
            "user_id,certificate_number,holder_name,nationality,sex,birth_date,status_of_residence,\
                        period_of_stay,issued_on,issuing_bureau\n"
                .to_owned();
        let today = clock::today_in_japan(clock::Clock::System.now());
        for number in 0..lines {
            let account = user_id(PREFIX, usize::try_from(number).expect("few") % ACCOUNTS);
            let rest = format!("1 year 3 months,{today},Tokyo Regional Immigration Services Bureau");
            let line = format!("TEST25-{number:07},HOUMU HANAKO,Utopia,FEMALE,2000-01-01,Student,{rest}");
            writeln!(text, "{account},{line}").expect("memory");
        }
        let path = self.folder.path().join("certificates.csv");
        fs::write(&path, text).expect("a file");
        path.to_str().expect("a path in text").to_owned()
    }

    fn start(&self, file: &str) -> Started {
        let mut arguments = vec!["issue", "--file", file];
        let settings: Vec<_> = self.url.iter().map(|url| ("UKETORI_DATABASE_URL", url.clone())).collect();
        if settings.is_empty() {
            arguments.extend(["--data-dir", self.folder.path().to_str().expect("text")]);
        }
        Started::of("server", &arguments, &settings, Path::new(&self.folder.path().join("answers")))
    }

    /// Imports the file. Returns how long it took, and the peak memory in MiB.
    async fn take(&self, file: &str) -> (Duration, u64) {
        let began = Instant::now();
        let mut started = self.start(file);
        let (process, mut peak) = (Process::of(started.id()), 0);
        while !started.has_ended() {
            peak = process.peak_mib().unwrap_or(peak).max(peak);
            sleep(Duration::from_millis(20)).await;
        }
        (began.elapsed(), peak)
    }

    async fn certificates(&self) -> u64 {
        certificate::Entity::find().count(&self.db).await.expect("a count")
    }

    async fn counts(&self) -> String {
        let mails = outbox::Entity::find().count(&self.db).await.expect("a count");
        let events = audit::Entity::find().filter(audit::Column::Action.eq("CERTIFICATE_ISSUED"));
        let events = events.count(&self.db).await.expect("a count");
        format!("{} certificates, {mails} mails, {events} events", self.certificates().await)
    }
}
