//! Remembers the browsers that an account logs in from.
//!
//! Each has a random cookie, which is returned once, and its own count of wrong passwords: see
//! [`super::credential`].

use chrono::{DateTime, Utc};
use entity::{
    account::AccountId,
    known_device::{self, Column, LIFETIME, MAX_KNOWN},
};
use migration::together::Write;
use sea_orm::{DatabaseTransaction, entity::prelude::*};

use super::secret;

/// A browser to remember, and how to record it.
pub(super) struct Remembered {
    /// The ID of its row.
    pub(super) id: Uuid,
    /// The value of its device cookie.
    pub(super) cookie: String,
    /// The statement that records it.
    pub(super) write: Write,
}

impl Remembered {
    /// A browser that the account does not know yet.
    pub(super) fn new(account: AccountId, now: DateTime<Utc>) -> Self {
        let (id, cookie) = (Uuid::now_v7(), secret::token());
        let row = known_device::first_seen(id, &cookie, account, now);
        Self { id, cookie, write: Write::insert(&row) }
    }

    /// A browser that the account already knows by this cookie.
    pub(super) fn again(id: Uuid, cookie: &str, now: DateTime<Utc>) -> Self {
        let seen = known_device::Entity::update_many()
            .col_expr(Column::LastUsedAt, Expr::value(now))
            .col_expr(Column::ExpiresAt, Expr::value(now + LIFETIME))
            .filter(Column::Id.eq(id));
        Self { id, cookie: cookie.to_owned(), write: seen.into() }
    }
}

/// Forgets the least recently used browsers beyond [`MAX_KNOWN`].
pub(super) async fn forget_oldest(tx: &DatabaseTransaction, account: AccountId) -> Result<(), DbErr> {
    let known = known_device::of(account).all(tx).await?;
    let over: Vec<_> = known.into_iter().skip(MAX_KNOWN).map(|device| device.id).collect();
    if !over.is_empty() {
        known_device::Entity::delete_many().filter(Column::Id.is_in(over)).exec(tx).await?;
    }
    Ok(())
}
