//! Takes one mail that was delivered to the bounce address: reads it, records it, and logs what came of it.
//! No log line has an address or a text of the mail.

use std::io;

use chrono::{DateTime, Utc};
use entity::key_ring::KeyRing;
use sea_orm::{ActiveEnum, DatabaseConnection, DbErr};
use tokio::io::{AsyncRead, AsyncReadExt};

use super::{
    Report,
    message::{self, Ignored, MAX_BYTES},
    record::{Outcome, record},
};

/// How many bytes of a mail are enough to see that it is too large.
// The cast is exact: usize has at most 64 bits.
pub const ENOUGH: u64 = MAX_BYTES as u64 + 1;

/// Why a mail was not taken. It has to be taken again later.
#[derive(Debug, thiserror::Error)]
pub enum IntakeError {
    /// The database failed.
    #[error(transparent)]
    Database(#[from] DbErr),
    /// The system has no thread for the parser at the moment.
    #[error("no thread could be started: {0}")]
    Thread(io::Error),
}

/// What every intake needs.
#[derive(Clone, Copy)]
pub struct Intake<'a> {
    /// The database.
    pub db: &'a DatabaseConnection,
    /// The link keys, with which tokens are made.
    pub keys: &'a KeyRing,
}

impl Intake<'_> {
    /// Takes the mail `raw` that was delivered to `recipient`, if the relay said so. `None` if the mail was
    /// ignored.
    pub async fn take(
        &self,
        raw: &[u8],
        recipient: Option<&str>,
        now: DateTime<Utc>,
    ) -> Result<Option<Outcome>, IntakeError> {
        match message::read(raw, recipient, self.keys).map_err(IntakeError::Thread)? {
            Ok(report) => {
                let outcome = record(self.db, &report, now).await?;
                log(&report, outcome);
                Ok(Some(outcome))
            }
            Err(reason) => {
                log_ignored(reason);
                Ok(None)
            }
        }
    }
}

/// Reads a mail, but not more than is needed to see that it is too large.
pub async fn read_bounded(reader: impl AsyncRead + Unpin) -> io::Result<Vec<u8>> {
    let mut raw = Vec::new();
    reader.take(ENOUGH).read_to_end(&mut raw).await?;
    Ok(raw)
}

/// Logs why a mail changed nothing.
fn log_ignored(reason: Ignored) {
    tracing::info!("mail to the bounce address ignored: {reason}");
}

/// Logs what came of a report.
pub fn log(report: &Report, outcome: Outcome) {
    let (mail, kind) = (report.mail, report.kind.to_value());
    let status = report.status.map(|status| status.to_string()).unwrap_or_default();
    match outcome {
        Outcome::Recorded { is_suppressed } => {
            tracing::warn!(%mail, kind, status, is_suppressed, "a mail bounced after a relay had accepted it");
        }
        Outcome::Known => tracing::info!(%mail, kind, status, "report of a bounce ignored: known already"),
        Outcome::TooMany => {
            tracing::warn!(%mail, kind, status, "report of a bounce ignored: too many about this mail");
        }
        Outcome::NoMail => tracing::info!(%mail, kind, status, "report of a bounce ignored: no such mail"),
    }
}
