//! Browsers that an account has logged in from.
//!
//! Whoever shows a known browser's cookie has a count of wrong passwords of its own, so a stranger who locks
//! the account does not lock its owner out. The cookie proves no more than that: it opens no session.

use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::{ActiveValue::Set, QueryOrder, entity::prelude::*};
use sha2::{Digest, Sha256};

use crate::account::{
    AccountId,
    lockout::{Count, Lockable},
};

/// A browser is known for so long after the last login from it.
pub const LIFETIME: TimeDelta = TimeDelta::days(180);
/// An account knows no more browsers than this; one more makes it forget the one unused for longest.
pub const MAX_KNOWN: usize = 10;

/// One browser.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "known_device")]
pub struct Model {
    /// The row's key; never shown.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// SHA-256 of the cookie; the cookie itself is only in the browser.
    #[sea_orm(unique)]
    pub token_digest: Vec<u8>,
    /// The account that logged in from it.
    pub account_id: AccountId,
    /// When it last did.
    pub last_used_at: DateTimeUtc,
    /// From here on it is not known any more.
    pub expires_at: DateTimeUtc,
    /// Attempts in a row from here that were not right, or whose verdict is not known yet.
    pub failed_count: i32,
    /// No password from here is verified before this moment.
    pub locked_until: Option<DateTimeUtc>,
    /// Grows with every success, and the first attempt after a lock.
    pub lock_epoch: i32,
}

/// No relation is loaded through a device.
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

/// What is stored of a cookie.
#[must_use]
pub fn digest(token: &str) -> Vec<u8> {
    Sha256::new().chain_update(b"uketori:device:v1:").chain_update(token).finalize().to_vec()
}

/// The browser behind a cookie, if this account knows it at `now`.
#[must_use]
pub fn by_token(token: &str, account: AccountId, now: DateTime<Utc>) -> Select<Entity> {
    with_token(token, now).filter(Column::AccountId.eq(account))
}

/// The browser behind a cookie, whichever account knows it at `now`.
#[must_use]
pub fn with_token(token: &str, now: DateTime<Utc>) -> Select<Entity> {
    Entity::find().filter(Column::TokenDigest.eq(digest(token))).filter(Column::ExpiresAt.gt(now))
}

/// The row of a browser that just became known.
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

/// The browsers of an account, the last used first.
#[must_use]
pub fn of(account: AccountId) -> Select<Entity> {
    Entity::find()
        .filter(Column::AccountId.eq(account))
        .order_by_desc(Column::LastUsedAt)
        .order_by_desc(Column::Id)
}

/// Forgets every browser of an account: whoever resets a password begins anew.
#[must_use]
pub fn forget_all(account: AccountId) -> sea_orm::DeleteMany<Entity> {
    Entity::delete_many().filter(Column::AccountId.eq(account))
}
