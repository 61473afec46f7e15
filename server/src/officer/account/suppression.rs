//! Lifts the suppression of an account's current address, so that mails go to it again.

use entity::{account, audit::Action, suppressed_address};

use super::{
    super::{
        session::LiveOfficer,
        shown::{self, Shown},
    },
    AccountAdminError, open,
};
use crate::{app::App, request_info::RequestInfo};

/// Lifts the suppression of the account's address, if there is one. Reminders resume by themselves; a
/// certificate that was withheld has to be sent again.
pub async fn lift(
    app: &App,
    by: &LiveOfficer,
    user_id: &str,
    info: &RequestInfo,
) -> Result<Shown<account::Model>, AccountAdminError> {
    let account = open(&app.db, user_id).await?;
    let tx = migration::database::write(&app.db).await?;
    // Only the address in force: an officer cannot lift the suppression of an arbitrary address.
    if suppressed_address::lift(&account.email).exec(&tx).await?.rows_affected == 0 {
        tx.rollback().await?;
        return Ok(shown::unchanged(app, by, account, info).await?);
    }
    Ok(shown::commit(tx, by.event(Action::SuppressionLifted, info), account).await?)
}
