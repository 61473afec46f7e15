//! Poolers between a program and PostgreSQL: whether a session stays on one connection. It reads nothing of ours and
//! changes nothing.
//!
//! The driver prepares a statement in one round trip and binds it in the next, outside of any transaction; time limits
//! are set once for a session; workers LISTEN. Behind PgBouncer's transaction mode each of these may meet another
//! client's connection, so that mode is refused.

use sea_orm::sqlx::{Connection, Error, PgConnection, Row, postgres::PgConnectOptions, raw_sql};

/// How often two sessions are asked who serves them. PgBouncer gives out the connection that was used last, so once
/// would do on a quiet one.
const ROUNDS: usize = 3;
/// Which connection serves a session: of which start of which server, and its number there.
const WHO: &str = "SELECT pg_postmaster_start_time()::text || ' ' || pg_backend_pid()::text";

/// Leaves out the one start-up parameter of the driver's that PgBouncer refuses even in session mode: it is about
/// numbers as text, and ours are binary.
pub(crate) fn for_session_mode(options: PgConnectOptions) -> PgConnectOptions {
    options.extra_float_digits(None)
}

/// Whether `first` and another session at the same time are ever served by one connection, or one session by two.
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
    raw_sql(WHO).fetch_one(session).await?.try_get(0)
}
