//! `/readyz`: whether this server can serve, and why not; and what requests get meanwhile.

use std::sync::atomic::{AtomicU32, Ordering};

use sea_orm::{ConnectionTrait, DbBackend, Statement};
use serde_json::{Value, json};

use crate::support::database::number;
use crate::support::postgres::Postgres;
use crate::support::site::{LIMIT, Site, wait_until};
use crate::support::{Client, Mode, TestApp};

const START: &str = "mutation($i:StartRegistrationInput!){startRegistration(input:$i){sentTo}}";

/// The status of `/readyz`, and the state of the database in words.
async fn readyz(client: &Client) -> (u16, String) {
    let answer = client.send(client.request("GET", "/readyz")).await;
    let said: Value = answer.json();
    (answer.status, said["database"].as_str().unwrap_or_default().to_owned())
}

async fn until(client: &Client, expected: (u16, &str)) {
    wait_until(expected.1, LIMIT, async || {
        let (status, said) = readyz(client).await;
        (status, said.as_str()) == expected
    })
    .await;
}

fn done() -> (u16, String) {
    (200, String::new())
}

/// Starts a registration for a different person each time. Returns the status, and the code, which is empty
/// if a mail is under way.
async fn register(app: &TestApp) -> (u16, String) {
    static VISITORS: AtomicU32 = AtomicU32::new(0);
    let email = format!("p{}@example.com", VISITORS.fetch_add(1, Ordering::Relaxed));
    let terms = server::terms::VERSION;
    let input = json!({ "email": email, "emailConfirmation": email, "agreedTermsVersion": terms });
    let answer = app.visitor().post(START, json!({ "i": input })).await;
    let said = answer.json();
    if said["data"]["startRegistration"]["sentTo"] == json!(email) {
        return (answer.status, String::new());
    }
    (answer.status, said["errors"][0]["extensions"]["code"].as_str().unwrap_or("REFUSED").to_owned())
}

/// The database becomes read-only for some existing connections, like an old primary after a switch-over; new
/// ones reach a server that takes writes. After the first refused write, none of the old connections is used
/// any more.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn connections_to_a_database_that_takes_no_writes_any_more_are_left() {
    let app = TestApp::start(Mode::Production).await;
    let visitor = app.visitor();
    until(&visitor, (200, "ok")).await;
    let pool = app.db().get_postgres_connection_pool();
    let mut connections = Vec::new();
    for _ in 0..16 {
        connections.push(pool.acquire().await.expect("a connection"));
    }
    for connection in connections.iter_mut().step_by(2) {
        let demote = "SET default_transaction_read_only = on";
        sea_orm::sqlx::Executor::execute(&mut **connection, demote).await.expect("demoted");
    }
    drop(connections);
    for _ in 0..16 {
        let answer = register(&app).await;
        if answer != done() {
            assert_eq!(answer, (503, "SERVICE_UNAVAILABLE".to_owned()));
            break;
        }
    }
    for _ in 0..32 {
        assert_eq!(register(&app).await, done());
    }
    until(&visitor, (200, "ok")).await;
}

