//! What officers with the role SECURITY do for others: create and invite them, unlock them, end their
//! sessions. Also the list of all officers.

use std::collections::HashMap;

use entity::{
    audit::Action,
    officer::{self, Column, Entity, OfficerId, OfficerName, Role, role, session},
};
use sea_orm::{DatabaseConnection, DbErr, QueryOrder, entity::prelude::*};

use super::{
    creation::{CreationError, Invitation, Provisioning},
    session::LiveOfficer,
};
use crate::{
    app::App,
    audit,
    paging::{self, Page, PageRequest},
    request_info::RequestInfo,
};

/// Why an action on an officer was refused.
#[derive(Debug, thiserror::Error)]
pub enum OfficerAdminError {
    /// There is no such officer, proposal or role.
    #[error("there is no such officer, proposal or role")]
    NotFound,
    /// Officers cannot do this to themselves: another officer has to.
    #[error("another officer has to do this")]
    SecondOfficerRequired,
    /// A database operation failed; the source says why.
    #[error("could not read or write the officer")]
    Database(#[from] DbErr),
}

/// The open officer with this ID.
pub(super) async fn find(
    db: &impl ConnectionTrait,
    id: OfficerId,
) -> Result<officer::Model, OfficerAdminError> {
    open(db, id).await?.ok_or(OfficerAdminError::NotFound)
}

/// The officer with this ID, if not closed.
pub(super) async fn open(db: &impl ConnectionTrait, id: OfficerId) -> Result<Option<officer::Model>, DbErr> {
    let found = Entity::find_by_id(id).one(db).await?;
    Ok(found.filter(|officer| officer.closed_at.is_none()))
}

/// The open officer with this ID, unless it is the requester.
pub(super) async fn find_another(
    db: &impl ConnectionTrait,
    by: &LiveOfficer,
    id: OfficerId,
) -> Result<officer::Model, OfficerAdminError> {
    let found = find(db, id).await?;
    if found.id == by.officer.id { Err(OfficerAdminError::SecondOfficerRequired) } else { Ok(found) }
}

/// Creates an officer without roles and without an enrolment code: roles are proposed and granted, and
/// another officer invites.
pub async fn create(
    app: &App,
    by: &LiveOfficer,
    name: &str,
    info: &RequestInfo,
) -> Result<officer::Model, CreationError> {
    // Without roles, because granting one takes two officers.
    run(app, by, info).create_uninvited(name, by.officer.id).await?;
    let name = OfficerName::parse(name).map_err(CreationError::Name)?;
    officer::open_by_name(&name).one(&app.db).await?.ok_or(CreationError::NotFound)
}

/// Draws the enrolment code of an officer whom another officer created and who has not enrolled yet. Anyone
/// who created the officer, or proposed or granted one of the roles, may not see it, nor may anyone who could
/// be one person with them.
pub async fn invite(
    app: &App,
    by: &LiveOfficer,
    id: OfficerId,
    info: &RequestInfo,
) -> Result<(officer::Model, Invitation), OfficerAdminError> {
    let found = find_another(&app.db, by, id).await?;
    if found.password_version > 0 || found.created_by.is_none() {
        return Err(OfficerAdminError::NotFound);
    }
    let invitation = run(app, by, info).invite(&found, by.officer.id).await.map_err(of_creation)?;
    invitation.map(|invitation| (found, invitation)).ok_or(OfficerAdminError::SecondOfficerRequired)
}

/// What an error of [`super::creation`] means for an officer's change.
pub(super) fn of_creation(error: CreationError) -> OfficerAdminError {
    match error {
        CreationError::Database(error) => error.into(),
        CreationError::Name(_) | CreationError::NameTaken | CreationError::NotFound => {
            OfficerAdminError::NotFound
        }
    }
}

/// Whether the officer holds [`Role::Security`].
pub(super) async fn holds_security(db: &impl ConnectionTrait, officer: OfficerId) -> Result<bool, DbErr> {
    let held = role::held_by(officer).filter(role::Column::Role.eq(Role::Security));
    Ok(held.one(db).await?.is_some())
}

/// The circumstances of a change by this officer.
pub(super) fn run<'a>(app: &'a App, by: &LiveOfficer, info: &'a RequestInfo) -> Provisioning<'a> {
    Provisioning { db: &app.db, keys: &app.keys, source: &info.source, by: by.actor(), now: info.now }
}

/// Unlocks another officer, and the browsers that the officer is known to use. Not oneself: a session alone
/// must not give more guesses at its password.
pub async fn unlock(
    app: &App,
    by: &LiveOfficer,
    id: OfficerId,
    info: &RequestInfo,
) -> Result<officer::Model, OfficerAdminError> {
    let found = find_another(&app.db, by, id).await?;
    run(app, by, info).unlock_one(found.id).await.map_err(of_creation)
}

/// Ends all sessions of an officer; returns their number.
pub async fn end_sessions(
    app: &App,
    by: &LiveOfficer,
    id: OfficerId,
    info: &RequestInfo,
) -> Result<(officer::Model, u64), OfficerAdminError> {
    let found = find(&app.db, id).await?;
    let tx = migration::database::write(&app.db).await?;
    let ended = session::end_all(found.id, info.now).exec(&tx).await?.rows_affected;
    let event = by.event(Action::OfficerSessionsEnded, info).detail(found.id.0.to_string());
    audit::record(&tx, event).await?;
    tx.commit().await?;
    Ok((found, ended))
}

/// A page of all officers ordered by name, closed ones included.
pub async fn list(db: &DatabaseConnection, page: PageRequest) -> Result<Page<officer::Model>, DbErr> {
    paging::page(db, Entity::find().order_by_asc(Column::Name), page).await
}

/// The officers with these IDs, closed ones included.
pub async fn all_of(db: &impl ConnectionTrait, ids: &[OfficerId]) -> Result<Vec<officer::Model>, DbErr> {
    Entity::find().filter(Column::Id.is_in(ids.iter().copied())).all(db).await
}

/// The roles that these officers hold, by officer.
pub async fn roles_of(
    db: &impl ConnectionTrait,
    officers: &[OfficerId],
) -> Result<HashMap<OfficerId, Vec<Role>>, DbErr> {
    let held = role::held().filter(role::Column::OfficerId.is_in(officers.iter().copied()));
    let mut roles = HashMap::<_, Vec<_>>::new();
    for held in held.order_by_asc(role::Column::Role).all(db).await? {
        roles.entry(held.officer_id).or_default().push(held.role);
    }
    Ok(roles)
}
