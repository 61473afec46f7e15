//! Ends an applicant's sessions, e.g. when the owner calls because a phone was stolen. The password stays,
//! and the owner sees the event in the account's activity.

use entity::{
    account,
    audit::Action,
    session::{self, EndReason},
};
use sea_orm::{EntityTrait, QuerySelect, sea_query::LockType};

use super::{
    super::{
        session::LiveOfficer,
        shown::{self, Shown},
    },
    AccountAdminError, open,
};
use crate::{app::App, request_info::RequestInfo};

/// Ends every session of the account; returns their number, too.
pub async fn end(
    app: &App,
    by: &LiveOfficer,
    user_id: &str,
    info: &RequestInfo,
) -> Result<(Shown<account::Model>, u64), AccountAdminError> {
    let id = open(&app.db, user_id).await?.id;
    let tx = migration::database::write(&app.db).await?;
    // Lock the account first, as everywhere: then nobody else ends several of its sessions at once.
    let account = account::Entity::find_by_id(id).lock(LockType::NoKeyUpdate).one(&tx).await?;
    let account = account.filter(|account| account.closed_at.is_none()).ok_or(AccountAdminError::Closed)?;
    let ended = session::end_all(id, EndReason::EndedElsewhere, info.now).exec(&tx).await?.rows_affected;
    let event = by.event(Action::AccountSessionsEnded, info).detail(ended.to_string());
    Ok((shown::commit(tx, event, account).await?, ended))
}
