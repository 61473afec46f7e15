//! The rows of the table: the requests of each, and what they cost each program.

use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::sync::Arc;
use std::thread::available_parallelism;
use std::time::Duration;

use entity::clock::Clock;
use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, Statement};
use serde_json::json;
use tokio::time::{Instant, sleep};
use worker::mail::smtp::Deadlines;
use worker::mail::{LinkKeys, Mailer, Transport};

use super::clients::{Answered, Question, ask};
use super::limits;
use super::seed::{self, SESSIONS, THE_ONE};
use super::sink::Sink;
use crate::login_storm;
use crate::measure::process::{Process, all_on_core};
use crate::support::PASSWORD;
use crate::support::fixtures::{generator, relays, sender};
use crate::support::postgres::Postgres;
use crate::support::site::Site;

/// How many mails a drain sends.
const DRAIN: usize = 5_000;
/// How many reminders come due at once.
const DUE: usize = 1_000;
pub(crate) const READ: &str = "query($page:Int!){viewer{id userId email name phoneNumber lastLoginAt receipts(page:$page){asOf \
                    pageInfo{totalItems page perPage totalPages} items{id certificateNumber requestedAt registeredAt \
                    status issuedOn validUntil isPastValidity}}}}";
pub(crate) const LOG_IN: &str = "mutation($userId:String!,$password:String!){logIn(input:{userId:$userId,password:$password,delivery:BEARER})\
     {accessToken viewer{id userId name}}}";
const REGISTER: &str = "mutation($number:String!){registerReceipt(input:{certificateNumber:$number})\
                        {receipt{id certificateNumber registeredAt}}}";
const START: &str = "mutation($email:String!){startRegistration(input:{email:$email,emailConfirmation:$email,\
                     agreedTermsVersion:\"2026-01\"}){sentTo}}";

/// A row of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Row {
    /// A session and its first page, on 32 connections.
    Reads,
    /// The statements of a read only, on 32 connections or 8.
    LimitOfReads(usize),
    /// The same page of the account with very many certificates, or of others, on one connection.
    PageOf(bool),
    /// Logins, on 16 connections.
    Logins,
    /// Bare hashes on all cores.
    LimitOfLogins,
    /// Reads while 32 connections log in.
    ReadsInStorm,
    /// `registerReceipt`, 32 connections.
    Registers,
    /// `startRegistration`, 32 connections.
    Starts,
    /// Sending all mails of a full queue.
    Drain,
    /// A tick of the reminders when many have come due.
    Tick,
}

/// One measurement of a row.
#[derive(Clone, Debug)]
pub(crate) struct Figure {
    /// Requests per second.
    pub(crate) rate: f64,
    /// The median and the 99th percentile, in milliseconds.
    pub(crate) waits: [f64; 2],
    /// CPU time per request, in microseconds: server, worker, PostgreSQL, Redis.
    pub(crate) costs: [f64; 4],
    /// How many requests failed.
    pub(crate) failed: usize,
}

impl Figure {
    /// A figure from results and costs.
    pub(crate) fn of(Answered { waits, failed, took }: &Answered, costs: [f64; 4]) -> Self {
        #[expect(clippy::cast_precision_loss, reason = "few answers")]
        let rate = waits.count() as f64 / took.as_secs_f64();
        Self { rate, waits: [waits.median(), waits.quantile(0.99)], costs, failed: *failed }
    }
}

/// The running programs, and their figures.
pub(crate) struct Stage {
    _postgres: Postgres,
    url: String,
    db: DatabaseConnection,
    /// The context of a worker's jobs.
    jobs: worker::Context,
    base: String,
    sink: Sink,
    pub(crate) processes: [Process; 2],
    /// The next number that was not used for a request.
    next: usize,
    /// The figures of each row, one for each round.
    pub(crate) figures: BTreeMap<Row, Vec<Figure>>,
}

