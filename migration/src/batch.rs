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
mod tests {
    use std::sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    };

    use tokio::{sync::Notify, task::JoinSet};

    use super::*;

    /// A query of these tests. The statement records its number of queries and waits for `release`.
    #[derive(Clone)]
    struct Question {
        number: usize,
        release: Arc<Notify>,
        statements: Arc<Mutex<Vec<usize>>>,
    }

    fn ask<'a>(_: &'a DatabaseConnection, asked: &'a [Question]) -> BoxFuture<'a, Result<Vec<usize>, DbErr>> {
        async move {
            asked[0].statements.lock().expect("not poisoned").push(asked.len());
            asked[0].release.notified().await;
            if asked.iter().any(|question| question.number == BROKEN) {
                return Err(DbErr::Custom("broken".to_owned()));
            }
            Ok(asked.iter().map(|question| question.number * 2).collect())
        }
        .boxed()
    }

    /// The limit of a statement.
    const LIMIT: Duration = Duration::from_secs(10);
    /// A statement with this query fails.
    const BROKEN: usize = 1_000_000;

    struct Desk {
        batch: Arc<Batch<Question, usize>>,
        release: Arc<Notify>,
        statements: Arc<Mutex<Vec<usize>>>,
        asking: JoinSet<(usize, Result<usize, DbErr>)>,
    }

    impl Desk {
        fn new() -> Self {
            let batch = Arc::new(Batch::new(&DatabaseConnection::default(), LIMIT, ask));
            let (release, statements, asking) = Default::default();
            Self { batch, release, statements, asking }
        }

        /// Runs each query on a task of its own, and lets all tasks run as far as they can.
        async fn come(&mut self, numbers: impl IntoIterator<Item = usize>) {
            for number in numbers {
                let (batch, release) = (Arc::clone(&self.batch), Arc::clone(&self.release));
                let question = Question { number, release, statements: Arc::clone(&self.statements) };
                self.asking.spawn(async move { (number, batch.ask(question).await) });
            }
            self.settle().await;
        }

        async fn settle(&self) {
            for _ in 0..10 {
                tokio::task::yield_now().await;
            }
        }

        /// The number of queries in each statement so far.
        fn statements(&self) -> Vec<usize> {
            self.statements.lock().expect("not poisoned").clone()
        }

        /// Lets this number of statements end.
        async fn end(&self, statements: usize) {
            for _ in 0..statements {
                self.release.notify_one();
                self.settle().await;
            }
        }
    }

    #[tokio::test]
    async fn who_comes_in_one_moment_or_while_others_are_asked_for_is_asked_for_together() {
        let mut desk = Desk::new();
        desk.come(0..3).await;
        assert_eq!(desk.statements(), [3], "no query waits for others to arrive");
        desk.come(3..5).await;
        assert_eq!(desk.statements(), [3], "a few wait for the running statement");
        desk.come(5..11).await;
        assert_eq!(desk.statements(), [3, CROWD]);
        desk.come(11..60).await;
        assert_eq!(desk.statements(), [3, CROWD], "no more than two at a time");
        desk.end(4).await;
        assert_eq!(desk.statements(), [3, CROWD, MOST, 49 - MOST]);
        let mut answered = 0;
        while let Some(done) = desk.asking.join_next().await {
            let (number, answer) = done.expect("no panic");
            assert_eq!(answer.expect("an answer"), number * 2, "each gets its own answer");
            answered += 1;
        }
        assert_eq!(answered, 60);
    }

    #[tokio::test]
    async fn what_fails_fails_for_those_who_were_asked_for_together_and_for_nobody_after() {
        let mut desk = Desk::new();
        desk.come([1, BROKEN]).await;
        desk.end(1).await;
        for _ in 0..2 {
            assert!(desk.asking.join_next().await.expect("one").expect("no panic").1.is_err());
        }
        desk.come([1]).await;
        desk.end(1).await;
        assert!(desk.asking.join_next().await.expect("one").expect("no panic").1.is_ok());
    }

    #[tokio::test(start_paused = true)]
    async fn who_has_waited_for_long_gets_a_statement_although_another_is_stuck() {
        let mut desk = Desk::new();
        desk.come([1]).await;
        desk.come([2, 3]).await;
        tokio::time::sleep(TIMEOUT + Duration::from_millis(1)).await;
        desk.settle().await;
        assert_eq!(desk.statements(), [1, 2]);
        desk.end(2).await;
        for _ in 0..3 {
            assert!(desk.asking.join_next().await.expect("one").expect("no panic").1.is_ok());
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_statement_that_is_never_answered_is_given_up() {
        let mut desk = Desk::new();
        desk.come([1]).await;
        desk.come([2]).await;
        for _ in 0..2 {
            assert!(desk.asking.join_next().await.expect("one").expect("no panic").1.is_err());
        }
        desk.come([3]).await;
        desk.end(1).await;
        assert!(desk.asking.join_next().await.expect("one").expect("no panic").1.is_ok());
    }

    #[tokio::test]
    async fn who_was_given_up_on_is_not_asked_for() {
        let mut desk = Desk::new();
        desk.come([1]).await;
        desk.come(2..6).await;
        desk.asking.abort_all();
        desk.settle().await;
        desk.come([6]).await;
        desk.end(1).await;
        assert_eq!(desk.statements(), [1, 1], "only the last query in the queue is still wanted");
        desk.end(1).await;
    }

    #[tokio::test]
    async fn a_statement_that_panics_is_an_error_and_gives_its_turn_back() {
        static ASKED: AtomicUsize = AtomicUsize::new(0);
        let batch = Batch::<(), ()>::new(&DatabaseConnection::default(), LIMIT, |_, asked| {
            async move {
                assert!(ASKED.fetch_add(1, Ordering::SeqCst) > STATEMENTS, "as the test wants it");
                Ok(vec![(); asked.len()])
            }
            .boxed()
        });
        for _ in 0..=STATEMENTS {
            assert!(batch.ask(()).await.is_err());
        }
        assert!(batch.ask(()).await.is_ok());
    }

    #[test]
    fn what_was_found_is_put_in_the_order_of_the_keys() {
        let found = vec![(3, "c"), (1, "a")];
        let ordered = in_order(&[1, 2, 3, 1], found, |(key, _)| key);
        assert_eq!(ordered, [Some((1, "a")), None, Some((3, "c")), Some((1, "a"))]);
    }

    #[test]
    fn values_are_repeated_up_to_a_power_of_two() {
        for (values, padded_to) in [(0, 0), (1, 1), (2, 2), (3, 4), (4, 4), (5, 8), (17, 32), (32, 32)] {
            let values: Vec<_> = (0..values).collect();
            let all: Vec<_> = padded(&values).collect();
            assert_eq!(all.len(), padded_to);
            assert_eq!(all[..values.len()], values);
            assert!(all[values.len()..].iter().all(|value| Some(value) == values.last()));
        }
    }
}
