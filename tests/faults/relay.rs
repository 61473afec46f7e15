//! A relay that keeps a journal: of every mail that was begun, through which door, and how it ended.
//!
//! Each worker process is given a door (a port) of its own, so that the journal tells whose copy a copy
//! is. The relay can be slow, can ask to try later, and can hold everyone before the mail; it never passes
//! a mail on and never judges one.

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

/// A conversation that came as far as DATA.
#[derive(Clone, Debug)]
pub(crate) struct Begun {
    /// The door that it came through.
    pub(crate) door: usize,
    /// When the client connected.
    pub(crate) connected_at: Instant,
    /// The mail's number, once its header was read.
    pub(crate) message: Option<Uuid>,
    /// When the relay took responsibility for it.
    pub(crate) accepted_at: Option<Instant>,
    /// A hash of the mail that was accepted.
    pub(crate) bytes: u64,
    /// Whether the client left without another word after `DATA`: it died, or was cut off.
    pub(crate) cut: bool,
}

/// How the relay behaves.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Temper {
    /// It lets each mail wait so long inside DATA, at most.
    pub(crate) slow: Duration,
    /// One conversation in so many is asked to try later; none if 0.
    pub(crate) later: usize,
}

/// The relay; everything of it ends when it is dropped.
pub(crate) struct Relay {
    shared: Arc<Shared>,
    doors: Mutex<JoinSet<()>>,
}

struct Shared {
    temper: Temper,
    journal: Mutex<Vec<Begun>>,
    accepted: watch::Sender<usize>,
    conversations: watch::Sender<usize>,
    /// Whether conversations wait, and how many do: before MAIL is answered, or when the mail is the relay's
    /// own and nobody was told yet.
    before: Gate,
    after: Gate,
}

#[derive(Default)]
struct Gate {
    held: watch::Sender<bool>,
    waiting: watch::Sender<usize>,
}

impl Relay {
    /// One without a door.
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

    /// Opens one more door; returns its number and its URL.
    pub(crate) async fn open_door(&self) -> (usize, String) {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a free port");
        let url = format!("smtp://{}", listener.local_addr().expect("a bound address"));
        let mut doors = lock(&self.doors);
        let door = doors.len();
        doors.spawn(listen(listener, door, Arc::clone(&self.shared)));
        (door, url)
    }

    /// What was begun so far, oldest first.
    pub(crate) fn journal(&self) -> Vec<Begun> {
        lock(&self.shared.journal).clone()
    }

    /// How many mails were accepted so far, copies included.
    pub(crate) fn accepted(&self) -> usize {
        *self.shared.accepted.borrow()
    }

    /// Waits until so many were accepted.
    pub(crate) async fn wait_for(&self, count: usize) {
        let mut accepted = self.shared.accepted.subscribe();
        accepted.wait_for(|accepted| *accepted >= count).await.expect("the relay lasts");
    }

    /// Lets conversations wait before the mail, or lets them go on.
    pub(crate) fn hold(&self, held: bool) {
        self.shared.before.held.send_replace(held);
    }

    /// Waits until so many conversations wait.
    pub(crate) async fn wait_for_waiting(&self, count: usize) {
        let mut waiting = self.shared.before.waiting.subscribe();
        waiting.wait_for(|waiting| *waiting >= count).await.expect("the relay lasts");
    }

    /// Accepts mails and does not say so, or says so at last.
    pub(crate) fn hold_answers(&self, held: bool) {
        self.shared.after.held.send_replace(held);
    }

    /// Waits until so many conversations wait for that.
    pub(crate) async fn wait_for_unanswered(&self, count: usize) {
        let mut waiting = self.shared.after.waiting.subscribe();
        waiting.wait_for(|waiting| *waiting >= count).await.expect("the relay lasts");
    }
}

impl Gate {
    /// Waits as long as it is shut, or the client is there.
    async fn wait(&self, client: &TcpStream) -> io::Result<()> {
        let mut held = self.held.subscribe();
        if !*held.borrow_and_update() {
            return Ok(());
        }
        self.waiting.send_modify(|waiting| *waiting += 1);
        let mut nothing = [0];
        let left = tokio::select! {
            _ = held.wait_for(|held| !*held) => false,
            _ = client.peek(&mut nothing) => true, // it may only speak after our answer
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
    /// Talks until either side hangs up.
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

    /// Takes a mail, and notes each step before it is answered.
    async fn data(&mut self) -> io::Result<()> {
        let entry = {
            let mut journal = lock(&self.shared.journal);
            journal.push(Begun {
                door: self.door,
                connected_at: self.connected_at,
                message: None,
                accepted_at: None,
                bytes: 0,
                cut: true, // until it has said more
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

/// The number in a line `Message-ID: <number@domain>`.
fn message_id(line: &[u8]) -> Option<Uuid> {
    let line = std::str::from_utf8(line).ok()?;
    let (name, value) = line.split_once(": <")?;
    let is_header = name.eq_ignore_ascii_case("message-id");
    is_header.then(|| value.split('@').next()?.parse().ok()).flatten()
}
