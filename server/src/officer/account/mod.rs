//! What officers do about accounts: look them up, lift locks, have the ordinary reset mail sent, correct what owners
//! cannot (I33), close.
//!
//! No officer sees or chooses a password, a token or a link: what opens an account goes to its registered address
//! alone. Every look and every change is recorded about the account, so its owner sees that there was one.

pub mod closing;
pub mod correction;
pub mod look_up;
pub mod reset_mail;
pub mod suppression;
pub mod unlock;

use entity::account::{self, UserId};
use sea_orm::{ConnectionTrait, DbErr};

/// Nothing was done about an account.
#[derive(Debug, thiserror::Error)]
pub enum CareError {
    /// There is no such account.
    #[error("there is no such account")]
    NotFound,
    /// It is closed.
    #[error("the account is closed")]
    Closed,
    /// The database did not answer.
    #[error("could not read or write the account")]
    Database(#[from] DbErr),
}

/// The open account with this user ID.
async fn open(db: &impl ConnectionTrait, user_id: &str) -> Result<account::Model, CareError> {
    let account = find(db, user_id).await?.ok_or(CareError::NotFound)?;
    if account.closed_at.is_some() { Err(CareError::Closed) } else { Ok(account) }
}

/// The account with this user ID, closed or not.
pub(super) async fn find(db: &impl ConnectionTrait, user_id: &str) -> Result<Option<account::Model>, DbErr> {
    match UserId::parse_login(user_id) {
        Ok(user_id) => account::by_user_id(&user_id).one(db).await,
        Err(_) => Ok(None),
    }
}
