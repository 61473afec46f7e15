//! The intake as a command, on files of any length (I1, I2): killed in the middle and run again, in three
//! formats.

use std::io::Write as _;
use std::path::Path;

use entity::account::{self, AccountId, EmailAddress, NewAccount, PersonName, PhoneNumber, UserType};
use entity::language::Language;
use entity::{audit, certificate, clock, outbox};
use migration::database::{self, Pending};
use migration::program::Program;
use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, DatabaseConnection, EntityTrait, PaginatorTrait, QueryFilter};
use server::audit::verify;
use uuid::Uuid;

use crate::support::Mode;
use crate::support::postgres::Postgres;
use crate::support::process::Directory;
use crate::support::program::{self, Started};

pub(crate) const HEADER: &str = "user_id,certificate_number,holder_name,nationality,sex,birth_date,status_of_residence,\
                      period_of_stay,issued_on,issuing_bureau\n";
const LINES: u64 = 5_000;
const ACCOUNTS: u64 = 40;

/// A database with accounts and without running programs, and the settings for it.
pub(crate) struct Place {
    pub(crate) db: DatabaseConnection,
    folder: Directory,
    settings: Vec<(&'static str, String)>,
}

impl Place {
    pub(crate) async fn of(mode: Mode) -> Self {
        let folder = Directory::new("intake");
        let (url, settings) = match mode {
            Mode::Embedded => (server::embedded::database_url(folder.path()), Vec::new()),
            Mode::Production => {
                let url = Postgres::shared().database().await;
                (url.clone(), vec![("UKETORI_DATABASE_URL", url)])
            }
        };
        let db = database::open(&url, Program::SERVER, 5, Pending::Apply).await.expect("a database");
        let now = clock::Clock::System.now();
        let rows = (0..ACCOUNTS).map(|index| {
            let new = NewAccount {
                id: AccountId(Uuid::now_v7()),
                user_type: UserType::LegalSpecialist,
                name: PersonName::parse("JOHN DOE").expect("a name"),
                email: EmailAddress::parse(&format!("a{index}@example.com")).expect("an address"),
                phone_number: PhoneNumber::parse("0312345678").expect("a number"),
                password_hash: None,
                language: Language::En,
                terms_version: "2026-01".to_owned(),
                terms_agreed_at: now,
            };
            let mut row = account::register(new, now);
            row.user_id = Set(format!("abcde{index:05}"));
            row
        });
        account::Entity::insert_many(rows).exec_without_returning(&db).await.expect("accounts");
        Self { db, folder, settings }
    }

    pub(crate) fn path(&self, name: &str) -> String {
        self.folder.path().join(name).to_str().expect("a path in text").to_owned()
    }

    /// The command's arguments; the data folder only if no database is set.
    fn arguments<'a>(&'a self, file: &'a str) -> Vec<&'a str> {
        let mut arguments = vec!["issue", "--file", file];
        if self.settings.is_empty() {
            arguments.extend(["--data-dir", self.folder.path().to_str().expect("text")]);
        }
        arguments
    }

    /// Issues the certificates of a file. Returns the exit code and the output.
    pub(crate) fn take(&self, file: &str) -> (Option<i32>, String) {
        self.take_with(file, &[])
    }

    /// Like [`Self::take`], with more flags.
    pub(crate) fn take_with(&self, file: &str, flags: &[&str]) -> (Option<i32>, String) {
        let arguments = [self.arguments(file), flags.to_vec()].concat();
        let done = program::run("server", &arguments, &self.settings, self.folder.path());
        let said =
            String::from_utf8_lossy(&done.stdout).into_owned() + &String::from_utf8_lossy(&done.stderr);
        (done.status.code(), said)
    }

    async fn certificates(&self) -> u64 {
        certificate::Entity::find().count(&self.db).await.expect("a count")
    }

