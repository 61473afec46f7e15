//! Records a request for a new link that anybody can make: the link, its mail and the audit event together.
//!
//! A request ends no older link. The worker ends them when the new mail is sent (I18), because otherwise a
//! stranger who requests link after link would end each one that its owner gets. So requests wait for
//! nothing; on PostgreSQL, concurrent ones are recorded in a batch.

use chrono::{DateTime, Utc};
use entity::{
    email_link,
    outbox::{self, Mail},
};
use migration::{failure::unless_too_slow, together};
use sea_orm::{
    ConnectionTrait, DatabaseTransaction, DbBackend, QueryTrait,
    entity::prelude::*,
    sea_query::{Query, SubQueryStatement},
};

use super::{FieldError, device};
use crate::{
    app::App,
    audit::{self, Actor, Event},
    capacity::Busy,
    idempotency::{self, Begun, KeyError, Once},
    rate_limit::{Limit, Limited},
    request_info::RequestInfo,
};

/// A request for a new link.
pub(crate) struct Request<'a> {
    /// The row of the new link.
    pub(crate) link: email_link::ActiveModel,
    /// Makes the mail that contains the link.
    pub(crate) mail: fn(Uuid) -> Mail,
    /// The audit event of the request.
    pub(crate) event: Event<'a>,
}

impl Request<'_> {
    fn is_officers(&self) -> bool {
        matches!(self.event.actor, Actor::Officer(_))
    }
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

impl From<KeyError> for RequestError {
    fn from(error: KeyError) -> Self {
        match error {
            KeyError::Reused => Self::IdempotencyKeyReused,
            KeyError::Database(error) => Self::Database(error),
        }
    }
}

/// The known browser or app that makes a request, if it belongs to any account with the address `email_key`,
/// to which the mail goes. Its requests and mails have room of their own, which no stranger can use up: a
/// person gets into an account only with its password, or with a link that was sent to its address. What is
/// read depends on the request's token alone, not on the input.
pub(super) async fn known_device(
    app: &App,
    info: &RequestInfo,
    email_key: &str,
) -> Result<Option<Uuid>, RequestError> {
    if info.known_device.is_none() {
        return Ok(None);
    }
    let _permit = app.capacity.step("known device").await?;
    let known = device::of_request(app, info).await?;
    Ok(known.filter(|(_, owner)| owner.email_key == email_key).map(|(id, _)| id))
}

/// The limits of a request: those of a known browser or app alone, or else the `strangers`' ones.
pub(super) fn limits(device: Option<Uuid>, strangers: [Limit<'_>; 2]) -> Vec<Limit<'_>> {
    match device {
        Some(device) => vec![Limit::RequestDevice(device)],
        None => strangers.to_vec(),
    }
}

/// A request that was recorded, now or before.
pub(crate) struct Recorded {
    /// Whether it was recorded now.
    pub(crate) is_new: bool,
    /// When the link expires if its mail is sent at once. It depends on the request alone, not on whether
    /// there is an account.
    pub(crate) link_expires_at: DateTime<Utc>,
}

/// Records a request, unless the same one was recorded before. Such a repetition does not count against
/// `limits`.
pub(crate) async fn record_once(
    app: &App,
    request: Request<'_>,
    once: Once<'_>,
    limits: &[Limit<'_>],
    info: &RequestInfo,
) -> Result<Recorded, RequestError> {
    let lifetime = email_link::lifetime_of(&request.link);
    let mut before = recorded_at(app, &request, once, info.now).await?;
    if before.is_none() {
        app.limiter.take(limits, 1, info.now).await?;
        before = record(app, request, once, info).await?;
    }
    Ok(Recorded { is_new: before.is_none(), link_expires_at: before.unwrap_or(info.now) + lifetime })
}

async fn recorded_at(
    app: &App,
    request: &Request<'_>,
    once: Once<'_>,
    now: DateTime<Utc>,
) -> Result<Option<DateTime<Utc>>, RequestError> {
    if once.has_no_key() {
        return Ok(None);
    }
    let _permit = app.capacity.alone("idempotency key", request.is_officers()).await?;
    Ok(idempotency::carried_out_at(&app.db, once, now).await?)
}

/// Records a request. If another request with the same key came first, returns when.
async fn record(
    app: &App,
    request: Request<'_>,
    once: Once<'_>,
    info: &RequestInfo,
) -> Result<Option<DateTime<Utc>>, RequestError> {
    // On SQLite a batch saves nothing: it has one writer and no round trips.
    let is_on_postgres = app.db.get_database_backend() == DbBackend::Postgres;
    if is_on_postgres && once.has_no_key() {
        // `None`: the batch was too slow. Then the request is recorded alone, below.
        let together = app.batches.link_requests.record(in_json(&request, info)).await;
        if unless_too_slow(together)?.is_some() {
            return Ok(None);
        }
    }
    let _permit = app.capacity.alone("link", request.is_officers()).await?;
    if is_on_postgres && once.has_no_key() {
        in_one_statement(&app.db, request, info).await?;
        return Ok(None);
    }
    let tx = match idempotency::begin(&app.db, once, info.now).await? {
        Begun::First(tx) => tx,
        Begun::Again(at) => return Ok(Some(at)),
    };
    match tx.get_database_backend() {
        DbBackend::Postgres => in_one_statement(&tx, request, info).await?,
        _ => one_by_one(&tx, request, info).await?,
    }
    tx.commit().await?;
    Ok(None)
}

fn in_json(request: &Request<'_>, info: &RequestInfo) -> serde_json::Map<String, serde_json::Value> {
    let Request { link, mail, event } = request;
    let mail = outbox::queue(Uuid::now_v7(), mail(*link.id.as_ref()), info.now, info.source.trace);
    let mut record = serde_json::Map::new();
    record.insert("link".to_owned(), together::to_json(link));
    record.insert("mail".to_owned(), together::to_json(&mail));
    audit::record_in_json(event.clone(), &mut record);
    record
}

async fn in_one_statement(
    db: &impl ConnectionTrait,
    Request { link, mail, event }: Request<'_>,
    info: &RequestInfo,
) -> Result<(), DbErr> {
    let mut calls = Query::select();
    calls.exprs(audit::calls_to_record([event]));
    let mail = outbox::queue(Uuid::now_v7(), mail(*link.id.as_ref()), info.now, info.source.trace);
    let writes: [SubQueryStatement; 2] = [
        email_link::Entity::insert(link).into_query().into(),
        outbox::Entity::insert(mail).into_query().into(),
    ];
    db.execute(&together::with_calls(writes, calls)).await.map(drop)
}

async fn one_by_one(
    tx: &DatabaseTransaction,
    Request { link, mail, event }: Request<'_>,
    info: &RequestInfo,
) -> Result<(), DbErr> {
    super::link::send(tx, link, mail, info).await?;
    audit::record(tx, event).await
}
