//! Header lines as other programs write them, at both listeners: bytes that are not text cost nobody what
//! stands beside them, several lines of a list are one list, and a request goes to one host.

use entity::officer::Role;
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::support::client::{Client, codes};
use crate::support::stories;

const HOST: &[u8] = b"Host: localhost";

/// Sends bytes as they are, and reads to the end of the connection.
async fn sent(base: &str, request: &[u8]) -> String {
    let mut stream = TcpStream::connect(base.trim_start_matches("http://")).await.expect("a connection");
    stream.write_all(request).await.expect("it writes");
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.expect("an answer");
    String::from_utf8_lossy(&answer).into_owned()
}

/// Posts an operation with these header lines, and returns the whole response.
async fn post(base: &str, lines: &[&[u8]], query: &str) -> String {
    let body = json!({ "query": query }).to_string();
    let end = format!("Content-Length: {}\r\nConnection: close\r\n\r\n{body}", body.len());
    let mut request = b"POST /graphql HTTP/1.1\r\nContent-Type: application/json\r\n".to_vec();
    for line in lines {
        request.extend_from_slice(line);
        request.extend_from_slice(b"\r\n");
    }
    request.extend_from_slice(end.as_bytes());
    sent(base, &request).await
}

fn status(answer: &str) -> &str {
    answer.split(' ').nth(1).expect("a status")
}

/// The one cookie of a browser whose name ends like this.
fn cookie(browser: &Client, end: &str) -> String {
    let found = browser.cookies().into_iter().find(|(name, _)| name.ends_with(end));
    let (name, value) = found.expect("a cookie");
    format!("{name}={value}")
}

stories! {
    /// Any program on the host can set such a cookie, and so can a page of a parent domain.
    async fn a_cookie_that_is_no_text_logs_nobody_out(app: TestApp) {
        let applicant = app.applicant("a@example.com").await;
        assert_eq!(codes(&applicant.log_in().await), [""; 0]);
        let officer = app.officer("tanaka", &[Role::Viewer]).await;
        for (base, cookie, query, expected) in [
            (&app.base, cookie(&applicant.browser, "_session"), "{viewer{userId}}", &applicant.user_id),
            (&app.officer_base, cookie(&officer.browser, "_officer"), "{viewer{officer{name}}}", &officer.name),
        ] {
            for other in ["x=日本".as_bytes(), b"x=caf\xe9", b"\xff"] {
                let before = [b"Cookie: ".as_slice(), other, b"; ", cookie.as_bytes()].concat();
                let behind = [b"Cookie: ".as_slice(), cookie.as_bytes(), b"; ", other].concat();
                let beside = [b"Cookie: ".as_slice(), other].concat();
                let alone = format!("Cookie: {cookie}");
                for lines in [&[HOST, &before][..], &[HOST, &behind], &[HOST, &beside, alone.as_bytes()]] {
                    let answer = post(base, lines, query).await;
                    assert!(answer.contains(expected.as_str()), "{answer}");
                }
            }
        }
    }

    async fn several_lines_of_languages_or_media_types_are_one_list(app: TestApp) {
        for base in [&app.base, &app.officer_base] {
            let answer = async |lines: &[&[u8]]| post(base, &[&[HOST][..], lines].concat(), "{__typename}").await;
            let languages: [&[&[u8]]; 4] = [
                &[b"Accept-Language: xx", b"Accept-Language: ko"],
                &[b"Accept-Language: vi;q=0.2", b"Accept-Language: en;q=0.1, ko;q=0.9"],
                &[b"Accept-Language: caf\xe9, ko"],
                &["Accept-Language: 日本".as_bytes(), b"Accept-Language: ko"],
            ];
            for lines in languages {
                let answer = answer(lines).await;
                assert!(answer.contains("content-language: ko\r\n"), "{answer}");
            }
            let media_types: [&[&[u8]]; 2] = [
                &[b"Accept: text/html", b"Accept: application/json"],
                &[b"Accept: text/html;x=\"caf\xe9\", application/json"],
            ];
            for lines in media_types {
                let answer = answer(lines).await;
                assert!(answer.contains("content-type: application/json;"), "{answer}");
            }
        }
    }

    async fn a_request_goes_to_one_host_and_comes_from_one_page(app: TestApp) {
        for base in [&app.base, &app.officer_base] {
            let refused: [&[&[u8]]; 5] = [
                &[],
                &[HOST, HOST],
                &[HOST, b"Host: evil.example"],
                &[HOST, b"Origin: https://portal.example", b"Origin: https://portal.example"],
                &[HOST, b"Origin: https://portal.example", b"Origin: https://evil.example"],
            ];
            for lines in refused {
                let answer = post(base, lines, "{__typename}").await;
                assert_eq!(status(&answer), "400", "{lines:?}");
                assert!(answer.contains("\"BAD_REQUEST\""), "{answer}");
            }
            assert_eq!(status(&post(base, &[HOST], "{__typename}").await), "200");
            for (line, expected) in [("", "400"), ("Host: localhost\r\n", "200")] {
                let request = format!("GET /livez HTTP/1.1\r\n{line}Connection: close\r\n\r\n");
                assert_eq!(status(&sent(base, request.as_bytes()).await), expected, "{line}");
            }
        }
    }

    /// A line that is no text must not hide that the browser calls for another site, nor may a second
    /// `Authorization` line stand in for the first.
    async fn what_protects_is_read_from_every_line(app: TestApp) {
        for base in [&app.base, &app.officer_base] {
            let refused: [(&[&[u8]], &str); 4] = [
                (&[HOST, b"Sec-Fetch-Site: same-origin", b"Sec-Fetch-Site: cross-site"], "403"),
                (&[HOST, b"Sec-Fetch-Site: caf\xe9, cross-site"], "403"),
                (&[HOST, b"Origin: http://caf\xe9"], "403"),
                (&[HOST, b"Authorization: Bearer abc", b"Authorization: Bearer abc"], "401"),
            ];
            for (lines, expected) in refused {
                let answer = post(base, lines, "{__typename}").await;
                assert_eq!(status(&answer), expected, "{answer}");
            }
        }
    }
}
