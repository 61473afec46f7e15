//! Unlocks an account (R36, R37) and the browsers that it knows.

use entity::{
    account::{self, Column, Entity, lockout},
    audit::Action,
    known_device,
};
use sea_orm::entity::prelude::*;

use super::{
    super::{
        session::LiveOfficer,
        shown::{self, Shown},
    },
    AccountAdminError, open,
};
use crate::{app::App, request_info::RequestInfo};

/// Resets the counts of wrong passwords, whether locked or not: the owner has five attempts again. A client
/// that failed ten times within minutes waits for another minute; no other client does.
pub async fn unlock(
    app: &App,
    by: &LiveOfficer,
    user_id: &str,
    info: &RequestInfo,
) -> Result<Shown<account::Model>, AccountAdminError> {
    let id = open(&app.db, user_id).await?.id;
    let tx = migration::database::write(&app.db).await?;
    let unlock = lockout::unlock(Entity::update_many());
    let unlock = unlock.filter(Column::Id.eq(id)).filter(Column::ClosedAt.is_null());
    let account = unlock.exec_with_returning(&tx).await?.pop().ok_or(AccountAdminError::Closed)?;
    // A browser that the owner knows has a count of its own, which may be what locks the owner out.
    lockout::unlock(known_device::Entity::update_many())
        .filter(known_device::Column::AccountId.eq(id))
        .exec(&tx)
        .await?;
    Ok(shown::commit(tx, by.event(Action::AccountUnlocked, info), account).await?)
}
