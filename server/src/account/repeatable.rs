//! Requests that may be repeated with a key and have their effect once.

use chrono::{DateTime, Utc};
use entity::{idempotency, input::Fault};
use sea_orm::{DatabaseConnection, DatabaseTransaction, DbErr, EntityTrait, TryInsertResult};

use super::{FieldFault, Form, link_anew::RecordError};
use crate::{app::App, capacity::Busy, rate_limit::Limited};

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
    /// Too many wait for the same.
    #[error(transparent)]
    Busy(#[from] Busy),
    /// The database did not answer.
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

/// A request that has its effect once.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Once<'a> {
    /// The operation's name, and whose it is where keys are somebody's own.
    pub(crate) operation: &'a str,
    /// The key that it came with.
    pub(crate) key: Option<&'a str>,
    /// What was typed, by which the same request is known.
    pub(crate) input: &'a [&'a str],
}

impl<'a> Once<'a> {
    /// Whether it has no key, and so is carried out each time; an empty key is none.
    pub(crate) fn has_no_key(&self) -> bool {
        self.used_key().is_none()
    }

    fn used_key(&self) -> Option<&'a str> {
        self.key.filter(|key| !key.is_empty())
    }
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
    once: Once<'_>,
    now: DateTime<Utc>,
) -> Result<bool, DbErr> {
    let Some(key) = once.used_key() else { return Ok(false) };
    let row = idempotency::used(once.operation, key, once.input, now);
    let used = idempotency::Entity::find_by_id(row.digest.as_ref().clone()).one(db).await?;
    let is_fresh = |used: &idempotency::Model| now < used.created_at + idempotency::RETENTION;
    Ok(used.filter(is_fresh).is_some_and(|used| used.input_digest == *row.input_digest.as_ref()))
}

/// The same in an operation that is carried out together with others and has no permit of its kind.
pub(crate) async fn is_again_with_permit(
    app: &App,
    once: Once<'_>,
    now: DateTime<Utc>,
) -> Result<bool, RequestError> {
    if once.has_no_key() {
        return Ok(false);
    }
    let _permit = app.capacity.alone("idempotency key", false).await?;
    Ok(is_again(&app.db, once, now).await?)
}

/// Notes the use of a key in the transaction of its effect.
pub(crate) async fn note(tx: &DatabaseTransaction, once: Once<'_>, now: DateTime<Utc>) -> Result<Use, DbErr> {
    let Some(key) = once.used_key() else { return Ok(Use::First) };
    let row = idempotency::used(once.operation, key, once.input, now);
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
