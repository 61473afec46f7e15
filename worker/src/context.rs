//! What every job gets: the database, the clock, the mailer, and the signals between tasks.

use entity::{clock::Clock, outbox::send_rate::Rate};
use sea_orm::DatabaseConnection;
use tokio::sync::{Notify, watch};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use crate::{delivery_steps::DeliverySteps, mail::Mailer};

/// Everything that the tasks of one worker share; built once at the start.
pub struct Context {
    /// The database; its schema version was checked when it was opened.
    pub db: DatabaseConnection,
    /// The batched statements of deliveries.
    pub steps: DeliverySteps,
    /// The source of `now` for all jobs.
    pub clock: Clock,
    /// Renders mails and hands them to a transport.
    pub mailer: Mailer,
    /// Maximum send rate of all workers together; `None` means unlimited.
    pub rate: Option<Rate>,
    /// Notified when something may have come due. Each lane's dispatcher subscribes to it.
    pub due: watch::Sender<()>,
    /// Notified after each delivery, whatever its outcome.
    pub delivered: Notify,
    /// The deliveries under way. They continue when the apalis worker that started them ends.
    pub deliveries: TaskTracker,
    /// Holds a token for each id in progress, including ids whose row is not claimed yet; see
    /// [`Self::settle`].
    pub in_hand: TaskTracker,
    /// Cancelled to stop the worker: nothing new is started, and deliveries under way are finished.
    pub ending: CancellationToken,
}

impl Context {
    /// Creates a context without a send rate.
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

    /// Wakes every dispatcher to look for due mails.
    pub fn wake_dispatchers(&self) {
        // `send` would fail, and notify nobody later, while no dispatcher has subscribed yet.
        self.due.send_replace(());
    }
}
