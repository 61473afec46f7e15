//! Mails that come back, by the ways on which they are taken: a relay's pipe, a Maildir, and a mailbox over
//! IMAP, also of a server that hangs.

use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt as _;
use std::time::Duration;

use entity::clock::Clock;
use entity::key_ring::KeyRing;
use sea_orm::DatabaseConnection;
use tokio::time::Instant;
use worker::bounce::imap::{ImapBox, ImapError};
use worker::bounce::intake::Intake;
use worker::bounce::maildir;

use crate::support::bounces::{EMAIL, intake, is_suppressed, issued, reports, sample};
use crate::support::imap::{Hang, ImapMailbox, LOGIN};
use crate::support::process::Directory;
use crate::support::relay::Authority;
use crate::support::site::Site;
use crate::support::{program, stories};

/// Takes what is unseen, over a connection without a network.
async fn take_over(mailbox: &ImapMailbox, intake: &Intake<'_>) -> Result<usize, ImapError> {
    let (ours, theirs) = tokio::io::duplex(64 * 1024);
    let known = ImapBox::parse(&format!("imaps://{LOGIN}@mail.example")).expect("a mailbox");
    tokio::select! {
        taken = known.take_over(ours, intake, Clock::System.now()) => taken,
        () = mailbox.serve(theirs) => panic!("the server waits until its client hangs up"),
    }
}

stories! {
    /// Each mail is taken once; of a huge one, no more is fetched than shows that it is.
    async fn unseen_mails_of_a_mailbox_are_taken_once(app: TestApp) {
        let (_, sender) = issued(&app).await;
        let huge = sample!("postfix-expired", &sender) + &"x".repeat(2 * 1024 * 1024);
        let mailbox = ImapMailbox::with([sample!("vacation", &sender), huge, sample!("postfix-unknown", &sender)]);
        assert_eq!(take_over(&mailbox, &intake(&app)).await.expect("taken"), 3);
        assert_eq!((mailbox.unseen(), reports(&app).await.len()), (0, 1));
        assert!(is_suppressed(&app, EMAIL).await);
        let heard = mailbox.heard();
        let fetched: Vec<_> = heard.iter().filter(|command| command.contains("FETCH")).collect();
        assert!(fetched.len() == 3 && fetched.iter().all(|command| command.ends_with("<0.262145>)")), "{heard:?}");
        assert_eq!(take_over(&mailbox, &intake(&app)).await.expect("nothing"), 0);
    }

    /// A mailbox that cannot be changed is reported, instead of taken again and again.
    async fn a_mailbox_that_is_read_only_is_a_failure(app: TestApp) {
        let (_, sender) = issued(&app).await;
        let mailbox = ImapMailbox::with([sample!("postfix-expired", &sender)]);
        mailbox.make_read_only();
        for _ in 0..2 {
            let failure = take_over(&mailbox, &intake(&app)).await.expect_err("it stays unseen");
            assert_eq!(failure.to_string(), "the IMAP server failed, or refused to mark a mail as seen");
            assert_eq!(reports(&app).await.len(), 1);
        }
    }

    /// Mails of a Maildir move to `cur`, whatever they are.
    async fn new_mails_of_a_maildir_are_taken_once(app: TestApp) {
        let (_, sender) = issued(&app).await;
        let maildir = folders();
        let new = maildir.path().join("new");
        std::fs::write(new.join("1.a.host"), sample!("postfix-unknown", &sender)).expect("a file");
        std::fs::write(new.join("2.b.host"), "x".repeat(2 * 1024 * 1024)).expect("a file");
        std::fs::write(new.join(".hidden"), "").expect("a file");
        let taken = maildir::take_new(&intake(&app), maildir.path(), app.now()).await.expect("taken");
        assert_eq!((taken, reports(&app).await.len()), (2, 1));
        assert!(is_suppressed(&app, EMAIL).await);
        for name in ["1.a.host:2,S", "2.b.host:2,S"] {
            assert!(maildir.path().join("cur").join(name).exists(), "{name}");
        }
        assert_eq!(maildir::take_new(&intake(&app), maildir.path(), app.now()).await.expect("nothing"), 0);
        std::fs::remove_dir_all(maildir.path().join("cur")).expect("removed");
        let failure = maildir::take_new(&intake(&app), maildir.path(), app.now()).await;
        assert!(failure.is_err(), "without a folder to move them to, none is taken");
    }
}

/// A key that the workers do not have.
const OTHER_KEY: &str = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPA";

/// A Maildir without mails.
fn folders() -> Directory {
    let maildir = Directory::new("maildir");
    for name in ["new", "cur", "tmp"] {
        std::fs::create_dir(maildir.path().join(name)).expect("a folder");
    }
    maildir
}

