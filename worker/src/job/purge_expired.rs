//! Removes what has served its time, and closes mails that came too late.
//!
//! Unfinished registrations go 24 hours + 7 days after they were begun (I39), ended sessions after
//! 30 days, final rows of the outbox after 90 days (reminders stay: they prove what was sent in
//! which week). `ARCHITECTURE.md` holds the table.

use chrono::TimeDelta;
use entity::{
    email_link, idempotency,
    outbox::{self, Kind, State},
    session, user_id_request,
};
use sea_orm::entity::prelude::*;

use crate::context::Context;

/// After its link has expired, an unfinished registration stays for so long (I39).
pub const UNFINISHED_REGISTRATION: TimeDelta = TimeDelta::days(7);
/// A session's row stays for so long after it could last be used.
pub const ENDED_SESSION: TimeDelta = TimeDelta::days(30);
/// A final row of the outbox stays for so long.
pub const FINAL_MAIL: TimeDelta = TimeDelta::days(90);

/// Closes mails that nobody should get any more.
pub async fn close_late_mails(context: &Context) -> Result<(), DbErr> {
    outbox::expire(context.clock.now()).exec(&context.db).await.map(|_| ())
}

/// Removes rows that are past their retention.
pub async fn purge(context: &Context) -> Result<(), DbErr> {
    let (db, now) = (&context.db, context.clock.now());
    email_link::Entity::delete_many()
        .filter(email_link::Column::ExpiresAt.lte(now - UNFINISHED_REGISTRATION))
        .exec(db)
        .await?;
    session::Entity::delete_many()
        .filter(session::Column::IdleExpiresAt.lte(now - ENDED_SESSION))
        .exec(db)
        .await?;
    user_id_request::Entity::delete_many()
        .filter(user_id_request::Column::CreatedAt.lte(now - user_id_request::RETENTION))
        .exec(db)
        .await?;
    idempotency::Entity::delete_many()
        .filter(idempotency::Column::CreatedAt.lte(now - idempotency::RETENTION))
        .exec(db)
        .await?;
    outbox::Entity::delete_many()
        .filter(outbox::Column::State.is_in([State::Sent, State::Cancelled, State::Expired]))
        .filter(outbox::Column::Kind.ne(Kind::ReceiptReminder.name()))
        .filter(outbox::Column::CreatedAt.lte(now - FINAL_MAIL))
        .exec(db)
        .await?;
    Ok(())
}
