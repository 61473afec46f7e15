//! Where a change of an account came from, for the mails that tell its owner of it.
//!
//! The audit log knows the browser and the network, and nobody knows the place: a country is never guessed. An
//! officer's browser is the officer's own data, so of a correction only the bureau is named.

use chrono::{DateTime, TimeDelta, Utc};
use entity::{
    account::AccountId,
    audit::{self, Action, ActorKind},
    outbox::Mail,
};
use sea_orm::{ActiveEnum, DatabaseConnection, QueryOrder, entity::prelude::*};

/// When and from where something was done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// When it was done.
    pub at: DateTime<Utc>,
    /// The browser and the operating system, e.g. `Firefox, Windows`; `None` if neither is known.
    pub device: Option<String>,
    /// The network that the request came from, e.g. `203.0.113.0/24`; `None` if it is not known.
    pub network: Option<String>,
    /// Whether an officer did it.
    pub is_bureaus: bool,
}

/// The actions that a mail tells of; none if it needs no origin.
fn actions(mail: Mail) -> &'static [Action] {
    match mail {
        Mail::AccountLocked { device: None, .. } => &[Action::AccountLocked],
        Mail::AccountLocked { device: Some(_), .. } => &[Action::DeviceLocked],
        Mail::PasswordChanged { .. } => &[Action::PasswordChanged, Action::PasswordReset],
        Mail::ContactChanged { .. } => &[Action::ContactDetailsChanged, Action::AccountCorrected],
        Mail::EmailChangeNotice { .. } => {
            &[Action::EmailChangeStarted, Action::EmailChanged, Action::AccountCorrected]
        }
        _ => &[],
    }
}

/// Where the change came from that `mail` tells of and that was made at `at`. `None` for a mail that tells of
/// no change.
pub(super) async fn find(
    db: &DatabaseConnection,
    account: AccountId,
    mail: Mail,
    at: DateTime<Utc>,
) -> Result<Option<Origin>, DbErr> {
    let actions = actions(mail);
    if actions.is_empty() {
        return Ok(None);
    }
    let event = audit::Entity::find()
        .filter(audit::Column::SubjectId.eq(account))
        // Recorded in the transaction that queued the mail, with the same time in whole milliseconds.
        .filter(audit::Column::At.between(at - TimeDelta::milliseconds(1), at))
        .filter(audit::Column::Action.is_in(actions.iter().map(ActiveEnum::to_value)))
        .order_by_desc(audit::Column::At)
        .one(db)
        .await?;
    Ok(Some(event.map_or(Origin { at, device: None, network: None, is_bureaus: false }, |event| {
        let is_bureaus = event.actor_kind == ActorKind::Officer.to_value();
        let device = event.device.filter(|device| !is_bureaus && device != "?");
        Origin { at, device, network: event.network.filter(|_| !is_bureaus), is_bureaus }
    })))
}
