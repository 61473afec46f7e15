//! Registers receipt of certificates whose registration needs no wait. `certificate::receipt` registers the
//! others one by one.

use std::time::Duration;

use entity::{
    account::AccountId,
    audit::Action,
    certificate::{self, CertificateNumber, Listed},
};
use futures_util::FutureExt;
use migration::batch::Batch;
use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, DbErr, Statement};

use crate::{
    audit::{self, Event},
    request_info::RequestInfo,
};

/// A request to register receipt.
pub(crate) struct Wanted {
    pub(crate) account: AccountId,
    pub(crate) number: CertificateNumber,
    pub(crate) info: RequestInfo,
}

/// Registers receipts, several in one statement.
pub struct Registrations(Batch<Wanted, Option<Listed>>);

impl Registrations {
    /// Creates the batch on `db`.
    #[must_use]
    pub fn new(db: &DatabaseConnection, limit: Duration) -> Self {
        Self(Batch::new(db, limit, |db, asked| several(db, asked).boxed()))
    }

    /// Registers one receipt; `None` if it must be registered alone.
    pub(crate) async fn register(&self, wanted: Wanted) -> Result<Option<Listed>, DbErr> {
        self.0.ask(wanted).await
    }
}

/// It skips certificates that are locked, so that no request waits for the certificate of another, and those
/// with a mail that is waiting. The change of a certificate also changes the stored lengths of its account's
/// lists, so it skips accounts whose row is locked: two batches that waited for such rows could wait for each
/// other. The audit events are recorded last, in the fixed order of their chains, so no row is locked
/// afterwards. If a chain stays locked for long, the batch fails, and each receipt is registered alone.
const SEVERAL: &str = "
    WITH asked AS (
        SELECT asked.* FROM (SELECT set_config('lock_timeout', '300ms', TRUE)) AS brief, json_to_recordset($1::json)
            AS asked (place integer, account uuid, certificate_number text, now timestamptz, {event})
    ), free AS (
        SELECT certificate.id, asked.place
        FROM asked
            JOIN certificate ON certificate.account_id = asked.account AND number = asked.certificate_number
            JOIN receipt_count ON receipt_count.account_id = asked.account
        WHERE {can_be_registered} AND (
            SELECT count(*) FROM mail_outbox
            WHERE certificate_id = certificate.id AND state IN ('QUEUED', 'RETRY', 'SENDING')
        ) = 0
        FOR NO KEY UPDATE OF certificate, receipt_count SKIP LOCKED
    ), registered AS (
        UPDATE certificate SET registered_at = asked.now, next_reminder_at = NULL
        FROM free JOIN asked ON asked.place = free.place WHERE certificate.id = free.id
        RETURNING certificate.*, asked.*
    )
    SELECT place, {columns}, {record}, id::text)
    FROM (SELECT * FROM registered ORDER BY event_lock, place) AS registered";

/// Registers receipt where nothing stands in the way; `None` for the other certificates.
async fn several(db: &DatabaseConnection, asked: &[Wanted]) -> Result<Vec<Option<Listed>>, DbErr> {
    let mut registered = vec![None; asked.len()];
    // SQLite has no round trips to save, so each receipt is registered alone.
    if db.get_database_backend() != DbBackend::Postgres {
        return Ok(registered);
    }
    let records: Vec<_> = asked.iter().enumerate().map(|(place, asked)| record(place, asked)).collect();
    let sql = SEVERAL
        .replace("{can_be_registered}", certificate::CAN_BE_REGISTERED)
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

fn record(place: usize, Wanted { account, number, info }: &Wanted) -> serde_json::Value {
    let mut record = serde_json::Map::new();
    record.insert("place".to_owned(), place.into());
    record.insert("account".to_owned(), account.0.to_string().into());
    record.insert("certificate_number".to_owned(), number.as_str().into());
    record.insert("now".to_owned(), info.now.to_rfc3339().into());
    audit::record_in_json(event(*account, info), &mut record);
    record.into()
}

/// The audit event of a registration.
pub(crate) fn event(account: AccountId, info: &RequestInfo) -> Event<'_> {
    info.event(Action::ReceiptRegistered).by_owner(account)
}
