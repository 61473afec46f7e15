//! Starts the server and the worker of a [`TestApp`], in either mode.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use entity::{clock::Clock, email_link::Lifetimes, key_ring::KeyRing};
use migration::database::{self, Pending};
use migration::program::Program;
use passwords::password_hash::Hasher;
use server::account::password_attempt;
use server::config::{ClockKind, EmbeddedArgs};
use server::embedded::Embedded;
use server::http::graphql::{limits::Limits, trusted::TrustedDocuments};
use server::http::places::{PlaceLimits, Places};
use server::http::{self, client_address::TrustedProxies, entrance::Entrance, origin::Origins};
use server::rate_limit::{Limiter, RateLimits};
use server::readiness::Readiness;
use server::readiness_check::Watch;
use server::site::Site;
use server::{App, Batches, graphql};
use tokio::net::TcpListener;
use tokio::sync::OnceCell;
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use worker::Queues;
use worker::mail::smtp::{Deadlines, Relays};
use worker::mail::{LinkKeys, Mailer, Transport};
use worker::redis_client::Address;

use super::app::{Post, TestApp};
use super::fixtures::{generator, relays, sender, start_of_stories};
use super::hooks;
use super::postgres::Postgres;
use super::process::{Directory, LIMIT};
use super::redis::Redis;
use super::relay::Relay;

/// How many seconds an operation may take. More than the default, so that a story does not depend on how busy
/// the machine is.
pub(super) const EXECUTION_SECONDS: usize = 20;

/// The connection limits of a listener that trusts loopback as a proxy.
pub(crate) fn places() -> Places {
    Places::new(PlaceLimits::default(), TrustedProxies::for_embedded())
}

impl TestApp {
    pub(super) async fn embedded(now: DateTime<Utc>) -> Self {
        let directory = Directory::new("data");
        std::fs::write(directory.path().join("clock"), now.to_rfc3339()).expect("the clock's file");
        Self::embedded_in(directory, ClockKind::Manual, now).await
    }

    /// Starts the embedded mode with the clock of this machine, for stories in which time passes by itself.
    pub(crate) async fn with_the_systems_clock() -> Self {
        Self::embedded_in(Directory::new("data"), ClockKind::System, Clock::System.now()).await
    }

    async fn embedded_in(directory: Directory, clock: ClockKind, now: DateTime<Utc>) -> Self {
        let args = EmbeddedArgs {
            listen: "127.0.0.1:0".to_owned(),
            officer_listen: None,
            open_to_network: false,
            public_url: None,
            data_dir: directory.path().to_owned(),
            clock,
            rate_limits: RateLimits::On,
            hook_secret: Some(hooks::SECRET.to_owned()),
            hook_ses_topic: Some(hooks::TOPIC.to_owned()),
        };
        let embedded = Embedded::open(&args).await.expect("the embedded mode opens");
        hooks::know_certificate(&embedded.hooks, now);
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

    pub(super) async fn production(now: DateTime<Utc>) -> Self {
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
        let link_keys = LinkKeys::read_or_make(&directory.path().join("link-keys"), &mut generator());
        let link_keys = link_keys.expect("keys");
        let app = Arc::new(App {
            batches: Batches::new(&db, limits.execution()),
            db: db.clone(),
            clock: clock.clone(),
            limiter: Limiter::shared(address.clone(), LIMIT, &clock, &keys, RateLimits::On),
            hasher: Hasher::for_this_machine(keys.clone(), 20),
            keys,
            link_keys: link_keys.ring().clone(),
            site: Site::example(),
            session_cap: Some(TimeDelta::hours(24)),
            link_lifetimes: Lifetimes::default(),
            device_cookie: true,
            refusal_floor: password_attempt::REFUSAL_FLOOR,
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
        let mailer = Mailer::new(sender(), link_keys, Transport::Smtp(relays));
        let context = Arc::new(worker::Context::new(db, clock, mailer));
        let queues = Queues::redis(address, 4);
        let shutdown = context.ending.clone();
        run(worker::run(Arc::clone(&context), queues));
        let routes = http::routes(&app, &entrance, graphql::applicant::schema());
        let routes = http::hooks::add(routes, &app, &entrance, hooks::hooks(now));
        let end = shutdown.clone();
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

#[expect(clippy::disallowed_methods, reason = "the app runs beside the story and ends with its runtime")]
fn run(work: impl Future<Output = anyhow::Result<()>> + Send + 'static) {
    tokio::spawn(async { work.await.expect("the app runs") });
}
