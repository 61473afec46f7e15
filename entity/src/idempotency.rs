//! Requests that a client may repeat without repeating their effect.
//!
//! A client that lost an answer sends the same key with the same input again. The key is inserted in
//! the transaction of the effect, so of two that race only one has an effect.

use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::{ActiveValue::Set, DeleteMany, entity::prelude::*};
use sha2::{Digest, Sha256};

/// A key is remembered for so long.
pub const RETENTION: TimeDelta = TimeDelta::hours(24);
/// The most characters of a key.
pub const MAX_LENGTH: usize = 64;

/// One key that was used.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "idempotency_key")]
pub struct Model {
    /// SHA-256 of the operation and the key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub digest: Vec<u8>,
    /// SHA-256 of the input that came with it.
    pub input_digest: Vec<u8>,
    /// When it was first used.
    pub created_at: DateTimeUtc,
}

/// No relation leads from a key.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// The row of a key; `input` holds the input's parts in a fixed order, and never a password.
#[must_use]
pub fn used(operation: &str, key: &str, input: &[&str], now: DateTime<Utc>) -> ActiveModel {
    ActiveModel {
        digest: Set(digest(&[operation, key])),
        input_digest: Set(digest(input)),
        created_at: Set(now),
    }
}

/// Forgets a key that is past its retention.
#[must_use]
pub fn forget(digest: &[u8], now: DateTime<Utc>) -> DeleteMany<Entity> {
    Entity::delete_many().filter(Column::Digest.eq(digest)).filter(Column::CreatedAt.lte(now - RETENTION))
}

/// SHA-256 of parts in a fixed order. Lengths stand before the parts, so that no two lists look alike.
#[must_use]
pub fn digest(parts: &[&str]) -> Vec<u8> {
    let hash = parts.iter().fold(Sha256::new(), |hash, part| {
        hash.chain_update((part.len() as u64).to_be_bytes()).chain_update(part)
    });
    hash.finalize().to_vec()
}
