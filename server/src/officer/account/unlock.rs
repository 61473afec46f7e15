//! Lifting an account's lock (R36, R37), and those of the browsers that it knows.

use entity::{
    account::{self, Column, Entity, lockout},
    audit::Action,
    known_device,
};
use sea_orm::entity::prelude::*;

use super::{super::session::LiveOfficer, CareError, open};
use crate::{app::App, audit, rate_limit::Limit, visit::Visit};

/// Begins the counts of wrong passwords anew, locked or not: the owner has five attempts again.
pub async fn unlock(
    app: &App,
    by: &LiveOfficer,
    user_id: &str,
    visit: &Visit,
) -> Result<account::Model, CareError> {
    let id = open(&app.db, user_id).await?.id;
    let tx = migration::database::write(&app.db).await?;
    let unlock = lockout::unlock(Entity::update_many());
    let unlock = unlock.filter(Column::Id.eq(id)).filter(Column::ClosedAt.is_null());
    let account = unlock.exec_with_returning(&tx).await?.pop().ok_or(CareError::Closed)?;
    lockout::unlock(known_device::Entity::update_many())
        .filter(known_device::Column::AccountId.eq(id))
        .exec(&tx)
        .await?;
    audit::record(&tx, by.event(Action::AccountUnlocked, visit).about(id)).await?;
    tx.commit().await?;
    // As after a reset (R38): at once, however many wrong passwords were tried before.
    app.limiter.forget(Limit::LoginUserId(&account.user_id), visit.now).await;
    Ok(account)
}
