//! A mail waits for its turn, where a provider allows so many in a time.
//!
//! The pace is one row of the database that all workers share, and the database's clock is its own, so it
//! holds while Redis is away and whatever a worker's clock says. A turn is taken before the mail is claimed:
//! nobody holds a lease while waiting, and a worker that dies loses a turn, not a mail. A mail that this worker lacks the
//! key for takes none.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use entity::{
    email_link,
    key_ring::KeyMissing,
    outbox::{
        self, Lane,
        pace::{Pace, Rate},
    },
};
use rand::RngExt;
use sea_orm::{DatabaseConnection, FromQueryResult, Statement, entity::prelude::*};

use crate::{context::Context, mail::message::ComposeError};

/// Waits until the mail may leave; whether it is still due then.
pub(super) async fn wait_for(context: &Context, id: Uuid) -> Result<bool, ComposeError> {
    let Some(rate) = context.rate else { return Ok(true) };
    loop {
        let due = outbox::Entity::find_by_id(id).filter(outbox::due(context.clock.now()));
        let Some(row) = due.one(&context.db).await? else { return Ok(false) };
        let Some(lane) = Lane::ALL.into_iter().find(|lane| lane.priority() == row.priority) else {
            return Ok(false); // another version's; left alone
        };
        refuse_missing_key(context, &row).await?;
        let Err(wait) = take(&context.db, lane, rate).await? else { return Ok(true) };
        tokio::select! {
            () = tokio::time::sleep(spread(wait, rate)) => {}
            () = context.ending.cancelled() => {
                // Another worker need not wait until its id has grown old.
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
    // Of a mail without a link this is the id of something else, and nothing is found.
    let link = email_link::Entity::find_by_id(id).one(&context.db).await?;
    let is_open = |link: &email_link::Model| link.state(context.clock.now()) == email_link::State::Open;
    match link.filter(is_open).and_then(|link| link.key_id) {
        Some(key) if !context.mailer.link_keys().ring().has(&key) => Err(KeyMissing(key).into()),
        _ => Ok(()),
    }
}

/// Many wait for the same moment: each looks a little later, and not all at once.
fn spread(wait: TimeDelta, rate: Rate) -> Duration {
    #[expect(clippy::disallowed_methods, reason = "a shell draws its own jitter")]
    let share = rand::rng().random_range(0.0..2.0);
    let interval = rate.interval().to_std().unwrap_or_default();
    wait.to_std().unwrap_or_default() + interval.mul_f64(share)
}

/// The row, and the time of the database that it is in.
#[derive(FromQueryResult)]
struct Now {
    now: DateTime<Utc>,
    #[sea_orm(nested)]
    pace: Pace,
}

/// Takes a turn, or says how long there is none. PostgreSQL alone: only production has providers.
async fn take(db: &DatabaseConnection, lane: Lane, rate: Rate) -> Result<Result<(), TimeDelta>, DbErr> {
    let tx = migration::database::write(db).await?;
    let backend = db.get_database_backend();
    let read = "SELECT *, clock_timestamp() AS now FROM mail_pace WHERE id = 1 FOR UPDATE";
    let read = Now::find_by_statement(Statement::from_string(backend, read)).one(&tx).await?;
    let Now { now, pace } = read.ok_or_else(|| DbErr::RecordNotFound("mail_pace".to_owned()))?;
    let after = match pace.turn(lane, now, rate) {
        Ok(after) => after,
        Err(wait) => return Ok(Err(wait)),
    };
    let write = "UPDATE mail_pace SET next_at = $1, certificate_at = $2, reminder_at = $3 WHERE id = 1";
    let values = [after.next_at.into(), after.certificate_at.into(), after.reminder_at.into()];
    tx.execute_raw(Statement::from_sql_and_values(backend, write, values)).await?;
    tx.commit().await?;
    Ok(Ok(()))
}
