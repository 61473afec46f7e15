//! Key files that a program refuses at the start, and what `server keys` writes.

use entity::key_ring::KeyRing;

use crate::key_rotation::keys;
use crate::support::process::Directory;
use crate::support::program;
use crate::support::site::{LIMIT, Site, free_address, wait_until};

/// Another key under a known name: neither a server nor a worker starts with it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_key_under_a_known_name_is_refused_at_the_start() {
    let site = Site::new("smtp://127.0.0.1:1".to_owned()).await;
    drop(site.server());
    let worker = Directory::new("worker");
    let started = site.worker_with(&[], &worker);
    wait_until("a worker", LIMIT, async || {
        std::fs::read_to_string(worker.path().join("log")).is_ok_and(|log| log.contains("worker is ready"))
    })
    .await;
    drop(started);
    for (program, words, file) in
        [("server", &["serve"][..], "server-keys"), ("worker", &[][..], "link-keys")]
    {
        let path = site.directory.path().join(file);
        std::fs::remove_file(&path).expect("the file is there");
        KeyRing::read_or_make(&path, &mut rand::make_rng::<rand::rngs::StdRng>()).expect("another key");
        let address = free_address();
        let refused = program::run(program, words, &site.settings(&address), site.directory.path());
        let said = String::from_utf8_lossy(&[refused.stdout, refused.stderr].concat()).into_owned();
        assert!(!refused.status.success(), "{program} starts");
        for told in [path.to_str().expect("text"), "the key k1 is not the one", "server keys add"] {
            assert!(said.contains(told), "{told} is not in {said}");
        }
    }
}

/// A key file that cannot be intended is refused by both programs, with file, line and reason. `server keys
/// check` reports the same, and `server keys` never writes it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_key_file_that_cannot_have_been_meant_is_refused() {
    use std::os::unix::fs::PermissionsExt;
    let site = Site::on("postgres://127.0.0.1:1/none".to_owned(), "smtp://127.0.0.1:1".to_owned());
    let folder = site.directory.path();
    for (program, words, name) in
        [("server", &["serve"][..], "server-keys"), ("worker", &[][..], "link-keys")]
    {
        let path = folder.join(name);
        let good = std::fs::read_to_string(&path).expect("keys");
        let twice = format!("{good}{good}");
        let zero = format!("k1 {}\n", "A".repeat(43));
        for (text, mode, reason) in [
            (twice.as_str(), 0o600, "line 2: the name k1 is already used on an earlier line"),
            (zero.as_str(), 0o600, "line 1: the key is not random"),
            ("k1 c2hvcnQ\n", 0o600, "line 1: the key must be 32 bytes"),
            (good.as_str(), 0o644, "mode 0644"),
        ] {
            std::fs::write(&path, text).expect("keys");
            std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode)).expect("a mode");
            let refused = program::run(program, words, &site.settings("127.0.0.1:0"), folder);
            let said = String::from_utf8_lossy(&[refused.stdout, refused.stderr].concat()).into_owned();
            let expected = format!("{}: ", path.display());
            assert!(!refused.status.success() && said.contains(&expected) && said.contains(reason), "{said}");
            let words = ["keys", "check", path.to_str().expect("text")];
            let checked = program::run("server", &words, &[], folder);
            let said = String::from_utf8_lossy(&checked.stderr).into_owned();
            assert!(!checked.status.success() && said.contains(reason), "{said}");
        }
    }

    let file = folder.join("new-keys");
    keys(&["new"], &file);
    assert_eq!(std::fs::metadata(&file).expect("a file").permissions().mode() & 0o777, 0o600);
    let words = ["keys", "new", file.to_str().expect("text")];
    let again = program::run("server", &words, &[], folder);
    assert!(!again.status.success(), "an existing file is left alone");
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o640)).expect("a mode");
    let before = KeyRing::read(&file).expect("keys").current_id().to_owned();
    for count in 2..=4 {
        keys(&["add"], &file);
        let ring = KeyRing::read(&file).expect("keys");
        assert_eq!((ring.current_id(), ring.ids().count()), (before.as_str(), count));
    }
    assert_eq!(std::fs::metadata(&file).expect("a file").permissions().mode() & 0o777, 0o640, "as it was");
    let last = KeyRing::read(&file).expect("keys").ids().last().expect("keys").to_owned();
    for _ in 0..2 {
        keys(&["promote", &last], &file);
        assert_eq!(KeyRing::read(&file).expect("keys").current_id(), last, "doing it twice changes nothing");
    }
    assert!(keys(&["check"], &file).contains(&format!("4 key(s), the current one is {last}")));
    let secrets = std::fs::read_to_string(&file).expect("keys");
    let listed = keys(&["list"], &file);
    assert!(secrets.lines().all(|line| !listed.contains(line.split(' ').nth(1).expect("a key"))));
}
