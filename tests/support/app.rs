//! A running Uketori whose clock is controlled by the test. It starts at 17:00 on 7 November 2025 in Japan,
//! the moment of the manual's example, and time passes only when a story says so.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use entity::{clock::Clock, email_link::Lifetimes, key_ring::KeyRing, officer::Role};
use migration::database::{self, Pending};
use migration::program::Program;
use passwords::password_hash::Hasher;
use sea_orm::DatabaseConnection;
use server::account::credential;
use server::audit::{Actor, RequestOrigin};
use server::certificate::issue::{self, Expired, Line, Outcome};
use server::config::{ClockKind, EmbeddedArgs};
use server::embedded::Embedded;
use server::http::graphql::{limits::Limits, trusted::TrustedDocuments};
use server::http::places::{PlaceLimits, Places};
use server::http::{self, client_address::TrustedProxies, entrance::Entrance, origin::Origins};
use server::rate_limit::Limiter;
use server::rate_limit::RateLimits;
use server::readiness::Readiness;
use server::readiness_check::Watch;
use server::site::Site;
use server::{App, Batches, graphql};
use tokio::net::TcpListener;
use tokio::sync::OnceCell;
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use worker::Queues;
use worker::mail::smtp::{self, Deadlines, Relays};
use worker::mail::{LinkKeys, Mailbox, Mailer, Sender, Transport};
use worker::redis_client::Address;

use super::client::{Applicant, Client};
use super::officer::Officer;
use super::postgres::Postgres;
use super::process::{Directory, LIMIT};
use super::received::Received;
use super::redis::Redis;
use super::relay::Relay;

/// How many seconds an operation may take. More than the default, so that a story does not depend on how busy
/// the machine is.
pub(super) const EXECUTION_SECONDS: usize = 20;

/// The two modes in which the product runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mode {
    /// One process with SQLite, a queue in memory, and the mailbox.
    Embedded,
    /// PostgreSQL, Redis, and SMTP to a relay.
    Production,
}

/// Where mails arrive.
enum Post {
    Mailbox(Mailbox),
    Relay(Relay),
}

/// A running Uketori; stopped when dropped.
pub(crate) struct TestApp {
    /// The base URL of the applicants' API.
    pub(crate) base: String,
    /// The base URL of the officers' API.
    pub(crate) officer_base: String,
    /// The server's context, as use cases get it.
    pub(crate) app: Arc<App>,
    /// The worker's context, as jobs get it, with database and clock.
    pub(crate) context: Arc<worker::Context>,
    /// The data folder, or the folder of the keys in production; removed when dropped.
    directory: Directory,
    /// The Redis, in production.
    pub(crate) redis: Option<Redis>,
    post: Post,
    shutdown: CancellationToken,
}

/// The connection limits of a listener that trusts loopback as a proxy.
pub(crate) fn places() -> Places {
    Places::new(PlaceLimits::default(), TrustedProxies::for_embedded())
}

/// 17:00 on 7 November 2025 in Japan.
pub(crate) fn start_of_stories() -> DateTime<Utc> {
    at("2025-11-07T17:00:00+09:00")
}

/// Parses an instant in RFC 3339.
pub(crate) fn at(text: &str) -> DateTime<Utc> {
    DateTime::parse_from_rfc3339(text).expect("an instant").to_utc()
}

impl TestApp {
    /// Starts one at the usual time of the stories.
    pub(crate) async fn start(mode: Mode) -> Self {
        Self::start_at(mode, start_of_stories()).await
    }

    /// Starts one whose clock shows `now`.
    pub(crate) async fn start_at(mode: Mode, now: DateTime<Utc>) -> Self {
        match mode {
            Mode::Embedded => Self::embedded(now).await,
            Mode::Production => Self::production(now).await,
        }
    }

    async fn embedded(now: DateTime<Utc>) -> Self {
        let directory = Directory::new("data");
        std::fs::write(directory.path().join("clock"), now.to_rfc3339()).expect("the clock's file");
        let args = EmbeddedArgs {
            listen: "127.0.0.1:0".to_owned(),
            officer_listen: None,
            open_to_network: false,
            public_url: None,
            data_dir: directory.path().to_owned(),
            clock: ClockKind::Manual,
            rate_limits: RateLimits::On,
        };
        let embedded = Embedded::open(&args).await.expect("the embedded mode opens");
        let base = format!("http://{}", embedded.address());
        let officer_base = format!("http://{}", embedded.officer_address());
        let (app, context, mailbox) =
            (Arc::clone(&embedded.app), Arc::clone(&embedded.context), embedded.mailbox.clone());
        let shutdown = CancellationToken::new();
        run(embedded.run(shutdown.clone()));
        Self {
            base,
            officer_base,
            app,
            context,
            directory,
            redis: None,
            post: Post::Mailbox(mailbox),
            shutdown,
        }
    }

    async fn production(now: DateTime<Utc>) -> Self {
        let url = Postgres::shared().database_from(template().await).await;
        Self::production_on(&url, now).await
    }

