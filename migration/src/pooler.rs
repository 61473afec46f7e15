//! Detects poolers between a program and PostgreSQL that do not keep a session on one connection. It reads
//! none of our tables and changes nothing.
//!
//! The driver prepares a statement in one round trip and binds it in the next, outside any transaction. Time
//! limits are set once per session, and workers LISTEN. In PgBouncer's transaction mode, each of these may
//! reach another client's connection, so that mode is refused.

use sea_orm::sqlx::{Connection, Error, PgConnection, Row, postgres::PgConnectOptions, raw_sql};

/// Number of rounds in which both sessions report their connection. PgBouncer hands out the connection that
/// was used last, so on a quiet pooler one round would suffice.
const ROUNDS: usize = 3;
/// Identifies the server process behind a session: the server's start time and the process ID.
const WHO: &str = "SELECT pg_postmaster_start_time()::text || ' ' || pg_backend_pid()::text";

/// Leaves out the one start-up parameter of the driver that PgBouncer refuses even in session mode. It
/// concerns the text form of numbers, and ours are binary.
pub(crate) fn for_session_mode(options: PgConnectOptions) -> PgConnectOptions {
    options.extra_float_digits(None)
}

/// Whether `first` and a second concurrent session ever have the same connection, or one of them changes it.
pub(crate) async fn is_shared(first: &mut PgConnection, options: &PgConnectOptions) -> Result<bool, Error> {
    let mut second = PgConnection::connect_with(options).await?;
    let mut served = None;
    let mut is_shared = false;
    for _ in 0..ROUNDS {
        let now = (who(first).await?, who(&mut second).await?);
        is_shared |= now.0 == now.1 || served.as_ref().is_some_and(|before| *before != now);
        served = Some(now);
    }
    second.close().await?;
    Ok(is_shared)
}

async fn who(session: &mut PgConnection) -> Result<String, Error> {
    // Not prepared: that takes two round trips, which a pooler may send to two connections.
    raw_sql(WHO).fetch_one(session).await?.try_get(0)
}
