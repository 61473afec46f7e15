//! Closes an account at the bureau, for someone who cannot log in. It erases the same data as a closing by
//! the owner, and cannot be undone. So the request says which version of the account the officer saw.

use entity::{account, account::correction, audit::Action};
use sea_orm::{DbErr, EntityTrait};

use super::{
    super::{
        session::LiveOfficer,
        shown::{self, Shown},
    },
    AccountAdminError, open,
};
use crate::{account::closing, app::App, request_info::RequestInfo};

/// Why the account was not closed.
#[derive(Debug, thiserror::Error)]
pub enum CloseError {
    /// There is no such account, or it is closed.
    #[error(transparent)]
    Account(#[from] AccountAdminError),
    /// The account has changed since the officer saw it.
    #[error("the account has been changed in the meantime")]
    ChangedMeanwhile,
    /// A database operation failed; the source says why.
    #[error("could not close the account")]
    Database(#[from] DbErr),
}

/// Closes the account if it is still as the officer saw it; returns what is left of it.
pub async fn close(
    app: &App,
    by: &LiveOfficer,
    (user_id, version): (&str, &str),
    info: &RequestInfo,
) -> Result<Shown<account::Model>, CloseError> {
    let seen = open(&app.db, user_id).await?;
    if correction::version(&seen) != version {
        return Err(CloseError::ChangedMeanwhile);
    }
    let tx = migration::database::write(&app.db).await?;
    // The comparison above only answers early. The condition of the statement decides.
    if !closing::erase(&tx, seen.id, correction::unchanged(&seen), info.now).await? {
        return Err(CloseError::ChangedMeanwhile);
    }
    let left = account::Entity::find_by_id(seen.id).one(&tx).await?.ok_or(AccountAdminError::NotFound)?;
    Ok(shown::commit(tx, by.event(Action::AccountClosed, info), left).await?)
}
