//! Another transaction holds a row or a table: only requests that need it wait, for a bounded time, and what
//! is given up in the server is given up in the database, too. Only on PostgreSQL, because SQLite has one
//! writer.

use migration::database::{self, Pending};
use migration::program::Program;
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbBackend, Statement};
use serde_json::{Value, json};
use tokio::task::JoinSet;

use crate::support::database::{number, waiting_for_locks};
use crate::support::postgres::Postgres;
use crate::support::site::{LIMIT, wait_until};
use crate::support::{Applicant, Client, Mode, PASSWORD, TestApp};

/// A transaction that holds the locks of `statement` until it is dropped.
async fn neighbour(app: &TestApp, statement: &str) -> DatabaseTransaction {
    let tx = migration::database::write(app.db()).await.expect("a transaction");
    // It must not time out during the story.
    tx.execute_unprepared("SET LOCAL idle_in_transaction_session_timeout = 0").await.expect("set");
    tx.execute_unprepared(statement).await.expect("locked");
    tx
}

async fn owner(app: &TestApp, address: &str, number: &str) -> Applicant {
    let applicant = app.applicant(address).await;
    app.issue(&applicant, number).await;
    applicant.log_in().await;
    applicant
}

fn receipts() -> &'static str {
    "{viewer{receipts{items{certificateNumber status}}}}"
}

/// Sends 20 operations at once that wait for the lock. Returns their statuses and codes.
fn crowd(app: &TestApp, of: &Applicant, query: &'static str, variables: &Value) -> JoinSet<(u16, String)> {
    let mut crowd = JoinSet::new();
    for _ in 0..20 {
        let browser = Client::new(&app.base);
        browser.set_cookie(of.browser.cookie().as_deref());
        let variables = variables.clone();
        crowd.spawn(async move {
            let answer = browser.post(query, variables).await;
            (answer.status, answer.code())
        });
    }
    crowd
}

const REGISTER: &str = "mutation($n:String!){registerReceipt(input:{certificateNumber:$n}){receipt{status}}}";

