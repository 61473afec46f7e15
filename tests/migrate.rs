//! `server migrate`: several at once, and its messages when it cannot work.

use std::time::Duration;

use migration::database::{self, OpenError, Pending};
use migration::program::Program;
use migration::upgrade::Lock;
use sea_orm::ConnectionTrait;
use tokio::task::JoinSet;

use crate::support::database::{number, waiting_for_locks};
use crate::support::postgres::Postgres;
use crate::support::process::Directory;
use crate::support::program;
use crate::support::site::{LIMIT, free_address, wait_until};

/// Runs a command on a database. Returns whether it succeeded, and its output.
fn server(arguments: &[&str], url: &str) -> (bool, String) {
    let directory = Directory::new("command");
    let settings = [("UKETORI_DATABASE_URL", url.to_owned()), ("NO_COLOR", "1".to_owned())];
    let done = program::run("server", arguments, &settings, directory.path());
    (done.status.success(), String::from_utf8_lossy(&[done.stdout, done.stderr].concat()).into_owned())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn several_that_migrate_an_empty_database_at_once_all_succeed() {
    for _ in 0..2 {
        let url = Postgres::shared().database().await;
        let mut runs = JoinSet::new();
        for _ in 0..4 {
            let url = url.clone();
            runs.spawn_blocking(move || server(&["migrate"], &url));
        }
        for (is_good, said) in runs.join_all().await {
            assert!(is_good && said.contains("the database schema is up to date"), "{said}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_run_waits_for_another_for_as_long_as_its_limit() {
    let url = Postgres::shared().database().await;
    let first = Lock::take(&url, Duration::ZERO).await.expect("nobody else is at work");
    let refused = Lock::take(&url, Duration::from_millis(100)).await.err().expect("another is at work");
    assert!(matches!(refused, OpenError::Busy(_)), "{refused}");
    let (second, first) = tokio::join!(Lock::take(&url, LIMIT), first.release());
    first.expect("it is let go");
    let second = second.expect("its turn has come");
    second.release().await.expect("it is let go");
}

/// Servers go on writing while a large table gets an index. What an interrupted run left behind is made again.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_index_of_a_large_table_is_made_while_others_write() {
    const VALID: &str = "SELECT count(*) FROM pg_index WHERE indisvalid \
        AND indexrelid = to_regclass('account_by_plain_name')";
    const OLD: &str = "SELECT count(*) FROM pg_class WHERE relname = 'account_by_name'";
    let url = Postgres::shared().database().await;
    assert!(server(&["migrate"], &url).0);
    let db = database::open(&url, Program::SERVER, 3, Pending::Refuse).await.expect("the right version");
    for sql in [
        "UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'account_by_plain_name'::regclass",
        "CREATE INDEX account_by_name ON account (upper(name) text_pattern_ops)",
        "DELETE FROM seaql_migrations WHERE version = 'm0039_accounts_by_name'",
    ] {
        db.execute_unprepared(sql).await.unwrap_or_else(|error| panic!("{sql}: {error}"));
    }
    let write = "UPDATE account SET name = name";
    let earlier = database::write(&db).await.expect("a transaction");
    earlier.execute_unprepared(write).await.expect("written");
    let mut runs = JoinSet::new();
    let address = url.clone();
    runs.spawn_blocking(move || server(&["migrate"], &address));
    wait_until("the run waits for what has begun", LIMIT, async || waiting_for_locks(&db).await > 0).await;
    db.execute_unprepared(write).await.expect("nobody waits for the run");
    earlier.commit().await.expect("written");
    for (is_good, said) in runs.join_all().await {
        assert!(is_good && said.contains("the database schema is up to date"), "{said}");
    }
    assert_eq!((number(&db, VALID).await, number(&db, OLD).await), (1, 0));
}

/// Both spellings of the scheme, and URLs that do not work: each message says what is wrong, where, and what
/// is right.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_address_that_leads_nowhere_is_named_with_the_reason() {
    let url = Postgres::shared().database().await;
    let (is_good, said) = server(&["migrate"], &url.replace("postgres://", "postgresql://"));
    assert!(is_good, "{said}");

    let nobody = free_address();
    let (is_good, said) = server(&["migrate"], &format!("postgres://uketori:hunter2@{nobody}/d"));
    assert!(
        !is_good && said.contains(&format!("PostgreSQL at {nobody}, database d: the connection is refused")),
        "{said}"
    );
    assert!(!said.contains("hunter2"), "{said}");

    let (is_good, said) = server(&["migrate"], &format!("{url}-that-is-not-there"));
    assert!(!is_good && said.contains("the database does not exist"), "{said}");

    for several in
        [url.replace("127.0.0.1", "127.0.0.1,127.0.0.2"), format!("{url}?target_session_attrs=read-write")]
    {
        let (is_good, said) = server(&["migrate"], &several);
        assert!(!is_good && said.contains("UKETORI_DATABASE_URL: must name one host"), "{said}");
    }
    let (is_good, said) = server(&["migrate"], &format!("{url}?connect_timeout=hunter2"));
    assert!(!is_good && said.contains("has an unknown parameter `connect_timeout`"), "{said}");
    assert!(!said.contains("hunter2"), "{said}");
}
