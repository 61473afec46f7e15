//! One-time tokens between "Confirm" and "Registration" of the 2023 form (R104, R108, I27).
//!
//! A token is bound to the data that were confirmed. So an outdated page registers nothing, and a reload
//! registers nothing twice. "Confirm" stores nothing: the server seals the token, and a row is made when the
//! step is taken. Rows that are not taken yet are those of servers of the previous version.

use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::{ActiveValue::Set, UpdateMany, entity::prelude::*};
use sha2::{Digest, Sha256};

/// How long a step can be taken after "Confirm".
pub const LIFETIME: TimeDelta = TimeDelta::minutes(30);
/// How long a step is kept after its end, so that a visitor who comes too late gets an explanation.
pub const RETENTION: TimeDelta = TimeDelta::hours(24);

/// A step that was taken, or offered by a server of the previous version.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "registration_step")]
pub struct Model {
    /// SHA-256 of the token.
    #[sea_orm(primary_key, auto_increment = false)]
    pub digest: Vec<u8>,
    /// SHA-256 of the data that were confirmed.
    pub input_digest: Vec<u8>,
    /// When the step expires.
    pub expires_at: DateTimeUtc,
    /// When it was taken; `None` before that.
    pub taken_at: Option<DateTimeUtc>,
}

/// No relation: a step is found by its token.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// The row of a sealed step that is taken now. Of several callers, one inserts it.
#[must_use]
pub fn taken(
    token: &str,
    input_digest: Vec<u8>,
    expires_at: DateTime<Utc>,
    now: DateTime<Utc>,
) -> ActiveModel {
    ActiveModel {
        digest: Set(digest(token)),
        input_digest: Set(input_digest),
        expires_at: Set(expires_at),
        taken_at: Set(Some(now)),
    }
}

/// Takes a step that has a row: of several callers, one changes the row, and only with the data that were
/// confirmed.
#[must_use]
pub fn take(token: &str, input_digest: &[u8], now: DateTime<Utc>) -> UpdateMany<Entity> {
    Entity::update_many()
        .col_expr(Column::TakenAt, Expr::value(now))
        .filter(Column::Digest.eq(digest(token)))
        .filter(Column::InputDigest.eq(input_digest))
        .filter(Column::TakenAt.is_null())
        .filter(Column::ExpiresAt.gt(now))
}

/// Selects the step of a token, whatever its state.
#[must_use]
pub fn by_token(token: &str) -> Select<Entity> {
    Entity::find_by_id(digest(token))
}

fn digest(token: &str) -> Vec<u8> {
    Sha256::new().chain_update(b"uketori:step:v1:").chain_update(token).finalize().to_vec()
}
