//! Mails that staff must know about: mails that are late, and mails that were given up.

use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::{entity::prelude::*, sea_query::ExprTrait};

use super::{Column, Entity, Kind, Lane, State, due, hold, in_lane, leased, waiting};
use crate::staff_alert::Alert;

/// A certificate mail is late if no relay has accepted it this long after it was queued.
pub const CERTIFICATE_LATE: TimeDelta = TimeDelta::hours(1);
/// An account mail, for which somebody waits at a screen, is late if it has been due this long and is not
/// being sent.
pub const ACCOUNT_MAIL_LATE: TimeDelta = TimeDelta::minutes(2);
/// How long an alert covers a mail that was given up.
pub const GIVEN_UP: TimeDelta = TimeDelta::days(1);
/// The same for dead mails other than certificates.
pub const DEAD: TimeDelta = TimeDelta::hours(1);

/// Selects the mails that an alert is about; `None` for an alert that is not about mails.
#[must_use]
pub fn of(alert: Alert, now: DateTime<Utc>) -> Option<Select<Entity>> {
    let rows = Entity::find();
    let is_certificate = Column::Kind.eq(Kind::Certificate.name());
    let found = match alert {
        Alert::CertificatesLate => rows
            .filter(under_way())
            .filter(is_certificate)
            .filter(Column::CreatedAt.lte(now - CERTIFICATE_LATE)),
        Alert::CertificatesUndelivered => rows.filter(given_up_within(GIVEN_UP, now)).filter(is_certificate),
        Alert::MailsDead => rows
            .filter(given_up_within(DEAD, now))
            .filter(Column::State.eq(State::Dead))
            .filter(Column::Kind.ne(Kind::Certificate.name())),
        Alert::MailsUnknown => {
            rows.filter(given_up_within(GIVEN_UP, now)).filter(Column::State.eq(State::Unknown))
        }
        Alert::AccountMailLate => rows
            .filter(due(now))
            .filter(in_lane(Lane::Account))
            .filter(Column::NextAttemptAt.lte(now - ACCOUNT_MAIL_LATE)),
        Alert::MailsHeld => rows.filter(hold::held()),
        Alert::CertificatesBounced
        | Alert::KindPaused
        | Alert::ClockSkew
        | Alert::KeyMissing
        | Alert::KeysDiffer
        | Alert::RelayMisconfigured
        | Alert::OfficersLocked => return None,
    };
    Some(found)
}

/// Mails that are waiting or being sent, held or not. The two conditions match the indexes of waiting and
/// leased rows.
#[must_use]
pub fn under_way() -> Expr {
    waiting().or(leased())
}

/// Mails that were given up within the last `span`.
#[must_use]
pub fn given_up_within(span: TimeDelta, now: DateTime<Utc>) -> Expr {
    Column::GivenUpAt.gt(now - span)
}
