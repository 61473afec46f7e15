//! Sending the mail of a certificate once more (I15): to the present address, "Request Date and Time" unchanged.
//!
//! One delivery at a time: while one is on its way, nothing is added. Two officers at once are told apart by the
//! unique key of the delivery, not by a look beforehand. An address that is suppressed stays so; whether it is
//! written to again is decided elsewhere, by people.

use chrono::{DateTime, Utc};
use entity::{
    account,
    audit::Action,
    certificate::{self, CertificateNumber},
    outbox::{self, Mail, delivery},
    suppressed_address,
};
use sea_orm::{DatabaseConnection, QuerySelect, TryInsertResult, entity::prelude::*};

use crate::audit::{self, Actor, Event, Source};

/// Why nothing was sent again.
#[derive(Debug, thiserror::Error)]
pub enum ResendError {
    /// No certificate has this number.
    #[error("no certificate has this number")]
    NoSuchCertificate,
    /// The bureau has cancelled it (I3).
    #[error("the certificate was cancelled")]
    Cancelled,
    /// Its account is closed: there is no address any more.
    #[error("the account that it was sent to is closed")]
    AccountClosed,
    /// A delivery still waits or is being sent.
    #[error("it is already on its way")]
    OnItsWay,
    /// A relay has called the account's address wrong, so the mail would be withheld.
    #[error("mails to the account's address come back, so nothing is sent there")]
    AddressSuppressed,
    /// The database did not answer.
    #[error("could not read or write the certificate")]
    Database(#[from] DbErr),
}

/// Puts the certificate's mail on its way again; answers with the certificate and the delivery's number.
pub async fn resend(
    db: &DatabaseConnection,
    number: &str,
    source: &Source,
    actor: Actor,
    now: DateTime<Utc>,
) -> Result<(certificate::Model, i32), ResendError> {
    let number = CertificateNumber::parse(number).map_err(|_| ResendError::NoSuchCertificate)?;
    let tx = migration::database::write(db).await?;
    // Locked as a claim locks it: a cancellation comes before or after.
    let certificate = certificate::by_number(&number).lock_shared().one(&tx).await?;
    let certificate = certificate.ok_or(ResendError::NoSuchCertificate)?;
    if certificate.cancelled_at.is_some() {
        return Err(ResendError::Cancelled);
    }
    let account = account::Entity::find_by_id(certificate.account_id).one(&tx).await?;
    let account = account.filter(|account| account.closed_at.is_none()).ok_or(ResendError::AccountClosed)?;
    let deliveries = delivery::of(certificate.id).all(&tx).await?;
    if deliveries.iter().any(delivery::Delivery::is_under_way) {
        return Err(ResendError::OnItsWay);
    }
    if suppressed_address::of(&account.email).one(&tx).await?.is_some() {
        return Err(ResendError::AddressSuppressed);
    }
    let delivery = delivery::next(&deliveries);
    let mail = Mail::Certificate { certificate: certificate.id, delivery };
    let inserted = outbox::Entity::insert(outbox::queue(Uuid::now_v7(), mail, now, source.trace))
        .on_conflict_do_nothing_on([outbox::Column::DedupeKey])
        .exec_without_returning(&tx)
        .await?;
    // Someone else put the same delivery on its way in this very moment.
    if !matches!(inserted, TryInsertResult::Inserted(1)) {
        return Err(ResendError::OnItsWay);
    }
    let event = Event::new(Action::CertificateResent, source, now).by(actor).about(certificate.account_id);
    audit::record(&tx, event.detail(certificate.id.0.to_string())).await?;
    tx.commit().await?;
    Ok((certificate, delivery))
}
