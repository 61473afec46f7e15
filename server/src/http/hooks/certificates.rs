//! The certificates with which Amazon SNS signs, fetched when they are needed and kept for a day.
//!
//! Strangers can name certificates, too, though only those of Amazon. So one is kept only once it has signed
//! an envelope of our topic, one is fetched at a time, and each client has a limit of its own.

use std::{
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use chrono::{DateTime, TimeDelta, Utc};
use tokio::time::timeout;
use url::Url;

use super::{HookError, fetch, sns::Envelope};

/// How long a certificate is kept.
const KEPT: TimeDelta = TimeDelta::days(1);
/// How many are kept. Amazon uses one at a time.
const MOST: usize = 4;
/// How long a request waits for those that fetch before it.
const TURN: Duration = Duration::from_secs(5);

/// A certificate in PEM, its address, and when it was fetched.
type Kept = (Url, Vec<u8>, DateTime<Utc>);

/// The certificates that were fetched.
#[derive(Default)]
pub struct Certificates {
    /// The oldest first.
    kept: Mutex<Vec<Kept>>,
    /// Held during a fetch.
    turn: tokio::sync::Mutex<()>,
}

impl Certificates {
    /// Keeps a certificate, in PEM, that was fetched at `now`.
    pub fn keep(&self, url: Url, certificate: Vec<u8>, now: DateTime<Utc>) {
        let mut kept = self.lock();
        kept.retain(|(at, _, _)| *at != url);
        if kept.len() >= MOST {
            kept.remove(0);
        }
        kept.push((url, certificate, now));
    }

    /// Whether the certificate at `url` has signed the envelope. It is fetched if it is not known and `allow`
    /// allows it.
    pub(super) async fn have_signed(
        &self,
        envelope: &Envelope,
        url: &Url,
        now: DateTime<Utc>,
        allow: impl Future<Output = Result<(), HookError>>,
    ) -> Result<bool, HookError> {
        if let Some(certificate) = self.known(url, now) {
            return Ok(envelope.is_signed_by(&certificate, now));
        }
        allow.await?;
        let _turn = timeout(TURN, self.turn.lock()).await.map_err(|_| HookError::Unavailable)?;
        // The request before may have fetched it.
        if let Some(certificate) = self.known(url, now) {
            return Ok(envelope.is_signed_by(&certificate, now));
        }
        let certificate = fetch::get(url).await.map_err(|error| {
            tracing::warn!("a certificate of Amazon SNS could not be fetched: {error}");
            HookError::Unavailable
        })?;
        let is_signed = envelope.is_signed_by(&certificate, now);
        if is_signed {
            self.keep(url.clone(), certificate, now);
        }
        Ok(is_signed)
    }

    fn known(&self, url: &Url, now: DateTime<Utc>) -> Option<Vec<u8>> {
        let kept = self.lock();
        let found = kept.iter().find(|(at, _, since)| at == url && now - *since < KEPT);
        found.map(|(_, certificate, _)| certificate.clone())
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Kept>> {
        // Nothing in here can panic between two changes.
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
