//! Combines queries that arrive at the same time into one statement.
//!
//! Queries that arrive while a statement is running wait and go with the next one. So the higher the load,
//! the less each query costs the process and the database. No query waits for others to arrive. Each kind of
//! query uses at most two connections, so a slow table does not hold up queries of another. This module knows
//! no table.

use std::{
    collections::VecDeque,
    panic::AssertUnwindSafe,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use futures_util::{FutureExt, future::BoxFuture};
use sea_orm::{DatabaseConnection, DbErr, RuntimeErr};
use tokio::{sync::oneshot, time::timeout};
use tokio_util::task::TaskTracker;

/// Maximum number of concurrent statements of one kind. The second starts for a crowd, or for a query that
/// has waited for long, so that a statement that waits for a disk does not hold up all others.
const STATEMENTS: usize = 2;
/// Number of waiting queries that make a crowd. Fewer wait for the running statement, so that more of them
/// share the next one.
const CROWD: usize = 8;
/// How long a query waits before it may start a second statement.
const TIMEOUT: Duration = Duration::from_millis(50);
/// Maximum number of queries in one statement.
const MOST: usize = 32;

/// Runs several queries in one statement and returns as many answers, in the same order.
pub type Ask<Q, A> = for<'a> fn(&'a DatabaseConnection, &'a [Q]) -> BoxFuture<'a, Result<Vec<A>, DbErr>>;

/// Values for an `IN`, padded with copies of the last one up to the next power of two. So a database prepares
/// a few statements, and not one for each number of values.
pub fn padded<T: Clone>(values: &[T]) -> impl Iterator<Item = T> {
    let most = if values.is_empty() { 0 } else { values.len().next_power_of_two() };
    values.iter().chain(values.last().into_iter().cycle()).take(most).cloned()
}

/// Puts the rows found into the order of `keys`. A key may occur twice.
pub fn in_order<K: PartialEq, R: Clone>(
    keys: &[K],
    mut found: Vec<R>,
    key: impl Fn(&R) -> &K,
) -> Vec<Option<R>> {
    let mut ordered = Vec::with_capacity(keys.len());
    for (place, wanted) in keys.iter().enumerate() {
        let at = found.iter().position(|row| key(row) == wanted);
        let is_wanted_again = keys[place + 1..].contains(wanted);
        ordered.push(at.map(|at| if is_wanted_again { found[at].clone() } else { found.swap_remove(at) }));
    }
    ordered
}

/// A batch of queries of one kind.
pub struct Batch<Q, A>(Arc<Shared<Q, A>>);

struct Shared<Q, A> {
    db: DatabaseConnection,
    limit: Duration,
    ask: Ask<Q, A>,
    queue: Mutex<Queue<Q, A>>,
    statements: TaskTracker,
}

struct Queue<Q, A> {
    waiting: VecDeque<(Q, Answer<A>)>,
    under_way: usize,
}

impl<Q, A> Default for Queue<Q, A> {
    fn default() -> Self {
        Self { waiting: VecDeque::new(), under_way: 0 }
    }
}

type Answer<A> = oneshot::Sender<Result<A, DbErr>>;

impl<Q, A> Clone for Batch<Q, A> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<Q: Send + Sync + 'static, A: Send + 'static> Batch<Q, A> {
    /// Creates a batch that runs `ask` on `db`. A statement without an answer within `limit` is given up: a
    /// host that has vanished sends nothing, not even an error. The next statement gets another connection.
    #[must_use]
    pub fn new(db: &DatabaseConnection, limit: Duration, ask: Ask<Q, A>) -> Self {
        let queue = Mutex::new(Queue::default());
        let (db, statements) = (db.clone(), TaskTracker::new());
        Self(Arc::new(Shared { db, limit, ask, queue, statements }))
    }

    /// Runs one query. An error fails all queries of the same statement.
    pub async fn ask(&self, question: Q) -> Result<A, DbErr> {
        let (answer, mut answered) = oneshot::channel();
        self.0.join(question, answer);
        let mut answer = timeout(TIMEOUT, &mut answered).await;
        if answer.is_err() {
            // The statement under way may wait for a disk or a lock, which must not hold up this query.
            self.0.hurry();
            // The abandoned query is skipped: its channel is closed.
            answer = timeout(self.0.limit, answered).await;
        }
        let panicked = |_| Err(DbErr::Custom("a batched statement panicked".to_owned()));
        answer.map_or_else(|_| Err(silence(self.0.limit)), |answer| answer.unwrap_or_else(panicked))
    }
}

impl<Q: Send + Sync + 'static, A: Send + 'static> Shared<Q, A> {
    /// Queues a query, and starts a statement if none is running or if a crowd waits.
    fn join(self: &Arc<Self>, question: Q, answer: Answer<A>) {
        let mut queue = self.queue();
        queue.waiting.push_back((question, answer));
        if queue.under_way == 0 || queue.waiting.len() >= CROWD {
            self.begin(&mut queue);
        }
    }

    /// Starts a second statement for queries that have waited for long.
    fn hurry(self: &Arc<Self>) {
        let mut queue = self.queue();
        if !queue.waiting.is_empty() {
            self.begin(&mut queue);
        }
    }

    fn begin(self: &Arc<Self>, queue: &mut Queue<Q, A>) {
        if queue.under_way < STATEMENTS {
            queue.under_way += 1;
            self.statements.spawn(Arc::clone(self).ask_all());
        }
    }

    /// Runs statements until no query is waiting.
    async fn ask_all(self: Arc<Self>) {
        // Let queries that arrive in the same moment join.
        tokio::task::yield_now().await;
        while let Some((questions, answers)) = self.next() {
            let asked = timeout(self.limit, (self.ask)(&self.db, &questions));
            let silent = |_| Err(silence(self.limit));
            match AssertUnwindSafe(asked.map(|found| found.unwrap_or_else(silent))).catch_unwind().await {
                Ok(Ok(found)) => tell(answers, found.into_iter().map(Ok)),
                Ok(Err(error)) => tell(answers, std::iter::repeat_with(|| Err(error.clone()))),
                // The panic is already logged, and the waiting queries see their channels close.
                Err(_) => {}
            }
        }
    }

    /// Takes the queries of the next statement. If none is waiting, returns `None` and counts this statement
    /// as ended.
    fn next(&self) -> Option<(Vec<Q>, Vec<Answer<A>>)> {
        let mut queue = self.queue();
        // Skip queries whose callers have given up.
        queue.waiting.retain(|(_, answer)| !answer.is_closed());
        if queue.waiting.is_empty() {
            queue.under_way -= 1;
            return None;
        }
        let most = queue.waiting.len().min(MOST);
        Some(queue.waiting.drain(..most).unzip())
    }

    fn queue(&self) -> MutexGuard<'_, Queue<Q, A>> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn silence(limit: Duration) -> DbErr {
    DbErr::Conn(RuntimeErr::Internal(format!("no answer within {limit:?}")))
}

/// Sends each answer to its caller. Answers to callers that are gone are dropped.
fn tell<A>(answers: Vec<Answer<A>>, found: impl Iterator<Item = Result<A, DbErr>>) {
    for (answer, found) in answers.into_iter().zip(found) {
        let _ = answer.send(found);
    }
}

#[cfg(test)]
mod tests;
