//! Idempotency keys: a client can repeat a request without repeating its effect.
//!
//! A client that did not get an answer sends the same key with the same input again. The key is inserted in
//! the transaction of the effect, so of two requests that race only one has an effect.

use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::{ActiveValue::Set, DeleteMany, entity::prelude::*};
use sha2::{Digest, Sha256};

/// How long a key is remembered.
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
}

/// No relation: a key is found by its digest.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// The row of a key. `input` holds the parts of the input in a fixed order, and never a password.
#[must_use]
pub fn used(operation: &str, key: &str, input: &[&str], now: DateTime<Utc>) -> ActiveModel {
    ActiveModel {
        digest: Set(digest(&[operation, key])),
        input_digest: Set(digest(input)),
        created_at: Set(now),
    }
}

/// Deletes a key if it is older than [`RETENTION`].
#[must_use]
pub fn forget(digest: &[u8], now: DateTime<Utc>) -> DeleteMany<Entity> {
    Entity::delete_many().filter(Column::Digest.eq(digest)).filter(Column::CreatedAt.lte(now - RETENTION))
}

/// SHA-256 of parts in a fixed order. Each part is preceded by its length, so that no two lists have the same
/// form.
#[must_use]
pub fn digest(parts: &[&str]) -> Vec<u8> {
    let hash = parts.iter().fold(Sha256::new(), |hash, part| {
        hash.chain_update((part.len() as u64).to_be_bytes()).chain_update(part)
    });
    hash.finalize().to_vec()
}
