//! What a run works on: PostgreSQL and Redis of its own, a relay, and worker processes.

use std::path::Path;

use entity::outbox;
use migration::database::{self, Pending};
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, Database, DatabaseConnection, DbErr, EntityTrait as _,
    QueryFilter as _,
};
use uuid::Uuid;

use crate::relay::{Relay, Temper};
use crate::support::postgres::Postgres;
use crate::support::process::Directory;
use crate::support::program::Program;
use crate::support::redis::Redis;

/// Mails at a time in each worker process.
pub(crate) const CONCURRENCY: usize = 8;

/// One installation.
pub(crate) struct Site {
    pub(crate) postgres: Postgres,
    pub(crate) redis: Redis,
    pub(crate) relay: Relay,
    pub(crate) db: DatabaseConnection,
    database_url: String,
    directory: Directory,
    logs: Vec<Directory>,
    /// What the workers are told to keep to.
    pub(crate) rate: Option<String>,
}

/// A worker process, and the relay's door that it uses.
pub(crate) struct Worker {
    program: Program,
    pub(crate) door: usize,
}

impl Worker {
    /// Ends it at once, as a machine that fails does; returns its door.
    pub(crate) fn kill(self) -> usize {
        self.program.kill();
        self.door
    }
}

impl Site {
    /// A site whose database is at the right version and written to disk as in production.
    pub(crate) async fn new(temper: Temper) -> Self {
        let postgres = Postgres::start_durable();
        let database_url = postgres.database().await;
        let db = database::open(&database_url, 1, Pending::Apply).await.expect("a database");
        db.close().await.expect("nobody stays connected");
        let directory = Directory::new("site");
        let line = format!("k1 {}A\n", "A".repeat(42));
        std::fs::write(directory.path().join("link-keys"), line).expect("a key file");
        Self {
            db: Database::connect(&database_url).await.expect("a connection"),
            postgres,
            redis: Redis::start(),
            relay: Relay::new(temper),
            database_url,
            directory,
            logs: Vec::new(),
            rate: None,
        }
    }

    /// Starts a worker process with a door of its own.
    pub(crate) async fn worker(&mut self) -> Worker {
        let (door, smtp_url) = self.relay.open_door().await;
        let directory = Directory::new("worker");
        let settings = [
            ("UKETORI_DATABASE_URL", self.database_url.clone()),
            ("UKETORI_REDIS_URL", self.redis.url()),
            ("UKETORI_SMTP_URL", smtp_url),
            ("UKETORI_MAIL_FROM", "no-reply@uketori.example".to_owned()),
            ("UKETORI_PUBLIC_URL", "https://portal.example/".to_owned()),
            ("UKETORI_LINK_KEY_FILE", self.directory.path().join("link-keys").display().to_string()),
            ("UKETORI_HELP_DESK_PHONE", "050-0000-0000".to_owned()),
            ("UKETORI_HELP_DESK_EMAIL", "help@uketori.example".to_owned()),
            ("UKETORI_WORKER_CONCURRENCY", CONCURRENCY.to_string()),
            ("UKETORI_MAIL_RATE", self.rate.clone().unwrap_or_default()),
        ];
        let program = Program::start("worker", &[], &settings, &directory, || true);
        self.logs.push(directory);
        Worker { program, door }
    }

    /// Carries out one statement.
    pub(crate) async fn execute(&self, sql: &str) -> Result<(), DbErr> {
        self.db.execute_unprepared(sql).await.map(drop)
    }

    /// A number from the database.
    pub(crate) async fn count(&self, sql: &str) -> Result<i64, DbErr> {
        let statement = sea_orm::Statement::from_string(sea_orm::DbBackend::Postgres, sql);
        let row = self.db.query_one_raw(statement).await?;
        row.ok_or_else(|| DbErr::RecordNotFound(sql.to_owned()))?.try_get_by_index(0)
    }

    /// The outbox row of a mail.
    pub(crate) async fn row_of(&self, dedupe_key: &str) -> Uuid {
        let row = outbox::Entity::find().filter(outbox::Column::DedupeKey.eq(dedupe_key)).one(&self.db).await;
        row.expect("rows").expect("the mail was queued").id
    }

    /// Lines of the workers' logs that no fault explains.
    pub(crate) fn alarming_lines(&self) -> Vec<String> {
        let read = |directory: &Directory| read_log(directory.path());
        let text = self.logs.iter().map(read).collect::<String>();
        let is_alarming = |line: &&str| line.contains("panicked") || line.contains(" ERROR ");
        text.lines().filter(is_alarming).map(str::to_owned).collect()
    }
}

fn read_log(directory: &Path) -> String {
    std::fs::read_to_string(directory.join("log")).unwrap_or_default()
}
