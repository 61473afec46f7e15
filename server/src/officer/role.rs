//! Roles: one officer proposes a role, another grants it; either of them can revoke it, except
//! [`Role::Security`], which takes two: see [`super::removal`].
//!
//! The statement that grants requires a second officer: nobody can grant their own proposal, and of two
//! simultaneous grants only one takes effect. Nor does anyone grant who may be one person with the proposer, or
//! with the officer: see [`entity::officer::ties`]. A proposal expires after a week. An officer who loses
//! [`Role::Security`] also loses their proposals.

use chrono::{DateTime, Utc};
use entity::{
    audit::{Action, Reason},
    officer::{
        self, OfficerId, Role,
        role::{self, Model, role_code},
    },
};
use sea_orm::{DatabaseConnection, DbErr, SqlErr, entity::prelude::*};
use uuid::Uuid;

use super::{
    officer_admin::{self, OfficerAdminError},
    removal::{self, Removed},
    second_officer,
    session::LiveOfficer,
};
use crate::{
    app::App,
    audit::{self, Event},
    request_info::RequestInfo,
};

/// Why a role was not proposed.
#[derive(Debug, thiserror::Error)]
pub enum ProposeError {
    /// No open officer has this ID.
    #[error("there is no such officer")]
    NotFound,
    /// The officer already holds the role, or it is already proposed.
    #[error("the officer already holds the role, or it is proposed")]
    AlreadyThere,
    /// A database operation failed; the source says why.
    #[error("could not read or write the role")]
    Database(#[from] DbErr),
}

/// Proposes a role for an officer. One who invited the officer may do that, too: see [`role::may_grant`].
pub async fn propose(
    app: &App,
    by: &LiveOfficer,
    (officer, wanted): (OfficerId, Role),
    info: &RequestInfo,
) -> Result<Model, ProposeError> {
    let officer = officer_admin::open(&app.db, officer).await?.ok_or(ProposeError::NotFound)?;
    let (id, me) = (Uuid::now_v7(), by.officer.id);
    let tx = migration::database::write(&app.db).await?;
    // An invitation at this moment comes either before or after, and nobody closes the officer meanwhile.
    second_officer::lock_open(&tx, officer.id).await?.ok_or(ProposeError::NotFound)?;
    // An expired proposal would keep the unique index from accepting this one.
    role::remove_ended_proposal(officer.id, wanted, info.now).exec(&tx).await?;
    let row = role::propose(id, officer.id, wanted, me, info.now);
    let inserted = role::Entity::insert(row).exec_with_returning(&tx).await;
    let role = inserted.map_err(|error| match error.sql_err() {
        Some(SqlErr::UniqueConstraintViolation(_)) => ProposeError::AlreadyThere,
        _ => error.into(),
    })?;
    audit::record(&tx, event(by, Action::RoleProposed, officer.id, wanted, info)).await?;
    tx.commit().await?;
    Ok(role)
}

/// Grants a role that another officer has proposed.
pub async fn grant(
    app: &App,
    by: &LiveOfficer,
    proposal: Uuid,
    info: &RequestInfo,
) -> Result<officer::Model, OfficerAdminError> {
    let found = role::Entity::find_by_id(proposal).one(&app.db).await?.ok_or(OfficerAdminError::NotFound)?;
    let tx = migration::database::write(&app.db).await?;
    // Lock the officer first: an invitation at this moment comes either before or after.
    let officer =
        second_officer::lock_open(&tx, found.officer_id).await?.ok_or(OfficerAdminError::NotFound)?;
    let ties = second_officer::ties(&tx).await?;
    let may_grant =
        found.proposed_by.is_some_and(|proposer| role::may_grant(&ties, by.officer.id, proposer, officer.id));
    // Its condition requires another officer than the one who proposed the role.
    let granted =
        may_grant && role::grant(proposal, by.officer.id, info.now).exec(&tx).await?.rows_affected > 0;
    let action = if granted { Action::RoleGranted } else { Action::RoleGrantRefused };
    let event = event(by, action, found.officer_id, found.role, info);
    let is_waiting = found.granted_at.is_none() && info.now < found.proposed_at + role::PROPOSAL;
    let is_own = is_waiting && !may_grant;
    if granted {
        audit::record(&tx, event).await?;
    } else {
        // An attempt to grant one's own proposal is recorded: it is what the second officer prevents.
        audit::record(&tx, event.refused(if is_own { Reason::OwnProposal } else { Reason::NoProposal }))
            .await?;
    }
    tx.commit().await?;
    match (granted, is_own) {
        (true, _) => Ok(officer),
        (false, true) => Err(OfficerAdminError::SecondOfficerRequired),
        (false, false) => Err(OfficerAdminError::NotFound),
    }
}

/// Revokes a role, or withdraws a proposal for it. A role that manages officers is revoked by two: the first
/// request proposes it.
pub async fn revoke(
    app: &App,
    by: &LiveOfficer,
    (officer, lost): (OfficerId, Role),
    info: &RequestInfo,
) -> Result<Removed, OfficerAdminError> {
    let officer = officer_admin::find(&app.db, officer).await?;
    if lost == Role::Security && officer_admin::holds_security(&app.db, officer.id).await? {
        return removal::revoke_security(app, by, officer, info).await;
    }
    let tx = migration::database::write(&app.db).await?;
    let removed = match lost {
        // Not more than the proposal: it may have been granted a moment ago.
        Role::Security => role::withdraw(officer.id, lost),
        Role::Viewer | Role::Issuer | Role::Support => role::remove(officer.id, lost),
    };
    if removed.exec(&tx).await?.rows_affected == 0 {
        return Err(OfficerAdminError::NotFound);
    }
    audit::record(&tx, event(by, Action::RoleRevoked, officer.id, lost, info)).await?;
    tx.commit().await?;
    Ok(Removed { officer, proposal: None })
}

/// The proposals that are waiting for a second officer.
pub async fn proposals(db: &DatabaseConnection, now: DateTime<Utc>) -> Result<Vec<Model>, DbErr> {
    role::proposals(now).all(db).await
}

/// The audit event, with the role's code and the officer's ID.
fn event<'a>(
    by: &LiveOfficer,
    action: Action,
    officer: OfficerId,
    role: Role,
    info: &'a RequestInfo,
) -> Event<'a> {
    by.event(action, info).detail(format!("{} {}", role_code(role), officer.0))
}
