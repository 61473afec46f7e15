//! The statistics of the email queue: the same as `server mail status` prints.

use async_graphql::SimpleObject;
use entity::{outbox::pause, staff_alert};

use crate::{
    graphql::scalar::DateTime,
    outbox_admin::{KindStatus, Status},
};

/// Statistics of the email queue. They contain no personal data.
#[derive(SimpleObject)]
pub struct MailQueue {
    /// The statistics of each kind of email, sorted by name.
    kinds: Vec<MailKindQueue>,
    /// The active alerts: conditions that staff should look into.
    alerts: Vec<StaffAlert>,
}

/// The statistics of one kind of email.
#[derive(SimpleObject)]
pub struct MailKindQueue {
    /// The kind: a value of `MailKind`, or the name of a kind that only another release has.
    kind: String,
    /// The number of emails that wait for an attempt, without those on hold.
    waiting: i64,
    /// When the oldest of the `waiting` emails was queued; null if none waits.
    oldest_at: Option<DateTime>,
    /// The number of emails that are being sent.
    sending: i64,
    /// The number of emails that are on hold, after the database was restored from a backup. See
    /// `releaseMails`.
    held: i64,
    /// The number of emails that were given up (`DEAD`) in the last 24 hours.
    dead: i64,
    /// The number of emails that became `UNKNOWN` in the last 24 hours: possibly sent, but the relay's answer
    /// was lost.
    unknown: i64,
    /// The pause; null if this kind is not paused.
    pause: Option<MailPause>,
}

/// The pause of a kind of email. Its emails wait, and may expire while they do.
#[derive(SimpleObject)]
pub struct MailPause {
    /// When the pause began, by the server's clock.
    since: DateTime,
    /// The reason that was entered, or `CLOCK_JUMP_GUARD` if the system paused the kind itself because its
    /// clock had jumped.
    reason: String,
}

/// An active alert: a condition that staff should look into.
#[derive(SimpleObject)]
pub struct StaffAlert {
    /// The name of the alert, e.g. `CERTIFICATES_UNDELIVERED`. New releases may add names.
    name: String,
    /// The count of the alert: of emails, or e.g. of locked officers with `OFFICERS_LOCKED`.
    count: i64,
    /// When the alert was raised.
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
