//! Counts attempts to verify a password: reserves one, and later clears, gives back or concludes it. Each
//! step is one conditional statement from `entity::account::lockout`, which has the rules.
//!
//! The row that counts is the owner's, or that of a browser or app that the owner is known to use. So a
//! stranger who knows the owner's name or user ID does not lock the owner out of that one. It is the same for
//! accounts and for officers.

use std::marker::PhantomData;

use entity::account::lockout::{self, Count, Lockable};
use sea_orm::entity::prelude::*;

/// Concludes a wrong last attempt. Locks the row, or only ends the lease of the attempt if an earlier one was
/// given back, so that too few were wrong for a lock. Returns whether the row was locked. After a success or a
/// reset it changes nothing.
pub async fn conclude<E: Lockable>(
    tx: &impl ConnectionTrait,
    id: Uuid,
    reserved: Count,
    now: DateTimeUtc,
) -> Result<bool, DbErr> {
    if lockout::lock::<E>(id, reserved, now).exec(tx).await?.rows_affected > 0 {
        return Ok(true);
    }
    // Too few were wrong for a lock, so the lease must not bar the owner for the rest of its 30 seconds.
    lockout::release::<E>(id, reserved).exec(tx).await?;
    Ok(false)
}

/// The row that counts wrong passwords: that of an owner in the table `O`, or of a known browser or app in the
/// table `D`.
#[derive(Clone, Copy)]
pub(crate) struct Counter<O, D> {
    /// The known browser or app that has the count; `None` if the owner's row has it.
    pub(crate) device: Option<Uuid>,
    owner: Uuid,
    /// The count, as it was read or reserved.
    pub(crate) count: Count,
    tables: PhantomData<fn() -> (O, D)>,
}

impl<O: Lockable, D: Lockable> Counter<O, D> {
    /// The counter of an attempt from this browser or app, if the owner is known to use it.
    pub(crate) fn of(owner: &O::Model, device: Option<&D::Model>) -> Self {
        let count = device.map_or_else(|| O::count_of(owner), D::count_of);
        Self { device: device.map(D::id_of), owner: O::id_of(owner), count, tables: PhantomData }
    }

    /// Reserves an attempt. Returns the reserved count, and the owner as they are now, because the hash may
    /// have changed; `None` if the row is locked.
    pub(crate) async fn reserve(
        &self,
        db: &impl ConnectionTrait,
        owner: &O::Model,
        now: DateTimeUtc,
    ) -> Result<Option<(Self, O::Model)>, DbErr> {
        if let Some(device) = self.device {
            let rows = lockout::reserve::<D>(device, now).exec_with_returning(db).await?;
            let counter = |row| Self { count: D::count_of(row), ..*self };
            // The owner may have changed since they were read. With an old password, no session opens.
            return Ok(rows.first().map(|row| (counter(row), owner.clone())));
        }
        let rows = lockout::reserve::<O>(self.owner, now).exec_with_returning(db).await?;
        let counter = |row: &_| Self { count: O::count_of(row), ..*self };
        Ok(rows.into_iter().next().map(|row| (counter(&row), row)))
    }

    /// Resets the count after a success.
    pub(crate) async fn clear(&self, db: &impl ConnectionTrait) -> Result<(), DbErr> {
        match self.device {
            Some(device) => lockout::clear::<D>(device, self.count).exec(db).await?,
            None => lockout::clear::<O>(self.owner, self.count).exec(db).await?,
        };
        Ok(())
    }

    /// Gives back a reserved attempt that was not verified.
    pub(crate) async fn give_back(&self, db: &impl ConnectionTrait) -> Result<(), DbErr> {
        match self.device {
            Some(device) => lockout::give_back::<D>(device, self.count).exec(db).await?,
            None => lockout::give_back::<O>(self.owner, self.count).exec(db).await?,
        };
        Ok(())
    }

    /// Locks the row after the last wrong attempt. Returns `false` if a success or a reset came first, or if
    /// an earlier attempt was given back.
    pub(crate) async fn lock(&self, tx: &impl ConnectionTrait, now: DateTimeUtc) -> Result<bool, DbErr> {
        match self.device {
            Some(device) => conclude::<D>(tx, device, self.count, now).await,
            None => conclude::<O>(tx, self.owner, self.count, now).await,
        }
    }
}
