//! Requests that may be repeated with a key and have their effect once.

use chrono::{DateTime, Utc};
use entity::{idempotency, input::Fault};
use sea_orm::{DatabaseConnection, DatabaseTransaction, DbErr, EntityTrait, TryInsertResult};

use super::{FieldFault, Form};
use crate::rate_limit::Limited;

/// Why a request that sends a mail was refused.
#[derive(Debug, thiserror::Error)]
pub enum RequestError {
    /// Fields are wrong.
    #[error("fields are wrong")]
    Input(Vec<FieldFault>),
    /// The key came with other input before.
    #[error("the idempotency key came with other input before")]
    IdempotencyKeyReused,
    /// It was asked for too often.
    #[error(transparent)]
    RateLimited(#[from] Limited),
    /// The database did not answer.
    #[error("could not record the request")]
    Database(#[from] DbErr),
}

/// What a key says of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Use {
    /// It is new, or none was sent: carry the request out.
    First,
    /// The same request was carried out before.
    Again,
    /// The key came with other input before.
    Reused,
}

/// Checks the form of a key.
pub(crate) fn check(form: &mut Form, key: Option<&str>) {
    if key.is_some_and(|key| key.chars().count() > idempotency::MAX_LENGTH) {
        form.take("idempotencyKey", Err::<(), _>(Fault::TooLong { max: idempotency::MAX_LENGTH }));
    }
}

/// Whether the same request was carried out before: it costs nothing of the limits then.
pub(crate) async fn is_again(
    db: &DatabaseConnection,
    operation: &str,
    key: Option<&str>,
    input: &[&str],
    now: DateTime<Utc>,
) -> Result<bool, DbErr> {
    let Some(key) = key.filter(|key| !key.is_empty()) else { return Ok(false) };
    let row = idempotency::used(operation, key, input, now);
    let used = idempotency::Entity::find_by_id(row.digest.as_ref().clone()).one(db).await?;
    let is_fresh = |used: &idempotency::Model| now < used.created_at + idempotency::RETENTION;
    Ok(used.filter(is_fresh).is_some_and(|used| used.input_digest == *row.input_digest.as_ref()))
}

/// Notes the use of a key in the transaction of its effect; an empty key is none.
pub(crate) async fn note(
    tx: &DatabaseTransaction,
    operation: &str,
    key: Option<&str>,
    input: &[&str],
    now: DateTime<Utc>,
) -> Result<Use, DbErr> {
    let Some(key) = key.filter(|key| !key.is_empty()) else { return Ok(Use::First) };
    let row = idempotency::used(operation, key, input, now);
    let (digest, input_digest) = (row.digest.as_ref().clone(), row.input_digest.as_ref().clone());
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
