//! Mails that staff hold: after the database came back from a backup, what waits in it may have been sent since.
//!
//! A held row waits until staff release or drop it. It still expires, and is still cancelled by what
//! makes it unwanted.

use chrono::{DateTime, Utc};
use sea_orm::{UpdateMany, entity::prelude::*, sea_query::ExprTrait};

use super::{Column, Entity, Kind, Phase, State, leased, waiting};

/// Why a mail was cancelled: staff dropped it.
pub const DROPPED: &str = "DROPPED";

/// Rows that are held.
#[must_use]
pub fn held() -> Expr {
    waiting().and(Column::HeldAt.is_not_null())
}

/// Holds every row that waits.
#[must_use]
pub fn hold_waiting(now: DateTime<Utc>) -> UpdateMany<Entity> {
    Entity::update_many()
        .col_expr(Column::HeldAt, Expr::value(now))
        .filter(waiting())
        .filter(Column::HeldAt.is_null())
}

/// Takes every leased row from its worker, which is of a world that is gone, and holds it.
#[must_use]
pub fn hold_leased(now: DateTime<Utc>) -> UpdateMany<Entity> {
    super::release(Entity::update_many())
        .col_expr(Column::State, Expr::value(State::Retry))
        .col_expr(Column::Phase, Expr::value(Phase::None))
        .col_expr(Column::HeldAt, Expr::value(now))
        .filter(leased())
}

/// Rows whose worker may still be alive.
#[must_use]
pub fn alive(now: DateTime<Utc>) -> Expr {
    leased().and(Column::LeaseUntil.gt(now))
}

/// Lets held rows go, of one kind or of all: they are sent when they are due, which most are.
#[must_use]
pub fn release(kind: Option<Kind>) -> UpdateMany<Entity> {
    of(kind)
        .col_expr(Column::HeldAt, Expr::value(None::<DateTimeUtc>))
        .col_expr(Column::PushedAt, Expr::value(None::<DateTimeUtc>))
}

/// Ends held rows, of one kind or of all: they are not sent.
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