/// What others do meanwhile must succeed.
async fn others_go_on(app: &TestApp, other: &Applicant) {
    let read = other.browser.post("{viewer{userId sessions{id}}}", json!({})).await;
    assert_eq!(read.status, 200, "{}", read.text);
    let logged_in = Client::new(&app.base).log_in(&other.user_id, PASSWORD).await;
    assert!(logged_in["viewer"]["userId"].is_string(), "{logged_in}");
    let visitor = app.visitor();
    let is_ready = async || visitor.send(visitor.request("GET", "/readyz")).await.status == 200;
    wait_until("it is ready", LIMIT, is_ready).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_locked_row_costs_only_those_who_ask_for_it() {
    let app = TestApp::start(Mode::Production).await;
    let one = owner(&app, "a@example.com", "TEST25-000001").await;
    let other = owner(&app, "b@example.com", "TEST25-000002").await;
    let held = neighbour(&app, "SELECT 1 FROM certificate WHERE number = 'TEST25-000001' FOR UPDATE").await;

    let mut crowd = crowd(&app, &one, REGISTER, &json!({ "n": "TEST25-000001" }));
    wait_until("some wait for the row", LIMIT, async || waiting_for_locks(app.db()).await > 0).await;
    let read = other.browser.post(receipts(), json!({})).await;
    assert_eq!(read.status, 200, "{}", read.text);
    let registered = other.browser.post(REGISTER, json!({ "n": "TEST25-000002" })).await;
    assert_eq!(registered.json()["data"]["registerReceipt"]["receipt"]["status"], "REGISTERED");
    others_go_on(&app, &other).await;

    while let Some(answer) = crowd.join_next().await {
        assert_eq!(answer.expect("no panic"), (503, "SERVICE_UNAVAILABLE".to_owned()));
    }
    // What was given up is given up in the database, too.
    wait_until("nobody waits any more", LIMIT, async || waiting_for_locks(app.db()).await == 0).await;
    drop(held);
    let registered = one.browser.post(REGISTER, json!({ "n": "TEST25-000001" })).await;
    assert_eq!(registered.json()["data"]["registerReceipt"]["receipt"]["status"], "REGISTERED");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_locked_table_costs_only_those_who_read_or_write_it() {
    let app = TestApp::start(Mode::Production).await;
    let one = owner(&app, "a@example.com", "TEST25-000001").await;
    let other = owner(&app, "b@example.com", "TEST25-000002").await;
    let held = neighbour(&app, "LOCK TABLE certificate").await;

    let mut reads = crowd(&app, &one, receipts(), &json!({}));
    let mut writes = crowd(&app, &one, REGISTER, &json!({ "n": "TEST25-000001" }));
    wait_until("some wait for the table", LIMIT, async || waiting_for_locks(app.db()).await > 1).await;
    others_go_on(&app, &other).await;

    for crowd in [&mut reads, &mut writes] {
        while let Some(answer) = crowd.join_next().await {
            assert_eq!(answer.expect("no panic"), (503, "SERVICE_UNAVAILABLE".to_owned()));
        }
    }
    wait_until("nobody waits any more", LIMIT, async || waiting_for_locks(app.db()).await == 0).await;
    drop(held);
    let read = one.browser.post(receipts(), json!({})).await;
    assert_eq!(read.status, 200, "{}", read.text);
}

/// The database disconnects a process that froze inside a transaction.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_falls_asleep_in_a_transaction_holds_nobody_up_for_long() {
    let app = TestApp::start(Mode::Production).await;
    let one = owner(&app, "a@example.com", "TEST25-000001").await;
    let frozen = migration::database::write(app.db()).await.expect("a transaction");
    frozen.execute_unprepared("SELECT 1 FROM certificate FOR UPDATE").await.expect("locked");
    wait_until("its session is ended", LIMIT, async || {
        let status = one.browser.post(REGISTER, json!({ "n": "TEST25-000001" })).await.status;
        assert!([200, 503].contains(&status), "{status}");
        status == 200
    })
    .await;
    assert!(frozen.commit().await.is_err(), "it was cut off");
}

/// Connections set their name and their time limits.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_connection_has_a_name_and_limits_of_its_own() {
    let url = Postgres::shared().database().await;
    let db = database::open(&url, Program::SERVER, 1, Pending::Apply).await.expect("a database");
    for (name, expected) in [
        ("statement_timeout", "6s"),
        ("lock_timeout", "3s"),
        ("idle_in_transaction_session_timeout", "10s"),
        ("default_transaction_isolation", "read committed"),
        ("tcp_keepalives_idle", "10"),
    ] {
        let ask = Statement::from_string(DbBackend::Postgres, format!("SELECT current_setting('{name}')"));
        let row = db.query_one_raw(ask).await.expect("an answer").expect("a row");
        assert_eq!(row.try_get_by_index::<String>(0).expect("a text"), expected, "{name}");
    }
    let named = "SELECT count(*) FROM pg_stat_activity \
                 WHERE datname = current_database() AND application_name LIKE 'uketori server %'";
    assert!(number(&db, named).await > 0);
}

/// A serialization conflict: the database aborted our transaction, which is retried once, and only once.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_conflict_is_tried_once_more_and_no_oftener() {
    let app = TestApp::start(Mode::Production).await;
    let one = owner(&app, "a@example.com", "TEST25-000001").await;
    // PostgreSQL's own conflicts depend on chance; a trigger makes as many as the story needs.
    for sql in [
        "CREATE SEQUENCE tries",
        "CREATE FUNCTION conflict() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN \
         IF nextval('tries') <= 3 THEN RAISE EXCEPTION 'made by the story' USING ERRCODE = '40001'; END IF; \
         RETURN NEW; END $$",
        "CREATE TRIGGER conflict BEFORE UPDATE ON certificate FOR EACH ROW EXECUTE FUNCTION conflict()",
    ] {
        app.db().execute_unprepared(sql).await.expect("done");
    }
    let register = async || one.browser.post(REGISTER, json!({ "n": "TEST25-000001" })).await;
    let refused = register().await;
    assert_eq!((refused.status, refused.code().as_str()), (503, "SERVICE_UNAVAILABLE"));
    assert_eq!(number(app.db(), "SELECT last_value FROM tries").await, 2, "tried twice");
    let done = register().await;
    assert_eq!(done.json()["data"]["registerReceipt"]["receipt"]["status"], "REGISTERED", "the fourth try");
}
