//! A relay with a journal: every mail that was begun, on which port, and how it ended.
//!
//! Each worker process uses a different port (door), so the journal shows which process sent a copy. The
//! relay can be slow, refuse for now, and hold conversations before the mail. It never forwards a mail and
//! never judges one.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::io;
use std::net::Ipv4Addr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::Instant;
use uuid::Uuid;

/// A conversation that reached DATA.
#[derive(Clone, Debug)]
pub(crate) struct Begun {
    /// The door (port) that was used.
    pub(crate) door: usize,
    pub(crate) connected_at: Instant,
    /// The mail's id, once its header was read.
    pub(crate) message: Option<Uuid>,
    /// When the relay accepted it.
    pub(crate) accepted_at: Option<Instant>,
    /// A hash of the accepted content.
    pub(crate) bytes: u64,
    /// Whether the client disappeared after `DATA`, because it died or was cut off.
    pub(crate) cut: bool,
}

/// How the relay behaves.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Temper {
    /// The longest that it delays a mail inside DATA.
    pub(crate) slow: Duration,
    /// One conversation in this many is refused for now; 0 for none.
    pub(crate) later: usize,
}

/// The relay; stopped when dropped, with all its conversations.
pub(crate) struct Relay {
    shared: Arc<Shared>,
    doors: Mutex<JoinSet<()>>,
}

struct Shared {
    temper: Temper,
    journal: Mutex<Vec<Begun>>,
    accepted: watch::Sender<usize>,
    conversations: watch::Sender<usize>,
    /// Whether conversations are held, and how many are: before the reply to MAIL, or after a mail was
    /// accepted and before the reply.
    before: Gate,
    after: Gate,
}

#[derive(Default)]
struct Gate {
    held: watch::Sender<bool>,
    waiting: watch::Sender<usize>,
}

impl Relay {
    /// A relay without doors.
    pub(crate) fn new(temper: Temper) -> Self {
        let shared = Shared {
            temper,
            journal: Mutex::default(),
            accepted: watch::Sender::new(0),
            conversations: watch::Sender::new(0),
            before: Gate::default(),
            after: Gate::default(),
        };
        Self { shared: Arc::new(shared), doors: Mutex::default() }
    }

    /// Opens another door, and returns its number and its URL.
    pub(crate) async fn open_door(&self) -> (usize, String) {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a free port");
        let url = format!("smtp://{}", listener.local_addr().expect("a bound address"));
        let mut doors = lock(&self.doors);
        let door = doors.len();
        doors.spawn(listen(listener, door, Arc::clone(&self.shared)));
        (door, url)
    }

    /// The mails begun so far, oldest first.
    pub(crate) fn journal(&self) -> Vec<Begun> {
        lock(&self.shared.journal).clone()
    }

    /// How many mails were accepted so far, including copies.
    pub(crate) fn accepted(&self) -> usize {
        *self.shared.accepted.borrow()
    }

    /// Waits until this many were accepted.
    pub(crate) async fn wait_for(&self, count: usize) {
        let mut accepted = self.shared.accepted.subscribe();
        accepted.wait_for(|accepted| *accepted >= count).await.expect("the relay lasts");
    }

    /// Holds conversations before the mail, or lets them continue.
    pub(crate) fn hold(&self, held: bool) {
        self.shared.before.held.send_replace(held);
    }

    /// Waits until this many conversations are held before the mail.
    pub(crate) async fn wait_for_waiting(&self, count: usize) {
        let mut waiting = self.shared.before.waiting.subscribe();
        waiting.wait_for(|waiting| *waiting >= count).await.expect("the relay lasts");
    }

    /// Accepts mails without replying, or lets the replies go out.
    pub(crate) fn hold_answers(&self, held: bool) {
        self.shared.after.held.send_replace(held);
    }

    /// Waits until this many conversations wait for such a reply.
    pub(crate) async fn wait_for_unanswered(&self, count: usize) {
        let mut waiting = self.shared.after.waiting.subscribe();
        waiting.wait_for(|waiting| *waiting >= count).await.expect("the relay lasts");
    }
}

