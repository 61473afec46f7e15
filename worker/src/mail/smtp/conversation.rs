//! One SMTP conversation with a relay, step by step, over lettre's connection.
//!
//! lettre limits only the time to connect, so every answer has a deadline of our own. Dropping a conversation
//! closes its connection; it can take another mail only after its last one was accepted. The current step is
//! always known: what fails before [`Stage::Content`] cannot have been sent.

use std::{io, time::Duration};

use futures_util::FutureExt;
use lettre::{
    Address,
    transport::smtp::{
        Error,
        authentication::DEFAULT_MECHANISMS,
        client::AsyncSmtpConnection,
        commands::{Data, Mail, Quit, Rcpt},
        extension::ClientId,
        response::Response,
    },
};
use tokio::{
    net::{TcpStream, lookup_host},
    time::{Instant, timeout_at},
};

use super::{
    relay::{Relay, Security},
    reply::{Answer, Failure, Reply, Stage},
};

/// How long to wait for a relay.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Deadlines {
    /// For name resolution and a connection, however many addresses it has. Default: 5 s.
    pub connect: Duration,
    /// For the reply to one command. Default: 15 s.
    pub command: Duration,
    /// For the reply to the content. Default: 30 s.
    pub content: Duration,
    /// For one mail as a whole, all relays together. Default: 30 s.
    pub whole: Duration,
}

impl Default for Deadlines {
    fn default() -> Self {
        let seconds = Duration::from_secs;
        Self { connect: seconds(5), command: seconds(15), content: seconds(30), whole: seconds(30) }
    }
}

/// How long to wait for the reply to QUIT. Short, because the relay has the mail by then.
const FAREWELL: Duration = Duration::from_secs(1);

/// An open connection, encrypted and authenticated as the settings require.
pub(super) struct Conversation {
    connection: AsyncSmtpConnection,
    deadlines: Deadlines,
    until: Instant,
    mails: u32,
}

impl Conversation {
    /// Connects, greets and authenticates. The conversation ends at `until` at the latest.
    pub(super) async fn open(
        relay: &Relay,
        hello: &ClientId,
        deadlines: Deadlines,
        until: Instant,
    ) -> Result<Self, Failure> {
        let limit = |limit| until.min(Instant::now() + limit);
        let command = || limit(deadlines.command);
        let connection = if let Security::Tls(tls) = &relay.security {
            let server = (relay.host.as_str(), relay.port);
            let open = AsyncSmtpConnection::connect_tokio1(
                server,
                Some(deadlines.connect),
                hello,
                Some(tls.clone()),
                None,
            );
            within(Stage::Greeting, limit(deadlines.connect + deadlines.command), open).await?
        } else {
            let stream = connect(relay, limit(deadlines.connect)).await?;
            let open = AsyncSmtpConnection::connect_with_transport(Box::new(stream), hello);
            within(Stage::Greeting, command(), open).await?
        };
        let mut conversation = Self { connection, deadlines, until, mails: 0 };
        if let Security::StartTls(tls) = &relay.security {
            let encrypt = conversation.connection.starttls(tls.clone(), hello);
            within(Stage::Tls, command(), encrypt).await?;
        }
        if let Some(credentials) = &relay.credentials {
            let prove = conversation.connection.auth(DEFAULT_MECHANISMS, credentials);
            let proven = within(Stage::Auth, command(), prove).await;
            conversation.agreed(Stage::Auth, proven, 200..300).await?;
        }
        Ok(conversation)
    }

    /// Continues with another mail, which must end by `until`.
    pub(super) fn go_on(&mut self, until: Instant) {
        self.until = until;
    }

    /// How many mails the relay has accepted in this conversation.
    pub(super) fn mails(&self) -> u32 {
        self.mails
    }

    /// Whether the relay has sent nothing since its last reply. If it sent anything unasked or hung up, the
    /// connection cannot be used any more.
    pub(super) fn is_open(&mut self) -> bool {
        self.connection.read_response().now_or_never().is_none()
    }

