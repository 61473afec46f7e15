//! Account lockout: five wrong passwords in a row lock an account for 24 hours (R36, R37).
//!
//! An attempt is reserved by one conditional statement before the password is verified, so however many
//! guesses arrive at once, exactly five are verified. The fifth holds a short lease until its result is
//! known. Every success, every reset and the end of every lock starts a new epoch, and a result from an older
//! epoch changes nothing.
//!
//! Four tables count in this way: accounts, officers, and the browsers that either is known to use. Officers
//! have shorter pauses before the day's lock: [`Lockable::PAUSES`].

use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::{
    UpdateMany, Value,
    entity::prelude::*,
    sea_query::{CaseStatement, ExprTrait},
};

/// Consecutive failures that lock an account (R36).
pub const MAX_FAILURES: i32 = 5;
/// How long a lock lasts (R37).
pub const LOCK: TimeDelta = TimeDelta::hours(24);
/// How long the last permitted attempt may take. If its process dies, the row is locked for this long and not
/// for a day.
pub const LEASE: TimeDelta = TimeDelta::seconds(30);

/// A table whose rows count wrong passwords.
pub trait Lockable: EntityTrait {
    /// The primary key of the row.
    const ID: Self::Column;
    /// Consecutive attempts that failed or whose result is not known yet.
    const FAILED_COUNT: Self::Column;
    /// No password is verified before this time; `None` if the row is not locked.
    const LOCKED_UNTIL: Self::Column;
    /// Grows with every success, every reset, and the first attempt after a lock.
    const LOCK_EPOCH: Self::Column;
    /// How long the row is locked after each further five failures without a success between them. The first
    /// attempt after the last of these locks starts the count again.
    const PAUSES: &'static [TimeDelta] = &[LOCK];

    /// The primary key of a row.
    fn id_of(row: &Self::Model) -> Uuid;

    /// Reads the count of a row.
    fn count_of(row: &Self::Model) -> Count;
}

/// The counter of a row, as an attempt reserved it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Count {
    /// Consecutive failures, including the attempt that was just reserved.
    pub failed: i32,
    /// No password is verified before this time.
    pub locked_until: Option<DateTime<Utc>>,
    /// The epoch that the count belongs to.
    pub epoch: i32,
}

impl Count {
    /// Whether the account will be locked if the attempt that was just reserved fails.
    #[must_use]
    pub fn is_last(self) -> bool {
        self.failed >= MAX_FAILURES && self.failed % MAX_FAILURES == 0
    }

    /// Whether the last permitted attempt is still running, or has just ended. The row may become free within
    /// moments.
    #[must_use]
    pub fn is_leased(self, now: DateTime<Utc>) -> bool {
        // No lock at all: the last attempt barred this one, and has ended since without locking the row.
        self.locked_until.is_none_or(|until| now < until && until <= now + LEASE)
    }
}

/// How long a row with these pauses is locked after this many failures.
#[must_use]
pub fn pause_after(failed: i32, pauses: &[TimeDelta]) -> TimeDelta {
    let earlier = usize::try_from(failed / MAX_FAILURES - 1).unwrap_or_default();
    pauses.get(earlier).or(pauses.last()).copied().unwrap_or(LOCK)
}

