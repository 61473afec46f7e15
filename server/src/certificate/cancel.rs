//! Cancels a certificate: by the bureau, once, irrevocably (I3).
//!
//! The row stays, with the reason, and its reminders stop. If its mail is still waiting, that mail is
//! cancelled, and nobody is notified. Anyone who may have received it gets mail M12, queued in the same
//! transaction. The certificate changes before the outbox, and the deliveries are read last: a delivery that
//! claims its mail meanwhile either reads the change and sends nothing, or appears here as one that may
//! arrive.

use chrono::{DateTime, Utc};
use entity::{
    audit::Action,
    certificate::{self, CertificateNumber},
    input::{ValidationError, plain_text},
    outbox::{self, Mail, delivery},
};
use sea_orm::{DatabaseConnection, entity::prelude::*};

use crate::audit::{self, Actor, Event, RequestOrigin};

/// Maximum length of a reason, in characters.
pub const MAX_REASON: usize = 500;

/// Why the certificate was not cancelled.
#[derive(Debug, thiserror::Error)]
pub enum CancelError {
    /// The reason is missing, too long, or not one line of text.
    #[error("reason: {0}")]
    Reason(ValidationError),
    /// No certificate has this number.
    #[error("no certificate has this number")]
    NoSuchCertificate,
    /// A database operation failed; the source says why.
    #[error("could not read or write the certificate")]
    Database(#[from] DbErr),
}

/// A certificate that is cancelled.
#[derive(Clone, Debug)]
pub struct Cancelled {
    /// The certificate, with the time and the reason of its first cancellation.
    pub certificate: certificate::Model,
    /// Whether this request cancelled it. If not, it had been cancelled before, and nothing was done or
    /// recorded.
    pub is_new: bool,
}

/// Cancels the certificate. If it is cancelled already, returns it with the first time and reason.
pub async fn cancel(
    db: &DatabaseConnection,
    number: &str,
    reason: &str,
    source: &RequestOrigin,
    actor: Actor,
    now: DateTime<Utc>,
) -> Result<Cancelled, CancelError> {
    let reason = plain_text(reason, MAX_REASON).map_err(CancelError::Reason)?;
    let number = CertificateNumber::parse(number).map_err(|_| CancelError::NoSuchCertificate)?;
    let tx = migration::database::write(db).await?;
    let cancelled = certificate::cancel(&number, reason, now).exec_with_returning(&tx).await?.pop();
    let Some(certificate) = cancelled else {
        tx.rollback().await?;
        let before = certificate::by_number(&number).one(db).await?;
        let certificate = before.ok_or(CancelError::NoSuchCertificate)?;
        return Ok(Cancelled { certificate, is_new: false });
    };
    // After the certificate: a worker that claims the mail now reads the change, and sends nothing.
    delivery::cancel_waiting(certificate.id).exec(&tx).await?;
    // Read last: a delivery that claims its mail now either sees the change, or is seen here as one that may
    // arrive.
    let deliveries = delivery::of(certificate.id).all(&tx).await?;
    // The time of sending outlives the rows of the deliveries, which are deleted after their retention.
    if certificate.requested_at.is_some() || deliveries.iter().any(delivery::Delivery::may_arrive) {
        let mail = Mail::CertificateCancelled { certificate: certificate.id };
        outbox::Entity::insert(outbox::queue(Uuid::now_v7(), mail, now, source.trace))
            .exec_without_returning(&tx)
            .await?;
    }
    let event = Event::new(Action::CertificateCancelled, source, now).by(actor);
    let event = event.about(certificate.account_id).detail(certificate.id.0.to_string());
    audit::record(&tx, event).await?;
    tx.commit().await?;
    Ok(Cancelled { certificate, is_new: true })
}
