//! Whose turn it is on a connection, and how long each turn may last.
//!
//! A stream is watched for it: bytes that come begin a head, and an answer that was written ends it. Nothing here knows
//! HTTP.

use std::{
    io,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
    time::Duration,
};

use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    sync::watch,
    time::Instant,
};

use super::{places::Place, shutdown::Shutdown};

/// How long the head of a request may take, from the connection or from its first byte on.
pub(super) const HEAD: Duration = Duration::from_secs(10);
/// The same where nothing has come when the listener closes.
pub(super) const LAST_HEAD: Duration = Duration::from_secs(1);
/// How long the other side has to read an answer.
pub(super) const WRITE: Duration = Duration::from_mins(1);
/// An answer that is read for longer than this may be cut off, if its place is needed.
const SLOW_WRITE: Duration = Duration::from_secs(5);
/// How long a connection may rest between two requests. Proxies rest for less, and so it is they who close.
pub(super) const REST: Duration = Duration::from_secs(75);
/// How long what the other side still sends is thrown away after the last answer. A connection that is closed at once
/// is reset, and the other side may lose the answer.
pub(super) const LINGER: Duration = Duration::from_secs(1);

/// Whose turn it is on a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Turn {
    /// It has just begun, and nothing has come.
    New,
    /// A head is coming.
    Head,
    /// The head has come, and the body is coming.
    Body,
    /// A request is being answered.
    Answer,
    /// The answer is being written.
    Write,
    /// Nothing of a next request has come.
    Rest,
    /// It has ended on our side.
    Over,
}

/// A turn, and since when.
pub(super) type Turns = watch::Sender<(Turn, Instant)>;

impl Turn {
    /// Whether a connection may be closed for another one's sake, after so long in this turn: it waits for the other
    /// side, and nothing is being done for it.
    pub(super) fn gives_way(self, after: Duration) -> bool {
        match self {
            Self::New | Self::Head | Self::Body | Self::Rest | Self::Over => true,
            Self::Write => after >= SLOW_WRITE,
            Self::Answer => false,
        }
    }

    /// How long it may last; `None` where something else sees to that.
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

/// What `turns` of a new connection begin with.
pub(super) fn turns() -> Arc<Turns> {
    Arc::new(watch::Sender::new((Turn::New, Instant::now())))
}

/// Begins the next turn.
pub(super) fn begin(turns: &Turns, turn: Turn) {
    turns.send_replace((turn, Instant::now()));
}

/// Ends when a turn has lasted too long, or when the place is needed and nothing is being done for the other side.
pub(super) async fn patience(
    mut turns: watch::Receiver<(Turn, Instant)>,
    place: Arc<Place>,
    shutdown: Shutdown,
) {
    let (mut is_closing, mut is_needed) = (false, false);
    loop {
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
            () = place.needed(), if !is_needed => is_needed = true,
        }
    }
}

/// A stream that tells whose turn it is.
pub(super) struct Watched<S> {
    stream: S,
    turns: Arc<Turns>,
    has_ended: bool,
}

impl<S> Watched<S> {
    /// A new connection's.
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

    /// hyper flushes when it has written all that it has: of an answer, all of it.
    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(Pin::new(&mut self.stream).poll_flush(context))?;
        if self.turns.borrow().0 == Turn::Write {
            begin(&self.turns, Turn::Rest);
        }
        Poll::Ready(Ok(()))
    }

    /// Ends our side, then throws away what still comes, until the other side has ended its own.
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
