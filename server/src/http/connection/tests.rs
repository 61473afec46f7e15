//! How long a connection may take for each of its steps.

use std::time::Duration;

use poem::{endpoint::make, handler};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt, DuplexStream, duplex},
    time::Instant,
};
use tokio_util::task::TaskTracker;

use super::{
    super::{
        client_address::TrustedProxies,
        places::{PlaceLimits, Places},
        turns::{HEAD, LAST_HEAD, LINGER, REST, turns},
    },
    *,
};

/// A complete GET request without a body.
const REQUEST: &[u8] = b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";

/// The address that the connections of a test come from.
const PEER: ([u8; 4], u16) = ([192, 0, 2, 1], 8000);

/// What the connections of a test share.
struct Listener<E> {
    endpoint: Arc<E>,
    places: Arc<Places>,
    shutdown: Shutdown,
    bytes: usize,
}

/// A listener that takes a minute to respond.
fn slow() -> Listener<impl Endpoint + 'static> {
    answering(make(async |_| {
        tokio::time::sleep(Duration::from_mins(1)).await;
        "done"
    }))
}

fn answering<E: Endpoint + 'static>(endpoint: E) -> Listener<E> {
    let places = Places::new(PlaceLimits { whole: 2, client: 2 }, TrustedProxies::default());
    let places = Arc::new(places);
    Listener { endpoint: Arc::new(endpoint), places, shutdown: Shutdown::default(), bytes: 1 << 17 }
}

impl<E: Endpoint + 'static> Listener<E> {
    /// Opens a new connection, and returns the client's end of it.
    fn connect(&self) -> DuplexStream {
        let (ours, theirs) = duplex(self.bytes);
        let (peer, turns) = (SocketAddr::from(PEER), turns());
        let (place, _) = self.places.take(peer.ip(), turns.subscribe()).expect("a place");
        let accepted = Accepted { local: peer, peer, turns, place };
        let endpoint = Arc::clone(&self.endpoint);
        let talk = talk(ours, accepted, endpoint, self.shutdown.clone());
        TaskTracker::new().spawn(talk);
        theirs
    }
}

/// Reads a whole response, whose body is `done`.
async fn answer(stream: &mut DuplexStream) -> String {
    let mut text = Vec::new();
    while !text.ends_with(b"done") {
        let read = stream.read_buf(&mut text).await.expect("the read succeeds");
        assert!(read > 0, "the connection ended after {}", String::from_utf8_lossy(&text));
    }
    String::from_utf8(text).expect("text")
}

/// Waits for the end of the connection, and returns how long that took.
async fn until_end(stream: &mut DuplexStream) -> Duration {
    let began = Instant::now();
    assert_eq!(stream.read(&mut [0; 16]).await.expect("the read succeeds"), 0);
    began.elapsed()
}

