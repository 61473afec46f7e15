//! Plays a script as a relay: it says what the script says, and counts the copies that it has accepted. It
//! listens on loopback only, never forwards a mail, and never judges one.

use std::io;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::task::JoinSet;
use tokio_rustls::TlsAcceptor;

use super::notation::is_of;
use super::script::{Script, Step};
use super::wire::Wire;

/// A relay that plays a script; stopped when dropped, with all its connections.
pub(crate) struct ScriptedRelay {
    address: SocketAddr,
    shared: Arc<Shared>,
    _listening: JoinSet<()>,
}

struct Shared {
    script: Arc<Script>,
    tls: Option<TlsAcceptor>,
    /// How many times faster than written the script is played.
    pace: u32,
    /// The connections that are open, and those so far.
    open: AtomicUsize,
    so_far: AtomicUsize,
    copies: AtomicUsize,
    /// What the client did that the script does not have.
    surprises: Mutex<Vec<String>>,
}

impl ScriptedRelay {
    /// Starts it on a free port, with this certificate if the script has TLS. Pauses are `pace` times shorter
    /// than written.
    pub(crate) async fn start(script: Arc<Script>, tls: Option<TlsAcceptor>, pace: u32) -> Self {
        let listener = TcpListener::bind((script.host, 0)).await.expect("a free port of loopback");
        let address = listener.local_addr().expect("a bound address");
        let shared = Arc::new(Shared {
            script,
            tls,
            pace,
            open: AtomicUsize::new(0),
            so_far: AtomicUsize::new(0),
            copies: AtomicUsize::new(0),
            surprises: Mutex::default(),
        });
        let mut listening = JoinSet::new();
        listening.spawn(listen(listener, Arc::clone(&shared)));
        Self { address, shared, _listening: listening }
    }

    /// Its URL, with a user name and a password if the script has them.
    pub(crate) fn url(&self) -> String {
        let script = &self.shared.script;
        let user = if script.has_password { "uketori:hunter2@" } else { "" };
        let tls = if script.has_tls { "?tls=required" } else { "" };
        format!("smtp://{user}{}{tls}", self.address)
    }

    /// How many mails it has accepted, counting each copy.
    pub(crate) fn copies(&self) -> usize {
        self.shared.copies.load(Ordering::SeqCst)
    }

    /// What the client did that the script does not have.
    pub(crate) fn surprises(&self) -> Vec<String> {
        self.shared.surprises().clone()
    }
}

impl Shared {
    fn surprises(&self) -> MutexGuard<'_, Vec<String>> {
        self.surprises.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

async fn listen(listener: TcpListener, shared: Arc<Shared>) {
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            Ok((stream, _)) = listener.accept() => {
                let number = shared.so_far.fetch_add(1, Ordering::SeqCst);
                let others = shared.open.fetch_add(1, Ordering::SeqCst);
                let shared = Arc::clone(&shared);
                connections.spawn(async move {
                    let connection = Connection {
                        wire: Wire::of(stream),
                        shared: Arc::clone(&shared),
                        has_greeted: false,
                        has_asked: false,
                        recipients: 0,
                    };
                    // An error is a client that has hung up, which it may do at any time.
                    let _ = connection.play(shared.script.connection(number, others)).await;
                    shared.open.fetch_sub(1, Ordering::SeqCst);
                });
            }
            Some(_) = connections.join_next() => {}
        }
    }
}

/// A connection and its state.
struct Connection {
    wire: Wire,
    shared: Arc<Shared>,
    has_greeted: bool,
    /// Whether the last command was RCPT, so that the next reply is about it.
    has_asked: bool,
    /// How many recipients of the mail were taken.
    recipients: usize,
}

impl Connection {
    /// Plays the steps, then hangs up.
    async fn play(mut self, steps: &[Step]) -> io::Result<()> {
        for step in steps {
            match step {
                Step::Say(bytes) => self.say(bytes),
                Step::Hear { form, line } => self.hear(form, *line).await?,
                Step::Accept => self.accept(),
                Step::Pause(span) => self.pause(*span).await?,
                Step::Drip(span, bytes) => {
                    for byte in bytes {
                        self.say(&[*byte]);
                        self.pause(*span).await?;
                    }
                }
                Step::Close => break,
                Step::StartTls => self = self.encrypted().await?,
                Step::Silence => return self.wire.ignore().await,
                Step::Usual(until) => {
                    if self.usual(until.as_deref()).await? == Next::Tls {
                        self = self.encrypted().await?;
                        // EHLO comes again under TLS.
                        self.usual(until.as_deref()).await?;
                    }
                }
            }
        }
        self.wire.hang_up().await
    }

