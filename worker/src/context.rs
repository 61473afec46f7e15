//! What every job is given: the database, the clock, the mailer, and two bells.

use entity::{
    clock::Clock,
    outbox::{self, State},
};
use sea_orm::{
    ColumnTrait, Condition, DatabaseConnection, DbErr, EntityTrait, PaginatorTrait, QueryFilter,
};
use tokio::sync::Notify;

use crate::{job, mail::Mailer};

/// The worker's composition, made once by a composition root.
pub struct Context {
    /// The database, at the right version.
    pub db: DatabaseConnection,
    /// Where jobs take their `now` from.
    pub clock: Clock,
    /// Renders mails and hands them to a transport.
    pub mailer: Mailer,
    /// Rung when something may have come due, so that the dispatcher need not wait for its poll.
    pub due: Notify,
    /// Rung after each delivery, whatever came of it.
    pub delivered: Notify,
}

impl Context {
    /// Puts a composition together.
    #[must_use]
    pub fn new(db: DatabaseConnection, clock: Clock, mailer: Mailer) -> Self {
        Self { db, clock, mailer, due: Notify::new(), delivered: Notify::new() }
    }

    /// Runs what has come due, and returns when nothing is: reminders are in the outbox, and every
    /// due mail was accepted or waits for a later attempt. Needs a running worker beside it.
    pub async fn settle(&self) -> Result<(), DbErr> {
        job::sweep(self).await?;
        job::purge_expired::purge(self).await?;
        loop {
            let delivered = self.delivered.notified();
            let now = self.clock.now();
            let under_way =
                Condition::any().add(outbox::due(now)).add(outbox::Column::State.eq(State::Sending));
            if outbox::Entity::find().filter(under_way).count(&self.db).await? == 0 {
                return Ok(());
            }
            self.due.notify_one();
            delivered.await;
        }
    }
}
