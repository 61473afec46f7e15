//! The lease of a row: who sends it, and what its holder may write.
//!
//! A row is leased while it is being sent, and every later write must show the lease's token. Nothing here
//! decides what becomes of a mail.

use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::{
    QuerySelect, QueryTrait, UpdateMany,
    entity::prelude::*,
    sea_query::{CaseStatement, ExprTrait, IntoCondition, LockBehavior, LockType, SelectStatement},
};

use super::{Column, Entity, Phase, State, still_due};

/// For so long a claimed row belongs to its worker, without a sign of life.
pub const LEASE: TimeDelta = TimeDelta::seconds(30);

/// Leases a due row to the holder of `token`: one row is changed for one caller.
#[must_use]
pub fn claim(id: Uuid, token: Uuid, now: DateTime<Utc>) -> UpdateMany<Entity> {
    claimed(token, now).filter(Column::Id.eq(id))
}

/// The same for several rows. One that is being changed at this moment is left out, so that no mail waits for another.
#[must_use]
pub fn claim_all(ids: impl IntoIterator<Item = Uuid>, token: Uuid, now: DateTime<Utc>) -> UpdateMany<Entity> {
    claimed(token, now).filter(Column::Id.in_subquery(not_in_use(Column::Id.is_in(ids))))
}

/// The ids of those rows that are not being changed at this moment, which it locks until the transaction ends.
#[must_use]
pub fn not_in_use(which: impl IntoCondition) -> SelectStatement {
    let free = Entity::find().select_only().column(Column::Id).filter(which);
    free.lock_with_behavior(LockType::Update, LockBehavior::SkipLocked).into_query()
}

fn claimed(token: Uuid, now: DateTime<Utc>) -> UpdateMany<Entity> {
    Entity::update_many()
        .col_expr(Column::State, Expr::value(State::Sending))
        .col_expr(Column::Attempts, Expr::col(Column::Attempts).add(1))
        .col_expr(Column::LeaseToken, Expr::value(token))
        .col_expr(Column::LeaseUntil, Expr::value(now + LEASE))
        .col_expr(Column::Phase, Expr::value(Phase::None))
        .filter(still_due(now))
}

/// A write by the holder of a lease; changes nothing once the lease has passed to another.
#[must_use]
pub fn fenced(id: Uuid, token: Uuid) -> UpdateMany<Entity> {
    Entity::update_many()
        .filter(Column::Id.eq(id))
        .filter(Column::LeaseToken.eq(token))
        .filter(Column::State.eq(State::Sending))
}

/// Marks that the relay may have the message from here on. Whoever cannot win this mark with its own
/// token must not send.
#[must_use]
pub fn handing_over(id: Uuid, token: Uuid) -> UpdateMany<Entity> {
    fenced(id, token).col_expr(Column::Phase, Expr::value(Phase::Data))
}

/// Ends the lease with a final state.
#[must_use]
pub fn finish(id: Uuid, token: Uuid, state: State) -> UpdateMany<Entity> {
    release(fenced(id, token)).col_expr(Column::State, Expr::value(state))
}

/// Ends the lease and waits for a later attempt.
#[must_use]
pub fn retry_at(id: Uuid, token: Uuid, next: DateTime<Utc>) -> UpdateMany<Entity> {
    release(fenced(id, token))
        .col_expr(Column::State, Expr::value(State::Retry))
        .col_expr(Column::NextAttemptAt, Expr::value(next))
        .col_expr(Column::PushedAt, Expr::value(None::<DateTimeUtc>))
}

/// The same without counting the attempt, which failed through no fault of the mail.
#[must_use]
pub fn put_back(id: Uuid, token: Uuid, next: DateTime<Utc>) -> UpdateMany<Entity> {
    retry_at(id, token, next).col_expr(Column::Attempts, Expr::col(Column::Attempts).sub(1))
}

/// Gives a claim back of which nothing came, as if it had not been made: the row is handed over again when its push has
/// grown old.
#[must_use]
pub fn unclaim(id: Uuid, token: Uuid) -> UpdateMany<Entity> {
    let state = CaseStatement::new()
        .case(Expr::col(Column::Attempts).gt(1), Expr::value(State::Retry))
        .finally(Expr::value(State::Queued));
    release(fenced(id, token))
        .col_expr(Column::State, state.into())
        .col_expr(Column::Attempts, Expr::col(Column::Attempts).sub(1))
}

/// Adds to a write that the lease is over.
#[must_use]
pub fn release(write: UpdateMany<Entity>) -> UpdateMany<Entity> {
    write
        .col_expr(Column::LeaseToken, Expr::value(None::<Uuid>))
        .col_expr(Column::LeaseUntil, Expr::value(None::<DateTimeUtc>))
}