#[tokio::test(start_paused = true)]
async fn a_head_that_does_not_come_or_only_drips_is_not_waited_for() {
    assert_eq!(until_end(&mut slow().connect()).await, HEAD, "silence");
    let (mut stream, began) = (slow().connect(), Instant::now());
    for byte in REQUEST.iter().chain(b"x".repeat(100).iter()) {
        if stream.write_all(&[*byte]).await.is_err() {
            break;
        }
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
    let took = began.elapsed();
    assert!(HEAD <= took && took <= HEAD + Duration::from_secs(2), "{took:?}");
}

#[tokio::test(start_paused = true)]
async fn an_answer_may_take_its_time_and_a_connection_rests_between_two() {
    let listener = slow();
    let mut stream = listener.connect();
    for _ in 0..2 {
        stream.write_all(REQUEST).await.expect("the write succeeds");
        assert!(answer(&mut stream).await.starts_with("HTTP/1.1 200 OK"));
        tokio::time::sleep(Duration::from_secs(74)).await;
    }
    assert_eq!(until_end(&mut stream).await, Duration::from_secs(1), "of {REST:?}");
}

#[tokio::test(start_paused = true)]
async fn an_answer_that_is_not_read_is_given_up() {
    let listener = Listener { bytes: 1 << 10, ..answering(large) };
    let mut stream = listener.connect();
    stream.write_all(REQUEST).await.expect("the write succeeds");
    tokio::time::sleep(Duration::from_secs(59)).await;
    assert_eq!(stream.read(&mut [0; 512]).await.expect("the read succeeds"), 512, "it is still there");
    tokio::time::sleep(Duration::from_secs(2)).await;
    let mut rest = Vec::new();
    stream.read_to_end(&mut rest).await.expect("the read succeeds");
    assert!(rest.len() < 1 << 12, "{} bytes came after the limit", rest.len());
}

#[handler]
fn large() -> Vec<u8> {
    vec![b'x'; 1 << 20]
}

/// A head of this many bytes.
fn head(bytes: usize) -> Vec<u8> {
    let frame = "GET / HTTP/1.1\r\nHost: localhost\r\nX: \r\n\r\n".len();
    let value = "x".repeat(bytes - frame);
    format!("GET / HTTP/1.1\r\nHost: localhost\r\nX: {value}\r\n\r\n").into_bytes()
}

#[tokio::test(start_paused = true)]
async fn a_head_has_at_most_64_kib_and_100_lines() {
    let lines = |count: usize| format!("GET / HTTP/1.1\r\n{}\r\n", "A: b\r\n".repeat(count)).into_bytes();
    let listener = answering(make(async |_| "done"));
    for (head, status, what) in [
        (head(64 * 1024), "200", "64 KiB"),
        (head(64 * 1024 + 1), "431", "64 KiB and a byte"),
        (head(120 * 1024), "431", "120 KiB"),
        (lines(100), "200", "100 lines"),
        (lines(101), "431", "101 lines"),
    ] {
        for piece in [head.len(), 1_000] {
            let mut stream = listener.connect();
            for bytes in head.chunks(piece) {
                // The server may refuse a head that is too large while the client is still sending it.
                let _ = stream.write_all(bytes).await;
            }
            let mut text = vec![0; 12];
            stream.read_exact(&mut text).await.expect("an answer");
            assert_eq!(String::from_utf8_lossy(&text), format!("HTTP/1.1 {status}"), "{what} by {piece}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn an_answer_before_all_was_sent_is_not_lost() {
    let listener = answering(make(async |_| "done"));
    let mut stream = listener.connect();
    stream
        .write_all(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n")
        .await
        .expect("the write succeeds");
    for _ in 0..10 {
        stream.write_all(&[b'x'; 9_000]).await.expect("the server still reads");
    }
    assert!(answer(&mut stream).await.starts_with("HTTP/1.1 200 OK"));
    assert_eq!(until_end(&mut stream).await, Duration::ZERO, "the server has closed its side");
    tokio::time::sleep(LINGER * 2).await;
    stream.write_all(b"x").await.expect_err("the server no longer waits for the client");
}

#[tokio::test(start_paused = true)]
async fn a_request_under_way_is_answered_when_the_listener_closes() {
    let listener = slow();
    let (mut resting, mut busy) = (listener.connect(), listener.connect());
    for stream in [&mut resting, &mut busy] {
        stream.write_all(REQUEST).await.expect("the write succeeds");
    }
    assert!(!answer(&mut resting).await.contains("connection: close"));
    answer(&mut busy).await;
    busy.write_all(REQUEST).await.expect("the write succeeds");
    tokio::time::sleep(Duration::from_secs(5)).await;
    listener.shutdown.close();
    assert_eq!(until_end(&mut resting).await, Duration::ZERO);
    assert!(answer(&mut busy).await.contains("connection: close"));
    assert_eq!(until_end(&mut busy).await, Duration::ZERO);
}

#[tokio::test(start_paused = true)]
async fn a_server_that_is_leaving_answers_once_more_on_each_connection() {
    let listener = answering(make(async |_| "done"));
    let (mut resting, mut new) = (listener.connect(), listener.connect());
    resting.write_all(REQUEST).await.expect("the write succeeds");
    answer(&mut resting).await;
    listener.shutdown.leave();
    for stream in [&mut resting, &mut new] {
        tokio::time::sleep(Duration::from_secs(2)).await;
        stream.write_all(REQUEST).await.expect("the write succeeds");
        assert!(answer(stream).await.contains("connection: close"));
        assert_eq!(until_end(stream).await, Duration::ZERO);
    }
}

#[tokio::test(start_paused = true)]
async fn who_has_just_connected_when_the_listener_closes_has_a_second() {
    let listener = answering(make(async |_| "done"));
    let (mut silent, mut new) = (listener.connect(), listener.connect());
    listener.shutdown.close();
    new.write_all(REQUEST).await.expect("the write succeeds");
    assert!(answer(&mut new).await.contains("connection: close"));
    assert_eq!(until_end(&mut silent).await, LAST_HEAD);
}

#[tokio::test(start_paused = true)]
async fn a_resting_connection_gives_its_place_away_and_a_busy_one_ends_after_its_answer() {
    let listener = slow();
    let (mut resting, mut busy) = (listener.connect(), listener.connect());
    busy.write_all(REQUEST).await.expect("the write succeeds");
    tokio::time::sleep(Duration::from_secs(1)).await;
    let _third = listener.connect();
    assert_eq!(until_end(&mut resting).await, Duration::ZERO);
    assert!(!answer(&mut busy).await.contains("connection: close"), "its place was not needed");
}
