//! Registering the receipt of a certificate: once, by its owner, for good (R79, R80, I12, I13).
//!
//! One transaction does it all, and one statement of it on PostgreSQL: the certificate is marked, its reminders
//! stop, and those in the outbox whose content no relay was given yet are cancelled. The certificate is locked before the outbox,
//! as everywhere, so a reminder being claimed orders itself before or after.

use chrono::{DateTime, Utc};
use entity::{
    account::AccountId,
    audit::Action,
    certificate::{self, CertificateNumber, ReceiptStatus},
    outbox::{self, Kind},
};
use sea_orm::{
    ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr, FromQueryResult, Statement,
};

use crate::{audit, visit::Visit};

/// Why receipt was not registered.
#[derive(Debug, thiserror::Error)]
pub enum ReceiptError {
    /// The account has no such certificate.
    #[error("the account has no such certificate")]
    NoSuchCertificate,
    /// The bureau has cancelled it (I3).
    #[error("the certificate was cancelled by the bureau")]
    Cancelled,
    /// The database did not answer.
    #[error("could not read or write the certificate")]
    Database(#[from] DbErr),
}

const POSTGRES: &str = "
    WITH registered AS (
        UPDATE certificate SET registered_at = $1, next_reminder_at = NULL
        WHERE account_id = $2 AND number = $3
          AND requested_at IS NOT NULL AND cancelled_at IS NULL AND registered_at IS NULL
        RETURNING *
    ), stopped AS (
        UPDATE mail_outbox SET state = 'CANCELLED', lease_token = NULL, lease_until = NULL
        WHERE certificate_id IN (SELECT id FROM registered) AND kind = $4
          AND (state IN ('QUEUED', 'RETRY') OR state = 'SENDING' AND phase = 'NONE')
    )
    SELECT * FROM registered";

/// Registers receipt at `now`; doing it again answers with the first time.
pub async fn register(
    db: &DatabaseConnection,
    account: AccountId,
    number: &str,
    visit: &Visit,
) -> Result<certificate::Model, ReceiptError> {
    let number = CertificateNumber::parse(number).map_err(|_| ReceiptError::NoSuchCertificate)?;
    let tx = migration::database::write(db).await?;
    let registered = match tx.get_database_backend() {
        DbBackend::Postgres => register_on_postgres(&tx, account, &number, visit.now).await?,
        _ => register_on_sqlite(&tx, account, &number, visit.now).await?,
    };
    if let Some(certificate) = registered {
        let event = visit.event(Action::ReceiptRegistered).by_owner(account);
        audit::record(&tx, event.detail(certificate.id.0.to_string())).await?;
        tx.commit().await?;
        return Ok(certificate);
    }
    tx.rollback().await?;
    let certificate = certificate::listed_by_number(account, &number).one(db).await?;
    match certificate.map(|certificate| (certificate.status(), certificate)) {
        None => Err(ReceiptError::NoSuchCertificate),
        Some((ReceiptStatus::Cancelled, _)) => Err(ReceiptError::Cancelled),
        Some((_, certificate)) => Ok(certificate),
    }
}

async fn register_on_postgres(
    tx: &DatabaseTransaction,
    account: AccountId,
    number: &CertificateNumber,
    now: DateTime<Utc>,
) -> Result<Option<certificate::Model>, DbErr> {
    let values = [now.into(), account.into(), number.as_str().into(), Kind::ReceiptReminder.name().into()];
    let statement = Statement::from_sql_and_values(DbBackend::Postgres, POSTGRES, values);
    certificate::Model::find_by_statement(statement).one(tx).await
}

async fn register_on_sqlite(
    tx: &DatabaseTransaction,
    account: AccountId,
    number: &CertificateNumber,
    now: DateTime<Utc>,
) -> Result<Option<certificate::Model>, DbErr> {
    let registered = certificate::register_receipt(account, number, now).exec_with_returning(tx).await?.pop();
    if let Some(certificate) = &registered {
        outbox::cancel_reminders(certificate.id).exec(tx).await?;
    }
    Ok(registered)
}
