//! A relay that misbehaves at random, in every way that the scripts in `tests/relays/` have without TLS: odd
//! replies, refusals for now and of everybody, silence, replies before their turn, connections that end at any
//! moment. What it draws depends on its seed and on the number of the connection. It keeps an account of each
//! addressee: how many copies it has accepted, and which of them it has confirmed.

mod connection;
mod form;

use std::collections::HashMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::net::TcpListener;
use tokio::task::JoinSet;

use self::connection::Connection;

/// The beginning of the addresses that do not exist.
pub(crate) const GONE: &str = "gone";

/// The relay; stopped when dropped, with all its connections.
pub(crate) struct WildRelay {
    address: SocketAddr,
    dealings: Arc<Mutex<Accounts>>,
    _listening: JoinSet<()>,
}

/// What the relay did, by address.
type Accounts = HashMap<String, Dealings>;

/// What the relay did with the mails to one addressee.
#[derive(Clone, Debug, Default)]
pub(crate) struct Dealings {
    /// For each copy that it has accepted: whether it has said so.
    pub(crate) copies: Vec<bool>,
    /// How often it broke off after it had asked for the content, with or without the copy.
    pub(crate) breaks: usize,
    /// How often it has refused the address for good, because it does not exist.
    pub(crate) refused: usize,
    /// Whether it has refused to relay for us, which it does once at most.
    pub(crate) was_denied: bool,
}

impl WildRelay {
    /// Starts it on a free port.
    pub(crate) async fn start(seed: u64) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a free port");
        let address = listener.local_addr().expect("a bound address");
        let dealings = Arc::default();
        let mut listening = JoinSet::new();
        listening.spawn(listen(listener, seed, Arc::clone(&dealings)));
        Self { address, dealings, _listening: listening }
    }

    /// Its URL: `smtp://127.0.0.1:PORT`.
    pub(crate) fn url(&self) -> String {
        format!("smtp://{}", self.address)
    }

    /// What it did, by address.
    pub(crate) fn dealings(&self) -> Accounts {
        lock(&self.dealings).clone()
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

async fn listen(listener: TcpListener, seed: u64, dealings: Arc<Mutex<Accounts>>) {
    let (mut connections, mut number) = (JoinSet::new(), 0_u64);
    loop {
        tokio::select! {
            Ok((stream, _)) = listener.accept() => {
                number += 1;
                let connection = Connection::of(stream, number, seed, Arc::clone(&dealings));
                // An error is a connection that one of the two has ended.
                connections.spawn(async move {
                    let _ = connection.converse().await;
                });
            }
            Some(_) = connections.join_next() => {}
        }
    }
}
