//! Records a request for a new link, which ends the older ones (I18): the link, its mail and the audit event
//! together.
//!
//! Requests for one subject run one after another, so that each ends the link of the one before. On
//! PostgreSQL all of it is one statement, in which a function takes the lock
//! (`migration::m0021_fewer_round_trips`); SQLite has a single writer. Requests that need no such wait are
//! recorded in a batch with concurrent ones.

use chrono::{DateTime, Utc};
use entity::{
    email_link::{self, Purpose},
    outbox::{self, Mail},
};
use migration::{failure::unless_too_slow, together};
use sea_orm::{
    ActiveEnum, ActiveValue, ConnectionTrait, DatabaseTransaction, DbBackend, QueryTrait,
    entity::prelude::*,
    sea_query::{Query, SubQueryStatement},
};

use super::FieldError;
use crate::{
    app::App,
    audit::{self, Actor, Event},
    capacity::Busy,
    idempotency::{self, Once, Use},
    rate_limit::Limited,
    request_info::RequestInfo,
};

/// A request for a new link.
pub(crate) struct Request<'a> {
    /// The row of the new link.
    pub(crate) link: email_link::ActiveModel,
    /// Whose older links to the same address end. Requests for one subject wait for each other.
    pub(crate) subject: &'a str,
    /// Makes the mail that contains the link.
    pub(crate) mail: fn(Uuid) -> Mail,
    /// The audit event of the request.
    pub(crate) event: Event<'a>,
}

/// Why a request could not be recorded.
#[derive(Debug, thiserror::Error)]
pub(crate) enum RecordError {
    /// Too many requests wait for locks of others.
    #[error(transparent)]
    Busy(#[from] Busy),
    /// A database operation failed; the source says why.
    #[error("could not record the request")]
    Database(#[from] DbErr),
}

/// Why a request that sends a mail was refused.
#[derive(Debug, thiserror::Error)]
pub enum RequestError {
    /// One or more fields are invalid.
    #[error("some fields are invalid")]
    Input(Vec<FieldError>),
    /// The idempotency key was used before with other input.
    #[error("the idempotency key was used before with other input")]
    IdempotencyKeyReused,
    /// A rate limit was exceeded.
    #[error(transparent)]
    RateLimited(#[from] Limited),
    /// Too many requests of this kind are waiting.
    #[error(transparent)]
    Busy(#[from] Busy),
    /// A database operation failed; the source says why.
    #[error("could not record the request")]
    Database(#[from] DbErr),
}

impl From<RecordError> for RequestError {
    fn from(error: RecordError) -> Self {
        match error {
            RecordError::Busy(busy) => Self::Busy(busy),
            RecordError::Database(error) => Self::Database(error),
        }
    }
}

/// Whether the same request was recorded before. Such a repetition does not count against rate limits.
pub(crate) async fn is_recorded(app: &App, once: Once<'_>, now: DateTime<Utc>) -> Result<bool, RequestError> {
    if once.has_no_key() {
        return Ok(false);
    }
    let _permit = app.capacity.alone("idempotency key", false).await?;
    Ok(idempotency::is_again(&app.db, once, now).await?)
}

/// Records a request, unless `once` shows that the same one was recorded before.
pub(crate) async fn record(
    app: &App,
    request: Request<'_>,
    once: Once<'_>,
    info: &RequestInfo,
) -> Result<Use, RecordError> {
    let is_on_postgres = app.db.get_database_backend() == DbBackend::Postgres;
    if is_on_postgres && once.has_no_key() {
        let together = app.batches.link_requests.record(in_json(&request, info)).await;
        // `Some(false)`: an older link has to end, or another request for the subject is running. Then this
        // one is recorded alone, below.
        if unless_too_slow(together)? == Some(true) {
            return Ok(Use::First);
        }
    }
    let is_officers = matches!(request.event.actor, Actor::Officer(_));
    let _permit = app.capacity.alone("link", is_officers).await?;
    if is_on_postgres && once.has_no_key() {
        in_one_statement(&app.db, request, info).await?;
        return Ok(Use::First);
    }
    let tx = migration::database::write(&app.db).await?;
    let seen = idempotency::note(&tx, once, info.now).await?;
    if seen != Use::First {
        return Ok(seen);
    }
    match tx.get_database_backend() {
        DbBackend::Postgres => in_one_statement(&tx, request, info).await?,
        _ => one_by_one(&tx, request, info).await?,
    }
    tx.commit().await?;
    Ok(Use::First)
}

fn in_json(request: &Request<'_>, info: &RequestInfo) -> serde_json::Map<String, serde_json::Value> {
    let Request { link, subject, mail, event } = request;
    let (id, purpose) = (*link.id.as_ref(), *link.purpose.as_ref());
    let mail = outbox::queue(Uuid::now_v7(), mail(id), info.now, info.source.trace);
    let mut record = serde_json::Map::new();
    for (name, value) in [
        ("link", together::to_json(link)),
        ("mail", together::to_json(&mail)),
        ("lock", lock(purpose, subject).into()),
        ("purpose", purpose.to_value().into()),
        ("email_key", link.email_key.as_ref().as_str().into()),
        ("user_id", typed_user_id(link).into()),
        ("now", info.now.to_rfc3339().into()),
    ] {
        record.insert(name.to_owned(), value);
    }
    audit::record_in_json(event.clone(), &mut record);
    record
}

/// The name of the advisory lock that serializes requests for one subject.
fn lock(purpose: Purpose, subject: &str) -> String {
    format!("{}:{subject}", purpose.name())
}

async fn in_one_statement(
    db: &impl ConnectionTrait,
    Request { link, subject, mail, event }: Request<'_>,
    info: &RequestInfo,
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
            info.now.into(),
        ],
    );
    let mut calls = Query::select();
    calls.expr(replace).exprs(audit::calls_to_record([event]));
    let mail = outbox::queue(Uuid::now_v7(), mail(id), info.now, info.source.trace);
    let writes: [SubQueryStatement; 2] = [
        email_link::Entity::insert(link).into_query().into(),
        outbox::Entity::insert(mail).into_query().into(),
    ];
    db.execute(&together::with_calls(writes, calls)).await.map(drop)
}

async fn one_by_one(
    tx: &DatabaseTransaction,
    Request { link, subject: _, mail, event }: Request<'_>,
    info: &RequestInfo,
) -> Result<(), DbErr> {
    let mut replace = email_link::replace(*link.purpose.as_ref(), link.email_key.as_ref(), info.now);
    if let Some(user_id) = typed_user_id(&link) {
        replace = replace.filter(email_link::Column::TypedUserId.eq(user_id));
    }
    replace.exec(tx).await?;
    super::link::send(tx, link, mail, info).await?;
    audit::record(tx, event).await
}

fn typed_user_id(link: &email_link::ActiveModel) -> Option<String> {
    match &link.typed_user_id {
        ActiveValue::Set(user_id) | ActiveValue::Unchanged(user_id) => user_id.clone(),
        ActiveValue::NotSet => None,
    }
}
