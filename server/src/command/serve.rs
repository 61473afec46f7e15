//! `server serve`: the composition root of a production server.

use std::{net::SocketAddr, sync::Arc};

use entity::clock::Clock;
use migration::database::{self, Pending};
use tokio::net::TcpListener;
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use crate::{
    account::{credential, password_hash::Hasher},
    app::App,
    command::shutdown_on_signal,
    config::{RateLimits, ServeArgs, ServeSettings},
    graphql,
    http::{self, origin::Origins},
    officer,
    rate_limit::Limiter,
};

/// Serves until SIGTERM.
pub async fn run(args: ServeArgs) -> anyhow::Result<()> {
    let settings = args.check()?;
    let db = database::open(&settings.database_url, settings.database_connections, Pending::Refuse).await?;
    let clock = Clock::System;
    let app = Arc::new(App {
        db,
        limiter: limiter(&settings, &clock)?,
        clock,
        hasher: Hasher::for_this_machine(settings.keys.clone()),
        site: settings.site,
        keys: settings.keys,
        session_cap: settings.session_cap,
        link_lifetimes: settings.link_lifetimes,
        device_cookie: settings.device_cookie,
        refusal_floor: credential::REFUSAL_FLOOR,
        logins: TaskTracker::new(),
        origins: Origins::secure(&settings.allowed_origins),
        trusted_proxies: settings.trusted_proxies,
        limits: settings.limits,
        documents: settings.documents,
    });
    let listener = TcpListener::bind(settings.listen).await?;
    tracing::info!("serving on {}", listener.local_addr()?);
    let (shutdown, watch) = shutdown_on_signal()?;
    let routes = http::routes(&app, graphql::schema());
    let public = http::serve(listener, routes, shutdown.clone());
    let origins = Origins::secure(&settings.officer_allowed_origins).for_officers();
    let officers = serve_officers(&app, settings.officer_listen, origins, shutdown);
    let serving = async { tokio::try_join!(public, officers) };
    tokio::pin!(serving);
    tokio::select! {
        served = &mut serving => served?,
        () = watch => serving.await?,
    };
    Ok(app.close().await?)
}

/// The officers' listener, where there is one.
async fn serve_officers(
    app: &Arc<App>,
    listen: Option<SocketAddr>,
    origins: Origins,
    shutdown: CancellationToken,
) -> std::io::Result<()> {
    let Some(listen) = listen else { return Ok(()) };
    let listener = TcpListener::bind(listen).await?;
    tracing::info!("serving officers on {}", listener.local_addr()?);
    http::serve(listener, http::officer_routes(app, officer::graphql::schema(), origins), shutdown).await
}

/// The limits, and a line for each of their settings that an operator may not have meant.
fn limiter(settings: &ServeSettings, clock: &Clock) -> anyhow::Result<Limiter> {
    let (keys, switch) = (&settings.keys, settings.rate_limits);
    if switch == RateLimits::Off {
        tracing::warn!("limits are off: everything may be asked for as often as one likes");
    } else if settings.listen.ip().is_loopback() && settings.trusted_proxies.is_empty() {
        tracing::warn!("every visitor comes from loopback and shares its limits: trust the proxy there");
    }
    if let Some(url) = &settings.redis_url {
        return Ok(Limiter::shared(url, clock, keys, switch)?);
    }
    tracing::info!("no Redis is set: this server counts for its limits by itself");
    Ok(Limiter::in_process(keys, switch))
}
