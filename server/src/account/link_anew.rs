//! A request for a new link, which ends the older ones (I18): the link, its mail and the audit event are recorded together.
//!
//! Requests for one subject pass one by one, so that each ends the link of the one before. On PostgreSQL all of it is
//! one statement, in which a function takes the lock (`migration::m0021_fewer_round_trips`); SQLite has one writer.
//! Requests that end no link, and wait for none, are recorded together with others that come at the same time.

use std::time::Duration;

use entity::{
    email_link::{self, Purpose},
    outbox::{self, Mail},
};
use futures_util::FutureExt;
use migration::{batch::Batch, failure::unless_too_slow, together};
use sea_orm::{
    ActiveEnum, ActiveValue, ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, QueryTrait,
    Statement,
    entity::prelude::*,
    sea_query::{Query, SubQueryStatement},
};

use super::repeatable::{self, Once, Use};
use crate::{
    app::App,
    audit::{self, Actor, Event},
    capacity::Busy,
    visit::Visit,
};

/// A request.
pub(crate) struct Request<'a> {
    /// The row of the new link.
    pub(crate) link: email_link::ActiveModel,
    /// Whose older links it ends, among those to its address: requests for one subject wait for each other.
    pub(crate) subject: &'a str,
    /// The mail that brings it.
    pub(crate) mail: fn(Uuid) -> Mail,
    /// What happened.
    pub(crate) event: Event<'a>,
}

/// A request could not be recorded.
#[derive(Debug, thiserror::Error)]
pub(crate) enum RecordError {
    /// Too many wait for others of the same subject.
    #[error(transparent)]
    Busy(#[from] Busy),
    /// The database did not answer.
    #[error("could not record the request")]
    Database(#[from] DbErr),
}

/// Records requests.
pub struct Requests(Batch<serde_json::Map<String, serde_json::Value>, bool>);

impl Requests {
    /// Records them in `db`.
    #[must_use]
    pub fn new(db: &DatabaseConnection, limit: Duration) -> Self {
        Self(Batch::new(db, limit, |db, asked| several(db, asked).boxed()))
    }
}

/// Records a request, unless the same one was recorded `once` before.
pub(crate) async fn record(
    app: &App,
    request: Request<'_>,
    once: Once<'_>,
    visit: &Visit,
) -> Result<Use, RecordError> {
    let is_on_postgres = app.db.get_database_backend() == DbBackend::Postgres;
    if is_on_postgres && once.has_no_key() {
        let together = app.together.link_requests.0.ask(in_json(&request, visit)).await;
        if unless_too_slow(together)? == Some(true) {
            return Ok(Use::First);
        }
    }
    let is_officers = matches!(request.event.actor, Actor::Officer(_));
    let _permit = app.capacity.alone("link", is_officers).await?;
    if is_on_postgres && once.has_no_key() {
        in_one_statement(&app.db, request, visit).await?;
        return Ok(Use::First);
    }
    let tx = migration::database::write(&app.db).await?;
    let seen = repeatable::note(&tx, once, visit.now).await?;
    if seen != Use::First {
        return Ok(seen);
    }
    match tx.get_database_backend() {
        DbBackend::Postgres => in_one_statement(&tx, request, visit).await?,
        _ => one_by_one(&tx, request, visit).await?,
    }
    tx.commit().await?;
    Ok(Use::First)
}

/// Of several requests for one subject the first is taken. The audit events are written last, in everyone's order of
/// their chains. If somebody keeps a chain for long, each request is recorded alone.
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

/// Records those requests that are the first for their subject; whether each was.
async fn several(
    db: &DatabaseConnection,
    asked: &[serde_json::Map<String, serde_json::Value>],
) -> Result<Vec<bool>, DbErr> {
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
    let records = serde_json::Value::Array(records.collect()).to_string();
    let statement = Statement::from_sql_and_values(DbBackend::Postgres, sql, [records.into()]);
    let mut recorded = vec![false; asked.len()];
    for row in db.query_all_raw(statement).await? {
        let place = usize::try_from(row.try_get_by_index::<i32>(0)?).unwrap_or(usize::MAX);
        recorded.get_mut(place).into_iter().for_each(|recorded| *recorded = true);
    }
    Ok(recorded)
}

fn in_json(request: &Request<'_>, visit: &Visit) -> serde_json::Map<String, serde_json::Value> {
    let Request { link, subject, mail, event } = request;
    let (id, purpose) = (*link.id.as_ref(), *link.purpose.as_ref());
    let mail = outbox::queue(Uuid::now_v7(), mail(id), visit.now, visit.source.trace);
    let mut record = serde_json::Map::new();
    for (name, value) in [
        ("link", together::to_json(link)),
        ("mail", together::to_json(&mail)),
        ("lock", lock(purpose, subject).into()),
        ("purpose", purpose.to_value().into()),
        ("email_key", link.email_key.as_ref().as_str().into()),
        ("user_id", typed_user_id(link).into()),
        ("now", visit.now.to_rfc3339().into()),
    ] {
        record.insert(name.to_owned(), value);
    }
    audit::record_in_json(event.clone(), &mut record);
    record
}

/// What requests for one subject wait for each other by.
fn lock(purpose: Purpose, subject: &str) -> String {
    format!("{}:{subject}", purpose.name())
}

async fn in_one_statement(
    db: &impl ConnectionTrait,
    Request { link, subject, mail, event }: Request<'_>,
    visit: &Visit,
) -> Result<(), DbErr> {
    let (id, purpose) = (*link.id.as_ref(), *link.purpose.as_ref());
    let replace = Expr::cust_with_values(
        "replace_links($1, $2, $3, $4, $5, $6)",
        [
            Value::from(lock(purpose, subject)),
            id.into(),
            purpose.to_value().into(),
            link.email_key.as_ref().clone().into(),
            typed_user_id(&link).into(),
            visit.now.into(),
        ],
    );
    let mut calls = Query::select();
    calls.expr(replace).exprs(audit::calls_to_record([event]));
    let mail = outbox::queue(Uuid::now_v7(), mail(id), visit.now, visit.source.trace);
    let writes: [SubQueryStatement; 2] = [
        email_link::Entity::insert(link).into_query().into(),
        outbox::Entity::insert(mail).into_query().into(),
    ];
    db.execute(&together::with_calls(writes, calls)).await.map(drop)
}

async fn one_by_one(
    tx: &DatabaseTransaction,
    Request { link, subject: _, mail, event }: Request<'_>,
    visit: &Visit,
) -> Result<(), DbErr> {
    let mut replace = email_link::replace(*link.purpose.as_ref(), link.email_key.as_ref(), visit.now);
    if let Some(user_id) = typed_user_id(&link) {
        replace = replace.filter(email_link::Column::TypedUserId.eq(user_id));
    }
    replace.exec(tx).await?;
    super::link::send(tx, link, mail, visit).await?;
    audit::record(tx, event).await
}

fn typed_user_id(link: &email_link::ActiveModel) -> Option<String> {
    match &link.typed_user_id {
        ActiveValue::Set(user_id) | ActiveValue::Unchanged(user_id) => user_id.clone(),
        ActiveValue::NotSet => None,
    }
}
