//! Browsers that an account has logged in from.
//!
//! A client with the cookie of a known browser has its own count of wrong passwords, so a stranger who locks
//! the account does not lock out its owner. The cookie proves nothing else: it does not open a session.

use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::{ActiveValue::Set, QueryOrder, entity::prelude::*};
use sha2::{Digest, Sha256};

use crate::account::{
    AccountId,
    lockout::{Count, Lockable},
};

/// How long a browser stays known after the last login from it.
pub const LIFETIME: TimeDelta = TimeDelta::days(180);
/// Maximum number of known browsers of an account. One more makes it forget the one that was unused longest.
pub const MAX_KNOWN: usize = 10;

/// A known browser of one account.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "known_device")]
pub struct Model {
    /// The primary key. Never shown.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// SHA-256 of the cookie. Only the browser has the cookie itself.
    #[sea_orm(unique)]
    pub token_digest: Vec<u8>,
    /// The account that logged in from this browser.
    pub account_id: AccountId,
    /// When the account last logged in from it.
    pub last_used_at: DateTimeUtc,
    /// When the browser stops being known.
    pub expires_at: DateTimeUtc,
    /// Consecutive attempts from this browser that failed or whose result is not known yet.
    pub failed_count: i32,
    /// No password from this browser is verified before this time.
    pub locked_until: Option<DateTimeUtc>,
    /// Grows with every success, and with the first attempt after a lock.
    pub lock_epoch: i32,
}

/// No relation: browsers are selected by cookie or account.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Lockable for Entity {
    const ID: Column = Column::Id;
    const FAILED_COUNT: Column = Column::FailedCount;
    const LOCKED_UNTIL: Column = Column::LockedUntil;
    const LOCK_EPOCH: Column = Column::LockEpoch;

    fn count_of(row: &Model) -> Count {
        Count { failed: row.failed_count, locked_until: row.locked_until, epoch: row.lock_epoch }
    }
}

/// The digest that is stored in place of a cookie.
#[must_use]
pub fn digest(token: &str) -> Vec<u8> {
    Sha256::new().chain_update(b"uketori:device:v1:").chain_update(token).finalize().to_vec()
}

/// Selects the browser with this cookie, if `account` knows it at `now`.
#[must_use]
pub fn by_token(token: &str, account: AccountId, now: DateTime<Utc>) -> Select<Entity> {
    with_token(token, now).filter(Column::AccountId.eq(account))
}

/// Selects the browser with this cookie, whichever account knows it at `now`.
#[must_use]
pub fn with_token(token: &str, now: DateTime<Utc>) -> Select<Entity> {
    Entity::find().filter(Column::TokenDigest.eq(digest(token))).filter(Column::ExpiresAt.gt(now))
}

/// The row of a browser that has just become known.
#[must_use]
pub fn first_seen(id: Uuid, token: &str, account: AccountId, now: DateTime<Utc>) -> ActiveModel {
    ActiveModel {
        id: Set(id),
        token_digest: Set(digest(token)),
        account_id: Set(account),
        last_used_at: Set(now),
        expires_at: Set(now + LIFETIME),
        failed_count: Set(0),
        locked_until: Set(None),
        lock_epoch: Set(0),
    }
}

/// Selects the browsers of an account, the last used first.
#[must_use]
pub fn of(account: AccountId) -> Select<Entity> {
    Entity::find()
        .filter(Column::AccountId.eq(account))
        .order_by_desc(Column::LastUsedAt)
        .order_by_desc(Column::Id)
}

/// Forgets every browser of an account, as after a password reset.
#[must_use]
pub fn forget_all(account: AccountId) -> sea_orm::DeleteMany<Entity> {
    Entity::delete_many().filter(Column::AccountId.eq(account))
}
