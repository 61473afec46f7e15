//! Idempotency keys: a client can repeat a request without repeating its effect.
//!
//! A client that did not get an answer sends the same key with the same input again. The key is inserted in
//! the transaction of the effect, so of two requests that race only one has an effect. A key holds no longer
//! than what it made: once a link has expired, was used or was replaced, the same request makes another. Only
//! a request whose answer must not tell whether it made a link holds for a fixed time.

use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::{ActiveValue::Set, DeleteMany, entity::prelude::*};

use crate::parts_digest;

/// How long a key is remembered at most.
pub const RETENTION: TimeDelta = TimeDelta::hours(24);
/// Maximum length of a key in characters.
pub const MAX_LENGTH: usize = 64;

/// A key that was used.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "idempotency_key")]
pub struct Model {
    /// SHA-256 of the operation and the key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub digest: Vec<u8>,
    /// SHA-256 of the input that was sent with the key.
    pub input_digest: Vec<u8>,
    /// When the key was first used.
    pub created_at: DateTimeUtc,
    /// When the key stops to hold; `None` for a row of an older version, which holds for [`RETENTION`].
    pub expires_at: Option<DateTimeUtc>,
    /// The link that the request made, if it made one.
    pub link_id: Option<Uuid>,
}

/// No relation: a key is found by its digest.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Model {
    /// Whether the key still holds at `now`, as far as its time goes.
    #[must_use]
    pub fn holds(&self, now: DateTime<Utc>) -> bool {
        now < self.expires_at.unwrap_or(self.created_at + RETENTION)
    }
}

/// The row of a key that holds for [`RETENTION`]. `input` holds the parts of the input in a fixed order, and
/// never a password.
#[must_use]
pub fn used(operation: &str, key: &str, input: &[&str], now: DateTime<Utc>) -> ActiveModel {
    ActiveModel {
        digest: Set(parts_digest::digest("", &[operation, key])),
        input_digest: Set(parts_digest::digest("", input)),
        created_at: Set(now),
        expires_at: Set(Some(now + RETENTION)),
        link_id: Set(None),
    }
}

/// Deletes a key that no longer holds, unless it was used again in the meantime.
#[must_use]
pub fn forget(used: &Model) -> DeleteMany<Entity> {
    Entity::delete_many()
        .filter(Column::Digest.eq(used.digest.clone()))
        .filter(Column::CreatedAt.eq(used.created_at))
}
