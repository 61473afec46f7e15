//! The embedded mode: one process, SQLite, its demo data. It gets the same requests as a production server,
//! and is then left idle.

use std::collections::BTreeMap;
use std::net::TcpStream;
use std::sync::Arc;
use std::time::Duration;

use serde_json::json;

use super::clients::{Question, ask};
use super::phase::{self, Figure};
use crate::measure::process::Process;
use crate::support::process::Directory;
use crate::support::program::Program;
use crate::support::site::free_address;
use crate::support::{Client, PASSWORD};

/// The user ID in the demo data.
const USER_ID: &str = "hdlpf38617";
/// The number of connections.
const CLIENTS: usize = 32;

/// The running program.
pub(crate) struct Embedded {
    _program: Program,
    pub(crate) process: Process,
    base: String,
    next: usize,
    _directories: [Directory; 2],
    /// The figures by name, one for each round.
    pub(crate) figures: BTreeMap<&'static str, Vec<Figure>>,
}

impl Embedded {
    /// Starts one with its usual demo data and no limits.
    pub(crate) fn start() -> Self {
        let directories = ["data", "log"].map(Directory::new);
        let (address, data) = (free_address(), directories[0].path().join("data").display().to_string());
        let officers = free_address();
        let arguments = [
            "--listen",
            &address,
            "--officer-listen",
            &officers,
            "--data-dir",
            &data,
            "--rate-limits",
            "off",
        ];
        let settings = [("RUST_LOG", "warn".to_owned())];
        let ready = || TcpStream::connect(&address).is_ok();
        let program = Program::start("server", &arguments, &settings, &directories[1], ready);
        let (process, base) = (Process::of(program.id()), format!("http://{address}"));
        Self {
            _program: program,
            process,
            base,
            next: 0,
            _directories: directories,
            figures: BTreeMap::new(),
        }
    }

    /// Measures every row once.
    pub(crate) async fn go_through(&mut self, span: Duration) {
        // The logins of the last round have ended its session.
        let input = json!({ "userId": USER_ID, "password": PASSWORD });
        let answer = Client::new(&self.base).run(phase::LOG_IN, input).await;
        let token = answer["logIn"]["accessToken"].as_str().expect("a token").to_owned();
        let reads = Question {
            query: phase::READ,
            variables: Box::new(|_| json!({ "page": 1 })),
            token: Some(Box::new(move |_| token.clone())),
            expected: "\"totalItems\":",
        };
        let logins = Question {
            query: phase::LOG_IN,
            variables: Box::new(|_| json!({ "userId": USER_ID, "password": PASSWORD })),
            token: None,
            expected: "\"accessToken\":\"",
        };
        for (name, question, clients) in [
            ("a session and its first page", reads, CLIENTS),
            ("logins of one account, two at a time", logins, 2),
            ("`startRegistration`, and its mail", phase::starts(), CLIENTS),
        ] {
            let before = self.process.on_core();
            let answered = ask(&self.base, Arc::new(question), clients, self.next, span).await;
            self.next += 100_000;
            let on_core = self.process.on_core().saturating_sub(before).as_secs_f64() * 1e6;
            #[expect(clippy::cast_precision_loss, reason = "few answers")]
            let cost = on_core / answered.waits.count().max(1) as f64;
            println!("  embedded, {name}: {cost:.0} µs");
            self.figures.entry(name).or_default().push(Figure::of(&answered, [cost, 0.0, 0.0, 0.0]));
        }
    }
}
