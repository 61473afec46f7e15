//! The messages of a program that does not start: what is wrong, where, and what to do; never a value that
//! may be secret.

use std::fs;
use std::net::TcpListener;

use sea_orm::ConnectionTrait;

use crate::support::postgres::Postgres;
use crate::support::process::Directory;
use crate::support::program;
use crate::support::site::{Site, free_address};

/// A user, a password and a parameter's value, which no message may show.
const SECRETS: [&str; 3] = ["evelyn", "hunter2", "sesame"];

/// The changed settings, and the expected messages; `{…}` is filled in.
type Cases = &'static [(&'static [(&'static str, &'static str)], &'static [&'static str])];
/// The same with the arguments of `server`.
type Commands = &'static [(&'static str, &'static [&'static str])];

const SERVE: Cases = &[
    (
        &[("UKETORI_LISTEN", "{taken}")],
        &["cannot listen on {taken} (UKETORI_LISTEN): ", "in use", "choose another port"],
    ),
    (
        &[("UKETORI_OFFICER_LISTEN", "{taken}")],
        &["cannot listen on {taken} (UKETORI_OFFICER_LISTEN): ", "in use", "choose another port"],
    ),
    (&[("UKETORI_LISTEN", "192.0.2.1:80")], &["192.0.2.1:80 (UKETORI_LISTEN)", "no such address"]),
    (&[("UKETORI_LISTEN", "8000")], &["UKETORI_LISTEN: must be an IP address and a port, e.g. "]),
    (
        &[("UKETORI_DATABASE_URL", "postgres://evelyn:hunter2@{free}/portal")],
        &[
            "PostgreSQL at {free}, database portal: ",
            "refused",
            "start PostgreSQL there, or correct the host and port",
        ],
    ),
    (
        &[("UKETORI_DATABASE_URL", "postgres://evelyn:hunter2@{server}/portal")],
        &["PostgreSQL at {server}, database portal: ", "the user is unknown there", "pg_hba.conf"],
    ),
    (
        &[("UKETORI_DATABASE_URL", "postgres://uketori:hunter2@{server}/nothing")],
        &["PostgreSQL at {server}, database nothing: ", "the database does not exist", "create it"],
    ),
    (
        &[
            ("UKETORI_DATABASE_URL", "postgres://evelyn:hunter2@nobody.invalid/portal"),
            ("RES_OPTIONS", "timeout:1 attempts:1"), // a resolver may be away
        ],
        &["PostgreSQL at nobody.invalid:5432, database portal: ", "no address", "DNS"],
    ),
    (
        &[("UKETORI_DATABASE_URL", "postgres://uketori:hunter2@{server}/postgres?sslmode=require")],
        &["PostgreSQL at {server}, database postgres: the server offers no TLS", "sslmode"],
    ),
    (&[("UKETORI_DATABASE_URL", "postgres://uketori:hunter2@{server}/postgres")], &["server migrate"]),
    (
        &[("UKETORI_DATABASE_URL", "postgres://evelyn:hunter2@{server}/portal?sslmod=sesame")],
        &["UKETORI_DATABASE_URL: has an unknown parameter `sslmod`; did you mean `sslmode`?"],
    ),
    (
        &[("UKETORI_REDIS_URL", "redis://evelyn:hunter2@h/0?protokol=sesame")],
        &["UKETORI_REDIS_URL: ", " parameter"],
    ),
    (&[("UKETORI_SERVER_KEY_FILE", "{folder}/missing")], &["UKETORI_SERVER_KEY_FILE: "]),
    (&[("UKETORI_SERVER_KEY_FILE", "")], &["UKETORI_SERVER_KEY_FILE: is required"]),
    (&[("UKETORI_LINK_KEY_FILE", "{folder}/missing")], &["UKETORI_LINK_KEY_FILE: "]),
    (&[("UKETORI_LINK_KEY_FILE", "")], &["UKETORI_LINK_KEY_FILE: is required"]),
    (
        &[
            ("UKETORI_LINK_LIFETIMES", "renewal=PT1H"),
            ("UKETORI_PROCEDURE_URLS", "renewal=https://a.example"),
        ],
        &["no link called renewal; links are registration, ", "no procedure called renewal; "],
    ),
    (
        &[("UKETORI_GRAPHQL_DOCUMENTS", "only"), ("UKETORI_GRAPHQL_MANIFEST", "{folder}/missing")],
        &["UKETORI_GRAPHQL_MANIFEST: ", "{folder}/missing", "No such file"],
    ),
    (
        &[("UKETORI_DATBASE_URL", "sesame")],
        &["UKETORI_DATBASE_URL: is not a setting; did you mean UKETORI_DATABASE_URL?"],
    ),
    (&[("RUST_LOG", "inof")], &["RUST_LOG: `inof` is not a level; did you mean `info`?"]),
    (&[("RUST_LOG", "info,sqlx[{a=")], &["RUST_LOG: "]),
];

