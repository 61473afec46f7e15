//! Fetches a small document over HTTPS: one request, no redirect, no proxy, ten seconds, 64 KiB.
//!
//! The caller decides which hosts may be asked.

use std::{io, time::Duration};

use http_body_util::{BodyExt, Empty, Limited};
use hyper::{Request, body::Bytes, client::conn::http1, header};
use hyper_util::rt::TokioIo;
use tokio::{net::TcpStream, time::timeout};
use tokio_rustls::rustls::pki_types::ServerName;
use url::{Position, Url};
use worker::tls::{self, NoAuthorities};

/// How long everything may take.
const LIMIT: Duration = Duration::from_secs(10);
/// The largest document.
const MAX_BYTES: usize = 64 * 1024;

/// Why nothing was fetched.
#[derive(Debug, thiserror::Error)]
pub enum FetchError {
    /// The connection failed, or its certificate is not trusted.
    #[error("cannot connect: {0}")]
    Connection(#[from] io::Error),
    /// TLS cannot be set up.
    #[error(transparent)]
    Tls(#[from] NoAuthorities),
    /// The response was not HTTP.
    #[error("the response is not HTTP: {0}")]
    Http(#[from] hyper::Error),
    /// The response had another status than 200.
    #[error("the status of the response is {0}")]
    Status(u16),
    /// The document is too large, or ended early.
    #[error("the document is larger than 64 KiB, or ended early")]
    Body,
    /// The URL has no host.
    #[error("the address has no host")]
    Host,
    /// It took longer than ten seconds.
    #[error("no whole response within {LIMIT:?}")]
    Timeout,
}

/// Fetches the document at an `https` URL.
pub(super) async fn get(url: &Url) -> Result<Vec<u8>, FetchError> {
    timeout(LIMIT, try_get(url)).await.map_err(|_| FetchError::Timeout)?
}

async fn try_get(url: &Url) -> Result<Vec<u8>, FetchError> {
    let host = url.host_str().ok_or(FetchError::Host)?;
    let name = ServerName::try_from(host.to_owned()).map_err(|_| FetchError::Host)?;
    let tcp = TcpStream::connect((host, url.port_or_known_default().unwrap_or(443))).await?;
    let stream = tls::connector()?.connect(name, tcp).await?;
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
    let request = Request::get(&url[Position::BeforePath..Position::AfterQuery])
        .header(header::HOST, host)
        .header(header::CONNECTION, "close")
        .body(Empty::<Bytes>::new())
        .map_err(|_| FetchError::Host)?;
    let exchange = async move {
        let response = sender.send_request(request).await?;
        if response.status() != 200 {
            return Err(FetchError::Status(response.status().as_u16()));
        }
        let body = Limited::new(response.into_body(), MAX_BYTES).collect().await;
        Ok(body.map_err(|_| FetchError::Body)?.to_bytes().to_vec())
    };
    // The connection ends with the exchange, which owns the only sender.
    let (fetched, _) = tokio::join!(exchange, connection);
    fetched
}
