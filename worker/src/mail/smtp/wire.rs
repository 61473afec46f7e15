//! A connection to a relay: writes commands, reads replies, and notices what was sent out of turn.
//!
//! Each step is one write. Both buffers are reused from step to step and from mail to mail. Nothing here has
//! a time limit, and nothing here knows what a command means.

use std::{io, time::Duration};

use futures_util::FutureExt;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    task::unconstrained,
    time::timeout,
};
use tokio_rustls::client::TlsStream;
use tokio_util::either::Either;

use super::{
    reader::{Reader, Said},
    relay::Tls,
    reply::{Answer, Reply},
};

/// How much is read at once.
const BLOCK: usize = 4096;
/// How long to wait for the rest of what a relay has begun to say out of turn.
const LAST_WORD: Duration = Duration::from_secs(1);

/// A connection in plain text, or under TLS.
type Stream = Either<TcpStream, Box<TlsStream<TcpStream>>>;

/// A connection, and what was read from it and not used yet.
pub(super) struct Wire {
    stream: Stream,
    reader: Reader,
    unread: Vec<u8>,
    outgoing: Vec<u8>,
}

impl Wire {
    pub(super) fn new(stream: TcpStream) -> Self {
        Self::of(Either::Left(stream))
    }

    fn of(stream: Stream) -> Self {
        Self { stream, reader: Reader::default(), unread: Vec::new(), outgoing: Vec::new() }
    }

    /// Continues under TLS. With STARTTLS call [`Self::must_be_quiet`] first: everything that was sent in plain
    /// text may come from anyone, and must not be read as an answer inside TLS (RFC 3207 §4.2).
    pub(super) async fn encrypt(self, tls: &Tls) -> Result<Self, Answer> {
        let Either::Left(stream) = self.stream else { return Err(Answer::Breach) };
        let stream = tls.connector.connect(tls.name.clone(), stream).await.map_err(|error| of_tls(&error))?;
        Ok(Self::of(Either::Right(Box::new(stream))))
    }

    /// The address of this end of the connection.
    pub(super) fn local_address(&self) -> io::Result<std::net::SocketAddr> {
        match &self.stream {
            Either::Left(stream) => stream.local_addr(),
            Either::Right(stream) => stream.get_ref().0.local_addr(),
        }
    }

    /// Fails if the relay has sent anything since its last reply, or has closed the connection. To be called
    /// before each command.
    pub(super) fn must_be_quiet(&mut self) -> Result<(), Answer> {
        while self.unread.len() < BLOCK {
            // Unconstrained, because a task that has used up its turn would see nothing there.
            match unconstrained(self.fill()).now_or_never() {
                Some(Ok(())) => {}
                Some(Err(_)) if self.unread.is_empty() => return Err(Answer::Broken),
                None | Some(Err(_)) => break,
            }
        }
        match self.unread.as_slice() {
            [] => Ok(()),
            // The one reply that a relay may give unasked (RFC 5321 §3.8): it is about to hang up.
            [b'4', b'2', b'1', ..] => Err(Answer::Reply(Reply { code: 421, enhanced: None })),
            _ => Err(Answer::Breach),
        }
    }

    /// Reads one reply.
    pub(super) async fn read_reply(&mut self) -> Result<Said, Answer> {
        loop {
            let (taken, said) = self.reader.take(&self.unread)?;
            self.unread.drain(..taken);
            if let Some(said) = said {
                return Ok(said);
            }
            self.fill().await.map_err(|_| Answer::Broken)?;
        }
    }

    /// Reads what is there. An end is an error.
    async fn fill(&mut self) -> io::Result<()> {
        self.unread.reserve(BLOCK);
        match self.stream.read_buf(&mut self.unread).await? {
            0 => Err(io::ErrorKind::UnexpectedEof.into()),
            _ => Ok(()),
        }
    }

