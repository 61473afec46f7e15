//! Closing an account at the bureau, for someone who cannot log in. It erases what the owner's own closing erases,
//! and cannot be undone: so it names what the officer saw.

use entity::{account, account::correction, audit::Action};
use sea_orm::{DbErr, EntityTrait};

use super::{super::session::LiveOfficer, CareError, open};
use crate::{account::closing, app::App, audit, visit::Visit};

/// The account was not closed.
#[derive(Debug, thiserror::Error)]
pub enum CloseError {
    /// There is no such account, or it is closed.
    #[error(transparent)]
    Account(#[from] CareError),
    /// The account is no longer as the officer saw it.
    #[error("the account was changed meanwhile")]
    ChangedMeanwhile,
    /// The database did not answer.
    #[error("could not close the account")]
    Database(#[from] DbErr),
}

/// Closes the account, if it is still what the officer saw; answers with what is left of it.
pub async fn close(
    app: &App,
    by: &LiveOfficer,
    (user_id, version): (&str, &str),
    visit: &Visit,
) -> Result<account::Model, CloseError> {
    let seen = open(&app.db, user_id).await?;
    if correction::version(&seen) != version {
        return Err(CloseError::ChangedMeanwhile);
    }
    let tx = migration::database::write(&app.db).await?;
    if !closing::erase(&tx, seen.id, correction::unchanged(&seen), visit.now).await? {
        return Err(CloseError::ChangedMeanwhile);
    }
    let left = account::Entity::find_by_id(seen.id).one(&tx).await?.ok_or(CareError::NotFound)?;
    audit::record(&tx, by.event(Action::AccountClosed, visit).about(seen.id)).await?;
    tx.commit().await?;
    Ok(left)
}
