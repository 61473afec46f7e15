//! `server serve`: the composition root of a production server.

use std::{net::SocketAddr, sync::Arc, time::Duration};

use anyhow::Context;
use entity::{clock::Clock, server_key::Ring};
use migration::{
    database::{self, Pending},
    program::Program,
};
use tokio::net::TcpListener;
use tokio_util::task::TaskTracker;

use super::{
    open_files::{self, Shares},
    signals::{self, Signals},
    until_signal,
};
use crate::{
    account::{credential, password_hash::Hasher},
    app::{App, Together},
    command::listen::listen,
    config::{RateLimits, ServeArgs, ServeSettings},
    graphql,
    http::{self, origin::Origins, places::Places, shutdown::Shutdown},
    keys, officer,
    rate_limit::{Limiter, PATIENCE},
    readiness::{Readiness, Watch},
    restore,
};

/// How long logins under way and the database may take to end, after the last request.
const CLOSE: Duration = Duration::from_secs(10);

/// Serves until SIGTERM.
pub async fn run(args: ServeArgs) -> anyhow::Result<()> {
    let settings = args.check()?;
    let (signals, shutdown, delay) =
        (Signals::of_service()?, Shutdown::default(), settings.connections.shutdown_delay);
    let serve = Box::pin(serve(settings, shutdown.clone()));
    until_signal(serve, signals, shutdown, delay).await
}

/// Prepares everything, listens at all addresses, and only then serves any of them, until `shutdown` closes.
async fn serve(settings: ServeSettings, shutdown: Shutdown) -> anyhow::Result<()> {
    let shares = shares(&settings)?;
    let (addresses, proxies) = ((settings.listen, settings.officer_listen), settings.trusted_proxies.clone());
    let officer_origins = Origins::secure(&settings.officer_allowed_origins).for_officers();
    let app = tokio::select! {
        app = app(settings) => app?,
        () = shutdown.leaving() => return Ok(()),
    };
    let watch = Watch::begin(&app).await;
    let listener = listen_at(addresses.0, "UKETORI_LISTEN").await?;
    let officers = match addresses.1 {
        Some(address) => Some(listen_at(address, "UKETORI_OFFICER_LISTEN").await?),
        None => None,
    };
    signals::tell_ready();
    let places = Places::new(shares.public, proxies.clone());
    let public = http::serve(listener, http::routes(&app, graphql::schema()), places, shutdown.clone());
    let officers = async {
        let Some(listener) = officers else { return Ok(()) };
        let routes = http::officer_routes(&app, officer::graphql::schema(), officer_origins);
        http::serve(listener, routes, Places::new(shares.officers, proxies), shutdown.clone()).await
    };
    let look = async {
        tokio::join!(watch.go_on(&app, shutdown.closing()), keys::say_current(&app, shutdown.closing()));
        Ok(())
    };
    tokio::try_join!(public, officers, look)?;
    if let Ok(closed) = tokio::time::timeout(CLOSE, app.close()).await {
        return Ok(closed?);
    }
    tracing::warn!("the database still had work of ours after {CLOSE:?}; its connections are cut off");
    Ok(())
}

/// What every use case is given.
async fn app(settings: ServeSettings) -> anyhow::Result<Arc<App>> {
    let program = Program::Server { execution: settings.limits.execution() };
    let connections = settings.database_connections;
    let db = database::open(&settings.database_url, program, connections, Pending::Refuse).await?;
    restore::refuse_under_way(&db).await?;
    let clock = Clock::System;
    keys::check(&db, Ring::Server, &settings.keys, clock.now()).await?;
    Ok(Arc::new(App {
        together: Together::new(&db, &settings.limits),
        db,
        limiter: limiter(&settings, &clock),
        clock,
        hasher: Hasher::for_this_machine(settings.keys.clone(), settings.database_connections),
        site: settings.site,
        keys: settings.keys,
        session_cap: settings.session_cap,
        link_lifetimes: settings.link_lifetimes,
        device_cookie: settings.device_cookie,
        refusal_floor: credential::REFUSAL_FLOOR,
        logins: TaskTracker::new(),
        operations: TaskTracker::new(),
        capacity: App::capacity(settings.database_connections, &settings.limits),
        readiness: Readiness::default(),
        origins: Origins::secure(&settings.allowed_origins),
        trusted_proxies: settings.trusted_proxies,
        limits: settings.limits,
        documents: settings.documents,
    }))
}

/// Takes an address, which `setting` names.
async fn listen_at(address: SocketAddr, setting: &'static str) -> anyhow::Result<TcpListener> {
    let listener = listen(address, address, setting).await?;
    tracing::info!("serving on {} ({setting})", listener.local_addr()?);
    Ok(listener)
}

/// How many connections each listener holds, after the limit of open files was raised; a line where it is too low.
fn shares(settings: &ServeSettings) -> anyhow::Result<Shares> {
    let open_files = open_files::raise().context("cannot raise the limit of open files")?;
    let (wanted, connections) = (&settings.connections, settings.database_connections);
    let shares = open_files::share(open_files, wanted, connections)?;
    let (public, officers) = (shares.public.whole, shares.officers.whole);
    if public < wanted.public || officers < wanted.officers {
        tracing::warn!(
            open_files,
            public,
            officers,
            "the limit of open files is too low for UKETORI_MAX_CONNECTIONS and UKETORI_OFFICER_MAX_CONNECTIONS: the \
             listeners hold fewer connections; raise the hard limit"
        );
    }
    Ok(shares)
}

/// The limits, and a line for each of their settings that an operator may not have meant.
fn limiter(settings: &ServeSettings, clock: &Clock) -> Limiter {
    let (keys, switch) = (&settings.keys, settings.rate_limits);
    if switch == RateLimits::Off {
        tracing::warn!("limits are off: everything may be asked for as often as one likes");
    } else if settings.listen.ip().is_loopback() && settings.trusted_proxies.is_empty() {
        tracing::warn!("every visitor comes from loopback and shares its limits: trust the proxy there");
    }
    if let Some(redis) = &settings.redis {
        return Limiter::shared(redis.clone(), PATIENCE, clock, keys, switch);
    }
    tracing::info!("no Redis is set: this server counts for its limits by itself");
    Limiter::in_process(keys, switch)
}
