//! Rotating keys with the command and the documented steps, and key files that differ: nobody is refused or
//! locked because of a missing key.

use std::net::TcpStream;
use std::path::{Path, PathBuf};

use argon2::Params;
use chrono::Utc;
use entity::account::{
    self, AccountId, EmailAddress, NewAccount, Password, PersonName, PhoneNumber, UserType,
};
use entity::key_ring::KeyRing;
use entity::language::Language;
use entity::staff_alert::{self, Alert};
use entity::{clock::Clock, officer};
use passwords::password_hash::{Hasher, Requester};
use sea_orm::{ColumnTrait, DatabaseConnection, EntityTrait, QueryFilter};
use serde_json::{Value, json};
use totp_rs::Totp;
use uuid::Uuid;

use crate::support::client::codes;
use crate::support::process::Directory;
use crate::support::program::{self, Program};
use crate::support::site::{Site, free_address, put_over};
use crate::support::{Client, OFFICER_PASSWORD, PASSWORD};

const USER_ID: &str = "abcde12345";

fn now() -> chrono::DateTime<Utc> {
    Clock::System.now()
}

/// A copy of a key file for another process.
fn copy_of(site: &Site, file: &str, name: &str) -> PathBuf {
    let to = site.directory.path().join(name);
    std::fs::copy(site.directory.path().join(file), &to).expect("a copy, with its mode");
    to
}

/// Runs `server keys` with these words, and returns its output.
pub(crate) fn keys(words: &[&str], file: &Path) -> String {
    let file = file.to_str().expect("a path in text");
    let words: Vec<_> = ["keys", words[0], file].into_iter().chain(words[1..].iter().copied()).collect();
    let done = program::run("server", &words, &[], Path::new("/"));
    assert!(done.status.success(), "{words:?}: {}", String::from_utf8_lossy(&done.stderr));
    String::from_utf8_lossy(&done.stdout).into_owned()
}

/// A server with its own key file.
struct Server {
    program: Program,
    browser: Client,
    officers: Client,
    log: Directory,
}

impl Server {
    fn start(site: &Site, key_file: &Path) -> Self {
        let (log, [public, officers]) = (Directory::new("server"), [free_address(), free_address()]);
        let over = [
            ("UKETORI_SERVER_KEY_FILE", key_file.to_str().expect("a path in text")),
            ("UKETORI_OFFICER_LISTEN", officers.as_str()),
        ];
        let ready = || [&public, &officers].iter().all(|address| TcpStream::connect(address).is_ok());
        let settings = put_over(site.settings(&public), &over);
        let program = Program::start("server", &["serve"], &settings, &log, ready);
        let [browser, officers] = [public, officers].map(|address| Client::new(&format!("http://{address}")));
        Self { program, browser, officers, log }
    }

    /// Stops it, and starts another in its place.
    fn restart(&mut self, site: &Site, key_file: &Path) {
        let next = Self::start(site, key_file);
        std::mem::replace(self, next).program.terminate();
    }

    /// The answer to a login from a new browser: the codes of its errors, or of the whole request.
    async fn log_in(&self) -> Vec<String> {
        let browser = self.browser.someone_else();
        Self::outcome(&browser, "logIn", json!({ "userId": USER_ID, "password": PASSWORD })).await
    }

    async fn outcome(browser: &Client, mutation: &str, input: Value) -> Vec<String> {
        let kind = format!("{}{}Input", mutation[..1].to_uppercase(), &mutation[1..]);
        let query = format!(
            "mutation($input:{kind}!){{{mutation}(input:$input){{errors{{... on UserError{{code}}}}}}}}"
        );
        let answer = browser.post(&query, json!({ "input": input })).await;
        match answer.code() {
            code if code.is_empty() => codes(&answer.json()["data"][mutation]),
            code => vec![code],
        }
    }

    /// How many lines of its log contain this text.
    fn said(&self, text: &str) -> usize {
        let log = std::fs::read_to_string(self.log.path().join("log")).expect("a log");
        log.lines().filter(|line| line.contains(text)).count()
    }
}

/// An account whose password was hashed with the current key of a file.
async fn seed(db: &DatabaseConnection, key_file: &Path) {
    let costs = Params::new(8, 1, 1, None).expect("costs");
    let hasher = Hasher::new(&costs, 1, Some(KeyRing::read(key_file).expect("keys")));
    let hash = hasher.hash(&Requester::PROCESS, Password::entered(PASSWORD)).await.expect("a hash");
    let new = NewAccount {
        id: AccountId(Uuid::now_v7()),
        user_type: UserType::ForeignNational,
        name: PersonName::parse("JOHN DOE").expect("a name"),
        email: EmailAddress::parse("a@example.com").expect("an address"),
        phone_number: PhoneNumber::parse("0312345678").expect("a number"),
        password_hash: Some(hash),
        language: Language::En,
        terms_version: "2026-01".to_owned(),
        terms_agreed_at: now(),
    };
    let mut row = account::register(new, now());
    row.user_id = sea_orm::Set(USER_ID.to_owned());
    account::Entity::insert(row).exec_without_returning(db).await.expect("an account");
}

async fn planted(db: &DatabaseConnection) -> account::Model {
    let found = account::Entity::find().filter(account::Column::UserId.eq(USER_ID)).one(db).await;
    found.expect("an answer").expect("the account")
}

async fn is_raised(db: &DatabaseConnection, alert: Alert) -> bool {
    let raised = staff_alert::raised().all(db).await.expect("alerts");
    raised.iter().any(|row| row.name == alert.name())
}

