//! Clients that disconnect while they are served: their operation is finished, and no database connection is
//! left in a transaction.

use std::io::{ErrorKind, Read as _};
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use entity::email_link;
use rand::{RngExt, SeedableRng, rngs::StdRng};
use sea_orm::{ColumnTrait, ConnectionTrait, DatabaseConnection, EntityTrait, PaginatorTrait, QueryFilter};
use serde_json::json;
use server::App;
use server::rate_limit::RateLimits;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;
use tokio::task::JoinSet;

use crate::support::beside::Beside;
use crate::support::client::{codes, elsewhere};
use crate::support::database::{another_pool, idle_in_transaction, number, waiting_for_locks};
use crate::support::forwarder::Forwarder;
use crate::support::site::{LIMIT, wait_until};
use crate::support::{Mode, TestApp};

/// The number of clients in a round, all at once.
const CLIENTS: u32 = 32;
/// How many must disconnect while they are served, within at most [`ROUNDS`] rounds.
const ENOUGH: usize = 100;
const ROUNDS: u32 = 40;
/// The delay of each answer of the database. It makes the moments between a BEGIN or a COMMIT and its answer,
/// when a transaction is easily lost, most of the time of a request.
const FAR_AWAY: Duration = Duration::from_millis(2);
/// The size of the pool.
const CONNECTIONS: u32 = 20;

/// Sends a request, and resets the connection at `moment`. Returns whether there was no answer by then.
async fn hang_up(address: SocketAddr, headers: &str, body: &str, moment: impl Future<Output = ()>) -> bool {
    let mut stream = TcpStream::connect(address).await.expect("a connection");
    let request = format!(
        "POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n{headers}Content-Length: {}\r\n\r\n{body}",
        body.len()
    );
    stream.write_all(request.as_bytes()).await.expect("it writes");
    moment.await;
    stream.set_zero_linger().expect("a reset in place of a farewell");
    let mut stream = stream.into_std().expect("a socket that does not block");
    stream.read(&mut [0]).is_err_and(|error| error.kind() == ErrorKind::WouldBlock)
}

fn address_of(base: &str) -> SocketAddr {
    base.strip_prefix("http://").expect("a base").parse().expect("an address")
}

/// A round of registrations by different clients, who disconnect within `span`. Returns the addresses of
/// those who had no answer by then.
async fn round(address: SocketAddr, number: u32, span: Duration) -> Vec<String> {
    let (mut clients, mut draw) = (JoinSet::new(), StdRng::seed_from_u64(number.into()));
    for client in 0..CLIENTS {
        let email = format!("p{number}-{client}@example.com");
        let query = "mutation($i:StartRegistrationInput!){startRegistration(input:$i){sentTo}}";
        let terms = server::terms::VERSION;
        let input = json!({ "email": email, "emailConfirmation": email, "agreedTermsVersion": terms });
        let body = json!({ "query": query, "variables": { "i": input } }).to_string();
        let forwarded = format!("X-Forwarded-For: {}\r\n", elsewhere(0x2000 + number * CLIENTS + client));
        let moment = tokio::time::sleep(span.mul_f64(draw.random_range(0.0..1.0)));
        clients.spawn(async move { hang_up(address, &forwarded, &body, moment).await.then_some(email) });
    }
    clients.join_all().await.into_iter().flatten().collect()
}

/// Waits until everything that was begun has ended.
async fn all_ends(app: &App) {
    app.operations.close();
    let ended = tokio::time::timeout(LIMIT, app.operations.wait()).await;
    assert!(ended.is_ok(), "operations do not end");
    app.operations.reopen();
}