impl Stage {
    pub(crate) fn new(
        postgres: Postgres,
        site: &Site,
        db: DatabaseConnection,
        base: String,
        sink: Sink,
        processes: [u32; 2],
    ) -> Self {
        let processes = processes.map(Process::of);
        let relays = relays(&[sink.url()], Deadlines::default());
        let keys = LinkKeys::read_or_make(&site.directory.path().join("link-keys"), &mut generator());
        let mailer = Mailer::new(sender(), keys.expect("keys"), Transport::Smtp(relays));
        let jobs = worker::Context::new(db.clone(), Clock::System, mailer);
        let (url, figures) = (site.database_url.clone(), BTreeMap::new());
        Self { _postgres: postgres, url, db, jobs, base, sink, processes, next: 0, figures }
    }

    /// The database.
    pub(crate) fn db(&self) -> &DatabaseConnection {
        &self.db
    }

    /// The peak memory of server and worker, in MiB.
    pub(crate) fn peaks(&self) -> [u64; 2] {
        self.processes.map(|process| process.peak_mib().unwrap_or_default())
    }

    /// Measures every row once.
    pub(crate) async fn go_through(&mut self, span: Duration) {
        self.answered(Row::Reads, reads(), 32, span).await;
        for clients in [32, 8] {
            let bench = limits::pgbench(&self.url, &limits::read(), clients, span);
            self.note_limit(Row::LimitOfReads(clients), bench.rate, bench.latency);
        }
        self.answered(Row::PageOf(false), reads(), 1, span / 4).await;
        self.answered(Row::PageOf(true), page_of_the_one(), 1, span / 4).await;
        self.answered(Row::Logins, logins(), 16, span).await;
        let threads = available_parallelism().map_or(1, NonZeroUsize::get);
        let bare = login_storm::bare(threads, span).kept;
        #[expect(clippy::cast_precision_loss, reason = "few threads")]
        self.note_limit(Row::LimitOfLogins, bare, threads as f64 * 1_000.0 / bare);
        let storm = ask(&self.base, Arc::new(logins()), 32, self.next, span + Duration::from_secs(1));
        let calm = self.measured(reads(), 32, self.next, span);
        let (_, figure) = tokio::join!(storm, calm);
        self.figures.entry(Row::ReadsInStorm).or_default().push(figure);
        self.next += 100_000;
        let registers = registers(self.next);
        self.answered(Row::Registers, registers, 32, span).await;
        self.answered(Row::Starts, starts(), 32, span).await;
        self.until_sent().await;
        self.drain().await;
        self.tick().await;
    }

    /// Runs a tick of the reminders, as a worker does.
    async fn tick(&mut self) {
        seed::remind(&self.db, DUE).await;
        let (before, began) = (all_on_core("postgres"), Instant::now());
        worker::job::remind_receipts::remind(&self.jobs).await.expect("they are queued");
        let took = began.elapsed();
        let postgres = all_on_core("postgres").saturating_sub(before).as_secs_f64() * 1e6;
        println!("  tick: {took:?}");
        self.figures.entry(Row::Tick).or_default().push(Figure {
            rate: 1.0 / took.as_secs_f64(),
            waits: [took.as_secs_f64() * 1e3, f64::NAN],
            costs: [0.0, 0.0, postgres, 0.0],
            failed: 0,
        });
        self.until_sent().await;
    }

    async fn answered(&mut self, row: Row, question: Question, clients: usize, span: Duration) {
        let figure = self.measured(question, clients, self.next, span).await;
        println!("  {row:?}: {:.0}/s, p99 {:.1} ms, {:?}", figure.rate, figure.waits[1], figure.costs);
        self.next += 100_000;
        self.figures.entry(row).or_default().push(figure);
    }

    async fn measured(&self, question: Question, clients: usize, first: usize, span: Duration) -> Figure {
        let question = Arc::new(question);
        // The first requests find cold caches and missing connections.
        let warm = ask(&self.base, Arc::clone(&question), clients, first, span / 4).await;
        let first = first + (warm.waits.count() + warm.failed) * 2 + clients;
        let before = self.on_core();
        let answered = ask(&self.base, question, clients, first, span).await;
        let costs = self.costs(before, answered.waits.count());
        Figure::of(&answered, costs)
    }

