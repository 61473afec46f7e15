//! Ends of mails that are not the end of an attempt; and what is noted of a mail that is given up.

use chrono::{DateTime, Utc};
use sea_orm::{
    UpdateMany,
    entity::prelude::*,
    sea_query::{CaseStatement, ExprTrait},
};

use super::{Column, Entity, Kind, Phase, State, release, still_waits, waiting};
use crate::certificate::CertificateId;

/// Reminders of a certificate whose content no relay was given yet: cancelled when receipt is registered (I12).
/// A worker that holds one loses its lease, and with it [`handing_over`](super::handing_over).
#[must_use]
pub fn cancel_reminders(certificate: CertificateId) -> UpdateMany<Entity> {
    release(Entity::update_many())
        .col_expr(Column::State, Expr::value(State::Cancelled))
        .filter(Column::CertificateId.eq(certificate))
        .filter(Column::Kind.eq(Kind::ReceiptReminder.name()))
        .filter(still_waits().or(Column::State.eq(State::Sending).and(Column::Phase.eq(Phase::None))))
}

/// Waiting rows whose time is over, paused or held or not. A certificate that could not be sent, and word
/// that one is cancelled, are for people to look at.
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

/// Adds to a write that a row is given up.
#[must_use]
pub fn given_up(write: UpdateMany<Entity>, state: State, now: DateTime<Utc>) -> UpdateMany<Entity> {
    let is_given_up = matches!(state, State::Dead | State::Expired | State::Unknown);
    if is_given_up { write.col_expr(Column::GivenUpAt, Expr::value(now)) } else { write }
}
