//! Roles: what an officer may do, proposed by one officer and granted by another.

use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::{ActiveValue::Set, DeleteMany, QueryOrder, UpdateMany, entity::prelude::*};

use super::OfficerId;

/// With so many enrolled officers who hold [`Role::Security`], no command grants roles any more.
pub const ENOUGH_SECURITY: u64 = 2;

/// A proposal that nobody has granted ends after so long: whoever proposed it may think otherwise by then.
pub const PROPOSAL: TimeDelta = TimeDelta::days(7);

/// What an officer may do. Where each is asked for stands in the server's table of permissions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Role {
    /// Looks things up.
    Viewer,
    /// Issues, cancels and sends again.
    Issuer,
    /// Helps applicants: accounts and mails.
    Support,
    /// Officers, locks, the audit trail.
    Security,
}

/// A role that an officer holds, or is to hold.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "officer_role")]
pub struct Model {
    /// The key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Whose role it is.
    pub officer_id: OfficerId,
    /// Which; an officer has each once.
    pub role: Role,
    /// Who proposed it; `None` for the command that makes the first officers.
    pub proposed_by: Option<OfficerId>,
    /// When.
    pub proposed_at: DateTimeUtc,
    /// Who granted it; `None` for that command.
    pub granted_by: Option<OfficerId>,
    /// When; `None` for a proposal.
    pub granted_at: Option<DateTimeUtc>,
}

/// A role belongs to an officer.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    /// Whose it is.
    #[sea_orm(belongs_to = "super::Entity", from = "Column::OfficerId", to = "super::Column::Id")]
    Officer,
}

impl Related<super::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Officer.def()
    }
}

impl ActiveModelBehavior for ActiveModel {}

/// A proposal.
#[must_use]
pub fn propose(id: Uuid, officer: OfficerId, role: Role, by: OfficerId, now: DateTime<Utc>) -> ActiveModel {
    ActiveModel {
        proposed_by: Set(Some(by)),
        granted_at: Set(None),
        ..granted_by_command(id, officer, role, now)
    }
}

/// A role of one of the first officers, for whom there is nobody to ask.
#[must_use]
pub fn granted_by_command(id: Uuid, officer: OfficerId, role: Role, now: DateTime<Utc>) -> ActiveModel {
    ActiveModel {
        id: Set(id),
        officer_id: Set(officer),
        role: Set(role),
        proposed_by: Set(None),
        proposed_at: Set(now),
        granted_by: Set(None),
        granted_at: Set(Some(now)),
    }
}

/// Grants what someone else proposed, once.
#[must_use]
pub fn grant(proposal: Uuid, by: OfficerId, now: DateTime<Utc>) -> UpdateMany<Entity> {
    Entity::update_many()
        .col_expr(Column::GrantedBy, Expr::value(Some(by)))
        .col_expr(Column::GrantedAt, Expr::value(now))
        .filter(Column::Id.eq(proposal))
        .filter(Column::GrantedAt.is_null())
        .filter(Column::ProposedBy.is_not_null())
        .filter(Column::ProposedBy.ne(by))
        .filter(Column::ProposedAt.gt(now - PROPOSAL))
}

/// Makes room for a proposal, where an earlier one has ended without a grant.
#[must_use]
pub fn remove_ended_proposal(officer: OfficerId, role: Role, now: DateTime<Utc>) -> DeleteMany<Entity> {
    remove(officer, role).filter(Column::GrantedAt.is_null()).filter(Column::ProposedAt.lte(now - PROPOSAL))
}

/// Takes a role away, or a proposal back.
#[must_use]
pub fn remove(officer: OfficerId, role: Role) -> DeleteMany<Entity> {
    Entity::delete_many().filter(Column::OfficerId.eq(officer)).filter(Column::Role.eq(role))
}

/// Takes away all that an officer holds or is to hold.
#[must_use]
pub fn remove_all(officer: OfficerId) -> DeleteMany<Entity> {
    Entity::delete_many().filter(Column::OfficerId.eq(officer))
}

/// Takes back what an officer has proposed and nobody has granted yet.
#[must_use]
pub fn withdraw_proposals_of(officer: OfficerId) -> DeleteMany<Entity> {
    Entity::delete_many().filter(Column::ProposedBy.eq(officer)).filter(Column::GrantedAt.is_null())
}

/// The roles that an officer holds.
#[must_use]
pub fn held_by(officer: OfficerId) -> Select<Entity> {
    held().filter(Column::OfficerId.eq(officer)).order_by_asc(Column::Role)
}

/// All roles that are held.
#[must_use]
pub fn held() -> Select<Entity> {
    Entity::find().filter(Column::GrantedAt.is_not_null())
}

/// All proposals that wait at `now`, the oldest first.
#[must_use]
pub fn proposals(now: DateTime<Utc>) -> Select<Entity> {
    Entity::find()
        .filter(Column::GrantedAt.is_null())
        .filter(Column::ProposedAt.gt(now - PROPOSAL))
        .order_by_asc(Column::ProposedAt)
        .order_by_asc(Column::Id)
}

/// Enrolled officers who hold [`Role::Security`].
#[must_use]
pub fn enrolled_security() -> Select<Entity> {
    held()
        .filter(Column::Role.eq(Role::Security))
        .inner_join(super::Entity)
        .filter(super::Column::EnrolledAt.is_not_null())
        .filter(super::Column::ClosedAt.is_null())
}
