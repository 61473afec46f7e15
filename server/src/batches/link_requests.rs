//! Records concurrent requests for links together. `account::link_request` records those with an idempotency
//! key one by one.

use std::time::Duration;

use entity::{email_link, outbox};
use futures_util::FutureExt;
use migration::{batch::Batch, together};
use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, DbErr, Statement};
use serde_json::{Map, Value};

use crate::audit;

/// Records requests for links, several in one statement.
pub struct LinkRequests(Batch<Map<String, Value>, ()>);

impl LinkRequests {
    /// Creates the batch on `db`.
    #[must_use]
    pub fn new(db: &DatabaseConnection, limit: Duration) -> Self {
        Self(Batch::new(db, limit, |db, asked| several(db, asked).boxed()))
    }

    /// Records a request in the JSON form of `account::link_request`.
    pub(crate) async fn record(&self, request: Map<String, Value>) -> Result<(), DbErr> {
        self.0.ask(request).await
    }
}

/// The audit events are recorded last, in the fixed order of their chains. If a chain stays locked for long,
/// the batch fails, and each request is recorded alone.
const SEVERAL: &str = "
    WITH asked AS (
        SELECT asked.* FROM (SELECT set_config('lock_timeout', '300ms', TRUE)) AS brief, json_to_recordset($1::json) AS asked (
            place integer, link json, mail json, {event}
        )
    ), links AS ({links}), mails AS ({mails})
    SELECT {record}, event_detail) FROM (SELECT * FROM asked ORDER BY event_lock, place) AS asked
    WHERE (SELECT count(*) FROM links) + (SELECT count(*) FROM mails) >= 0";

/// Records the requests: all of them, or none if it fails.
async fn several(db: &DatabaseConnection, asked: &[Map<String, Value>]) -> Result<Vec<()>, DbErr> {
    let records = asked.iter().enumerate().map(|(place, asked)| {
        let mut record = asked.clone();
        record.insert("place".to_owned(), place.into());
        record.into()
    });
    let sql = SEVERAL
        .replace("{event}", audit::EVENT_COLUMNS)
        .replace("{links}", &together::insert_from_json::<email_link::Entity>("link", "asked"))
        .replace("{mails}", &together::insert_from_json::<outbox::Entity>("mail", "asked"))
        .replace("{record}", audit::CALL_FOR_RECORD);
    let records = Value::Array(records.collect()).to_string();
    let statement = Statement::from_sql_and_values(DbBackend::Postgres, sql, [records.into()]);
    db.execute_raw(statement).await?;
    Ok(vec![(); asked.len()])
}
