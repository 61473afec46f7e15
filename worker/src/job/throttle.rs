//! Keeps the send rate that a provider allows, by letting each mail wait for a send slot.
//!
//! The rate is one row in the database that all workers share, measured by the database's clock. So it holds
//! while Redis is unavailable and when a worker's clock is wrong. Only PostgreSQL is supported, because only
//! production has a provider.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use entity::{
    email_link,
    key_ring::KeyMissing,
    outbox::{
        self, Lane,
        send_rate::{Rate, SendSlots},
    },
};
use rand::RngExt;
use sea_orm::{DatabaseConnection, FromQueryResult, Statement, entity::prelude::*};

use crate::{context::Context, mail::message::ComposeError};

/// Waits until the mail may be sent. Returns whether it is still due then.
///
/// The slot is taken before the claim, so no lease is held while waiting, and a worker that dies loses a slot
/// rather than a mail.
pub(super) async fn wait_for(context: &Context, id: Uuid) -> Result<bool, ComposeError> {
    let Some(rate) = context.rate else { return Ok(true) };
    loop {
        // Read again after each wait, in which the mail may have been sent, cancelled, paused or held.
        let due = outbox::Entity::find_by_id(id).filter(outbox::due(context.clock.now()));
        let Some(row) = due.one(&context.db).await? else { return Ok(false) };
        let Some(lane) = Lane::ALL.into_iter().find(|lane| lane.priority() == row.priority) else {
            return Ok(false); // a lane of a newer version; left to its workers
        };
        // A mail that this worker lacks the key for must not use up a slot.
        refuse_missing_key(context, &row).await?;
        let Err(wait) = take(&context.db, lane, rate).await? else { return Ok(true) };
        tokio::select! {
            () = tokio::time::sleep(spread(wait, rate)) => {}
            () = context.ending.cancelled() => {
                // So that another worker can take the mail at once, not only when its id counts as forgotten.
                let again = outbox::push_again().filter(outbox::Column::Id.eq(id));
                again.exec(&context.db).await?;
                return Ok(false);
            }
        }
    }
}

/// Refuses a mail whose link was derived with a key that this worker lacks.
async fn refuse_missing_key(context: &Context, row: &outbox::Model) -> Result<(), ComposeError> {
    let Some(id) = row.link_id else { return Ok(()) };
    // For a mail without a link the id refers to something else, so nothing is found.
    let link = email_link::Entity::find_by_id(id).one(&context.db).await?;
    // A mail whose link is over is cancelled after the claim, and needs no key for that.
    let is_open = |link: &email_link::Model| link.state(context.clock.now()) == email_link::State::Open;
    match link.filter(is_open).and_then(|link| link.key_id) {
        Some(key) if !context.mailer.link_keys().ring().has(&key) => Err(KeyMissing(key).into()),
        _ => Ok(()),
    }
}

/// Adds jitter to the wait, because many mails wait for the same moment and should not all check at once.
fn spread(wait: TimeDelta, rate: Rate) -> Duration {
    #[expect(clippy::disallowed_methods, reason = "a shell draws its own jitter")]
    let share = rand::rng().random_range(0.0..2.0);
    let interval = rate.interval().to_std().unwrap_or_default();
    wait.to_std().unwrap_or_default() + interval.mul_f64(share)
}

/// The row of the rate, and the database's time.
#[derive(FromQueryResult)]
struct Now {
    now: DateTime<Utc>,
    #[sea_orm(nested)]
    slots: SendSlots,
}

/// Takes a send slot, or returns how long until the next one. PostgreSQL only.
async fn take(db: &DatabaseConnection, lane: Lane, rate: Rate) -> Result<Result<(), TimeDelta>, DbErr> {
    let tx = migration::database::write(db).await?;
    let backend = db.get_database_backend();
    // The lock makes workers take slots one by one. `now()` would be the time before the wait for it.
    let read = "SELECT *, clock_timestamp() AS now FROM mail_pace WHERE id = 1 FOR UPDATE";
    let read = Now::find_by_statement(Statement::from_string(backend, read)).one(&tx).await?;
    let Now { now, slots } = read.ok_or_else(|| DbErr::RecordNotFound("mail_pace".to_owned()))?;
    let after = match slots.take(lane, now, rate) {
        Ok(after) => after,
        // The transaction has changed nothing. Dropping it releases the row.
        Err(wait) => return Ok(Err(wait)),
    };
    let write = "UPDATE mail_pace SET next_at = $1, certificate_at = $2, reminder_at = $3 WHERE id = 1";
    let values = [after.next_at.into(), after.certificate_at.into(), after.reminder_at.into()];
    tx.execute_raw(Statement::from_sql_and_values(backend, write, values)).await?;
    tx.commit().await?;
    Ok(Ok(()))
}
