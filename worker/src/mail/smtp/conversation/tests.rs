//! Conversations with relays of a few lines: what is said, in which order, and what is never said.

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};
use tokio_util::sync::CancellationToken;

use super::*;
use crate::mail::smtp::{
    place::{Errand, SlowPlaces},
    relay::Tls,
    reply::Reply,
    tally::Tally,
    wait::Deadlines,
};

/// A relay that writes each of these texts in turn, the first one at once and each other one when something
/// has arrived. Returns what arrived, as one text for each of its turns.
async fn relay_that(listener: &TcpListener, says: &[&[u8]]) -> Vec<String> {
    let (mut stream, _) = listener.accept().await.expect("a connection");
    let (mut heard, mut block) = (Vec::new(), vec![0; 64 * 1024]);
    for text in says {
        if stream.write_all(text).await.is_err() {
            return heard;
        }
        match stream.read(&mut block).await {
            Ok(read @ 1..) => heard.push(String::from_utf8_lossy(&block[..read]).into_owned()),
            _ => return heard,
        }
    }
    heard
}

/// What a relay says for one mail, and what becomes of it.
async fn send(url: &str, says: &[&[u8]], mail: &str) -> (Result<(), Failure>, Vec<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let port = listener.local_addr().expect("an address").port();
    let url = url.replace("HOST", &format!("127.0.0.1:{port}")).parse().expect("a URL");
    let relay = Relay::parse(&url).expect("a relay");
    let place = SlowPlaces::new(1)
        .place(Errand { lane: entity::outbox::Lane::Account, left: CancellationToken::new() });
    let deadlines =
        Deadlines { connect: Duration::from_mins(1), slow: Duration::from_mins(1), ..Deadlines::USUAL };
    let moves_at = Instant::now() + deadlines.slow;
    let slow = Tally::default();
    let wait = Wait { deadlines, place: &place, moves_at, slow: &slow, hurries: false };
    let hello = Hello::parse("w.example").expect("a name");
    let [from, to] = ["from@example.jp", "to@example.com"].map(|text| text.parse().expect("an address"));
    let sent = async {
        let mut conversation = Conversation::open(&relay, &hello, &wait).await?;
        conversation.address(&from, &to, mail.len(), &wait).await?;
        conversation.send_data(mail.as_bytes(), &wait).await
    };
    tokio::join!(sent, relay_that(&listener, says))
}

fn reply(step: Stage, code: u16, enhanced: Option<(u16, u16, u16)>) -> Result<(), Failure> {
    Err(Failure { step, answer: Answer::Reply(Reply { code, enhanced }) })
}

fn failed(step: Stage, answer: Answer) -> Result<(), Failure> {
    Err(Failure { step, answer })
}

const PLAIN: &str = "smtp://HOST";
const WITH_PASSWORD: &str = "smtp://u:p@HOST";
const STARTTLS: &str = "smtp://u:p@HOST?tls=required";

#[tokio::test]
async fn a_mail_is_sent_step_by_step_whatever_the_texts_are() {
    let strange: &[&[u8]] = &[
        b"220 \xc4\xe3\r\n",
        b"250 \xba\xc3\r\n",
        b"250\r\n",
        b"251-\xff\n251 will forward\n",
        b"354\r\n",
        b"250 \xd3\r\n",
        b"221\r\n",
    ];
    let (sent, heard) = send(PLAIN, strange, "a\r\n.b\r\n").await;
    assert_eq!(sent, Ok(()));
    let expected = [
        "EHLO w.example\r\n",
        "MAIL FROM:<from@example.jp>\r\n",
        "RCPT TO:<to@example.com>\r\n",
        "DATA\r\n",
        "a\r\n..b\r\n.\r\n",
    ];
    assert_eq!(heard, expected);
}

