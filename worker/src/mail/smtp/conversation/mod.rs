//! One SMTP conversation with a relay, step by step (RFC 5321).
//!
//! `wait` says how long each step may take. Dropping a conversation closes its connection; it can take another mail only after its last one
//! was accepted. The current step is always known: what fails before [`Stage::Content`] cannot have been sent.

use std::{io, time::Duration};

use base64::{Engine, prelude::BASE64_STANDARD};
use lettre::Address;
use tokio::{
    net::{TcpStream, lookup_host},
    time::{Instant, timeout, timeout_at},
};

use super::{
    extensions::{Extensions, Mechanism},
    hello::Hello,
    reader::Said,
    relay::{Credentials, Relay, Security},
    reply::{Answer, Failure, Stage},
    wait::Wait,
    wire::Wire,
};

/// How long to wait for the reply to QUIT. Short, because it does not matter any more.
const FAREWELL: Duration = Duration::from_secs(1);

/// An open connection, encrypted and authenticated as the settings require.
pub(super) struct Conversation {
    wire: Wire,
    extensions: Extensions,
    mails: u32,
}

impl Conversation {
    /// Connects, greets, encrypts and authenticates.
    pub(super) async fn open(relay: &Relay, hello: &Hello, wait: &Wait<'_>) -> Result<Self, Failure> {
        let limits = wait.deadlines;
        let stream = wait.within(Stage::Connect, limits.connect, connect(relay, limits.connect)).await?;
        let mut wire = Wire::new(stream);
        if let Security::Tls(tls) = &relay.security {
            wire = wait.within(Stage::Greeting, limits.command, wire.encrypt(tls)).await?;
        }
        let name = hello.on(wire.local_address().ok());
        let mut conversation = Self { wire, extensions: Extensions::default(), mails: 0 };
        let greeting = wait.within(Stage::Greeting, limits.greeting, conversation.wire.read_reply()).await;
        conversation.agreed(Stage::Greeting, greeting, 200..300).await?;
        let is_bare = matches!(relay.security, Security::Plain) && relay.credentials.is_none();
        conversation.hello(&name, is_bare, wait).await?;
        if let Security::StartTls(tls) = &relay.security {
            conversation = conversation.start_tls(tls, wait).await?;
            conversation.hello(&name, false, wait).await?;
        }
        if let Some(credentials) = &relay.credentials {
            conversation.prove(credentials, wait).await?;
        }
        Ok(conversation)
    }

    /// Sends EHLO and reads what the relay offers. If nothing that it could offer is needed, HELO will do.
    async fn hello(&mut self, name: &str, is_bare: bool, wait: &Wait<'_>) -> Result<(), Failure> {
        let answer = self.ask(Stage::Hello, &["EHLO ", name, "\r\n"], wait).await;
        // 504 is about the name, which HELO has, too.
        let is_old = |said: &Said| said.reply.code >= 500 && said.reply.code != 504;
        if is_bare && answer.as_ref().is_ok_and(is_old) {
            let answer = self.ask(Stage::Hello, &["HELO ", name, "\r\n"], wait).await;
            self.extensions = Extensions::default();
            return self.agreed(Stage::Hello, answer, 200..300).await.map(drop);
        }
        let said = self.agreed(Stage::Hello, answer, 200..300).await?;
        self.extensions = Extensions::read(&said.texts);
        Ok(())
    }

    async fn start_tls(mut self, tls: &super::relay::Tls, wait: &Wait<'_>) -> Result<Self, Failure> {
        let failed = |answer| Failure { step: Stage::Tls, answer };
        if !self.extensions.starttls {
            return Err(failed(Answer::NotOffered));
        }
        let answer = self.ask(Stage::Tls, &["STARTTLS\r\n"], wait).await;
        self.agreed(Stage::Tls, answer, 200..300).await?;
        self.wire.must_be_quiet().map_err(failed)?;
        let wire = wait.within(Stage::Tls, wait.deadlines.command, self.wire.encrypt(tls)).await?;
        // What was offered in plain text may have been offered by anyone.
        Ok(Self { wire, extensions: Extensions::default(), mails: 0 })
    }

    /// Sends user and password.
    async fn prove(&mut self, credentials: &Credentials, wait: &Wait<'_>) -> Result<(), Failure> {
        let Credentials { user, password } = credentials;
        let lines = match self.extensions.mechanism {
            Some(Mechanism::Plain) => {
                let secret = BASE64_STANDARD.encode(format!("\0{user}\0{password}"));
                // The second one is for relays that ask for what the command already says.
                vec![format!("AUTH PLAIN {secret}\r\n"), format!("{secret}\r\n")]
            }
            Some(Mechanism::Login) => {
                let secrets = [user, password].map(|text| format!("{}\r\n", BASE64_STANDARD.encode(text)));
                ["AUTH LOGIN\r\n".to_owned()].into_iter().chain(secrets).collect()
            }
            None => {
                self.farewell().await;
                return Err(Failure { step: Stage::Auth, answer: Answer::NotOffered });
            }
        };
        let mut answer = Err(Failure { step: Stage::Auth, answer: Answer::NotOffered });
        for line in &lines {
            answer = self.ask(Stage::Auth, &[line], wait).await;
            if !answer.as_ref().is_ok_and(|said| said.reply.code == 334) {
                break;
            }
        }
        self.agreed(Stage::Auth, answer, 200..300).await.map(drop)
    }

    /// How many mails the relay has accepted in this conversation.
    pub(super) fn mails(&self) -> u32 {
        self.mails
    }

    /// Whether the relay has sent nothing since its last reply. If it sent anything unasked or hung up, the
    /// connection cannot be used any more.
    pub(super) fn is_open(&mut self) -> bool {
        self.wire.must_be_quiet().is_ok()
    }

