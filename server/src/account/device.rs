//! Remembers the browsers and apps that an account logs in from.
//!
//! Each has a random token, which a browser keeps in a cookie and an app sends in a header, and its own count
//! of wrong passwords: see [`super::credential`].

use chrono::{DateTime, Utc};
use entity::{
    account::{self, AccountId},
    known_device::{self, Column, LIFETIME},
};
use migration::together::Write;
use sea_orm::{ConnectionTrait, entity::prelude::*};

use super::secret;
use crate::{app::App, request_info::RequestInfo};

/// A browser or app to remember, and how to record it.
pub(super) struct Remembered {
    /// The ID of its row.
    pub(super) id: Uuid,
    /// Its device token.
    pub(super) token: String,
    /// Whether it is an app. Apps are limited in number by themselves.
    pub(super) is_app: bool,
    /// The statement that records it; the caller runs it with those of the login.
    pub(super) write: Write,
}

/// The browser or app that makes the request, and the account that knows it. What is read depends on the
/// request's token alone, so it reveals nothing about an account that the input names.
pub(super) async fn of_request(
    app: &App,
    info: &RequestInfo,
) -> Result<Option<(Uuid, account::Model)>, DbErr> {
    let Some(token) = info.known_device.as_deref().filter(|_| app.device_cookie) else { return Ok(None) };
    let Some(device) = known_device::with_token(token, info.now).one(&app.db).await? else {
        return Ok(None);
    };
    let owner = account::Entity::find_by_id(device.account_id).one(&app.db).await?;
    Ok(owner.map(|owner| (device.id, owner)))
}

/// Remembers a browser or app at once, forgets the oldest ones beyond the maximum, and returns its token;
/// `None` if devices are not remembered.
pub(super) async fn remember(
    app: &App,
    db: &impl ConnectionTrait,
    account: AccountId,
    is_app: bool,
    now: DateTime<Utc>,
) -> Result<Option<String>, DbErr> {
    if !app.device_cookie {
        return Ok(None);
    }
    let token = secret::token();
    let row = known_device::first_seen(Uuid::now_v7(), &token, account, is_app, now);
    known_device::Entity::insert(row).exec_without_returning(db).await?;
    // A reset forgot all others, but its repetitions add one each.
    forget_oldest(db, account).await?;
    Ok(Some(token))
}

impl Remembered {
    /// A browser or app that the account does not know yet.
    pub(super) fn new(account: AccountId, is_app: bool, now: DateTime<Utc>) -> Self {
        let (id, token) = (Uuid::now_v7(), secret::token());
        let row = known_device::first_seen(id, &token, account, is_app, now);
        Self { id, token, is_app, write: Write::insert(&row) }
    }

    /// A browser or app that the account already knows by this token.
    pub(super) fn again(id: Uuid, token: &str, is_app: bool, now: DateTime<Utc>) -> Self {
        let seen = known_device::Entity::update_many()
            .col_expr(Column::LastUsedAt, Expr::value(now))
            .col_expr(Column::ExpiresAt, Expr::value(now + LIFETIME))
            .filter(Column::Id.eq(id));
        Self { id, token: token.to_owned(), is_app, write: seen.into() }
    }
}

/// Forgets the least recently used browsers beyond [`known_device::MAX_KNOWN`], and the apps likewise.
pub(super) async fn forget_oldest(db: &impl ConnectionTrait, account: AccountId) -> Result<(), DbErr> {
    let known = known_device::of(account).all(db).await?;
    // The browser or app of this login was used last, so it is never among them.
    let over = known_device::beyond_the_limit(known.iter().map(|device| (device.id, device.is_app)));
    if !over.is_empty() {
        known_device::Entity::delete_many().filter(Column::Id.is_in(over)).exec(db).await?;
    }
    Ok(())
}