impl Gate {
    /// Waits while the gate is shut and the client is connected.
    async fn wait(&self, client: &TcpStream) -> io::Result<()> {
        let mut held = self.held.subscribe();
        if !*held.borrow_and_update() {
            return Ok(());
        }
        self.waiting.send_modify(|waiting| *waiting += 1);
        let mut nothing = [0];
        let left = tokio::select! {
            _ = held.wait_for(|held| !*held) => false,
            _ = client.peek(&mut nothing) => true, // it may send something only after our reply
        };
        self.waiting.send_modify(|waiting| *waiting -= 1);
        if left { Err(io::ErrorKind::UnexpectedEof.into()) } else { Ok(()) }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

async fn listen(listener: TcpListener, door: usize, shared: Arc<Shared>) {
    let mut conversations = JoinSet::new();
    loop {
        tokio::select! {
            Ok((stream, _)) = listener.accept() => {
                let mut number = 0;
                shared.conversations.send_modify(|count| { *count += 1; number = *count; });
                let mut conversation = Conversation {
                    stream: BufReader::new(stream),
                    shared: Arc::clone(&shared),
                    door,
                    number,
                    connected_at: Instant::now(),
                };
                conversations.spawn(async move { conversation.converse().await });
            }
            Some(_) = conversations.join_next() => {}
        }
    }
}

struct Conversation {
    stream: BufReader<TcpStream>,
    shared: Arc<Shared>,
    door: usize,
    number: usize,
    connected_at: Instant,
}

impl Conversation {
    /// Replies until either side hangs up.
    async fn converse(&mut self) -> io::Result<()> {
        self.say("220 relay.test ESMTP").await?;
        loop {
            let line = self.line().await?;
            let line = String::from_utf8_lossy(&line).trim_end().to_ascii_uppercase();
            match line.split(' ').next().unwrap_or_default() {
                "EHLO" => self.say("250-relay.test\r\n250-8BITMIME\r\n250 SMTPUTF8").await?,
                "MAIL" => {
                    self.shared.before.wait(self.stream.get_ref()).await?;
                    let later = self.shared.temper.later;
                    let is_later = later > 0 && self.number.is_multiple_of(later);
                    self.say(if is_later { "451 4.7.1 later" } else { "250 ok" }).await?;
                }
                "DATA" => self.data().await?,
                "QUIT" => return self.say("221 bye").await,
                _ => self.say("250 ok").await?,
            }
        }
    }

    /// Receives a mail, and records each step before replying.
    async fn data(&mut self) -> io::Result<()> {
        let entry = {
            let mut journal = lock(&self.shared.journal);
            journal.push(Begun {
                door: self.door,
                connected_at: self.connected_at,
                message: None,
                accepted_at: None,
                bytes: 0,
                cut: true, // until it has sent more
            });
            journal.len() - 1
        };
        let note = |shared: &Shared, change: &dyn Fn(&mut Begun)| {
            if let Some(begun) = lock(&shared.journal).get_mut(entry) {
                change(begun);
            }
        };
        self.say("354 go on").await?;
        let mut hasher = DefaultHasher::new();
        loop {
            let line = self.line().await?;
            if line == b".\r\n" {
                break;
            }
            line.hash(&mut hasher);
            if let Some(message) = message_id(&line) {
                note(&self.shared, &|begun| begun.message = Some(message));
            }
        }
        let bytes = hasher.finish();
        // Spread evenly over the time that it may take, and the same in each run.
        let share = u32::try_from(self.number * 37 % 100).unwrap_or_default();
        tokio::time::sleep(self.shared.temper.slow * share / 100).await;
        note(&self.shared, &|begun| {
            begun.accepted_at = Some(Instant::now());
            begun.bytes = bytes;
        });
        self.shared.accepted.send_modify(|accepted| *accepted += 1);
        self.shared.after.wait(self.stream.get_ref()).await?;
        self.say("250 accepted").await?;
        self.stream.fill_buf().await.and_then(|said| match said {
            [] => Err(io::ErrorKind::UnexpectedEof.into()),
            _ => Ok(()),
        })?;
        note(&self.shared, &|begun| begun.cut = false);
        Ok(())
    }

    async fn say(&mut self, answer: &str) -> io::Result<()> {
        self.stream.write_all(format!("{answer}\r\n").as_bytes()).await
    }

    async fn line(&mut self) -> io::Result<Vec<u8>> {
        let mut line = Vec::new();
        match self.stream.read_until(b'\n', &mut line).await? {
            0 => Err(io::ErrorKind::UnexpectedEof.into()),
            _ => Ok(line),
        }
    }
}

/// The id in a line `Message-ID: <id@domain>`.
fn message_id(line: &[u8]) -> Option<Uuid> {
    let line = std::str::from_utf8(line).ok()?;
    let (name, value) = line.split_once(": <")?;
    let is_header = name.eq_ignore_ascii_case("message-id");
    is_header.then(|| value.split('@').next()?.parse().ok()).flatten()
}
