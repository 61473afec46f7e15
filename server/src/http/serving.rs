//! Connections: HTTP/1.1 over TCP, each with a limit on how long the head of a request takes and how long it
//! keeps silent.
//!
//! It never speaks TLS or HTTP/2: a proxy does, in front of any number of servers. Bodies have a limit of their
//! own, where they are read; what is asked for has another, where it is carried out.

use std::{
    convert::Infallible,
    io,
    net::SocketAddr,
    pin::{Pin, pin},
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};

use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::TokioIo;
use poem::{
    Addr, Endpoint, Request,
    http::uri::Scheme,
    web::{LocalAddr, RemoteAddr},
};
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::TcpListener,
    sync::watch,
};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

/// The head of a request may take so long from its first byte.
const HEAD: Duration = Duration::from_secs(10);
/// A connection may rest for so long between two requests; longer than proxies keep theirs, so that it is they who
/// end them.
const REST: Duration = Duration::from_secs(75);
/// Bytes of a head, all lines together.
const MAX_HEAD_BYTES: usize = 64 * 1024;
/// How long requests under way may take after the signal to end.
const DRAIN: Duration = Duration::from_secs(10);
/// So long after a connection could not be taken, the next one is.
const PAUSE: Duration = Duration::from_millis(100);

/// Serves until `shutdown`, then lets requests under way finish.
pub(super) async fn serve<E: Endpoint + 'static>(
    listener: TcpListener,
    endpoint: E,
    shutdown: CancellationToken,
) -> io::Result<()> {
    let (endpoint, local) = (Arc::new(endpoint), listener.local_addr()?);
    let (connections, end) = (TaskTracker::new(), CancellationToken::new());
    while let Some(accepted) = shutdown.run_until_cancelled(listener.accept()).await {
        match accepted {
            Ok((stream, peer)) => {
                // Answers are written in one piece; waiting for more would only delay them.
                let _ = stream.set_nodelay(true);
                let talk = talk(stream, (local, peer), Arc::clone(&endpoint), shutdown.clone());
                let end = end.clone();
                connections.spawn(async move { end.run_until_cancelled(talk).await });
            }
            Err(error) => {
                tracing::warn!(error = &error as &dyn std::error::Error, "a connection could not be taken");
                tokio::time::sleep(PAUSE).await;
            }
        }
    }
    drop(listener);
    connections.close();
    if tokio::time::timeout(DRAIN, connections.wait()).await.is_err() {
        end.cancel();
        connections.wait().await;
    }
    Ok(())
}

/// Answers one request after another, until the other side, a limit or `shutdown` ends it.
async fn talk<S, E>(
    stream: S,
    (local, peer): (SocketAddr, SocketAddr),
    endpoint: Arc<E>,
    shutdown: CancellationToken,
) where
    S: AsyncRead + AsyncWrite + Send + Unpin + 'static,
    E: Endpoint + 'static,
{
    // Whoever connects has something to say.
    let turn = Arc::new(watch::Sender::new(Turn::Head));
    let patience = patience(turn.subscribe());
    let stream = TokioIo::new(Watched { stream, turn: Arc::clone(&turn) });
    let service = service_fn(move |request: hyper::Request<Incoming>| {
        turn.send_replace(Turn::Answer);
        let (endpoint, turn) = (Arc::clone(&endpoint), Arc::clone(&turn));
        async move {
            let [local, peer] = [local, peer].map(Addr::from);
            let request = Request::from((request, LocalAddr(local), RemoteAddr(peer), Scheme::HTTP));
            let response = endpoint.get_response(request).await;
            turn.send_replace(Turn::Rest);
            Ok::<hyper::Response<_>, Infallible>(response.into())
        }
    });
    let mut connection =
        pin!(http1::Builder::new().max_buf_size(MAX_HEAD_BYTES).serve_connection(stream, service));
    tokio::select! {
        // What ends it is the other side's doing: nothing that anybody here could mend.
        _ = connection.as_mut() => {}
        () = patience => {}
        () = shutdown.cancelled() => {
            connection.as_mut().graceful_shutdown();
            let _ = connection.await;
        }
    }
}

