//! Inserts a new account under a user ID that is not in use.

use entity::account::{self, UserId};
use sea_orm::{ActiveValue::Set, DatabaseTransaction, TryInsertResult, entity::prelude::*};

/// Inserts the row under a random user ID, and returns that ID. If it is taken, it draws another; with a
/// million accounts, about one in 10⁶ draws collides.
pub(super) async fn insert(tx: &DatabaseTransaction, mut row: account::ActiveModel) -> Result<UserId, DbErr> {
    for _ in 0..5 {
        #[expect(clippy::disallowed_methods, reason = "a shell draws its own numbers")]
        let user_id = UserId::generate(&mut rand::rng());
        row.user_id = Set(user_id.as_str().to_owned());
        // An error would end the transaction on PostgreSQL, so a conflict must not be one.
        let inserted = account::Entity::insert(row.clone())
            .on_conflict_do_nothing_on([account::Column::UserId])
            .exec_without_returning(tx)
            .await?;
        // A conflict inserts no row, and is no error here.
        if matches!(inserted, TryInsertResult::Inserted(1)) {
            return Ok(user_id);
        }
    }
    Err(DbErr::Custom("five random user IDs in a row were already taken".to_owned()))
}