/// Clients disconnect at every moment of their requests, until enough of them did so while they were served:
/// they had no answer, and their request was carried out. Returns how many those were.
async fn clients_hang_up(app: &App, base: &str) -> usize {
    let address = address_of(base);
    // About how long a round takes in which nobody disconnects before the answer.
    let began = Instant::now();
    let mut patient = JoinSet::new();
    for client in 0..CLIENTS {
        let forwarded = format!("X-Forwarded-For: {}\r\n", elsewhere(0x1000 + client));
        let body = json!({ "query": "{site{title}}" }).to_string();
        patient.spawn(async move {
            let mut span = Duration::from_millis(1);
            while hang_up(address, &forwarded, &body, tokio::time::sleep(span)).await {
                span *= 2;
            }
        });
    }
    patient.join_all().await;
    let (mut span, mut under_way) = (began.elapsed(), 0);
    for number in 0..ROUNDS {
        let unanswered = round(address, number, span).await;
        all_ends(app).await;
        // Clients that disconnect before anyone is served, or after everyone was, show little; so the span is
        // adjusted.
        let count = unanswered.len();
        span = if count > CLIENTS as usize / 2 { span.mul_f64(1.5) } else { span.div_f64(1.5) };
        let done = email_link::Entity::find().filter(email_link::Column::Email.is_in(unanswered));
        under_way += usize::try_from(done.count(&app.db).await.expect("a count")).expect("few");
        if under_way >= ENOUGH {
            break;
        }
    }
    under_way
}

/// The pool of this server has no time limits and no maintenance, so a transaction that was left open stays
/// open.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_client_that_hangs_up_leaves_no_connection_in_a_transaction() {
    let app = TestApp::start(Mode::Production).await;
    let database = app.db().get_postgres_connection_pool().connect_options().get_port();
    let far_away = Forwarder::with_delay(database, FAR_AWAY).await;
    let db = another_pool(&app, far_away.port(), CONNECTIONS).await;
    let server = Beside::start(&app, db, RateLimits::Off).await;
    let under_way = clients_hang_up(&server.app, &server.base).await;
    // A connection is handed out only after its rollback. Once all of them are acquired, no rollback is
    // pending.
    let pool = server.app.db.get_postgres_connection_pool();
    let mut taken = Vec::new();
    for _ in 0..CONNECTIONS {
        taken.push(pool.acquire().await.expect("a connection"));
    }
    assert_eq!(
        idle_in_transaction(app.db()).await,
        (CONNECTIONS.into(), 0),
        "connections, and those left inside"
    );
    assert!(under_way >= ENOUGH, "only {under_way} clients hung up while they were served");
}

/// SQLite has one writer: a transaction that was left open would keep everyone else from writing.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_client_that_hangs_up_in_the_embedded_mode_leaves_nothing_locked() {
    let app = TestApp::start(Mode::Embedded).await;
    let under_way = clients_hang_up(&app.app, &app.base).await;
    assert_eq!(codes(&app.visitor().start_registration("after@example.com").await), [""; 0]);
    assert!(under_way >= ENOUGH, "only {under_way} clients hung up while they were served");
}

/// An operation is finished although its client did not wait for the answer.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_begun_is_done_although_the_client_has_gone() {
    let app = TestApp::start(Mode::Production).await;
    let applicant = app.applicant("a@example.com").await;
    app.issue(&applicant, "TEST25-000001").await;
    applicant.log_in().await;
    let database = app.db().get_postgres_connection_pool().connect_options().get_port();
    let server = Beside::start(&app, another_pool(&app, database, 4).await, RateLimits::Off).await;
    let query = "mutation{registerReceipt(input:{certificateNumber:\"TEST25-000001\"}){receipt{status}}}";
    let body = json!({ "query": query }).to_string();
    let cookie = format!("Cookie: {}\r\n", applicant.browser.cookie().expect("a session"));
    // The row is locked until the client has disconnected, so the operation cannot finish earlier.
    let neighbour = migration::database::write(&server.app.db).await.expect("a transaction");
    neighbour.execute_unprepared("SELECT 1 FROM certificate FOR UPDATE").await.expect("locked");
    let waits = wait_until("it waits for the row", LIMIT, async || waiting_for_locks(app.db()).await > 0);
    assert!(hang_up(address_of(&server.base), &cookie, &body, waits).await, "it was answered");
    assert_eq!(registered(app.db()).await, 0);
    neighbour.commit().await.expect("a commit");
    all_ends(&server.app).await;
    assert_eq!(registered(app.db()).await, 1);
}

async fn registered(db: &DatabaseConnection) -> i64 {
    number(db, "SELECT count(*) FROM certificate WHERE registered_at IS NOT NULL").await
}
