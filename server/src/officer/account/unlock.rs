//! Unlocks an account (R36, R37) and the browsers that it knows.

use entity::{
    account::{self, Column, Entity, lockout},
    audit::Action,
    known_device,
};
use sea_orm::entity::prelude::*;

use super::{super::session::LiveOfficer, AccountAdminError, open};
use crate::{app::App, audit, rate_limit::Limit, request_info::RequestInfo};

/// Resets the counts of wrong passwords, whether locked or not: the owner has five attempts again.
pub async fn unlock(
    app: &App,
    by: &LiveOfficer,
    user_id: &str,
    info: &RequestInfo,
) -> Result<account::Model, AccountAdminError> {
    let id = open(&app.db, user_id).await?.id;
    let tx = migration::database::write(&app.db).await?;
    let unlock = lockout::unlock(Entity::update_many());
    let unlock = unlock.filter(Column::Id.eq(id)).filter(Column::ClosedAt.is_null());
    let account = unlock.exec_with_returning(&tx).await?.pop().ok_or(AccountAdminError::Closed)?;
    lockout::unlock(known_device::Entity::update_many())
        .filter(known_device::Column::AccountId.eq(id))
        .exec(&tx)
        .await?;
    audit::record(&tx, by.event(Action::AccountUnlocked, info).about(id)).await?;
    tx.commit().await?;
    // As after a reset (R38): the user can log in at once, even after many wrong passwords.
    app.limiter.forget(Limit::LoginUserId(&account.user_id), info.now).await;
    Ok(account)
}
