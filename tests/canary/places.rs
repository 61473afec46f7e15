//! A running Uketori whose traces are all kept: the programs as installed, all their log lines at TRACE, and
//! everything in the database, its files, Redis and the mailbox.

use std::fs;
use std::net::TcpStream;
use std::path::Path;
use std::process::Output;

use sea_orm::{ConnectionTrait, Database, DatabaseConnection, Statement};
use serde_json::{Value, json};

use super::tables;
use crate::support::client::Client;
use crate::support::postgres::Postgres;
use crate::support::process::{Directory, Server};
use crate::support::program::{self, Program};
use crate::support::redis::Redis;
use crate::support::relay::Relay;
use crate::support::site::{LIMIT, Site, free_address};

/// The log filter for everything that every crate logs.
const EVERYTHING: (&str, &str) = ("RUST_LOG", "trace");

/// The password in the database's URL, which is never typed and must never be shown.
pub(super) const DATABASE_PASSWORD: &str = "zq7kanaria0postgres";

/// The kind of a trace, and so what it may contain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A store that contains names and addresses.
    Kept,
    /// Logs and Redis, which must not contain personal data.
    Nameless,
}

/// A place where data may be left.
pub(super) struct Trace {
    /// Its name, for the report.
    pub(super) name: String,
    /// Its kind.
    pub(super) kind: Kind,
    /// Its whole content.
    pub(super) bytes: Vec<u8>,
}

/// A running Uketori.
pub(super) struct Place {
    /// The base URL of the applicants' API.
    pub(super) base: String,
    /// The base URL of the officers' API.
    pub(super) officer_base: String,
    /// The programs, with their logs. Before the directories, because fields are dropped in this order.
    programs: Vec<Program>,
    logs: Vec<(&'static str, Directory)>,
    said: Vec<Trace>,
    /// The parts that only one of the modes has.
    pub(super) mode: Mode,
}

/// The parts that only one of the modes has.
pub(super) enum Mode {
    /// A data folder.
    Embedded(Directory),
    /// Its own database cluster, a Redis whose commands are recorded, a relay, and keys.
    Production { site: Box<Site>, postgres: Box<Postgres>, relay: Relay, _monitor: Server },
}

impl Place {
    /// `server` in the embedded mode, with a clock that is moved by hand.
    pub(super) fn embedded() -> Self {
        let (data, log, address) = (Directory::new("data"), Directory::new("log"), free_address());
        let folder = data.path().to_str().expect("a path in text");
        let officers = free_address();
        let arguments =
            ["--listen", &address, "--officer-listen", &officers, "--data-dir", folder, "--clock", "manual"];
        let settings = [(EVERYTHING.0, EVERYTHING.1.to_owned())];
        let ready = || TcpStream::connect(&address).is_ok();
        let server = Program::start("server", &arguments, &settings, &log, ready);
        Self {
            base: format!("http://{address}"),
            officer_base: format!("http://{officers}"),
            programs: vec![server],
            logs: vec![("server", log)],
            said: Vec::new(),
            mode: Mode::Embedded(data),
        }
    }

    /// `server serve` and a worker.
    pub(super) async fn production() -> Self {
        let (postgres, relay) = (Postgres::start(), Relay::start().await);
        let url = postgres.database().await.replace("//uketori@", &format!("//uketori:{DATABASE_PASSWORD}@"));
        let site = Site::migrated(url, relay.url());
        let [heard, server_log, worker_log] = ["redis-log", "log", "log"].map(Directory::new);
        let monitor = site.redis.monitor(&heard);
        let officers = free_address();
        let settings = [EVERYTHING, ("UKETORI_OFFICER_LISTEN", officers.as_str())];
        let (server, base) = site.server_with(&settings, &server_log);
        let worker = site.worker_with(&[EVERYTHING], &worker_log);
        Self {
            base,
            officer_base: format!("http://{officers}"),
            programs: vec![server, worker],
            logs: vec![("server", server_log), ("worker", worker_log), ("Redis", heard)],
            said: Vec::new(),
            mode: Mode::Production {
                site: Box::new(site),
                postgres: Box::new(postgres),
                relay,
                _monitor: monitor,
            },
        }
    }

