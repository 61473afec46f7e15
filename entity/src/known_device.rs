//! Browsers and apps that an account has logged in from.
//!
//! A client with the token of a known device has its own count of wrong passwords, so a stranger who locks
//! the account does not lock out its owner. A browser has the token in a cookie, an app in a header. The
//! token proves nothing else: it does not open a session.

use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::{ActiveValue::Set, QueryOrder, entity::prelude::*};
use sha2::{Digest, Sha256};

use crate::account::{
    AccountId,
    lockout::{Count, Lockable},
};

/// How long a browser stays known after the last login from it.
pub const LIFETIME: TimeDelta = TimeDelta::days(180);
/// Maximum number of known browsers of an account, and also of known apps. One more makes it forget the one
/// that was unused longest. An app that ignores its token is a new one with every login, so apps are
/// counted apart: they displace no browser.
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
    /// Whether it is an app, which got the token in an answer, and not a browser with a cookie.
    pub is_app: bool,
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

    fn id_of(row: &Model) -> Uuid {
        row.id
    }

    fn count_of(row: &Model) -> Count {
        Count { failed: row.failed_count, locked_until: row.locked_until, epoch: row.lock_epoch }
    }
}

/// Which of these browsers and apps to forget, so that at most [`MAX_KNOWN`] of either kind stay. They come
/// with their IDs and whether they are apps, the last used first.
#[must_use]
pub fn beyond_the_limit(known: impl IntoIterator<Item = (Uuid, bool)>) -> Vec<Uuid> {
    let (apps, browsers): (Vec<_>, Vec<_>) = known.into_iter().partition(|(_, is_app)| *is_app);
    let oldest = [apps, browsers].into_iter().flat_map(|kind| kind.into_iter().skip(MAX_KNOWN));
    oldest.map(|(id, _)| id).collect()
}

/// Whom a lock keeps out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LockReach {
    /// Everybody, the owner included: the account is locked, and no known browser gets in.
    Everybody,
    /// Everybody but the owner's known browsers: the account is locked, and they have counts of their own.
    Strangers,
    /// One known browser, whose lock leaves the account as it is.
    OneBrowser,
}

/// Whom a lock keeps out at `now`: that of the browser `locked`, or of the account if it is `None`. `known`
/// are the browsers of the account.
#[must_use]
pub fn reach(locked: Option<Uuid>, known: &[Model], now: DateTime<Utc>) -> LockReach {
    match locked {
        Some(_) => LockReach::OneBrowser,
        None if known.iter().any(|device| device.gets_in(now)) => LockReach::Strangers,
        None => LockReach::Everybody,
    }
}

impl Model {
    /// Whether the right password is accepted from this browser at `now`, even while the account is locked.
    #[must_use]
    pub fn gets_in(&self, now: DateTime<Utc>) -> bool {
        now < self.expires_at && self.locked_until.is_none_or(|until| until <= now)
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
pub fn first_seen(
    id: Uuid,
    token: &str,
    account: AccountId,
    is_app: bool,
    now: DateTime<Utc>,
) -> ActiveModel {
    ActiveModel {
        id: Set(id),
        token_digest: Set(digest(token)),
        account_id: Set(account),
        last_used_at: Set(now),
        expires_at: Set(now + LIFETIME),
        failed_count: Set(0),
        locked_until: Set(None),
        lock_epoch: Set(0),
        is_app: Set(is_app),
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

/// Forgets every browser of an account except the one with this cookie, as after a change of the password: a
/// stranger who was logged in elsewhere keeps no count of wrong passwords there.
#[must_use]
pub fn forget_others(account: AccountId, kept: Option<&str>) -> sea_orm::DeleteMany<Entity> {
    let all = forget_all(account);
    match kept {
        Some(token) => all.filter(Column::TokenDigest.ne(digest(token))),
        None => all,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ten_browsers_and_ten_apps_stay() {
        let known = |kinds: &[bool]| -> Vec<_> {
            kinds.iter().zip(0..).map(|(is_app, number)| (Uuid::from_u128(number), *is_app)).collect()
        };
        let check = |kinds: &[bool], expected: &[u128]| {
            let expected: Vec<_> = expected.iter().copied().map(Uuid::from_u128).collect();
            assert_eq!(beyond_the_limit(known(kinds)), expected, "{kinds:?}");
        };
        check(&[false; 10], &[]);
        check(&[[true; 10], [false; 10]].concat(), &[]);
        check(&[false; 12], &[10, 11]);
        check(&[&[true; 11][..], &[false; 11]].concat(), &[10, 21]);
    }

    #[test]
    fn a_lock_keeps_out_whom_no_known_browser_lets_in() {
        let now = DateTime::from_timestamp(1_762_502_400, 0).expect("a valid timestamp");
        let known = |expires_in: TimeDelta, locked_for: Option<TimeDelta>| Model {
            id: Uuid::nil(),
            token_digest: Vec::new(),
            account_id: AccountId(Uuid::nil()),
            last_used_at: now,
            expires_at: now + expires_in,
            failed_count: 0,
            locked_until: locked_for.map(|span| now + span),
            lock_epoch: 0,
            is_app: false,
        };
        let (hour, none) = (TimeDelta::hours(1), TimeDelta::zero());
        let check = |locked, known: &[Model], expected| assert_eq!(reach(locked, known, now), expected);
        check(None, &[], LockReach::Everybody);
        check(None, &[known(none, None), known(hour, Some(hour))], LockReach::Everybody);
        check(None, &[known(hour, Some(hour)), known(hour, None)], LockReach::Strangers);
        check(None, &[known(hour, Some(none))], LockReach::Strangers);
        check(Some(Uuid::nil()), &[known(hour, Some(hour))], LockReach::OneBrowser);
    }
}