    /// The numbers of certificates, of their mails, and of their audit events.
    pub(crate) async fn counts(&self) -> (u64, u64, u64) {
        let mails = outbox::Entity::find().filter(outbox::Column::Kind.eq("CERTIFICATE"));
        let events = audit::Entity::find().filter(audit::Column::Action.eq("CERTIFICATE_ISSUED"));
        let mails = mails.count(&self.db).await.expect("a count");
        (self.certificates().await, mails, events.count(&self.db).await.expect("a count"))
    }
}

pub(crate) fn line(account: u64, number: u64) -> String {
    let today = clock::today_in_japan(clock::Clock::System.now());
    format!("abcde{account:05},TEST25-{number:06},A B,Utopia,MALE,2000-01-01,Student,1 year,{today},Tokyo\n")
}

fn answers(log: &Path) -> usize {
    std::fs::read_to_string(log).map_or(0, |said| said.matches(": issued TEST25-").count())
}

/// Killed while it writes, and run again with the same file: each certificate, its mail and its event exist
/// once.
async fn killed_in_the_middle(mode: Mode) {
    let place = Place::of(mode).await;
    let mut text = HEADER.to_owned();
    text.extend((1..=LINES).map(|number| line(number % ACCOUNTS, number)));
    text += &line(99_999, LINES + 1);
    text += &line(1, 7);
    let file = place.path("certificates.csv");
    std::fs::write(&file, &text).expect("a file");

    // The first run reads from a pipe that withholds the last lines, so it cannot end before it is killed.
    let (pipe, said) = (place.path("pipe.csv"), place.folder.path().join("said"));
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().is_ok_and(|made| made.success()));
    let mut run = Started::of("server", &place.arguments(&pipe), &place.settings, &said);
    let (killed, is_killed) = std::sync::mpsc::channel::<()>();
    let writer = std::thread::spawn(move || {
        let mut pipe = std::fs::File::create(pipe)?;
        pipe.write_all(&text.as_bytes()[..text.len() * 9 / 10])?;
        Ok::<_, std::io::Error>(is_killed.recv())
    });
    while answers(&said) < 1_000 {
        assert!(!run.has_ended(), "process {} ended before it could be killed", run.id());
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    }
    run.kill();
    drop(killed);
    drop(writer.join().expect("no panic")); // it may have been writing when its reader died
    let (answered, recorded) = (answers(&said) as u64, place.certificates().await);
    assert!(1_000 <= answered && answered <= recorded && recorded < LINES, "{answered} of {recorded}");
    assert_eq!(place.counts().await, (recorded, recorded, recorded), "none without its mail and its event");

    let (code, said) = place.take(&file);
    assert_eq!(code, Some(1), "two lines are bad");
    let (rest, total) = (LINES - recorded, LINES + 3);
    let summary = format!("{rest} issued, 2 refused, {recorded} issued before");
    assert!(said.contains(&summary), "{summary} is not in {}", &said[said.len().saturating_sub(500)..]);
    assert!(said.contains(&format!("line {}: refused: user_id", total - 1)));
    assert!(said.contains(&format!("line {total}: refused: certificate_number: an earlier line")));
    assert_eq!(place.counts().await, (LINES, LINES, LINES));
    let mut faults = Vec::new();
    verify::verify(&place.db, Vec::new(), |verdict| faults.extend(verdict.fault)).await.expect("an answer");
    assert!(faults.is_empty(), "the chains hold");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_intake_that_is_killed_goes_on_where_it_ended_on_sqlite() {
    killed_in_the_middle(Mode::Embedded).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_intake_that_is_killed_goes_on_where_it_ended_on_postgresql() {
    killed_in_the_middle(Mode::Production).await;
}

/// In a terminal a progress bar shows how much of the file is done; a log or a file has no bar.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_intake_in_a_terminal_shows_a_bar_with_a_total() {
    let place = Place::of(Mode::Embedded).await;
    let file = place.path("certificates.csv");
    let lines = (1..=1_000).map(|number| line(number % ACCOUNTS, number));
    let text = HEADER.to_owned() + &lines.collect::<String>();
    std::fs::write(&file, &text).expect("a file");
    let (code, screen) =
        program::run_in_terminal("server", &place.arguments(&file), &place.settings, place.folder.path());
    let of_all = " KiB of ";
    let bars: Vec<_> = screen.split(['\r', '\n']).filter(|part| part.contains(of_all)).collect();
    assert!(code == Some(0) && screen.contains("1000 issued, 0 refused"), "{screen}");
    assert!(bars.iter().any(|bar| bar.contains("==>") && bar.contains(" lines, ")), "{screen}");
    assert!(!place.take(&file).1.contains(of_all));
}

/// Two runs of one file at once, in opposite orders: nothing is done twice, and there is no deadlock.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_intakes_of_the_same_certificates_record_each_once() {
    let place = Place::of(Mode::Production).await;
    let lines: Vec<_> = (1..=2_000).map(|number| line(number % ACCOUNTS, number)).collect();
    let (one, two) = (place.path("one.csv"), place.path("two.csv"));
    std::fs::write(&one, HEADER.to_owned() + &lines.concat()).expect("a file");
    std::fs::write(&two, HEADER.to_owned() + &lines.iter().rev().cloned().collect::<String>())
        .expect("a file");
    let ends = std::thread::scope(|scope| {
        let runs = [&one, &two].map(|file| scope.spawn(|| place.take(file)));
        runs.map(|run| run.join().expect("no panic"))
    });
    for (code, said) in ends {
        assert_eq!(code, Some(0), "{}", &said[said.len().saturating_sub(500)..]);
    }
    assert_eq!(place.counts().await, (2_000, 2_000, 2_000));
}

