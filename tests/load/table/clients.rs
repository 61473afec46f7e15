//! Clients that send the next request as soon as they have an answer, each on its own connection. HTTP/1.1 is
//! written by hand, because a library would use more of the machine than what it measures.

use std::sync::Arc;
use std::time::Duration;

use serde_json::json;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;
use tokio::task::JoinSet;
use tokio::time::Instant;

use crate::measure::samples::Samples;

/// A request: the query, and for each number its variables and token.
pub(crate) struct Question {
    /// The GraphQL document.
    pub(crate) query: &'static str,
    /// The variables for a number.
    pub(crate) variables: Box<dyn Fn(usize) -> serde_json::Value + Send + Sync>,
    /// The token for a number, if it needs one.
    pub(crate) token: Option<Box<dyn Fn(usize) -> String + Send + Sync>>,
    /// A text that every correct answer contains.
    pub(crate) expected: &'static str,
}

/// The results of a set of requests.
pub(crate) struct Answered {
    /// How long each correct answer took.
    pub(crate) waits: Samples,
    /// How many answers were not correct.
    pub(crate) failed: usize,
    /// How long the whole set took.
    pub(crate) took: Duration,
}

impl Question {
    fn request(&self, host: &str, number: usize) -> Vec<u8> {
        let body = json!({ "query": self.query, "variables": (self.variables)(number) }).to_string();
        let token = self
            .token
            .as_ref()
            .map_or_else(String::new, |token| format!("Authorization: Bearer {}\r\n", token(number)));
        format!(
            "POST /graphql HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\n{token}Content-Length: {}\r\n\r\n\
             {body}",
            body.len()
        )
        .into_bytes()
    }
}

/// `count` clients send requests for `span`. The numbers go up from `first`, and each is used once.
pub(crate) async fn ask(
    base: &str,
    question: Arc<Question>,
    count: usize,
    first: usize,
    span: Duration,
) -> Answered {
    let host = base.trim_start_matches("http://").to_owned();
    let (began, mut clients) = (Instant::now(), JoinSet::new());
    for client in 0..count {
        let (host, question) = (host.clone(), Arc::clone(&question));
        clients.spawn(async move {
            let stream = TcpStream::connect(&host).await.expect("the server listens");
            stream.set_nodelay(true).expect("a socket");
            let (mut stream, mut waits, mut failed) = (BufReader::new(stream), Vec::new(), 0);
            let mut number = first + client;
            while began.elapsed() < span {
                let request = question.request(&host, number);
                let asked = Instant::now();
                stream.write_all(&request).await.expect("the server reads");
                let answer = answer(&mut stream).await;
                if answer.contains(question.expected) {
                    waits.push(asked.elapsed());
                } else {
                    failed += 1;
                }
                number += count;
            }
            (waits, failed)
        });
    }
    let answered = clients.join_all().await;
    Answered {
        failed: answered.iter().map(|it| it.1).sum(),
        waits: Samples::of(answered.into_iter().flat_map(|it| it.0)),
        took: began.elapsed(),
    }
}

async fn answer(stream: &mut BufReader<TcpStream>) -> String {
    let (mut length, mut line) = (0, String::new());
    loop {
        line.clear();
        stream.read_line(&mut line).await.expect("a head");
        let lower = line.to_ascii_lowercase();
        if let Some(value) = lower.strip_prefix("content-length:") {
            length = value.trim().parse().expect("a length");
        }
        if line.trim().is_empty() {
            break;
        }
    }
    let mut body = vec![0; length];
    stream.read_exact(&mut body).await.expect("a body");
    String::from_utf8(body).expect("text")
}
