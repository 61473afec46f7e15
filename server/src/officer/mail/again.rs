//! Mails one by one: sent again, or dropped. Each is a transaction of its own with its line in the trail, so one that
//! is not fit stops no other, and of two officers one comes first.

use entity::{
    audit::Action,
    outbox::{
        self,
        again::{self, Unfit},
    },
};
use sea_orm::{ActiveEnum, DatabaseTransaction, DbErr, EntityTrait};
use uuid::Uuid;

use super::{
    super::session::LiveOfficer,
    facts::{self, Shown},
};
use crate::{
    app::App,
    audit::{self, Event},
    visit::Visit,
};

/// A mail was not taken up.
#[derive(Debug, thiserror::Error)]
pub enum NotTaken {
    /// There is no such mail.
    #[error("there is no such mail")]
    NotFound,
    /// It is not one to take up.
    #[error("the mail is not one to take up")]
    Unfit(Unfit),
    /// The database did not answer.
    #[error("could not read or write the mail")]
    Database(#[from] DbErr),
}

/// Why a mail is dropped. It stands in the trail, so it is a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DropReason {
    /// It was told otherwise: at the counter, by telephone.
    ToldOtherwise,
    /// It would go to somebody else.
    WrongRecipient,
    /// Another mail says the same.
    Duplicate,
    /// Nobody needs it any more.
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

/// Puts a mail that was given up on its way again, if that makes sense; `second_copy` says that a copy of one that
/// may have arrived does no harm.
pub async fn send_again(
    app: &App,
    by: &LiveOfficer,
    id: Uuid,
    second_copy: bool,
    visit: &Visit,
) -> Result<Shown, NotTaken> {
    let tx = migration::database::write(&app.db).await?;
    let seen = find(&tx, id, visit).await?;
    let end = seen.may_send_again(second_copy, visit.now).map_err(NotTaken::Unfit)?;
    let changed = again::send_again(&seen.row, end, visit.now).exec(&tx).await?.rows_affected;
    let state = seen.row.state.to_value();
    let event = by.event(Action::MailQueuedAgain, visit).detail(format!("{id} {state}"));
    end_with(tx, seen, changed, event, visit).await
}

/// Drops a mail that waits or was given up.
pub async fn drop_one(
    app: &App,
    by: &LiveOfficer,
    id: Uuid,
    reason: DropReason,
    visit: &Visit,
) -> Result<Shown, NotTaken> {
    let tx = migration::database::write(&app.db).await?;
    let seen = find(&tx, id, visit).await?;
    again::may_drop(&seen.row).map_err(NotTaken::Unfit)?;
    let changed = again::drop_one(&seen.row).exec(&tx).await?.rows_affected;
    let state = seen.row.state.to_value();
    let detail = format!("{id} {state} {}", reason.code());
    let event = by.event(Action::MailDropped, visit).detail(detail);
    end_with(tx, seen, changed, event, visit).await
}

async fn find(tx: &DatabaseTransaction, id: Uuid, visit: &Visit) -> Result<Shown, NotTaken> {
    let row = outbox::Entity::find_by_id(id).one(tx).await?;
    let shown = facts::of(tx, row.into_iter().collect(), visit.now).await?.pop();
    shown.ok_or(NotTaken::NotFound)
}

/// Records what was done and commits; answers with the mail as it is now.
async fn end_with(
    tx: DatabaseTransaction,
    seen: Shown,
    changed: u64,
    event: Event<'_>,
    visit: &Visit,
) -> Result<Shown, NotTaken> {
    if changed == 0 {
        return Err(NotTaken::Unfit(Unfit::State));
    }
    let now = find(&tx, seen.row.id, visit).await?;
    let event = match &seen.account {
        Some((account, _)) => event.about(*account),
        None => event,
    };
    audit::record(&tx, event).await?;
    tx.commit().await?;
    Ok(now)
}
