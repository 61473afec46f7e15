//! A conversation of the relay that misbehaves at random.

use std::io;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use rand::rngs::StdRng;
use rand::{RngExt as _, SeedableRng as _};
use tokio::net::TcpStream;

use super::super::wire::Wire;
use super::form::form;
use super::{Accounts, GONE, lock};

/// How often it breaks off inside the content of one addressee. After three times a worker gives a mail up,
/// because it may have made three copies.
const BREAKS: usize = 2;
/// The first 6 of each 200 connections do not relay for us: each refuses an address, but none a second time,
/// because a worker gives up a mail that is refused again while others are accepted.
const DENIAL: (u64, u64) = (6, 200);
/// How long a reply that comes in two parts takes.
const PAUSE: Duration = Duration::from_millis(300);
/// How it refuses an address for now. The last one has two codes, which is no reply, or one for now.
const NOT_NOW: [&str; 5] = [
    "450 4.2.0 greylisted",
    "451 4.7.1 try again",
    "452 4.3.1 no room",
    "552 mailbox full",
    "250-2.1.5 perhaps\r\n451 4.3.0 or later",
];

/// What happens at a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mood {
    /// The step succeeds.
    Well,
    /// A refusal for now.
    Later,
    /// 421, and the end of the connection.
    Busy,
    /// The end of the connection, without a reply.
    Close,
    /// No reply, for good.
    Silence,
    /// A reply that is none.
    Nonsense,
    /// More than one reply at once.
    Early,
}

/// A connection and its state.
pub(super) struct Connection {
    wire: Wire,
    rng: StdRng,
    accounts: Arc<Mutex<Accounts>>,
    /// Whether it does not relay for us at the moment.
    denies: bool,
    /// Whether MAIL was accepted: a client that has PIPELINING sends RCPT without waiting for that.
    has_sender: bool,
    /// The addressee of the mail, if it was not refused.
    to: Option<String>,
}

impl Connection {
    /// A connection on which nothing was sent yet.
    pub(super) fn of(stream: TcpStream, number: u64, seed: u64, accounts: Arc<Mutex<Accounts>>) -> Self {
        Self {
            wire: Wire::of(stream),
            rng: StdRng::seed_from_u64((seed << 32) | number),
            accounts,
            denies: number % DENIAL.1 < DENIAL.0,
            has_sender: false,
            to: None,
        }
    }

    /// Answers until one of the two ends the connection, which is returned as an error.
    pub(super) async fn converse(mut self) -> io::Result<()> {
        self.step("220", "450 4.7.0 not now", b"250 hello\r\n").await?;
        loop {
            let line = self.wire.line().await?;
            let (verb, rest) = line.split_once([' ', ':']).unwrap_or((&line, ""));
            match verb.to_ascii_uppercase().as_str() {
                "EHLO" => self.hello().await?,
                "HELO" | "RSET" | "NOOP" => self.wire.say(b"250 ok\r\n"),
                "MAIL" => {
                    self.to = None;
                    self.has_sender = self.step("250", "451 4.3.0 later", b"").await?;
                }
                "RCPT" if !self.has_sender => self.wire.say(b"503 5.5.1 no sender\r\n"),
                "RCPT" => self.recipient(rest).await?,
                "DATA" if self.to.is_none() => self.wire.say(b"554 5.5.1 no valid recipients\r\n"),
                "DATA" => self.data().await?,
                "QUIT" => {
                    self.wire.say(b"221 bye\r\n");
                    return self.wire.hang_up().await;
                }
                _ => self.wire.say(b"502 5.5.1 not implemented\r\n"),
            }
        }
    }

    /// Draws what happens at a step. `early` is what may be sent too early there; nothing if it could not be
    /// told from a reply in its turn.
    fn mood(&mut self, early: &[u8]) -> Mood {
        match self.rng.random_range(0..1_000) {
            0..25 => Mood::Later,
            25..40 => Mood::Busy,
            40..55 => Mood::Close,
            55..56 => Mood::Silence,
            56..60 => Mood::Nonsense,
            60..70 if !early.is_empty() => Mood::Early,
            _ => Mood::Well,
        }
    }

    /// Replies to a step: with `good` in one of its forms, with `later`, or not at all. Returns whether the
    /// step succeeded.
    async fn step(&mut self, good: &str, later: &str, early: &[u8]) -> io::Result<bool> {
        let mood = self.mood(early);
        match mood {
            Mood::Well | Mood::Early => {
                self.reply(good).await?;
                if mood == Mood::Early {
                    self.wire.say(early);
                }
                Ok(true)
            }
            Mood::Later => {
                self.wire.say(format!("{later}\r\n").as_bytes());
                Ok(false)
            }
            _ => self.end(mood).await.map(|()| false),
        }
    }

    /// Ends the connection in a bad way.
    async fn end(&mut self, mood: Mood) -> io::Result<()> {
        match mood {
            Mood::Busy => self.wire.say(b"421 4.3.2 \xb7\xb1\xc3\xa6\r\n"),
            Mood::Nonsense => self.wire.say(b"what is this\r\n"),
            Mood::Silence => self.wire.ignore().await?,
            _ => {}
        }
        self.wire.flush().await?;
        Err(io::ErrorKind::ConnectionAborted.into())
    }

