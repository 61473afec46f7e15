//! A mailbox that is served by IMAP, as far as `worker bounce` uses it, and a server that hangs.

use std::io;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

/// The user and the password of the mailbox, as in a URL.
pub(crate) const LOGIN: &str = "bounce:secret";

/// What a server does instead of an answer, from a command on.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Hang {
    /// Nothing.
    Silence,
    /// It sends a line each second that nobody asked for.
    Babble,
}

/// A mailbox and its server.
#[derive(Clone, Default)]
pub(crate) struct ImapMailbox(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    /// Each mail, and whether it was seen.
    mails: Vec<(String, bool)>,
    heard: Vec<String>,
    is_read_only: bool,
    hang: Option<(&'static str, Hang)>,
}

impl ImapMailbox {
    /// A mailbox with these mails, none of them seen.
    pub(crate) fn with(mails: impl IntoIterator<Item = String>) -> Self {
        let mailbox = Self::default();
        mailbox.lock().mails = mails.into_iter().map(|mail| (mail, false)).collect();
        mailbox
    }

    /// From now on, mails stay unseen.
    pub(crate) fn make_read_only(&self) {
        self.lock().is_read_only = true;
    }

    /// From now on, the server hangs at this command, or at the `GREETING`.
    pub(crate) fn hang_at(&self, command: &'static str, hang: Hang) {
        self.lock().hang = Some((command, hang));
    }

    /// Every command that it was sent, without the tag.
    pub(crate) fn heard(&self) -> Vec<String> {
        self.lock().heard.clone()
    }

    /// How many mails are not seen.
    pub(crate) fn unseen(&self) -> usize {
        self.lock().mails.iter().filter(|(_, is_seen)| !is_seen).count()
    }

    /// Serves it under TLS. Returns the port.
    pub(crate) async fn listen(&self, tls: TlsAcceptor) -> u16 {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let (port, mailbox) = (listener.local_addr().expect("an address").port(), self.clone());
        #[expect(
            clippy::disallowed_methods,
            reason = "the server runs beside the story and ends with its runtime"
        )]
        tokio::spawn(async move {
            loop {
                let (stream, _) = listener.accept().await.expect("a connection");
                // A client that does not trust the certificate ends the handshake.
                if let Ok(stream) = tls.accept(stream).await {
                    mailbox.serve(stream).await;
                }
            }
        });
        port
    }

    /// Serves it to one client, until that hangs up.
    pub(crate) async fn serve(&self, stream: impl AsyncRead + AsyncWrite) {
        // A client may hang up at any time.
        let _ = self.talk(stream).await;
    }

    async fn talk(&self, stream: impl AsyncRead + AsyncWrite) -> io::Result<()> {
        let (reading, mut writing) = tokio::io::split(stream);
        let mut lines = BufReader::new(reading).lines();
        self.maybe_hang("GREETING", &mut writing).await?;
        writing.write_all(b"* OK ready\r\n").await?;
        writing.flush().await?;
        while let Some(line) = lines.next_line().await? {
            let (tag, command) = line.split_once(' ').unwrap_or((&line, ""));
            self.lock().heard.push(command.to_owned());
            self.maybe_hang(command, &mut writing).await?;
            let (answer, end) = self.answer(command);
            writing.write_all(format!("{answer}{tag} {end}\r\n").as_bytes()).await?;
            writing.flush().await?;
        }
        Ok(())
    }

    async fn maybe_hang(&self, command: &str, writing: &mut (impl AsyncWrite + Unpin)) -> io::Result<()> {
        let hang = self.lock().hang.filter(|(at, _)| command.starts_with(at));
        match hang {
            None => Ok(()),
            Some((_, Hang::Silence)) => std::future::pending().await,
            Some((_, Hang::Babble)) => loop {
                writing.write_all(b"* 1 EXISTS\r\n").await?;
                writing.flush().await?;
                tokio::time::sleep(Duration::from_secs(1)).await;
            },
        }
    }

    /// What it answers to a command: data, and the end of the line with the tag.
    fn answer(&self, command: &str) -> (String, &'static str) {
        const OK: &str = "OK done";
        let mut state = self.lock();
        let words: Vec<_> = command.split(' ').collect();
        let index = words.get(2).and_then(|uid| uid.parse::<usize>().ok()).unwrap_or(1) - 1;
        match words[..] {
            ["LOGIN", "\"bounce\"", "\"secret\""] => (String::new(), OK),
            ["SELECT", "\"INBOX\""] => (format!("* {} EXISTS\r\n", state.mails.len()), OK),
            ["UID", "SEARCH", "UNSEEN"] => {
                let unseen = state.mails.iter().zip(1..).filter(|((_, is_seen), _)| !is_seen);
                let unseen = unseen.fold(String::new(), |list, (_, uid)| list + " " + &uid.to_string());
                (format!("* SEARCH{unseen}\r\n"), OK)
            }
            ["UID", "FETCH", uid, _, part] => {
                let most = part.trim_matches(|c: char| !c.is_ascii_digit()).split('.').next_back();
                let most: usize = most.and_then(|most| most.parse().ok()).expect("a number of bytes");
                let raw = &state.mails[index].0;
                let raw = &raw[..most.min(raw.len())];
                (format!("* {uid} FETCH (UID {uid} BODY[]<0> {{{}}}\r\n{raw})\r\n", raw.len()), OK)
            }
            ["UID", "STORE", _, "+FLAGS", "(\\Seen)"] if state.is_read_only => (String::new(), OK),
            ["UID", "STORE", uid, "+FLAGS", "(\\Seen)"] => {
                state.mails[index].1 = true;
                (format!("* {uid} FETCH (UID {uid} FLAGS (\\Seen))\r\n"), OK)
            }
            ["LOGOUT"] => ("* BYE see you\r\n".to_owned(), OK),
            _ => (String::new(), "NO no"),
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().expect("not poisoned")
    }
}
