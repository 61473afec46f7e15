//! One conversation of the relay: the client's commands, the usual replies, and the scripted ones in their
//! place.

use std::io;
use std::sync::Arc;

use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::TcpStream;
use tokio_rustls::{TlsAcceptor, server::TlsStream};
use tokio_util::either::Either;

use super::{Accepted, Heard, Reply, Shared, Step, Tls};

/// A connection in plain text, or under TLS.
type Stream = Either<TcpStream, TlsStream<TcpStream>>;

/// How a part of a conversation ends if neither side hangs up.
enum End {
    /// The client sent QUIT.
    Quit,
    /// The client sent STARTTLS, and the relay offers it.
    StartTls(TlsAcceptor),
}

/// A connection and its state.
pub(super) struct Connection {
    stream: BufReader<Stream>,
    shared: Arc<Shared>,
    /// The envelope since `MAIL FROM`: sender and recipients.
    mail: Option<(String, Vec<String>)>,
}

impl Connection {
    /// A connection on which nothing was sent yet.
    pub(super) fn of(stream: TcpStream, shared: Arc<Shared>) -> Self {
        Self { stream: BufReader::new(Either::Left(stream)), shared, mail: None }
    }

    /// Answers until either side hangs up, which is returned as an error.
    pub(super) async fn converse(mut self) -> io::Result<()> {
        if let Tls::FromTheFirstByte(acceptor) = self.shared.tls.clone() {
            self = self.encrypted(&acceptor).await?;
        }
        if !self.answer(Step::Greeting, "220 relay.test ESMTP").await? {
            return Ok(());
        }
        while let End::StartTls(acceptor) = self.talk().await? {
            self = self.encrypted(&acceptor).await?;
        }
        Ok(())
    }

    /// The same connection under TLS, in its initial state. What was sent before in plain text is discarded,
    /// because anyone could have sent it.
    async fn encrypted(self, acceptor: &TlsAcceptor) -> io::Result<Self> {
        match (self.stream.buffer().is_empty(), self.stream.into_inner()) {
            (true, Either::Left(stream)) => {
                let stream = BufReader::new(Either::Right(acceptor.accept(stream).await?));
                Ok(Self { stream, shared: self.shared, mail: None })
            }
            _ => Err(io::ErrorKind::InvalidData.into()),
        }
    }

    fn is_plain(&self) -> bool {
        matches!(self.stream.get_ref(), Either::Left(_))
    }

    /// Answers commands until the client sends QUIT or STARTTLS.
    async fn talk(&mut self) -> io::Result<End> {
        loop {
            let line = self.line().await?;
            let line = String::from_utf8_lossy(&line).trim_end().to_owned();
            self.shared.heard().push(Heard { line: line.clone(), is_plain: self.is_plain() });
            let (verb, rest) = line.split_once(' ').unwrap_or((&line, ""));
            match (verb.to_ascii_uppercase().as_str(), &self.mail) {
                ("EHLO", _) => {
                    self.mail = None;
                    // AUTH is announced before TLS, too: the client must know by itself to encrypt first.
                    let tls = self.start_tls().map_or("", |_| "250-STARTTLS\r\n");
                    let extensions = format!(
                        "250-relay.test\r\n250-8BITMIME\r\n{tls}250-AUTH PLAIN LOGIN\r\n250 PIPELINING"
                    );
                    self.answer(Step::Ehlo, &extensions).await?;
                }
                ("HELO", _) => {
                    self.mail = None;
                    self.answer(Step::Ehlo, "250 relay.test").await?;
                }
                ("AUTH", None) => drop(self.answer(Step::Auth, "235 2.7.0 welcome").await?),
                ("MAIL", None) => {
                    if self.answer(Step::Mail, "250 2.1.0 sender ok").await? {
                        self.mail = Some((address(rest), Vec::new()));
                    }
                }
                ("RCPT", Some(_)) => {
                    let taken = self.answer(Step::Rcpt, "250 2.1.5 recipient ok").await?;
                    if let (true, Some((_, to))) = (taken, &mut self.mail) {
                        to.push(address(rest));
                    }
                }
                ("DATA", Some((_, to))) if !to.is_empty() => self.data().await?,
                ("STARTTLS", _) => match self.start_tls() {
                    Some(acceptor) => {
                        self.say("220 2.0.0 go ahead").await?;
                        return Ok(End::StartTls(acceptor));
                    }
                    None => self.say("502 5.5.1 not implemented").await?,
                },
                ("RSET", _) => {
                    self.mail = None;
                    self.say("250 2.0.0 forgotten").await?;
                }
                ("NOOP", _) => self.say("250 2.0.0 ok").await?,
                ("QUIT", _) => {
                    self.say("221 2.0.0 bye").await?;
                    return Ok(End::Quit);
                }
                ("MAIL" | "RCPT" | "DATA", _) => self.say("503 5.5.1 bad sequence of commands").await?,
                _ => self.say("502 5.5.1 not implemented").await?,
            }
        }
    }

