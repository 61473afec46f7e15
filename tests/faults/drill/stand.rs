//! The installation of a drill: two servers behind a real proxy and two workers, with a PostgreSQL that has a
//! standby and a Redis that has a replica, each behind an address that can be switched.

use std::sync::Arc;
use std::time::Duration;

use migration::database;
use sea_orm::{ConnectionTrait as _, Database, DatabaseConnection, DatabaseTransaction};
use serde_json::json;
use tokio::task::block_in_place;
use tokio::time::Instant;
use url::Url;

use super::load::Load;
use super::people::{self, LOCKED, People};
use super::ready::Watch;
use super::report::Limits;
use super::standby::Standby;
use crate::relay::Temper;
use crate::site::{Server, Site, Worker, connect_to};
use crate::support::disk::Disk;
use crate::support::forwarder::Forwarder;
use crate::support::nginx::Nginx;
use crate::support::postgres::Postgres;
use crate::support::program;
use crate::support::redis::Redis;

/// A hash of everyone's password, as made by an older system, which is computed in no time.
const HASH: &str = "$2b$04$abcdefghijklmnopqrstuu1DYyxwszY2r2fET8Otd/9p2FlO3pkQq";
/// How many certificates there are to register; more than a drill needs.
const CERTIFICATES: u32 = 100_000;
/// The size of the disk for the primary's data, in megabytes.
const DISK: usize = 256;

/// The installation; stopped when dropped, with all its parts.
pub(super) struct Stand {
    pub(super) load: Load,
    pub(super) watch: Watch,
    pub(super) people: Arc<People>,
    _proxy: Nginx,
    pub(super) servers: Vec<Server>,
    pub(super) workers: Vec<Worker>,
    pub(super) site: Site,
    pub(super) standby: Standby,
    pub(super) replica: Redis,
    pub(super) to_database: Forwarder,
    pub(super) to_redis: Forwarder,
    /// The disk with the primary's data of the product, and nothing else.
    pub(super) disk: Disk,
}

impl Stand {
    /// An installation that has been under load for a moment; `times` the usual load. People wait a little
    /// longer than an answer may take. Polls of `/readyz` have a timeout that finds a silent server in time.
    pub(super) async fn new(times: f64, limits: Limits) -> Self {
        let disk = Disk::mount(DISK);
        let postgres = Postgres::start_durable();
        let database = postgres.database().await;
        let name = database.rsplit('/').next().expect("a name").to_owned();
        postgres.run(&format!("CREATE TABLESPACE small LOCATION '{}'", disk.path().display())).await;
        postgres.run(&format!("ALTER DATABASE {name} SET TABLESPACE small")).await;
        let primary = Url::parse(&database).expect("a URL").port().expect("a port");
        let standby = block_in_place(|| Standby::of(primary, disk.path()));
        let (redis, replica) = (Redis::start(), Redis::start());
        let to_database = Forwarder::to(primary).await;
        let to_redis = Forwarder::to(redis.port()).await;
        replicate(&replica, Some(&redis)).await;
        let database_url = format!("postgres://uketori@127.0.0.1:{}/{name}", to_database.port());
        let redis_url = format!("redis://127.0.0.1:{}", to_redis.port());
        let mut site = Site::on((postgres, database_url), (redis, redis_url), Temper::default()).await;
        site.execution_seconds = 5; // the default: the proxy waits a little longer
        make_people(&site);
        make_certificates(&site).await;
        let (mut servers, mut workers) = (Vec::new(), Vec::new());
        for _ in 0..2 {
            servers.push(block_in_place(|| site.server()));
            workers.push(site.worker().await);
        }
        let bases: Vec<_> = servers.iter().map(|server| server.base.clone()).collect();
        let addresses: Vec<_> = bases.iter().map(|base| base.trim_start_matches("http://")).collect();
        let proxy = block_in_place(|| Nginx::in_front_of(&addresses));
        let people = Arc::new(People::come_in(&proxy.base(), limits.felt.mul_f64(1.5)).await);
        Self {
            load: Load::begin(&people, times),
            watch: Watch::over(&bases, limits.ready.mul_f64(0.75)),
            people,
            _proxy: proxy,
            servers,
            workers,
            site,
            standby,
            replica,
            to_database,
            to_redis,
            disk,
        }
    }

    /// A transaction that has executed `statement` and keeps its locks.
    pub(super) async fn lock(&self, statement: &str) -> DatabaseTransaction {
        let transaction = database::write(&self.site.connect().await).await.expect("a transaction");
        transaction.execute_unprepared(statement).await.expect("the lock");
        transaction
    }

    /// A connection to the database that was the standby.
    pub(super) async fn connect_to_standby(&self) -> DatabaseConnection {
        let url = self
            .site
            .database_url
            .replace(&format!(":{}/", self.to_database.port()), &format!(":{}/", self.standby.port()));
        Database::connect(url).await.expect("a connection")
    }

    /// Waits until both servers are ready; panics after `limit`.
    pub(super) async fn ready(&self, limit: Duration) {
        let until = Instant::now() + limit;
        while !self.watch.all_are_ready() && Instant::now() < until {
            tokio::time::sleep(Duration::from_millis(50)).await; // polls the results of the other polls
        }
    }
}

/// Makes a Redis a replica of `primary`, or a primary.
pub(super) async fn replicate(redis: &Redis, primary: Option<&Redis>) {
    let mut connection = connect_to(redis).await;
    let mut command = redis::cmd("REPLICAOF");
    match primary {
        Some(primary) => command.arg("127.0.0.1").arg(primary.port()),
        None => command.arg("NO").arg("ONE"),
    };
    command.query_async::<()>(&mut connection).await.expect("Redis obeys");
}

/// Imports everyone's account with the command.
fn make_people(site: &Site) {
    let line = |number: usize| {
        let user_id = people::user_id(number);
        let account = json!({
            "userId": user_id, "name": "JOHN DOE", "email": format!("{user_id}@example.com"),
            "phoneNumber": "03-1234-5678", "type": "LEGAL_SPECIALIST", "passwordHash": HASH,
        });
        format!("{account}\n")
    };
    let file = site.directory().join("accounts.jsonl");
    std::fs::write(&file, (0..people::COUNT).map(line).collect::<String>()).expect("a file");
    let arguments = ["import", "--file", file.to_str().expect("a path in text")];
    let done = block_in_place(|| program::run("server", &arguments, &site.settings(&[]), site.directory()));
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
}

/// Makes certificates for everyone, which were sent an hour ago and have no reminders.
async fn make_certificates(site: &Site) {
    let (count, locked) = (people::ASKING, people::OWNER_OF_LOCKED);
    let sql = format!(
        "INSERT INTO certificate (id, number, account_id, holder_name, nationality, sex, birth_date,
             status_of_residence, period_of_stay, issued_on, issuing_bureau, recorded_at, remind_until,
             requested_at)
         SELECT gen_random_uuid(), number, account.id, 'HOUMU HANAKO', 'Utopia', 'FEMALE', '2000-01-01', 'Student',
             '1 year', current_date - 1, 'Tokyo', now(), now() + interval '60 days', now() - interval '1 hour'
         FROM (SELECT n % {count} AS owner, 'DRILL-' || n % {count} || '-' || n AS number
               FROM generate_series(0, {CERTIFICATES}) AS n UNION ALL SELECT {locked}, '{LOCKED}') AS made
         JOIN account ON account.user_id = 'drill' || lpad(owner::text, 5, '0')"
    );
    site.execute(&sql).await.expect("certificates");
    site.execute("ANALYZE").await.expect("statistics");
}
