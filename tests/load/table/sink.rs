//! A relay that accepts every mail at once and only counts them.

use std::net::Ipv4Addr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

/// The relay; stopped when dropped.
pub(crate) struct Sink {
    url: String,
    mails: Arc<AtomicUsize>,
    _listening: JoinSet<()>,
}

impl Sink {
    /// Starts on a free port.
    pub(crate) async fn start() -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a free port");
        let url = format!("smtp://{}", listener.local_addr().expect("an address"));
        let (mails, mut listening) = (Arc::new(AtomicUsize::new(0)), JoinSet::new());
        let counted = Arc::clone(&mails);
        listening.spawn(async move {
            let mut conversations = JoinSet::new();
            while let Ok((stream, _)) = listener.accept().await {
                conversations.spawn(converse(stream, Arc::clone(&counted)));
            }
        });
        Self { url, mails, _listening: listening }
    }

    /// The URL of the relay.
    pub(crate) fn url(&self) -> String {
        self.url.clone()
    }

    /// How many mails it has accepted.
    pub(crate) fn mails(&self) -> usize {
        self.mails.load(Ordering::Relaxed)
    }
}

async fn converse(stream: TcpStream, mails: Arc<AtomicUsize>) {
    let _ = stream.set_nodelay(true);
    let mut stream = BufReader::with_capacity(64 * 1024, stream);
    let mut line = Vec::new();
    let mut says: &[u8] = b"220 sink\r\n";
    loop {
        if stream.write_all(says).await.is_err() {
            return;
        }
        line.clear();
        match stream.read_until(b'\n', &mut line).await {
            Ok(1..) => {}
            _ => return,
        }
        says = match line.get(..4) {
            Some(b"DATA") => {
                if stream.write_all(b"354 go on\r\n").await.is_err() {
                    return;
                }
                line.clear();
                while stream.read_until(b'\n', &mut line).await.is_ok_and(|read| read > 0) && line != b".\r\n"
                {
                    line.clear();
                }
                mails.fetch_add(1, Ordering::Relaxed);
                b"250 accepted\r\n"
            }
            Some(b"QUIT") => b"221 bye\r\n",
            _ => b"250 sink\r\n",
        };
    }
}
