//! What a batch does with questions that come together, fail or time out.

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
