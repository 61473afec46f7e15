//! apalis in memory, for the embedded mode. Fed by one channel, because apalis' own memory sink panics when
//! several tasks push at once.

use std::sync::Arc;

use apalis::prelude::{MemorySink, MemoryStorage, MemoryStorageError, Task};
use futures_util::{SinkExt, StreamExt, lock, sink, stream};
use tokio::sync::{Mutex, mpsc};

use super::Ticket;

/// The queue of one process. It outlives its apalis worker, but not the process.
pub(super) struct MemoryQueue {
    sender: mpsc::UnboundedSender<Ticket>,
    receiver: Arc<Mutex<mpsc::UnboundedReceiver<Ticket>>>,
}

impl MemoryQueue {
    pub(super) fn new() -> Self {
        let (sender, receiver) = mpsc::unbounded_channel();
        Self { sender, receiver: Arc::new(Mutex::new(receiver)) }
    }

    pub(super) fn push(&self, tickets: &[Ticket]) {
        for ticket in tickets {
            self.sender.send(*ticket).expect("the receiver is a field beside the sender");
        }
    }

    /// The backend of an apalis worker.
    pub(super) fn source(&self) -> MemoryStorage<Option<Ticket>> {
        // Shared rather than moved, so that an apalis worker that is restarted continues with what is left.
        let receiver = Arc::clone(&self.receiver);
        let tasks = stream::unfold(receiver, |receiver| async move {
            let ticket = receiver.lock().await.recv().await?;
            Some((Task::new(Some(ticket)), receiver))
        });
        // apalis requires a sink. Nothing is ever pushed into this one.
        let nowhere = sink::drain().sink_map_err(|never| -> MemoryStorageError { match never {} });
        MemoryStorage::new_with(MemorySink::new(Arc::new(lock::Mutex::new(Box::new(nowhere)))), tasks.boxed())
    }
}
