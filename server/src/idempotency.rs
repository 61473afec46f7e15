//! Idempotency keys: a request that is repeated with the same key and the same input takes effect once.

use chrono::{DateTime, TimeDelta, Utc};
use entity::{email_link, idempotency, parts_digest};
use migration::together::hex;
use sea_orm::{
    ActiveValue::Set, ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbErr, EntityTrait,
    TryInsertResult, prelude::Uuid,
};

/// How the key of a request was used before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Use {
    /// The key is new, or the request has none: carry the request out.
    First,
    /// The same request was carried out before, at this time: give the same answer.
    Again(DateTime<Utc>),
    /// The key was used before with other input: refuse the request.
    Reused,
}

/// Why the effect of a request was not started.
#[derive(Debug, thiserror::Error)]
pub(crate) enum KeyError {
    /// The key was used before with other input.
    #[error("the idempotency key was used before with other input")]
    Reused,
    /// A database operation failed; the source says why.
    #[error("could not record the idempotency key")]
    Database(#[from] DbErr),
}

/// A request that must take effect only once.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Once<'a> {
    /// The name of the operation, followed by what its keys belong to: an owner's ID, or what [`visitor`]
    /// returns.
    pub(crate) operation: &'a str,
    /// The idempotency key, if the client sent one.
    pub(crate) key: Option<&'a str>,
    /// The input, which identifies the same request.
    pub(crate) input: &'a [&'a str],
    /// What the request makes, and how long that lasts.
    pub(crate) makes: Makes,
}

/// What a request makes. Its key holds no longer than that, and no longer than a day.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Makes {
    /// How long it lasts.
    pub(crate) lasts: TimeDelta,
    /// The link, if it makes one. When the link was used or replaced, the key holds no longer.
    pub(crate) link: Option<Uuid>,
}

impl Makes {
    /// A link that works for this long.
    pub(crate) fn link(link: &email_link::ActiveModel) -> Self {
        Self { lasts: email_link::lifetime_of(link), link: Some(*link.id.as_ref()) }
    }

    /// Something that is not a link.
    pub(crate) const fn lasting(lasts: TimeDelta) -> Self {
        Self { lasts, link: None }
    }
}

/// The operation of somebody who is not logged in. Its keys belong to the input: a stranger who uses the key
/// "1" takes it from nobody who asks for something else, and a person who repeats a request from another
/// network gets the answer again. That answer holds nothing but the input, so it tells a stranger nothing.
pub(crate) fn visitor(operation: &str, input: &[&str]) -> String {
    format!("{operation}:{}", hex(&parts_digest::digest("", input)))
}

impl<'a> Once<'a> {
    /// Whether the request has no key, so that it is carried out every time. An empty key counts as none.
    pub(crate) fn has_no_key(&self) -> bool {
        self.used_key().is_none()
    }

    fn used_key(&self) -> Option<&'a str> {
        self.key.filter(|key| !key.is_empty())
    }
}

/// When the same request was carried out before, if it was. Such a repetition does not count against rate
/// limits.
pub(crate) async fn carried_out_at(
    db: &DatabaseConnection,
    once: Once<'_>,
    now: DateTime<Utc>,
) -> Result<Option<DateTime<Utc>>, DbErr> {
    let Some(key) = once.used_key() else { return Ok(None) };
    let row = idempotency::used(once.operation, key, once.input, now);
    let used = idempotency::Entity::find_by_id(row.digest.as_ref().clone()).one(db).await?;
    // A key may outlive its retention until the worker deletes it.
    match used.filter(|used| used.input_digest == *row.input_digest.as_ref()) {
        Some(used) => Ok(holds(db, &used, now).await?.then_some(used.created_at)),
        None => Ok(None),
    }
}

/// Whether a key still holds: its time is not over, and the link that it made can be used.
async fn holds(
    db: &impl ConnectionTrait,
    used: &idempotency::Model,
    now: DateTime<Utc>,
) -> Result<bool, DbErr> {
    if !used.holds(now) {
        return Ok(false);
    }
    let Some(link) = used.link_id else { return Ok(true) };
    let link = email_link::Entity::find_by_id(link).one(db).await?;
    Ok(link.is_some_and(|link| link.state(now) == email_link::State::Open))
}

/// How the effect of a request begins.
pub(crate) enum Begun {
    /// With this transaction, in which the use of the key is recorded.
    First(DatabaseTransaction),
    /// Not at all: the same request was carried out before, at this time.
    Again(DateTime<Utc>),
}

/// Starts the transaction of a request's effect, and records the use of its key there.
pub(crate) async fn begin(
    db: &DatabaseConnection,
    once: Once<'_>,
    now: DateTime<Utc>,
) -> Result<Begun, KeyError> {
    let tx = migration::database::write(db).await?;
    match note(&tx, once, now).await? {
        Use::First => Ok(Begun::First(tx)),
        Use::Again(at) => Ok(Begun::Again(at)),
        Use::Reused => Err(KeyError::Reused),
    }
}

/// Records the use of a key, in the transaction of its effect.
pub(crate) async fn note(tx: &DatabaseTransaction, once: Once<'_>, now: DateTime<Utc>) -> Result<Use, DbErr> {
    let Some(key) = once.used_key() else { return Ok(Use::First) };
    let mut row = idempotency::used(once.operation, key, once.input, now);
    row.expires_at = Set(Some(now + once.makes.lasts.min(idempotency::RETENTION)));
    row.link_id = Set(once.makes.link);
    let (digest, input_digest) = (row.digest.as_ref().clone(), row.input_digest.as_ref().clone());
    // A use that no longer holds does not count.
    if let Some(before) = idempotency::Entity::find_by_id(digest.clone()).one(tx).await?
        && !holds(tx, &before, now).await?
    {
        idempotency::forget(&before).exec(tx).await?;
    }
    // A concurrent request with the same key waits here until the first one commits or fails.
    let inserted = idempotency::Entity::insert(row)
        .on_conflict_do_nothing_on([idempotency::Column::Digest])
        .exec(tx)
        .await?;
    if matches!(inserted, TryInsertResult::Inserted(_)) {
        return Ok(Use::First);
    }
    let used = idempotency::Entity::find_by_id(digest).one(tx).await?;
    let same = used.filter(|used| used.input_digest == input_digest);
    Ok(same.map_or(Use::Reused, |used| Use::Again(used.created_at)))
}
