//! Recovery codes: ten at each enrolment, each opens one session in place of the telephone.

use chrono::{DateTime, Utc};
use sea_orm::{ActiveValue::Set, DeleteMany, UpdateMany, entity::prelude::*};

use super::{
    OfficerId,
    secret_code::{CodeKind, digest},
};

/// So many are given out.
pub const COUNT: usize = 10;

/// One code.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "officer_recovery_code")]
pub struct Model {
    /// What is stored of it.
    #[sea_orm(primary_key, auto_increment = false)]
    pub digest: Vec<u8>,
    /// Whose it is.
    pub officer_id: OfficerId,
    /// When it was used.
    pub used_at: Option<DateTimeUtc>,
}

/// No relation is followed from a code.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// The row of a new code.
#[must_use]
pub fn of(officer: OfficerId, code: &str) -> ActiveModel {
    let digest = digest(CodeKind::Recovery, officer, code);
    ActiveModel { digest: Set(digest), officer_id: Set(officer), used_at: Set(None) }
}

/// The officer's code behind what was typed, if it was not used.
#[must_use]
pub fn unused(officer: OfficerId, typed: &str) -> Select<Entity> {
    Entity::find_by_id(digest(CodeKind::Recovery, officer, typed))
        .filter(Column::OfficerId.eq(officer))
        .filter(Column::UsedAt.is_null())
}

/// Uses a code, once.
#[must_use]
pub fn take(code: Vec<u8>, now: DateTime<Utc>) -> UpdateMany<Entity> {
    Entity::update_many()
        .col_expr(Column::UsedAt, Expr::value(now))
        .filter(Column::Digest.eq(code))
        .filter(Column::UsedAt.is_null())
}

/// How many an officer has left.
#[must_use]
pub fn left_of(officer: OfficerId) -> Select<Entity> {
    Entity::find().filter(Column::OfficerId.eq(officer)).filter(Column::UsedAt.is_null())
}

/// Removes all of an officer's.
#[must_use]
pub fn remove(officer: OfficerId) -> DeleteMany<Entity> {
    Entity::delete_many().filter(Column::OfficerId.eq(officer))
}
