//! Deletes rows past their retention, and closes mails that have become too late.
//!
//! [`KEPT`] says how long each kind of row is kept, in the words of `docs/RETENTION.md`; `tests/retention.rs`
//! compares it with that table and with this job. Reminders are kept: they prove what was sent in which week.

use chrono::TimeDelta;
use entity::{
    email_link, idempotency, known_device, mail_bounce, mail_quota, officer,
    outbox::{self, Kind, State},
    registration_step, session, suppressed_address, user_id_request,
};
use sea_orm::entity::prelude::*;

use crate::context::Context;

/// What is deleted here, and when, in the words of `docs/RETENTION.md`.
pub const KEPT: [(&str, &str); 12] = [
    ("requests for links, used or not", "7 days after the link's end"),
    ("sessions", "30 days after they could last be used"),
    ("known browsers and apps", "180 days after the last login from them"),
    ("steps of the counter registration", "24 hours after they could last be used"),
    ("idempotency keys", "after 24 hours, even if they stop working earlier"),
    ("requests for user IDs", "7 days after they were made"),
    ("mails SENT, CANCELLED or EXPIRED, except reminders", "90 days after they were queued"),
    ("digests of addresses that bounced", "180 days after the last bounce"),
    ("officers' sessions", "30 days after they could last be used"),
    ("counts of mails that anybody can request", "when the whole burst is available again"),
    ("known browsers and apps of officers", "180 days after the last login from them"),
    ("reports that a mail bounced", "90 days after they arrived"),
];

/// How long an unfinished registration is kept after its link has expired (I39).
pub const UNFINISHED_REGISTRATION: TimeDelta = TimeDelta::days(7);
/// How long a session's row is kept after it could last be used.
pub const ENDED_SESSION: TimeDelta = TimeDelta::days(30);
/// How long a mail that is SENT, CANCELLED or EXPIRED is kept after it was queued.
pub const FINAL_MAIL: TimeDelta = TimeDelta::days(90);

/// Closes mails that have become too late to be of use.
pub async fn close_late_mails(context: &Context) -> Result<(), DbErr> {
    outbox::expire(context.clock.now()).exec(&context.db).await.map(|_| ())
}

/// Deletes rows past their retention.
pub async fn purge(context: &Context) -> Result<(), DbErr> {
    let (db, now) = (&context.db, context.clock.now());
    let ended = now - UNFINISHED_REGISTRATION;
    email_link::Entity::delete_many()
        .filter(email_link::Column::CreatedAt.lte(ended)) // implied by the next; for the index
        .filter(email_link::Column::ExpiresAt.lte(ended))
        .exec(db)
        .await?;
    session::Entity::delete_many()
        .filter(session::Column::IdleExpiresAt.lte(now - ENDED_SESSION))
        .exec(db)
        .await?;
    officer::session::Entity::delete_many()
        .filter(officer::session::Column::IdleExpiresAt.lte(now - ENDED_SESSION))
        .exec(db)
        .await?;
    known_device::Entity::delete_many().filter(known_device::Column::ExpiresAt.lte(now)).exec(db).await?;
    officer::device::Entity::delete_many()
        .filter(officer::device::Column::ExpiresAt.lte(now))
        .exec(db)
        .await?;
    registration_step::Entity::delete_many()
        .filter(registration_step::Column::ExpiresAt.lte(now - registration_step::RETENTION))
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
    mail_quota::past(now).exec(db).await?;
    suppressed_address::past_retention(now).exec(db).await?;
    mail_bounce::past_retention(now).exec(db).await?;
    outbox::Entity::delete_many()
        // DEAD mails stay until an officer sends them again or drops them.
        .filter(outbox::Column::State.is_in([State::Sent, State::Cancelled, State::Expired]))
        // Reminders stay in any state, because they prove what was sent in which week.
        .filter(outbox::Column::Kind.ne(Kind::ReceiptReminder.name()))
        .filter(outbox::Column::CreatedAt.lte(now - FINAL_MAIL))
        .exec(db)
        .await?;
    Ok(())
}
