//! Registering the receipt of a certificate: once, by its owner, for good (R79, R80, I12, I13).
//!
//! One transaction does it all, and on PostgreSQL it is one statement. It marks the certificate, stops its reminders,
//! cancels those in the outbox that no relay was sent yet, and writes the audit event. The certificate changes before the
//! outbox: a delivery that claims its reminder meanwhile either reads the change, or loses its row here.

use entity::{
    account::AccountId,
    audit::Action,
    certificate::{self, CertificateNumber, ReceiptStatus},
    outbox::{self, Kind},
};
use sea_orm::{DatabaseConnection, DbBackend, DbErr, FromQueryResult, Statement};

use crate::{
    audit::{self, Event},
    visit::Visit,
};

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

/// The audit event is written last, because its condition reads what the second step returned: no row is locked after
/// the chain of the audit trail. The state is asked for by a CASE, so that the mails are found by their certificate, and
/// not by the index of all that waits.
const POSTGRES: &str = "
    WITH registered AS (
        UPDATE certificate SET registered_at = $1, next_reminder_at = NULL
        WHERE account_id = $2 AND number = $3
          AND requested_at IS NOT NULL AND cancelled_at IS NULL AND registered_at IS NULL
        RETURNING *
    ), stopped AS (
        UPDATE mail_outbox SET state = 'CANCELLED', lease_token = NULL, lease_until = NULL
        WHERE certificate_id IN (SELECT id FROM registered) AND kind = $4
          AND CASE state WHEN 'QUEUED' THEN TRUE WHEN 'RETRY' THEN TRUE WHEN 'SENDING' THEN phase = 'NONE' ELSE FALSE END
        RETURNING id
    )
    SELECT registered.*, {record} FROM registered WHERE (SELECT count(*) FROM stopped) >= 0";

/// Registers receipt at `now`; doing it again answers with the first time.
pub async fn register(
    db: &DatabaseConnection,
    account: AccountId,
    number: &str,
    visit: &Visit,
) -> Result<certificate::Model, ReceiptError> {
    let number = CertificateNumber::parse(number).map_err(|_| ReceiptError::NoSuchCertificate)?;
    let registered = match db.get_database_backend() {
        DbBackend::Postgres => register_on_postgres(db, account, &number, visit).await?,
        _ => register_on_sqlite(db, account, &number, visit).await?,
    };
    if let Some(certificate) = registered {
        return Ok(certificate);
    }
    let certificate = certificate::listed_by_number(account, &number).one(db).await?;
    match certificate.map(|certificate| (certificate.status(), certificate)) {
        None => Err(ReceiptError::NoSuchCertificate),
        Some((ReceiptStatus::Cancelled, _)) => Err(ReceiptError::Cancelled),
        Some((_, certificate)) => Ok(certificate),
    }
}

async fn register_on_postgres(
    db: &DatabaseConnection,
    account: AccountId,
    number: &CertificateNumber,
    visit: &Visit,
) -> Result<Option<certificate::Model>, DbErr> {
    let kind = Kind::ReceiptReminder.name();
    let mut values = vec![visit.now.into(), account.into(), number.as_str().into(), kind.into()];
    let record = audit::call_with_detail(event(account, visit), "registered.id::text", &mut values);
    let sql = POSTGRES.replace("{record}", &record);
    let statement = Statement::from_sql_and_values(DbBackend::Postgres, sql, values);
    certificate::Model::find_by_statement(statement).one(db).await
}

async fn register_on_sqlite(
    db: &DatabaseConnection,
    account: AccountId,
    number: &CertificateNumber,
    visit: &Visit,
) -> Result<Option<certificate::Model>, DbErr> {
    let tx = migration::database::write(db).await?;
    let registered = certificate::register_receipt(account, number, visit.now);
    let Some(certificate) = registered.exec_with_returning(&tx).await?.pop() else {
        tx.rollback().await?;
        return Ok(None);
    };
    outbox::cancel_reminders(certificate.id).exec(&tx).await?;
    audit::record(&tx, event(account, visit).detail(certificate.id.0.to_string())).await?;
    tx.commit().await?;
    Ok(Some(certificate))
}

fn event(account: AccountId, visit: &Visit) -> Event<'_> {
    visit.event(Action::ReceiptRegistered).by_owner(account)
}
