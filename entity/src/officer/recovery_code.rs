//! Recovery codes: an officer gets ten at enrolment, and each opens one session without the phone.

use chrono::{DateTime, Utc};
use sea_orm::{ActiveValue::Set, DeleteMany, UpdateMany, entity::prelude::*};

use super::{
    OfficerId,
    secret_code::{CodeKind, digest},
};

/// Number of codes given out at a time.
pub const COUNT: usize = 10;

/// A recovery code of an officer.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "officer_recovery_code")]
pub struct Model {
    /// The digest of the code.
    #[sea_orm(primary_key, auto_increment = false)]
    pub digest: Vec<u8>,
    /// The officer to whom it belongs.
    pub officer_id: OfficerId,
    /// When it was used; `None` while it works.
    pub used_at: Option<DateTimeUtc>,
}

/// No relation: codes are selected by digest or officer.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// The row of a new code, unused.
#[must_use]
pub fn of(officer: OfficerId, code: &str) -> ActiveModel {
    let digest = digest(CodeKind::Recovery, officer, code);
    ActiveModel { digest: Set(digest), officer_id: Set(officer), used_at: Set(None) }
}

/// Selects the officer's code that was typed, if it was not used.
#[must_use]
pub fn unused(officer: OfficerId, input: &str) -> Select<Entity> {
    Entity::find_by_id(digest(CodeKind::Recovery, officer, input))
        .filter(Column::OfficerId.eq(officer))
        .filter(Column::UsedAt.is_null())
}

/// Consumes a code, unless it was used before.
#[must_use]
pub fn take(code: Vec<u8>, now: DateTime<Utc>) -> UpdateMany<Entity> {
    Entity::update_many()
        .col_expr(Column::UsedAt, Expr::value(now))
        .filter(Column::Digest.eq(code))
        .filter(Column::UsedAt.is_null())
}

/// Selects the codes that an officer has left.
#[must_use]
pub fn left_of(officer: OfficerId) -> Select<Entity> {
    Entity::find().filter(Column::OfficerId.eq(officer)).filter(Column::UsedAt.is_null())
}

/// Deletes all codes of an officer.
#[must_use]
pub fn remove(officer: OfficerId) -> DeleteMany<Entity> {
    Entity::delete_many().filter(Column::OfficerId.eq(officer))
}
