//! Alerts for staff, one row for each kind.
//!
//! Many workers watch the same conditions, and the row decides which of them logs an alert: every statement
//! here is guarded, and the worker whose statement changes the row logs it. A row contains counts and no
//! personal data.

use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::{
    ActiveValue::Set,
    Insert, UpdateMany,
    entity::prelude::*,
    sea_query::{ExprTrait, OnConflict},
};

/// How often an alert is logged again while it lasts.
pub const AGAIN: TimeDelta = TimeDelta::hours(1);

/// A condition that needs the attention of staff.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Alert {
    /// No relay accepted a certificate mail within an hour.
    CertificatesLate,
    /// A certificate mail will not arrive, or may not have.
    CertificatesUndelivered,
    /// A certificate mail came back after a relay had accepted it.
    CertificatesBounced,
    /// More than 20 other mails died within an hour.
    MailsDead,
    /// A mail may have been sent, and its kind is not sent twice.
    MailsUnknown,
    /// A mail for which somebody waits at a screen is not being sent.
    AccountMailLate,
    /// At least one kind of mail is paused.
    KindPaused,
    /// Held mails wait for staff to release or drop them.
    MailsHeld,
    /// The clock of a worker's machine differs from the database's.
    ClockSkew,
    /// A process lacks a key with which something was made.
    KeyMissing,
    /// Processes have used different current keys for longer than a change of keys should take.
    KeysDiffer,
    /// A relay does not accept this installation, or has not accepted a mail since.
    RelayMisconfigured,
    /// Officers are locked after wrong attempts: somebody may be guessing.
    OfficersLocked,
}

impl Alert {
    /// All kinds of alerts.
    pub const ALL: [Self; 13] = [
        Self::CertificatesLate,
        Self::CertificatesUndelivered,
        Self::CertificatesBounced,
        Self::MailsDead,
        Self::MailsUnknown,
        Self::AccountMailLate,
        Self::KindPaused,
        Self::MailsHeld,
        Self::ClockSkew,
        Self::KeyMissing,
        Self::KeysDiffer,
        Self::RelayMisconfigured,
        Self::OfficersLocked,
    ];

    /// The name, in the database and in the log.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::CertificatesLate => "CERTIFICATES_LATE",
            Self::CertificatesUndelivered => "CERTIFICATES_UNDELIVERED",
            Self::CertificatesBounced => "CERTIFICATES_BOUNCED",
            Self::MailsDead => "MAILS_DEAD",
            Self::MailsUnknown => "MAILS_UNKNOWN",
            Self::AccountMailLate => "ACCOUNT_MAIL_LATE",
            Self::KindPaused => "KIND_PAUSED",
            Self::MailsHeld => "MAILS_HELD",
            Self::ClockSkew => "CLOCK_SKEW",
            Self::KeyMissing => "KEY_MISSING",
            Self::KeysDiffer => "KEYS_DIFFER",
            Self::RelayMisconfigured => "RELAY_MISCONFIGURED",
            Self::OfficersLocked => "OFFICERS_LOCKED",
        }
    }

    /// The alert with this name; `None` for one of another version.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|alert| alert.name() == name)
    }

    /// The number up to which the alert is not raised.
    #[must_use]
    pub const fn tolerated(self) -> u64 {
        match self {
            Self::MailsDead => 20, // some addresses are always wrong
            _ => 0,
        }
    }

    /// How long an alert lasts after it was last seen. Only the process concerned sees a wrong clock, a
    /// missing key or a relay's refusals, so workers must not clear such an alert at once.
    #[must_use]
    pub const fn outlasts(self) -> TimeDelta {
        match self {
            Self::ClockSkew | Self::RelayMisconfigured => TimeDelta::minutes(5),
            Self::KeyMissing => TimeDelta::hours(1),
            _ => TimeDelta::zero(),
        }
    }
}

/// An alert, raised or cleared.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "staff_alert")]
pub struct Model {
    /// The [`Alert::name`]. It is text, so that an alert of another version does not break a list.
    #[sea_orm(primary_key, auto_increment = false)]
    pub name: String,
    /// The count when it was last seen.
    pub count: i64,
    /// When the alert was raised.
    pub raised_at: DateTimeUtc,
    /// When it was last logged.
    pub said_at: DateTimeUtc,
    /// When a process last saw the condition.
    pub seen_at: DateTimeUtc,
    /// When it was cleared; `None` while it lasts.
    pub cleared_at: Option<DateTimeUtc>,
}

/// No relation: an alert is found by its name.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// Selects the alerts that are raised.
#[must_use]
pub fn raised() -> Select<Entity> {
    Entity::find().filter(Column::ClearedAt.is_null())
}

/// Raises an alert. If it changes a row, the alert is new and the caller logs it.
#[must_use]
pub fn raise(alert: Alert, count: u64, now: DateTime<Utc>) -> Insert<ActiveModel> {
    let row = ActiveModel {
        name: Set(alert.name().to_owned()),
        count: Set(stored(count)),
        raised_at: Set(now),
        said_at: Set(now),
        seen_at: Set(now),
        cleared_at: Set(None),
    };
    let columns = [Column::Count, Column::RaisedAt, Column::SaidAt, Column::SeenAt, Column::ClearedAt];
    let again = OnConflict::column(Column::Name)
        .update_columns(columns)
        // An alert that is raised already changes no row, so a single process logs it.
        .action_and_where(Expr::col((Entity, Column::ClearedAt)).is_not_null())
        .to_owned();
    Entity::insert(row).on_conflict(again)
}

/// Records that an alert still lasts.
#[must_use]
pub fn seen(alert: Alert, count: u64, now: DateTime<Utc>) -> UpdateMany<Entity> {
    lasting(alert)
        .col_expr(Column::Count, Expr::value(stored(count)))
        .col_expr(Column::SeenAt, Expr::value(now))
}

/// Claims the right to log an alert again. If it changes a row, the caller logs it.
#[must_use]
pub fn say_again(alert: Alert, now: DateTime<Utc>) -> UpdateMany<Entity> {
    lasting(alert).col_expr(Column::SaidAt, Expr::value(now)).filter(Column::SaidAt.lte(now - AGAIN))
}

/// Clears an alert. If it changes a row, the alert lasted until now and the caller logs its end.
#[must_use]
pub fn clear(alert: Alert, now: DateTime<Utc>) -> UpdateMany<Entity> {
    lasting(alert)
        .col_expr(Column::ClearedAt, Expr::value(now))
        // Other processes cannot see some conditions, so they must not clear them at once.
        .filter(Column::SeenAt.lte(now - alert.outlasts()))
}

fn lasting(alert: Alert) -> UpdateMany<Entity> {
    Entity::update_many().filter(Column::Name.eq(alert.name())).filter(Column::ClearedAt.is_null())
}

fn stored(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}
