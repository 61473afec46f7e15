//! Remembering the browsers that an account logs in from.
//!
//! Each has a random cookie, handed out once, and a count of wrong passwords of its own: see
//! [`super::credential`].

use chrono::{DateTime, Utc};
use entity::{
    account::AccountId,
    known_device::{self, Column, LIFETIME, MAX_KNOWN},
};
use sea_orm::{DatabaseTransaction, entity::prelude::*};

use super::secret;

/// Remembers the browser that shows `token`, and answers with the cookie that it is to keep. A cookie that
/// this account does not know, or no longer, is replaced by a new one.
pub(super) async fn remember(
    tx: &DatabaseTransaction,
    account: AccountId,
    token: Option<&str>,
    now: DateTime<Utc>,
) -> Result<String, DbErr> {
    if let Some(token) = token {
        let seen = known_device::Entity::update_many()
            .col_expr(Column::LastUsedAt, Expr::value(now))
            .col_expr(Column::ExpiresAt, Expr::value(now + LIFETIME))
            .filter(Column::TokenDigest.eq(known_device::digest(token)))
            .filter(Column::AccountId.eq(account))
            .filter(Column::ExpiresAt.gt(now))
            .exec(tx)
            .await?;
        if seen.rows_affected > 0 {
            return Ok(token.to_owned());
        }
    }
    let token = secret::token();
    let row = known_device::first_seen(Uuid::now_v7(), &token, account, now);
    known_device::Entity::insert(row).exec_without_returning(tx).await?;
    let known = known_device::of(account).all(tx).await?;
    let over: Vec<_> = known.into_iter().skip(MAX_KNOWN).map(|device| device.id).collect();
    if !over.is_empty() {
        known_device::Entity::delete_many().filter(Column::Id.is_in(over)).exec(tx).await?;
    }
    Ok(token)
}