#[tokio::test]
async fn what_the_relay_offers_is_used() {
    let says: &[&[u8]] = &[
        b"220 r\r\n",
        b"250-r\r\n250-pipelining\r\n250-size 100\r\n250-8bitmime\r\n250 smtputf8\r\n",
        b"250 ok\r\n250 ok\r\n",
        b"354 go\r\n",
        b"250 ok\r\n",
    ];
    let (sent, heard) = send(PLAIN, says, "a\r\n").await;
    assert_eq!(sent, Ok(()));
    assert_eq!(heard[1], "MAIL FROM:<from@example.jp> SIZE=3\r\nRCPT TO:<to@example.com>\r\n");
    let (sent, heard) = send(PLAIN, says, &"a".repeat(101)).await;
    assert_eq!(sent, failed(Stage::Mail, Answer::TooLarge));
    assert_eq!(heard[1], "QUIT\r\n");
    let denied: &[&[u8]] = &[b"220 r\r\n", b"250-r\r\n250 PIPELINING\r\n", b"250 ok\r\n554 5.7.1 denied\r\n"];
    assert_eq!(send(PLAIN, denied, "a\r\n").await.0, reply(Stage::Rcpt, 554, Some((5, 7, 1))));
    let both: &[&[u8]] = &[b"220 r\r\n", b"250-r\r\n250 PIPELINING\r\n", b"550 5.7.1 no\r\n503 5.5.1 no\r\n"];
    let (sent, heard) = send(PLAIN, both, "a\r\n").await;
    assert_eq!(sent, reply(Stage::Mail, 550, Some((5, 7, 1))));
    assert_eq!(heard[2], "QUIT\r\n");
}

#[tokio::test]
async fn an_old_relay_is_greeted_with_helo_if_nothing_else_is_needed() {
    let says: &[&[u8]] =
        &[b"220 r\r\n", b"502 what?\r\n", b"250 r\r\n", b"250\r\n", b"250\r\n", b"354\r\n", b"250\r\n"];
    let (sent, heard) = send(PLAIN, says, "a\r\n").await;
    assert_eq!(sent, Ok(()));
    assert_eq!(heard[..2], ["EHLO w.example\r\n", "HELO w.example\r\n"]);
    let (sent, heard) = send(WITH_PASSWORD, says, "a\r\n").await;
    assert_eq!(sent, reply(Stage::Hello, 502, None));
    assert_eq!(heard[1], "QUIT\r\n");
    let name: &[&[u8]] = &[b"220 r\r\n", b"504 5.5.2 need a qualified name\r\n"];
    assert_eq!(send(PLAIN, name, "a\r\n").await.0, reply(Stage::Hello, 504, Some((5, 5, 2))));
}

#[tokio::test]
async fn a_password_goes_in_a_form_that_is_offered() {
    let says = |offer: &'static [u8], answers: &[&'static [u8]]| {
        let all: Vec<&[u8]> =
            [b"220 r\r\n".as_slice(), offer].into_iter().chain(answers.iter().copied()).collect();
        all
    };
    let wrong: &[u8] = b"535 5.7.8 no\r\n";
    let (sent, heard) = send(WITH_PASSWORD, &says(b"250-r\r\n250 auth login plain\r\n", &[wrong]), "").await;
    assert_eq!(sent, reply(Stage::Auth, 535, Some((5, 7, 8))));
    assert_eq!(heard[1], "AUTH PLAIN AHUAcA==\r\n");
    let (_, heard) =
        send(WITH_PASSWORD, &says(b"250-r\r\n250 AUTH=LOGIN\r\n", &[b"334 VXNl\r\n", b"334\r\n", wrong]), "")
            .await;
    assert_eq!(heard[1..4], ["AUTH LOGIN\r\n", "dQ==\r\n", "cA==\r\n"]);
    let (sent, heard) = send(WITH_PASSWORD, &says(b"250-r\r\n250 AUTH CRAM-MD5\r\n", &[]), "").await;
    assert_eq!(sent, failed(Stage::Auth, Answer::NotOffered));
    assert!(heard.iter().all(|text| !text.contains("AUTH")), "{heard:?}");
}

#[tokio::test]
async fn without_starttls_nothing_is_said() {
    for offer in
        [b"250-r\r\n250 8BITMIME\r\n".as_slice(), b"250-r\r\n250 AUTH PLAIN LOGIN\r\n", b"250 STARTTLS\r\n"]
    {
        let (sent, heard) = send(STARTTLS, &[b"220 r\r\n", offer], "").await;
        assert_eq!(sent, failed(Stage::Tls, Answer::NotOffered));
        assert_eq!(heard, ["EHLO w.example\r\n"], "no password, no address");
    }
}