    /// Replies with this code. From time to time the second half of the reply comes later.
    async fn reply(&mut self, code: &str) -> io::Result<()> {
        let reply = form(&mut self.rng, code);
        let (first, second) = reply.split_at(reply.len() / 2);
        self.wire.say(first);
        if self.rng.random_bool(0.01) {
            self.wire.flush().await?;
            tokio::time::sleep(PAUSE).await;
        }
        self.wire.say(second);
        Ok(())
    }

    /// Announces some extensions, in any case.
    async fn hello(&mut self) -> io::Result<()> {
        let mood = self.mood(b"250");
        match mood {
            Mood::Well | Mood::Early => {}
            Mood::Later => {
                self.wire.say(b"502 5.5.1 what is EHLO\r\n");
                return Ok(());
            }
            _ => return self.end(mood).await,
        }
        self.wire.say(b"250-relay.test\r\n");
        for extension in ["PIPELINING", "8BITMIME", "SIZE 10485760", "SMTPUTF8", "X-Unknown \u{fffd} ="] {
            let line = match self.rng.random_range(0..4) {
                0 => continue,
                1 => extension.to_ascii_lowercase(),
                _ => extension.to_owned(),
            };
            self.wire.say(format!("250-{line}\r\n").as_bytes());
        }
        self.wire.say(b"250 HELP\r\n");
        if mood == Mood::Early {
            self.wire.say(b"250 ok\r\n250 ok\r\n354 go\r\n250 queued\r\n");
        }
        Ok(())
    }

    async fn recipient(&mut self, rest: &str) -> io::Result<()> {
        let inner = rest.split_once('<').and_then(|(_, inner)| inner.split_once('>'));
        let address = inner.map_or(rest, |(address, _)| address).to_owned();
        if address.starts_with(GONE) {
            lock(&self.accounts).entry(address).or_default().refused += 1;
            let texts = [&b"550 5.1.1 gone\r\n"[..], b"550-5.1.1 \xb2\xbb\r\n550 5.1.1 \xd4\xda\r\n"];
            self.wire.say(texts[self.rng.random_range(0..2)]);
            return Ok(());
        }
        if self.denies && self.is_first_denial(&address) {
            self.wire.say(b"554 5.7.1 relay access denied\r\n");
            return Ok(());
        }
        let mood = self.mood(b"");
        if mood == Mood::Later {
            let text = NOT_NOW[self.rng.random_range(0..NOT_NOW.len())];
            self.wire.say(format!("{text}\r\n").as_bytes());
            return Ok(());
        }
        if mood != Mood::Well {
            return self.end(mood).await;
        }
        let code = if self.rng.random_bool(0.1) { "251" } else { "250" };
        self.reply(code).await?;
        self.to = Some(address);
        Ok(())
    }

    fn is_first_denial(&self, address: &str) -> bool {
        let mut accounts = lock(&self.accounts);
        let dealings = accounts.entry(address.to_owned()).or_default();
        !std::mem::replace(&mut dealings.was_denied, true)
    }

    /// Asks for the content, and accepts it or not.
    async fn data(&mut self) -> io::Result<()> {
        let Some(to) = self.to.take() else { return Ok(()) };
        self.has_sender = false;
        let mood = self.mood(b"250");
        match mood {
            Mood::Well => {}
            Mood::Early => {
                // A client that sends a mail after this has read a confirmation that is none: it is refused.
                self.wire.say(b"354 go\r\n250 2.0.0 queued\r\n");
                self.wire.content().await?;
                self.wire.say(b"451 4.3.0 later\r\n");
                return Ok(());
            }
            Mood::Later => {
                let text: &[u8] = if self.rng.random_bool(0.5) { b"451 later\r\n" } else { b"250 ok\r\n" };
                self.wire.say(text);
                return Ok(());
            }
            _ => return self.end(mood).await,
        }
        self.reply("354").await?;
        let may_break = lock(&self.accounts).entry(to.clone()).or_default().breaks < BREAKS;
        if may_break && self.rng.random_bool(0.02) {
            self.wire.line().await?; // a part of the content
            lock(&self.accounts).entry(to).or_default().breaks += 1;
            return Err(io::ErrorKind::ConnectionAborted.into());
        }
        self.wire.content().await?;
        match self.mood(b"") {
            Mood::Later => {
                self.wire.say(b"451 4.3.0 later\r\n");
                Ok(())
            }
            Mood::Busy => self.end(Mood::Busy).await,
            Mood::Well | Mood::Early => self.accept(to).await,
            mood if may_break => {
                // Without a reply, with the copy or without it.
                let has_it = self.rng.random_bool(0.5);
                {
                    let mut dealings = lock(&self.accounts);
                    let dealings = dealings.entry(to).or_default();
                    dealings.breaks += 1;
                    dealings.copies.extend(has_it.then_some(false));
                }
                self.end(mood).await
            }
            _ => self.accept(to).await,
        }
    }

    /// Accepts the mail, and says so.
    async fn accept(&mut self, to: String) -> io::Result<()> {
        let index = {
            let mut accounts = lock(&self.accounts);
            let copies = &mut accounts.entry(to.clone()).or_default().copies;
            copies.push(true);
            copies.len() - 1
        };
        let said = match self.reply("250").await {
            Ok(()) => self.wire.flush().await,
            failed => failed,
        };
        if said.is_err()
            && let Some(dealings) = lock(&self.accounts).get_mut(&to)
        {
            dealings.copies[index] = false;
        }
        said?;
        if self.rng.random_bool(0.1) {
            return Err(io::ErrorKind::ConnectionAborted.into());
        }
        Ok(())
    }
}
