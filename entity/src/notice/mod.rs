//! Notices of the top page: [General Notices] and [List of Notices] (R22, R23, I32).
//!
//! The table and the rules of when a notice is seen. Every read for the public starts from [`seen`] or
//! [`in_sight`], which leave out what has not begun and what was withdrawn. No row is removed: a change makes a new
//! version, whose texts stand beside the older ones in [`text`].

use chrono::{DateTime, TimeZone, Utc};
use sea_orm::{
    ActiveValue::Set, Condition, QueryOrder, TryFromU64, UpdateMany, entity::prelude::*, sea_query::ExprTrait,
};

use crate::{audit::ActorKind, clock::to_millis, input::Fault};

pub mod body;
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
    /// The row's key; the API shows it in its own form.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: NoticeId,
    /// 1 when it was published, one more with each change.
    pub version: i32,
    /// From here on it is seen; also its date for readers, and what lists are ordered by.
    pub visible_from: DateTimeUtc,
    /// From here on it is a past one; `None` for no such moment.
    pub visible_until: Option<DateTimeUtc>,
    /// When it was published, whenever it is seen.
    pub recorded_at: DateTimeUtc,
    /// When it was last published, changed or withdrawn; earlier times are in the audit trail.
    pub changed_at: DateTimeUtc,
    /// What kind of actor did that.
    pub changed_by_kind: ActorKind,
    /// The officer who did; `None` for a command.
    pub changed_by: Option<Uuid>,
    /// When it was withdrawn; from here on nobody of the public sees it.
    pub withdrawn_at: Option<DateTimeUtc>,
}

/// Its texts are loaded by [`text::in_languages`].
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// From when until when a notice is a current one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Period {
    from: DateTime<Utc>,
    until: Option<DateTime<Utc>>,
}

/// What is wrong with a period.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PeriodFault {
    /// Not a moment from 1970 to 2199 as RFC 3339 writes it.
    #[error("must be a date and time like 2025-11-08T09:00:00+09:00")]
    Moment,
    /// It would end before it begins.
    #[error("must be later than `from`")]
    Order,
}

impl Period {
    /// A moment as RFC 3339 writes it, with its offset; `None` where nothing is written.
    pub fn parse_moment(typed: &str) -> Result<Option<DateTime<Utc>>, PeriodFault> {
        let typed = typed.trim_matches(' ');
        if typed.is_empty() {
            return Ok(None);
        }
        let at = DateTime::parse_from_rfc3339(typed).map_err(|_| PeriodFault::Moment)?;
        let at = to_millis(at.to_utc());
        let end = Utc.with_ymd_and_hms(2200, 1, 1, 0, 0, 0).single().ok_or(PeriodFault::Moment)?;
        if (DateTime::UNIX_EPOCH..end).contains(&at) { Ok(Some(at)) } else { Err(PeriodFault::Moment) }
    }

    /// From one moment until another, or without an end. Both may be past: that is a past notice.
    pub fn new(from: DateTime<Utc>, until: Option<DateTime<Utc>>) -> Result<Self, PeriodFault> {
        match until {
            Some(until) if until <= from => Err(PeriodFault::Order),
            _ => Ok(Self { from, until }),
        }
    }
}

/// Where a notice stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// It has not begun: nobody of the public sees it.
    Upcoming,
    /// Under [General Notices] (R22).
    Current,
    /// In the [List of Notices] (R23).
    Past,
    /// Taken back: nobody of the public sees it.
    Withdrawn,
}

impl Model {
    /// Where it stands at `now`.
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

/// Which of the two lists of the top page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// [General Notices] (R22).
    Current,
    /// [List of Notices] (R23).
    Past,
}

/// The notices of a list as the public sees it at `now`, newest first.
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

/// All that the public may see at `now`.
#[must_use]
pub fn in_sight(now: DateTime<Utc>) -> Select<Entity> {
    Entity::find().filter(Column::WithdrawnAt.is_null()).filter(Column::VisibleFrom.lte(now))
}

/// Every notice there is, newest first: for the bureau alone.
#[must_use]
pub fn all() -> Select<Entity> {
    Entity::find().order_by_desc(Column::VisibleFrom).order_by_desc(Column::Id)
}

/// Who publishes, changes or withdraws.
pub type By = (ActorKind, Option<Uuid>);

/// The row of a new notice.
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

/// Makes the next version, unless the notice was withdrawn, or is another version than the one `expected`.
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

/// Takes a notice back, once.
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
    /// The same among the faults of forms.
    #[must_use]
    pub const fn fault(self) -> Fault {
        Fault::InvalidFormat
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
        let check = |typed, expected| assert_eq!(Period::parse_moment(typed), expected, "{typed}");
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
