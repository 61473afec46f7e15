//! `server serve`: the composition root of a production server. It checks settings, opens everything, and
//! serves; it never changes the schema.

use std::{net::SocketAddr, sync::Arc, time::Duration};

use anyhow::Context;
use entity::{clock::Clock, server_key::Ring, version};
use migration::{
    database::{self, Pending},
    program::Program,
};
use passwords::password_hash::Hasher;
use tokio::net::TcpListener;
use tokio_util::task::TaskTracker;

use super::{
    open_files::{self, Shares},
    signals::{self, Signals},
    until_signal,
};
use crate::{
    account::{imported_hashes::ImportedHashes, password_attempt},
    app::App,
    batches::Batches,
    config::{ServeArgs, ServeSettings},
    graphql,
    http::listen::listen,
    http::{self, entrance::Entrance, origin::Origins, places::Places, shutdown::Shutdown},
    keys,
    rate_limit::{Limiter, RateLimits, TIMEOUT},
    readiness::Readiness,
    readiness_check::Watch,
    restore,
};

/// How long logins in progress and the database may take to end, after the last request.
const CLOSE: Duration = Duration::from_secs(10);

/// Serves until SIGTERM or Ctrl-C.
pub async fn run(args: ServeArgs) -> anyhow::Result<()> {
    let settings = args.check()?;
    let (signals, shutdown, delay) =
        (Signals::of_service()?, Shutdown::default(), settings.connections.shutdown_delay);
    let serve = Box::pin(serve(settings, shutdown.clone()));
    until_signal(serve, signals, shutdown, delay).await
}

/// Prepares everything, listens on all addresses, and only then serves any of them, until `shutdown` closes.
async fn serve(mut settings: ServeSettings, shutdown: Shutdown) -> anyhow::Result<()> {
    let shares = shares(&settings)?;
    let (addresses, proxies) = ((settings.listen, settings.officer_listen), settings.trusted_proxies.clone());
    let officer_origins = Origins::secure(&settings.officer_allowed_origins).for_officers();
    let hooks = std::mem::take(&mut settings.hooks);
    let (app, entrance) = tokio::select! {
        made = app(settings) => made?,
        // A signal ends the start, too, which may be waiting for the database.
        () = shutdown.leaving() => return Ok(()),
    };
    // The first check ends before anything listens, so `/readyz` is right from the first request on.
    let watch = Watch::begin(&app).await;
    let imported_hashes = ImportedHashes::begin(&app).await;
    let listener = listen_at(addresses.0, "UKETORI_LISTEN").await?;
    let officers = match addresses.1 {
        Some(address) => Some(listen_at(address, "UKETORI_OFFICER_LISTEN").await?),
        None => None,
    };
    tracing::info!(version = version::VERSION, commit = version::COMMIT, "server is ready");
    // Only now: systemd starts what depends on this server when it hears this.
    signals::tell_ready();
    let places = Places::new(shares.public, proxies.clone());
    let routes = http::routes(&app, &entrance, graphql::applicant::schema());
    let routes = http::hooks::add(routes, &app, &entrance, hooks);
    let public = http::serve(listener, routes, places, shutdown.clone());
    let officers = async {
        let Some(listener) = officers else { return Ok(()) };
        let routes = http::officer_routes(&app, &entrance, graphql::officer::schema(), officer_origins);
        http::serve(listener, routes, Places::new(shares.officers, proxies), shutdown.clone()).await
    };
    let look = async {
        tokio::join!(
            watch.go_on(&app, shutdown.closing()),
            keys::say_current(&app, shutdown.closing()),
            imported_hashes.go_on(&app, shutdown.closing()),
        );
        Ok(())
    };
    tokio::try_join!(public, officers, look)?;
    if let Ok(closed) = tokio::time::timeout(CLOSE, app.close()).await {
        return Ok(closed?);
    }
    tracing::warn!(
        "logins or statements were still in progress after {CLOSE:?}; closing their database connections"
    );
    Ok(())
}

/// Opens the database and builds what every use case gets ([`App`]) and what checks every request
/// ([`Entrance`]).
async fn app(settings: ServeSettings) -> anyhow::Result<(Arc<App>, Arc<Entrance>)> {
    let execution = settings.limits.execution();
    let program = Program::Server { execution };
    let connections = settings.database_connections;
    let db = database::open(&settings.database_url, program, connections, Pending::Refuse).await?;
    // A backup has sessions, links and waiting mails that ended since. `server restore begin` has to end them
    // first.
    restore::refuse_under_way(&db).await?;
    let clock = Clock::System;
    keys::check(&db, Ring::Server, &settings.keys, clock.now()).await?;
    keys::check(&db, Ring::Link, &settings.link_keys, clock.now()).await?;
    let app = App {
        batches: Batches::new(&db, execution),
        db,
        limiter: limiter(&settings, &clock),
        clock,
        hasher: Hasher::for_this_machine(settings.keys.clone(), settings.database_connections),
        site: settings.site,
        keys: settings.keys,
        link_keys: settings.link_keys,
        session_cap: settings.session_cap,
        link_lifetimes: settings.link_lifetimes,
        device_cookie: settings.device_cookie,
        refusal_floor: password_attempt::REFUSAL_FLOOR,
        logins: TaskTracker::new(),
        operations: TaskTracker::new(),
        capacity: App::capacity(connections, execution),
        readiness: Readiness::default(),
    };
    let entrance = Entrance {
        origins: Origins::secure(&settings.allowed_origins),
        trusted_proxies: settings.trusted_proxies,
        limits: settings.limits,
        documents: settings.documents,
    };
    Ok((Arc::new(app), Arc::new(entrance)))
}

/// Listens on an address, and logs it. An error names the `setting`.
async fn listen_at(address: SocketAddr, setting: &'static str) -> anyhow::Result<TcpListener> {
    let listener = listen(address, address, setting).await?;
    tracing::info!("listening on {} ({setting})", listener.local_addr()?);
    Ok(listener)
}

/// Raises the limit of open files, and returns how many connections each listener may hold. Warns if the
/// limit is too low for the settings.
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

/// Builds the limiter, and warns about settings that an operator may not have intended.
fn limiter(settings: &ServeSettings, clock: &Clock) -> Limiter {
    let (keys, switch) = (&settings.keys, settings.rate_limits);
    if switch == RateLimits::Off {
        tracing::warn!("rate limits are disabled (UKETORI_RATE_LIMITS=off)");
    } else if settings.listen.ip().is_loopback() && settings.trusted_proxies.is_empty() {
        tracing::warn!("all clients appear as loopback and share one limit; set UKETORI_TRUSTED_PROXIES");
    }
    if let Some(redis) = &settings.redis {
        return Limiter::shared(redis.clone(), TIMEOUT, clock, keys, switch);
    }
    tracing::info!("UKETORI_REDIS_URL is not set: this server counts rate limits by itself");
    Limiter::in_process(keys, switch)
}
