//! Records requests for links that end no older link and wait for no other request. `account::link_anew`
//! records the others one by one.

use std::time::Duration;

use entity::{email_link, outbox};
use futures_util::FutureExt;
use migration::{batch::Batch, together};
use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, DbErr, Statement};
use serde_json::{Map, Value};

use crate::audit;

/// Records requests for links, several in one statement.
pub struct LinkRequests(Batch<Map<String, Value>, bool>);

impl LinkRequests {
    /// Creates the batch on `db`.
    #[must_use]
    pub fn new(db: &DatabaseConnection, limit: Duration) -> Self {
        Self(Batch::new(db, limit, |db, asked| several(db, asked).boxed()))
    }

    /// Records a request in the JSON form of `account::link_anew`. Returns whether it was recorded.
    pub(crate) async fn record(&self, request: Map<String, Value>) -> Result<bool, DbErr> {
        self.0.ask(request).await
    }
}

/// Of several requests for one subject, only the first is recorded. The audit events are recorded last, in
/// the fixed order of their chains. If a chain stays locked for long, the batch fails, and each request is
/// recorded alone.
const SEVERAL: &str = "
    WITH asked AS (
        SELECT asked.* FROM (SELECT set_config('lock_timeout', '300ms', TRUE)) AS brief, json_to_recordset($1::json) AS asked (
            place integer, link json, mail json, lock text, purpose text, email_key text, user_id text, now timestamptz,
            {event}
        )
    ), one_each AS (
        SELECT DISTINCT ON (lock) * FROM asked ORDER BY lock, place
    ), first AS MATERIALIZED (
        SELECT * FROM one_each WHERE is_first_link(lock, purpose, email_key, user_id, now)
    ), links AS ({links}), mails AS ({mails})
    SELECT place, {record}, event_detail) FROM (SELECT * FROM first ORDER BY event_lock, place) AS first
    WHERE (SELECT count(*) FROM links) + (SELECT count(*) FROM mails) >= 0";

/// Records the requests that are the first for their subject. Returns, for each, whether it was recorded.
async fn several(db: &DatabaseConnection, asked: &[Map<String, Value>]) -> Result<Vec<bool>, DbErr> {
    let records = asked.iter().enumerate().map(|(place, asked)| {
        let mut record = asked.clone();
        record.insert("place".to_owned(), place.into());
        record.into()
    });
    let sql = SEVERAL
        .replace("{event}", audit::EVENT_COLUMNS)
        .replace("{links}", &together::insert_from_json::<email_link::Entity>("link", "first"))
        .replace("{mails}", &together::insert_from_json::<outbox::Entity>("mail", "first"))
        .replace("{record}", audit::CALL_FOR_RECORD);
    let records = Value::Array(records.collect()).to_string();
    let statement = Statement::from_sql_and_values(DbBackend::Postgres, sql, [records.into()]);
    let mut recorded = vec![false; asked.len()];
    for row in db.query_all_raw(statement).await? {
        let place = usize::try_from(row.try_get_by_index::<i32>(0)?).unwrap_or(usize::MAX);
        recorded.get_mut(place).into_iter().for_each(|recorded| *recorded = true);
    }
    Ok(recorded)
}
