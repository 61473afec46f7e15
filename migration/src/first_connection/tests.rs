//! What an operator reads when the database cannot be reached.

use tokio::{io::AsyncWriteExt, net::TcpListener};

use super::*;

async fn said(url: &str) -> String {
    check(url).await.expect_err("nobody is there").to_string()
}

#[tokio::test]
async fn a_message_names_place_and_cause_and_neither_user_nor_password() {
    let closed = TcpListener::bind("127.0.0.1:0").await.expect("a port").local_addr().expect("an address");
    let other = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = other.local_addr().expect("an address");
    let greet = async {
        loop {
            let (mut stream, _) = other.accept().await.expect("a connection");
            stream.write_all(b"220 relay ESMTP\r\n").await.expect("it is sent");
        }
    };
    let messages = async {
        for (url, place, cause) in [
            (
                format!("postgres://eve:hunter2@{closed}/portal"),
                format!("{closed}, database portal"),
                "refused",
            ),
            (
                format!("postgres://eve:hunter2@{address}/portal"),
                address.to_string(),
                "does not speak PostgreSQL",
            ),
            (
                "postgres://eve:hunter2@%2Fnowhere/portal".to_owned(),
                "/nowhere/.s.PGSQL.5432".to_owned(),
                "refused",
            ),
        ] {
            let said = said(&url).await;
            assert!(said.contains(&place) && said.contains(cause), "{said}");
            assert!(!said.contains("hunter2") && !said.contains("eve"), "{said}");
        }
    };
    tokio::select! {
        () = messages => {}
        () = greet => {}
    }
}

#[test]
fn an_ipv6_address_is_used_without_the_brackets_of_its_url() {
    let host = |url: &str| without_brackets(url.parse().expect("a URL")).get_host().to_owned();
    assert_eq!(host("postgres://[::1]:5433/d"), "::1");
    assert_eq!(host("postgres://db.example/d"), "db.example");
    let socket = without_brackets("postgres:///d?host=/run/postgresql".parse().expect("a URL"));
    assert_eq!(socket.get_socket().map(std::path::PathBuf::as_path), Some("/run/postgresql".as_ref()));
}

#[test]
fn a_refusal_is_shown_without_the_user() {
    let cause = refusal("08P01", "no such user: \"eve\"", "eve");
    assert_eq!(cause.to_string(), "no such user: the user (SQLSTATE 08P01)");
    assert_eq!(
        refusal("28P01", "password authentication failed for user \"eve\"", "eve"),
        Cause::Credentials
    );
}
