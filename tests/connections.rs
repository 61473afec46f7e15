//! Connections that one client holds cost others nothing: each listener has its own limit, each client a
//! share of it, and idle connections give way.

use std::net::{SocketAddr, TcpStream};
use std::time::Instant;

use sea_orm::ConnectionTrait as _;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpSocket;

use crate::support::database::waiting_for_locks;
use crate::support::process::Directory;
use crate::support::program::Program;
use crate::support::site::{LIMIT, Site, free_address, put_over, wait_until};
use crate::support::smtpd::Smtpd;

/// The head of a request, and a part of its body.
const BEGUN: &[u8] = b"POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n\
                       Content-Length: 100\r\n\r\n{\"query\":";
/// A request that reads notices.
const NOTICES: &[u8] = b"POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n\
                         Content-Length: 42\r\n\r\n{\"query\":\"{notices{items{textLanguage}}}\"}";

/// A connection from an address of loopback (all of 127.0.0.0/8 is ours).
async fn connect(from: &str, to: &str) -> tokio::net::TcpStream {
    let socket = TcpSocket::new_v4().expect("a socket");
    socket.bind(SocketAddr::new(from.parse().expect("an address"), 0)).expect("an address of ours");
    socket.connect(to.parse().expect("an address")).await.expect("a connection")
}

/// The status of the next answer on a connection; 0 if it was closed.
async fn status(stream: &mut tokio::net::TcpStream) -> u16 {
    let mut text = [0; 12];
    let read = tokio::time::timeout(LIMIT, stream.read_exact(&mut text)).await;
    match read.expect("an answer, or an end") {
        Ok(_) => String::from_utf8_lossy(&text[9..]).parse().expect("a status"),
        Err(_) => 0,
    }
}

async fn get(from: &str, to: &str, path: &str) -> u16 {
    let mut stream = connect(from, to).await;
    let request = format!("GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n");
    stream.write_all(request.as_bytes()).await.expect("it writes");
    status(&mut stream).await
}

/// A hundred and seventy idle connections to each listener of a server with a hundred and sixty descriptors.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn idle_connections_shut_neither_door() {
    const IDLE: usize = 170;
    let (smtpd, logs) = (Smtpd::start(), Directory::new("server"));
    let site = Site::new(smtpd.url()).await;
    let [public, officers] = [free_address(), free_address()];
    let settings = put_over(site.settings(&public), &[("UKETORI_OFFICER_LISTEN", officers.as_str())]);
    let ready = || TcpStream::connect(&officers).is_ok();
    let began = Instant::now();
    let _server = Program::start_with_open_files((160, 160), &["serve"], &settings, &logs, ready);

    let mut idle = Vec::new();
    for address in [&public, &officers] {
        for _ in 0..IDLE {
            idle.push(connect("127.0.0.1", address).await);
        }
        for door in [&public, &officers] {
            assert_eq!(get("127.0.0.1", door, "/livez").await, 200, "with {} idle ones", idle.len());
        }
    }
    let log = std::fs::read_to_string(logs.path().join("log")).expect("a log");
    let lines = |words: [&str; 2]| {
        log.lines().filter(|line| words.iter().all(|words| line.contains(words))).count() as u64
    };
    assert_eq!(lines(["WARN", "the limit of open files is too low"]), 1, "{log}");
    let minutes = began.elapsed().as_secs() / 60;
    for door in [&public, &officers] {
        let closed = lines(["closed idle or slow connections to make room", door]);
        assert!(
            (1..=1 + minutes).contains(&closed),
            "{closed} lines in {minutes} min, not one a minute:\n{log}"
        );
    }
    // The descriptor of a closed connection may not be free at once. Each listener logs that once a minute.
    let failed = lines(["WARN", "failed to accept connections"]);
    assert!(failed <= 2 * (1 + minutes), "{failed} lines in {minutes} min:\n{log}");
}

/// Service managers start programs with a low soft limit, which they may raise.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_raises_its_limit_of_open_files_as_far_as_it_may() {
    let (smtpd, logs) = (Smtpd::start(), Directory::new("server"));
    let site = Site::new(smtpd.url()).await;
    let address = free_address();
    let ready = || TcpStream::connect(&address).is_ok();
    let settings = site.settings(&address);
    let server = Program::start_with_open_files((256, 4_096), &["serve"], &settings, &logs, ready);
    let limits = std::fs::read_to_string(format!("/proc/{}/limits", server.id())).expect("its limits");
    let open_files = limits.lines().find_map(|line| line.strip_prefix("Max open files")).expect("a line");
    assert_eq!(open_files.split_whitespace().collect::<Vec<_>>(), ["4096", "4096", "files"]);
    let log = std::fs::read_to_string(logs.path().join("log")).expect("a log");
    assert!(!log.contains("the limit of open files is too low"), "{log}");
}

/// A client whose connections are all in use gets no more, while another one does. A client that sends its
/// request slowly keeps nobody out either.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_client_takes_no_more_than_its_share() {
    let (smtpd, logs) = (Smtpd::start(), Directory::new("server"));
    let site = Site::new(smtpd.url()).await;
    let over = [
        ("UKETORI_MAX_CONNECTIONS", "16"),
        ("UKETORI_MAX_CONNECTIONS_PER_CLIENT", "4"),
        // Longer than a slow machine needs for this.
        ("UKETORI_GRAPHQL_LIMITS", "execution-seconds=120,read-seconds=120"),
    ];
    let (_server, base) = site.server_with(&over, &logs);
    let address = base.strip_prefix("http://").expect("an address");
    let db = site.db().await;
    let held = migration::database::write(&db).await.expect("a transaction");
    held.execute_unprepared("SET LOCAL idle_in_transaction_session_timeout = 0; LOCK TABLE notice")
        .await
        .expect("held");

    // Their requests wait for a locked table, so their answers are under way.
    let mut busy = Vec::new();
    for _ in 0..4 {
        let mut stream = connect("127.0.0.2", address).await;
        stream.write_all(NOTICES).await.expect("it writes");
        busy.push(stream);
    }
    wait_until("all wait for the table", LIMIT, async || waiting_for_locks(&db).await == 4).await;
    assert_eq!(get("127.0.0.2", address, "/livez").await, 429, "a fifth connection");
    assert_eq!(get("127.0.0.3", address, "/livez").await, 200);
    assert_eq!(get("127.0.0.1", address, "/livez").await, 200, "a trusted proxy");

    // The limit as a whole: silent and slow connections from anywhere give way to one that sends a request,
    // and those under way stay.
    let mut idle = Vec::new();
    for last in 10..40 {
        let mut stream = connect(&format!("127.0.{last}.1"), address).await;
        if last % 2 == 0 {
            stream.write_all(BEGUN).await.expect("it writes");
        }
        idle.push(stream);
    }
    assert_eq!(get("127.0.0.3", address, "/livez").await, 200);
    held.rollback().await.expect("let go");
    for stream in &mut busy {
        assert_eq!(status(stream).await, 200, "it is answered");
    }
}
