//! Held mails: after a restore from a backup, the mails that wait in it may have been sent already.
//!
//! A held row waits until staff release or drop it. It still expires, and is still cancelled by the events
//! that cancel other waiting mails.

use chrono::{DateTime, Utc};
use sea_orm::{UpdateMany, entity::prelude::*, sea_query::ExprTrait};

use super::{Column, Entity, Kind, Phase, State, leased, waiting};

/// The reason in `last_error` of a mail that staff dropped.
pub const DROPPED: &str = "DROPPED";

/// Waiting rows that staff hold.
#[must_use]
pub fn held() -> Expr {
    waiting().and(Column::HeldAt.is_not_null())
}

/// Holds every waiting row that is not held yet.
#[must_use]
pub fn hold_waiting(now: DateTime<Utc>) -> UpdateMany<Entity> {
    Entity::update_many()
        .col_expr(Column::HeldAt, Expr::value(now))
        .filter(waiting())
        .filter(Column::HeldAt.is_null())
}

/// Takes every leased row from its worker and holds it. Its worker belongs to the time before the restore.
#[must_use]
pub fn hold_leased(now: DateTime<Utc>) -> UpdateMany<Entity> {
    super::release(Entity::update_many())
        .col_expr(Column::State, Expr::value(State::Retry))
        .col_expr(Column::Phase, Expr::value(Phase::None))
        .col_expr(Column::HeldAt, Expr::value(now))
        .filter(leased())
}

/// Leased rows whose worker may still be alive.
#[must_use]
pub fn alive(now: DateTime<Utc>) -> Expr {
    leased().and(Column::LeaseUntil.gt(now))
}

/// Releases held rows of one kind or of all kinds. They are sent when due, and most of them are due already.
#[must_use]
pub fn release(kind: Option<Kind>) -> UpdateMany<Entity> {
    of(kind)
        .col_expr(Column::HeldAt, Expr::value(None::<DateTimeUtc>))
        // Otherwise a row that was pushed before would wait until that push is old enough to be repeated.
        .col_expr(Column::PushedAt, Expr::value(None::<DateTimeUtc>))
}

/// Cancels held rows of one kind or of all kinds, so that they are not sent.
#[must_use]
pub fn drop_held(kind: Option<Kind>) -> UpdateMany<Entity> {
    of(kind)
        .col_expr(Column::State, Expr::value(State::Cancelled))
        .col_expr(Column::LastError, Expr::value(DROPPED))
}

fn of(kind: Option<Kind>) -> UpdateMany<Entity> {
    let held = Entity::update_many().filter(held());
    match kind {
        Some(kind) => held.filter(Column::Kind.eq(kind.name())),
        None => held,
    }
}
