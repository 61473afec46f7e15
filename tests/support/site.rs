//! A production site for one test: PostgreSQL, Redis, key files, and the built programs.

use std::net::TcpStream;
use std::time::Duration;

use entity::key_ring::KeyRing;
use rand::rngs::StdRng;
use sea_orm::{Database, DatabaseConnection};
use serde_json::json;
use tokio::time::Instant;

use super::client::Client;
use super::postgres::Postgres;
pub(crate) use super::process::LIMIT;
use super::process::{Directory, free_port};
use super::program::{self, Program};
use super::redis::Redis;
use super::relay::Relay;
use super::start::{EXECUTION_SECONDS, template};

/// PostgreSQL, Redis and key files, and the settings for them.
pub(crate) struct Site {
    /// The URL of the database.
    pub(crate) database_url: String,
    pub(crate) redis: Redis,
    /// The directory of the keys; removed when dropped.
    pub(crate) directory: Directory,
    smtp_url: String,
}

impl Site {
    /// A site with a new, migrated database.
    pub(crate) async fn new(smtp_url: String) -> Self {
        Self::migrated(Postgres::shared().database().await, smtp_url)
    }

    /// A site with a copy of a migrated database, which is faster than to migrate a new one.
    pub(crate) async fn copied(smtp_url: String) -> Self {
        Self::on(Postgres::shared().database_from(template().await).await, smtp_url)
    }

    /// A site with the given database, which is migrated.
    pub(crate) fn migrated(database_url: String, smtp_url: String) -> Self {
        let site = Self::on(database_url, smtp_url);
        let migrated = program::run("server", &["migrate"], &site.settings(""), site.directory.path());
        assert!(migrated.status.success(), "{}", String::from_utf8_lossy(&migrated.stderr));
        site
    }

    /// A site with the given database, unchanged.
    pub(crate) fn on(database_url: String, smtp_url: String) -> Self {
        let site = Self { database_url, redis: Redis::start(), directory: Directory::new("site"), smtp_url };
        for name in ["link-keys", "server-keys"] {
            let file = site.directory.path().join(name);
            KeyRing::read_or_make(&file, &mut rand::make_rng::<StdRng>()).expect("a key file");
        }
        site
    }

    /// The settings of its programs.
    pub(crate) fn settings(&self, listen: &str) -> Vec<(&'static str, String)> {
        let key_file = |name| self.directory.path().join(name).display().to_string();
        vec![
            ("UKETORI_DATABASE_URL", self.database_url.clone()),
            ("UKETORI_REDIS_URL", self.redis.url()),
            ("UKETORI_SMTP_URL", self.smtp_url.clone()),
            ("UKETORI_MAIL_FROM", "no-reply@uketori.example".to_owned()),
            ("UKETORI_PUBLIC_URL", "https://portal.example/".to_owned()),
            ("UKETORI_ALLOWED_ORIGINS", "https://portal.example".to_owned()),
            ("UKETORI_LINK_KEY_FILE", key_file("link-keys")),
            ("UKETORI_SERVER_KEY_FILE", key_file("server-keys")),
            ("UKETORI_TRUSTED_PROXIES", "127.0.0.1".to_owned()),
            ("UKETORI_HELP_DESK_PHONE", "050-0000-0000".to_owned()),
            ("UKETORI_HELP_DESK_EMAIL", "help@uketori.example".to_owned()),
            ("UKETORI_LISTEN", listen.to_owned()),
            ("UKETORI_OFFICER_LISTEN", String::new()),
            ("UKETORI_GRAPHQL_LIMITS", format!("execution-seconds={EXECUTION_SECONDS}")),
        ]
    }

    /// Starts a server. Returns it and a browser that uses it.
    pub(crate) fn server(&self) -> (Program, Client) {
        let (server, base) = self.server_with(&[], &Directory::new("server"));
        (server, Client::new(&base))
    }

    /// Starts a server with changed settings. Returns it and its address. Its log is in `logs`.
    pub(crate) fn server_with(&self, over: &[(&'static str, &str)], logs: &Directory) -> (Program, String) {
        let address = free_address();
        let server = self.server_at(&address, over, logs);
        (server, format!("http://{address}"))
    }

    /// Like [`Self::server_with`], at a given address.
    pub(crate) fn server_at(
        &self,
        address: &str,
        over: &[(&'static str, &str)],
        logs: &Directory,
    ) -> Program {
        let ready = || TcpStream::connect(address).is_ok();
        let settings = put_over(self.settings(address), over);
        Program::start("server", &["serve"], &settings, logs, ready)
    }

    /// Runs an operator's command. Returns whether it succeeded, and its output.
    pub(crate) fn command(&self, name: &str, arguments: &[&str]) -> (bool, String) {
        let mut settings = self.settings("127.0.0.1:0");
        settings.push(("NO_COLOR", "1".to_owned()));
        let done = program::run(name, arguments, &settings, self.directory.path());
        (done.status.success(), String::from_utf8_lossy(&[done.stdout, done.stderr].concat()).into_owned())
    }

    /// Issues a certificate with the command.
    pub(crate) fn issue(&self, user_id: &str, number: &str) {
        let certificate = json!([{
            "user_id": user_id, "certificate_number": number, "holder_name": "A B",
            "nationality": "Utopia", "sex": "MALE", "birth_date": "2000-01-01",
            "status_of_residence": "Student", "period_of_stay": "1 year",
            "issued_on": entity::clock::today_in_japan(entity::clock::Clock::System.now()).to_string(),
            "issuing_bureau": "Tokyo",
        }]);
        let file = self.directory.path().join("certificate.json");
        std::fs::write(&file, serde_json::to_vec(&certificate).expect("JSON")).expect("a file");
        let arguments = ["issue", "--file", file.to_str().expect("text")];
        let intake = program::run("server", &arguments, &self.settings(""), self.directory.path());
        assert!(intake.status.success(), "{}", String::from_utf8_lossy(&intake.stdout));
    }

    pub(crate) fn worker(&self) -> Program {
        self.worker_with(&[], &Directory::new("worker"))
    }

    /// Starts a worker with changed settings. Its log is in `logs`.
    pub(crate) fn worker_with(&self, over: &[(&'static str, &str)], logs: &Directory) -> Program {
        Program::start("worker", &[], &put_over(self.settings(""), over), logs, || true)
    }

    /// A connection to the database.
    pub(crate) async fn db(&self) -> DatabaseConnection {
        Database::connect(&self.database_url).await.expect("a connection")
    }
}

/// Waits until a program has brought something about; panics if that takes too long.
pub(crate) async fn wait_until(what: &str, limit: Duration, mut is_so: impl AsyncFnMut() -> bool) {
    let deadline = Instant::now() + limit;
    while !is_so().await {
        assert!(Instant::now() < deadline, "not in time: {what}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// Starts a registration and waits until its link arrives.
pub(crate) async fn a_mail_goes_out(relay: &Relay, browser: &Client, name: &str, limit: Duration) {
    let address = format!("{name}@example.com");
    browser.someone_else().start_registration(&address).await;
    let has_come = async || relay.accepted().iter().any(|mail| mail.to == [address.as_str()]);
    wait_until("the link", limit, has_come).await;
}

/// A free address of this machine.
pub(crate) fn free_address() -> String {
    format!("127.0.0.1:{}", free_port())
}

/// `settings` with some of them replaced.
pub(crate) fn put_over(
    mut settings: Vec<(&'static str, String)>,
    over: &[(&'static str, &str)],
) -> Vec<(&'static str, String)> {
    settings.extend(over.iter().map(|(name, value)| (*name, (*value).to_owned())));
    settings
}
