//! Whose turn it is on a connection, the client's or the server's, and how long each turn may last.
//!
//! A wrapper around the stream observes it: received bytes begin a head, and a flushed response ends it.
//! Nothing here parses HTTP.

use std::{
    io,
    pin::{Pin, pin},
    sync::Arc,
    task::{Context, Poll, ready},
    time::Duration,
};

use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    sync::watch,
    time::Instant,
};

use super::shutdown::Shutdown;

/// How long the head of a request may take, from the start of the connection or, later, from its first byte.
pub(super) const HEAD: Duration = Duration::from_secs(10);
/// The same for a connection on which nothing has arrived when the listener closes.
pub(super) const LAST_HEAD: Duration = Duration::from_secs(1);
/// How long the client may take to read a response.
pub(super) const WRITE: Duration = Duration::from_mins(1);
/// A connection whose client has been reading a response for longer than this may be closed for a new one.
const SLOW_WRITE: Duration = Duration::from_secs(5);
/// How long a connection may be idle between two requests. Proxies use a shorter time, so that the proxy
/// closes the connection, not the server.
pub(super) const REST: Duration = Duration::from_secs(75);
/// How long the server reads and discards what the client still sends after the last response. If it closed
/// the connection at once, the connection would be reset, and the client could lose the response.
pub(super) const LINGER: Duration = Duration::from_secs(1);

/// The state of a connection: who has to act next, and with what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Turn {
    /// The connection has just begun, and nothing has arrived.
    New,
    /// The head of a request is arriving.
    Head,
    /// The head has arrived, and the body is arriving.
    Body,
    /// The server is working on the response.
    Answer,
    /// The response is being written, and the client has to read it.
    Write,
    /// The connection is idle: nothing of the next request has arrived.
    Rest,
    /// The server has closed its side.
    Over,
}

/// The current turn, and when it began.
pub(super) type Turns = watch::Sender<(Turn, Instant)>;

impl Turn {
    /// Whether a connection that has been in this turn for `after` may be closed for a new one. It may if it
    /// waits for the client and the server is doing nothing for it.
    pub(super) fn gives_way(self, after: Duration) -> bool {
        match self {
            Self::New | Self::Head | Self::Body | Self::Rest | Self::Over => true,
            Self::Write => after >= SLOW_WRITE,
            Self::Answer => false,
        }
    }

    /// How long this turn may last; `None` if the limit is elsewhere.
    const fn limit(self, is_closing: bool) -> Option<Duration> {
        match self {
            Self::New if is_closing => Some(LAST_HEAD),
            Self::New | Self::Head => Some(HEAD),
            Self::Body | Self::Answer => None,
            Self::Write => Some(WRITE),
            Self::Rest if is_closing => Some(Duration::ZERO),
            Self::Rest => Some(REST),
            Self::Over => Some(LINGER),
        }
    }
}

/// The turns of a new connection, which begin now.
pub(super) fn turns() -> Arc<Turns> {
    Arc::new(watch::Sender::new((Turn::New, Instant::now())))
}

/// Begins the next turn, from now on.
pub(super) fn begin(turns: &Turns, turn: Turn) {
    turns.send_replace((turn, Instant::now()));
}

/// Completes when the connection should be closed: a turn has lasted too long, or the place is `needed` and
/// the connection gives way.
pub(super) async fn overdue(
    mut turns: watch::Receiver<(Turn, Instant)>,
    needed: impl Future<Output = ()>,
    shutdown: Shutdown,
) {
    let mut needed = pin!(needed);
    let (mut is_closing, mut is_needed) = (false, false);
    loop {
        // Marked as seen before the wait, so that a turn that begins during it ends the wait.
        let (turn, since) = *turns.borrow_and_update();
        if is_needed && turn.gives_way(since.elapsed()) {
            return;
        }
        let limit = async {
            match turn.limit(is_closing) {
                Some(limit) => tokio::time::sleep_until(since + limit).await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            changed = turns.changed() => if changed.is_err() { return },
            () = limit => return,
            () = shutdown.closing(), if !is_closing => is_closing = true,
            () = &mut needed, if !is_needed => is_needed = true,
        }
    }
}

/// A stream that begins a turn when bytes arrive, when a response is flushed, and when it is shut down.
pub(super) struct Watched<S> {
    stream: S,
    turns: Arc<Turns>,
    has_ended: bool,
}

impl<S> Watched<S> {
    /// Wraps the stream of a new connection.
    pub(super) fn new(stream: S, turns: Arc<Turns>) -> Self {
        Self { stream, turns, has_ended: false }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Watched<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        into: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = into.filled().len();
        let read = Pin::new(&mut self.stream).poll_read(context, into);
        if into.filled().len() > before && matches!(self.turns.borrow().0, Turn::New | Turn::Rest) {
            begin(&self.turns, Turn::Head);
        }
        read
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> AsyncWrite for Watched<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    /// hyper flushes when it has written everything that it has, i.e. the whole response.
    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(Pin::new(&mut self.stream).poll_flush(context))?;
        if self.turns.borrow().0 == Turn::Write {
            begin(&self.turns, Turn::Rest);
        }
        Poll::Ready(Ok(()))
    }

    /// Closes the server's side, then discards what still arrives, until the client has closed its side.
    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        if !self.has_ended {
            ready!(Pin::new(&mut self.stream).poll_shutdown(context))?;
            self.has_ended = true;
            begin(&self.turns, Turn::Over);
        }
        let mut scratch = [0; 4096];
        loop {
            let mut into = ReadBuf::new(&mut scratch);
            ready!(Pin::new(&mut self.stream).poll_read(context, &mut into))?;
            if into.filled().is_empty() {
                return Poll::Ready(Ok(()));
            }
        }
    }
}
