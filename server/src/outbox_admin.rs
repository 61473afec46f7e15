//! What staff can do about mails: pause and resume a kind, hold waiting mails after a restore, release or
//! drop them, and see the status of mails.
//!
//! Each change is one transaction, with its event in the audit log. Nothing here sends a mail: workers pick
//! up what is released. The audit log never contains the reasons, because they are free text.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use entity::{
    audit::Action,
    outbox::{self, Column, Kind, State, backlog, hold, pause},
    staff_alert,
};
use migration::database;
use sea_orm::{ConnectionTrait, DatabaseConnection, DatabaseTransaction, QuerySelect, entity::prelude::*};
use worker::job::remind_receipts;

use crate::audit::{self, Actor, Event, RequestOrigin};

/// Who acts, and in which request or run of a command.
pub type By<'a> = (Actor, &'a RequestOrigin);

/// Why mails could not be held.
#[derive(Debug, thiserror::Error)]
pub enum HoldError {
    /// A worker is running, and holding mails would not stop it.
    #[error("workers are sending {0} mail(s); stop all workers, wait half a minute, and try again")]
    WorkerRuns(u64),
    /// A database operation failed; the source says why.
    #[error("the database operation failed")]
    Database(#[from] DbErr),
}

/// The result of holding mails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Held {
    /// Certificates whose reminder was due, and was therefore queued first.
    pub reminded: u64,
    /// Mails that were not held before.
    pub mails: u64,
}

/// Mail counts of one kind; a mail is in at most one of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KindStatus {
    /// Waiting for a delivery attempt, and not held.
    pub waiting: i64,
    /// When the oldest mail that is waiting was queued.
    pub oldest: Option<DateTime<Utc>>,
    /// Claimed by a worker, and being sent.
    pub sending: i64,
    /// Held until staff release or drop them.
    pub held: i64,
    /// Given up within the last day.
    pub dead: i64,
    /// With an unknown outcome (perhaps sent) within the last day.
    pub unknown: i64,
    /// The pause and its reason, if the kind is paused.
    pub pause: Option<pause::Model>,
}

/// Mail counts per kind, and active alerts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Status {
    /// Every kind, by its name. Kinds that only another version knows are listed if there are such mails.
    pub kinds: BTreeMap<String, KindStatus>,
    /// The alerts that are active now.
    pub alerts: Vec<staff_alert::Model>,
}

/// Pauses a kind. Returns `false`, and changes nothing, if it is paused already.
pub async fn pause(
    db: &DatabaseConnection,
    kind: Kind,
    reason: &str,
    by: By<'_>,
    now: DateTime<Utc>,
) -> Result<bool, DbErr> {
    let tx = database::write(db).await?;
    // The row keeps the reason. The event does not, because the audit log contains no free text.
    let changed = pause::pause(kind, reason, now).exec_without_returning(&tx).await?;
    end(tx, changed, event(Action::MailKindPaused, by, now).detail(kind.name())).await
}

/// Resumes a kind, and pushes its mails to the queue again. Returns `false` if it was not paused.
pub async fn resume(
    db: &DatabaseConnection,
    kind: Kind,
    by: By<'_>,
    now: DateTime<Utc>,
) -> Result<bool, DbErr> {
    let tx = database::write(db).await?;
    let changed = pause::resume(kind, now).exec(&tx).await?.rows_affected;
    outbox::push_again().filter(Column::Kind.eq(kind.name())).exec(&tx).await?;
    end(tx, changed, event(Action::MailKindResumed, by, now).detail(kind.name())).await
}

/// Fails while a worker is sending.
pub(crate) async fn refuse_sending(db: &impl ConnectionTrait, now: DateTime<Utc>) -> Result<(), HoldError> {
    match outbox::Entity::find().filter(hold::alive(now)).count(db).await? {
        0 => Ok(()),
        sending => Err(HoldError::WorkerRuns(sending)),
    }
}

