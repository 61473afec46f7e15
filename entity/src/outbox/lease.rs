//! Leases of rows: which worker sends a mail, and what that worker may write.
//!
//! A row is leased while it is being sent, and every later write must present the lease's token. This module
//! does not decide what happens to a mail.

use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::{
    QuerySelect, QueryTrait, UpdateMany,
    entity::prelude::*,
    sea_query::{CaseStatement, ExprTrait, Func, IntoCondition, LockBehavior, LockType, SelectStatement},
};

use super::{Column, Entity, Phase, State, still_due};

/// Length of a lease without a heartbeat.
pub const LEASE: TimeDelta = TimeDelta::seconds(30);

/// Leases a due row to the holder of `token`. Of several callers, one changes the row.
#[must_use]
pub fn claim(id: Uuid, token: Uuid, now: DateTime<Utc>) -> UpdateMany<Entity> {
    claimed(token, now).filter(Column::Id.eq(id))
}

/// The same for several rows. A row that another transaction is changing is skipped, so that no mail waits
/// for another.
#[must_use]
pub fn claim_all(ids: impl IntoIterator<Item = Uuid>, token: Uuid, now: DateTime<Utc>) -> UpdateMany<Entity> {
    claimed(token, now).filter(Column::Id.in_subquery(not_in_use(Column::Id.is_in(ids))))
}

/// Selects the IDs of these rows, without those that another transaction is changing, and locks them until
/// the transaction ends.
#[must_use]
pub fn not_in_use(which: impl IntoCondition) -> SelectStatement {
    let free = Entity::find().select_only().column(Column::Id).filter(which);
    free.lock_with_behavior(LockType::Update, LockBehavior::SkipLocked).into_query()
}

fn claimed(token: Uuid, now: DateTime<Utc>) -> UpdateMany<Entity> {
    Entity::update_many()
        .col_expr(Column::State, Expr::value(State::Sending))
        // Counted at the claim rather than at the end, so that a mail that kills its worker counts, too.
        .col_expr(Column::Attempts, Expr::col(Column::Attempts).add(1))
        .col_expr(Column::LeaseToken, Expr::value(token))
        .col_expr(Column::LeaseUntil, Expr::value(now + LEASE))
        // A mark of an earlier attempt says nothing about this one.
        .col_expr(Column::Phase, Expr::value(Phase::None))
        .filter(still_due(now))
}

/// Starts a write by the holder of a lease. It changes nothing once another worker has the lease.
#[must_use]
pub fn fenced(id: Uuid, token: Uuid) -> UpdateMany<Entity> {
    Entity::update_many()
        .filter(Column::Id.eq(id))
        .filter(Column::LeaseToken.eq(token))
        .filter(Column::State.eq(State::Sending))
}

/// Records that the relay may have the message, with `date` in its header, from now on. A worker must not send
/// unless this changes its row. Later copies keep the date of the first.
#[must_use]
pub fn mark_data(id: Uuid, token: Uuid, date: DateTime<Utc>) -> UpdateMany<Entity> {
    let first = Func::coalesce([Expr::col(Column::FirstCopyAt), Expr::value(date)]);
    fenced(id, token)
        .col_expr(Column::Phase, Expr::value(Phase::Data))
        .col_expr(Column::FirstCopyAt, first.into())
}

/// Ends the lease in a final state.
#[must_use]
pub fn finish(id: Uuid, token: Uuid, state: State) -> UpdateMany<Entity> {
    release(fenced(id, token)).col_expr(Column::State, Expr::value(state))
}

/// Ends the lease and schedules the next attempt.
#[must_use]
pub fn retry_at(id: Uuid, token: Uuid, next: DateTime<Utc>) -> UpdateMany<Entity> {
    release(fenced(id, token))
        .col_expr(Column::State, Expr::value(State::Retry))
        .col_expr(Column::NextAttemptAt, Expr::value(next))
        .col_expr(Column::PushedAt, Expr::value(None::<DateTimeUtc>))
}

/// The same without counting the attempt, because the mail did not cause the failure.
#[must_use]
pub fn put_back(id: Uuid, token: Uuid, next: DateTime<Utc>) -> UpdateMany<Entity> {
    retry_at(id, token, next).col_expr(Column::Attempts, Expr::col(Column::Attempts).sub(1))
}

/// Undoes a claim that led to nothing. The row is handed to the queue again once its last push is old enough.
#[must_use]
pub fn unclaim(id: Uuid, token: Uuid) -> UpdateMany<Entity> {
    // The state before the claim: QUEUED if this would have been the first attempt.
    let state = CaseStatement::new()
        .case(Expr::col(Column::Attempts).gt(1), Expr::value(State::Retry))
        .finally(Expr::value(State::Queued));
    release(fenced(id, token))
        .col_expr(Column::State, state.into())
        .col_expr(Column::Attempts, Expr::col(Column::Attempts).sub(1))
}

/// Extends an update to end the lease.
#[must_use]
pub fn release(write: UpdateMany<Entity>) -> UpdateMany<Entity> {
    write
        .col_expr(Column::LeaseToken, Expr::value(None::<Uuid>))
        .col_expr(Column::LeaseUntil, Expr::value(None::<DateTimeUtc>))
}
