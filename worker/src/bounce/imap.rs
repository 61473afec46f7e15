//! Takes the mails of a mailbox by IMAP, over TLS: those that are not seen yet are handled and marked as
//! seen. Nothing is deleted.
//!
//! A mail stays unseen until it was recorded, so a failure of the database loses none. A server that is slow,
//! or sends what nobody asked for, costs a minute.

use std::{borrow::Cow, fmt, io, time::Duration};

use async_imap::{
    Client, Session,
    error::Error,
    types::{Fetch, Flag},
};
use chrono::{DateTime, Utc};
use futures_util::TryStreamExt;
use percent_encoding::percent_decode_str;
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::TcpStream,
    time::timeout,
};
use tokio_rustls::rustls::pki_types::ServerName;
use url::Url;

use super::intake::{ENOUGH, Intake, IntakeError};
use crate::tls::{self, NoAuthorities};

/// How many mails are taken in one conversation.
const BATCH: usize = 200;
/// How long the server may take for one command.
const LIMIT: Duration = Duration::from_mins(1);

/// A mailbox and how to log in to it. Without `Debug`, because it contains a password.
pub struct ImapBox {
    host: String,
    port: u16,
    user: String,
    password: String,
    mailbox: String,
}

/// Why the mails of a mailbox were not taken. No text has the password or what the server replied.
#[derive(Debug, thiserror::Error)]
pub enum ImapError {
    /// The connection failed, or its certificate is not trusted.
    #[error("cannot connect to the IMAP server: {0}")]
    Connection(#[from] io::Error),
    /// TLS cannot be set up.
    #[error(transparent)]
    Tls(#[from] NoAuthorities),
    /// The server did not accept user and password.
    #[error("the IMAP server does not accept user and password")]
    Login,
    /// The server failed or refused a command, e.g. because there is no such mailbox.
    #[error("the IMAP server failed, or refused to {0}")]
    Command(&'static str),
    /// The server took longer than a minute.
    #[error("the IMAP server did not answer within {LIMIT:?}")]
    Timeout,
    /// A mail was not taken, and is still unseen.
    #[error(transparent)]
    Intake(#[from] IntakeError),
}

impl ImapBox {
    /// Reads `imaps://user:password@host:993/MAILBOX`. The port is 993 if it is left out, and the mailbox
    /// `INBOX`.
    pub fn parse(text: &str) -> Result<Self, String> {
        let form = || "must be like imaps://user:password@host/INBOX".to_owned();
        let url = Url::parse(text).map_err(|_| form())?;
        let decoded = |text: &str| percent_decode_str(text).decode_utf8().map(Cow::into_owned);
        let (Some(host), Some(password)) = (url.host_str(), url.password()) else { return Err(form()) };
        if url.scheme() != "imaps" || url.username().is_empty() || url.query().is_some() {
            return Err(form());
        }
        let mailbox = decoded(url.path().trim_start_matches('/')).map_err(|_| form())?;
        Ok(Self {
            // An IPv6 address stands in brackets in a URL alone.
            host: host.trim_matches(['[', ']']).to_owned(),
            port: url.port().unwrap_or(993),
            user: decoded(url.username()).map_err(|_| form())?,
            password: decoded(password).map_err(|_| form())?,
            mailbox: if mailbox.is_empty() { "INBOX".to_owned() } else { mailbox },
        })
    }

    /// Takes the mails that are not seen yet, oldest first. Returns how many, at most 200.
    pub async fn take_unseen(&self, intake: &Intake<'_>, now: DateTime<Utc>) -> Result<usize, ImapError> {
        let connect = async {
            let tcp = TcpStream::connect((self.host.as_str(), self.port)).await?;
            let name = ServerName::try_from(self.host.clone()).map_err(io::Error::other)?;
            Ok::<_, ImapError>(tls::connector()?.connect(name, tcp).await?)
        };
        let stream = timeout(LIMIT, connect).await.map_err(|_| ImapError::Timeout)??;
        self.take_over(stream, intake, now).await
    }

    /// Like [`Self::take_unseen`], over a connection to the server that is open.
    pub async fn take_over(
        &self,
        stream: impl AsyncRead + AsyncWrite + Unpin + Send + fmt::Debug,
        intake: &Intake<'_>,
        now: DateTime<Utc>,
    ) -> Result<usize, ImapError> {
        let mut session = self.log_in(stream).await?;
        within("select the mailbox", session.select(&self.mailbox)).await?;
        let unseen = within("search the mailbox", session.uid_search("UNSEEN")).await?;
        let mut unseen: Vec<u32> = unseen.into_iter().collect();
        unseen.sort_unstable();
        unseen.truncate(BATCH);
        let mut taken = 0;
        for uid in &unseen {
            taken += usize::from(take_one(&mut session, *uid, intake, now).await?);
        }
        // The connection ends anyway, so a failure here does not matter.
        let _ = timeout(LIMIT, session.logout()).await;
        if taken == unseen.len() { Ok(taken) } else { Err(ImapError::Command("fetch every mail")) }
    }

    async fn log_in<S>(&self, stream: S) -> Result<Session<S>, ImapError>
    where
        S: AsyncRead + AsyncWrite + Unpin + Send + fmt::Debug,
    {
        let mut client = Client::new(stream);
        within("greet", async { Ok(client.read_response().await?) })
            .await?
            .ok_or(ImapError::Command("greet"))?;
        let login = timeout(LIMIT, client.login(&self.user, &self.password)).await;
        login.map_err(|_| ImapError::Timeout)?.map_err(|(error, _)| match error {
            Error::No(_) | Error::Bad(_) => ImapError::Login,
            _ => ImapError::Command("log in"),
        })
    }
}

/// Takes a mail and marks it as seen. `false` if the server does not give it, e.g. because another client
/// has deleted it.
async fn take_one(
    session: &mut Session<impl AsyncRead + AsyncWrite + Unpin + Send + fmt::Debug>,
    uid: u32,
    intake: &Intake<'_>,
    now: DateTime<Utc>,
) -> Result<bool, ImapError> {
    // A server may also report a change of another mail.
    let is_it = |found: &Fetch| found.uid == Some(uid);
    let fetched = async {
        // No more than is needed to see that a mail is too large. PEEK, because it is seen only once it was
        // recorded.
        let items = format!("(UID BODY.PEEK[]<0.{ENOUGH}>)");
        session.uid_fetch(uid.to_string(), items).await?.try_collect::<Vec<_>>().await
    };
    let fetched = within("fetch a mail", fetched).await?;
    let Some(raw) = fetched.iter().filter(|found| is_it(found)).find_map(Fetch::body) else {
        return Ok(false);
    };
    intake.take(raw, None, now).await?;
    let marked = async {
        // Not SILENT: a mailbox that is read-only refuses without an error.
        session.uid_store(uid.to_string(), "+FLAGS (\\Seen)").await?.try_collect::<Vec<_>>().await
    };
    let marked = within("mark a mail as seen", marked).await?;
    let is_seen =
        marked.iter().filter(|found| is_it(found)).any(|found| found.flags().any(|flag| flag == Flag::Seen));
    if is_seen { Ok(true) } else { Err(ImapError::Command("mark a mail as seen")) }
}

/// Waits for a command. The server's own text is dropped, because it can quote anything.
async fn within<T>(
    what: &'static str,
    command: impl Future<Output = async_imap::error::Result<T>>,
) -> Result<T, ImapError> {
    timeout(LIMIT, command).await.map_err(|_| ImapError::Timeout)?.map_err(|_| ImapError::Command(what))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_names_host_user_and_mailbox_and_is_never_without_tls() {
        let parsed = |url| ImapBox::parse(url).unwrap_or_else(|fault| panic!("{fault}"));
        let found = parsed("imaps://b%40x:p%3Aw@mail.example/Bounces%20in");
        assert_eq!((found.host.as_str(), found.port), ("mail.example", 993));
        assert_eq!((found.user.as_str(), found.password.as_str()), ("b@x", "p:w"));
        assert_eq!(found.mailbox, "Bounces in");
        let found = parsed("imaps://b:p@[::1]:1993");
        assert_eq!((found.host.as_str(), found.port, found.mailbox.as_str()), ("::1", 1993, "INBOX"));
        for wrong in
            ["imap://b:hunter2@h/", "imaps://h", "imaps://b@h", "b", "imaps://:p@h", "imaps://b:p@h?x"]
        {
            let fault = ImapBox::parse(wrong).err().expect("a fault");
            assert!(fault.contains("imaps://") && !fault.contains("hunter2"), "{wrong}");
        }
    }
}