const WORKER: Cases = &[
    (
        &[("UKETORI_DATABASE_URL", "postgres://evelyn:hunter2@{free}/portal")],
        &["PostgreSQL at {free}, database portal: ", "refused"],
    ),
    (
        &[("UKETORI_SMTP_URL", "smtp://evelyn:hunter2@h?tsl=sesame")],
        &["UKETORI_SMTP_URL: has an unknown parameter `tsl`; did you mean `tls`?"],
    ),
    (
        &[("UKETORI_SMTP_URL_2", "smtp://evelyn:hunter2@h?tls=sesame")],
        &["UKETORI_SMTP_URL_2: ", "[?tls=required]"],
    ),
    (
        &[("UKETORI_SMTP_HELLO", "localhost")],
        &["UKETORI_SMTP_HELLO: must be a fully qualified domain name, or an address in brackets"],
    ),
    (&[("UKETORI_PUBLIC_URL", "https://portal.example/app")], &["UKETORI_PUBLIC_URL: ", "ends with a slash"]),
    (&[("UKETORI_SMTP_URL", "relay.example")], &["UKETORI_SMTP_URL: must be smtp://"]),
    (
        &[("SSL_CERT_FILE", "{folder}/missing")],
        &["SSL_CERT_FILE: cannot be read from {folder}/missing: No such file"],
    ),
    (&[("SSL_CERT_FILE", "{folder}/text")], &["SSL_CERT_FILE: {folder}/text contains no certificate in PEM"]),
    (&[("UKETORI_LINK_KEY_FILE", "")], &["UKETORI_LINK_KEY_FILE: is required"]),
    (&[("UKETORI_LINK_KEY_FILE", "{folder}")], &["UKETORI_LINK_KEY_FILE: "]),
    (
        &[("UKETORI_LINK_KEY_FILES", "sesame"), ("UKETORI_LISTEN", "a server's, and no fault")],
        &["UKETORI_LINK_KEY_FILES: is not a setting; did you mean UKETORI_LINK_KEY_FILE?"],
    ),
    (&[("RUST_LOG", "worker=inof")], &["RUST_LOG: `worker=inof`: `inof` is not a level"]),
];

const COMMANDS: Commands = &[
    ("--listen {taken} --data-dir {folder}/a", &["cannot listen on {taken} (--listen): ", "in use"]),
    (
        "--listen 127.0.0.1:0 --officer-listen {taken} --data-dir {folder}/a",
        &["cannot listen on {taken} (--officer-listen): ", "in use"],
    ),
    ("--listen 0.0.0.0:0 --data-dir {folder}/a", &["--listen: would open ", "--open-to-network"]),
    (
        "--listen 127.0.0.1:0 --officer-listen 0.0.0.0:0 --open-to-network --data-dir {folder}/a",
        &["--officer-listen: must be a loopback address"],
    ),
    ("--public-url localhost:3000 --data-dir {folder}/a", &["--public-url: must be an http(s) address"]),
    (
        "--listen 127.0.0.1:0 --data-dir {folder}/text",
        &["--data-dir must name a folder", "{folder}/text is a file"],
    ),
    ("--listen 127.0.0.1:0 --data-dir {folder}/text/a", &["cannot create the data folder {folder}/text/a"]),
    ("--listen 127.0.0.1:0 --data-dir /proc/uketori", &["cannot create the data folder /proc/uketori"]),
    ("--listen 127.0.0.1:0 --data-dir /proc/self", &["cannot write /proc/self/lock", "--data-dir"]),
    (
        "--listen 127.0.0.1:0 --data-dir {folder}/other",
        &["cannot use {folder}/other/uketori.sqlite: ", "not a database"],
    ),
    (
        "--listen 127.0.0.1:0 --clock manual --data-dir {folder}/clock",
        &["{folder}/clock/clock does not hold a time like "],
    ),
    ("issue --file {folder}/none.csv --data-dir {folder}/a", &["{folder}/none.csv", "No such file"]),
    (
        "issue --file {folder}/list.csv --data-dir {folder}/a",
        &["UKETORI_DATABASE_URL is not set", "{folder}/a (--data-dir)"],
    ),
    ("import --file {folder}/none.ndjson --data-dir {folder}/a", &["{folder}/none.ndjson", "No such file"]),
    ("notice publish --file {folder} --data-dir {folder}/a", &["cannot read {folder}", "directory"]),
    (
        "audit verify --anchor {folder}/none --data-dir {folder}/a",
        &["cannot read {folder}/none", "No such file"],
    ),
    (
        "cancel X --reason Y --data-dir {folder}/old",
        &["{folder}/old is older than this program", "start `server --data-dir {folder}/old`"],
    ),
    ("officer create hanako --data-dir {folder}/a", &["--data-dir: "]),
    ("migrate", &["UKETORI_DATABASE_URL: is required"]),
    (
        "migrate --database-url postgres://evelyn:hunter2@{server}/portal?user=evelyn&pasword=sesame",
        &["UKETORI_DATABASE_URL: has an unknown parameter `pasword`; did you mean `password`?"],
    ),
    (
        "resend X --data-dir {folder}/other",
        &["cannot use the database in {folder}/other: ", "not a database"],
    ),
];

