//! The key file of this process beside those of all others: compared when it starts, and said each minute while it runs;
//! and what happens when a key is missing in it.
//!
//! A missing key is a fault of the installation, never of whoever types a password. Nothing here knows a key.

use std::{pin::pin, time::Duration};

use chrono::{DateTime, Utc};
use entity::{
    key_ring::{KeyMissing, KeyRing},
    server_key::{self, AnotherKey, Ring},
    staff_alert::{self, Alert},
};
use sea_orm::{DatabaseConnection, DbErr};

use crate::app::App;

/// A process must not start with its key file.
#[derive(Debug, thiserror::Error)]
pub enum KeysError {
    /// It holds another key under a known name.
    #[error("{0}: {1}")]
    Another(String, AnotherKey),
    /// The database did not answer.
    #[error("the key file could not be compared with what the database knows of it: {0}")]
    Database(#[from] DbErr),
}

/// Compares a key file with what the database knows, after writing down the keys that are new to it.
pub async fn check(
    db: &DatabaseConnection,
    ring: Ring,
    keys: &KeyRing,
    now: DateTime<Utc>,
) -> Result<(), KeysError> {
    server_key::first_seen(ring, keys, now).exec_without_returning(db).await?;
    let known = server_key::of(ring).all(db).await?;
    server_key::compare(keys, &known).map_err(|another| KeysError::Another(keys.file_name(), another))
}

/// Says each minute which key is this server's current one, until `end`; workers raise an alert when servers differ for
/// long.
pub async fn say_current(app: &App, end: impl Future<Output = ()>) {
    let every = server_key::SAID_EVERY.to_std().unwrap_or(Duration::from_mins(1));
    let mut end = pin!(end);
    loop {
        let said = server_key::is_current(Ring::Server, app.keys.current_id(), app.clock.now());
        if let Err(error) = said.exec(&app.db).await {
            tracing::warn!(
                error = &error as &dyn std::error::Error,
                "could not note which server key is the current one; it is tried again in a minute"
            );
        }
        tokio::select! {
            () = tokio::time::sleep(every) => {}
            () = &mut end => return,
        }
    }
}

/// Raises the alert that a key is missing. It is logged when it is raised and once an hour while it lasts.
pub async fn report_missing(db: &DatabaseConnection, missing: &KeyMissing, now: DateTime<Utc>) {
    if is_ours_to_say(db, now).await.unwrap_or(true) {
        tracing::error!(
            alert = Alert::KeyMissing.name(),
            key = missing.0,
            "a server key is missing: give this server the key file that the others have (UKETORI_SERVER_KEY_FILE) and \
             restart it; until then whoever needs that key is answered SERVICE_UNAVAILABLE"
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