/// Two servers, each restarted once after each of the two steps: no login ever fails, and the password is
/// rehashed with the new key.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn keys_are_changed_in_two_steps_and_no_login_fails() {
    let site = Site::new("smtp://127.0.0.1:1".to_owned()).await;
    let db = site.db().await;
    let ours = site.directory.path().join("server-keys");
    seed(&db, &ours).await;
    let files = [copy_of(&site, "server-keys", "first"), copy_of(&site, "server-keys", "second")];
    let mut servers = files.each_ref().map(|file| Server::start(&site, file));
    let all_log_in = async |servers: &[Server; 2], when: &str| {
        for server in [&servers[0], &servers[1], &servers[0]] {
            assert_eq!(server.log_in().await, [""; 0], "{when}");
        }
    };
    all_log_in(&servers, "before").await;

    let said = keys(&["add"], &ours);
    let name = said.split("added the key ").nth(1).and_then(|rest| rest.split(' ').next()).expect("a name");
    assert!(said.contains(&format!("server keys promote {} {name}", ours.display())), "{said}");
    for step in ["add", "promote"] {
        if step == "promote" {
            keys(&["promote", name], &ours);
        }
        for (index, file) in files.iter().enumerate() {
            std::fs::copy(&ours, file).expect("a copy");
            servers[index].restart(&site, file);
            all_log_in(&servers, step).await;
        }
    }
    let ring = KeyRing::read(&ours).expect("keys");
    assert_eq!((ring.current_id(), ring.ids().count()), (name, 2));
    let hasher = Hasher::new(&Params::new(19 * 1024, 2, 1, None).expect("costs"), 1, Some(ring));
    assert!(
        !hasher.is_outdated(&planted(&db).await.password_hash.expect("a hash")),
        "it is under the new key"
    );
    assert!(!is_raised(&db, Alert::KeyMissing).await);
    let listed = keys(&["list"], &ours);
    assert_eq!(listed, keys(&["list"], &files[1]));
    assert!(
        listed.starts_with(name) && listed.lines().next().is_some_and(|line| line.ends_with("current")),
        "{listed}"
    );
}

/// A server whose file lacks the key of a password answers each time that it is not the person's fault,
/// counts no attempt, and alerts staff once.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_lacks_a_key_locks_nobody() {
    let site = Site::new("smtp://127.0.0.1:1".to_owned()).await;
    let db = site.db().await;
    let ours = site.directory.path().join("server-keys");
    let old = copy_of(&site, "server-keys", "old");
    let behind = {
        let said = keys(&["add"], &ours);
        let name = said
            .split("added the key ")
            .nth(1)
            .and_then(|rest| rest.split(' ').next())
            .expect("a name")
            .to_owned();
        let behind = copy_of(&site, "server-keys", "behind");
        keys(&["promote", &name], &ours);
        behind
    };
    seed(&db, &ours).await;
    let (right, lacking) = (Server::start(&site, &ours), Server::start(&site, &old));
    let browser = lacking.browser.someone_else();
    for _ in 0..25 {
        let input = json!({ "userId": USER_ID, "password": PASSWORD });
        assert_eq!(Server::outcome(&browser, "logIn", input).await, ["SERVICE_UNAVAILABLE"]);
    }
    let row = planted(&db).await;
    assert_eq!((row.failed_count, row.failed_since_login, row.locked_until), (0, 0, None));
    assert!(is_raised(&db, Alert::KeyMissing).await);
    assert_eq!(lacking.said("KEY_MISSING"), 1);
    assert_eq!(right.log_in().await, [""; 0]);

    // An officer whose phone's secret is sealed with the key, and whose password is later hashed with it,
    // too.
    let file = |path: &Path| ("UKETORI_SERVER_KEY_FILE", path.to_str().expect("text").to_owned());
    let mut settings = site.settings("");
    settings.push(file(&ours));
    let created = program::run("server", &["officer", "create", "hanako"], &settings, site.directory.path());
    let created = String::from_utf8_lossy(&created.stdout).into_owned();
    let shown = |what: &str| {
        let line = created.lines().find_map(|line| line.strip_prefix(what));
        line.unwrap_or_else(|| panic!("{what} is not in {created}")).trim().to_owned()
    };
    let telephone = Totp::from_url(shown("Authenticator app:")).expect("what a telephone reads");
    // A code works once, and afterwards only later ones do. The current code is accepted for one more step
    // and the next one for two, so an answer may take half a minute.
    let code = |steps: i64| telephone.generate((now().timestamp() + 30 * steps).unsigned_abs()).to_string();
    let enrol = |steps| {
        json!({
            "name": "hanako", "enrolmentCode": shown("Enrolment code:"), "totpCode": code(steps),
            "password": OFFICER_PASSWORD, "passwordConfirmation": OFFICER_PASSWORD,
        })
    };
    let unavailable = ["SERVICE_UNAVAILABLE"];
    assert_eq!(Server::outcome(&lacking.officers, "completeEnrolment", enrol(0)).await, unavailable);
    let middle = Server::start(&site, &behind);
    assert_eq!(Server::outcome(&middle.officers, "completeEnrolment", enrol(0)).await, [""; 0]);
    let log_in = |steps| json!({ "name": "hanako", "password": OFFICER_PASSWORD, "secondFactor": { "totpCode": code(steps) } });
    for _ in 0..6 {
        assert_eq!(Server::outcome(&lacking.officers, "logIn", log_in(1)).await, unavailable, "the secret");
    }
    assert_eq!(Server::outcome(&right.officers, "logIn", log_in(1)).await, [""; 0]);
    for _ in 0..6 {
        assert_eq!(Server::outcome(&lacking.officers, "logIn", log_in(1)).await, unavailable, "the password");
    }
    let hanako = officer::Entity::find().one(&db).await.expect("an answer").expect("the officer");
    assert_eq!((hanako.failed_count, hanako.locked_until), (0, None));
    assert_eq!(lacking.said("KEY_MISSING"), 1, "once an hour");
}
