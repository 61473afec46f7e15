//! An SMTP relay inside the test process, scripted by the test: it accepts, refuses, stalls or hangs up at
//! any step, and records what it received. It listens on 127.0.0.1 only, never forwards a mail, and never
//! judges one. It accepts every password unless the script says otherwise.

mod conversation;
mod notation;
pub(crate) mod play;
pub(crate) mod script;
pub(crate) mod tls;
pub(crate) mod wild;
mod wire;

use std::collections::VecDeque;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::sleep;

use self::conversation::Connection;
pub(crate) use self::tls::{Authority, Tls};
use super::process::{LIMIT, free_port};

/// A step of the conversation: after the client has sent something, before the relay replies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// The client has connected.
    Greeting,
    /// `EHLO` or `HELO`.
    Ehlo,
    /// `AUTH`.
    Auth,
    /// `MAIL FROM`.
    Mail,
    /// `RCPT TO`.
    Rcpt,
    /// `DATA`.
    Data,
    /// The first line of the content has arrived.
    InData,
    /// The whole content has arrived.
    EndOfData,
}

/// What the relay does in place of its usual reply.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reply {
    /// Replies with this code and text. 4xx and 5xx refuse the step; after 421, or as the greeting, the relay
    /// then hangs up.
    Code(u16, &'static str),
    /// Never replies again on this connection, but keeps it open.
    Silence,
    /// Sends a reply that never ends, one byte each time this span has passed.
    Trickle(Duration),
    /// Hangs up without a reply.
    Close,
}

/// A mail that the relay has accepted.
#[derive(Clone, Debug)]
pub(crate) struct Accepted {
    /// The sender in the envelope.
    pub(crate) from: String,
    /// The recipients in the envelope that were not refused.
    pub(crate) to: Vec<String>,
    /// The content, with dot-stuffing undone and lines ending in CRLF.
    pub(crate) raw: Vec<u8>,
}

/// The relay; stopped when dropped, with all its connections.
pub(crate) struct Relay {
    address: SocketAddr,
    shared: Arc<Shared>,
    listening: JoinSet<()>,
}

/// Makes connections wait at a step until released or dropped.
#[must_use = "what is dropped holds nobody"]
pub(crate) struct Held {
    gate: Arc<Gate>,
}

struct Shared {
    accepted: watch::Sender<Vec<Accepted>>,
    heard: Mutex<Vec<Heard>>,
    script: Mutex<Script>,
    tls: Tls,
}

/// A command, and whether it was sent in plain text.
struct Heard {
    line: String,
    is_plain: bool,
}

#[derive(Default)]
struct Script {
    replies: VecDeque<(Step, Reply, Option<usize>)>,
    gates: Vec<Arc<Gate>>,
}

struct Gate {
    step: Step,
    reached: watch::Sender<usize>,
    released: watch::Sender<bool>,
}

impl Relay {
    /// Starts on a free port, without TLS.
    pub(crate) async fn start() -> Self {
        Self::start_with(Tls::No).await
    }

