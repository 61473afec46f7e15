//! Idempotency keys: a request that is repeated with the same key and the same input takes effect once.

use chrono::{DateTime, Utc};
use entity::idempotency;
use sea_orm::{DatabaseConnection, DatabaseTransaction, DbErr, EntityTrait, TryInsertResult};

/// How the key of a request was used before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Use {
    /// The key is new, or the request has none: carry the request out.
    First,
    /// The same request was carried out before: give the same answer.
    Again,
    /// The key was used before with other input: refuse the request.
    Reused,
}

/// A request that must take effect only once.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Once<'a> {
    /// The name of the operation, followed by the owner's ID if keys belong to an owner.
    pub(crate) operation: &'a str,
    /// The idempotency key, if the client sent one.
    pub(crate) key: Option<&'a str>,
    /// The input, which identifies the same request.
    pub(crate) input: &'a [&'a str],
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

/// Whether the same request was carried out before. Such a repetition does not count against rate limits.
pub(crate) async fn is_again(
    db: &DatabaseConnection,
    once: Once<'_>,
    now: DateTime<Utc>,
) -> Result<bool, DbErr> {
    let Some(key) = once.used_key() else { return Ok(false) };
    let row = idempotency::used(once.operation, key, once.input, now);
    let used = idempotency::Entity::find_by_id(row.digest.as_ref().clone()).one(db).await?;
    let is_fresh = |used: &idempotency::Model| now < used.created_at + idempotency::RETENTION;
    Ok(used.filter(is_fresh).is_some_and(|used| used.input_digest == *row.input_digest.as_ref()))
}

/// Records the use of a key, in the transaction of its effect.
pub(crate) async fn note(tx: &DatabaseTransaction, once: Once<'_>, now: DateTime<Utc>) -> Result<Use, DbErr> {
    let Some(key) = once.used_key() else { return Ok(Use::First) };
    let row = idempotency::used(once.operation, key, once.input, now);
    let (digest, input_digest) = (row.digest.as_ref().clone(), row.input_digest.as_ref().clone());
    // An expired use of the key no longer counts.
    idempotency::forget(&digest, now).exec(tx).await?;
    let inserted = idempotency::Entity::insert(row)
        .on_conflict_do_nothing_on([idempotency::Column::Digest])
        .exec(tx)
        .await?;
    if matches!(inserted, TryInsertResult::Inserted(_)) {
        return Ok(Use::First);
    }
    let used = idempotency::Entity::find_by_id(digest).one(tx).await?;
    Ok(if used.is_some_and(|used| used.input_digest == input_digest) { Use::Again } else { Use::Reused })
}
