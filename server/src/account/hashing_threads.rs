//! The threads that hash: as many as may hash at a time, each with memory of its own that it keeps.
//!
//! A hash fills 19 MiB. Taken anew for each, on whatever thread of the runtime's pool is free, they would stay
//! with every one of those threads, for the allocator keeps a block for each; and fresh pages cost time to fill.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Arc, Mutex, PoisonError, mpsc},
    thread,
};

use argon2::{Block, Params};
use tokio::sync::oneshot;

/// Something to be done on one of the threads.
type Job = Box<dyn FnOnce(&mut Memory) + Send>;

/// What argon2 fills; what an earlier hash left in it is overwritten.
#[derive(Default)]
pub(super) struct Memory(Vec<Block>);

impl Memory {
    /// As much as these parameters need.
    pub(super) fn for_params(&mut self, params: &Params) -> &mut [Block] {
        let count = params.block_count();
        if self.0.len() < count {
            self.0.resize(count, Block::default());
        }
        &mut self.0[..count]
    }
}

/// The threads; they end when this is dropped and nothing is left to do.
pub(super) struct HashingThreads {
    jobs: mpsc::Sender<Job>,
}

impl HashingThreads {
    /// Starts so many.
    pub(super) fn start(count: usize) -> Self {
        let (jobs, queue) = mpsc::channel();
        let queue = Arc::new(Mutex::new(queue));
        for _ in 0..count {
            let queue = Arc::clone(&queue);
            let thread = thread::Builder::new().name("hashing".to_owned());
            thread.spawn(move || work(&queue)).expect("a thread can be started");
        }
        Self { jobs }
    }

    /// Does something on a thread that is free, or on the first one to become free; it is done even when nobody
    /// waits for it any more.
    pub(super) async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Memory) -> T + Send + 'static,
    ) -> T {
        let (answer, answered) = oneshot::channel();
        let job: Job = Box::new(move |memory| drop(answer.send(work(memory))));
        self.jobs.send(job).expect("the threads last as long as this");
        answered.await.expect("hashing does not panic")
    }
}

fn work(queue: &Mutex<mpsc::Receiver<Job>>) {
    let mut memory = Memory::default();
    loop {
        let next = queue.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok(job) = next else { return };
        // Whoever waits for the answer panics; the thread goes on for everyone else.
        let _ = catch_unwind(AssertUnwindSafe(|| job(&mut memory)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_thread_goes_on_after_a_job_that_panics() {
        let threads = Arc::new(HashingThreads::start(1));
        let broken = Arc::clone(&threads);
        let broken =
            tokio::task::JoinSet::from_iter([async move { broken.run(|_| panic!("on purpose")).await }])
                .join_next()
                .await;
        assert!(broken.is_some_and(|ended: Result<(), _>| ended.is_err_and(|error| error.is_panic())));
        assert_eq!(threads.run(|_| 7).await, 7);
    }
}
