//! How many statements operations send to the database, so that none comes in unseen. Another task of the program may
//! send one meanwhile, so each operation is done several times, and the fewest count.

use std::net::Ipv4Addr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use url::Url;

use crate::support::app::start_of_stories;
use crate::support::postgres::Postgres;
use crate::support::process::Directory;
use crate::support::site::Site;
use crate::support::smtpd::Smtpd;
use crate::support::{Client, PASSWORD, TestApp};

/// How often each operation is done.
const TIMES: usize = 8;
/// The version of the protocol in a start-up packet; what comes before is a question about encryption.
const START_UP: u32 = 196_608;

/// A way to PostgreSQL that counts the statements that are carried out.
struct Counter {
    url: String,
    statements: Arc<AtomicUsize>,
    _connections: JoinSet<()>,
}

impl Counter {
    async fn before(url: &str) -> Self {
        let mut url: Url = url.parse().expect("a URL");
        let to = url.port().expect("a port");
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a free port");
        url.set_port(Some(listener.local_addr().expect("an address").port())).expect("a port");
        let (statements, mut connections) = (Arc::new(AtomicUsize::new(0)), JoinSet::new());
        let counted = Arc::clone(&statements);
        connections.spawn(async move {
            let mut passing = JoinSet::new();
            while let Ok((near, _)) = listener.accept().await {
                let far = TcpStream::connect((Ipv4Addr::LOCALHOST, to)).await.expect("PostgreSQL");
                passing.spawn(pass(near, far, Arc::clone(&counted)));
            }
        });
        Self { url: url.into(), statements, _connections: connections }
    }

    fn count(&self) -> usize {
        self.statements.load(Ordering::SeqCst)
    }
}

async fn pass(near: TcpStream, far: TcpStream, statements: Arc<AtomicUsize>) {
    let (from_near, mut to_near) = near.into_split();
    let (mut from_far, to_far) = far.into_split();
    // However it ends, both sides are closed.
    tokio::select! {
        _ = tokio::io::copy(&mut from_far, &mut to_near) => {}
        _ = pass_counting(from_near, to_far, &statements) => {}
    }
}

/// Passes on what a client sends, packet by packet.
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

/// The fewest statements of an operation.
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
    let counter = Counter::before(&Postgres::shared().database().await).await;
    let app = TestApp::production_on(&counter.url, start_of_stories()).await;
    let applicant = app.applicant("a@example.com").await;
    for time in 0..TIMES {
        app.issue(&applicant, &format!("TEST25-{time:06}")).await;
    }
    applicant.log_in().await;

    let page = "{viewer{receipts{asOf items{id certificateNumber status} pageInfo{totalItems}}}}";
    let page = fewest(&counter, async |_| {
        let answer = applicant.browser.post(page, json!({})).await;
        assert_eq!(
            answer.json()["data"]["viewer"]["receipts"]["pageInfo"]["totalItems"],
            TIMES,
            "{}",
            answer.text
        );
    });
    assert_eq!(page.await, 2, "the session, and the page with its count");

    let register = "mutation($n:String!){registerReceipt(input:{certificateNumber:$n}){receipt{status}}}";
    let register = fewest(&counter, async |time| {
        let answer = applicant.browser.post(register, json!({ "n": format!("TEST25-{time:06}") })).await;
        assert_eq!(
            answer.json()["data"]["registerReceipt"]["receipt"]["status"],
            "REGISTERED",
            "{}",
            answer.text
        );
    });
    assert_eq!(register.await, 2, "the session, and all that a registration does");

    let log_in = fewest(&counter, async |_| {
        let logged_in = app.visitor().log_in(&applicant.user_id, PASSWORD).await;
        assert!(logged_in["viewer"]["userId"].is_string(), "{logged_in}");
    });
    assert_eq!(log_in.await, 4, "the account, a reserved attempt, its verdict, and a session");
}

/// Without a worker, which would set to work on the mail.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_registration_begins_with_as_few_statements_as_it_needs() {
    let (smtpd, logs) = (Smtpd::start(), Directory::new("server"));
    let site = Site::new(smtpd.url()).await;
    let counter = Counter::before(&site.database_url).await;
    let (_server, base) = site.server_with(&[("UKETORI_DATABASE_URL", &counter.url)], &logs);
    let start = fewest(&counter, async |time| {
        Client::new(&base).start_registration(&format!("b{time}@example.com")).await;
    });
    assert_eq!(start.await, 1, "older links, the link, its mail, and the audit event");
}
