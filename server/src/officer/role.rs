//! Roles: one officer proposes, another grants, any of the two takes away.
//!
//! The second officer is a condition of the statement that grants: nobody grants what they have proposed, and of
//! two who grant one proposal at once one does. A proposal ends after a week. Whoever loses [`Role::Security`] loses their proposals with it.

use chrono::{DateTime, Utc};
use entity::{
    audit::Action,
    officer::{
        self, OfficerId, Role,
        role::{self, Model},
    },
};
use sea_orm::{DatabaseConnection, DbErr, SqlErr, entity::prelude::*};
use uuid::Uuid;

use super::{
    care::{self, CareError},
    session::LiveOfficer,
};
use crate::{
    app::App,
    audit::{self, Event},
    visit::Visit,
};

/// A role was not proposed, granted or taken away.
#[derive(Debug, thiserror::Error)]
pub enum RoleError {
    /// There is no such officer, proposal or role.
    #[error("there is no such thing")]
    NotFound,
    /// The officer holds it already, or is to.
    #[error("the officer has it already")]
    AlreadyThere,
    /// Whoever proposed it wants to grant it.
    #[error("another officer has to grant it")]
    SecondOfficerRequired,
    /// The database did not answer.
    #[error("could not read or write the role")]
    Database(#[from] DbErr),
}

/// A proposal, with the names that it is about.
#[derive(Clone, Debug)]
pub struct Proposal {
    /// The proposal.
    pub role: Model,
    /// Whose role it is to be.
    pub officer: String,
    /// Who proposed it.
    pub proposed_by: String,
}

/// Proposes a role for an officer.
pub async fn propose(
    app: &App,
    by: &LiveOfficer,
    (name, wanted): (&str, Role),
    visit: &Visit,
) -> Result<Proposal, RoleError> {
    let officer = care::find(&app.db, name).await?;
    let (id, me) = (Uuid::now_v7(), by.officer.id);
    let tx = migration::database::write(&app.db).await?;
    role::remove_ended_proposal(officer.id, wanted, visit.now).exec(&tx).await?;
    let row = role::propose(id, officer.id, wanted, me, visit.now);
    let inserted = role::Entity::insert(row).exec_with_returning(&tx).await;
    let role = inserted.map_err(|error| match error.sql_err() {
        Some(SqlErr::UniqueConstraintViolation(_)) => RoleError::AlreadyThere,
        _ => error.into(),
    })?;
    audit::record(&tx, told(by, Action::RoleProposed, officer.id, wanted, visit)).await?;
    tx.commit().await?;
    Ok(Proposal { role, officer: officer.name, proposed_by: by.officer.name.clone() })
}

/// Grants what another officer has proposed.
pub async fn grant(
    app: &App,
    by: &LiveOfficer,
    proposal: Uuid,
    visit: &Visit,
) -> Result<officer::Model, RoleError> {
    let found = role::Entity::find_by_id(proposal).one(&app.db).await?.ok_or(RoleError::NotFound)?;
    let tx = migration::database::write(&app.db).await?;
    let granted = role::grant(proposal, by.officer.id, visit.now).exec(&tx).await?.rows_affected > 0;
    let action = if granted { Action::RoleGranted } else { Action::RoleGrantRefused };
    let event = told(by, action, found.officer_id, found.role, visit);
    let is_waiting = found.granted_at.is_none() && visit.now < found.proposed_at + role::PROPOSAL;
    let is_own = is_waiting && found.proposed_by == Some(by.officer.id);
    if granted {
        audit::record(&tx, event).await?;
    } else {
        audit::record(&tx, event.refused(if is_own { "OWN_PROPOSAL" } else { "NO_PROPOSAL" })).await?;
    }
    tx.commit().await?;
    match (granted, is_own) {
        (true, _) => {
            let officer = officer::Entity::find_by_id(found.officer_id).one(&app.db).await?;
            officer.ok_or(RoleError::NotFound)
        }
        (false, true) => Err(RoleError::SecondOfficerRequired),
        (false, false) => Err(RoleError::NotFound),
    }
}

/// Takes a role from an officer, or a proposal back.
pub async fn revoke(
    app: &App,
    by: &LiveOfficer,
    (name, lost): (&str, Role),
    visit: &Visit,
) -> Result<officer::Model, RoleError> {
    let officer = care::find(&app.db, name).await?;
    let tx = migration::database::write(&app.db).await?;
    if role::remove(officer.id, lost).exec(&tx).await?.rows_affected == 0 {
        return Err(RoleError::NotFound);
    }
    if lost == Role::Security {
        role::withdraw_proposals_of(officer.id).exec(&tx).await?;
    }
    audit::record(&tx, told(by, Action::RoleRevoked, officer.id, lost, visit)).await?;
    tx.commit().await?;
    Ok(officer)
}

/// The proposals that wait for a second officer.
pub async fn proposals(db: &DatabaseConnection, now: DateTime<Utc>) -> Result<Vec<Proposal>, DbErr> {
    let waiting = role::proposals(now).all(db).await?;
    let ids = waiting.iter().flat_map(|role| [Some(role.officer_id), role.proposed_by]).flatten();
    let named = officer::Entity::find().filter(officer::Column::Id.is_in(ids)).all(db).await?;
    let name = |id: OfficerId| {
        named.iter().find(|officer| officer.id == id).map(|officer| officer.name.clone()).unwrap_or_default()
    };
    let proposal = |role: Model| {
        let proposed_by = role.proposed_by.map(name).unwrap_or_default();
        Proposal { officer: name(role.officer_id), proposed_by, role }
    };
    Ok(waiting.into_iter().map(proposal).collect())
}

/// Whose role it is and which, in codes and ids.
fn told<'a>(by: &LiveOfficer, action: Action, officer: OfficerId, role: Role, visit: &'a Visit) -> Event<'a> {
    by.event(action, visit).detail(format!("{} {}", role_code(role), officer.0))
}

/// A role as it stands in the trail.
#[must_use]
pub fn role_code(role: Role) -> String {
    sea_orm::ActiveEnum::to_value(&role)
}

impl From<CareError> for RoleError {
    fn from(error: CareError) -> Self {
        match error {
            CareError::NotFound => Self::NotFound,
            CareError::SecondOfficerRequired => Self::SecondOfficerRequired,
            CareError::Database(error) => Self::Database(error),
        }
    }
}
