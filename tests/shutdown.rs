//! Stopping a server and a worker: first unready, then closed. A second signal ends them at once, SIGHUP does
//! not.

use std::net::{TcpListener, TcpStream};
use std::os::unix::net::UnixDatagram;
use std::process::ExitStatus;
use std::time::{Duration, Instant};

use serde_json::json;

use crate::support::client::Client;
use crate::support::process::Directory;
use crate::support::program::{self, Program};
use crate::support::relay::{Relay, Step};
use crate::support::site::{LIMIT, Site, free_address, put_over, wait_until};
use crate::support::smtpd::Smtpd;

/// Waits until a program has ended, and returns its exit status.
async fn until_end(program: &mut Program) -> ExitStatus {
    let mut ended = None;
    wait_until("its end", LIMIT, async || {
        ended = program.ended();
        ended.is_some()
    })
    .await;
    ended.expect("it has ended")
}

/// What a program has logged so far.
fn log(directory: &Directory) -> String {
    std::fs::read_to_string(directory.path().join("log")).unwrap_or_default()
}

/// What a program logs when a second signal ends it.
const AT_ONCE: &str = "second signal: exiting at once";

async fn readiness(browser: &Client) -> (u16, String) {
    let answer = browser.send(browser.request("GET", "/readyz")).await;
    (answer.status, answer.text)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_turns_unready_before_it_closes_and_serves_meanwhile() {
    // Even a slow machine has answered some requests long before that.
    const DELAY: Duration = Duration::from_secs(20);
    let smtpd = Smtpd::start();
    let site = Site::new(smtpd.url()).await;
    let over = [("UKETORI_SHUTDOWN_DELAY", "20")];
    let (mut server, base) = site.server_with(&over, &Directory::new("server"));
    let browser = Client::new(&base);
    server.signal("HUP");
    wait_until("ready, after a hangup", LIMIT, async || readiness(&browser).await.0 == 200).await;

    let before = Instant::now();
    server.signal("TERM");
    wait_until("unready", LIMIT, async || readiness(&browser).await.0 == 503).await;
    assert!(readiness(&browser).await.1.contains("shutting down"));
    for _ in 0..20 {
        let answer = browser.post("{site{title}}", json!({})).await;
        assert_eq!((answer.status, answer.header("connection")), (200, "close"));
    }
    let status = until_end(&mut server).await;
    assert!(status.success() && before.elapsed() >= DELAY, "{status} after {:?}", before.elapsed());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_second_signal_ends_a_server_at_once() {
    let smtpd = Smtpd::start();
    let site = Site::new(smtpd.url()).await;
    let (over, logs) = ([("UKETORI_SHUTDOWN_DELAY", "300")], Directory::new("server"));
    let (mut server, base) = site.server_with(&over, &logs);
    server.signal("TERM");
    let browser = Client::new(&base);
    wait_until("unready", LIMIT, async || readiness(&browser).await.0 == 503).await;
    server.signal("INT");
    let status = until_end(&mut server).await;
    assert!(!status.success() && log(&logs).contains(AT_ONCE), "{status}: {}", log(&logs));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_worker_outlives_a_hangup_and_a_second_signal_ends_it_at_once() {
    let (relay, logs) = (Relay::start().await, Directory::new("worker"));
    let site = Site::new(relay.url()).await;
    let (_server, browser) = site.server();
    let mut worker = site.worker_with(&[], &logs);
    wait_until("the worker works", LIMIT, async || log(&logs).contains("worker is ready")).await;
    worker.signal("HUP");
    browser.start_registration("first@example.com").await;
    relay.wait_for(1, LIMIT).await;
    assert!(log(&logs).contains("SIGHUP is ignored") && worker.ended().is_none());

    let held = relay.hold(Step::Mail);
    browser.start_registration("second@example.com").await;
    held.reached().await;
    worker.signal("TERM");
    wait_until("it drains", LIMIT, async || log(&logs).contains("a second signal ends the process at once"))
        .await;
    assert!(worker.ended().is_none(), "a mail is under way");
    worker.signal("TERM");
    let status = until_end(&mut worker).await;
    assert!(!status.success() && log(&logs).contains(AT_ONCE), "{status}: {}", log(&logs));
}

/// systemd is notified when a server is ready, and when it stops (`Type=notify`).
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn systemd_is_told_when_a_server_is_ready_and_when_it_ends() {
    let (smtpd, directory) = (Smtpd::start(), Directory::new("systemd"));
    let site = Site::new(smtpd.url()).await;
    let path = directory.path().join("notify");
    let socket = UnixDatagram::bind(&path).expect("a socket");
    socket.set_read_timeout(Some(LIMIT)).expect("a time limit");
    let told = || {
        let mut text = [0; 64];
        let length = socket.recv(&mut text).expect("a word");
        String::from_utf8_lossy(&text[..length]).trim().to_owned()
    };
    let over = [("NOTIFY_SOCKET", path.to_str().expect("a path in text"))];
    let (server, _) = site.server_with(&over, &Directory::new("server"));
    assert_eq!(told(), "READY=1");
    server.signal("TERM");
    assert_eq!(told(), "STOPPING=1");
}

/// Both addresses are bound before either is served. If one cannot be, the server is not reported as ready.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_served_before_every_address_is_taken() {
    let smtpd = Smtpd::start();
    let site = Site::new(smtpd.url()).await;
    let officers = free_address();
    let taken = TcpListener::bind(&officers).expect("a free port");
    let settings = put_over(site.settings(&free_address()), &[("UKETORI_OFFICER_LISTEN", officers.as_str())]);
    let done = program::run("server", &["serve"], &settings, site.directory.path());
    let said = String::from_utf8_lossy(&done.stderr);
    assert!(!done.status.success());
    assert!(said.contains(&format!("cannot listen on {officers} (UKETORI_OFFICER_LISTEN)")), "{said}");
    drop(taken);

    // As soon as the public listener answers, the officers' listener does, too.
    let (public, logs) = (free_address(), Directory::new("server"));
    let settings = put_over(site.settings(&public), &[("UKETORI_OFFICER_LISTEN", officers.as_str())]);
    let is_first = || TcpStream::connect(&public).is_ok();
    let _server = Program::start("server", &["serve"], &settings, &logs, is_first);
    for address in [public, officers] {
        let browser = Client::new(&format!("http://{address}"));
        assert_eq!(browser.send(browser.request("GET", "/livez")).await.status, 200, "{address}");
    }
}