#[tokio::test]
async fn starttls_that_is_refused_or_is_no_tls_is_the_end() {
    let offer: &[u8] = b"250-r\r\n250 starttls\r\n";
    let (sent, heard) = send(STARTTLS, &[b"220 r\r\n", offer, b"454 4.7.0 not now\r\n"], "").await;
    assert_eq!(sent, reply(Stage::Tls, 454, Some((4, 7, 0))));
    assert!(heard.iter().all(|text| !text.contains("AUTH")), "{heard:?}");
    let (sent, heard) =
        send(STARTTLS, &[b"220 r\r\n", offer, b"220 go\r\n", b"250 no TLS at all\r\n"], "").await;
    assert_eq!(sent, failed(Stage::Tls, Answer::Broken));
    assert!(heard.iter().all(|text| !text.contains("AUTH") && !text.contains("MAIL")), "{heard:?}");
}

/// Answers that were sent in plain text before TLS would be read inside TLS.
#[tokio::test]
async fn what_is_behind_the_answer_to_starttls_is_a_breach() {
    let injected: &[u8] = b"220 go\r\n250 r\r\n235 ok\r\n250 ok\r\n250 ok\r\n354 go\r\n250 queued\r\n";
    let says = [b"220 r\r\n".as_slice(), b"250-r\r\n250 STARTTLS\r\n", injected];
    let (sent, heard) = send(STARTTLS, &says, "a\r\n").await;
    assert_eq!(sent, failed(Stage::Tls, Answer::Breach));
    assert_eq!(heard, ["EHLO w.example\r\n", "STARTTLS\r\n"], "not even TLS begins");
}

#[tokio::test]
async fn what_comes_before_its_turn_is_a_breach() {
    let early: &[&[u8]] = &[b"220 r\r\n250 r\r\n"];
    assert_eq!(send(PLAIN, early, "a\r\n").await.0, failed(Stage::Hello, Answer::Breach));
    let (greeting, hello, ok): (&[u8], &[u8], &[u8]) = (b"220 r\r\n", b"250 r\r\n", b"250\r\n");
    let twice: &[&[u8]] = &[greeting, hello, b"250\r\n250\r\n"];
    assert_eq!(send(PLAIN, twice, "a\r\n").await.0, failed(Stage::Rcpt, Answer::Breach));
    let queued: &[&[u8]] = &[greeting, hello, ok, ok, b"354\r\n250 queued\r\n"];
    let (sent, heard) = send(PLAIN, queued, "a\r\n").await;
    assert_eq!(sent, failed(Stage::Data, Answer::Breach));
    assert_eq!(heard.last().map(String::as_str), Some("DATA\r\n"), "nothing of the mail was sent");
    let leaving: &[&[u8]] = &[greeting, b"250 r\r\n421 4.3.2 going down\r\n"];
    assert_eq!(send(PLAIN, leaving, "a\r\n").await.0, reply(Stage::Mail, 421, None));
    let other: &[&[u8]] = &[b"HTTP/1.1 400 Bad Request\r\n"];
    assert_eq!(send(PLAIN, other, "a\r\n").await.0, failed(Stage::Greeting, Answer::Breach));
}

/// Before the final dot only a refusal can be an answer to the content.
#[tokio::test]
async fn an_acceptance_before_the_final_dot_is_a_breach() {
    let more_than_the_system_buffers = "a line of a mail\r\n".repeat(2_000_000);
    let queued: (&[u8], _) = (b"250 queued\r\n", failed(Stage::Data, Answer::Breach));
    let refused: (&[u8], _) = (b"552 5.3.4 large\r\n", reply(Stage::Content, 552, Some((5, 3, 4))));
    for (early, expected) in [queued, refused] {
        let until_then = [b"220 r\r\n".as_slice(), b"250 r\r\n", b"250\r\n", b"250\r\n", b"354\r\n", early];
        let mut says = until_then.to_vec();
        says.resize(1_000, b"");
        assert_eq!(send(PLAIN, &says, &more_than_the_system_buffers).await.0, expected);
    }
}

#[tokio::test]
async fn a_relay_that_is_not_there_is_no_mystery() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let port = listener.local_addr().expect("an address").port();
    drop(listener);
    let url = format!("smtp://127.0.0.1:{port}").parse().expect("a URL");
    let relay = Relay::parse(&url).expect("on loopback");
    assert_eq!(connect(&relay, Duration::from_secs(5)).await.map(drop), Err(Answer::Broken));
}

/// An address names a certificate, too, and a URL may have it in either form.
#[test]
fn a_certificate_may_be_for_a_name_or_an_address() {
    for host in ["relay.example", "192.0.2.1", "2001:db8::1"] {
        assert!(Tls::to(host).is_ok(), "{host}");
    }
}
