//! Registering the receipt of a certificate: once, by its owner, for good (R79, R80, I12, I13).
//!
//! One transaction does it all, and on PostgreSQL it is one statement. It marks the certificate, stops its reminders,
//! cancels those in the outbox that no relay was sent yet, and writes the audit event. The certificate changes before the
//! outbox: a delivery that claims its reminder meanwhile either reads the change, or loses its row here.

use std::time::Duration;

use entity::{
    account::AccountId,
    audit::Action,
    certificate::{self, CertificateNumber, Listed, ReceiptStatus},
    outbox::{self, Kind},
};
use futures_util::FutureExt;
use migration::{batch::Batch, failure::unless_too_slow};
use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, DbErr, FromQueryResult, Statement};

use crate::{
    app::App,
    audit::{self, Event},
    capacity::Busy,
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
    /// Too many wait for certificates that someone holds.
    #[error(transparent)]
    Busy(#[from] Busy),
    /// The database did not answer.
    #[error("could not read or write the certificate")]
    Database(#[from] DbErr),
}

/// A registration that was asked for.
struct Asked {
    account: AccountId,
    number: CertificateNumber,
    visit: Visit,
}

/// Registers receipts.
pub struct Registrations(Batch<Asked, Option<Listed>>);

impl Registrations {
    /// Registers them in `db`.
    #[must_use]
    pub fn new(db: &DatabaseConnection, limit: Duration) -> Self {
        Self(Batch::new(db, limit, |db, asked| several(db, asked).boxed()))
    }
}

/// Registers receipt at `now`; doing it again answers with the first time.
pub async fn register(
    app: &App,
    account: AccountId,
    number: &str,
    visit: &Visit,
) -> Result<Listed, ReceiptError> {
    let number = CertificateNumber::parse(number).map_err(|_| ReceiptError::NoSuchCertificate)?;
    let asked = Asked { account, number: number.clone(), visit: visit.clone() };
    let together = app.together.registrations.0.ask(asked).await;
    if let Some(registered) = unless_too_slow(together)?.flatten() {
        return Ok(registered);
    }
    let _permit = app.capacity.alone("registerReceipt", false).await?;
    match as_it_is(&app.db, account, &number).await? {
        Err(Unregistered) => {}
        Ok(registered) => return Ok(registered),
    }
    if let Some(registered) = alone(&app.db, account, &number, visit).await? {
        return Ok(registered.into());
    }
    as_it_is(&app.db, account, &number).await?.map_err(|_| ReceiptError::NoSuchCertificate)
}

/// Nobody has registered receipt yet.
struct Unregistered;

/// A certificate of the account whose receipt is registered already.
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

/// Left out are certificates that someone holds, so that nobody waits for another one's, and those with a mail that still
/// waits. The audit events are written last, in everyone's order of their chains: no row is locked afterwards. If somebody
/// keeps a chain for long, each registration is done alone.
const SEVERAL: &str = "
    WITH asked AS (
        SELECT asked.* FROM (SELECT set_config('lock_timeout', '300ms', TRUE)) AS brief, json_to_recordset($1::json)
            AS asked (place integer, account uuid, certificate_number text, now timestamptz, {event})
    ), free AS (
        SELECT certificate.id, asked.place
        FROM asked JOIN certificate ON account_id = asked.account AND number = asked.certificate_number
        WHERE requested_at IS NOT NULL AND cancelled_at IS NULL AND registered_at IS NULL AND (
            SELECT count(*) FROM mail_outbox
            WHERE certificate_id = certificate.id AND state IN ('QUEUED', 'RETRY', 'SENDING')
        ) = 0
        FOR NO KEY UPDATE OF certificate SKIP LOCKED
    ), registered AS (
        UPDATE certificate SET registered_at = asked.now, next_reminder_at = NULL
        FROM free JOIN asked ON asked.place = free.place WHERE certificate.id = free.id
        RETURNING certificate.*, asked.*
    )
    SELECT place, {columns}, {record}, id::text)
    FROM (SELECT * FROM registered ORDER BY event_lock, place) AS registered";

/// Registers receipt of those certificates that nothing stands in the way of; `None` for the others.
async fn several(db: &DatabaseConnection, asked: &[Asked]) -> Result<Vec<Option<Listed>>, DbErr> {
    let mut registered = vec![None; asked.len()];
    if db.get_database_backend() != DbBackend::Postgres {
        for (Asked { account, number, visit }, registered) in asked.iter().zip(&mut registered) {
            *registered = register_on_sqlite(db, *account, number, visit).await?.map(Listed::from);
        }
        return Ok(registered);
    }
    let records: Vec<_> = asked.iter().enumerate().map(|(place, asked)| record(place, asked)).collect();
    let sql = SEVERAL
        .replace("{event}", audit::EVENT_COLUMNS)
        .replace("{columns}", Listed::COLUMNS)
        .replace("{record}", audit::CALL_FOR_RECORD);
    let records = serde_json::Value::Array(records).to_string();
    let statement = Statement::from_sql_and_values(DbBackend::Postgres, sql, [records.into()]);
    for row in db.query_all_raw(statement).await? {
        let place = usize::try_from(row.try_get_by_index::<i32>(0)?).unwrap_or(usize::MAX);
        if let Some(registered) = registered.get_mut(place) {
            *registered = Listed::read(&row, 1)?;
        }
    }
    Ok(registered)
}

fn record(place: usize, Asked { account, number, visit }: &Asked) -> serde_json::Value {
    let mut record = serde_json::Map::new();
    record.insert("place".to_owned(), place.into());
    record.insert("account".to_owned(), account.0.to_string().into());
    record.insert("certificate_number".to_owned(), number.as_str().into());
    record.insert("now".to_owned(), visit.now.to_rfc3339().into());
    audit::record_in_json(event(*account, visit), &mut record);
    record.into()
}

/// Registers receipt of one certificate, and waits for its row if somebody holds it; `None` where it is registered, or was
/// cancelled.
async fn alone(
    db: &DatabaseConnection,
    account: AccountId,
    number: &CertificateNumber,
    visit: &Visit,
) -> Result<Option<certificate::Model>, DbErr> {
    match db.get_database_backend() {
        DbBackend::Postgres => alone_on_postgres(db, account, number, visit).await,
        _ => register_on_sqlite(db, account, number, visit).await,
    }
}

/// The audit event is written last, because its condition reads what the second step returned: no row is locked after
/// the chain of the audit trail. The state is asked for by a CASE, so that the mails are found by their certificate, and
/// not by the index of all that waits.
const ALONE: &str = "
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

async fn alone_on_postgres(
    db: &DatabaseConnection,
    account: AccountId,
    number: &CertificateNumber,
    visit: &Visit,
) -> Result<Option<certificate::Model>, DbErr> {
    let kind = Kind::ReceiptReminder.name();
    let mut values = vec![visit.now.into(), account.into(), number.as_str().into(), kind.into()];
    let record = audit::call_with_detail(event(account, visit), "registered.id::text", &mut values);
    let sql = ALONE.replace("{record}", &record);
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
