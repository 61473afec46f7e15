//! Removals, which take two officers: one proposes to close an officer or to revoke
//! [`super::Role::Security`], and another one confirms. So no officer alone can put out those who could stop
//! them.

use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::{ActiveValue::Set, DeleteMany, QueryOrder, entity::prelude::*};

use super::{OfficerId, role};

/// How long a proposal can be confirmed, as a proposal of a role.
pub const PROPOSAL: TimeDelta = role::PROPOSAL;

/// What a second officer has to confirm.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Removal {
    /// Closing an officer, for good.
    Close,
    /// Revoking the role that manages officers.
    RevokeSecurity,
}

/// A removal that waits for a second officer.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "officer_removal")]
pub struct Model {
    /// The primary key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The officer who is to be closed, or to lose the role.
    pub officer_id: OfficerId,
    /// What is to be done. There is at most one row of each kind for an officer.
    pub kind: Removal,
    /// The officer who proposed it.
    pub proposed_by: OfficerId,
    /// When it was proposed.
    pub proposed_at: DateTimeUtc,
}

/// No relation: proposals are selected by officer.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// The row of a proposal by `by`.
#[must_use]
pub fn propose(
    id: Uuid,
    officer: OfficerId,
    kind: Removal,
    by: OfficerId,
    now: DateTime<Utc>,
) -> ActiveModel {
    ActiveModel {
        id: Set(id),
        officer_id: Set(officer),
        kind: Set(kind),
        proposed_by: Set(by),
        proposed_at: Set(now),
    }
}

/// Deletes the proposal of a removal that nobody confirmed in time, so that it can be proposed again.
#[must_use]
pub fn remove_ended(officer: OfficerId, kind: Removal, now: DateTime<Utc>) -> DeleteMany<Entity> {
    Entity::delete_many()
        .filter(Column::OfficerId.eq(officer))
        .filter(Column::Kind.eq(kind))
        .filter(Column::ProposedAt.lte(now - PROPOSAL))
}

/// Selects the proposal of this removal.
#[must_use]
pub fn of(officer: OfficerId, kind: Removal) -> Select<Entity> {
    Entity::find().filter(Column::OfficerId.eq(officer)).filter(Column::Kind.eq(kind))
}

/// Takes a proposal, to carry it out or to withdraw it. Changes nothing if somebody else took it, or if it
/// has ended.
#[must_use]
pub fn take(proposal: Uuid, now: DateTime<Utc>) -> DeleteMany<Entity> {
    Entity::delete_many().filter(Column::Id.eq(proposal)).filter(Column::ProposedAt.gt(now - PROPOSAL))
}

/// Deletes every proposal about an officer.
#[must_use]
pub fn remove_all(officer: OfficerId) -> DeleteMany<Entity> {
    Entity::delete_many().filter(Column::OfficerId.eq(officer))
}

/// Deletes every proposal by an officer.
#[must_use]
pub fn withdraw_proposals_of(officer: OfficerId) -> DeleteMany<Entity> {
    Entity::delete_many().filter(Column::ProposedBy.eq(officer))
}

/// Selects all proposals that can be confirmed at `now`, oldest first.
#[must_use]
pub fn waiting(now: DateTime<Utc>) -> Select<Entity> {
    Entity::find()
        .filter(Column::ProposedAt.gt(now - PROPOSAL))
        .order_by_asc(Column::ProposedAt)
        .order_by_asc(Column::Id)
}
