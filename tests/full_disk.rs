//! A full disk in the embedded mode: requests fail while the disk is full, and none afterwards, without a
//! restart.

use std::fs::File;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use sea_orm::DatabaseConnection;
use sea_orm::sqlx::Executor;
use serde_json::json;

use crate::support::process::Directory;
use crate::support::program::Program;
use crate::support::site::{LIMIT, free_address, wait_until};
use crate::support::{Client, Mode, PASSWORD, TestApp};

/// How the disk becomes full: a file fills a small disk, or SQLite's file reaches its maximum size.
enum Disk {
    Small(PathBuf),
    Pages(DatabaseConnection),
}

impl Disk {
    async fn fill(&self) {
        match self {
            Self::Small(folder) => {
                let mut file = File::create(folder.join("filler")).expect("a file");
                while file.write_all(&[0; 4096]).is_ok() {}
            }
            Self::Pages(db) => limit_pages(db, "PRAGMA max_page_count = 1").await, // raised to what is used
        }
    }

    async fn free(&self) {
        match self {
            Self::Small(folder) => std::fs::remove_file(folder.join("filler")).expect("the file is there"),
            Self::Pages(db) => limit_pages(db, "PRAGMA max_page_count = 4294967294").await,
        }
    }
}

/// Each connection has its own limit, and the pool has eight connections.
async fn limit_pages(db: &DatabaseConnection, pragma: &'static str) {
    let pool = db.get_sqlite_connection_pool();
    let (began, mut held) = (Instant::now(), Vec::new());
    while held.len() < 8 {
        // The server uses some of them, and returns each one.
        match pool.acquire().await {
            Ok(connection) => held.push(connection),
            Err(failure) => assert!(began.elapsed() < LIMIT, "no connection: {failure}"),
        }
    }
    for connection in &mut held {
        connection.execute(pragma).await.expect("a limit");
    }
}

/// Whether a registration could be started.
async fn registers(browser: &Client, email: &str) -> bool {
    let query =
        "mutation($i:StartRegistrationInput!){startRegistration(input:$i){sentTo errors{__typename}}}";
    let input = json!({ "email": email, "emailConfirmation": email, "agreedTermsVersion": "2026-01" });
    let browser = browser.someone_else(); // limits count per address
    let answer = browser.post(query, json!({ "i": input })).await;
    answer.status == 200 && answer.json()["data"]["startRegistration"]["sentTo"] == json!(email)
}

/// Fills and frees the disk several times. Everything can be written again as soon as it is free.
async fn goes_on(browser: &Client, disk: &Disk) {
    let mut failed = 0;
    for round in 0..5 {
        disk.fill().await;
        for number in 0..12 {
            failed += u32::from(!registers(browser, &format!("full{round}-{number}@example.com")).await);
        }
        disk.free().await;
        let freed = Instant::now();
        for number in 0..6 {
            let email = format!("free{round}-{number}@example.com");
            assert!(registers(browser, &email).await, "round {round}: not written though there is space");
            let sent = || async {
                let mails = browser.send(browser.request("GET", "/mailbox/messages")).await;
                mails.text.contains(&email)
            };
            while !sent().await {
                assert!(freed.elapsed() < LIMIT, "round {round}: no mail to {email}");
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        }
        browser.log_in("hdlpf38617", PASSWORD).await;
        let is_ready = async || browser.send(browser.request("GET", "/readyz")).await.status == 200;
        wait_until("it is ready again", LIMIT, is_ready).await;
    }
    assert!(failed > 0, "the disk never was full");
}

/// Whether the server is up. It binds its port before it creates its files.
fn answers(address: &str) -> std::io::Result<bool> {
    let mut stream = TcpStream::connect(address)?;
    stream.set_read_timeout(Some(Duration::from_secs(1)))?;
    stream.write_all(b"GET /livez HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n")?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    Ok(answer.starts_with("HTTP/1.1 200"))
}

/// On a separate disk if one can be mounted, or else with a maximum size of SQLite's file.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn after_a_full_disk_the_embedded_mode_goes_on_by_itself() {
    let (folder, logs, address) = (Directory::new("small"), Directory::new("log"), free_address());
    let path = folder.path().to_str().expect("a path in text");
    let arguments =
        ["--listen", &address, "--officer-listen", "127.0.0.1:0", "--data-dir", path, "--rate-limits", "off"];
    let ready = || answers(&address).is_ok_and(|answers| answers);
    match Program::start_on_small_disk(&arguments, (folder.path(), 8), &logs, ready) {
        Some((_server, inside)) => {
            goes_on(&Client::new(&format!("http://{address}")), &Disk::Small(inside)).await;
        }
        None => by_pages().await,
    }
}

/// The same on every machine, and fast: SQLite responds as on a full disk.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn after_a_full_database_the_embedded_mode_goes_on_by_itself() {
    by_pages().await;
}

async fn by_pages() {
    let app = TestApp::start(Mode::Embedded).await;
    goes_on(&app.visitor(), &Disk::Pages(app.db().clone())).await;
}
