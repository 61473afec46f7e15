//! What officers can do about accounts: look them up, unlock them, end their sessions, have the password
//! reset mail sent, correct what owners cannot (I33), and close them.
//!
//! No officer sees or chooses a password, a token or a link: whatever opens an account goes only to its
//! registered address. Every lookup and change is recorded about the account, so its owner can see it.

pub mod closing;
pub mod correction;
pub mod look_up;
pub mod reset_mail;
pub mod sessions;
pub mod suppression;
pub mod unlock;

use entity::account::{self, UserId};
use sea_orm::{ConnectionTrait, DbErr};

/// Why an action on an account was refused.
#[derive(Debug, thiserror::Error)]
pub enum AccountAdminError {
    /// No account has this user ID.
    #[error("there is no such account")]
    NotFound,
    /// The account has been closed.
    #[error("the account is closed")]
    Closed,
    /// A database operation failed; the source says why.
    #[error("could not read or write the account")]
    Database(#[from] DbErr),
}

/// The open account with this user ID.
async fn open(db: &impl ConnectionTrait, user_id: &str) -> Result<account::Model, AccountAdminError> {
    let account = find(db, user_id).await?.ok_or(AccountAdminError::NotFound)?;
    if account.closed_at.is_some() { Err(AccountAdminError::Closed) } else { Ok(account) }
}

/// The account with this user ID, closed or not.
pub(super) async fn find(db: &impl ConnectionTrait, user_id: &str) -> Result<Option<account::Model>, DbErr> {
    match UserId::parse_login(user_id) {
        Ok(user_id) => account::by_user_id(&user_id).one(db).await,
        Err(_) => Ok(None),
    }
}