/// A file that is read before the database is opened.
const LIST: &str = "user_id,certificate_number,holder_name,nationality,sex,birth_date,status_of_residence,\
                    period_of_stay,issued_on,issuing_bureau\n";
/// As long as the header of a SQLite file, so that it is read.
const NO_DATABASE: &str = "This file is text. It has more than a hundred bytes, and not one of them is of a database \
                           that SQLite has written.";

/// The values for the placeholders of a case.
struct Places {
    folder: Directory,
    /// A port in use, held during the test.
    taken: TcpListener,
    free: String,
    /// The tests' PostgreSQL.
    server: String,
}

impl Places {
    fn of(database_url: &str) -> Self {
        let folder = Directory::new("wrong");
        for (name, content) in [
            ("text", ""),
            ("list.csv", LIST),
            ("other/uketori.sqlite", NO_DATABASE),
            ("old/uketori.sqlite", ""),
            ("clock/clock", "noon"),
        ] {
            let file = folder.path().join(name);
            fs::create_dir_all(file.parent().expect("a folder")).expect("a folder");
            fs::write(file, content).expect("a file");
        }
        let server = database_url.split(['@', '/']).nth(3).expect("postgres://user@server/name").to_owned();
        Self {
            folder,
            taken: TcpListener::bind("127.0.0.1:0").expect("a port"),
            free: free_address(),
            server,
        }
    }

    fn fill_in(&self, text: &str) -> String {
        let taken = self.taken.local_addr().expect("an address").to_string();
        text.replace("{folder}", &self.folder.path().display().to_string())
            .replace("{taken}", &taken)
            .replace("{free}", &self.free)
            .replace("{server}", &self.server)
    }

    fn check(&self, program: &str, line: &str, settings: &[(&str, String)], expected: &[&str]) {
        let line = self.fill_in(line);
        let arguments: Vec<_> = line.split_whitespace().collect();
        let done = program::run(program, &arguments, settings, self.folder.path());
        let said =
            String::from_utf8_lossy(&done.stderr).into_owned() + &String::from_utf8_lossy(&done.stdout);
        let what = format!("{program} {line}:\n{said}");
        assert_eq!(done.status.code(), Some(1), "{what}");
        for part in expected.iter().map(|part| self.fill_in(part)) {
            assert!(said.contains(&part), "{part:?} is not in {what}");
        }
        for secret in SECRETS {
            assert!(!said.contains(secret), "{secret} is in {what}");
        }
        assert_each_is_said_once(&said, &what);
    }

    fn check_all(&self, program: &str, line: &str, usual: &[(&'static str, String)], cases: Cases) {
        for (changes, expected) in cases {
            let mut settings = usual.to_vec();
            settings.extend(changes.iter().map(|(name, value)| (*name, self.fill_in(value))));
            self.check(program, line, &settings, expected);
        }
    }
}

/// Fails for `X: X`, which libraries cause that print an error's source and also return it.
fn assert_each_is_said_once(said: &str, what: &str) {
    for line in said.lines() {
        let parts: Vec<_> = line.split(": ").filter(|part| part.len() > 8).collect();
        for (index, part) in parts.iter().enumerate() {
            assert!(!parts[index + 1..].contains(part), "{part:?} is doubled in {what}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_says_what_is_wrong_where_and_what_to_do() {
    let site = Site::new("smtp://127.0.0.1:1".to_owned()).await;
    let places = Places::of(&site.database_url);
    places.check_all("server", "serve", &site.settings("127.0.0.1:0"), SERVE);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_worker_says_what_is_wrong_where_and_what_to_do() {
    let site = Site::new("smtp://127.0.0.1:1".to_owned()).await;
    let places = Places::of(&site.database_url);
    places.check_all("worker", "", &site.settings("127.0.0.1:0"), WORKER);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_embedded_mode_and_commands_say_what_is_wrong_where_and_what_to_do() {
    let places = Places::of(&Postgres::shared().database().await);
    for (line, expected) in COMMANDS {
        places.check("server", line, &[], expected);
    }
}

/// A server that does not trust everyone on loopback asks for a password.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_wrong_password_of_the_database_is_called_so() {
    let postgres = Postgres::start();
    let url = postgres.database().await;
    let site = Site::on(url.clone(), "smtp://127.0.0.1:1".to_owned());
    let db = site.db().await;
    let rules = postgres.files().join("pg_hba.conf");
    let trusting = fs::read_to_string(&rules).expect("the rules");
    fs::write(&rules, format!("host all evelyn 127.0.0.1/32 scram-sha-256\n{trusting}")).expect("rules");
    db.execute_unprepared("CREATE ROLE evelyn LOGIN PASSWORD 'another'").await.expect("a role");
    db.execute_unprepared("SELECT pg_reload_conf()").await.expect("new rules");
    let places = Places::of(&url);
    let name = url.rsplit('/').next().expect("a name");
    let settings = [("UKETORI_DATABASE_URL", format!("postgres://evelyn:hunter2@{}/{name}", places.server))];
    places.check("server", "migrate", &settings, &["database ", "the user or the password is wrong", "%40"]);
}
