//! Notices on the top page: [General Notices] and [List of Notices] (R22, R23, I32).
//!
//! This module has the table and the rules for when a notice is visible. Every query for the public starts
//! from [`seen`] or [`in_sight`], which leave out notices that have not begun or were withdrawn. No row is
//! deleted: a change makes a new version, whose texts are kept beside the older ones in [`text`].

use chrono::{DateTime, TimeZone, Utc};
use sea_orm::{
    ActiveValue::Set, Condition, QueryOrder, TryFromU64, UpdateMany, entity::prelude::*, sea_query::ExprTrait,
};

use crate::{audit::ActorKind, clock::to_millis, input::ValidationError};

pub mod body;
mod html;
pub mod text;

pub use body::{Body, BodyFault};
pub use text::Title;

/// The primary key of a notice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, DeriveValueType)]
pub struct NoticeId(pub Uuid);

impl TryFromU64 for NoticeId {
    fn try_from_u64(n: u64) -> Result<Self, DbErr> {
        Uuid::try_from_u64(n).map(Self)
    }
}

/// One notice, without its texts.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "notice")]
pub struct Model {
    /// The primary key; the API shows it in an encoded form.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: NoticeId,
    /// 1 when it is published; each change adds one.
    pub version: i32,
    /// When it becomes visible. It is also the date that readers see, and the order of lists.
    pub visible_from: DateTimeUtc,
    /// When it becomes a past notice; `None` for never.
    pub visible_until: Option<DateTimeUtc>,
    /// When it was published, independent of when it becomes visible.
    pub recorded_at: DateTimeUtc,
    /// When it was published, or last changed or withdrawn. Earlier times are in the audit log.
    pub changed_at: DateTimeUtc,
    /// The kind of actor who published, changed or withdrew it then.
    pub changed_by_kind: ActorKind,
    /// The officer who did so; `None` for a command.
    pub changed_by: Option<Uuid>,
    /// When it was withdrawn. The public does not see it from then on.
    pub withdrawn_at: Option<DateTimeUtc>,
}

/// No relation: the texts are loaded by [`text::in_languages`].
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// The period in which a notice is current.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Period {
    /// When the notice becomes visible.
    pub from: DateTime<Utc>,
    /// When it stops being current; `None` means never.
    pub until: Option<DateTime<Utc>>,
}

/// What is wrong with a period.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PeriodFault {
    /// Not an RFC 3339 time from 1970 to 2199.
    #[error("must be a date and time like 2025-11-08T09:00:00+09:00")]
    Moment,
    /// The end is not after the beginning.
    #[error("must be later than `from`")]
    Order,
}

impl Period {
    /// Parses an RFC 3339 time with its offset; `None` for empty input.
    pub fn parse_moment(input: &str) -> Result<Option<DateTime<Utc>>, PeriodFault> {
        let input = input.trim_matches(' ');
        if input.is_empty() {
            return Ok(None);
        }
        let at = DateTime::parse_from_rfc3339(input).map_err(|_| PeriodFault::Moment)?;
        let at = to_millis(at.to_utc());
        let end = Utc.with_ymd_and_hms(2200, 1, 1, 0, 0, 0).single().ok_or(PeriodFault::Moment)?;
        if (DateTime::UNIX_EPOCH..end).contains(&at) { Ok(Some(at)) } else { Err(PeriodFault::Moment) }
    }

    /// Creates a period, with or without an end. Both times may be in the past; then the notice is a past
    /// notice.
    pub fn new(from: DateTime<Utc>, until: Option<DateTime<Utc>>) -> Result<Self, PeriodFault> {
        match until {
            Some(until) if until <= from => Err(PeriodFault::Order),
            _ => Ok(Self { from, until }),
        }
    }
}

/// The state of a notice at some time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// It has not begun, and the public does not see it.
    Upcoming,
    /// It is listed under [General Notices] (R22).
    Current,
    /// It is in the [List of Notices] (R23).
    Past,
    /// It was withdrawn, and the public does not see it.
    Withdrawn,
}

impl Model {
    /// The state at `now`.
    #[must_use]
    pub fn state(&self, now: DateTime<Utc>) -> State {
        match self.visible_until {
            _ if self.withdrawn_at.is_some() => State::Withdrawn,
            _ if now < self.visible_from => State::Upcoming,
            Some(until) if until <= now => State::Past,
            _ => State::Current,
        }
    }
}

/// One of the two lists on the top page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// [General Notices] (R22).
    Current,
    /// [List of Notices] (R23).
    Past,
}

/// Selects the notices of a list as the public sees them at `now`, newest first.
#[must_use]
pub fn seen(scope: Scope, now: DateTime<Utc>) -> Select<Entity> {
    let until = match scope {
        Scope::Current => {
            Condition::any().add(Column::VisibleUntil.is_null()).add(Column::VisibleUntil.gt(now))
        }
        Scope::Past => Condition::all().add(Column::VisibleUntil.lte(now)),
    };
    in_sight(now).filter(until).order_by_desc(Column::VisibleFrom).order_by_desc(Column::Id)
}

