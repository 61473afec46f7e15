//! Where an attempt to prove a password is counted, and what becomes of the count: reserved, cleared, given back, or
//! concluded by a lock. Each is one guarded statement; what they state is `entity::account::lockout`'s business.

use entity::{
    account::{
        self, AccountId,
        lockout::{self, Count, Lockable},
    },
    known_device,
};
use sea_orm::{DatabaseConnection, entity::prelude::*};

/// Concludes a last attempt that was wrong: locks the row, or ends the attempt's lease where an earlier attempt was given
/// back and fewer than five were wrong. False when it is not locked; after a success or a reset nothing changes.
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

/// What counts the wrong passwords of an attempt: the account, or a browser that it knows.
#[derive(Clone, Copy)]
pub(super) struct Counter {
    pub(super) device: Option<Uuid>,
    pub(super) account: AccountId,
    pub(super) count: Count,
}

impl Counter {
    /// Reserves an attempt. The account comes back as it is now, for its hash may be new.
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

    /// Gives a reserved attempt back that was not verified.
    pub(super) async fn give_back(&self, db: &DatabaseConnection, reserved: Count) -> Result<(), DbErr> {
        match self.device {
            Some(device) => lockout::give_back::<known_device::Entity>(device, reserved).exec(db).await?,
            None => lockout::give_back::<account::Entity>(self.account, reserved).exec(db).await?,
        };
        Ok(())
    }

    /// Locks; false when a success or a reset came between, or fewer than five were wrong after all.
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
