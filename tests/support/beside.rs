//! Another server on a story's database, with different parts: with its own pool, or without limits. Nothing
//! maintains its pool, so what a request leaves behind in it stays there.

use std::sync::Arc;
use std::time::Duration;

use argon2::Params;
use entity::key_ring::KeyRing;
use passwords::password_hash::Hasher;
use sea_orm::DatabaseConnection;
use server::account::password_attempt;
use server::http::graphql::{limits::Limits, trusted::TrustedDocuments};
use server::http::{self, client_address::TrustedProxies, entrance::Entrance, origin::Origins};
use server::rate_limit::Limiter;
use server::rate_limit::RateLimits;
use server::readiness::Readiness;
use server::{App, Batches, graphql};
use tokio::net::TcpListener;
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use super::app::TestApp;
use super::start::places;

/// A running server; stopped when dropped.
pub(crate) struct Beside {
    /// The base URL of its API.
    pub(crate) base: String,
    /// The server's context, as use cases get it.
    pub(crate) app: Arc<App>,
    shutdown: CancellationToken,
}

impl Beside {
    /// Starts one on `db`. It does not delay refused logins.
    pub(crate) async fn start(app: &TestApp, db: DatabaseConnection, limits: RateLimits) -> Self {
        Self::with(app, db, limits, app.app.link_keys.clone(), (app.app.hasher.clone(), Duration::ZERO)).await
    }

    /// Starts one on the same pool, with another link key file.
    pub(crate) async fn with_link_keys(app: &TestApp, link_keys: KeyRing) -> Self {
        let passwords = (app.app.hasher.clone(), Duration::ZERO);
        Self::with(app, app.db().clone(), RateLimits::On, link_keys, passwords).await
    }

    /// Starts one on the same pool, in which no hashing thread is ever free.
    pub(crate) async fn without_threads(app: &TestApp) -> Self {
        let costs = Params::default(); // not used: nothing is hashed
        let hasher = Hasher::new(&costs, 0, Some(app.app.keys.clone()));
        let passwords = (hasher, password_attempt::REFUSAL_FLOOR);
        Self::with(app, app.db().clone(), RateLimits::On, app.app.link_keys.clone(), passwords).await
    }

    /// Operations may take a minute, because slow machines are not what is tested.
    async fn with(
        app: &TestApp,
        db: DatabaseConnection,
        limits: RateLimits,
        link_keys: KeyRing,
        (hasher, refusal_floor): (Hasher, Duration),
    ) -> Self {
        let (one, limits_of_queries) = (&app.app, Limits { execution_seconds: 60, ..Limits::default() });
        let beside = Arc::new(App {
            batches: Batches::new(&db, limits_of_queries.execution()),
            db,
            clock: one.clock.clone(),
            hasher,
            limiter: Limiter::in_process(&one.keys, limits),
            keys: one.keys.clone(),
            link_keys,
            site: one.site.clone(),
            session_cap: one.session_cap,
            link_lifetimes: one.link_lifetimes,
            device_cookie: true,
            refusal_floor,
            logins: TaskTracker::new(),
            operations: TaskTracker::new(),
            capacity: App::capacity(20, limits_of_queries.execution()),
            readiness: Readiness::default(),
        });
        let entrance = Arc::new(Entrance {
            origins: Origins::secure(&[]),
            trusted_proxies: TrustedProxies::parse("127.0.0.1").expect("an address"),
            limits: limits_of_queries,
            documents: TrustedDocuments::Off,
        });
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let base = format!("http://{}", listener.local_addr().expect("an address"));
        let shutdown = CancellationToken::new();
        let (routes, end) =
            (http::routes(&beside, &entrance, graphql::applicant::schema()), shutdown.clone());
        #[expect(clippy::disallowed_methods, reason = "the server runs beside the story and ends with it")]
        tokio::spawn(async move {
            http::serve(listener, routes, places(), end.into()).await.expect("it serves");
        });
        Self { base, app: beside, shutdown }
    }
}

impl Drop for Beside {
    fn drop(&mut self) {
        self.shutdown.cancel();
    }
}
