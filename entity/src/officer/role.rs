//! Roles: what an officer may do, proposed by one officer and granted by another.

use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::{ActiveValue::Set, DeleteMany, QueryOrder, UpdateMany, entity::prelude::*};

use super::{OfficerId, Ties};

/// How long a proposal can be granted. Later its proposer may think otherwise.
pub const PROPOSAL: TimeDelta = TimeDelta::days(7);

/// A role of an officer. The server's table of permissions says what each role permits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Role {
    /// Views applicants' data, notices and the mail queue.
    Viewer,
    /// Issues, cancels and resends certificates.
    Issuer,
    /// Helps applicants with their accounts and mails, and publishes notices.
    Support,
    /// Manages officers and their roles, and reads the audit log.
    Security,
}

/// The name of a role in the audit log.
#[must_use]
pub fn role_code(role: Role) -> String {
    sea_orm::ActiveEnum::to_value(&role)
}

/// A role that an officer holds, or that is proposed for the officer.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "officer_role")]
pub struct Model {
    /// The primary key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The officer who holds it, or for whom it is proposed.
    pub officer_id: OfficerId,
    /// The role. An officer has at most one row for each.
    pub role: Role,
    /// The officer who proposed it; `None` for a role granted by a command.
    pub proposed_by: Option<OfficerId>,
    /// When it was proposed.
    pub proposed_at: DateTimeUtc,
    /// The officer who granted it; `None` for a proposal, and for a role granted by a command.
    pub granted_by: Option<OfficerId>,
    /// When it was granted; `None` for a proposal.
    pub granted_at: Option<DateTimeUtc>,
}

/// Relation to the officer.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    /// The officer who holds the role.
    #[sea_orm(belongs_to = "super::Entity", from = "Column::OfficerId", to = "super::Column::Id")]
    Officer,
}

impl Related<super::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Officer.def()
    }
}

impl ActiveModelBehavior for ActiveModel {}

/// The row of a proposal by `by`.
#[must_use]
pub fn propose(id: Uuid, officer: OfficerId, role: Role, by: OfficerId, now: DateTime<Utc>) -> ActiveModel {
    ActiveModel {
        proposed_by: Set(Some(by)),
        granted_at: Set(None),
        ..granted_by_command(id, officer, role, now)
    }
}

/// The row of a role that a command grants to one of the first officers, when there is nobody to propose or
/// grant it.
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

/// Whether `by` may grant `officer` a role that `proposer` proposed. The rule of two: `by` is independent of
/// the proposer, and of the officer, unless `by` is that officer.
///
/// The proposer need not be independent of the officer. One who invited a colleague may propose a role for
/// that colleague: if the two are one person, that person has still asked for it alone, and `by` decides. With
/// the role, the two count as one for whatever comes next.
#[must_use]
pub fn may_grant(ties: &Ties, by: OfficerId, proposer: OfficerId, officer: OfficerId) -> bool {
    ties.are_independent(by, proposer) && (by == officer || ties.are_independent(by, officer))
}

/// Whether `by` may see the enrolment code of an officer whom `creator` created, and to whom these roles were
/// proposed or granted: only if `by` is independent of everyone who had a part in it.
#[must_use]
pub fn may_invite(ties: &Ties, by: OfficerId, creator: OfficerId, roles: &[Model]) -> bool {
    let gave = roles.iter().flat_map(|role| [role.proposed_by, role.granted_by]).flatten();
    gave.chain([creator]).all(|other| ties.are_independent(by, other))
}

/// Selects the roles that an officer holds, and those that are proposed for the officer.
#[must_use]
pub fn held_or_proposed(officer: OfficerId) -> Select<Entity> {
    Entity::find().filter(Column::OfficerId.eq(officer))
}

/// Grants a proposal once, if it has not ended and another officer made it.
#[must_use]
pub fn grant(proposal: Uuid, by: OfficerId, now: DateTime<Utc>) -> UpdateMany<Entity> {
    Entity::update_many()
        .col_expr(Column::GrantedBy, Expr::value(Some(by)))
        .col_expr(Column::GrantedAt, Expr::value(now))
        .filter(Column::Id.eq(proposal))
        .filter(Column::GrantedAt.is_null())
        .filter(Column::ProposedBy.is_not_null())
        // Nobody grants what they proposed.
        .filter(Column::ProposedBy.ne(by))
        .filter(Column::ProposedAt.gt(now - PROPOSAL))
}

/// Deletes a proposal that ended without a grant, so that the role can be proposed again.
#[must_use]
pub fn remove_ended_proposal(officer: OfficerId, role: Role, now: DateTime<Utc>) -> DeleteMany<Entity> {
    remove(officer, role).filter(Column::GrantedAt.is_null()).filter(Column::ProposedAt.lte(now - PROPOSAL))
}

/// Deletes a role of an officer, or the proposal of it.
#[must_use]
pub fn remove(officer: OfficerId, role: Role) -> DeleteMany<Entity> {
    Entity::delete_many().filter(Column::OfficerId.eq(officer)).filter(Column::Role.eq(role))
}

/// Deletes a proposal of a role for an officer; a role that the officer holds stays.
#[must_use]
pub fn withdraw(officer: OfficerId, role: Role) -> DeleteMany<Entity> {
    remove(officer, role).filter(Column::GrantedAt.is_null())
}

/// Deletes all roles of an officer, and all proposals for the officer.
#[must_use]
pub fn remove_all(officer: OfficerId) -> DeleteMany<Entity> {
    Entity::delete_many().filter(Column::OfficerId.eq(officer))
}

/// Deletes the proposals that an officer made and nobody has granted.
#[must_use]
pub fn withdraw_proposals_of(officer: OfficerId) -> DeleteMany<Entity> {
    Entity::delete_many().filter(Column::ProposedBy.eq(officer)).filter(Column::GrantedAt.is_null())
}

/// Selects the roles that an officer holds.
#[must_use]
pub fn held_by(officer: OfficerId) -> Select<Entity> {
    held().filter(Column::OfficerId.eq(officer)).order_by_asc(Column::Role)
}

/// Selects all roles that officers hold.
#[must_use]
pub fn held() -> Select<Entity> {
    Entity::find().filter(Column::GrantedAt.is_not_null())
}

/// Selects all proposals that can be granted at `now`, oldest first.
#[must_use]
pub fn proposals(now: DateTime<Utc>) -> Select<Entity> {
    Entity::find()
        .filter(Column::GrantedAt.is_null())
        .filter(Column::ProposedAt.gt(now - PROPOSAL))
        .order_by_asc(Column::ProposedAt)
        .order_by_asc(Column::Id)
}

/// Selects the enrolled officers who hold [`Role::Security`].
#[must_use]
pub fn enrolled_security() -> Select<Entity> {
    held()
        .filter(Column::Role.eq(Role::Security))
        .inner_join(super::Entity)
        .filter(super::Column::EnrolledAt.is_not_null())
        .filter(super::Column::ClosedAt.is_null())
}