    fn say(&mut self, bytes: &[u8]) {
        self.has_greeted = true;
        if std::mem::take(&mut self.has_asked) && bytes.starts_with(b"2") {
            self.recipients += 1;
        }
        self.wire.say(bytes);
    }

    /// From here on the relay has the mail.
    fn accept(&self) {
        self.shared.copies.fetch_add(1, Ordering::SeqCst);
    }

    /// What was said is sent before a pause, so a pause between two replies is one for the client, too.
    async fn pause(&mut self, span: Duration) -> io::Result<()> {
        self.wire.flush().await?;
        tokio::time::sleep(span / self.shared.pace).await;
        Ok(())
    }

    async fn encrypted(mut self) -> io::Result<Self> {
        let tls = self.shared.tls.clone().expect("the script has TLS");
        self.wire = self.wire.encrypted(&tls).await?;
        Ok(self)
    }

    /// Reads a command, or the content if the form is `.`.
    async fn hear(&mut self, form: &str, line: usize) -> io::Result<()> {
        if form == "." {
            return self.wire.content().await.map(drop);
        }
        let heard = self.command().await?;
        if is_of(form, &heard) {
            return Ok(());
        }
        // Without the address, which is the same in no two mails.
        let verb = heard.split(' ').next().unwrap_or_default();
        self.shared.surprises().push(format!("line {line}: {form:?} was expected, and {verb} came"));
        Err(io::ErrorKind::InvalidData.into())
    }

    /// The next command. A client that leaves with QUIT gets its reply.
    async fn command(&mut self) -> io::Result<String> {
        let line = self.wire.line().await?;
        let verb = line.split([' ', ':']).next().unwrap_or_default().to_ascii_uppercase();
        match verb.as_str() {
            "QUIT" => {
                self.say(b"221 2.0.0 bye\r\n");
                self.wire.flush().await?;
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            "MAIL" => self.recipients = 0,
            "RCPT" => self.has_asked = true,
            _ => {}
        }
        Ok(line)
    }

    /// Greets, and answers as a relay usually does, until this command was read: a verb, or `.` for the
    /// content.
    async fn usual(&mut self, until: Option<&str>) -> io::Result<Next> {
        if !self.has_greeted {
            self.say(b"220 relay.test ESMTP\r\n");
        }
        loop {
            let line = self.command().await?;
            let (verb, rest) = line.split_once(' ').unwrap_or((&line, ""));
            let verb = verb.to_ascii_uppercase();
            if until == Some(verb.as_str()) {
                return Ok(Next::Step);
            }
            match verb.as_str() {
                "EHLO" => self.say(&self.extensions()),
                "AUTH" => self.say(b"235 2.7.0 welcome\r\n"),
                "STARTTLS" if self.offers_tls() => {
                    self.say(b"220 2.0.0 go ahead\r\n");
                    return Ok(Next::Tls);
                }
                "RCPT" => self.say(&self.reply_to(rest)),
                "DATA" if self.recipients == 0 => self.say(b"554 5.5.1 no valid recipients\r\n"),
                "DATA" => {
                    self.say(b"354 end with a line of one dot\r\n");
                    self.wire.content().await?;
                    if until == Some(".") {
                        return Ok(Next::Step);
                    }
                    self.accept();
                    self.say(b"250 2.0.0 accepted\r\n");
                }
                "HELO" | "MAIL" | "RSET" | "NOOP" => self.say(b"250 2.0.0 ok\r\n"),
                _ => self.say(b"502 5.5.1 not implemented\r\n"),
            }
        }
    }

    fn offers_tls(&self) -> bool {
        self.shared.script.has_tls && self.wire.is_plain()
    }

    fn extensions(&self) -> Vec<u8> {
        let tls = if self.offers_tls() { "250-STARTTLS\r\n" } else { "" };
        let size = "250 SIZE 10485760\r\n";
        format!("250-relay.test\r\n{tls}250-8BITMIME\r\n250-AUTH PLAIN\r\n250-PIPELINING\r\n{size}")
            .into_bytes()
    }

    /// The reply to RCPT for the address in `TO:<address>`.
    fn reply_to(&self, rest: &str) -> Vec<u8> {
        let refusals = &self.shared.script.refusals;
        let is_meant =
            |(address, _): &&(String, Vec<u8>)| address == "*" || rest.contains(&format!("<{address}>"));
        let reply = refusals.iter().find(is_meant).map(|(_, reply)| reply.clone());
        reply.unwrap_or_else(|| b"250 2.1.5 recipient ok\r\n".to_vec())
    }
}

/// Why the usual relay stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Next {
    /// The next step of the script is due.
    Step,
    /// TLS begins.
    Tls,
}
