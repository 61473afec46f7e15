//! An address that forwards to one server and later to another, like a name or a virtual address when the
//! primary changes. Existing connections stay where they are; new ones go to the current target. It never
//! closes a connection that neither side closed.

use std::net::Ipv4Addr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU16, Ordering};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

/// The forwarding address; closed when dropped, with all its connections.
pub(crate) struct Forwarder {
    port: u16,
    target: Arc<AtomicU16>,
    _forwarding: JoinSet<()>,
}

impl Forwarder {
    /// Forwards to a port of this machine.
    pub(crate) async fn to(port: u16) -> Self {
        Self::with_delay(port, Duration::ZERO).await
    }

    /// Forwards to a port as if it were far away: each answer is delayed by `delay`.
    pub(crate) async fn with_delay(port: u16, delay: Duration) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a free port");
        let own = listener.local_addr().expect("an address").port();
        let target = Arc::new(AtomicU16::new(port));
        let mut forwarding = JoinSet::new();
        let leads_to = Arc::clone(&target);
        forwarding.spawn(async move {
            let mut connections = JoinSet::new();
            loop {
                tokio::select! {
                    Ok((client, _)) = listener.accept() => {
                        let port = leads_to.load(Ordering::Relaxed);
                        connections.spawn(pass_on(client, port, delay));
                    }
                    Some(_) = connections.join_next() => {}
                }
            }
        });
        Self { port: own, target, _forwarding: forwarding }
    }

    /// The port that it listens on.
    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    /// Forwards new connections to another port from now on.
    pub(crate) fn lead_to(&self, port: u16) {
        self.target.store(port, Ordering::Relaxed);
    }
}

/// Copies bytes until both sides have closed. If one side cannot be reached, closes the other.
async fn pass_on(mut client: TcpStream, port: u16, delay: Duration) {
    let Ok(mut server) = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).await else { return };
    let _ = (client.set_nodelay(true), server.set_nodelay(true));
    if delay.is_zero() {
        let _ = tokio::io::copy_bidirectional(&mut client, &mut server).await;
        return;
    }
    let (mut questions, mut client) = client.split();
    let (mut answers, mut server) = server.split();
    let there = async {
        let _ = tokio::io::copy(&mut questions, &mut server).await;
        let _ = server.shutdown().await;
    };
    let back = async {
        let mut chunk = vec![0; 64 * 1024];
        while let Ok(length @ 1..) = answers.read(&mut chunk).await {
            tokio::time::sleep(delay).await;
            if client.write_all(&chunk[..length]).await.is_err() {
                return;
            }
        }
        let _ = client.shutdown().await;
    };
    tokio::join!(there, back);
}
