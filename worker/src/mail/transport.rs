//! How a mail leaves: an SMTP relay in production, the local mailbox in the embedded mode.
//!
//! TLS is never given up: a relay is reached by TLS or STARTTLS, and in plain only on loopback.
//! Error texts of a relay can quote an address, so only its reply code is kept.

use std::net::IpAddr;

use chrono::{DateTime, Utc};
use lettre::{
    AsyncSmtpTransport, AsyncTransport, Tokio1Executor,
    transport::smtp::{
        authentication::Credentials,
        client::{Tls, TlsParameters},
    },
};
use url::{Host, Url};

use super::{layout::Rendered, mailbox::Mailbox, message::Message, texts::TextError};

/// Where mails are handed to.
pub enum Transport {
    /// A relay.
    Smtp(AsyncSmtpTransport<Tokio1Executor>),
    /// The mailbox of the embedded mode.
    Mailbox(Mailbox),
}

/// Why a mail was not accepted.
#[derive(Debug, thiserror::Error)]
pub enum SendError {
    /// The relay refused it for good.
    #[error("the relay refused the mail for good")]
    Refused(Option<i32>),
    /// The relay asked to try later.
    #[error("the relay asked to try later")]
    Later(Option<i32>),
    /// The relay could not be reached, or the conversation broke off.
    #[error("the relay could not be talked to")]
    Connection,
    /// The whole send took too long.
    #[error("the relay did not finish in time")]
    Deadline,
    /// The attempt could not be written down, so it was not begun.
    #[error("the attempt could not be written down")]
    NotBegun,
    /// The lease passed to another worker.
    #[error("the lease passed to another worker")]
    LeaseLost,
    /// The mail itself cannot be made.
    #[error("the mail cannot be made")]
    Text(#[from] TextError),
    /// An address or a header cannot be made.
    #[error("an address or a header of the mail cannot be made")]
    Invalid(String),
    /// The mailbox's folder cannot be written.
    #[error("the mailbox cannot be written")]
    Mailbox(#[from] std::io::Error),
}

impl SendError {
    /// Whether another attempt would fail in the same way.
    #[must_use]
    pub fn is_permanent(&self) -> bool {
        matches!(self, Self::Refused(_) | Self::Text(_) | Self::Invalid(_))
    }

    /// Whether the relay may have accepted the mail all the same.
    #[must_use]
    pub fn may_have_been_sent(&self) -> bool {
        matches!(self, Self::Deadline)
    }

    /// The relay's reply code.
    #[must_use]
    pub fn code(&self) -> Option<i32> {
        match self {
            Self::Refused(code) | Self::Later(code) => *code,
            _ => None,
        }
    }
}

/// Why an address of a relay is refused; never holds the password.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RelayError {
    /// Not `smtp://` or `smtps://` with a host.
    #[error("must be smtp://[user:password@]host[:port] (STARTTLS) or smtps://… (TLS)")]
    Form,
    /// No trust store, or a host name that TLS cannot check.
    #[error("TLS cannot be set up for this host")]
    Tls,
}

impl Transport {
    /// The relay at `url`; each mail has a connection of its own.
    pub fn smtp(url: &Url) -> Result<Self, RelayError> {
        let host = url.host_str().filter(|host| !host.is_empty()).ok_or(RelayError::Form)?;
        let tls = || TlsParameters::new(host.to_owned()).map_err(|_| RelayError::Tls);
        let (tls, port) = match url.scheme() {
            "smtps" => (Tls::Wrapper(tls()?), 465),
            "smtp" if is_loopback(url) => (Tls::None, 25),
            "smtp" => (Tls::Required(tls()?), 587),
            _ => return Err(RelayError::Form),
        };
        let mut relay = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(host)
            .port(url.port().unwrap_or(port))
            .tls(tls)
            .timeout(Some(std::time::Duration::from_secs(5)));
        relay = match (url.username(), url.password()) {
            ("", None) => relay,
            ("", Some(_)) | (_, None) => return Err(RelayError::Form),
            (user, Some(password)) => relay.credentials(Credentials::new(decoded(user), decoded(password))),
        };
        Ok(Self::Smtp(relay.build()))
    }

    /// Hands a mail over; returns once it was accepted.
    pub(super) async fn hand_over(
        &self,
        message: &Message,
        rendered: &Rendered,
        email: &lettre::Message,
        now: DateTime<Utc>,
    ) -> Result<(), SendError> {
        match self {
            Self::Mailbox(mailbox) => Ok(mailbox.accept(message, rendered, email, now)?),
            Self::Smtp(relay) => match relay.send_raw(email.envelope(), &email.formatted()).await {
                Ok(_) => Ok(()),
                Err(error) => Err(classify(&error)),
            },
        }
    }
}

fn classify(error: &lettre::transport::smtp::Error) -> SendError {
    let code = error.status().map(|code| i32::from(u16::from(code)));
    // The relay's word about us, not about the mail: it holds for every mail until it is mended.
    let is_about_us = matches!(code, Some(530 | 534 | 535 | 538));
    if error.is_permanent() && !is_about_us {
        SendError::Refused(code)
    } else if error.is_transient() || is_about_us {
        SendError::Later(code)
    } else {
        SendError::Connection
    }
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        // `smtp` is not a special scheme, so its hosts stay text.
        Some(Host::Domain(name)) => {
            name == "localhost" || name.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
        }
        None => false,
    }
}

fn decoded(part: &str) -> String {
    percent_encoding::percent_decode_str(part).decode_utf8_lossy().into_owned()
}
