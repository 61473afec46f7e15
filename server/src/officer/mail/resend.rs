//! Sends single mails again, or drops them. Each is a transaction with its audit event, so a mail that is not
//! eligible does not stop the others, and of two officers only one takes effect.

use entity::{
    audit::Action,
    outbox::{
        self,
        resend::{self, Ineligible},
    },
};
use sea_orm::{ActiveEnum, DatabaseTransaction, DbErr, EntityTrait};
use uuid::Uuid;

use super::context::{self, MailView};
use crate::{
    app::App,
    audit::{self, Event},
    officer::session::LiveOfficer,
    request_info::RequestInfo,
};

/// Why a mail was neither sent again nor dropped.
#[derive(Debug, thiserror::Error)]
pub enum MailActionError {
    /// No mail has this ID.
    #[error("there is no such mail")]
    NotFound,
    /// The mail is not eligible.
    #[error("the mail is not eligible for this action")]
    Ineligible(Ineligible),
    /// A database operation failed; the source says why.
    #[error("could not read or write the mail")]
    Database(#[from] DbErr),
}

/// Why a mail is dropped. A code, because the audit log contains it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DropReason {
    /// The recipient was informed in another way: at the counter, or by telephone.
    ToldOtherwise,
    /// It would go to the wrong person.
    WrongRecipient,
    /// Another mail has the same content.
    Duplicate,
    /// The mail is no longer needed.
    NoLongerNeeded,
}

impl DropReason {
    const fn code(self) -> &'static str {
        match self {
            Self::ToldOtherwise => "TOLD_OTHERWISE",
            Self::WrongRecipient => "WRONG_RECIPIENT",
            Self::Duplicate => "DUPLICATE",
            Self::NoLongerNeeded => "NO_LONGER_NEEDED",
        }
    }
}

/// Queues a mail again that was given up, if it is eligible. `second_copy` accepts a second copy of a mail
/// that may have arrived.
pub async fn resend(
    app: &App,
    by: &LiveOfficer,
    id: Uuid,
    second_copy: bool,
    info: &RequestInfo,
) -> Result<MailView, MailActionError> {
    let tx = migration::database::write(&app.db).await?;
    let seen = find(&tx, id, info).await?;
    let end = seen.may_resend(second_copy, info.now).map_err(MailActionError::Ineligible)?;
    // It repeats the state that was seen as its condition: of two officers, one queues the mail.
    let changed = resend::resend(&seen.row, end, info.now).exec(&tx).await?.rows_affected;
    let state = seen.row.state.to_value();
    let event = by.event(Action::MailResent, info).detail(format!("{id} {state}"));
    end_with(tx, seen, changed, event, info).await
}

/// Drops a mail that is waiting or was given up.
pub async fn drop_one(
    app: &App,
    by: &LiveOfficer,
    id: Uuid,
    reason: DropReason,
    info: &RequestInfo,
) -> Result<MailView, MailActionError> {
    let tx = migration::database::write(&app.db).await?;
    let seen = find(&tx, id, info).await?;
    resend::may_drop(&seen.row).map_err(MailActionError::Ineligible)?;
    let changed = resend::drop_one(&seen.row).exec(&tx).await?.rows_affected;
    let state = seen.row.state.to_value();
    let detail = format!("{id} {state} {}", reason.code());
    let event = by.event(Action::MailDropped, info).detail(detail);
    end_with(tx, seen, changed, event, info).await
}

async fn find(tx: &DatabaseTransaction, id: Uuid, info: &RequestInfo) -> Result<MailView, MailActionError> {
    let row = outbox::Entity::find_by_id(id).one(tx).await?;
    let shown = context::of(tx, row.into_iter().collect(), info.now).await?.pop();
    shown.ok_or(MailActionError::NotFound)
}

/// Records the event, commits, and returns the mail as it is now.
async fn end_with(
    tx: DatabaseTransaction,
    seen: MailView,
    changed: u64,
    event: Event<'_>,
    info: &RequestInfo,
) -> Result<MailView, MailActionError> {
    // Another officer, or a worker, changed the mail first.
    if changed == 0 {
        return Err(MailActionError::Ineligible(Ineligible::State));
    }
    let now = find(&tx, seen.row.id, info).await?;
    let event = match &seen.account {
        Some((account, _)) => event.about(*account),
        None => event,
    };
    audit::record(&tx, event).await?;
    tx.commit().await?;
    Ok(now)
}
