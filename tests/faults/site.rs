//! The installation of a run: its own PostgreSQL and Redis, a relay, and processes of workers and servers.

use std::net::TcpStream;
use std::path::Path;

use entity::key_ring::KeyRing;
use entity::outbox;
use migration::database::{self, Pending};
use rand::rngs::StdRng;
use redis::{AsyncConnectionConfig, aio::MultiplexedConnection};
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, Database, DatabaseConnection, DbErr, EntityTrait as _,
    QueryFilter as _,
};
use tokio::sync::{RwLock, RwLockReadGuard};
use uuid::Uuid;

use crate::relay::{Relay, Temper};
use crate::support::postgres::Postgres;
use crate::support::process::{Directory, free_port};
use crate::support::program::Program;
use crate::support::redis::Redis;

/// How many mails of a lane each worker process sends at a time.
pub(crate) const CONCURRENCY: usize = 8;

/// Sites share the machine. A test that measures waiting times locks it for itself.
pub(crate) static MACHINE: RwLock<()> = RwLock::const_new(());

/// One installation.
pub(crate) struct Site {
    pub(crate) postgres: Postgres,
    pub(crate) redis: Redis,
    pub(crate) relay: Relay,
    pub(crate) db: DatabaseConnection,
    pub(crate) database_url: String,
    redis_url: String,
    directory: Directory,
    logs: Vec<Directory>,
    _beside: Option<RwLockReadGuard<'static, ()>>,
    /// The send rate of the workers, if any.
    pub(crate) rate: Option<String>,
    /// How many seconds an operation of the servers may take.
    pub(crate) execution_seconds: u32,
}

/// A worker process, and the relay's door that it uses.
pub(crate) struct Worker {
    program: Program,
    pub(crate) door: usize,
}

impl Worker {
    /// Kills it, like a machine that fails, and returns its door.
    pub(crate) fn kill(self) -> usize {
        self.program.kill();
        self.door
    }

    /// Sends SIGTERM, and waits until it has ended.
    pub(crate) fn terminate(self) {
        self.program.terminate();
    }

    /// Suspends it, like a machine that is being moved, until [`Self::thaw`].
    pub(crate) fn freeze(&self) {
        self.program.signal("STOP");
    }

    /// Resumes it, as if no time had passed.
    pub(crate) fn thaw(&self) {
        self.program.signal("CONT");
    }
}

/// A server process, and its address.
pub(crate) struct Server {
    program: Program,
    pub(crate) base: String,
}

impl Server {
    /// Kills it.
    pub(crate) fn kill(self) {
        self.program.kill();
    }

    /// Sends SIGTERM, waits until it has ended, and returns its address.
    pub(crate) fn terminate(self) -> String {
        self.program.terminate();
        self.base.trim_start_matches("http://").to_owned()
    }

    /// Suspends it until [`Self::thaw`].
    pub(crate) fn freeze(&self) {
        self.program.signal("STOP");
    }

    /// Resumes it, as if no time had passed.
    pub(crate) fn thaw(&self) {
        self.program.signal("CONT");
    }

    /// Requests a link from an IP address. Returns the status and text of the answer, or `None` if the
    /// connection was lost.
    pub(crate) async fn register(&self, email: &str, from: std::net::Ipv4Addr) -> Option<(u16, String)> {
        ask_for_a_link(&reqwest::Client::new(), &self.base, email, from).await
    }
}

/// Sends what a form sends to request a link.
pub(crate) async fn ask_for_a_link(
    http: &reqwest::Client,
    base: &str,
    email: &str,
    from: std::net::Ipv4Addr,
) -> Option<(u16, String)> {
    let query = "mutation($input:StartRegistrationInput!){startRegistration(input:$input){sentTo errors{... on \
                 UserError{code}}}}";
    let input =
        serde_json::json!({ "email": email, "emailConfirmation": email, "agreedTermsVersion": "2026-01" });
    let body = serde_json::json!({ "query": query, "variables": { "input": input } });
    let request = http.post(format!("{base}/graphql")).header("x-forwarded-for", from.to_string());
    let answer = request.json(&body).send().await.ok()?;
    Some((answer.status().as_u16(), answer.text().await.ok()?))
}