    /// Writes commands, of which these are the parts, and reads the reply to the first. It is a breach if the
    /// relay has sent anything before.
    pub(super) async fn ask(&mut self, parts: &[&str]) -> Result<Said, Answer> {
        self.must_be_quiet()?;
        match self.write(parts).await {
            Ok(()) => self.read_reply().await,
            Err(answer) => Err(self.last_word().await.unwrap_or(answer)),
        }
    }

    /// The refusal with which the relay has ended the conversation before it was its turn, if it sent one.
    async fn last_word(&mut self) -> Option<Answer> {
        let said = timeout(LAST_WORD, self.read_reply()).await.ok()?.ok()?;
        // A success is no answer to what was not sent.
        (said.reply.code >= 400).then_some(Answer::Reply(said.reply))
    }

    async fn write(&mut self, parts: &[&str]) -> Result<(), Answer> {
        self.outgoing.clear();
        for part in parts {
            self.outgoing.extend_from_slice(part.as_bytes());
        }
        let written = async {
            self.stream.write_all(&self.outgoing).await?;
            self.stream.flush().await // TLS buffers small records
        };
        written.await.map_err(|_: io::Error| Answer::Broken)
    }

    /// Writes a mail and the final dot. Each block that the connection takes has `limit`. Of what the relay
    /// says before it has the dot, only a refusal is an answer.
    pub(super) async fn write_mail(&mut self, mail: &[u8], limit: Duration) -> Result<(), Answer> {
        let mut outgoing = std::mem::take(&mut self.outgoing);
        outgoing.clear();
        stuff(mail, &mut outgoing);
        let written = self.write_blocks(&outgoing, limit).await;
        self.outgoing = outgoing;
        match written {
            Err(answer @ (Answer::Broken | Answer::Breach)) => Err(self.last_word().await.unwrap_or(answer)),
            written => written,
        }
    }

    async fn write_blocks(&mut self, mut left: &[u8], limit: Duration) -> Result<(), Answer> {
        while !left.is_empty() {
            self.must_be_quiet()?;
            match timeout(limit, self.stream.write(left)).await {
                Ok(Ok(written @ 1..)) => left = &left[written..],
                Ok(Ok(0) | Err(_)) => return Err(Answer::Broken),
                Err(_) => return Err(Answer::Silence),
            }
        }
        let flushed = timeout(limit, self.stream.flush()).await;
        flushed.map_err(|_| Answer::Silence)?.map_err(|_| Answer::Broken)
    }
}

/// Appends a mail with the final dot. A line that begins with a dot gets another one (RFC 5321 §4.5.2).
fn stuff(mail: &[u8], out: &mut Vec<u8>) {
    out.reserve(mail.len() + 64);
    for line in mail.split_inclusive(|byte| *byte == b'\n') {
        if line.first() == Some(&b'.') {
            out.push(b'.');
        }
        out.extend_from_slice(line);
    }
    if !mail.is_empty() && !mail.ends_with(b"\r\n") {
        out.extend_from_slice(b"\r\n");
    }
    out.extend_from_slice(b".\r\n");
}

/// Whether a handshake failed because of the relay's certificate.
fn of_tls(error: &io::Error) -> Answer {
    let cause = error.get_ref().and_then(|cause| cause.downcast_ref::<tokio_rustls::rustls::Error>());
    match cause {
        Some(tokio_rustls::rustls::Error::InvalidCertificate(_)) => Answer::Untrusted,
        _ => Answer::Broken,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_that_begins_with_a_dot_gets_another_one() {
        for (mail, sent) in [
            ("a\r\nb\r\n", "a\r\nb\r\n.\r\n"),
            (".a\r\n..\r\n.\r\n", "..a\r\n...\r\n..\r\n.\r\n"),
            ("no line end", "no line end\r\n.\r\n"),
            ("a.\r\nb", "a.\r\nb\r\n.\r\n"),
            ("", ".\r\n"),
        ] {
            let mut out = Vec::new();
            stuff(mail.as_bytes(), &mut out);
            assert_eq!(String::from_utf8_lossy(&out), sent);
        }
    }
}