/// The whole database refuses writes: unready, with the reason; reads continue; ready again by itself.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_read_only_database_is_no_reason_to_be_ready() {
    let postgres = Postgres::start();
    let app =
        TestApp::production_on(&postgres.database().await, crate::support::fixtures::start_of_stories())
            .await;
    let visitor = app.visitor();
    until(&visitor, (200, "ok")).await;
    let name = Statement::from_string(DbBackend::Postgres, "SELECT current_database()");
    let row = app.db().query_one_raw(name).await.expect("an answer").expect("a row");
    let database: String = row.try_get_by_index(0).expect("a name");
    let set = |to: &str| {
        let url = postgres.url("postgres");
        let sql = format!("ALTER DATABASE \"{database}\" SET default_transaction_read_only = {to}");
        async move {
            let admin = sea_orm::Database::connect(url).await.expect("a connection");
            admin.execute_unprepared(&sql).await.expect("set");
            let end = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
                       WHERE pid <> pg_backend_pid() AND datname LIKE 'story%'";
            admin.execute_unprepared(end).await.expect("ended");
        }
    };
    set("on").await;
    until(&visitor, (503, "is read-only")).await;
    let (status, code) = register(&app).await;
    assert_eq!((status, code.as_str()), (503, "SERVICE_UNAVAILABLE"));
    let read = visitor.post("{notices{items{title}}}", json!({})).await;
    assert_eq!(read.status, 200, "reads go on: {}", read.text);
    set("off").await;
    until(&visitor, (200, "ok")).await;
    // Its connections were ended, and one may be used before that is noticed.
    wait_until("writes go on", LIMIT, async || register(&app).await == done()).await;
}

/// During an outage the answer comes at once, with the reason.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_that_is_away_is_said_at_once() {
    let mut postgres = Postgres::start();
    let app =
        TestApp::production_on(&postgres.database().await, crate::support::fixtures::start_of_stories())
            .await;
    let visitor = app.visitor();
    until(&visitor, (200, "ok")).await;
    postgres.stop();
    until(&visitor, (503, "does not answer")).await;
    let (status, code) = register(&app).await;
    assert_eq!((status, code.as_str()), (503, "SERVICE_UNAVAILABLE"));
    postgres.restart();
    until(&visitor, (200, "ok")).await;
    wait_until("writes go on", LIMIT, async || register(&app).await.0 == 200).await;
}

/// A database that hangs without closing connections, as when its disk hangs: requests would wait forever.
/// `/readyz` still reports that it is unavailable, and when it is back.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_that_stands_still_is_said_to_be_away() {
    let postgres = Postgres::start();
    let app =
        TestApp::production_on(&postgres.database().await, crate::support::fixtures::start_of_stories())
            .await;
    let visitor = app.visitor();
    until(&visitor, (200, "ok")).await;
    let frozen = postgres.freeze();
    until(&visitor, (503, "does not answer")).await;
    let (status, code) = register(&app).await;
    assert_eq!((status, code.as_str()), (503, "SERVICE_UNAVAILABLE"));
    drop(frozen);
    until(&visitor, (200, "ok")).await;
    wait_until("writes go on", LIMIT, async || register(&app).await.0 == 200).await;
}

/// A server whose clock differs from the database's reports it, alerts staff, and is unready until they agree
/// again.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_clock_that_is_not_the_databases_is_no_reason_to_be_ready() {
    let site = Site::new("smtp://127.0.0.1:1".to_owned()).await;
    let db = site.db().await;
    // The database's clock, as seen from a machine that is two hours and a minute ahead.
    for sql in [
        "CREATE FUNCTION public.clock_timestamp() RETURNS timestamptz LANGUAGE sql AS \
         $$ SELECT pg_catalog.clock_timestamp() - interval '2 hours 1 minute' $$",
        "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET search_path = public, pg_catalog', current_database()); END $$",
    ] {
        db.execute_unprepared(sql).await.expect("done");
    }
    let (_server, browser) = site.server();
    let clock = async || {
        let answer = browser.send(browser.request("GET", "/readyz")).await;
        (answer.status, answer.json()["clock"].as_str().unwrap_or_default().to_owned())
    };
    wait_until("it says that the clocks differ", LIMIT, async || {
        let (status, said) = clock().await;
        status == 503 && said.contains(" 72") && said.contains("behind")
    })
    .await;
    let alert = "SELECT count(*) FROM staff_alert WHERE name = 'CLOCK_SKEW' AND cleared_at IS NULL";
    wait_until("staff are told", LIMIT, async || number(&db, alert).await == 1).await;
    db.execute_unprepared("DROP FUNCTION public.clock_timestamp()").await.expect("dropped");
    until(&browser, (200, "ok")).await;
}
