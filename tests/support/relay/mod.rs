//! An SMTP relay inside the test process that does as the test scripts: it accepts, refuses, stalls, or
//! hangs up at any step, and keeps what it heard and accepted. It listens on 127.0.0.1 only, never passes a
//! mail on, and never judges one. TLS is offered as it is told; every password is right unless the script
//! says no.

mod conversation;
pub(crate) mod tls;

use std::collections::VecDeque;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinSet;

use self::conversation::Connection;
pub(crate) use self::tls::{Authority, Tls};
use super::process::{LIMIT, free_port};

/// Where in the conversation something is to happen: after the client spoke, before the relay answers.
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
    /// The first line of the mail itself has been sent.
    InData,
    /// The whole mail has been sent.
    EndOfData,
}

/// What the relay does in place of its usual answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reply {
    /// Answers so. A code of 4xx or 5xx refuses the step; after 421, or as the greeting, it then hangs up.
    Code(u16, &'static str),
    /// Never answers again on this connection, but keeps it open.
    Silence,
    /// Goes on and on with an answer that never ends, a byte each time this has passed.
    Trickle(Duration),
    /// Hangs up without an answer.
    Close,
}

/// One mail that the relay took responsibility for.
#[derive(Clone, Debug)]
pub(crate) struct Accepted {
    /// The sender of the envelope.
    pub(crate) from: String,
    /// The recipients of the envelope that were not refused.
    pub(crate) to: Vec<String>,
    /// The mail itself, dots unstuffed, lines ending with CRLF.
    pub(crate) raw: Vec<u8>,
}

/// The relay; everything of it ends when it is dropped.
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

/// A command, and whether anybody on the way could have read it.
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
    /// Listens on a free port, and knows no TLS.
    pub(crate) async fn start() -> Self {
        Self::start_with(Tls::No).await
    }

    /// Listens on a free port.
    pub(crate) async fn start_with(tls: Tls) -> Self {
        // None that the system gives to others while the relay is away.
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, free_port())).await.expect("a free port");
        let address = listener.local_addr().expect("a bound address");
        let (heard, script) = (Mutex::default(), Mutex::default());
        let shared = Arc::new(Shared { accepted: watch::Sender::new(Vec::new()), heard, script, tls });
        let mut listening = JoinSet::new();
        listening.spawn(listen(listener, Arc::clone(&shared)));
        Self { address, shared, listening }
    }

    /// Goes away: every connection is cut, and new ones are refused.
    pub(crate) async fn stop(&mut self) {
        self.listening.shutdown().await;
    }

    /// Comes back after [`Self::stop`], at the same address.
    pub(crate) async fn restart(&mut self) {
        let listener = TcpListener::bind(self.address).await.expect("the port is still free");
        self.listening.spawn(listen(listener, Arc::clone(&self.shared)));
    }

    /// Where it listens: `smtp://127.0.0.1:PORT`.
    pub(crate) fn url(&self) -> String {
        format!("smtp://{}", self.address)
    }

    /// The port that it listens on.
    pub(crate) fn port(&self) -> u16 {
        self.address.port()
    }

    /// Where it listens, for somebody with a name and a password.
    pub(crate) fn url_with(&self, user: &str, password: &str) -> String {
        format!("smtp://{user}:{password}@{}", self.address)
    }

    /// Every command it heard so far, of all conversations.
    pub(crate) fn heard(&self) -> Vec<String> {
        self.shared.heard().iter().map(|heard| heard.line.clone()).collect()
    }

    /// Those of them that were not encrypted.
    pub(crate) fn heard_in_plain(&self) -> Vec<String> {
        self.shared.heard().iter().filter(|heard| heard.is_plain).map(|heard| heard.line.clone()).collect()
    }

    /// What it accepted so far, oldest first.
    pub(crate) fn accepted(&self) -> Vec<Accepted> {
        self.shared.accepted.borrow().clone()
    }

    /// Waits until it has accepted `count` mails or more, and returns all; panics at the deadline.
    pub(crate) async fn wait_for(&self, count: usize, deadline: Duration) -> Vec<Accepted> {
        let mut accepted = self.shared.accepted.subscribe();
        let enough = accepted.wait_for(|mails| mails.len() >= count);
        if let Ok(Ok(mails)) = tokio::time::timeout(deadline, enough).await {
            return mails.clone();
        }
        let to: Vec<_> = self.accepted().into_iter().map(|mail| mail.to.join(", ")).collect();
        panic!("the relay accepted {} mails of {count} within {deadline:?}: to {to:?}", to.len());
    }

    /// At `step`, does this in place of the usual answer: so many times, or without `times` until
    /// [`Self::recover`]. Replies to the same step follow one another in the order they were given.
    pub(crate) fn reply(&self, step: Step, reply: Reply, times: Option<usize>) {
        self.shared.script().replies.push_back((step, reply, times));
    }

    /// Forgets all replies, so that it accepts again. Connections already silent stay so.
    pub(crate) fn recover(&self) {
        self.shared.script().replies.clear();
    }

    /// Makes every connection that arrives at `step` wait there until the returned is released or
    /// dropped. A mail held at its end is accepted on release even if its client has left by then.
    pub(crate) fn hold(&self, step: Step) -> Held {
        let gate = Gate { step, reached: watch::Sender::new(0), released: watch::Sender::new(false) };
        let gate = Arc::new(gate);
        self.shared.script().gates.push(Arc::clone(&gate));
        Held { gate }
    }
}

impl Held {
    /// Waits until a connection has arrived at the step; panics if none does within three minutes.
    pub(crate) async fn reached(&self) {
        self.reached_by(1).await;
    }

    /// Waits until so many connections have; panics if they do not within three minutes.
    pub(crate) async fn reached_by(&self, count: usize) {
        let mut reached = self.gate.reached.subscribe();
        let arrival = tokio::time::timeout(LIMIT, reached.wait_for(|reached| *reached >= count));
        assert!(arrival.await.is_ok(), "{count} connection(s) did not reach {:?}", self.gate.step);
    }

    /// Lets everyone pass.
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

    /// Waits at the gates of `step`, then takes what the script says of it.
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
