//! The relay's end of a connection, byte by byte: lines, the content of a mail, and TLS begun midway. It
//! decides nothing: scripts (`play.rs`) and chance (`wild.rs`) say what is sent.

use std::io;

use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::TcpStream;
use tokio_rustls::{TlsAcceptor, server::TlsStream};
use tokio_util::either::Either;

/// A connection in plain text, or under TLS.
pub(crate) struct Wire {
    stream: BufReader<Either<TcpStream, TlsStream<TcpStream>>>,
    /// What was said and not sent yet.
    unsent: Vec<u8>,
}

impl Wire {
    /// A connection on which nothing was sent yet.
    pub(crate) fn of(stream: TcpStream) -> Self {
        Self { stream: BufReader::new(Either::Left(stream)), unsent: Vec::new() }
    }

    /// Whether it is not under TLS.
    pub(crate) fn is_plain(&self) -> bool {
        matches!(self.stream.get_ref(), Either::Left(_))
    }

    /// Says something as it is. It is sent before the relay waits for anything. So commands that came in one
    /// packet are answered in one packet, as RFC 2920 asks of a relay.
    pub(crate) fn say(&mut self, bytes: &[u8]) {
        self.unsent.extend_from_slice(bytes);
    }

    /// Sends what was said.
    pub(crate) async fn flush(&mut self) -> io::Result<()> {
        self.stream.write_all(&self.unsent).await?;
        self.unsent.clear();
        self.stream.flush().await // TLS buffers small records
    }

    /// The next line, without its end.
    pub(crate) async fn line(&mut self) -> io::Result<String> {
        let line = self.raw_line().await?;
        Ok(String::from_utf8_lossy(&line).trim_end().to_owned())
    }

    /// The content of a mail up to its last line, which has only a dot. Undoes dot-stuffing.
    pub(crate) async fn content(&mut self) -> io::Result<Vec<u8>> {
        let mut content = Vec::new();
        loop {
            let line = self.raw_line().await?;
            match line.strip_prefix(b".") {
                Some(b"\r\n") => return Ok(content),
                Some(rest) => content.extend_from_slice(rest),
                None => content.extend_from_slice(&line),
            }
        }
    }

    /// The same connection under TLS.
    pub(crate) async fn encrypted(mut self, acceptor: &TlsAcceptor) -> io::Result<Self> {
        self.flush().await?;
        match (self.stream.buffer().is_empty(), self.stream.into_inner()) {
            (true, Either::Left(stream)) => {
                let stream = BufReader::new(Either::Right(acceptor.accept(stream).await?));
                Ok(Self { stream, unsent: self.unsent })
            }
            _ => Err(io::ErrorKind::InvalidData.into()),
        }
    }

    /// Says nothing more until the client hangs up.
    pub(crate) async fn ignore(&mut self) -> io::Result<()> {
        self.flush().await?;
        tokio::io::copy_buf(&mut self.stream, &mut tokio::io::sink()).await.map(drop)
    }

    /// Sends what was said, and hangs up.
    pub(crate) async fn hang_up(mut self) -> io::Result<()> {
        self.flush().await?;
        self.stream.shutdown().await
    }

    async fn raw_line(&mut self) -> io::Result<Vec<u8>> {
        if !self.stream.buffer().contains(&b'\n') {
            self.flush().await?;
        }
        let mut line = Vec::new();
        match self.stream.read_until(b'\n', &mut line).await? {
            0 => Err(io::ErrorKind::UnexpectedEof.into()),
            _ => Ok(line),
        }
    }
}