    /// The TLS configuration, if STARTTLS can be used now.
    fn start_tls(&self) -> Option<TlsAcceptor> {
        match &self.shared.tls {
            Tls::Offered(acceptor) if self.is_plain() => Some(acceptor.clone()),
            _ => None,
        }
    }

    /// Receives the content, and keeps it unless the script refuses it.
    async fn data(&mut self) -> io::Result<()> {
        if !self.answer(Step::Data, "354 end with a line of one dot").await? {
            self.mail = None;
            return Ok(());
        }
        let (mut raw, mut begun) = (Vec::new(), false);
        loop {
            let line = self.line().await?;
            let fresh = raw.is_empty() || raw.ends_with(b"\r\n");
            match line.strip_prefix(b".") {
                Some(b"\r\n") if fresh => break,
                Some(rest) if fresh => raw.extend_from_slice(rest),
                _ => raw.extend_from_slice(&line),
            }
            if !begun && let Some(reply) = self.shared.at(Step::InData).await {
                return self.act(reply).await.map(drop);
            }
            begun = true;
        }
        let (from, to) = self.mail.take().unwrap_or_default();
        let usual = match self.shared.at(Step::EndOfData).await {
            Some(reply) if !matches!(reply, Reply::Code(200..300, _)) => {
                return self.act(reply).await.map(drop);
            }
            Some(Reply::Code(code, text)) => format!("{code} {text}"),
            _ => "250 2.0.0 accepted".to_owned(),
        };
        let mail = Accepted { from, to, raw };
        self.shared.accepted.send_modify(|accepted| accepted.push(mail));
        self.say(&usual).await
    }

    /// Replies to a step as scripted, or as usual. Returns whether the step succeeded.
    async fn answer(&mut self, step: Step, usual: &str) -> io::Result<bool> {
        match self.shared.at(step).await {
            Some(reply) => self.act(reply).await,
            None => self.say(usual).await.map(|()| true),
        }
    }

    async fn act(&mut self, reply: Reply) -> io::Result<bool> {
        match reply {
            Reply::Code(code, text) => {
                self.say(&format!("{code} {text}")).await?;
                if code == 421 { Err(io::ErrorKind::ConnectionAborted.into()) } else { Ok(code < 400) }
            }
            Reply::Silence => {
                tokio::io::copy_buf(&mut self.stream, &mut tokio::io::sink()).await?;
                Err(io::ErrorKind::ConnectionAborted.into())
            }
            Reply::Trickle(pause) => loop {
                self.stream.write_all(b"2").await?;
                self.stream.flush().await?;
                tokio::time::sleep(pause).await;
            },
            Reply::Close => Err(io::ErrorKind::ConnectionAborted.into()),
        }
    }

    async fn say(&mut self, answer: &str) -> io::Result<()> {
        self.stream.write_all(format!("{answer}\r\n").as_bytes()).await?;
        self.stream.flush().await // TLS buffers small records
    }

    async fn line(&mut self) -> io::Result<Vec<u8>> {
        let mut line = Vec::new();
        match self.stream.read_until(b'\n', &mut line).await? {
            0 => Err(io::ErrorKind::UnexpectedEof.into()),
            _ => Ok(line),
        }
    }
}

/// The text between `<` and `>`.
fn address(rest: &str) -> String {
    let inner = rest.split_once('<').and_then(|(_, inner)| inner.split_once('>'));
    inner.map_or(rest, |(address, _)| address).to_owned()
}
