//! Accepts the connections of a listener, as many as its places allow, until the server closes.
//!
//! It never speaks TLS or HTTP/2: a proxy in front of the servers does. `connection` serves a connection, and
//! `places` decides which connections there may be.

use std::{io, net::SocketAddr, sync::Arc, time::Duration};

use poem::Endpoint;
use tokio::{
    net::{TcpListener, TcpStream},
    time::Instant,
};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use super::{
    connection::{self, Accepted},
    places::{NoPlace, Places},
    shutdown::Shutdown,
    turns,
};

/// How long requests in progress may take after the listener has closed.
const DRAIN: Duration = Duration::from_secs(10);
/// How long to wait after a connection could not be accepted. The usual reason, too few descriptors, does not
/// pass at once.
const PAUSE: Duration = Duration::from_millis(100);
/// The minimum time between two log lines about the same problem.
const LOG_EVERY: Duration = Duration::from_mins(1);
/// The maximum number of connections that are still accepted when a listener closes. Without a maximum, new
/// ones could keep the listener open.
const BACKLOG: usize = 1_024;

/// Serves until `shutdown` closes. Then requests in progress may finish.
pub(super) async fn serve<E: Endpoint + 'static>(
    listener: TcpListener,
    endpoint: E,
    places: Places,
    shutdown: Shutdown,
) -> io::Result<()> {
    let mut hall = Hall {
        local: listener.local_addr()?,
        endpoint: Arc::new(endpoint),
        places: Arc::new(places),
        shutdown: shutdown.clone(),
        connections: TaskTracker::new(),
        end: CancellationToken::new(),
        full: Complaint::default(),
    };
    let mut failing = Complaint::default();
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = shutdown.closing() => break,
        };
        match accepted {
            Ok((stream, peer)) => hall.receive(stream, peer),
            Err(error) => {
                // If descriptors have run out, an idle connection gives its own to the next client.
                let has_freed = hall.places.free_one();
                if let Some(count) = failing.another(Instant::now()) {
                    let error = &error as &dyn std::error::Error;
                    tracing::warn!(
                        error,
                        count,
                        has_freed,
                        "failed to accept connections; if file descriptors have run out, raise the limit of open files \
                         or lower UKETORI_MAX_CONNECTIONS"
                    );
                }
                tokio::time::sleep(PAUSE).await;
            }
        }
    }
    hall.close(listener).await
}

/// A listener's connections, and what they share.
struct Hall<E> {
    local: SocketAddr,
    endpoint: Arc<E>,
    places: Arc<Places>,
    shutdown: Shutdown,
    connections: TaskTracker,
    end: CancellationToken,
    full: Complaint,
}

impl<E: Endpoint + 'static> Hall<E> {
    /// Gives a connection a place and serves it on a task of its own, or refuses it.
    fn receive(&mut self, stream: TcpStream, peer: SocketAddr) {
        // A response is written in one piece, so waiting for more bytes would only delay it.
        let _ = stream.set_nodelay(true);
        let turns = turns::turns();
        let place = match self.places.take(peer.ip(), turns.subscribe()) {
            Ok((place, false)) => place,
            Ok((place, true)) => {
                self.complain(None);
                place
            }
            Err(reason) => {
                self.complain(Some(reason));
                return refuse(&stream, reason);
            }
        };
        let (endpoint, shutdown) = (Arc::clone(&self.endpoint), self.shutdown.clone());
        let accepted = Accepted { local: self.local, peer, turns, place };
        let talk = connection::talk(stream, accepted, endpoint, shutdown);
        let end = self.end.clone();
        // Tracked, so that the shutdown waits for it, and can end it after the wait.
        self.connections.spawn(async move { end.run_until_cancelled(talk).await });
    }

    fn complain(&mut self, refused: Option<NoPlace>) {
        let Some(count) = self.full.another(Instant::now()) else { return };
        let what = match refused {
            None => "closed idle or slow connections to make room for new ones",
            Some(NoPlace::Whole) => {
                "refused new connections, because all connections are busy; the limit is UKETORI_MAX_CONNECTIONS, or \
                 UKETORI_OFFICER_MAX_CONNECTIONS for officers"
            }
            Some(NoPlace::Client) => {
                "refused new connections of a client, because all its connections are busy; the limit is \
                 UKETORI_MAX_CONNECTIONS_PER_CLIENT"
            }
        };
        tracing::warn!(listener = %self.local, count, "connection limit reached: {what}");
    }

    /// Closes the listener, and waits for its connections for at most [`DRAIN`].
    async fn close(mut self, listener: TcpListener) -> io::Result<()> {
        // The kernel has already completed these connections, and their requests may have arrived. Closing
        // the listener now would reset them.
        let listener = listener.into_std()?;
        for _ in 0..BACKLOG {
            let Ok((stream, peer)) = listener.accept() else { break };
            if let Ok(stream) = stream.set_nonblocking(true).and_then(|()| TcpStream::from_std(stream)) {
                self.receive(stream, peer);
            }
        }
        drop(listener);
        self.connections.close();
        if tokio::time::timeout(DRAIN, self.connections.wait()).await.is_err() {
            tracing::warn!(listener = %self.local, "requests were still in progress after {DRAIN:?}; closing their connections");
            self.end.cancel();
            self.connections.wait().await;
        }
        Ok(())
    }
}

/// Sends a refused client a status, if that is possible without waiting.
fn refuse(stream: &TcpStream, reason: NoPlace) {
    let answer: &[u8] = match reason {
        NoPlace::Whole => {
            b"HTTP/1.1 503 Service Unavailable\r\nretry-after: 1\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
        }
        NoPlace::Client => {
            b"HTTP/1.1 429 Too Many Requests\r\nretry-after: 1\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
        }
    };
    let _ = stream.try_write(answer);
}

/// Counts a problem that may happen very often, and decides when to log it.
#[derive(Default)]
struct Complaint {
    logged_at: Option<Instant>,
    since: u64,
}

impl Complaint {
    /// Counts the problem. If it is time to log it, returns how often it happened since the last log line.
    fn another(&mut self, now: Instant) -> Option<u64> {
        self.since += 1;
        if self.logged_at.is_some_and(|at| now < at + LOG_EVERY) {
            return None;
        }
        self.logged_at = Some(now);
        Some(std::mem::take(&mut self.since))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_happens_often_is_logged_once_a_minute_with_a_count() {
        let (mut complaint, begin) = (Complaint::default(), Instant::now());
        let at = |seconds| begin + Duration::from_secs(seconds);
        assert_eq!(complaint.another(at(0)), Some(1));
        for second in 1..60 {
            assert_eq!(complaint.another(at(second)), None);
        }
        assert_eq!(complaint.another(at(60)), Some(60));
        assert_eq!(complaint.another(at(61)), None);
        assert_eq!(complaint.another(at(1_000)), Some(2));
    }
}
