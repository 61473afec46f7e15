//! Executes an operation on a task of its own, with permits for its kind of work, and within a time limit.
//!
//! The task runs to its end even if the client hangs up, so no statement is dropped half-way. A client that
//! waits longer than the limit gets an error, and soon after, the database ends the statement
//! (`migration::program`).

use std::{sync::Arc, time::Duration};

use migration::failure::Failure;
use tokio::time::Instant;
use tracing::Instrument;

use super::{
    audience::{Audience, EngineResponse, PreparedRequest},
    refusal::Refusal,
};
use crate::{
    app::App,
    capacity::{Access, Work},
    graphql::error::failure_of,
};

/// What an operation needs to be executed.
pub(super) struct Execution {
    pub(super) app: Arc<App>,
    pub(super) audience: Audience,
    /// How long the client waits for the response.
    pub(super) limit: Duration,
    /// How it uses the database, which decides on its permits and whether it may be repeated.
    pub(super) access: Access,
    /// Its kinds of work, from `work`.
    pub(super) kinds: Vec<String>,
}

impl Execution {
    /// Executes the operation. If it takes too long, returns `Unavailable` while the task continues.
    pub(super) async fn run(self, prepared: PreparedRequest) -> Result<EngineResponse, Refusal> {
        let app = Arc::clone(&self.app);
        let deadline = Instant::now() + self.limit;
        let work = app.operations.spawn(self.execute(prepared).in_current_span());
        // At the deadline only the wait ends. Dropping the handle does not stop the task.
        match tokio::time::timeout_at(deadline, work).await {
            Ok(Ok(done)) => done,
            Ok(Err(ended)) => match ended.try_into_panic() {
                Ok(panic) => std::panic::resume_unwind(panic),
                Err(_) => Err(Refusal::Unavailable),
            },
            Err(_) => {
                tracing::error!(
                    "an operation exceeded its time limit; the request was answered with SERVICE_UNAVAILABLE"
                );
                Err(Refusal::Unavailable)
            }
        }
    }

    async fn execute(self, prepared: PreparedRequest) -> Result<EngineResponse, Refusal> {
        let work = Work {
            access: self.access,
            kinds: &self.kinds,
            session: prepared.token.as_ref().map(|token| token.text.as_str()),
            is_officers: matches!(self.audience, Audience::Officers(..)),
        };
        let _permits = self.app.capacity.enter(work).await.map_err(|busy| {
            tracing::warn!(
                kind = self.kinds.join(" "),
                "{busy}; the request was answered with SERVICE_UNAVAILABLE"
            );
            Refusal::Unavailable
        })?;
        let may_repeat = matches!(self.access, Access::Write | Access::WriteTogether);
        // Never an operation in parts: a part that is committed must not be done again.
        let again = may_repeat.then(|| prepared.clone());
        let mut done = self.audience.execute(&self.app, prepared).await?;
        if let Some(again) = again.filter(|_| has_lost(&done)) {
            tracing::info!(
                kind = self.kinds.join(" "),
                "an operation conflicted with another transaction; executing it again"
            );
            done = self.audience.execute(&self.app, again).await?;
        }
        for failure in done.0.errors.iter().filter_map(failure_of) {
            self.app.readiness.note(failure);
        }
        Ok(done)
    }
}

/// Whether the operation lost to another transaction and changed nothing. Only fields at the top count:
/// fields below them are read after the commit.
fn has_lost((response, _): &EngineResponse) -> bool {
    let at_the_top = response.errors.iter().filter(|error| error.path.len() == 1);
    at_the_top.filter_map(failure_of).any(|failure| failure == Failure::Conflict)
}