/// The same certificates in three formats, and invalid lines.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_three_forms_of_a_file_say_the_same() {
    let place = Place::of(Mode::Embedded).await;
    let today = clock::today_in_japan(clock::Clock::System.now()).to_string();
    let object = |number: u64| {
        serde_json::json!({
            "user_id": "abcde00001", "certificate_number": format!("TEST25-{number:06}"), "holder_name": "A B",
            "nationality": "Utopia", "sex": "MALE", "birth_date": "2000-01-01", "status_of_residence": "Student",
            "period_of_stay": "1 year", "issued_on": today, "issuing_bureau": "Tokyo",
        })
        .to_string()
    };
    let (one, two) = (object(1), object(2));
    let csv = format!("{HEADER}{}{}", line(1, 1), line(1, 2));
    let forms = [
        ("a.ndjson", format!("{one}\n\n{{oops}}\n{two}\n"), "line 4: issued TEST25-000002"),
        ("a.json", format!("[{one},\n{{\"x\":1}}, {two}]"), "line 3: issued before TEST25-000002"),
        ("a.csv", format!("{csv}short\n"), "line 3: issued before TEST25-000002"),
    ];
    for (name, text, answer) in forms {
        let file = place.path(name);
        std::fs::write(&file, text).expect("a file");
        let (code, said) = place.take(&file);
        assert!(code == Some(1) && said.contains(answer) && said.contains(", 1 refused"), "{name}: {said}");
    }
    let file = place.path("cut.json");
    std::fs::write(&file, format!("[{}, {one}", object(3))).expect("a file");
    let (code, said) = place.take(&file);
    assert!(code == Some(1) && said.contains("line 1: issued TEST25-000003"), "{said}");
    assert!(said.contains("the file ends within the array"), "{said}");
    assert_eq!(place.counts().await, (3, 3, 3));
}

/// The two commands about one certificate.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_certificate_is_sent_again_and_cancelled_by_command() {
    let place = Place::of(Mode::Production).await;
    let file = place.path("a.csv");
    std::fs::write(&file, format!("{HEADER}{}", line(1, 1))).expect("a file");
    assert_eq!(place.take(&file).0, Some(0));
    let command = |arguments: &[&str]| {
        let done = program::run("server", arguments, &place.settings, place.folder.path());
        let said =
            String::from_utf8_lossy(&done.stdout).into_owned() + &String::from_utf8_lossy(&done.stderr);
        (done.status.code(), said)
    };
    let (code, said) = command(&["resend", "TEST25-000001"]);
    assert!(code == Some(1) && said.contains("was not sent again: it is already on its way"), "{said}");
    let (code, said) = command(&["cancel", "TEST25-000001", "--reason", "Wrong person"]);
    assert!(code == Some(0) && said.contains("TEST25-000001: cancelled at "), "{said}");
    assert_eq!(command(&["cancel", "TEST25-000001", "--reason", "x"]), (code, said), "the same answer");
    let (code, said) = command(&["resend", "TEST25-000001"]);
    assert!(code == Some(1) && said.contains("the certificate was cancelled"), "{said}");
    let (code, said) = command(&["cancel", "TEST25-000002", "--reason", "x"]);
    assert!(code == Some(1) && said.contains("no certificate has this number"), "{said}");
}
