//! How mails stand, as the schema shows it: the same that `server mail status` prints.

use async_graphql::SimpleObject;
use entity::{outbox::pause, staff_alert};

use crate::{
    graphql::scalar::DateTime,
    mail_control::{KindStatus, Status},
};

/// How mails stand. It counts, and names nobody.
#[derive(SimpleObject)]
pub struct MailQueue {
    /// Every kind, by its name.
    kinds: Vec<MailKindQueue>,
    /// What calls for staff at the moment.
    alerts: Vec<StaffAlert>,
}

/// How the mails of one kind stand.
#[derive(SimpleObject)]
pub struct MailKindQueue {
    /// The kind: one of `MailKind`, or one that this version does not know.
    kind: String,
    /// How many wait for an attempt, and are not held.
    waiting: i64,
    /// Since when the oldest of those waits.
    oldest_at: Option<DateTime>,
    /// How many are being sent.
    sending: i64,
    /// How many staff hold.
    held: i64,
    /// How many were given up within the last day.
    dead: i64,
    /// How many were perhaps sent, within the last day.
    unknown: i64,
    /// The pause, if the kind is paused.
    pause: Option<MailPause>,
}

/// A kind of mail that is paused: its mails wait, and expire in their time.
#[derive(SimpleObject)]
pub struct MailPause {
    /// Since when.
    since: DateTime,
    /// Why, in the words of whoever paused it; `CLOCK_JUMP_GUARD`: nobody did.
    reason: String,
}

/// Something that calls for staff.
#[derive(SimpleObject)]
pub struct StaffAlert {
    /// What it is, e.g. `CERTIFICATES_UNDELIVERED`. More may come.
    name: String,
    /// How many mails it is about.
    count: i64,
    /// Since when.
    raised_at: DateTime,
}

impl From<Status> for MailQueue {
    fn from(status: Status) -> Self {
        Self {
            kinds: status.kinds.into_iter().map(|(kind, status)| MailKindQueue::new(kind, status)).collect(),
            alerts: status.alerts.into_iter().map(Into::into).collect(),
        }
    }
}

impl MailKindQueue {
    fn new(kind: String, status: KindStatus) -> Self {
        let KindStatus { waiting, oldest, sending, held, dead, unknown, pause } = status;
        let (oldest_at, pause) = (oldest.map(DateTime), pause.map(Into::into));
        Self { kind, waiting, oldest_at, sending, held, dead, unknown, pause }
    }
}

impl From<pause::Model> for MailPause {
    fn from(row: pause::Model) -> Self {
        Self { since: DateTime(row.paused_at), reason: row.reason }
    }
}

impl From<staff_alert::Model> for StaffAlert {
    fn from(row: staff_alert::Model) -> Self {
        Self { name: row.name, count: row.count, raised_at: DateTime(row.raised_at) }
    }
}
