//! `server serve`: the composition root of a production server.

use std::sync::Arc;

use entity::clock::Clock;
use migration::database::{self, Pending};
use tokio::net::TcpListener;
use tokio_util::task::TaskTracker;

use crate::{
    account::{login, password_hash::Hasher},
    app::App,
    command::shutdown_on_signal,
    config::ServeArgs,
    graphql,
    http::{self, origin::Origins},
};

/// Serves until SIGTERM.
pub async fn run(args: ServeArgs) -> anyhow::Result<()> {
    let settings = args.check()?;
    let db = database::open(&settings.database_url, settings.database_connections, Pending::Refuse).await?;
    let app = Arc::new(App {
        db,
        clock: Clock::System,
        hasher: Hasher::for_this_machine(None),
        session_cap: settings.session_cap,
        refusal_floor: login::REFUSAL_FLOOR,
        logins: TaskTracker::new(),
        origins: Origins::secure(&settings.allowed_origins),
    });
    let listener = TcpListener::bind(settings.listen).await?;
    tracing::info!("serving on {}", listener.local_addr()?);
    let (shutdown, watch) = shutdown_on_signal()?;
    let routes = http::routes(&app, graphql::schema());
    let serving = http::serve(listener, routes, shutdown);
    tokio::pin!(serving);
    tokio::select! {
        served = &mut serving => served?,
        () = watch => serving.await?,
    }
    Ok(app.close().await?)
}
