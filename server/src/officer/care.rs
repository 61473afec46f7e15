//! What officers of security do for others: create and close them, lift a lock, end sessions. And the list of all
//! officers.

use std::collections::HashMap;

use entity::{
    account::lockout,
    audit::Action,
    officer::{self, Column, Entity, OfficerId, OfficerName, Role, role, session},
};
use sea_orm::{DatabaseConnection, DbErr, QueryOrder, entity::prelude::*};

use super::{
    creation::{CreationError, Invitation, Run},
    session::LiveOfficer,
};
use crate::{
    app::App,
    audit,
    paging::{self, Page},
    visit::Visit,
};

/// Something was not done for an officer.
#[derive(Debug, thiserror::Error)]
pub enum CareError {
    /// There is no such officer.
    #[error("there is no such officer")]
    NotFound,
    /// Someone asked for what another officer has to do for them.
    #[error("another officer has to do it")]
    SecondOfficerRequired,
    /// The database did not answer.
    #[error("could not read or write the officer")]
    Database(#[from] DbErr),
}

/// The open officer of that name.
pub(super) async fn find(db: &impl ConnectionTrait, name: &str) -> Result<officer::Model, CareError> {
    let Ok(name) = OfficerName::parse(name) else { return Err(CareError::NotFound) };
    officer::open_by_name(&name).one(db).await?.ok_or(CareError::NotFound)
}

/// The same, unless it is the one who asks.
async fn find_another(
    db: &impl ConnectionTrait,
    by: &LiveOfficer,
    name: &str,
) -> Result<officer::Model, CareError> {
    let found = find(db, name).await?;
    if found.id == by.officer.id { Err(CareError::SecondOfficerRequired) } else { Ok(found) }
}

/// Creates an officer without any role: those are proposed and granted.
pub async fn create(
    app: &App,
    by: &LiveOfficer,
    name: &str,
    visit: &Visit,
) -> Result<(officer::Model, Invitation), CreationError> {
    let invitation = run(app, by, visit).create(name, &[]).await?;
    let name = OfficerName::parse(name).map_err(CreationError::Name)?;
    let created = officer::open_by_name(&name).one(&app.db).await?.ok_or(CreationError::NotFound)?;
    Ok((created, invitation))
}

/// Closes another officer for good.
pub async fn close(
    app: &App,
    by: &LiveOfficer,
    name: &str,
    visit: &Visit,
) -> Result<officer::Model, CareError> {
    let found = find_another(&app.db, by, name).await?;
    run(app, by, visit).close(&found.name).await.map_err(|error| match error {
        CreationError::Database(error) => error.into(),
        CreationError::Name(_) | CreationError::NameTaken | CreationError::NotFound => CareError::NotFound,
    })?;
    Entity::find_by_id(found.id).one(&app.db).await?.ok_or(CareError::NotFound)
}

fn run<'a>(app: &'a App, by: &LiveOfficer, visit: &'a Visit) -> Run<'a> {
    Run { db: &app.db, keys: &app.keys, source: &visit.source, by: by.actor(), now: visit.now }
}

/// Lifts the lock of another officer: whoever only has a session must not get more guesses at its password.
pub async fn unlock(
    app: &App,
    by: &LiveOfficer,
    name: &str,
    visit: &Visit,
) -> Result<officer::Model, CareError> {
    let found = find_another(&app.db, by, name).await?;
    let tx = migration::database::write(&app.db).await?;
    let unlock = lockout::unlock(Entity::update_many()).filter(Column::Id.eq(found.id));
    let unlocked = unlock.exec_with_returning(&tx).await?.pop().ok_or(CareError::NotFound)?;
    let event = by.event(Action::OfficerUnlocked, visit).detail(found.id.0.to_string());
    audit::record(&tx, event).await?;
    tx.commit().await?;
    Ok(unlocked)
}

/// Ends all sessions of an officer; answers with their number.
pub async fn end_sessions(
    app: &App,
    by: &LiveOfficer,
    name: &str,
    visit: &Visit,
) -> Result<(officer::Model, u64), CareError> {
    let found = find(&app.db, name).await?;
    let tx = migration::database::write(&app.db).await?;
    let ended = session::end_all(found.id, visit.now).exec(&tx).await?.rows_affected;
    let event = by.event(Action::OfficerSessionsEnded, visit).detail(found.id.0.to_string());
    audit::record(&tx, event).await?;
    tx.commit().await?;
    Ok((found, ended))
}

/// All officers by name, closed ones too, a page of them.
pub async fn list(db: &DatabaseConnection, page: i32, per_page: i32) -> Result<Page<officer::Model>, DbErr> {
    paging::page(db, Entity::find().order_by_asc(Column::Name), page, per_page).await
}

/// The roles that these officers hold.
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