    /// Starts the production mode on the database at `url`.
    pub(crate) async fn production_on(url: &str, now: DateTime<Utc>) -> Self {
        let relay = Relay::start().await;
        let relays = relays(&[relay.url()], Deadlines::default());
        Self::production_by(url, now, relay, relays).await
    }

    /// Starts the production mode with `relays`. `relay` is the one that [`Self::relay`] returns.
    pub(crate) async fn start_with_relays(relay: Relay, relays: Relays) -> Self {
        let url = Postgres::shared().database_from(template().await).await;
        Self::production_by(&url, start_of_stories(), relay, relays).await
    }

    async fn production_by(url: &str, now: DateTime<Utc>, relay: Relay, relays: Relays) -> Self {
        let (directory, redis) = (Directory::new("keys"), Redis::start());
        let limits = Limits { execution_seconds: EXECUTION_SECONDS, ..Limits::default() };
        let program = Program::Server { execution: limits.execution() };
        let db =
            database::open(url, program, 20, Pending::Apply).await.expect("a database at the right version");
        let clock = Clock::manual(now);
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let base = format!("http://{}", listener.local_addr().expect("an address"));
        let officer_listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let officer_base = format!("http://{}", officer_listener.local_addr().expect("an address"));
        let keys = KeyRing::read_or_make(&directory.path().join("server-keys"), &mut generator());
        let keys = keys.expect("keys");
        let address = Address::plain(&redis.url()).expect("an address");
        let app = Arc::new(App {
            batches: Batches::new(&db, limits.execution()),
            db: db.clone(),
            clock: clock.clone(),
            limiter: Limiter::shared(address.clone(), LIMIT, &clock, &keys, RateLimits::On),
            hasher: Hasher::for_this_machine(keys.clone(), 20),
            keys,
            site: Site::example(),
            session_cap: Some(TimeDelta::hours(24)),
            link_lifetimes: Lifetimes::default(),
            device_cookie: true,
            refusal_floor: credential::REFUSAL_FLOOR,
            logins: TaskTracker::new(),
            operations: TaskTracker::new(),
            capacity: App::capacity(20, limits.execution()),
            readiness: Readiness::default(),
        });
        let entrance = Arc::new(Entrance {
            origins: Origins::secure(&["https://portal.example/".parse().expect("a URL")]),
            trusted_proxies: TrustedProxies::parse("127.0.0.1").expect("an address"),
            limits,
            documents: TrustedDocuments::Off,
        });
        let keys = LinkKeys::read_or_make(&directory.path().join("link-keys"), &mut generator());
        let mailer = Mailer::new(sender(), keys.expect("keys"), Transport::Smtp(relays));
        let context = Arc::new(worker::Context::new(db, clock, mailer));
        let queues = Queues::redis(address, 4);
        let shutdown = context.ending.clone();
        run(worker::run(Arc::clone(&context), queues));
        let (routes, end) = (http::routes(&app, &entrance, graphql::applicant::schema()), shutdown.clone());
        run(async move { Ok(http::serve(listener, routes, places(), end.into()).await?) });
        let (watched, end) = (Arc::clone(&app), shutdown.clone());
        let watch = Watch::begin(&app).await;
        run(async move {
            watch.go_on(&watched, end.cancelled()).await;
            Ok(())
        });
        let origins = Origins::secure(&["https://officers.example/".parse().expect("a URL")]).for_officers();
        let routes = http::officer_routes(&app, &entrance, graphql::officer::schema(), origins);
        let end = shutdown.clone();
        run(async move { Ok(http::serve(officer_listener, routes, places(), end.into()).await?) });
        Self {
            base,
            officer_base,
            app,
            context,
            directory,
            redis: Some(redis),
            post: Post::Relay(relay),
            shutdown,
        }
    }

    /// The database.
    pub(crate) fn db(&self) -> &DatabaseConnection {
        &self.context.db
    }

    /// The data folder, in the embedded mode.
    pub(crate) fn data_dir(&self) -> &str {
        self.directory.path().to_str().expect("a path in text")
    }

    /// The time that the clock shows.
    pub(crate) fn now(&self) -> DateTime<Utc> {
        self.context.clock.now()
    }

    /// The relay; panics in the embedded mode.
    pub(crate) fn relay(&self) -> &Relay {
        match &self.post {
            Post::Relay(relay) => relay,
            Post::Mailbox(_) => panic!("the embedded mode has no relay"),
        }
    }

    /// Like [`Self::relay`], to stop and restart it.
    pub(crate) fn relay_mut(&mut self) -> &mut Relay {
        match &mut self.post {
            Post::Relay(relay) => relay,
            Post::Mailbox(_) => panic!("the embedded mode has no relay"),
        }
    }

    /// Does everything that is due, and returns when it is done.
    pub(crate) async fn settle(&self) {
        self.context.settle().await.expect("everything due is done in time");
    }

    /// Moves the clock forward in one step, then does what has come due.
    pub(crate) async fn advance(&self, span: TimeDelta) {
        self.advance_to(self.now() + span).await;
    }

    /// Like [`Self::advance`], to an instant.
    pub(crate) async fn advance_to(&self, to: DateTime<Utc>) {
        self.settle().await; // otherwise the leases of mails under way would lapse
        self.context.clock.move_to(to).expect("the clock moves forward");
        self.settle().await;
    }

