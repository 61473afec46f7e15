//! Counts attempts to verify a password: reserves one, and later clears, gives back or concludes it. Each
//! step is one conditional statement from `entity::account::lockout`, which has the rules.

use entity::{
    account::{
        self, AccountId,
        lockout::{self, Count, Lockable},
    },
    known_device,
};
use sea_orm::{DatabaseConnection, entity::prelude::*};

/// Concludes a wrong last attempt. Locks the row, or only ends the lease of the attempt if an earlier one was
/// given back, so that fewer than five were wrong. Returns whether the row was locked. After a success or a
/// reset it changes nothing.
pub async fn conclude<E: Lockable>(
    tx: &impl ConnectionTrait,
    id: impl Into<sea_orm::Value> + Copy,
    reserved: Count,
    now: DateTimeUtc,
) -> Result<bool, DbErr> {
    if lockout::lock::<E>(id, reserved, now).exec(tx).await?.rows_affected > 0 {
        return Ok(true);
    }
    lockout::release::<E>(id, reserved).exec(tx).await?;
    Ok(false)
}

/// The row that counts wrong passwords: the account, or a browser that it knows.
#[derive(Clone, Copy)]
pub(super) struct Counter {
    pub(super) device: Option<Uuid>,
    pub(super) account: AccountId,
    pub(super) count: Count,
}

impl Counter {
    /// Reserves an attempt. Returns the account as it is now, because its hash may have changed; `None` if it
    /// is locked.
    pub(super) async fn reserve(
        &self,
        db: &DatabaseConnection,
        account: account::Model,
        now: DateTimeUtc,
    ) -> Result<Option<(Count, account::Model)>, DbErr> {
        if let Some(device) = self.device {
            let rows = lockout::reserve::<known_device::Entity>(device, now).exec_with_returning(db).await?;
            return Ok(rows.first().map(|row| (known_device::Entity::count_of(row), account)));
        }
        let rows = lockout::reserve::<account::Entity>(self.account, now).exec_with_returning(db).await?;
        Ok(rows.into_iter().next().map(|row| (account::Entity::count_of(&row), row)))
    }

    pub(super) async fn clear(&self, db: &DatabaseConnection, reserved: Count) -> Result<(), DbErr> {
        match self.device {
            Some(device) => lockout::clear::<known_device::Entity>(device, reserved).exec(db).await?,
            None => lockout::clear::<account::Entity>(self.account, reserved).exec(db).await?,
        };
        Ok(())
    }

    /// Gives back a reserved attempt that was not verified.
    pub(super) async fn give_back(&self, db: &DatabaseConnection, reserved: Count) -> Result<(), DbErr> {
        match self.device {
            Some(device) => lockout::give_back::<known_device::Entity>(device, reserved).exec(db).await?,
            None => lockout::give_back::<account::Entity>(self.account, reserved).exec(db).await?,
        };
        Ok(())
    }

    /// Locks the row. Returns `false` if a success or a reset came first, or if fewer than five attempts were
    /// wrong.
    pub(super) async fn lock(
        &self,
        tx: &impl ConnectionTrait,
        reserved: Count,
        now: DateTimeUtc,
    ) -> Result<bool, DbErr> {
        match self.device {
            Some(device) => conclude::<known_device::Entity>(tx, device, reserved, now).await,
            None => conclude::<account::Entity>(tx, self.account, reserved, now).await,
        }
    }
}