    /// Sends MAIL FROM and RCPT TO.
    pub(super) async fn address(&mut self, from: &Address, to: &Address) -> Result<(), Failure> {
        self.command(Stage::Mail, Mail::new(Some(from.clone()), Vec::new()), 200..300).await?;
        self.command(Stage::Rcpt, Rcpt::new(to.clone(), Vec::new()), 200..300).await
    }

    /// Sends the content, which must be ASCII with CRLF line ends. After `Ok` the relay has the mail; after a
    /// failure at [`Stage::Content`] it may have it.
    pub(super) async fn send_data(&mut self, mail: &[u8]) -> Result<(), Failure> {
        self.command(Stage::Data, Data, 354..355).await?;
        let until = self.until.min(Instant::now() + self.deadlines.content);
        let answer = within(Stage::Content, until, self.connection.message(mail)).await;
        self.agreed(Stage::Content, answer, 200..300).await?;
        self.mails += 1;
        Ok(())
    }

    /// Sends QUIT, so that the relay need not guess. Its reply does not matter.
    pub(super) async fn end(mut self) {
        let until = Instant::now() + FAREWELL.min(self.deadlines.command);
        let _ = timeout_at(until, self.connection.command(Quit)).await;
    }

    async fn command(
        &mut self,
        step: Stage,
        command: impl std::fmt::Display,
        good: std::ops::Range<u16>,
    ) -> Result<(), Failure> {
        let until = self.until.min(Instant::now() + self.deadlines.command);
        let answer = within(step, until, self.connection.command(command)).await;
        self.agreed(step, answer, good).await
    }

    /// Checks that the reply code is in `good`. After a refusal it sends QUIT.
    async fn agreed(
        &mut self,
        step: Stage,
        answer: Result<Response, Failure>,
        good: std::ops::Range<u16>,
    ) -> Result<(), Failure> {
        let failure = match answer {
            Ok(response) => match u16::from(response.code()) {
                code if good.contains(&code) => return Ok(()),
                code => Failure { step, answer: Answer::Reply(Reply { code, enhanced: None }) },
            },
            Err(failure) => failure,
        };
        if matches!(failure.answer, Answer::Reply(Reply { code: 400.., .. })) {
            let until = Instant::now() + FAREWELL.min(self.deadlines.command);
            let _ = timeout_at(until, self.connection.command(Quit)).await;
        }
        Err(failure)
    }
}

/// Waits for `answer` until `until`; later counts as [`Answer::Silence`].
async fn within<T>(
    step: Stage,
    until: Instant,
    answer: impl Future<Output = Result<T, Error>>,
) -> Result<T, Failure> {
    match timeout_at(until, answer).await {
        Ok(Ok(value)) => Ok(value),
        Ok(Err(error)) => Err(Failure { step, answer: Answer::from(&error) }),
        Err(_) => Err(Failure { step, answer: Answer::Silence }),
    }
}

/// Connects to the first address that answers. Each address gets an equal part of the remaining time, so that
/// one that swallows packets does not hide the next.
async fn connect(relay: &Relay, until: Instant) -> Result<TcpStream, Failure> {
    let failed = |answer| Failure { step: Stage::Connect, answer };
    let addresses = timeout_at(until, lookup_host((relay.host.as_str(), relay.port))).await;
    let addresses: Vec<_> = addresses
        .map_err(|_| failed(Answer::Silence))?
        .map_err(|_: io::Error| failed(Answer::Broken))?
        .collect();
    let mut last = Answer::Broken;
    for (index, address) in addresses.iter().enumerate() {
        let left = u32::try_from(addresses.len() - index).unwrap_or(u32::MAX);
        let part = until.saturating_duration_since(Instant::now()) / left;
        match tokio::time::timeout(part, TcpStream::connect(address)).await {
            Ok(Ok(stream)) => {
                // A mail is sent in two writes. The second one, the final dot, must not wait for the
                // acknowledgement of the first.
                return stream.set_nodelay(true).map(|()| stream).map_err(|_| failed(Answer::Broken));
            }
            Ok(Err(_)) => last = Answer::Broken,
            Err(_) => last = Answer::Silence,
        }
    }
    Err(failed(last))
}

