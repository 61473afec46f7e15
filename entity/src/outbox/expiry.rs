//! Mails that end without an attempt: cancelled or expired. It also records when a mail was given up.

use chrono::{DateTime, Utc};
use sea_orm::{UpdateMany, entity::prelude::*, sea_query::CaseStatement};

use super::{Column, Entity, Kind, State, release, waiting};
use crate::certificate::CertificateId;

/// Whether a mail can still be stopped, as SQL: no relay has any of its content yet. The state is compared in
/// a CASE so that PostgreSQL finds the mails by certificate, and not through the index of all waiting mails.
pub const CAN_BE_STOPPED: &str = "CASE state WHEN 'QUEUED' THEN TRUE WHEN 'RETRY' THEN TRUE \
    WHEN 'SENDING' THEN phase = 'NONE' ELSE FALSE END";

/// Cancels the reminders of a certificate when receipt is registered (I12), unless a relay may already have
/// the content. A worker that is sending one loses its lease, so its [`mark_data`](super::mark_data) fails.
#[must_use]
pub fn cancel_reminders(certificate: CertificateId) -> UpdateMany<Entity> {
    release(Entity::update_many())
        .col_expr(Column::State, Expr::value(State::Cancelled))
        .filter(Column::CertificateId.eq(certificate))
        .filter(Column::Kind.eq(Kind::ReceiptReminder.name()))
        .filter(Expr::cust(CAN_BE_STOPPED))
}

/// Expires waiting rows whose time has passed, also those that are paused or held. A certificate, and the
/// news that one is cancelled, become dead instead, because staff must look at them.
#[must_use]
pub fn expire(now: DateTime<Utc>) -> UpdateMany<Entity> {
    let state = CaseStatement::new()
        .case(
            Column::Kind.is_in([Kind::Certificate.name(), Kind::CertificateCancelled.name()]),
            Expr::value(State::Dead),
        )
        .finally(Expr::value(State::Expired));
    Entity::update_many()
        .col_expr(Column::State, state.into())
        .col_expr(Column::GivenUpAt, Expr::value(now))
        .filter(waiting())
        .filter(Column::ExpiresAt.lte(now))
}

/// Extends an update to `state` with the time at which the row was given up, if it was.
#[must_use]
pub fn given_up(write: UpdateMany<Entity>, state: State, now: DateTime<Utc>) -> UpdateMany<Entity> {
    let is_given_up = matches!(state, State::Dead | State::Expired | State::Unknown);
    if is_given_up { write.col_expr(Column::GivenUpAt, Expr::value(now)) } else { write }
}