    /// Runs a server command on this installation, and keeps its output.
    pub(super) fn command(&mut self, arguments: &[&str]) -> Output {
        let mut settings = vec![(EVERYTHING.0, EVERYTHING.1.to_owned())];
        let mut arguments = arguments.to_vec();
        let folder = match &self.mode {
            Mode::Embedded(data) => {
                arguments.extend(["--data-dir", data.path().to_str().expect("a path in text")]);
                data.path()
            }
            Mode::Production { site, .. } => {
                settings.extend(site.settings(""));
                site.directory.path()
            }
        };
        let output = program::run("server", &arguments, &settings, folder);
        let bytes = [&output.stdout[..], &output.stderr].concat();
        self.said.push(Trace { name: format!("the log of {arguments:?}"), kind: Kind::Nameless, bytes });
        output
    }

    /// Creates an officer with all roles. Returns the URL for a phone and the enrolment code. The two lines
    /// that show them are not kept, because they must show them; all other output is.
    pub(super) fn create_officer(&mut self, name: &str) -> (String, String) {
        let output = self.command(&["officer", "create", name, "--roles", "VIEWER,ISSUER,SUPPORT,SECURITY"]);
        let shown = String::from_utf8_lossy(&output.stdout).into_owned();
        let is_meant =
            |line: &&str| line.starts_with("Authenticator app:") || line.starts_with("Enrolment code:");
        let rest: Vec<_> = shown.lines().filter(|line| !is_meant(line)).collect();
        let said = self.said.last_mut().expect("the command's");
        said.bytes = [rest.join("\n").as_bytes(), &output.stderr].concat();
        let after = |label: &str| {
            let line = shown.lines().find_map(|line| line.strip_prefix(label));
            line.unwrap_or_else(|| panic!("no {label} in {shown}")).trim().to_owned()
        };
        (after("Authenticator app:"), after("Enrolment code:"))
    }

    /// The time of its clock.
    pub(super) async fn now(&self) -> chrono::DateTime<chrono::Utc> {
        match &self.mode {
            Mode::Production { .. } => entity::clock::Clock::System.now(),
            Mode::Embedded(_) => {
                let answer = reqwest::get(format!("{}/clock", self.base)).await.expect("an answer");
                let shown: serde_json::Value = answer.json().await.expect("JSON");
                shown["now"].as_str().expect("a time").parse().expect("a time")
            }
        }
    }

    /// Like [`Self::command`], with a file of this name and text. The file is removed, because it is not part
    /// of the installation.
    pub(super) fn command_on(&mut self, name: &str, text: &str, arguments: &[&str]) {
        let folder = Directory::new("files");
        let path = folder.path().join(name);
        fs::write(&path, text).expect("a file");
        let arguments = [arguments, &[path.to_str().expect("a path in text")]].concat();
        self.command(&arguments);
    }

    /// Keeps a text that was shown to people.
    pub(super) fn keep(&mut self, name: &str, text: &str) {
        self.said.push(Trace { name: name.to_owned(), kind: Kind::Kept, bytes: text.as_bytes().to_vec() });
    }

    /// Waits until a query counts at least one row.
    pub(super) async fn until(&self, what: &str, query: &str) {
        let db = self.db().await;
        let statement = Statement::from_string(db.get_database_backend(), query);
        let counted = async {
            loop {
                let row = db.query_one_raw(statement.clone()).await.expect("an answer").expect("a row");
                if row.try_get_by_index::<i64>(0).expect("a number") > 0 {
                    break;
                }
                tokio::time::sleep(std::time::Duration::from_millis(20)).await;
            }
        };
        tokio::time::timeout(LIMIT, counted).await.unwrap_or_else(|_| panic!("not in time: {what}"));
        db.close().await.expect("a connection closes");
    }

    /// Makes the reminder of the only certificate with one come due.
    pub(super) async fn a_week_passes(&mut self) {
        let Mode::Production { site, .. } = &self.mode else {
            let moved = self.post("/clock", &json!({ "advance": "P7D" })).await;
            assert_eq!(moved, 200);
            return;
        };
        let db = site.db().await;
        let week = "interval '7 days 1 minute'";
        let earlier = format!(
            "UPDATE certificate SET requested_at = requested_at - {week}, next_reminder_at = next_reminder_at - \
             {week} WHERE next_reminder_at IS NOT NULL"
        );
        // Its mail has arrived, and its row is updated a moment later.
        while db.execute_unprepared(&earlier).await.expect("an answer").rows_affected() == 0 {
            tokio::task::yield_now().await;
        }
        // A worker queues due reminders when it starts.
        let log = Directory::new("log");
        let second = site.worker_with(&[EVERYTHING], &log);
        self.programs.push(second);
        self.logs.push(("second worker", log));
    }