#[cfg(test)]
mod tests {
    use lettre::transport::smtp::client::TlsParameters;
    use tokio::{
        io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
        net::TcpListener,
    };

    use super::*;

    /// A relay that greets, announces `extension`, replies `answer` to everything else, and returns what it
    /// received.
    async fn relay_that(listener: &TcpListener, extension: &str, answer: &str) -> Vec<String> {
        let (stream, _) = listener.accept().await.expect("a connection");
        let (mut stream, mut heard, mut line) = (BufReader::new(stream), Vec::new(), String::new());
        let mut answers = ["220 test\r\n".to_owned(), format!("250-test\r\n250 {extension}\r\n")].into_iter();
        let mut next = answers.next();
        loop {
            let text = next.take().unwrap_or_else(|| answer.to_owned());
            if stream.write_all(text.as_bytes()).await.is_err() {
                return heard;
            }
            line.clear();
            match stream.read_line(&mut line).await {
                Ok(1..) => heard.push(line.trim_end().to_owned()),
                _ => return heard,
            }
            next = answers.next();
        }
    }

    /// Opens a conversation that requires TLS and a password. Returns the failure and what the relay
    /// received.
    async fn encrypted(extension: &str, answer: &str) -> (Failure, Vec<String>) {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let relay = Relay {
            host: "127.0.0.1".to_owned(),
            port: listener.local_addr().expect("an address").port(),
            security: Security::StartTls(TlsParameters::new("relay.test".to_owned()).expect("a store")),
            credentials: Some(("uketori".to_owned(), "hunter2".to_owned()).into()),
        };
        let limit = Duration::from_mins(1);
        let deadlines = Deadlines { connect: limit, command: limit, content: limit, whole: limit };
        let hello = ClientId::Domain("test".to_owned());
        let until = Instant::now() + limit * 4;
        // Dropped at once, or the relay would wait for more.
        let open = async { Conversation::open(&relay, &hello, deadlines, until).await.map(drop) };
        let (opened, heard) = tokio::join!(open, relay_that(&listener, extension, answer));
        (opened.expect_err("no mail without TLS"), heard)
    }

    #[tokio::test]
    async fn without_starttls_nothing_is_said() {
        for extension in ["8BITMIME", "AUTH PLAIN LOGIN"] {
            let (failure, heard) = encrypted(extension, "250 ok\r\n").await;
            assert_eq!(failure, Failure { step: Stage::Tls, answer: Answer::NotOffered });
            assert_eq!(heard, ["EHLO test"], "no password, no address");
        }
    }

    #[tokio::test]
    async fn starttls_that_is_refused_or_is_no_tls_is_the_end() {
        let (failure, heard) = encrypted("STARTTLS", "454 4.7.0 not now\r\n").await;
        let reply = Reply { code: 454, enhanced: Some((4, 7, 0)) };
        assert_eq!(failure, Failure { step: Stage::Tls, answer: Answer::Reply(reply) });
        assert!(heard.iter().all(|line| !line.contains("AUTH")), "{heard:?}");
        let (failure, heard) = encrypted("STARTTLS", "220 go ahead\r\n235 no TLS at all\r\n").await;
        assert_eq!((failure.step, failure.answer), (Stage::Tls, Answer::Broken));
        assert!(heard.iter().all(|line| !line.contains("AUTH") && !line.contains("MAIL")), "{heard:?}");
    }

    #[tokio::test]
    async fn a_relay_that_is_not_there_is_no_mystery() {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let port = listener.local_addr().expect("an address").port();
        drop(listener);
        let url = format!("smtp://127.0.0.1:{port}").parse().expect("a URL");
        let relay = Relay::parse(&url).expect("on loopback");
        let until = Instant::now() + Duration::from_secs(5);
        let opened =
            Conversation::open(&relay, &ClientId::default(), Deadlines::default(), until).await.map(drop);
        assert_eq!(opened, Err(Failure { step: Stage::Connect, answer: Answer::Broken }));
    }
}
