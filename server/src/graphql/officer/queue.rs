//! The statistics of the email queue: the same as `server mail status` prints.

use async_graphql::{ComplexObject, Context, SimpleObject};
use entity::{
    outbox::pause,
    staff_alert::{self, Alert},
};

use super::{context::OfficerContext, mail::MailKind};
use crate::{
    graphql::{
        language::Language,
        scalar::DateTime,
        texts::officer_text,
        words::{name_in_keys, words},
    },
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
#[graphql(complex)]
pub struct MailKindQueue {
    /// The kind of email.
    kind: MailKind,
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
    /// The number of emails that became `UNCERTAIN` in the last 24 hours: possibly sent, but the relay's answer
    /// was lost.
    uncertain: i64,
    /// The pause; null if this kind is not paused.
    pause: Option<MailPause>,
}

#[ComplexObject]
impl MailKindQueue {
    /// The kind of email in a few words: in Japanese, or in English for all other languages.
    async fn label(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Language of the text. Default: that of the request.")] language: Option<Language>,
    ) -> String {
        self.kind.label(OfficerContext::of(ctx).language(language))
    }
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

words! {
    /// The name of an alert. New releases may add values.
    StaffAlertName = Alert {
        /// No relay accepted an email with a certificate within an hour.
        CertificatesLate,
        /// An email with a certificate will not arrive, or may not have arrived.
        CertificatesUndelivered,
        /// An email with a certificate came back after a relay had accepted it.
        CertificatesBounced,
        /// More than 20 other emails were given up within an hour.
        MailsDead,
        /// An email may have been sent, and emails of its kind are not sent twice.
        MailsUnknown,
        /// An email for which somebody waits at a screen is not being sent.
        AccountMailLate,
        /// At least one kind of email is paused.
        KindPaused,
        /// Emails on hold wait for an officer to release or drop them.
        MailsHeld,
        /// The clock of a machine that sends emails differs from the database's.
        ClockSkew,
        /// A program lacks a key with which something was made.
        KeyMissing,
        /// Programs have used different keys for longer than a change of keys should take.
        KeysDiffer,
        /// A relay does not accept this installation, or has not accepted an email since.
        RelayMisconfigured,
        /// Officers are locked after wrong attempts: somebody may be guessing.
        OfficersLocked,
    }
}

/// An active alert: a condition that staff should look into.
#[derive(SimpleObject)]
#[graphql(complex)]
pub struct StaffAlert {
    /// The name of the alert.
    name: StaffAlertName,
    /// The count of the alert: of emails, or e.g. of locked officers with `OFFICERS_LOCKED`.
    count: i64,
    /// When the alert was raised.
    raised_at: DateTime,
}

#[ComplexObject]
impl StaffAlert {
    /// What the alert is about, in a few words: in Japanese, or in English for all other languages.
    async fn label(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Language of the text. Default: that of the request.")] language: Option<Language>,
    ) -> String {
        let language = OfficerContext::of(ctx).language(language);
        officer_text(language, &format!("staff-alert-{}", name_in_keys(self.name)), &[])
    }
}

impl From<Status> for MailQueue {
    fn from(status: Status) -> Self {
        Self {
            kinds: status.kinds.into_iter().map(|(kind, status)| MailKindQueue::new(&kind, status)).collect(),
            alerts: status.alerts.into_iter().map(Into::into).collect(),
        }
    }
}

impl MailKindQueue {
    fn new(kind: &str, status: KindStatus) -> Self {
        let KindStatus { waiting, oldest, sending, held, dead, unknown, pause } = status;
        let (oldest_at, pause) = (oldest.map(DateTime), pause.map(Into::into));
        let kind = MailKind::of(kind);
        Self { kind, waiting, oldest_at, sending, held, dead, uncertain: unknown, pause }
    }
}

impl From<pause::Model> for MailPause {
    fn from(row: pause::Model) -> Self {
        Self { since: DateTime(row.paused_at), reason: row.reason }
    }
}

impl From<staff_alert::Model> for StaffAlert {
    fn from(row: staff_alert::Model) -> Self {
        Self { name: StaffAlertName::of(&row.name), count: row.count, raised_at: DateTime(row.raised_at) }
    }
}