    /// Every mail that was accepted, oldest first.
    pub(crate) fn mails(&self) -> Vec<Received> {
        match &self.post {
            Post::Mailbox(mailbox) => {
                let newest_first = mailbox.list();
                newest_first.iter().rev().map(|mail| Received::parse(mail.source.as_bytes())).collect()
            }
            Post::Relay(relay) => relay.accepted().iter().map(|mail| Received::parse(&mail.raw)).collect(),
        }
    }

    /// The mails to one address, oldest first, after everything due was done.
    pub(crate) async fn mails_to(&self, address: &str) -> Vec<Received> {
        self.settle().await;
        self.mails().into_iter().filter(|mail| mail.to == [address]).collect()
    }

    /// A new browser, logged out.
    pub(crate) fn visitor(&self) -> Client {
        Client::new(&self.base)
    }

    /// A person who has registered with this address and is logged out.
    pub(crate) async fn applicant(&self, email: &str) -> Applicant {
        Applicant::register(self, email).await
    }

    /// An officer with these roles who has enrolled and is logged in. Takes half a minute of the story's
    /// time.
    pub(crate) async fn officer(&self, name: &str, roles: &[Role]) -> Officer {
        let mut officer = Officer::create(self, name, roles).await;
        officer.enrol(self).await;
        officer.log_in(self).await;
        officer
    }

    /// Issues one line of the intake, without waiting for its mail.
    pub(crate) async fn take_in(&self, line: &Line) -> Outcome {
        self.take_in_all(std::slice::from_ref(line)).await.remove(0)
    }

    /// Issues lines of the intake in one call.
    pub(crate) async fn take_in_all(&self, lines: &[Line]) -> Vec<Outcome> {
        let source = RequestOrigin::run(uuid::Uuid::now_v7());
        let done = issue::issue(self.db(), lines, Expired::Refuse, &source, Actor::System, self.now());
        done.await.expect("the database answers")
    }

    /// Issues a certificate dated today, as the bureau's intake does, and sends its mail.
    pub(crate) async fn issue(&self, applicant: &Applicant, number: &str) {
        let today = entity::clock::today_in_japan(self.now()).to_string();
        self.issue_on(applicant, number, &today).await;
    }

    /// Like [`Self::issue`], with a date of issue.
    pub(crate) async fn issue_on(&self, applicant: &Applicant, number: &str, issued_on: &str) {
        let line = line(&applicant.user_id, number, issued_on);
        self.take_in(&line).await.expect("a good line is issued");
        self.settle().await;
    }
}

impl Drop for TestApp {
    fn drop(&mut self) {
        self.shutdown.cancel();
    }
}

/// A migrated database to copy from, which is faster than migrating one for each story.
pub(super) async fn template() -> &'static str {
    static TEMPLATE: OnceCell<String> = OnceCell::const_new();
    let make = async || {
        let url = Postgres::shared().database().await;
        let db = database::open(&url, Program::SERVER, 1, Pending::Apply)
            .await
            .expect("a database at the right version");
        db.close().await.expect("nobody stays connected");
        url
    };
    TEMPLATE.get_or_init(make).await
}

/// Relays at these URLs on loopback, in order of preference.
pub(crate) fn relays(urls: &[String], deadlines: Deadlines) -> Relays {
    let relay = |url: &String| smtp::Relay::parse(&url.parse().expect("a URL")).expect("on loopback");
    Relays::new(urls.iter().map(relay).collect(), deadlines)
}

/// A valid line of the intake.
pub(crate) fn line(user_id: &str, number: &str, issued_on: &str) -> Line {
    Line {
        user_id: user_id.to_owned(),
        certificate_number: number.to_owned(),
        holder_name: "HOUMU HANAKO".to_owned(),
        nationality: "Utopia".to_owned(),
        sex: "FEMALE".to_owned(),
        birth_date: "2000-01-01".to_owned(),
        status_of_residence: "Student".to_owned(),
        period_of_stay: "1 year 3 months".to_owned(),
        issued_on: issued_on.to_owned(),
        issuing_bureau: "Tokyo Regional Immigration Services Bureau".to_owned(),
        application_number: None,
    }
}

pub(crate) fn sender() -> Sender {
    Sender {
        from: "no-reply@uketori.example".parse().expect("an address"),
        public_url: "https://portal.example/".parse().expect("a URL"),
        help_desk_phone: "050-0000-0000".to_owned(),
        help_desk_hours: "9:00-17:00".to_owned(),
        help_desk_email: "help@uketori.example".to_owned(),
    }
}

#[expect(clippy::disallowed_methods, reason = "a test's keys are drawn like any others")]
pub(crate) fn generator() -> rand::rngs::ThreadRng {
    rand::rng()
}

#[expect(clippy::disallowed_methods, reason = "the app runs beside the story and ends with its runtime")]
fn run(work: impl Future<Output = anyhow::Result<()>> + Send + 'static) {
    tokio::spawn(async { work.await.expect("the app runs") });
}
