//! What every job is given: the database, the clock, the mailer, and two bells.

use std::time::Duration;

use entity::{
    clock::Clock,
    outbox::{self, pace::Rate},
};
use sea_orm::{Condition, DatabaseConnection, DbErr, EntityTrait, PaginatorTrait, QueryFilter};
use tokio::{
    sync::{Notify, watch},
    time::Instant,
};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use crate::{
    job::{self, delivery_steps::DeliverySteps},
    mail::{Mailer, smtp::Gate},
};

/// The worker's composition, made once by a composition root.
pub struct Context {
    /// The database, at the right version.
    pub db: DatabaseConnection,
    /// The steps of deliveries.
    pub steps: DeliverySteps,
    /// Where jobs take their `now` from.
    pub clock: Clock,
    /// Renders mails and hands them to a transport.
    pub mailer: Mailer,
    /// How fast mails may leave, over all workers; `None` for as fast as they can.
    pub rate: Option<Rate>,
    /// Rung when something may have come due; each lane's dispatcher hears it.
    pub due: watch::Sender<()>,
    /// Rung after each delivery, whatever came of it.
    pub delivered: Notify,
    /// The deliveries under way: they outlive the queue's worker that began them.
    pub deliveries: TaskTracker,
    /// A token for each id that is being worked on, for [`Self::settle`].
    pub in_hand: TaskTracker,
    /// Cancelled to end the worker: nothing is begun any more, and what is under way is finished.
    pub ending: CancellationToken,
}

/// What was due did not get done in time.
#[derive(Debug, thiserror::Error)]
pub enum SettleError {
    /// Something is under way that does not end.
    #[error("{0} mail(s) are still due or under way")]
    StillUnderWay(u64),
    /// The database did not answer.
    #[error("the database did not answer")]
    Database(#[from] DbErr),
}

/// So long [`Context::settle`] waits for a sign of progress: longer than a silent relay is waited for.
const PATIENCE: Duration = Duration::from_secs(40);
/// After so long without one, what was handed to the queue is handed over again.
const NUDGE: Duration = Duration::from_secs(2);

impl Context {
    /// Puts a composition together.
    #[must_use]
    pub fn new(db: DatabaseConnection, clock: Clock, mailer: Mailer) -> Self {
        Self {
            steps: DeliverySteps::new(&db),
            db,
            clock,
            mailer,
            rate: None,
            due: watch::Sender::new(()),
            delivered: Notify::new(),
            deliveries: TaskTracker::new(),
            in_hand: TaskTracker::new(),
            ending: CancellationToken::new(),
        }
    }

    /// Has every dispatcher look for what is due.
    pub fn ring(&self) {
        self.due.send_replace(());
    }

    /// Runs what has come due, and returns when nothing is: reminders are in the outbox, and every
    /// due mail was accepted, or waits for a later attempt or for a relay. Needs a running worker beside it.
    pub async fn settle(&self) -> Result<(), SettleError> {
        job::sweep(self).await?;
        job::purge_expired::purge(self).await?;
        let mut last_sign = Instant::now();
        loop {
            let delivered = self.delivered.notified();
            let mut under_way = Condition::any().add(outbox::leased());
            if self.mailer.gate(&self.clock) != Gate::Shut {
                under_way = under_way.add(outbox::due(self.clock.now()));
            }
            let count = outbox::Entity::find().filter(under_way).count(&self.db).await?;
            // One that has not claimed its row yet is not in the count, and knows the time from before.
            if count == 0 && self.in_hand.is_empty() {
                return Ok(());
            }
            if last_sign.elapsed() > PATIENCE {
                return Err(SettleError::StillUnderWay(count));
            }
            self.ring();
            if tokio::time::timeout(NUDGE, delivered).await.is_ok() {
                last_sign = Instant::now();
            } else {
                // The clock may stand still, and then no push ever grows old by itself.
                outbox::push_again().exec(&self.db).await?;
            }
        }
    }
}