/// Holds every mail that is waiting, or that a worker was sending when the backup was made.
///
/// Reminders that are due are queued first, so that they are held, too: they may have been sent after the
/// backup, and would otherwise be queued later as new mails.
pub async fn hold(db: &DatabaseConnection, by: By<'_>, now: DateTime<Utc>) -> Result<Held, HoldError> {
    let tx = database::write(db).await?;
    refuse_sending(&tx, now).await?;
    let mut reminded = 0;
    loop {
        let treated = remind_receipts::queue_batch(&tx, now, by.1.trace).await?;
        reminded += treated;
        if treated < remind_receipts::BATCH {
            break;
        }
    }
    let waiting = hold::hold_waiting(now).exec(&tx).await?.rows_affected;
    let mails = waiting + hold::hold_leased(now).exec(&tx).await?.rows_affected;
    end(tx, 1, event(Action::MailsHeld, by, now).detail(mails.to_string())).await?;
    Ok(Held { reminded, mails })
}

/// Releases held mails to the workers; returns how many.
pub async fn release(
    db: &DatabaseConnection,
    kind: Option<Kind>,
    by: By<'_>,
    now: DateTime<Utc>,
) -> Result<u64, DbErr> {
    let tx = database::write(db).await?;
    let mails = hold::release(kind).exec(&tx).await?.rows_affected;
    end(tx, mails, event(Action::MailsReleased, by, now).detail(extent(kind, mails))).await?;
    Ok(mails)
}

/// Cancels held mails; returns how many.
pub async fn drop_held(
    db: &DatabaseConnection,
    kind: Option<Kind>,
    by: By<'_>,
    now: DateTime<Utc>,
) -> Result<u64, DbErr> {
    let tx = database::write(db).await?;
    let mails = hold::drop_held(kind).exec(&tx).await?.rows_affected;
    end(tx, mails, event(Action::MailsDropped, by, now).detail(extent(kind, mails))).await?;
    Ok(mails)
}

fn event(action: Action, (actor, source): By<'_>, now: DateTime<Utc>) -> Event<'_> {
    Event::new(action, source, now).by(actor)
}

/// Records the event if something was changed, and commits. Returns whether something was changed.
async fn end(tx: DatabaseTransaction, changed: u64, event: Event<'_>) -> Result<bool, DbErr> {
    if changed > 0 {
        audit::record(&tx, event).await?;
    }
    tx.commit().await?;
    Ok(changed > 0)
}

fn extent(kind: Option<Kind>, mails: u64) -> String {
    format!("{} {mails}", kind.map_or("ALL", Kind::name))
}

/// Mail counts per kind and active alerts at `now`.
pub async fn status(db: &DatabaseConnection, now: DateTime<Utc>) -> Result<Status, DbErr> {
    let names = Kind::ALL.map(|kind| (kind.name().to_owned(), KindStatus::default()));
    let mut kinds = BTreeMap::from(names);
    for rows in [backlog::under_way(), backlog::given_up_within(backlog::GIVEN_UP, now)] {
        let rows = outbox::Entity::find()
            .filter(rows)
            .select_only()
            .column(Column::Kind)
            .column(Column::State)
            .column_as(Column::HeldAt.is_not_null(), "is_held")
            .column_as(Column::Id.count(), "mails")
            .column_as(Column::CreatedAt.min(), "oldest")
            .group_by(Column::Kind)
            .group_by(Column::State)
            .group_by(Column::HeldAt.is_not_null())
            .into_tuple::<(String, State, bool, i64, DateTime<Utc>)>();
        for (kind, state, is_held, mails, oldest) in rows.all(db).await? {
            let status = kinds.entry(kind).or_default();
            match state {
                State::Queued | State::Retry if is_held => status.held += mails,
                State::Queued | State::Retry => {
                    status.waiting += mails;
                    status.oldest = Some(status.oldest.map_or(oldest, |other| other.min(oldest)));
                }
                State::Sending => status.sending += mails,
                State::Dead => status.dead += mails,
                State::Unknown => status.unknown += mails,
                State::Sent | State::Cancelled | State::Expired => {}
            }
        }
    }
    for row in pause::in_force().all(db).await? {
        let status = kinds.entry(row.kind.clone()).or_default();
        status.pause = Some(row);
    }
    Ok(Status { kinds, alerts: staff_alert::raised().all(db).await? })
}
