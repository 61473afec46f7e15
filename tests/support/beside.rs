//! One more server on a story's database, put together a little otherwise: with a pool of its own, or without limits.
//! Nothing looks after its pool: what a request leaves behind in it stays there.

use std::sync::Arc;
use std::time::Duration;

use argon2::Params;
use sea_orm::DatabaseConnection;
use server::account::{credential, password_hash::Hasher};
use server::config::RateLimits;
use server::http::graphql::{limits::Limits, trusted::TrustedDocuments};
use server::http::{self, client_address::TrustedProxies, origin::Origins};
use server::rate_limit::Limiter;
use server::readiness::Readiness;
use server::{App, Together, graphql};
use tokio::net::TcpListener;
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use super::app::{TestApp, places};

/// A running server; it ends when dropped.
pub(crate) struct Beside {
    /// Where it is reached.
    pub(crate) base: String,
    /// What its use cases are given.
    pub(crate) app: Arc<App>,
    shutdown: CancellationToken,
}

impl Beside {
    /// Starts one with `db` as its database. It lets refused logins go at once.
    pub(crate) async fn start(app: &TestApp, db: DatabaseConnection, limits: RateLimits) -> Self {
        Self::with(app, db, limits, app.app.hasher.clone(), Duration::ZERO).await
    }

    /// Starts one on the same pool at which no thread that hashes is ever free.
    pub(crate) async fn without_threads(app: &TestApp) -> Self {
        let costs = Params::default(); // nothing is hashed
        let hasher = Hasher::new(&costs, 0, Some(app.app.keys.clone()));
        Self::with(app, app.db().clone(), RateLimits::On, hasher, credential::REFUSAL_FLOOR).await
    }

    /// An operation may take a minute: a slow machine is not what is tried.
    async fn with(
        app: &TestApp,
        db: DatabaseConnection,
        limits: RateLimits,
        hasher: Hasher,
        refusal_floor: Duration,
    ) -> Self {
        let (one, limits_of_queries) = (&app.app, Limits { execution_seconds: 60, ..Limits::default() });
        let beside = Arc::new(App {
            together: Together::new(&db, &limits_of_queries),
            db,
            clock: one.clock.clone(),
            hasher,
            limiter: Limiter::in_process(&one.keys, limits),
            keys: one.keys.clone(),
            site: one.site.clone(),
            session_cap: one.session_cap,
            link_lifetimes: one.link_lifetimes,
            device_cookie: true,
            refusal_floor,
            logins: TaskTracker::new(),
            operations: TaskTracker::new(),
            capacity: App::capacity(20, &limits_of_queries),
            readiness: Readiness::default(),
            origins: Origins::secure(&[]),
            trusted_proxies: TrustedProxies::parse("127.0.0.1").expect("an address"),
            limits: limits_of_queries,
            documents: TrustedDocuments::Off,
        });
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let base = format!("http://{}", listener.local_addr().expect("an address"));
        let shutdown = CancellationToken::new();
        let (routes, end) = (http::routes(&beside, graphql::schema()), shutdown.clone());
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
