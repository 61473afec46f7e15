//! Serves one connection: HTTP/1.1, request after request.
//!
//! `turns` limits how long it waits for the client. Other limits are not here: that of a body is where the
//! body is read, and that of an operation is where the operation is executed.

use std::{
    convert::Infallible,
    io,
    net::SocketAddr,
    pin::{Pin, pin},
    sync::Arc,
    task::{Poll, ready},
};

use futures_util::stream;
use hyper::{
    body::{Body as _, Frame, Incoming},
    server::conn::http1,
    service::service_fn,
};
use hyper_util::rt::TokioIo;
use poem::{
    Addr, Body, Endpoint, Request, RequestParts,
    http::{HeaderValue, header, uri::Scheme},
    web::{LocalAddr, RemoteAddr},
};
use tokio::io::{AsyncRead, AsyncWrite};

use super::{
    places::Place,
    shutdown::Shutdown,
    turns::{Turn, Turns, Watched, begin, overdue},
};

/// The maximum size of a request's head in bytes. A larger head, or one with more than 100 header lines, gets
/// 431.
const MAX_HEAD_BYTES: usize = 64 * 1024;

/// A connection that was accepted and has a place.
pub(super) struct Accepted {
    /// The address of the listener.
    pub(super) local: SocketAddr,
    /// The address at the other end.
    pub(super) peer: SocketAddr,
    /// Whose turn it is on the connection.
    pub(super) turns: Arc<Turns>,
    /// Its place among the connections of the listener.
    pub(super) place: Place,
}

/// Serves the requests of a connection, until the client, a time limit, a newer connection that needs the
/// place, or the shutdown ends it.
pub(super) async fn talk<S, E>(
    stream: S,
    Accepted { local, peer, turns, place }: Accepted,
    endpoint: Arc<E>,
    shutdown: Shutdown,
) where
    S: AsyncRead + AsyncWrite + Send + Unpin + 'static,
    E: Endpoint + 'static,
{
    let place = Arc::new(place);
    let own = Arc::clone(&place);
    let needed = async move { own.needed().await };
    let overdue = overdue(turns.subscribe(), needed, shutdown.clone());
    let stream = TokioIo::new(Watched::new(stream, Arc::clone(&turns)));
    let service = service_fn(move |request: hyper::Request<Incoming>| {
        let (head, body) = request.into_parts();
        // Without a body, nothing else would end the client's turn.
        begin(&turns, if body.is_end_stream() { Turn::Answer } else { Turn::Body });
        let (endpoint, turns, place) = (Arc::clone(&endpoint), Arc::clone(&turns), Arc::clone(&place));
        let shutdown = shutdown.clone();
        async move {
            let [local, peer] = [local, peer].map(Addr::from);
            let head = RequestParts::from((head, LocalAddr(local), RemoteAddr(peer), Scheme::HTTP));
            let body = watched(body, Arc::clone(&turns));
            let mut response = endpoint.get_response(Request::from_parts(head, body)).await;
            if shutdown.is_leaving() || place.is_needed() {
                // hyper closes the connection after this response. A proxy that reads the header sends
                // nothing more on it, so no request is lost.
                response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
            }
            begin(&turns, Turn::Write);
            Ok::<hyper::Response<_>, Infallible>(response.into())
        }
    });
    let mut builder = http1::Builder::new();
    builder.max_buf_size(MAX_HEAD_BYTES).max_header_size(MAX_HEAD_BYTES);
    let connection = pin!(builder.serve_connection(stream, service));
    tokio::select! {
        biased; // bytes that have arrived are read before the time limit can find that none have
        // An error here comes from the client or the network, and nobody here can do anything about it.
        _ = connection => {}
        () = overdue => {}
    }
}

/// A body that begins the answer's turn when all of it has arrived.
fn watched(mut body: Incoming, turns: Arc<Turns>) -> Body {
    if body.is_end_stream() {
        return Body::empty();
    }
    Body::from_bytes_stream(stream::poll_fn(move |context| {
        loop {
            let frame = ready!(Pin::new(&mut body).poll_frame(context));
            if body.is_end_stream() {
                begin(&turns, Turn::Answer);
            }
            match frame.map(|read| read.map(Frame::into_data)) {
                Some(Ok(Ok(data))) => return Poll::Ready(Some(Ok(data))),
                Some(Ok(Err(_trailers))) => {}
                Some(Err(error)) => return Poll::Ready(Some(Err(io::Error::other(error)))),
                None => return Poll::Ready(None),
            }
        }
    }))
}

#[cfg(test)]
mod tests;
