//! How many statements operations send to the database, so that none is added unnoticed. A pool that must
//! open another connection sends statements to set it up, so each operation is repeated, and the lowest count
//! is used.

use std::net::Ipv4Addr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use entity::certificate::check_code;
use serde_json::json;
use server::rate_limit::RateLimits;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

use crate::support::beside::Beside;
use crate::support::client::codes;
use crate::support::database::another_pool;
use crate::support::{Client, Mode, PASSWORD, TestApp};

/// How often each operation is repeated.
const TIMES: usize = 8;
/// The protocol version in a start-up packet; an earlier packet is a request for encryption.
const START_UP: u32 = 196_608;

/// A proxy to PostgreSQL that counts the executed statements.
struct Counter {
    port: u16,
    statements: Arc<AtomicUsize>,
    _connections: JoinSet<()>,
}

impl Counter {
    /// A proxy in front of the PostgreSQL at this port.
    async fn before(to: u16) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a free port");
        let port = listener.local_addr().expect("an address").port();
        let (statements, mut connections) = (Arc::new(AtomicUsize::new(0)), JoinSet::new());
        let counted = Arc::clone(&statements);
        connections.spawn(async move {
            let mut passing = JoinSet::new();
            while let Ok((near, _)) = listener.accept().await {
                let far = TcpStream::connect((Ipv4Addr::LOCALHOST, to)).await.expect("PostgreSQL");
                passing.spawn(pass(near, far, Arc::clone(&counted)));
            }
        });
        Self { port, statements, _connections: connections }
    }

    fn count(&self) -> usize {
        self.statements.load(Ordering::SeqCst)
    }
}

async fn pass(near: TcpStream, far: TcpStream, statements: Arc<AtomicUsize>) {
    let (from_near, mut to_near) = near.into_split();
    let (mut from_far, to_far) = far.into_split();
    // Both sides are closed in every case.
    tokio::select! {
        _ = tokio::io::copy(&mut from_far, &mut to_near) => {}
        _ = pass_counting(from_near, to_far, &statements) => {}
    }
}

/// Forwards what a client sends, packet by packet.
async fn pass_counting(
    mut from: OwnedReadHalf,
    mut to: OwnedWriteHalf,
    statements: &AtomicUsize,
) -> std::io::Result<()> {
    let mut has_begun = false;
    loop {
        let mut packet = Vec::new();
        if has_begun {
            packet.push(from.read_u8().await?);
        }
        let length = from.read_u32().await?;
        packet.extend(length.to_be_bytes());
        let head = packet.len();
        packet.resize(head + length as usize - 4, 0);
        from.read_exact(&mut packet[head..]).await?;
        if has_begun {
            // A simple query, or the execution of a prepared statement.
            statements.fetch_add(usize::from(matches!(packet[0], b'Q' | b'E')), Ordering::SeqCst);
        } else {
            has_begun = packet[4..8] == START_UP.to_be_bytes();
        }
        to.write_all(&packet).await?;
    }
}

/// The lowest number of statements of an operation.
async fn fewest(counter: &Counter, mut operation: impl AsyncFnMut(usize)) -> usize {
    let mut fewest = usize::MAX;
    for time in 0..TIMES {
        let before = counter.count();
        operation(time).await;
        fewest = fewest.min(counter.count() - before);
    }
    fewest
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn operations_send_as_few_statements_as_they_need() {
    let app = TestApp::start(Mode::Production).await;
    let applicant = app.applicant("a@example.com").await;
    for time in 0..TIMES {
        app.issue(&applicant, &format!("TEST25-{time:06}")).await;
    }
    // A server without maintenance tasks, so all its statements belong to requests.
    let database = app.db().get_postgres_connection_pool().connect_options().get_port();
    let counter = Counter::before(database).await;
    let server = Beside::start(&app, another_pool(&app, counter.port, 4).await, RateLimits::Off).await;
    let browser = Client::new(&server.base);
    browser.log_in(&applicant.user_id, PASSWORD).await;

    let page = "{viewer{receipts{asOf items{id certificateNumber status} pageInfo{totalItems}}}}";
    let page = fewest(&counter, async |_| {
        let answer = browser.post(page, json!({})).await;
        assert_eq!(
            answer.json()["data"]["viewer"]["receipts"]["pageInfo"]["totalItems"],
            TIMES,
            "{}",
            answer.text
        );
    });
    assert_eq!(page.await, 2, "the session, and the page with its count");
    let page = "{viewer{receipts(status:NOT_REGISTERED){items{id} pageInfo{totalItems}}}}";
    let page = fewest(&counter, async |_| {
        let answer = browser.post(page, json!({})).await;
        let total = &answer.json()["data"]["viewer"]["receipts"]["pageInfo"]["totalItems"];
        assert_eq!(total, TIMES, "{}", answer.text);
    });
    assert_eq!(page.await, 2, "the session, and the page with its count");

    let register = "mutation($n:String!){registerReceipt(input:{certificateNumber:$n}){receipt{status}}}";
    let register = fewest(&counter, async |time| {
        let answer = browser.post(register, json!({ "n": format!("TEST25-{time:06}") })).await;
        assert_eq!(
            answer.json()["data"]["registerReceipt"]["receipt"]["status"],
            "REGISTERED",
            "{}",
            answer.text
        );
    });
    assert_eq!(register.await, 2, "the session, and all that a registration does");

    let log_in = fewest(&counter, async |_| {
        let logged_in = Client::new(&server.base).log_in(&applicant.user_id, PASSWORD).await;
        assert!(logged_in["viewer"]["userId"].is_string(), "{logged_in}");
    });
    assert_eq!(log_in.await, 4, "the account, a reserved attempt, its verdict, and a session");

    let start = fewest(&counter, async |time| {
        let payload = Client::new(&server.base).start_registration(&format!("b{time}@example.com")).await;
        assert_eq!(codes(&payload), [""; 0]);
    });
    assert_eq!(start.await, 1, "the link, its mail, and the audit event");

    let check = "query($n:String!,$c:String!){certificateCheck(certificateNumber:$n,code:$c){check{status}}}";
    let visitor = Client::new(&server.base);
    let checked = async |number: &str, code: &str, expected: &str| {
        let answer = visitor.post(check, json!({ "n": number, "c": code })).await;
        let status = &answer.json()["data"]["certificateCheck"]["check"]["status"];
        assert_eq!(status, expected, "{}", answer.text);
    };
    let code = |number: &str| check_code::of(&app.app.link_keys, number);
    let first = fewest(&counter, async |time| {
        let number = format!("TEST25-{time:06}");
        checked(&number, &code(&number), "REGISTERED").await;
    });
    assert_eq!(first.await, 2, "the certificate, and the audit event with its guard");
    let again =
        fewest(&counter, async |_| checked("TEST25-000000", &code("TEST25-000000"), "REGISTERED").await);
    assert_eq!(again.await, 1, "the certificate");
    let forged = fewest(&counter, async |_| checked("TEST25-000000", "0000-0000-0000", "NOT_FOUND").await);
    assert_eq!(forged.await, 0, "a wrong code asks nothing");
}
