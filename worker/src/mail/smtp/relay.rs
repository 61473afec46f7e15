//! Parses a relay's URL from the settings: host, port, TLS and login.
//!
//! TLS is required: by `smtps://` or STARTTLS. Plain SMTP is used only on loopback, and not with
//! `?tls=required`. Trusted are the system's authorities, or those in `SSL_CERT_FILE`. Nothing here connects,
//! and no error shows a part of the URL, because it may contain a password.

use std::net::IpAddr;

use tokio_rustls::{TlsConnector, rustls::pki_types::ServerName};
use url::{Host, Url};

use crate::tls;

/// One relay, as set by the operator.
pub struct Relay {
    pub(super) host: String,
    pub(super) port: u16,
    pub(super) security: Security,
    pub(super) credentials: Option<Credentials>,
}

/// How the connection is protected. There is no opportunistic TLS.
pub(super) enum Security {
    /// TLS from the first byte (`smtps://`).
    Tls(Tls),
    /// STARTTLS before anything else; no mail if it is not available.
    StartTls(Tls),
    /// No TLS; only on loopback, unless TLS is required.
    Plain,
}

/// What TLS to a relay needs: the trusted authorities, and the name or address that its certificate must have.
#[derive(Clone)]
pub(super) struct Tls {
    pub(super) connector: TlsConnector,
    pub(super) name: ServerName<'static>,
}

/// User and password of a relay. Without `Debug`, because of the password.
#[derive(PartialEq, Eq)]
pub(super) struct Credentials {
    pub(super) user: String,
    pub(super) password: String,
}

impl Tls {
    /// Trusts the system's authorities, or those in `SSL_CERT_FILE`.
    pub(super) fn to(host: &str) -> Result<Self, RelayError> {
        let name = ServerName::try_from(host.to_owned()).map_err(|_| RelayError::Tls)?;
        let connector = tls::connector().map_err(|_| RelayError::Tls)?;
        Ok(Self { connector, name })
    }
}

/// Why the URL of a relay is refused. Never contains the password.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RelayError {
    /// Not `smtp://` or `smtps://` with a host.
    #[error("must be smtp://[user:password@]host[:port][?tls=required] (STARTTLS) or smtps://… (TLS)")]
    Form,
    /// No trusted authorities, or a host name that cannot be checked against a certificate.
    #[error(
        "TLS cannot be set up: there are no trusted authorities (SSL_CERT_FILE), or no certificate can have \
         this host name"
    )]
    Tls,
}

impl Relay {
    /// Parses the URL of a relay.
    pub fn parse(url: &Url) -> Result<Self, RelayError> {
        let host = url.host_str().filter(|host| !host.is_empty()).ok_or(RelayError::Form)?;
        // URLs have IPv6 addresses in brackets, which the resolver does not understand.
        let host = host.trim_start_matches('[').trim_end_matches(']').to_owned();
        let requires_tls = requires_tls(url)?;
        let tls = || Tls::to(&host);
        let (security, port) = match url.scheme() {
            "smtps" => (Security::Tls(tls()?), 465),
            "smtp" if is_loopback(url) && !requires_tls => (Security::Plain, 25),
            "smtp" => (Security::StartTls(tls()?), 587),
            _ => return Err(RelayError::Form),
        };
        let credentials = match (url.username(), url.password()) {
            ("", None) => None,
            ("", Some(_)) | (_, None) => return Err(RelayError::Form),
            (user, Some(password)) => Some(Credentials { user: decoded(user), password: decoded(password) }),
        };
        Ok(Self { host, port: url.port().unwrap_or(port), security, credentials })
    }
}

/// Whether `?tls=required` is set. There is no parameter for less TLS.
fn requires_tls(url: &Url) -> Result<bool, RelayError> {
    match url.query() {
        None => Ok(false),
        Some("tls=required") => Ok(true),
        Some(_) => Err(RelayError::Form),
    }
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        // For the URL parser `smtp` is not a special scheme, so an address is a domain here.
        Some(Host::Domain(name)) => {
            name == "localhost" || name.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
        }
        None => false,
    }
}

fn decoded(part: &str) -> String {
    percent_encoding::percent_decode_str(part).decode_utf8_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn relay(url: &str) -> Result<Relay, RelayError> {
        Relay::parse(&url.parse().expect("a URL"))
    }

    #[test]
    fn plain_smtp_is_spoken_on_loopback_alone() {
        for loopback in ["smtp://127.0.0.1", "smtp://localhost:2525", "smtp://[::1]", "smtp://127.8.8.8:25"] {
            assert!(matches!(relay(loopback).expect(loopback).security, Security::Plain), "{loopback}");
        }
        for remote in ["smtp://relay.example", "smtp://192.0.2.1", "smtp://localhost.example:25"] {
            assert!(matches!(relay(remote).expect(remote).security, Security::StartTls(_)), "{remote}");
        }
        for asked in ["smtp://127.0.0.1?tls=required", "smtp://localhost:2525/?tls=required"] {
            assert!(matches!(relay(asked).expect(asked).security, Security::StartTls(_)), "{asked}");
        }
        for secure in ["smtps://127.0.0.1", "smtps://localhost?tls=required"] {
            assert!(matches!(relay(secure).expect(secure).security, Security::Tls(_)), "{secure}");
        }
    }

    #[test]
    fn a_url_is_read_in_full_or_refused() {
        let relay_of = |url| relay(url).expect(url);
        assert_eq!(
            (relay_of("smtp://[::1]:26").host.as_str(), relay_of("smtps://a.example").port),
            ("::1", 465)
        );
        let expected = Credentials { user: "u@x".to_owned(), password: "p/w".to_owned() };
        assert!(relay_of("smtp://u%40x:p%2Fw@a.example").credentials == Some(expected));
        for wrong in [
            "http://a.example",
            "smtp://",
            "smtp://user@a.example",
            "smtp://:secret@a.example",
            "smtp://127.0.0.1?tls=none",
            "smtp://a.example?tls=opportunistic",
            "smtps://a.example?tls=required&tls=none",
            "smtp://127.0.0.1?TLS=required",
            "smtp://127.0.0.1?",
        ] {
            assert_eq!(relay(wrong).err(), Some(RelayError::Form), "{wrong}");
        }
    }
}