    /// Sends MAIL FROM and RCPT TO, in one write if the relay takes that.
    pub(super) async fn address(
        &mut self,
        from: &Address,
        to: &Address,
        size: usize,
        wait: &Wait<'_>,
    ) -> Result<(), Failure> {
        let size = u64::try_from(size).unwrap_or(u64::MAX);
        if self.extensions.size.is_some_and(|largest| (1..size).contains(&largest)) {
            self.farewell().await;
            return Err(Failure { step: Stage::Mail, answer: Answer::TooLarge });
        }
        let size = self.extensions.size.map_or(String::new(), |_| format!(" SIZE={size}"));
        // Without other parameters: mails and addresses are ASCII, so no other extension is needed.
        let mail = format!("MAIL FROM:<{from}>{size}\r\n");
        let rcpt = format!("RCPT TO:<{to}>\r\n");
        if self.extensions.pipelining {
            let answer = self.ask(Stage::Mail, &[&mail, &rcpt], wait).await;
            if answer.as_ref().is_ok_and(|said| said.reply.code >= 400) {
                // The relay answers RCPT, too, and would not expect QUIT before that.
                let _ = timeout(FAREWELL, self.wire.read_reply()).await;
            }
            self.agreed(Stage::Mail, answer, 200..300).await?;
            let answer = wait.within(Stage::Rcpt, wait.deadlines.command, self.wire.read_reply()).await;
            self.agreed(Stage::Rcpt, answer, 200..300).await.map(drop)
        } else {
            let answer = self.ask(Stage::Mail, &[&mail], wait).await;
            self.agreed(Stage::Mail, answer, 200..300).await?;
            let answer = self.ask(Stage::Rcpt, &[&rcpt], wait).await;
            self.agreed(Stage::Rcpt, answer, 200..300).await.map(drop)
        }
    }

    /// Sends the content, which must be ASCII with CRLF line ends. After `Ok` the relay has the mail; after a
    /// failure at [`Stage::Content`] it may have it.
    pub(super) async fn send_data(&mut self, mail: &[u8], wait: &Wait<'_>) -> Result<(), Failure> {
        let limits = wait.deadlines;
        let answer = wait.within(Stage::Data, limits.data, self.wire.ask(&["DATA\r\n"])).await;
        // Only 354 asks for the content. After any other reply the relay would read it as commands.
        self.agreed(Stage::Data, answer, 354..355).await?;
        // An answer to the content before there is any is none.
        self.wire.must_be_quiet().map_err(|answer| Failure { step: Stage::Data, answer })?;
        let wire = &mut self.wire;
        let sent = async {
            let written = timeout(limits.content, wire.write_mail(mail, limits.block)).await;
            written.unwrap_or(Err(Answer::Silence)).map_err(|answer| match answer {
                // The relay spoke before it had the final dot, so it cannot have the mail.
                Answer::Breach => Failure { step: Stage::Data, answer },
                _ => Failure { step: Stage::Content, answer },
            })?;
            let answer = timeout(limits.content, wire.read_reply()).await.unwrap_or(Err(Answer::Silence));
            answer.map_err(|answer| Failure { step: Stage::Content, answer })
        };
        let answer = wait.to_the_end(sent).await;
        self.agreed(Stage::Content, answer, 200..300).await?;
        self.mails += 1;
        Ok(())
    }

    /// Sends QUIT, so that the relay need not guess. Its reply does not matter.
    pub(super) async fn end(mut self) {
        self.farewell().await;
    }

    async fn farewell(&mut self) {
        let _ = timeout(FAREWELL, self.wire.ask(&["QUIT\r\n"])).await;
    }

    async fn ask(&mut self, step: Stage, parts: &[&str], wait: &Wait<'_>) -> Result<Said, Failure> {
        wait.within(step, wait.deadlines.command, self.wire.ask(parts)).await
    }

    /// Checks that the reply code is in `good`. After a refusal it sends QUIT.
    async fn agreed(
        &mut self,
        step: Stage,
        answer: Result<Said, Failure>,
        good: std::ops::Range<u16>,
    ) -> Result<Said, Failure> {
        let said = answer?;
        if good.contains(&said.reply.code) {
            return Ok(said);
        }
        // After a refusal the relay waits for another command; after an answer that makes no sense it may wait
        // for anything.
        if said.reply.code >= 400 {
            self.farewell().await;
        }
        Err(Failure { step, answer: Answer::Reply(said.reply) })
    }
}

/// Connects to the first address that answers. Each address gets an equal part of the remaining time, so that
/// one that swallows packets does not hide the next.
async fn connect(relay: &Relay, limit: Duration) -> Result<TcpStream, Answer> {
    let until = Instant::now() + limit;
    let addresses = timeout_at(until, lookup_host((relay.host.as_str(), relay.port))).await;
    let addresses = addresses.map_err(|_| Answer::Silence)?.map_err(|_: io::Error| Answer::Broken)?;
    let addresses: Vec<_> = addresses.collect();
    let mut last = Answer::Broken;
    for (index, address) in addresses.iter().enumerate() {
        let left = u32::try_from(addresses.len() - index).unwrap_or(u32::MAX);
        let part = until.saturating_duration_since(Instant::now()) / left;
        match timeout(part, TcpStream::connect(address)).await {
            // What is written in two parts must not wait for the acknowledgement of the first.
            Ok(Ok(stream)) => return stream.set_nodelay(true).map(|()| stream).map_err(|_| Answer::Broken),
            Ok(Err(_)) => last = Answer::Broken,
            Err(_) => last = Answer::Silence,
        }
    }
    Err(last)
}

#[cfg(test)]
mod tests;