/// At each step of the conversation, silent or talkative.
#[tokio::test(start_paused = true)]
async fn a_server_that_hangs_costs_a_minute() {
    let keys = KeyRing::parse(&format!("a {OTHER_KEY}\n")).expect("a key");
    // No report among the mails, so the database is not needed.
    let db = DatabaseConnection::default();
    let intake = Intake { db: &db, keys: &keys };
    for hang in [Hang::Silence, Hang::Babble] {
        for at in ["GREETING", "LOGIN", "SELECT", "UID SEARCH", "UID FETCH", "UID STORE"] {
            let mailbox = ImapMailbox::with([sample!("vacation", "bounce@mail.uketori.example")]);
            mailbox.hang_at(at, hang);
            let begin = Instant::now();
            let failure = take_over(&mailbox, &intake).await.expect_err(at);
            assert!(matches!(failure, ImapError::Timeout), "{at} {hang:?}: {failure}");
            assert!(begin.elapsed() < Duration::from_secs(62), "{at} {hang:?}");
            assert_eq!(mailbox.unseen(), 1, "{at} {hang:?}");
        }
        let mailbox = ImapMailbox::with([sample!("vacation", "bounce@mail.uketori.example")]);
        mailbox.hang_at("LOGOUT", hang);
        assert_eq!(take_over(&mailbox, &intake).await.expect("all was done"), 1);
    }
}

/// The command as a relay starts it: its exit codes, and a Maildir.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_command_tells_a_relay_whether_to_try_again() {
    let site = Site::new("smtp://127.0.0.1:9".to_owned()).await;
    let run = |arguments: &[&str], settings: &Settings, input: &str| run(&site, arguments, settings, input);
    let settings = site.settings("");
    let ignored = sample!("postfix-unknown", "bounce@mail.uketori.example");
    assert_eq!(run(&[], &settings, &ignored).0, Some(0));
    assert_eq!(run(&["--recipient", "somebody@example.com"], &settings, "").0, Some(0));
    assert_eq!(run(&[], &settings, &"x".repeat(2 * 1024 * 1024)).0, Some(0), "too large");
    let (code, said) = run(&["--no-such-flag"], &settings, &ignored);
    assert_eq!(code, Some(64), "{said}");
    let mut away = settings.clone();
    away.push(("UKETORI_DATABASE_URL", "postgres://nobody@127.0.0.1:9/none".to_owned()));
    let (code, said) = run(&[], &away, &ignored);
    assert_eq!(code, Some(75), "{said}");
    let (code, said) = run(&["--imap", "--once"], &settings, "");
    assert!(code == Some(75) && said.contains("UKETORI_BOUNCE_IMAP_URL"), "{said}");

    let maildir = folders();
    std::fs::write(maildir.path().join("new/1.a.host"), &ignored).expect("a file");
    let path = maildir.path().to_str().expect("a path in text");
    let (code, said) = run(&["--maildir", path, "--once"], &settings, "");
    assert_eq!(code, Some(0), "{said}");
    assert!(maildir.path().join("cur/1.a.host:2,S").exists());
    assert!(said.contains("it names no mail") && !said.contains('@'), "{said}");

    // With another key under a known name, every report would be taken for a forged one.
    let other = Directory::new("other-keys");
    let (file, known) = (other.path().join("link-keys"), site.directory.path().join("link-keys"));
    let line = std::fs::read_to_string(known).expect("the keys");
    let name = line.split(' ').next().expect("a name");
    std::fs::write(&file, format!("{name} {OTHER_KEY}\n")).expect("a file");
    std::fs::set_permissions(&file, Permissions::from_mode(0o600)).expect("its owner's");
    let mut wrong = settings.clone();
    wrong.push(("UKETORI_LINK_KEY_FILE", file.display().to_string()));
    let (code, said) = run(&[], &wrong, &ignored);
    assert!(code == Some(75) && said.contains("is not the one that was first seen"), "{said}");
}

/// A server that proves its name gets the password; another one gets nothing.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_command_takes_a_mailbox_under_tls() {
    let (authority, site) = (Authority::new(), Site::new("smtp://127.0.0.1:9".to_owned()).await);
    let trusted = site.directory.path().join("authority.pem");
    authority.write(&trusted);
    let run = |login: &str, port: u16| {
        let mut settings = site.settings("");
        settings.push(("UKETORI_BOUNCE_IMAP_URL", format!("imaps://{login}@localhost:{port}/INBOX")));
        settings.push(("SSL_CERT_FILE", trusted.display().to_string()));
        run(&site, &["--imap", "--once"], &settings, "")
    };
    let mailbox = ImapMailbox::with([sample!("vacation", "bounce@mail.uketori.example")]);
    for untrusted in [Authority::new().certify("localhost"), authority.certify("mail.example")] {
        let (code, said) = run(LOGIN, mailbox.listen(untrusted).await);
        assert!(code == Some(75) && said.contains("cannot connect to the IMAP server"), "{said}");
        assert!(mailbox.heard().is_empty() && !said.contains("secret"), "{said}");
    }
    let port = mailbox.listen(authority.certify("localhost")).await;
    let (code, said) = run("bounce:hunter2", port);
    assert!(code == Some(75) && said.contains("does not accept user and password"), "{said}");
    assert!(!said.contains("hunter2") && mailbox.unseen() == 1, "{said}");
    let (code, said) = run(LOGIN, port);
    assert_eq!((code, mailbox.unseen()), (Some(0), 0), "{said}");
}

type Settings = [(&'static str, String)];

/// Runs `worker bounce`. Returns the exit code and everything that was printed.
fn run(site: &Site, arguments: &[&str], settings: &Settings, input: &str) -> (Option<i32>, String) {
    let arguments = [&["bounce"], arguments].concat();
    program::run_with_input("worker", &arguments, settings, site.directory.path(), input)
}
