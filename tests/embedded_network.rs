//! Who can reach what in the embedded mode: other computers, other names, front ends on other ports, other
//! users.

use std::fs;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use serde_json::json;

use crate::support::process::Directory;
use crate::support::program::Program;
use crate::support::site::{LIMIT, free_address, wait_until};
use crate::support::{Client, Mode, PASSWORD, TestApp};

/// Sends a request unchanged, and reads the status.
fn status(base: &str, request: &str) -> u16 {
    let mut stream = TcpStream::connect(base.trim_start_matches("http://")).expect("a connection");
    stream.set_read_timeout(Some(LIMIT)).expect("a limit");
    write!(stream, "{request}connection: close\r\n\r\n").expect("it is sent");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("an answer");
    answer.split(' ').nth(1).and_then(|status| status.parse().ok()).expect("a status")
}

fn is_ready(address: &str) -> bool {
    TcpStream::connect(address).is_ok()
        && status(address, "GET /livez HTTP/1.1\r\nhost: localhost\r\n") == 200
}

/// Only one `Host`, and only names of this computer, on both listeners, for every page and the API.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_request_names_this_computer_once() {
    let app = TestApp::start(Mode::Embedded).await;
    for (base, path) in [
        (&app.base, "/mailbox/messages"),
        (&app.base, "/schema.graphql"),
        (&app.officer_base, "/demo"),
        (&app.officer_base, "/officer.graphql"),
    ] {
        for (lines, expected) in [
            ("host: localhost\r\n", 200),
            ("host: 127.0.0.1:8000\r\n", 200),
            ("host: evil.example\r\n", 421),
            ("host: 192.0.2.1\r\n", 421),
            ("host: localhost\r\nhost: localhost\r\n", 400),
            ("host: localhost\r\nhost: evil.example\r\n", 400),
            ("host: \r\n", 400),
            ("", 400),
        ] {
            let found = status(base, &format!("GET {path} HTTP/1.1\r\n{lines}"));
            assert_eq!(found, expected, "{path}: {lines}");
        }
        let absolute = format!("GET http://evil.example{path} HTTP/1.1\r\nhost: localhost\r\n");
        assert_eq!(status(base, &absolute), 421, "{path}");
        assert_eq!(status(base, &format!("GET {path} HTTP/1.0\r\n")), 400, "{path}");
    }
}

/// With the flag that opens it: links lead to the configured front end, and officers' secrets stay on this
/// computer.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_open_listener_keeps_officers_at_home_and_links_lead_to_the_front_end() {
    let (folder, logs) = (Directory::new("data"), Directory::new("log"));
    let (address, officers) = (free_address(), free_address());
    let port = address.rsplit(':').next().expect("a port");
    let arguments = [
        "--listen",
        &format!("0.0.0.0:{port}"),
        "--officer-listen",
        &officers,
        "--open-to-network",
        "--public-url",
        "http://portal.test:3000/app/",
        "--data-dir",
        folder.path().to_str().expect("text"),
        "--clock",
        "manual",
    ];
    let _server = Program::start("server", &arguments, &[], &logs, || is_ready(&address));
    let said = fs::read_to_string(logs.path().join("log")).expect("what it says");
    for line in [
        &format!("Start page   http://127.0.0.1:{port}/"),
        "links in mails lead to http://portal.test:3000/app/",
        "Clock        manual, stands at ",
        &format!("OPEN TO THE NETWORK (--open-to-network): everyone who can reach 0.0.0.0:{port}"),
        &format!("Officers' API         http://{officers}/graphql"),
    ] {
        assert!(said.contains(line), "{line:?} is not in {said}");
    }

    let browser = Client::new(&format!("http://{address}"));
    browser.start_registration("a@example.com").await;
    let mut mails = String::new();
    wait_until("the mail", LIMIT, async || {
        mails = browser.send(browser.request("GET", "/mailbox/messages")).await.text;
        mails.contains("a@example.com")
    })
    .await;
    assert!(mails.contains("http://portal.test:3000/app/register#t="), "{mails}");
    assert!(!mails.contains("0.0.0.0"), "{mails}");

    let page = browser.send(browser.request("GET", "/")).await.text;
    assert!(page.contains("hdlpf38617") && !page.contains("Himawari-2025=soba"), "{page}");
    for (host, expected) in
        [("portal.test", 200), ("192.0.2.7:8000", 200), ("localhost", 200), ("evil.example", 421)]
    {
        let found = status(&address, &format!("GET /mailbox HTTP/1.1\r\nhost: {host}\r\n"));
        assert_eq!(found, expected, "{host}");
    }
    assert_eq!(
        status(&officers, "GET /demo HTTP/1.1\r\nhost: portal.test\r\n"),
        421,
        "officers are not there"
    );
    assert_eq!(status(&officers, "GET /demo HTTP/1.1\r\nhost: localhost\r\n"), 200);
}

