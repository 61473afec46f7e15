//! Sends the mail of a certificate again (I15): to the current address; "Request Date and Time" does not
//! change.
//!
//! One delivery at a time: while one is under way, none is added. The unique key of a delivery prevents two
//! officers from adding the same one. A suppressed address stays suppressed; officers lift a suppression
//! elsewhere.

use chrono::{DateTime, Utc};
use entity::{
    account,
    audit::Action,
    certificate::{self, CertificateNumber},
    outbox::{self, Mail, delivery},
    suppressed_address,
};
use sea_orm::{DatabaseConnection, QuerySelect, TryInsertResult, entity::prelude::*};

use crate::audit::{self, Actor, Event, RequestOrigin};

/// Why the certificate was not sent again.
#[derive(Debug, thiserror::Error)]
pub enum ResendError {
    /// No certificate has this number.
    #[error("no certificate has this number")]
    NoSuchCertificate,
    /// The bureau has cancelled the certificate (I3).
    #[error("the certificate was cancelled")]
    Cancelled,
    /// The account is closed, so it has no address any more.
    #[error("the account is closed")]
    AccountClosed,
    /// A delivery is waiting or being sent.
    #[error("it is already on its way")]
    OnItsWay,
    /// A relay rejected the account's address, so the worker would withhold the mail.
    #[error(
        "the account's email address is suppressed, because mails to it bounced; an officer has to correct it \
         or lift the suppression first"
    )]
    AddressSuppressed,
    /// A database operation failed; the source says why.
    #[error("could not read or write the certificate")]
    Database(#[from] DbErr),
}

/// A certificate whose mail was queued again.
#[derive(Debug)]
pub struct Resent {
    /// The certificate, which the new mail does not change.
    pub certificate: certificate::Model,
    /// The number of the new delivery; that of the first mail is 1.
    pub delivery: i32,
}

/// Queues the mail of the certificate again.
pub async fn resend(
    db: &DatabaseConnection,
    number: &str,
    source: &RequestOrigin,
    actor: Actor,
    now: DateTime<Utc>,
) -> Result<Resent, ResendError> {
    let number = CertificateNumber::parse(number).map_err(|_| ResendError::NoSuchCertificate)?;
    let tx = migration::database::write(db).await?;
    // The same lock as a worker's claim, so that a cancellation comes either before or after.
    let certificate = certificate::by_number(&number).lock_shared().one(&tx).await?;
    let certificate = certificate.ok_or(ResendError::NoSuchCertificate)?;
    if certificate.cancelled_at.is_some() {
        return Err(ResendError::Cancelled);
    }
    let account = account::Entity::find_by_id(certificate.account_id).one(&tx).await?;
    let account = account.filter(|account| account.closed_at.is_none()).ok_or(ResendError::AccountClosed)?;
    let deliveries = delivery::of(certificate.id).all(&tx).await?;
    // While a delivery is under way, another one would only be a second copy.
    if deliveries.iter().any(delivery::Delivery::is_under_way) {
        return Err(ResendError::OnItsWay);
    }
    // Refused here, because the worker would withhold the mail and the officer would not learn why.
    if suppressed_address::of(&account.email).one(&tx).await?.is_some() {
        return Err(ResendError::AddressSuppressed);
    }
    let delivery = delivery::next(&deliveries);
    let mail = Mail::Certificate { certificate: certificate.id, delivery };
    let inserted = outbox::Entity::insert(outbox::queue(Uuid::now_v7(), mail, now, source.trace))
        .on_conflict_do_nothing_on([outbox::Column::DedupeKey])
        .exec_without_returning(&tx)
        .await?;
    // Another request queued the same delivery at the same moment.
    if !matches!(inserted, TryInsertResult::Inserted(1)) {
        return Err(ResendError::OnItsWay);
    }
    let event = Event::new(Action::CertificateResent, source, now).by(actor).about(certificate.account_id);
    audit::record(&tx, event.detail(certificate.id.0.to_string())).await?;
    tx.commit().await?;
    Ok(Resent { certificate, delivery })
}