/// Reserves an attempt. Changes no row while the row is locked or its last permitted attempt is running.
#[must_use]
pub fn reserve<E: Lockable>(id: impl Into<Value>, now: DateTime<Utc>) -> UpdateMany<E> {
    let lock_is_over = || E::LOCKED_UNTIL.lte(now);
    let pauses = i32::try_from(E::PAUSES.len()).unwrap_or(1);
    // The first attempt after the last pause starts the count again. After an earlier one the count goes on,
    // so that the next pause is longer. Either is in a new epoch.
    let begins_again = || lock_is_over().and(Expr::col(E::FAILED_COUNT).gt(MAX_FAILURES * (pauses - 1)));
    let failures =
        CaseStatement::new().case(begins_again(), Expr::value(1)).finally(Expr::col(E::FAILED_COUNT).add(1));
    // Only the last permitted attempt takes a lease: it bars further attempts until its result is known.
    let is_last = (1..pauses)
        .fold(Expr::col(E::FAILED_COUNT).gte(MAX_FAILURES * pauses - 1), |last, pause| {
            last.or(Expr::col(E::FAILED_COUNT).eq(MAX_FAILURES * pause - 1))
        });
    let lease = CaseStatement::new()
        .case(begins_again(), Expr::value(None::<DateTimeUtc>))
        .case(is_last, Expr::value(Some(now + LEASE)))
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

/// Resets the count after a correct password, unless another success or a reset came first.
#[must_use]
pub fn clear<E: Lockable>(id: impl Into<Value>, reserved: Count) -> UpdateMany<E> {
    unlock(E::update_many())
        .filter(ColumnTrait::eq(&E::ID, id))
        .filter(ColumnTrait::eq(&E::LOCK_EPOCH, reserved.epoch))
}

/// Extends an update to reset the count, as after a password reset (R38).
#[must_use]
pub fn unlock<E: Lockable>(write: UpdateMany<E>) -> UpdateMany<E> {
    write
        .col_expr(E::FAILED_COUNT, Expr::value(0))
        .col_expr(E::LOCKED_UNTIL, Expr::value(None::<DateTimeUtc>))
        // An attempt that was reserved before this and fails after it must not count.
        .col_expr(E::LOCK_EPOCH, Expr::col(E::LOCK_EPOCH).add(1))
}

/// Locks the row after the last wrong attempt, unless a success or a reset came in between or an earlier
/// attempt was given back.
#[must_use]
pub fn lock<E: Lockable>(id: impl Into<Value>, reserved: Count, now: DateTime<Utc>) -> UpdateMany<E> {
    E::update_many()
        .col_expr(E::LOCKED_UNTIL, Expr::value(now + pause_after(reserved.failed, E::PAUSES)))
        .filter(ColumnTrait::eq(&E::ID, id))
        .filter(ColumnTrait::eq(&E::LOCK_EPOCH, reserved.epoch))
        // An earlier attempt may have been given back, and then too few were wrong for a lock.
        .filter(ColumnTrait::gte(&E::FAILED_COUNT, reserved.failed))
}

/// Ends the lease of the last attempt if [`lock`] did not lock the row because too few attempts were
/// wrong.
#[must_use]
pub fn release<E: Lockable>(id: impl Into<Value>, reserved: Count) -> UpdateMany<E> {
    E::update_many()
        .col_expr(E::LOCKED_UNTIL, Expr::value(None::<DateTimeUtc>))
        .filter(ColumnTrait::eq(&E::ID, id))
        .filter(ColumnTrait::eq(&E::LOCK_EPOCH, reserved.epoch))
        .filter(ColumnTrait::lt(&E::FAILED_COUNT, reserved.failed))
}

/// Gives back an attempt that was reserved but not verified, and its lease. Changes nothing after a success
/// or a reset, because the new epoch does not count it anyway.
#[must_use]
pub fn give_back<E: Lockable>(id: impl Into<Value>, reserved: Count) -> UpdateMany<E> {
    let mut write = E::update_many().col_expr(E::FAILED_COUNT, Expr::col(E::FAILED_COUNT).sub(1));
    if reserved.is_last() {
        // Only the last permitted attempt holds a lease.
        write = write.col_expr(E::LOCKED_UNTIL, Expr::value(None::<DateTimeUtc>));
    }
    write
        .filter(ColumnTrait::eq(&E::ID, id))
        .filter(ColumnTrait::eq(&E::LOCK_EPOCH, reserved.epoch))
        .filter(ColumnTrait::gt(&E::FAILED_COUNT, 0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_five_failures_bring_the_next_pause() {
        let pauses = [TimeDelta::minutes(5), TimeDelta::hours(1), LOCK];
        let check = |failed, pauses: &[TimeDelta], expected| {
            assert_eq!(pause_after(failed, pauses), expected, "{failed} of {pauses:?}");
        };
        check(5, &[LOCK], LOCK);
        for (failed, expected) in [(5, pauses[0]), (10, pauses[1]), (15, LOCK), (20, LOCK)] {
            check(failed, &pauses, expected);
        }
    }

    #[test]
    fn every_fifth_attempt_is_the_last_before_a_pause() {
        let count = |failed| Count { failed, locked_until: None, epoch: 0 };
        let last: Vec<_> = (0..17).filter(|failed| count(*failed).is_last()).collect();
        assert_eq!(last, [5, 10, 15]);
    }
}
