//! The threads that hash: as many as may hash at a time, each with memory of its own that it keeps.
//!
//! A hash fills 19 MiB. Taken anew for each, on whatever thread of the runtime's pool is free, they would stay
//! with every one of those threads, for the allocator keeps a block for each; and fresh pages cost time to fill.
//! The threads take what waits from one [`FairQueue`]. Nothing waits there for anything but a thread.
//!
//! There may be as many as cores: where requests want the processor, too, these threads get a tenth of it.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
    thread,
    time::Duration,
};

use argon2::{Block, Params};
use ipnet::IpNet;
use tokio::{sync::oneshot, time::timeout};

use super::fair_queue::{Class, FairQueue};

/// How much these threads give way (`nice`): enough that a request is not felt to wait for a hash, and not so much that a
/// flood of requests stops all logins.
const NICE: i32 = 10;

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
pub(super) struct HashingThreads(Arc<Shared>);

struct Shared {
    state: Mutex<State>,
    /// Notified when a job was queued, and at the end.
    wake: Condvar,
}

struct State {
    queue: FairQueue<Job>,
    next_id: u64,
    is_closed: bool,
}

impl HashingThreads {
    /// Starts so many.
    pub(super) fn start(count: usize) -> Self {
        let state = State { queue: FairQueue::new(), next_id: 0, is_closed: false };
        let shared = Arc::new(Shared { state: Mutex::new(state), wake: Condvar::new() });
        for _ in 0..count {
            let shared = Arc::clone(&shared);
            let thread = thread::Builder::new().name("hashing".to_owned());
            thread.spawn(move || shared.work()).expect("a thread can be started");
        }
        Self(shared)
    }

    /// Does something on a thread when its turn comes; `None` when that has not come after `patience`, and then
    /// it is not done. It is not begun either once nobody waits for it any more.
    pub(super) async fn run<T: Send + 'static>(
        &self,
        (class, network): (Class, Option<IpNet>),
        patience: Duration,
        work: impl FnOnce(&mut Memory) -> T + Send + 'static,
    ) -> Option<T> {
        let (answer, mut answered) = oneshot::channel();
        let waiting = self.queue(class, network, Box::new(move |memory| drop(answer.send(work(memory)))));
        let done = match timeout(patience, &mut answered).await {
            Ok(done) => done,
            Err(_) if waiting.leave() => return None,
            Err(_) => answered.await, // it has begun
        };
        Some(done.expect("hashing does not panic"))
    }

    /// How many jobs wait now.
    pub(super) fn waiting(&self) -> usize {
        self.0.state().queue.len()
    }

    fn queue(&self, class: Class, network: Option<IpNet>, job: Job) -> Waiting<'_> {
        let mut state = self.0.state();
        let id = state.next_id;
        state.next_id += 1;
        state.queue.push(class, network, id, job);
        drop(state);
        self.0.wake.notify_one();
        Waiting { shared: &self.0, class, id }
    }
}

impl Drop for HashingThreads {
    fn drop(&mut self) {
        self.0.state().is_closed = true;
        self.0.wake.notify_all();
    }
}

/// A job in the queue; it leaves the queue when this is dropped, unless it has begun.
struct Waiting<'a> {
    shared: &'a Shared,
    class: Class,
    id: u64,
}

impl Waiting<'_> {
    /// Leaves the queue; false when the job has begun.
    fn leave(&self) -> bool {
        self.shared.state().queue.remove(self.class, self.id)
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.leave();
    }
}

/// Lowers the priority of the thread that calls this, where it can be done for one thread: on Linux.
fn give_way() {
    #[cfg(target_os = "linux")]
    if let Err(error) = rustix::process::setpriority_process(Some(rustix::thread::gettid()), NICE) {
        tracing::warn!(%error, "hashing threads cannot give way; reads may be slow while many log in");
    }
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn work(&self) {
        give_way();
        let mut memory = Memory::default();
        while let Some(job) = self.next() {
            // Whoever waits for the answer panics; the thread goes on for everyone else.
            let _ = catch_unwind(AssertUnwindSafe(|| job(&mut memory)));
        }
    }

    /// The next job, as soon as there is one; nothing after the end.
    fn next(&self) -> Option<Job> {
        let mut state = self.state();
        loop {
            if let Some(job) = state.queue.pop() {
                return Some(job);
            }
            if state.is_closed {
                return None;
            }
            state = self.wake.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::*;

    const STRANGER: (Class, Option<IpNet>) = (Class::Stranger, None);
    const LONG: Duration = Duration::from_mins(1);

    #[tokio::test]
    async fn a_thread_goes_on_after_a_job_that_panics() {
        let threads = Arc::new(HashingThreads::start(1));
        let broken = Arc::clone(&threads);
        let broken = async move { broken.run(STRANGER, LONG, |_| panic!("on purpose")).await };
        let broken = tokio::task::JoinSet::from_iter([broken]).join_next().await;
        assert!(
            broken.is_some_and(|ended: Result<Option<()>, _>| ended.is_err_and(|error| error.is_panic()))
        );
        assert_eq!(threads.run(STRANGER, LONG, |_| 7).await, Some(7));
    }

    #[tokio::test]
    async fn a_job_whose_turn_does_not_come_in_time_is_never_done() {
        let threads = Arc::new(HashingThreads::start(1));
        let (release, released) = mpsc::channel::<()>();
        let (signal, begun) = oneshot::channel();
        let first = {
            let threads = Arc::clone(&threads);
            let wait = move |_: &mut Memory| {
                signal.send(()).expect("the test waits");
                released.recv().is_ok()
            };
            async move { threads.run(STRANGER, LONG, wait).await }
        };
        let mut first = tokio::task::JoinSet::from_iter([first]);
        begun.await.expect("it begins");
        tokio::time::pause();
        tokio::time::advance(LONG * 2).await; // nobody's patience is as long
        tokio::time::resume();
        let never = threads.run(STRANGER, Duration::from_millis(1), |_| panic!("it is done")).await;
        assert_eq!(never, None::<()>);
        drop(timeout(Duration::from_millis(1), threads.run(STRANGER, LONG, |_| panic!("it is done"))).await);
        release.send(()).expect("it still waits");
        let first = first.join_next().await.expect("one").expect("no panic");
        assert_eq!(first, Some(true), "what has begun is awaited");
        assert_eq!(threads.run(STRANGER, LONG, |_| 7).await, Some(7));
    }
}
