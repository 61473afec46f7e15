//! Closes unfit connections of a pool: those to a server that was replaced, and those inside an abandoned
//! transaction.
//!
//! A pool cannot close connections that are in use. So the time of a switch-over is kept, and each older
//! connection is closed when it is next requested. This costs no round trip.

use std::{
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

use sea_orm::{
    ConnectOptions, DatabaseConnection, DbBackend,
    sqlx::{Executor as _, Postgres, Row as _, pool::PoolConnection},
};

use crate::probe::{LOOK, TIMEOUT};

/// How long after a retirement all idle connections are checked, and not just one. Some may have been made
/// before the address led to the new server.
const AFTERMATH: Duration = Duration::from_mins(1);

/// Connections older than this are retired. There is one value for the process, because it works on one
/// database.
static RETIRED_AT: Mutex<Option<Instant>> = Mutex::new(None);

/// The result of checking a connection.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Found {
    Fit,
    ReadOnly,
    InTransaction,
    Broken,
}

/// Retires all existing connections: each is closed when it is next requested. They lead to a server that
/// takes no writes.
pub fn retire_connections() {
    *RETIRED_AT.lock().unwrap_or_else(PoisonError::into_inner) = Some(Instant::now());
}

fn since_retired() -> Option<Duration> {
    RETIRED_AT.lock().unwrap_or_else(PoisonError::into_inner).map(|at| at.elapsed())
}

/// Makes a pool close retired connections instead of handing them out.
pub(crate) fn refuse_retired(options: &mut ConnectOptions) {
    options.map_sqlx_postgres_before_acquire(|_, meta| {
        Box::pin(async move { Ok(since_retired().is_none_or(|since| meta.age < since)) })
    });
}

/// Checks the longest idle connection of a pool, and closes it if it is unfit. If it was, and for a minute
/// after a switch-over, checks all idle ones. Returns the number of connections closed.
pub async fn close_unfit(db: &DatabaseConnection) -> usize {
    if db.get_database_backend() != DbBackend::Postgres {
        return 0;
    }
    let pool = db.get_postgres_connection_pool();
    let is_aftermath = since_retired().is_some_and(|since| since < AFTERMATH);
    let (mut closed, end) = (0, Instant::now() + TIMEOUT);
    for _ in 0..pool.num_idle().max(1) {
        if Instant::now() >= end {
            break; // the server is slow; the rest is checked in the next second
        }
        let Some(mut connection) = pool.try_acquire() else { break };
        let found = look_at(&mut connection).await;
        if found == Found::Fit {
            if closed == 0 && !is_aftermath {
                break; // one per second is enough while all is well
            }
            continue;
        }
        connection.close_on_drop();
        closed += 1;
        match found {
            // The connections in use lead to the same server, and cannot be closed here.
            Found::ReadOnly => retire_connections(),
            // A silent server would cost the full timeout for each connection.
            Found::Broken => break,
            Found::InTransaction | Found::Fit => {}
        }
    }
    closed
}

async fn look_at(connection: &mut PoolConnection<Postgres>) -> Found {
    let looked = tokio::time::timeout(TIMEOUT, connection.fetch_one(LOOK)).await;
    let Ok(Ok(row)) = looked else { return Found::Broken };
    match (row.try_get(0), row.try_get(1)) {
        (Ok(true), Ok(false)) => Found::Fit,
        (Ok(_), Ok(true)) => Found::ReadOnly,
        (Ok(false), Ok(false)) => Found::InTransaction,
        _ => Found::Broken,
    }
}
