//! Remembers the browsers and apps that officers log in from.
//!
//! Each has a random token, which a browser keeps in a cookie and an app sends in a header, and its own count
//! of wrong attempts: see [`crate::account::attempt_count`].

use entity::{
    known_device::beyond_the_limit,
    officer::{
        OfficerId, OfficerName,
        device::{self, Column, Entity},
    },
};
use sea_orm::{DatabaseTransaction, entity::prelude::*};

use crate::{account::secret, app::App, request_info::RequestInfo};

/// The browser or app of the request, if the named officer is known to use it. Without a token there is no
/// query, so only the holder of one can tell anything from the time.
pub(super) async fn of_request(
    app: &App,
    name: Option<&OfficerName>,
    info: &RequestInfo,
) -> Result<Option<Uuid>, DbErr> {
    let Some((name, token)) = name.zip(info.known_device.as_deref()) else { return Ok(None) };
    let found = device::of_named(name, token, info.now).one(&app.db).await?;
    Ok(found.map(|device| device.id))
}

/// Remembers the browser or app of a login, and forgets the least recently used ones beyond the limit. Returns
/// its token. The caller's transaction has already changed the officer's row, so concurrent logins of one
/// officer wait for each other here.
pub(super) async fn remember(
    tx: &DatabaseTransaction,
    officer: OfficerId,
    known: Option<Uuid>,
    is_app: bool,
    info: &RequestInfo,
) -> Result<String, DbErr> {
    if let Some((id, token)) = known.zip(info.known_device.as_ref())
        && device::seen_again(id, info.now).exec(tx).await?.rows_affected > 0
    {
        return Ok(token.clone());
    }
    let token = secret::token();
    let row = device::first_seen(Uuid::now_v7(), &token, officer, is_app, info.now);
    Entity::insert(row).exec_without_returning(tx).await?;
    let known = device::of(officer).all(tx).await?;
    let over = beyond_the_limit(known.iter().map(|device| (device.id, device.is_app)));
    if !over.is_empty() {
        Entity::delete_many().filter(Column::Id.is_in(over)).exec(tx).await?;
    }
    Ok(token)
}
