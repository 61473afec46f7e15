//! Hashing threads: a fixed number, each with memory of its own that it reuses.
//!
//! A hash fills 19 MiB. If each hash allocated it on any thread of the runtime's pool, the allocator would
//! keep a block for every one of those threads, and filling fresh pages would cost time. The threads take
//! jobs from one [`FairQueue`], where jobs wait for nothing but a thread.
//!
//! There may be as many threads of low priority as cores, because that leaves them a tenth of the processor
//! while requests need it.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
    thread,
    time::Duration,
};

use argon2::{Block, Params};
use ipnet::IpNet;
use tokio::{sync::oneshot, time::timeout};

use crate::fair_queue::{Class, FairQueue};

/// The `nice` value of threads of low priority: high enough that requests do not noticeably wait for hashes, and low
/// enough that a flood of requests does not stop all logins.
const NICE: i32 = 10;

/// How threads share the processors with requests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Priority {
    /// Requests go first.
    Low,
    /// Like requests. For a single thread, whose jobs somebody else's requests must not draw out.
    Normal,
}

/// A job for one of the threads.
type Job = Box<dyn FnOnce(&mut Memory) + Send>;

/// The memory that argon2 fills. It overwrites whatever an earlier hash left there.
#[derive(Default)]
pub(super) struct Memory(Vec<Block>);

impl Memory {
    /// The blocks that these parameters need. The memory grows if necessary.
    pub(super) fn for_params(&mut self, params: &Params) -> &mut [Block] {
        let count = params.block_count();
        if self.0.len() < count {
            self.0.resize(count, Block::default());
        }
        &mut self.0[..count]
    }
}

/// The threads. They end when this is dropped and the queue is empty.
pub(super) struct HashingThreads(Arc<Shared>);

struct Shared {
    state: Mutex<State>,
    /// Notified when a job is queued, and when the threads must end.
    wake: Condvar,
}

struct State {
    queue: FairQueue<Job>,
    next_id: u64,
    is_closed: bool,
}

impl HashingThreads {
    /// Starts `count` threads.
    pub(super) fn start(count: usize, priority: Priority) -> Self {
        let state = State { queue: FairQueue::new(), next_id: 0, is_closed: false };
        let shared = Arc::new(Shared { state: Mutex::new(state), wake: Condvar::new() });
        for _ in 0..count {
            let shared = Arc::clone(&shared);
            let thread = thread::Builder::new().name("hashing".to_owned());
            thread.spawn(move || shared.work(priority)).expect("a thread can be started");
        }
        Self(shared)
    }

    /// Queues `work`, and runs it on a thread when its turn comes. If that takes longer than `wait`, returns
    /// `None` and `work` does not run. It does not start after its caller is dropped either. `work` has its
    /// place in the queue when this returns, before the result is awaited.
    pub(super) fn run<T: Send + 'static>(
        &self,
        (class, network): (Class, Option<IpNet>),
        wait: Duration,
        work: impl FnOnce(&mut Memory) -> T + Send + 'static,
    ) -> impl Future<Output = Option<T>> + Send {
        let (answer, mut answered) = oneshot::channel();
        let waiting = self.queue(class, network, Box::new(move |memory| drop(answer.send(work(memory)))));
        async move {
            let done = match timeout(wait, &mut answered).await {
                Ok(done) => done,
                Err(_) if waiting.leave() => return None,
                Err(_) => answered.await, // it has started
            };
            Some(done.expect("hashing does not panic"))
        }
    }

    /// The number of jobs that are waiting.
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
        // Set under the lock, so that no thread looks before it and then sleeps through the notification.
        self.0.state().is_closed = true;
        self.0.wake.notify_all();
    }
}

/// A job in the queue. Dropping this removes the job, unless it has started.
struct Waiting<'a> {
    shared: &'a Shared,
    class: Class,
    id: u64,
}

impl Waiting<'_> {
    /// Leaves the queue. Returns false if the job has started.
    fn leave(&self) -> bool {
        self.shared.state().queue.remove(self.class, self.id)
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.leave();
    }
}

/// Lowers the priority of the calling thread. Only Linux can do this for a single thread.
fn give_way() {
    #[cfg(target_os = "linux")]
    if let Err(error) = rustix::process::setpriority_process(Some(rustix::thread::gettid()), NICE) {
        tracing::warn!(
            %error,
            "failed to lower the priority of a hashing thread; requests may be slow while many people log in"
        );
    }
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn work(&self, priority: Priority) {
        if priority == Priority::Low {
            give_way();
        }
        let mut memory = Memory::default();
        while let Some(job) = self.next() {
            // The caller that waits for the result panics. The thread continues for everyone else.
            let _ = catch_unwind(AssertUnwindSafe(|| job(&mut memory)));
        }
    }

    /// Waits for the next job; `None` at the end.
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
        let threads = Arc::new(HashingThreads::start(1, Priority::Low));
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
        let threads = Arc::new(HashingThreads::start(1, Priority::Low));
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
        tokio::time::advance(LONG * 2).await; // longer than any caller waits
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
