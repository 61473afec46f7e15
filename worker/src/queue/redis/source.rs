//! The backend of an apalis worker: fetches ids from Redis, but only when there may be some.
//!
//! apalis' own strategies ask Redis at each poll of the worker's task, whatever has woken it; one of them
//! does so thousands of times a second. Here a lane is asked until it is empty, and then not until it is
//! woken: by a push of this process, by a notification from the database, or by the check of all lanes once a
//! second (`notify_listener`).

use std::{
    convert::Infallible,
    future::Future,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
};

use apalis::prelude::{Backend, Codec, Task};
use apalis_core::{
    backend::{
        BackendConfig,
        finalize::Ephemeral,
        persistence::{Persisted, State, TaskPersistLayer},
    },
    worker::context::WorkerContext,
};
use futures_util::future::BoxFuture;
use tokio::sync::{Notify, futures::OwnedNotified};

use super::tickets::{HEARTBEAT, Tickets};
use crate::{queue::Ticket, redis_client::Trouble};

/// A lane in Redis, as the backend of one apalis worker.
pub(in crate::queue) struct Source {
    persisted: Persisted<Tickets>,
    wake: Arc<Notify>,
    woken: Pin<Box<OwnedNotified>>,
    /// Whether to ask: the lane was not found empty since it was woken.
    asking: bool,
    leaving: Option<BoxFuture<'static, Result<(), Trouble>>>,
}

impl Source {
    pub(super) fn new(tickets: Tickets, wake: Arc<Notify>) -> Self {
        let woken = Box::pin(Arc::clone(&wake).notified_owned());
        Self { persisted: Persisted::new(tickets), wake, woken, asking: true, leaving: None }
    }
}

impl Backend for Source {
    type Task = Task<Option<Ticket>>;
    type Error = Trouble;

    fn poll_ready(&mut self, cx: &mut Context<'_>, worker: &WorkerContext) -> Poll<Result<(), Trouble>> {
        self.persisted.poll_ready(cx, worker, HEARTBEAT)
    }

    fn poll_next(
        &mut self,
        cx: &mut Context<'_>,
        worker: &WorkerContext,
    ) -> Poll<Option<Result<Self::Task, Trouble>>> {
        loop {
            if !self.asking {
                ready!(self.woken.as_mut().poll(cx));
                self.woken.set(Arc::clone(&self.wake).notified_owned());
                self.asking = true;
            }
            match self.persisted.poll_next(cx, worker) {
                Poll::Ready(Some(Ok(task))) => {
                    return Poll::Ready(Some(Ok(task.map_args(|bytes| Ticket::read(&bytes)))));
                }
                Poll::Ready(Some(Err(trouble))) => return Poll::Ready(Some(Err(trouble))),
                Poll::Ready(None) => return Poll::Ready(None),
                // Redis has answered that the lane is empty.
                Poll::Pending if matches!(self.persisted.state(), State::Ready) => self.asking = false,
                Poll::Pending => return Poll::Pending,
            }
        }
    }

    fn poll_close(&mut self, cx: &mut Context<'_>, worker: &WorkerContext) -> Poll<Result<(), Trouble>> {
        // apalis leaves the worker's name behind even after an orderly end, so it is removed here.
        if self.leaving.is_none() {
            ready!(self.persisted.poll_close(cx, worker))?;
            let (tickets, name) = ((*self.persisted).clone(), worker.name().to_owned());
            self.leaving = Some(Box::pin(async move { tickets.leave(&name).await }));
        }
        let leaving = self.leaving.as_mut().expect("set above");
        leaving.as_mut().poll(cx)
    }
}

impl BackendConfig for Source {
    type Args = Option<Ticket>;
    type Id = String;
    type Kind = Ephemeral;
    type Config = ();
    type Layer = TaskPersistLayer<NoResult, ()>;

    fn config(&self) -> &() {
        &()
    }

    fn middleware(&mut self, _: &mut WorkerContext) -> Self::Layer {
        // Persisting "results" is what completes a task. Otherwise each would be delivered again.
        self.persisted.layer(NoResult, 1).persist_results(true).lock_tasks(false)
    }
}

/// The result of a task. Nothing of it is kept, because the outcome is in the outbox.
#[derive(Clone, Copy, Debug)]
pub(in crate::queue) struct NoResult;

impl Codec<()> for NoResult {
    type Error = Infallible;
    type Compact = ();

    fn encode(&self, (): &()) -> Result<(), Infallible> {
        Ok(())
    }

    fn decode(&self, (): &()) -> Result<(), Infallible> {
        Ok(())
    }
}