    /// Starts on a free port, with or without TLS.
    pub(crate) async fn start_with(tls: Tls) -> Self {
        // Not a port that the system would give to another connection while the relay is stopped.
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, free_port())).await.expect("a free port");
        let address = listener.local_addr().expect("a bound address");
        let (heard, script) = (Mutex::default(), Mutex::default());
        let shared = Arc::new(Shared { accepted: watch::Sender::new(Vec::new()), heard, script, tls });
        let mut listening = JoinSet::new();
        listening.spawn(listen(listener, Arc::clone(&shared)));
        Self { address, shared, listening }
    }

    /// Stops: every connection is cut, and new ones are refused.
    pub(crate) async fn stop(&mut self) {
        self.listening.shutdown().await;
    }

    /// Starts again after [`Self::stop`], at the same address.
    pub(crate) async fn restart(&mut self) {
        let mut bound = TcpListener::bind(self.address).await;
        // Another story may probe the port at this moment, to see whether it is free.
        for _ in 0..100 {
            if bound.is_err() {
                sleep(Duration::from_millis(20)).await;
                bound = TcpListener::bind(self.address).await;
            }
        }
        let listener = bound.expect("the port is still free");
        self.listening.spawn(listen(listener, Arc::clone(&self.shared)));
    }

    /// Its URL: `smtp://127.0.0.1:PORT`.
    pub(crate) fn url(&self) -> String {
        format!("smtp://{}", self.address)
    }

    /// The port that it listens on.
    pub(crate) fn port(&self) -> u16 {
        self.address.port()
    }

    /// Its URL with a user name and a password.
    pub(crate) fn url_with(&self, user: &str, password: &str) -> String {
        format!("smtp://{user}:{password}@{}", self.address)
    }

    /// Every command received so far, in all conversations.
    pub(crate) fn heard(&self) -> Vec<String> {
        self.shared.heard().iter().map(|heard| heard.line.clone()).collect()
    }

    /// The commands that were received in plain text.
    pub(crate) fn heard_in_plain(&self) -> Vec<String> {
        self.shared.heard().iter().filter(|heard| heard.is_plain).map(|heard| heard.line.clone()).collect()
    }

    /// The mails accepted so far, oldest first.
    pub(crate) fn accepted(&self) -> Vec<Accepted> {
        self.shared.accepted.borrow().clone()
    }

    /// Waits until it has accepted at least `count` mails, and returns all. Panics at the deadline.
    pub(crate) async fn wait_for(&self, count: usize, deadline: Duration) -> Vec<Accepted> {
        let mut accepted = self.shared.accepted.subscribe();
        let enough = accepted.wait_for(|mails| mails.len() >= count);
        if let Ok(Ok(mails)) = tokio::time::timeout(deadline, enough).await {
            return mails.clone();
        }
        let to: Vec<_> = self.accepted().into_iter().map(|mail| mail.to.join(", ")).collect();
        panic!("the relay accepted {} mails of {count} within {deadline:?}: to {to:?}", to.len());
    }

    /// Scripts `reply` in place of the usual reply at `step`, for `times` times or until [`Self::recover`].
    /// Several replies for one step are used in the order they were given.
    pub(crate) fn reply(&self, step: Step, reply: Reply, times: Option<usize>) {
        self.shared.script().replies.push_back((step, reply, times));
    }

    /// Removes all scripted replies. Connections that are already silent stay silent.
    pub(crate) fn recover(&self) {
        self.shared.script().replies.clear();
    }

    /// Makes every connection that arrives at `step` wait there until the returned value is released or
    /// dropped. A mail held at its end is accepted on release, even if its client has left by then.
    pub(crate) fn hold(&self, step: Step) -> Held {
        let gate = Gate { step, reached: watch::Sender::new(0), released: watch::Sender::new(false) };
        let gate = Arc::new(gate);
        self.shared.script().gates.push(Arc::clone(&gate));
        Held { gate }
    }
}

impl Held {
    /// Waits until a connection has arrived at the step; panics after three minutes.
    pub(crate) async fn reached(&self) {
        self.reached_by(1).await;
    }

    /// Waits until `count` connections have arrived at the step; panics after three minutes.
    pub(crate) async fn reached_by(&self, count: usize) {
        let mut reached = self.gate.reached.subscribe();
        let arrival = tokio::time::timeout(LIMIT, reached.wait_for(|reached| *reached >= count));
        assert!(arrival.await.is_ok(), "{count} connection(s) did not reach {:?}", self.gate.step);
    }

    /// Lets all connections pass.
    pub(crate) fn release(self) {
        drop(self);
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        self.gate.released.send_replace(true);
    }
}

impl Shared {
    fn script(&self) -> MutexGuard<'_, Script> {
        self.script.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn heard(&self) -> MutexGuard<'_, Vec<Heard>> {
        self.heard.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits while `step` is held, then takes the scripted reply.
    async fn at(&self, step: Step) -> Option<Reply> {
        let mut gates = self.script().gates.clone();
        gates.retain(|gate| gate.step == step);
        for gate in gates {
            gate.reached.send_modify(|reached| *reached += 1);
            let _ = gate.released.subscribe().wait_for(|released| *released).await;
        }
        let mut script = self.script();
        script.gates.retain(|gate| !*gate.released.borrow());
        script.replies.retain(|(_, _, times)| *times != Some(0));
        let (_, reply, times) = script.replies.iter_mut().find(|entry| entry.0 == step)?;
        *times = times.map(|left| left - 1);
        Some(*reply)
    }
}

async fn listen(listener: TcpListener, shared: Arc<Shared>) {
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            Ok((stream, _)) = listener.accept() => {
                connections.spawn(Connection::of(stream, Arc::clone(&shared)).converse());
            }
            Some(_) = connections.join_next() => {}
        }
    }
}