    /// A connection to the database, besides those of the programs.
    pub(super) async fn db(&self) -> DatabaseConnection {
        match &self.mode {
            Mode::Embedded(data) => {
                let url = server::embedded::database_url(data.path());
                Database::connect(url).await.expect("a connection")
            }
            Mode::Production { site, .. } => site.db().await,
        }
    }

    /// Leaves a word in every kind of trace.
    pub(super) async fn plant(&self, word: &str) {
        let browser = Client::new(&self.base);
        browser.send(browser.request("GET", &format!("/{word}"))).await; // paths are logged
        let db = self.db().await;
        db.execute_unprepared("CREATE TABLE planted (word TEXT)").await.expect("a table");
        let plant = format!("INSERT INTO planted VALUES ('{word}')");
        db.execute_unprepared(&plant).await.expect("a row");
        if let Some(redis) = self.redis() {
            redis.set("planted", word);
        }
    }

    /// Posts JSON to a page of the embedded mode, and returns the status.
    pub(super) async fn post(&self, path: &str, body: &Value) -> u16 {
        let browser = Client::new(&self.base);
        browser.send(browser.request("POST", path).json(body)).await.status
    }

    fn redis(&self) -> Option<&Redis> {
        match &self.mode {
            Mode::Embedded(_) => None,
            Mode::Production { site, .. } => Some(&site.redis),
        }
    }

    /// Stops the programs and returns all traces.
    pub(super) async fn traces(mut self) -> Vec<Trace> {
        let mut traces = std::mem::take(&mut self.said);
        if let Mode::Embedded(_) = &self.mode {
            let browser = Client::new(&self.base);
            let listed = browser.send(browser.request("GET", "/mailbox/messages")).await;
            let bytes = without_bodies(&listed.json()).to_string().into_bytes();
            traces.push(Trace {
                name: "what the mailbox tells of its mails".to_owned(),
                kind: Kind::Kept,
                bytes,
            });
        }
        let db = self.db().await;
        for (table, bytes) in tables::dump(&db).await {
            traces.push(Trace { name: format!("a table, {table},"), kind: Kind::Kept, bytes });
        }
        db.close().await.expect("a connection closes");
        if let Some(redis) = self.redis() {
            let bytes = redis.dump().into_bytes();
            traces.push(Trace { name: "Redis".to_owned(), kind: Kind::Nameless, bytes });
        }
        for program in self.programs {
            program.terminate();
        }
        for (name, directory) in &self.logs {
            let bytes = fs::read(directory.path().join("log")).expect("a log");
            traces.push(Trace { name: format!("the log of the {name}"), kind: Kind::Nameless, bytes });
        }
        match &self.mode {
            Mode::Embedded(data) => files(data.path(), &mut traces),
            Mode::Production { postgres, .. } => {
                files(&postgres.files().join("base"), &mut traces);
                files(&postgres.files().join("pg_wal"), &mut traces); // what was ever written, and is gone again
            }
        }
        traces
    }
}

/// A list of mails without their contents: whole mails are kept on purpose.
fn without_bodies(list: &Value) -> Value {
    let mut list = list.clone();
    for mail in list.as_array_mut().expect("a list") {
        for body in ["text", "html", "source"] {
            mail.as_object_mut().expect("a mail").remove(body);
        }
    }
    list
}

/// Every file under `folder` that is not empty, except the mailbox's mails.
fn files(folder: &Path, traces: &mut Vec<Trace>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            if !path.ends_with("mailbox") {
                files(&path, traces);
            }
            continue;
        }
        let bytes = fs::read(&path).expect("a file");
        if !bytes.is_empty() {
            let name = path.file_name().expect("a name").to_string_lossy();
            traces.push(Trace { name: format!("the file {name}"), kind: Kind::Kept, bytes });
        }
    }
}