/// Selects all notices that the public can see at `now`.
#[must_use]
pub fn in_sight(now: DateTime<Utc>) -> Select<Entity> {
    Entity::find().filter(Column::WithdrawnAt.is_null()).filter(Column::VisibleFrom.lte(now))
}

/// Selects every notice, newest first. For the bureau only.
#[must_use]
pub fn all() -> Select<Entity> {
    Entity::find().order_by_desc(Column::VisibleFrom).order_by_desc(Column::Id)
}

/// Who publishes, changes or withdraws: the kind of actor, and the officer's ID.
pub type By = (ActorKind, Option<Uuid>);

/// The row of a new notice, version 1.
#[must_use]
pub fn publish(id: NoticeId, period: Period, by: By, now: DateTime<Utc>) -> ActiveModel {
    ActiveModel {
        id: Set(id),
        version: Set(1),
        visible_from: Set(period.from),
        visible_until: Set(period.until),
        recorded_at: Set(now),
        changed_at: Set(now),
        changed_by_kind: Set(by.0),
        changed_by: Set(by.1),
        withdrawn_at: Set(None),
    }
}

/// Makes the next version, unless the notice was withdrawn or its version is not `expected`.
#[must_use]
pub fn change(
    id: NoticeId,
    expected: Option<i32>,
    period: Period,
    by: By,
    now: DateTime<Utc>,
) -> UpdateMany<Entity> {
    let changed = stamped(id, by, now)
        .col_expr(Column::Version, Expr::col(Column::Version).add(1))
        .col_expr(Column::VisibleFrom, Expr::value(period.from))
        .col_expr(Column::VisibleUntil, Expr::value(period.until));
    match expected {
        Some(version) => changed.filter(Column::Version.eq(version)),
        None => changed,
    }
}

/// Withdraws a notice, unless it was withdrawn before.
#[must_use]
pub fn withdraw(id: NoticeId, by: By, now: DateTime<Utc>) -> UpdateMany<Entity> {
    stamped(id, by, now).col_expr(Column::WithdrawnAt, Expr::value(now))
}

fn stamped(id: NoticeId, by: By, now: DateTime<Utc>) -> UpdateMany<Entity> {
    Entity::update_many()
        .col_expr(Column::ChangedAt, Expr::value(now))
        .col_expr(Column::ChangedByKind, Expr::value(by.0.to_value()))
        .col_expr(Column::ChangedBy, Expr::value(by.1))
        .filter(Column::Id.eq(id))
        .filter(Column::WithdrawnAt.is_null())
}

impl PeriodFault {
    /// The same as a validation error of a form.
    #[must_use]
    pub const fn fault(self) -> ValidationError {
        ValidationError::InvalidFormat
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        Period::parse_moment(text).expect("a moment").expect("something")
    }

    #[test]
    fn a_notice_is_upcoming_then_current_then_past_and_withdrawn_whatever_the_time() {
        let (from, until) = (at("2025-11-08T09:00:00+09:00"), at("2025-11-15T09:00:00+09:00"));
        let mut notice = Model {
            id: NoticeId(Uuid::nil()),
            version: 1,
            visible_from: from,
            visible_until: Some(until),
            recorded_at: from,
            changed_at: from,
            changed_by_kind: ActorKind::System,
            changed_by: None,
            withdrawn_at: None,
        };
        let moment = chrono::TimeDelta::milliseconds(1);
        assert_eq!(notice.state(from - moment), State::Upcoming);
        assert_eq!(notice.state(from), State::Current);
        assert_eq!(notice.state(until - moment), State::Current);
        assert_eq!(notice.state(until), State::Past);
        notice.withdrawn_at = Some(from);
        assert_eq!(notice.state(from - moment), State::Withdrawn);
        (notice.withdrawn_at, notice.visible_until) = (None, None);
        assert_eq!(notice.state(until), State::Current);
    }

    #[test]
    fn a_moment_has_an_offset_and_a_period_an_order() {
        let check = |input, expected| assert_eq!(Period::parse_moment(input), expected, "{input}");
        check("", Ok(None));
        check(" 2025-11-08T09:00:00.1239+09:00 ", Ok(Some(at("2025-11-08T00:00:00.123Z"))));
        for wrong in
            ["2025-11-08", "2025-11-08T09:00:00", "tomorrow", "1969-12-31T23:59:59Z", "2200-01-01T00:00:00Z"]
        {
            check(wrong, Err(PeriodFault::Moment));
        }
        let (one, two) = (at("2025-11-08T00:00:00Z"), at("2025-11-08T00:00:01Z"));
        assert!(Period::new(one, Some(two)).is_ok() && Period::new(one, None).is_ok());
        for until in [one, at("2025-11-07T00:00:00Z")] {
            assert_eq!(Period::new(one, Some(until)), Err(PeriodFault::Order));
        }
    }
}
