//! The lock: five wrong passwords in a row, 24 hours (R36, R37).
//!
//! An attempt is reserved before the password is verified, by one conditional statement, so of any
//! number of guesses at once exactly five are verified. The fifth holds a short lease until its verdict
//! is known; if the process dies in between, the lease lapses and the account is not locked for a day
//! by nobody. Every success, every reset and the end of every lock begins a new epoch: a verdict of an
//! older one changes nothing, and each lock is told by a mail of its own. An attempt that was reserved and then
//! not verified is given back.
//!
//! Two tables count in this way: the account, and each browser that the account is known to use.

use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::{
    UpdateMany, Value,
    entity::prelude::*,
    sea_query::{CaseStatement, ExprTrait},
};

/// So many wrong passwords in a row lock an account (R36).
pub const MAX_FAILURES: i32 = 5;
/// A lock ends by itself after so long (R37).
pub const LOCK: TimeDelta = TimeDelta::hours(24);
/// So long the last attempt may take until its verdict.
pub const LEASE: TimeDelta = TimeDelta::seconds(30);

/// A table whose rows count wrong passwords.
pub trait Lockable: EntityTrait {
    /// The row's key.
    const ID: Self::Column;
    /// Attempts in a row that were not right, or whose verdict is not known yet.
    const FAILED_COUNT: Self::Column;
    /// No password is verified before this moment.
    const LOCKED_UNTIL: Self::Column;
    /// Grows with every success, every reset, and the first attempt after a lock.
    const LOCK_EPOCH: Self::Column;

    /// The row's count.
    fn count_of(row: &Self::Model) -> Count;
}

/// The count of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Count {
    /// Attempts in a row that were not right, this one included.
    pub failed: i32,
    /// No password is verified before this moment.
    pub locked_until: Option<DateTime<Utc>>,
    /// The epoch that the count belongs to.
    pub epoch: i32,
}

impl Count {
    /// Whether the account is locked, if the attempt that was just reserved is wrong.
    #[must_use]
    pub fn is_last(self) -> bool {
        self.failed >= MAX_FAILURES
    }

    /// Whether the last attempt is under way, or its verdict was just given: it may free the row within a
    /// moment.
    #[must_use]
    pub fn is_leased(self, now: DateTime<Utc>) -> bool {
        self.locked_until.is_none_or(|until| now < until && until <= now + LEASE)
    }
}

/// Reserves an attempt; no row comes back while the row is locked or its last attempt is under way.
#[must_use]
pub fn reserve<E: Lockable>(id: impl Into<Value>, now: DateTime<Utc>) -> UpdateMany<E> {
    let lock_is_over = || E::LOCKED_UNTIL.lte(now);
    let failures =
        CaseStatement::new().case(lock_is_over(), Expr::value(1)).finally(Expr::col(E::FAILED_COUNT).add(1));
    let lease = CaseStatement::new()
        .case(
            E::LOCKED_UNTIL.is_null().and(Expr::col(E::FAILED_COUNT).gte(MAX_FAILURES - 1)),
            Expr::value(Some(now + LEASE)),
        )
        .finally(Expr::value(None::<DateTimeUtc>));
    let epoch = CaseStatement::new()
        .case(lock_is_over(), Expr::col(E::LOCK_EPOCH).add(1))
        .finally(Expr::col(E::LOCK_EPOCH));
    E::update_many()
        .col_expr(E::FAILED_COUNT, failures.into())
        .col_expr(E::LOCKED_UNTIL, lease.into())
        .col_expr(E::LOCK_EPOCH, epoch.into())
        .filter(ColumnTrait::eq(&E::ID, id))
        .filter(E::LOCKED_UNTIL.is_null().or(lock_is_over()))
}

/// Begins the count anew after a right password, unless that was done since the attempt was reserved.
#[must_use]
pub fn clear<E: Lockable>(id: impl Into<Value>, reserved: Count) -> UpdateMany<E> {
    unlock(E::update_many())
        .filter(ColumnTrait::eq(&E::ID, id))
        .filter(ColumnTrait::eq(&E::LOCK_EPOCH, reserved.epoch))
}

/// Adds to a write that the count begins anew, as after a reset (R38).
#[must_use]
pub fn unlock<E: Lockable>(write: UpdateMany<E>) -> UpdateMany<E> {
    write
        .col_expr(E::FAILED_COUNT, Expr::value(0))
        .col_expr(E::LOCKED_UNTIL, Expr::value(None::<DateTimeUtc>))
        .col_expr(E::LOCK_EPOCH, Expr::col(E::LOCK_EPOCH).add(1))
}

/// Locks the row after the last wrong attempt, unless a success or a reset came between, or an earlier attempt was
/// given back.
#[must_use]
pub fn lock<E: Lockable>(id: impl Into<Value>, reserved: Count, now: DateTime<Utc>) -> UpdateMany<E> {
    E::update_many()
        .col_expr(E::LOCKED_UNTIL, Expr::value(now + LOCK))
        .filter(ColumnTrait::eq(&E::ID, id))
        .filter(ColumnTrait::eq(&E::LOCK_EPOCH, reserved.epoch))
        .filter(ColumnTrait::gte(&E::FAILED_COUNT, MAX_FAILURES))
}

/// Ends the lease of the last attempt where [`lock`] locked nothing, because fewer than five were wrong.
#[must_use]
pub fn release<E: Lockable>(id: impl Into<Value>, reserved: Count) -> UpdateMany<E> {
    E::update_many()
        .col_expr(E::LOCKED_UNTIL, Expr::value(None::<DateTimeUtc>))
        .filter(ColumnTrait::eq(&E::ID, id))
        .filter(ColumnTrait::eq(&E::LOCK_EPOCH, reserved.epoch))
        .filter(ColumnTrait::lt(&E::FAILED_COUNT, MAX_FAILURES))
}

/// Gives a reserved attempt back that was not verified, and its lease; nothing when a success or a reset began a
/// new epoch, for then it counts no more anyway.
#[must_use]
pub fn give_back<E: Lockable>(id: impl Into<Value>, reserved: Count) -> UpdateMany<E> {
    let mut write = E::update_many().col_expr(E::FAILED_COUNT, Expr::col(E::FAILED_COUNT).sub(1));
    if reserved.is_last() {
        write = write.col_expr(E::LOCKED_UNTIL, Expr::value(None::<DateTimeUtc>));
    }
    write
        .filter(ColumnTrait::eq(&E::ID, id))
        .filter(ColumnTrait::eq(&E::LOCK_EPOCH, reserved.epoch))
        .filter(ColumnTrait::gt(&E::FAILED_COUNT, 0))
}
