//! Compares the key file of this process with the others': once at startup, and every minute by publishing
//! the current key. Raises an alert when a key is missing.
//!
//! A missing key is a fault of the installation, never of the person who types a password. Nothing here reads
//! a key's value.

use std::{pin::pin, time::Duration};

use chrono::{DateTime, Utc};
use entity::{
    key_ring::{KeyMissing, KeyRing},
    server_key::{self, AnotherKey, Ring},
    staff_alert::{self, Alert},
};
use sea_orm::{DatabaseConnection, DbErr};

use crate::app::App;

/// Why a process must not start with its key file.
#[derive(Debug, thiserror::Error)]
pub enum KeysError {
    /// The file has a different key under a name that the database knows.
    #[error("{0}: {1}")]
    Another(String, AnotherKey),
    /// A database operation failed; the source says why.
    #[error("could not compare the key file with the keys recorded in the database: {0}")]
    Database(#[from] DbErr),
}

/// Records the keys that are new to the database, then compares the key file with all recorded fingerprints.
pub async fn check(
    db: &DatabaseConnection,
    ring: Ring,
    keys: &KeyRing,
    now: DateTime<Utc>,
) -> Result<(), KeysError> {
    // Recorded first: of two processes with different keys under one new name, one finds the other.
    server_key::first_seen(ring, keys, now).exec_without_returning(db).await?;
    let known = server_key::of(ring).all(db).await?;
    server_key::compare(keys, &known).map_err(|another| KeysError::Another(keys.file_name(), another))
}

/// Records every minute which keys are this server's current ones, until `end`. Workers raise an alert when
/// processes differ for long: a server without the workers' current link key finds no new certificate good.
pub async fn say_current(app: &App, end: impl Future<Output = ()>) {
    let every = server_key::SAID_EVERY.to_std().unwrap_or(Duration::from_mins(1));
    let mut end = pin!(end);
    loop {
        for (ring, keys) in [(Ring::Server, &app.keys), (Ring::Link, &app.link_keys)] {
            let said = server_key::is_current(ring, keys.current_id(), app.clock.now());
            if let Err(error) = said.exec(&app.db).await {
                tracing::warn!(
                    error = &error as &dyn std::error::Error,
                    ring = ring.name(),
                    "failed to record the current key; retrying in a minute"
                );
            }
        }
        tokio::select! {
            () = tokio::time::sleep(every) => {}
            () = &mut end => return,
        }
    }
}

/// Raises the alert that a key is missing. The alert is logged when it is raised, then once an hour while it
/// lasts.
pub async fn report_missing(db: &DatabaseConnection, missing: &KeyMissing, now: DateTime<Utc>) {
    // All servers share the alert's row, so one of them logs it each hour. If the database is away, each logs
    // it.
    if is_ours_to_say(db, now).await.unwrap_or(true) {
        tracing::error!(
            alert = Alert::KeyMissing.name(),
            key = missing.0,
            "a server key is missing: give this server the same key file as the others (UKETORI_SERVER_KEY_FILE) \
             and restart it; until then, requests that need the key fail with SERVICE_UNAVAILABLE"
        );
    }
}

async fn is_ours_to_say(db: &DatabaseConnection, now: DateTime<Utc>) -> Result<bool, DbErr> {
    let alert = Alert::KeyMissing;
    if staff_alert::raise(alert, 1, now).exec_without_returning(db).await? == 1 {
        return Ok(true);
    }
    staff_alert::seen(alert, 1, now).exec(db).await?;
    Ok(staff_alert::say_again(alert, now).exec(db).await?.rows_affected == 1)
}