impl Site {
    /// A site whose database is migrated, and written to disk as in production.
    pub(crate) async fn new(temper: Temper) -> Self {
        let beside = MACHINE.read().await;
        let (postgres, redis) = (Postgres::start_durable(), Redis::start());
        let (database_url, redis_url) = (postgres.database().await, redis.url());
        let site = Self::on((postgres, database_url), (redis, redis_url), temper).await;
        Self { _beside: Some(beside), ..site }
    }

    /// Like [`Self::new`], with a database and a Redis at these addresses, for a caller that has the machine
    /// for itself.
    pub(crate) async fn on(
        (postgres, database_url): (Postgres, String),
        (redis, redis_url): (Redis, String),
        temper: Temper,
    ) -> Self {
        let db = database::open(&database_url, migration::program::Program::SERVER, 1, Pending::Apply)
            .await
            .expect("a database");
        db.close().await.expect("nobody stays connected");
        let directory = Directory::new("site");
        for name in ["link-keys", "server-keys"] {
            let file = directory.path().join(name);
            KeyRing::read_or_make(&file, &mut rand::make_rng::<StdRng>()).expect("a key file");
        }
        Self {
            db: Database::connect(&database_url).await.expect("a connection"),
            postgres,
            redis,
            relay: Relay::new(temper),
            database_url,
            redis_url,
            _beside: None,
            directory,
            logs: Vec::new(),
            rate: None,
            // More than the default, because a busy machine is not what is tested.
            execution_seconds: 20,
        }
    }

    /// Starts a worker process with its own door.
    pub(crate) async fn worker(&mut self) -> Worker {
        let (door, smtp_url) = self.relay.open_door().await;
        let directory = Directory::new("worker");
        let settings = self.settings(&[
            ("UKETORI_SMTP_URL", smtp_url),
            ("UKETORI_WORKER_CONCURRENCY", CONCURRENCY.to_string()),
            ("UKETORI_MAIL_RATE", self.rate.clone().unwrap_or_default()),
        ]);
        let program = Program::start("worker", &[], &settings, &directory, || true);
        self.logs.push(directory);
        Worker { program, door }
    }

    /// Starts a server process at a free address.
    pub(crate) fn server(&mut self) -> Server {
        self.server_at(&format!("127.0.0.1:{}", free_port()))
    }

    /// Starts a server process at a given, free address.
    pub(crate) fn server_at(&mut self, address: &str) -> Server {
        let directory = Directory::new("server");
        let ready = || TcpStream::connect(address).is_ok();
        let settings = self.settings(&[("UKETORI_LISTEN", address.to_owned())]);
        let program = Program::start("server", &["serve"], &settings, &directory, ready);
        self.logs.push(directory);
        Server { program, base: format!("http://{address}") }
    }

