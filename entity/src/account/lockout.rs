//! The lock: five wrong passwords in a row, 24 hours (R36, R37).
//!
//! An attempt is reserved before the password is verified, by one conditional statement, so of any
//! number of guesses at once exactly five are verified. The fifth holds a short lease until its verdict
//! is known; if the process dies in between, the lease lapses and the account is not locked for a day
//! by nobody. Every success and every reset begins a new epoch: a verdict of an older one changes
//! nothing.

use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::{
    UpdateMany,
    entity::prelude::*,
    sea_query::{CaseStatement, ExprTrait},
};

use super::{AccountId, Column, Entity, Model};

/// So many wrong passwords in a row lock an account (R36).
pub const MAX_FAILURES: i32 = 5;
/// A lock ends by itself after so long (R37).
pub const LOCK: TimeDelta = TimeDelta::hours(24);
/// So long the last attempt may take until its verdict.
pub const LEASE: TimeDelta = TimeDelta::seconds(30);

/// An attempt that may be verified.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reserved {
    /// How many in a row this one makes, if it is wrong.
    pub number: i32,
    /// The epoch that it belongs to.
    pub epoch: i32,
}

impl Reserved {
    /// What the returned row of [`reserve`] says.
    #[must_use]
    pub fn of(row: &Model) -> Self {
        Self { number: row.failed_count, epoch: row.lock_epoch }
    }

    /// Whether the account is locked, if this attempt is wrong.
    #[must_use]
    pub fn is_last(self) -> bool {
        self.number >= MAX_FAILURES
    }
}

/// Reserves an attempt; no row comes back while the account is locked or its last attempt is under way.
#[must_use]
pub fn reserve(id: AccountId, now: DateTime<Utc>) -> UpdateMany<Entity> {
    let lock_is_over = || Column::LockedUntil.lte(now);
    let failures = CaseStatement::new()
        .case(lock_is_over(), Expr::value(1))
        .finally(Expr::col(Column::FailedCount).add(1));
    let lease = CaseStatement::new()
        .case(
            Column::LockedUntil.is_null().and(Expr::col(Column::FailedCount).gte(MAX_FAILURES - 1)),
            Expr::value(Some(now + LEASE)),
        )
        .finally(Expr::value(None::<DateTimeUtc>));
    Entity::update_many()
        .col_expr(Column::FailedCount, failures.into())
        .col_expr(Column::LockedUntil, lease.into())
        .filter(Column::Id.eq(id))
        .filter(Column::LockedUntil.is_null().or(lock_is_over()))
}

/// Adds to a write that the count begins anew: after a success, and after a reset (R38).
#[must_use]
pub fn unlock(write: UpdateMany<Entity>) -> UpdateMany<Entity> {
    write
        .col_expr(Column::FailedCount, Expr::value(0))
        .col_expr(Column::LockedUntil, Expr::value(None::<DateTimeUtc>))
        .col_expr(Column::LockEpoch, Expr::col(Column::LockEpoch).add(1))
}

/// Locks the account after the last wrong attempt, unless a success or a reset came between.
#[must_use]
pub fn lock(id: AccountId, reserved: Reserved, now: DateTime<Utc>) -> UpdateMany<Entity> {
    Entity::update_many()
        .col_expr(Column::LockedUntil, Expr::value(now + LOCK))
        .filter(Column::Id.eq(id))
        .filter(Column::LockEpoch.eq(reserved.epoch))
}

/// Whether the last attempt is under way: its verdict may free the account within a moment.
#[must_use]
pub fn is_leased(account: &Model, now: DateTime<Utc>) -> bool {
    account.locked_until.is_some_and(|until| now < until && until <= now + LEASE)
}
