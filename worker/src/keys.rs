//! Compares the workers' key file with the keys that the database knows, and handles a missing key.
//!
//! A mail whose link needs a missing key waits for a worker that has it, and no attempt is counted. Only
//! names and fingerprints of keys are handled here, never a key.

use chrono::{DateTime, Utc};
use entity::{
    key_ring::KeyMissing,
    server_key::{self, AnotherKey, Ring},
    staff_alert::{self, Alert},
};
use sea_orm::{DatabaseConnection, DbErr};

use crate::mail::LinkKeys;

/// Why a worker must not start with its key file.
#[derive(Debug, thiserror::Error)]
pub enum KeysError {
    /// The file has a different key under a known name.
    #[error("{0}: {1}")]
    Another(String, AnotherKey),
    /// The database failed, so nothing could be compared.
    #[error("failed to compare the key file with the keys known to the database: {0}")]
    Database(#[from] DbErr),
}

/// Records the keys of the file that are new to the database, and compares the others with it.
pub async fn check(db: &DatabaseConnection, keys: &LinkKeys, now: DateTime<Utc>) -> Result<(), KeysError> {
    let keys = keys.ring();
    // Recorded before the comparison: of two processes that start with different keys at the same time, one
    // fails.
    server_key::first_seen(Ring::Link, keys, now).exec_without_returning(db).await?;
    let known = server_key::of(Ring::Link).all(db).await?;
    server_key::compare(keys, &known).map_err(|another| KeysError::Another(keys.file_name(), another))
}

/// Raises the alert for a missing key. It is logged when it is raised, and once an hour while it lasts.
pub async fn report_missing(
    db: &DatabaseConnection,
    missing: &KeyMissing,
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    let alert = Alert::KeyMissing;
    let raised = staff_alert::raise(alert, 1, now).exec_without_returning(db).await? == 1;
    if !raised {
        staff_alert::seen(alert, 1, now).exec(db).await?;
    }
    if raised || staff_alert::say_again(alert, now).exec(db).await?.rows_affected == 1 {
        tracing::error!(
            alert = alert.name(),
            key = missing.0,
            "a link key is missing: give this worker the key file that the others have (UKETORI_LINK_KEY_FILE) and \
             restart it; until then mails whose links need that key wait for a worker that has it"
        );
    }
    Ok(())
}
