//! What calls for staff, a row for each alert. Which of many workers speaks is decided by the row: each
//! statement here is guarded, and whoever's changes it says so in the log. A row counts, and names nobody.

use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::{
    ActiveValue::Set,
    Insert, UpdateMany,
    entity::prelude::*,
    sea_query::{ExprTrait, OnConflict},
};

/// While an alert lasts it is said again so often.
pub const AGAIN: TimeDelta = TimeDelta::hours(1);

/// What can call for staff.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Alert {
    /// A certificate was not accepted by a relay within the hour.
    CertificatesLate,
    /// A certificate will not arrive, or nobody knows.
    CertificatesUndelivered,
    /// Many other mails died.
    MailsDead,
    /// A mail may have been sent, and is of a kind that is not sent twice.
    MailsUnknown,
    /// A mail that someone waits for at a screen is not being sent.
    AccountMailLate,
    /// A kind of mail is paused.
    KindPaused,
    /// Mails wait for staff to release or drop them.
    MailsHeld,
    /// The clock of a worker's machine is not the database's.
    ClockSkew,
    /// A process lacks a key that something was made with.
    KeyMissing,
    /// Processes have used different current keys for longer than a change of keys takes.
    KeysDiffer,
}

impl Alert {
    /// All of them.
    pub const ALL: [Self; 10] = [
        Self::CertificatesLate,
        Self::CertificatesUndelivered,
        Self::MailsDead,
        Self::MailsUnknown,
        Self::AccountMailLate,
        Self::KindPaused,
        Self::MailsHeld,
        Self::ClockSkew,
        Self::KeyMissing,
        Self::KeysDiffer,
    ];

    /// The name, in the database and in the log.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::CertificatesLate => "CERTIFICATES_LATE",
            Self::CertificatesUndelivered => "CERTIFICATES_UNDELIVERED",
            Self::MailsDead => "MAILS_DEAD",
            Self::MailsUnknown => "MAILS_UNKNOWN",
            Self::AccountMailLate => "ACCOUNT_MAIL_LATE",
            Self::KindPaused => "KIND_PAUSED",
            Self::MailsHeld => "MAILS_HELD",
            Self::ClockSkew => "CLOCK_SKEW",
            Self::KeyMissing => "KEY_MISSING",
            Self::KeysDiffer => "KEYS_DIFFER",
        }
    }

    /// So many are nothing to call anyone for.
    #[must_use]
    pub const fn tolerated(self) -> u64 {
        match self {
            Self::MailsDead => 20, // some addresses are always wrong
            _ => 0,
        }
    }

    /// Lasts for so long after it was seen last. A clock that is wrong and a key that is missing are seen by their own
    /// process alone, and workers must not take that back.
    #[must_use]
    pub const fn outlasts(self) -> TimeDelta {
        match self {
            Self::ClockSkew => TimeDelta::minutes(5),
            Self::KeyMissing => TimeDelta::hours(1),
            _ => TimeDelta::zero(),
        }
    }
}

/// An alert, raised or cleared.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "staff_alert")]
pub struct Model {
    /// Its [`Alert::name`]; text, because another version's alerts must not break a list.
    #[sea_orm(primary_key, auto_increment = false)]
    pub name: String,
    /// How many there were when it was seen last.
    pub count: i64,
    /// Since when.
    pub raised_at: DateTimeUtc,
    /// When it was last said.
    pub said_at: DateTimeUtc,
    /// When a worker last found that it lasts.
    pub seen_at: DateTimeUtc,
    /// When it was over; `None` while it lasts.
    pub cleared_at: Option<DateTimeUtc>,
}

/// No relation is loaded through an alert.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// The alerts that last.
#[must_use]
pub fn raised() -> Select<Entity> {
    Entity::find().filter(Column::ClearedAt.is_null())
}

/// Raises an alert. A row changed: it did not last before, and the caller says so.
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
        .action_and_where(Expr::col((Entity, Column::ClearedAt)).is_not_null())
        .to_owned();
    Entity::insert(row).on_conflict(again)
}

/// Notes that an alert lasts.
#[must_use]
pub fn seen(alert: Alert, count: u64, now: DateTime<Utc>) -> UpdateMany<Entity> {
    lasting(alert)
        .col_expr(Column::Count, Expr::value(stored(count)))
        .col_expr(Column::SeenAt, Expr::value(now))
}

/// Takes the turn to say again that an alert lasts. A row changed: the caller says so.
#[must_use]
pub fn say_again(alert: Alert, now: DateTime<Utc>) -> UpdateMany<Entity> {
    lasting(alert).col_expr(Column::SaidAt, Expr::value(now)).filter(Column::SaidAt.lte(now - AGAIN))
}

/// Ends an alert. A row changed: it lasted until now, and the caller says so.
#[must_use]
pub fn clear(alert: Alert, now: DateTime<Utc>) -> UpdateMany<Entity> {
    lasting(alert)
        .col_expr(Column::ClearedAt, Expr::value(now))
        .filter(Column::SeenAt.lte(now - alert.outlasts()))
}

fn lasting(alert: Alert) -> UpdateMany<Entity> {
    Entity::update_many().filter(Column::Name.eq(alert.name())).filter(Column::ClearedAt.is_null())
}

fn stored(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}
