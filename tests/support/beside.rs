//! One more server on a story's database, put together a little otherwise: watched, or without limits.

use std::sync::Arc;
use std::time::Duration;

use sea_orm::DatabaseConnection;
use server::config::RateLimits;
use server::http::graphql::{limits::Limits, trusted::TrustedDocuments};
use server::http::{self, client_address::TrustedProxies, origin::Origins};
use server::rate_limit::Limiter;
use server::{App, graphql};
use tokio::net::TcpListener;
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use super::app::TestApp;

/// A running server; it ends when dropped.
pub(crate) struct Beside {
    /// Where it is reached.
    pub(crate) base: String,
    shutdown: CancellationToken,
}

impl Beside {
    /// Starts one with `db` as its database. It lets refused logins go at once.
    pub(crate) async fn start(app: &TestApp, db: DatabaseConnection, limits: RateLimits) -> Self {
        let one = &app.app;
        let beside = Arc::new(App {
            db,
            clock: one.clock.clone(),
            hasher: one.hasher.clone(),
            limiter: Limiter::in_process(&one.keys, limits),
            keys: one.keys.clone(),
            site: one.site.clone(),
            session_cap: one.session_cap,
            link_lifetimes: one.link_lifetimes,
            device_cookie: true,
            refusal_floor: Duration::ZERO,
            logins: TaskTracker::new(),
            origins: Origins::secure(&[]),
            trusted_proxies: TrustedProxies::parse("127.0.0.1").expect("an address"),
            limits: Limits::default(),
            documents: TrustedDocuments::Off,
        });
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let base = format!("http://{}", listener.local_addr().expect("an address"));
        let shutdown = CancellationToken::new();
        let (routes, end) = (http::routes(&beside, graphql::schema()), shutdown.clone());
        #[expect(clippy::disallowed_methods, reason = "the server runs beside the story and ends with it")]
        tokio::spawn(async move { http::serve(listener, routes, end).await.expect("it serves") });
        Self { base, shutdown }
    }
}

impl Drop for Beside {
    fn drop(&mut self) {
        self.shutdown.cancel();
    }
}