/// Whose turn it is on a connection.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Turn {
    /// Nothing of a next request has come.
    Rest,
    /// A head is coming.
    Head,
    /// A request is being answered.
    Answer,
}

/// Ends when a turn has lasted too long.
async fn patience(mut turn: watch::Receiver<Turn>) {
    loop {
        let limit = match *turn.borrow_and_update() {
            Turn::Rest => REST,
            Turn::Head => HEAD,
            Turn::Answer => Duration::MAX,
        };
        let Ok(Ok(())) = tokio::time::timeout(limit, turn.changed()).await else { return };
    }
}

/// A stream that tells when a rest ends.
struct Watched<S> {
    stream: S,
    turn: Arc<watch::Sender<Turn>>,
}

impl<S: AsyncRead + Unpin> AsyncRead for Watched<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        into: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = into.filled().len();
        let read = Pin::new(&mut self.stream).poll_read(context, into);
        if into.filled().len() > before {
            self.turn.send_if_modified(|turn| {
                let was_resting = *turn == Turn::Rest;
                if was_resting {
                    *turn = Turn::Head;
                }
                was_resting
            });
        }
        read
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Watched<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

#[cfg(test)]
mod tests {
    use poem::endpoint::make;
    use tokio::{
        io::{AsyncReadExt, AsyncWriteExt, DuplexStream, duplex},
        time::Instant,
    };

    use super::*;

    /// A request that is complete.
    const REQUEST: &[u8] = b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";

    /// The other end of a connection to something that takes a minute to answer.
    fn connect(shutdown: &CancellationToken) -> DuplexStream {
        let (ours, theirs) = duplex(1 << 16);
        let address = SocketAddr::from(([127, 0, 0, 1], 8000));
        let endpoint = Arc::new(make(async |_| {
            tokio::time::sleep(Duration::from_mins(1)).await;
            "done"
        }));
        let talk = talk(ours, (address, address), endpoint, shutdown.clone());
        TaskTracker::new().spawn(talk);
        theirs
    }

    /// Reads until the answer is there.
    async fn answer(stream: &mut DuplexStream) -> String {
        let mut text = Vec::new();
        while !text.ends_with(b"done") {
            let read = stream.read_buf(&mut text).await.expect("it reads");
            assert!(read > 0, "the connection ended after {}", String::from_utf8_lossy(&text));
        }
        String::from_utf8(text).expect("text")
    }

    /// How long it takes until the connection ends.
    async fn until_end(stream: &mut DuplexStream) -> Duration {
        let began = Instant::now();
        assert_eq!(stream.read(&mut [0; 16]).await.expect("it reads"), 0);
        began.elapsed()
    }

    #[tokio::test(start_paused = true)]
    async fn a_head_that_does_not_come_or_only_drips_is_not_waited_for() {
        let shutdown = CancellationToken::new();
        assert_eq!(until_end(&mut connect(&shutdown)).await, HEAD, "silence");
        let (mut stream, began) = (connect(&shutdown), Instant::now());
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
        let mut stream = connect(&CancellationToken::new());
        for _ in 0..2 {
            stream.write_all(REQUEST).await.expect("it writes");
            assert!(answer(&mut stream).await.starts_with("HTTP/1.1 200 OK"));
            tokio::time::sleep(Duration::from_secs(74)).await;
        }
        assert_eq!(until_end(&mut stream).await, Duration::from_secs(1), "of {REST:?}");
    }

    #[tokio::test(start_paused = true)]
    async fn a_request_under_way_is_answered_after_the_signal_to_end() {
        let shutdown = CancellationToken::new();
        let (mut resting, mut busy) = (connect(&shutdown), connect(&shutdown));
        busy.write_all(REQUEST).await.expect("it writes");
        tokio::time::sleep(Duration::from_secs(5)).await;
        shutdown.cancel();
        assert_eq!(until_end(&mut resting).await, Duration::ZERO);
        assert!(answer(&mut busy).await.contains("connection: close"));
        assert_eq!(until_end(&mut busy).await, Duration::ZERO);
    }
}