    /// The settings of every program here, and those of one of them.
    pub(crate) fn settings(&self, own: &[(&'static str, String)]) -> Vec<(&'static str, String)> {
        let key_file = |name| self.directory.path().join(name).display().to_string();
        let mut settings = vec![
            ("UKETORI_DATABASE_URL", self.database_url.clone()),
            ("UKETORI_REDIS_URL", self.redis_url.clone()),
            ("UKETORI_MAIL_FROM", "no-reply@uketori.example".to_owned()),
            ("UKETORI_PUBLIC_URL", "https://portal.example/".to_owned()),
            ("UKETORI_ALLOWED_ORIGINS", "https://portal.example".to_owned()),
            ("UKETORI_LINK_KEY_FILE", key_file("link-keys")),
            ("UKETORI_SERVER_KEY_FILE", key_file("server-keys")),
            ("UKETORI_TRUSTED_PROXIES", "127.0.0.1".to_owned()),
            ("UKETORI_HELP_DESK_PHONE", "050-0000-0000".to_owned()),
            ("UKETORI_HELP_DESK_EMAIL", "help@uketori.example".to_owned()),
            ("UKETORI_OFFICER_LISTEN", String::new()), // a second server would find its port in use
            ("UKETORI_GRAPHQL_LIMITS", format!("execution-seconds={}", self.execution_seconds)),
            ("UKETORI_SHUTDOWN_DELAY", "5".to_owned()), // as behind the proxies of docs/proxy
        ];
        settings.extend_from_slice(own);
        settings
    }

    /// A directory that is removed with it.
    pub(crate) fn directory(&self) -> &Path {
        self.directory.path()
    }

    /// The file of the link keys.
    pub(crate) fn link_keys(&self) -> std::path::PathBuf {
        self.directory.path().join("link-keys")
    }

    /// Another connection pool, as a separate process would have.
    pub(crate) async fn connect(&self) -> DatabaseConnection {
        Database::connect(&self.database_url).await.expect("a connection")
    }

    /// Lets time pass for all mails under way: what would happen within this many seconds happens now.
    pub(crate) async fn age(&self, seconds: u32) {
        let earlier = |column| format!("{column} = {column} - interval '{seconds} s'");
        let columns = ["lease_until", "pushed_at", "next_attempt_at"].map(earlier).join(", ");
        let under_way = "state IN ('QUEUED', 'RETRY', 'SENDING')";
        self.execute(&format!("UPDATE mail_outbox SET {columns} WHERE {under_way}")).await.expect("aged");
    }

    /// All rows of the outbox.
    pub(crate) async fn rows(&self) -> Vec<outbox::Model> {
        outbox::Entity::find().all(&self.db).await.expect("rows")
    }

    /// Executes one statement.
    pub(crate) async fn execute(&self, sql: &str) -> Result<(), DbErr> {
        self.db.execute_unprepared(sql).await.map(drop)
    }

    /// Runs a query that returns one number.
    pub(crate) async fn count(&self, sql: &str) -> Result<i64, DbErr> {
        let statement = sea_orm::Statement::from_string(sea_orm::DbBackend::Postgres, sql);
        let row = self.db.query_one_raw(statement).await?;
        row.ok_or_else(|| DbErr::RecordNotFound(sql.to_owned()))?.try_get_by_index(0)
    }

    /// The id of the outbox row of a mail.
    pub(crate) async fn row_of(&self, dedupe_key: &str) -> Uuid {
        let row = outbox::Entity::find().filter(outbox::Column::DedupeKey.eq(dedupe_key)).one(&self.db).await;
        row.expect("rows").expect("the mail was queued").id
    }

    /// Lines of the logs that no fault explains.
    pub(crate) fn alarming_lines(&self) -> Vec<String> {
        let text = self.log();
        // An alert for staff is a possible result of a run.
        let is_alarming = |line: &String| {
            line.contains("panicked") || (line.contains(" ERROR ") && !line.contains("alert raised: action"))
        };
        text.lines().map(plain).filter(is_alarming).collect()
    }

    /// How many lines of the logs contain these words.
    pub(crate) fn lines_with(&self, words: &str) -> usize {
        self.log().lines().filter(|line| line.contains(words)).count()
    }

    /// Everything that the programs have logged so far.
    pub(crate) fn log(&self) -> String {
        self.logs.iter().map(|directory| read_log(directory.path())).collect()
    }
}

/// A connection to Redis with timeouts for a busy machine.
pub(crate) async fn connect_to(redis: &Redis) -> MultiplexedConnection {
    let timeout = Some(std::time::Duration::from_mins(1));
    let patient = AsyncConnectionConfig::new().set_connection_timeout(timeout).set_response_timeout(timeout);
    let client = redis::Client::open(redis.url()).expect("a URL");
    client.get_multiplexed_async_connection_with_config(&patient).await.expect("Redis answers")
}

/// A line without the colour codes of a terminal.
pub(crate) fn plain(line: &str) -> String {
    let mut parts = line.split("\u{1b}[");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |text, part| text + part.split_once('m').map_or(part, |(_, rest)| rest))
}

fn read_log(directory: &Path) -> String {
    std::fs::read_to_string(directory.join("log")).unwrap_or_default()
}