/// The configured page on another port can call the API from a browser, with its cookie; no other page can.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_named_front_end_calls_from_a_browser_and_no_other_page_does() {
    const FRONT_END: &str = "http://localhost:3000";
    let (folder, logs, address) = (Directory::new("data"), Directory::new("log"), free_address());
    let data_dir = folder.path().to_str().expect("text");
    let arguments = [
        "--listen",
        &address,
        "--officer-listen",
        "127.0.0.1:0",
        "--public-url",
        FRONT_END,
        "--data-dir",
        data_dir,
    ];
    let _server = Program::start("server", &arguments, &[], &logs, || is_ready(&address));
    let browser = Client::new(&format!("http://{address}"));
    let ask = async |origin: &str, path: &str| {
        let request = browser.request("OPTIONS", path).header("origin", origin);
        let request = request.header("access-control-request-method", "POST");
        browser.send(request.header("access-control-request-headers", "content-type")).await
    };
    let allowed = ask(FRONT_END, "/graphql").await;
    assert_eq!(allowed.status, 204);
    assert_eq!(allowed.header("access-control-allow-origin"), FRONT_END);
    assert_eq!(allowed.header("access-control-allow-credentials"), "true");
    assert!(allowed.header("access-control-allow-headers").contains("content-type"));
    for (origin, path) in [
        ("http://localhost:3001", "/graphql"),
        ("https://localhost:3000", "/graphql"),
        ("null", "/graphql"),
        (FRONT_END, "/mailbox/messages"),
        (FRONT_END, "/clock"),
    ] {
        assert_eq!(ask(origin, path).await.header("access-control-allow-origin"), "", "{origin} {path}");
    }

    let call = async |origin: &str, query: &str| {
        let request = browser.request("POST", "/graphql").header("origin", origin);
        let request = request.header("sec-fetch-site", "same-site");
        browser.send(request.json(&json!({ "query": query }))).await
    };
    let log_in = format!(
        "mutation{{logIn(input:{{userId:\"hdlpf38617\",password:\"{PASSWORD}\"}}){{viewer{{name}} \
         errors{{__typename}}}}}}"
    );
    let answer = call(FRONT_END, &log_in).await;
    assert_eq!(answer.header("access-control-allow-origin"), FRONT_END);
    let answer = call(FRONT_END, "{viewer{name}}").await;
    assert_eq!(answer.json()["data"]["viewer"]["name"], json!("HOUMU TARO"), "{}", answer.text);
    let own = call(&format!("http://{address}"), "{viewer{name}}").await;
    assert_eq!(own.json()["data"]["viewer"]["name"], json!("HOUMU TARO"), "its own pages still may");
    for origin in ["http://localhost:3001", "http://evil.example"] {
        let answer = call(origin, "{viewer{name}}").await;
        assert_eq!((answer.status, answer.code()), (403, "FORBIDDEN".to_owned()), "{origin}");
        assert_eq!(answer.header("access-control-allow-origin"), "", "{origin}");
    }
}

/// Only the owner can read the folder and its files: new ones, and those that an earlier version left
/// readable.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_else_on_this_computer_reads_the_data() {
    let (above, logs, address) = (Directory::new("above"), Directory::new("log"), free_address());
    let folder = above.path().join("var");
    let arguments = [
        "--listen",
        &address,
        "--officer-listen",
        "127.0.0.1:0",
        "--data-dir",
        folder.to_str().expect("text"),
        "--clock",
        "manual",
    ];
    let start = || Program::start("server", &arguments, &[], &logs, || is_ready(&address));
    let server = start();
    let browser = Client::new(&format!("http://{address}"));
    browser.start_registration("a@example.com").await;
    wait_until("the mail", LIMIT, async || {
        browser.send(browser.request("GET", "/mailbox/messages")).await.text.contains("a@example.com")
    })
    .await;
    let readable = open_to_others(&folder);
    assert!(readable.is_empty(), "{readable:?}");
    let names: Vec<_> =
        fs::read_dir(&folder).expect("a folder").flatten().map(|entry| entry.file_name()).collect();
    for name in ["uketori.sqlite", "uketori.sqlite-wal", "uketori.sqlite-shm", "lock", "clock", "mailbox"] {
        assert!(names.contains(&name.into()), "{name} is not in {names:?}");
    }
    server.kill();

    for path in [
        "",
        "uketori.sqlite",
        "uketori.sqlite-wal",
        "uketori.sqlite-shm",
        "server-keys",
        "link-keys",
        "mailbox",
    ] {
        let mode = if folder.join(path).is_dir() { 0o755 } else { 0o644 };
        fs::set_permissions(folder.join(path), fs::Permissions::from_mode(mode)).expect(path);
    }
    let _server = start();
    // Others may need the folder itself; so it is reported, and only its files are closed.
    assert_eq!(open_to_others(&folder), [folder.display().to_string()]);
    let said = fs::read_to_string(logs.path().join("log")).expect("what it says");
    assert!(said.contains(&format!("chmod 700 {}", folder.display())), "{said}");
}

/// All files and folders under a path that others can read or list.
fn open_to_others(place: &Path) -> Vec<String> {
    let mode = fs::metadata(place).expect("it is there").permissions().mode();
    let own = (mode & 0o077 != 0).then(|| place.display().to_string());
    // A folder that is closed to others protects what is in it.
    let entries = fs::read_dir(place).into_iter().flatten().flatten();
    own.into_iter().chain(entries.flat_map(|entry| open_to_others(&entry.path()))).collect()
}
