//! What officers with the role SECURITY do for others: create and close them, unlock them, end their
//! sessions. Also the list of all officers.

use std::collections::HashMap;

use entity::{
    account::lockout,
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
    paging::{self, Page},
    request_info::RequestInfo,
};

/// Why an action on an officer was refused.
#[derive(Debug, thiserror::Error)]
pub enum OfficerAdminError {
    /// No open officer has this name.
    #[error("there is no such officer")]
    NotFound,
    /// Officers cannot do this to themselves: another officer has to.
    #[error("another officer has to do this")]
    SecondOfficerRequired,
    /// A database operation failed; the source says why.
    #[error("could not read or write the officer")]
    Database(#[from] DbErr),
}

/// The open officer with this name.
pub(super) async fn find(db: &impl ConnectionTrait, name: &str) -> Result<officer::Model, OfficerAdminError> {
    let Ok(name) = OfficerName::parse(name) else { return Err(OfficerAdminError::NotFound) };
    officer::open_by_name(&name).one(db).await?.ok_or(OfficerAdminError::NotFound)
}

/// The open officer with this name, unless it is the requester.
async fn find_another(
    db: &impl ConnectionTrait,
    by: &LiveOfficer,
    name: &str,
) -> Result<officer::Model, OfficerAdminError> {
    let found = find(db, name).await?;
    if found.id == by.officer.id { Err(OfficerAdminError::SecondOfficerRequired) } else { Ok(found) }
}

/// Creates an officer without roles; roles are proposed and granted.
pub async fn create(
    app: &App,
    by: &LiveOfficer,
    name: &str,
    info: &RequestInfo,
) -> Result<(officer::Model, Invitation), CreationError> {
    let invitation = run(app, by, info).create(name, &[]).await?;
    let name = OfficerName::parse(name).map_err(CreationError::Name)?;
    let created = officer::open_by_name(&name).one(&app.db).await?.ok_or(CreationError::NotFound)?;
    Ok((created, invitation))
}

/// Closes another officer irrevocably; officers cannot close themselves.
pub async fn close(
    app: &App,
    by: &LiveOfficer,
    name: &str,
    info: &RequestInfo,
) -> Result<officer::Model, OfficerAdminError> {
    let found = find_another(&app.db, by, name).await?;
    run(app, by, info).close(&found.name).await.map_err(|error| match error {
        CreationError::Database(error) => error.into(),
        CreationError::Name(_) | CreationError::NameTaken | CreationError::NotFound => {
            OfficerAdminError::NotFound
        }
    })?;
    Entity::find_by_id(found.id).one(&app.db).await?.ok_or(OfficerAdminError::NotFound)
}

fn run<'a>(app: &'a App, by: &LiveOfficer, info: &'a RequestInfo) -> Provisioning<'a> {
    Provisioning { db: &app.db, keys: &app.keys, source: &info.source, by: by.actor(), now: info.now }
}

/// Unlocks another officer. Not oneself: a session alone must not give more guesses at its password.
pub async fn unlock(
    app: &App,
    by: &LiveOfficer,
    name: &str,
    info: &RequestInfo,
) -> Result<officer::Model, OfficerAdminError> {
    let found = find_another(&app.db, by, name).await?;
    let tx = migration::database::write(&app.db).await?;
    let unlock = lockout::unlock(Entity::update_many()).filter(Column::Id.eq(found.id));
    let unlocked = unlock.exec_with_returning(&tx).await?.pop().ok_or(OfficerAdminError::NotFound)?;
    let event = by.event(Action::OfficerUnlocked, info).detail(found.id.0.to_string());
    audit::record(&tx, event).await?;
    tx.commit().await?;
    Ok(unlocked)
}

/// Ends all sessions of an officer; returns their number.
pub async fn end_sessions(
    app: &App,
    by: &LiveOfficer,
    name: &str,
    info: &RequestInfo,
) -> Result<(officer::Model, u64), OfficerAdminError> {
    let found = find(&app.db, name).await?;
    let tx = migration::database::write(&app.db).await?;
    let ended = session::end_all(found.id, info.now).exec(&tx).await?.rows_affected;
    let event = by.event(Action::OfficerSessionsEnded, info).detail(found.id.0.to_string());
    audit::record(&tx, event).await?;
    tx.commit().await?;
    Ok((found, ended))
}

/// A page of all officers ordered by name, closed ones included.
pub async fn list(db: &DatabaseConnection, page: i32, per_page: i32) -> Result<Page<officer::Model>, DbErr> {
    paging::page(db, Entity::find().order_by_asc(Column::Name), page, per_page).await
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
