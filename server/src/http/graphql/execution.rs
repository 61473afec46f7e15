//! Carrying an operation out: on a task of its own, with permits for its kind of work, and within its time.
//!
//! The task ends by itself whatever the client does: nothing that talks to the database is dropped half-way. Who
//! waits longer than the limit is answered, and the database ends what is too slow soon after (`migration::program`).

use std::sync::Arc;

use migration::failure::Failure;
use tokio::time::Instant;
use tracing::Instrument;

use super::{
    answer::Refusal,
    door::{Arrived, CarriedOut, Door},
};
use crate::{
    app::App,
    capacity::{Access, Work},
    graphql::error::failure_of,
};

/// An operation that is about to be carried out.
pub(super) struct Execution {
    pub(super) app: Arc<App>,
    pub(super) door: Door,
    /// What it does with the database.
    pub(super) access: Access,
    /// Its kinds of work.
    pub(super) kinds: Vec<String>,
}

impl Execution {
    /// Carries it out.
    pub(super) async fn run(self, arrived: Arrived) -> Result<CarriedOut, Refusal> {
        let app = Arc::clone(&self.app);
        let deadline = Instant::now() + app.limits.execution();
        let work = app.operations.spawn(self.carry_out(arrived).in_current_span());
        match tokio::time::timeout_at(deadline, work).await {
            Ok(Ok(done)) => done,
            Ok(Err(ended)) => match ended.try_into_panic() {
                Ok(panic) => std::panic::resume_unwind(panic),
                Err(_) => Err(Refusal::Unavailable),
            },
            Err(_) => {
                tracing::error!(
                    "an operation took longer than its limit; the client was answered without it"
                );
                Err(Refusal::Unavailable)
            }
        }
    }

    async fn carry_out(self, arrived: Arrived) -> Result<CarriedOut, Refusal> {
        let work = Work {
            access: self.access,
            kinds: &self.kinds,
            session: arrived.token.as_ref().map(|(token, _)| token.as_str()),
            is_officers: matches!(self.door, Door::Officers(..)),
        };
        let _permits = self.app.capacity.enter(work).await.map_err(|busy| {
            tracing::warn!(
                kind = self.kinds.join(" "),
                "{busy}; the request was answered with SERVICE_UNAVAILABLE"
            );
            Refusal::Unavailable
        })?;
        let may_repeat = matches!(self.access, Access::Write | Access::WriteTogether);
        let again = may_repeat.then(|| arrived.clone());
        let mut done = self.door.carry_out(&self.app, arrived).await?;
        if let Some(again) = again.filter(|_| has_lost(&done)) {
            tracing::info!(
                kind = self.kinds.join(" "),
                "another transaction came between; the operation is done once more"
            );
            done = self.door.carry_out(&self.app, again).await?;
        }
        for failure in done.0.errors.iter().filter_map(failure_of) {
            self.app.readiness.note(failure);
        }
        Ok(done)
    }
}

/// Whether another transaction came between, so that nothing of the operation was done: what fails further in is read
/// after the commit.
fn has_lost((response, _): &CarriedOut) -> bool {
    let at_the_top = response.errors.iter().filter(|error| error.path.len() == 1);
    at_the_top.filter_map(failure_of).any(|failure| failure == Failure::Conflict)
}
