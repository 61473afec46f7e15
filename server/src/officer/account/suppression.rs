//! Lifting a suppression by hand: the account's present address is written to again.

use entity::{account, audit::Action, suppressed_address};

use super::{super::session::LiveOfficer, CareError, open};
use crate::{app::App, audit, visit::Visit};

/// Lifts the suppression of the account's address, if it is suppressed. Reminders come again by themselves; a
/// certificate that was withheld has to be sent again.
pub async fn lift(
    app: &App,
    by: &LiveOfficer,
    user_id: &str,
    visit: &Visit,
) -> Result<account::Model, CareError> {
    let account = open(&app.db, user_id).await?;
    let tx = migration::database::write(&app.db).await?;
    if suppressed_address::lift(&account.email).exec(&tx).await?.rows_affected > 0 {
        audit::record(&tx, by.event(Action::SuppressionLifted, visit).about(account.id)).await?;
    }
    tx.commit().await?;
    Ok(account)
}
