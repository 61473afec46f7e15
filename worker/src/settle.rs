//! Runs everything that has come due and waits until it is done, for the clock of the embedded mode and for
//! tests.

use std::time::Duration;

use entity::outbox;
use sea_orm::{Condition, DbErr, EntityTrait, PaginatorTrait, QueryFilter};
use tokio::time::Instant;

use crate::{context::Context, job, mail::smtp::Gate};

/// What was due was not done in time.
#[derive(Debug, thiserror::Error)]
pub enum SettleError {
    /// Mails were still due or under way at the timeout; their number.
    #[error("{0} mail(s) are still due or under way")]
    StillUnderWay(u64),
    /// The database failed.
    #[error("the database failed")]
    Database(#[from] DbErr),
}

/// How long [`Context::settle`] waits for progress. Tests whose relays do not answer have shorter deadlines.
const TIMEOUT: Duration = Duration::from_secs(40);
/// How long without progress until ids are pushed to the queue again.
const NUDGE: Duration = Duration::from_secs(2);

impl Context {
    /// Runs what has come due, and returns when nothing is due any more: reminders are queued, and every due
    /// mail was accepted, or waits for a later attempt or a relay. Requires a running worker.
    pub async fn settle(&self) -> Result<(), SettleError> {
        job::sweep(self).await?;
        job::purge_expired::purge(self).await?;
        let mut last_sign = Instant::now();
        loop {
            // Created before the count, so that a delivery that ends in between is not missed.
            let delivered = self.delivered.notified();
            let mut under_way = Condition::any().add(outbox::leased());
            // While no relay can be used, due mails stay where they are, and nothing here can hasten them.
            if self.mailer.gate(&self.clock) != Gate::Shut {
                under_way = under_way.add(outbox::due(self.clock.now()));
            }
            let count = outbox::Entity::find().filter(under_way).count(&self.db).await?;
            // A delivery that has not claimed its row yet is not in the count, and may still use the time
            // from before a change of the clock.
            if count == 0 && self.in_hand.is_empty() {
                return Ok(());
            }
            if last_sign.elapsed() > TIMEOUT {
                return Err(SettleError::StillUnderWay(count));
            }
            self.wake_dispatchers();
            if tokio::time::timeout(NUDGE, delivered).await.is_ok() {
                last_sign = Instant::now();
            } else {
                // A clock that stands still never makes a push count as forgotten.
                outbox::push_again().exec(&self.db).await?;
            }
        }
    }
}
