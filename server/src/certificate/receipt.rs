//! Registers receipt of a certificate: once, by its owner, irrevocably (R79, R80, I12, I13).
//!
//! One transaction marks the certificate, stops its reminders, cancels reminder mails that no relay has been
//! given yet, and records the audit event; on PostgreSQL it is one statement. The certificate changes before
//! the outbox: a delivery that claims its reminder meanwhile either reads the change, or loses its row here.

use entity::{
    account::AccountId,
    certificate::{self, CertificateNumber, Listed, ReceiptStatus},
    outbox::{self, Kind},
};
use migration::failure::unless_too_slow;
use sea_orm::{DatabaseConnection, DbBackend, DbErr, FromQueryResult, Statement};

use crate::{
    app::App,
    audit,
    batches::receipts::{Wanted, event},
    capacity::Busy,
    request_info::RequestInfo,
};

/// Why receipt was not registered.
#[derive(Debug, thiserror::Error)]
pub enum ReceiptError {
    /// The account has no certificate with this number.
    #[error("the account has no such certificate")]
    NoSuchCertificate,
    /// The bureau has cancelled the certificate (I3).
    #[error("the certificate was cancelled by the bureau")]
    Cancelled,
    /// Too many registrations wait for locked certificates.
    #[error(transparent)]
    Busy(#[from] Busy),
    /// A database operation failed; the source says why.
    #[error("could not read or write the certificate")]
    Database(#[from] DbErr),
}

/// Registers receipt now. If it is registered already, returns the certificate with the first time.
pub async fn register(
    app: &App,
    account: AccountId,
    number: &str,
    info: &RequestInfo,
) -> Result<Listed, ReceiptError> {
    let number = CertificateNumber::parse(number).map_err(|_| ReceiptError::NoSuchCertificate)?;
    let wanted = Wanted { account, number: number.clone(), info: info.clone() };
    let together = app.batches.receipts.register(wanted).await;
    if let Some(registered) = unless_too_slow(together)?.flatten() {
        return Ok(registered);
    }
    // The batch skipped it: its row is locked, a mail is waiting, or it cannot be registered.
    let _permit = app.capacity.alone("registerReceipt", false).await?;
    // A plain read first: it answers a repeated click without waiting for a locked row.
    match as_it_is(&app.db, account, &number).await? {
        Err(Unregistered) => {}
        Ok(registered) => return Ok(registered),
    }
    if let Some(registered) = alone(&app.db, account, &number, info).await? {
        return Ok(registered.into());
    }
    // Another request registered or cancelled it since the read above.
    as_it_is(&app.db, account, &number).await?.map_err(|_| ReceiptError::NoSuchCertificate)
}

/// Receipt is not registered yet.
struct Unregistered;

/// The certificate of the account if its receipt is registered already.
async fn as_it_is(
    db: &DatabaseConnection,
    account: AccountId,
    number: &CertificateNumber,
) -> Result<Result<Listed, Unregistered>, ReceiptError> {
    let certificate = certificate::listed_by_number(account, number).one(db).await?;
    let certificate = certificate.ok_or(ReceiptError::NoSuchCertificate)?;
    match certificate.status() {
        ReceiptStatus::Cancelled => Err(ReceiptError::Cancelled),
        ReceiptStatus::Registered => Ok(Ok(certificate.into())),
        ReceiptStatus::NotRegistered => Ok(Err(Unregistered)),
    }
}

/// Registers receipt of one certificate, waiting for its row if it is locked. `None` if it is registered
/// already, or cancelled.
async fn alone(
    db: &DatabaseConnection,
    account: AccountId,
    number: &CertificateNumber,
    info: &RequestInfo,
) -> Result<Option<certificate::Model>, DbErr> {
    match db.get_database_backend() {
        DbBackend::Postgres => alone_on_postgres(db, account, number, info).await,
        _ => register_on_sqlite(db, account, number, info).await,
    }
}

/// The audit event is recorded last, because its condition reads what the second step returned: no row is
/// locked after the lock of the audit chain. The writes are those of [`register_on_sqlite`].
const ALONE: &str = "
    WITH registered AS (
        UPDATE certificate SET registered_at = $1, next_reminder_at = NULL
        WHERE account_id = $2 AND number = $3
          AND {can_be_registered}
        RETURNING *
    ), stopped AS (
        UPDATE mail_outbox SET state = 'CANCELLED', lease_token = NULL, lease_until = NULL
        WHERE certificate_id IN (SELECT id FROM registered) AND kind = $4
          AND {can_be_stopped}
        RETURNING id
    )
    SELECT registered.*, {record} FROM registered WHERE (SELECT count(*) FROM stopped) >= 0";

async fn alone_on_postgres(
    db: &DatabaseConnection,
    account: AccountId,
    number: &CertificateNumber,
    info: &RequestInfo,
) -> Result<Option<certificate::Model>, DbErr> {
    let kind = Kind::ReceiptReminder.name();
    let mut values = vec![info.now.into(), account.into(), number.as_str().into(), kind.into()];
    let record = audit::call_with_detail(event(account, info), "registered.id::text", &mut values);
    let sql = ALONE
        .replace("{can_be_registered}", certificate::CAN_BE_REGISTERED)
        .replace("{can_be_stopped}", outbox::CAN_BE_STOPPED)
        .replace("{record}", &record);
    let statement = Statement::from_sql_and_values(DbBackend::Postgres, sql, values);
    certificate::Model::find_by_statement(statement).one(db).await
}

async fn register_on_sqlite(
    db: &DatabaseConnection,
    account: AccountId,
    number: &CertificateNumber,
    info: &RequestInfo,
) -> Result<Option<certificate::Model>, DbErr> {
    let tx = migration::database::write(db).await?;
    let registered = certificate::register_receipt(account, number, info.now);
    let Some(certificate) = registered.exec_with_returning(&tx).await?.pop() else {
        tx.rollback().await?;
        return Ok(None);
    };
    // After the certificate: a worker that claims a reminder now reads the change, and drops it.
    outbox::cancel_reminders(certificate.id).exec(&tx).await?;
    audit::record(&tx, event(account, info).detail(certificate.id.0.to_string())).await?;
    tx.commit().await?;
    Ok(Some(certificate))
}