    fn note_limit(&mut self, row: Row, rate: f64, latency: f64) {
        println!("  {row:?}: {rate:.0}/s");
        let figure = Figure { rate, waits: [latency, f64::NAN], costs: [0.0; 4], failed: 0 };
        self.figures.entry(row).or_default().push(figure);
    }

    /// Fills the queue at once, and waits until the relay has all mails and the outbox has recorded it.
    async fn drain(&mut self) {
        let (sent, before) = (self.sink.mails(), self.on_core());
        seed::queue(&self.db, DRAIN).await;
        let began = Instant::now();
        self.until_sent().await;
        let took = began.elapsed();
        let mails = self.sink.mails() - sent;
        #[expect(clippy::cast_precision_loss, reason = "few mails")]
        let rate = mails as f64 / took.as_secs_f64();
        let costs = self.costs(before, mails);
        println!("  drain: {rate:.0}/s, {costs:?}");
        let figure = Figure { rate, waits: [f64::NAN; 2], costs, failed: DRAIN.abs_diff(mails) };
        self.figures.entry(Row::Drain).or_default().push(figure);
    }

    async fn until_sent(&self) {
        let waits = "SELECT 1 FROM mail_outbox WHERE state IN ('QUEUED', 'RETRY', 'SENDING') LIMIT 1";
        let ask = || Statement::from_string(DbBackend::Postgres, waits);
        while self.db.query_one_raw(ask()).await.expect("an answer").is_some() {
            sleep(Duration::from_millis(100)).await;
        }
    }

    fn on_core(&self) -> [Duration; 4] {
        let [server, worker] = self.processes.map(Process::on_core);
        [server, worker, all_on_core("postgres"), all_on_core("redis-server")]
    }

    fn costs(&self, before: [Duration; 4], count: usize) -> [f64; 4] {
        let after = self.on_core();
        #[expect(clippy::cast_precision_loss, reason = "few answers")]
        std::array::from_fn(|index| {
            after[index].saturating_sub(before[index]).as_secs_f64() * 1e6 / count.max(1) as f64
        })
    }
}

fn reads() -> Question {
    Question {
        query: READ,
        variables: Box::new(|_| json!({ "page": 1 })),
        token: Some(Box::new(|number| seed::token(number % SESSIONS))),
        expected: "\"totalItems\":",
    }
}

fn page_of_the_one() -> Question {
    Question { token: Some(Box::new(|_| seed::token(THE_ONE))), expected: "\"totalItems\":50000", ..reads() }
}

fn logins() -> Question {
    Question {
        query: LOG_IN,
        variables: Box::new(
            |number| json!({ "userId": seed::user_id(SESSIONS + number % 70_000), "password": PASSWORD }),
        ),
        token: None,
        expected: "\"accessToken\":\"",
    }
}

/// Each certificate once. The numbers go up from `first`, which differs in each round.
fn registers(first: usize) -> Question {
    // One certificate of each account with a session after another; 60,000 of them in a round.
    let place = move |number: usize| {
        let place = number - first + first / 500_000 * 60_000;
        (place % SESSIONS, place / SESSIONS)
    };
    Question {
        query: REGISTER,
        variables: Box::new(move |number| {
            let (account, turn) = place(number);
            json!({ "number": seed::number(seed::certificate_of(account, turn)) })
        }),
        token: Some(Box::new(move |number| seed::token(place(number).0))),
        expected: "\"registeredAt\":\"",
    }
}

pub(crate) fn starts() -> Question {
    Question {
        query: START,
        variables: Box::new(|number| json!({ "email": format!("s{number}@example.com") })),
        token: None,
        expected: "\"sentTo\":\"",
    }
}
