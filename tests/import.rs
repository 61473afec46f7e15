//! Accounts of the previous system (R26, D5): imported with their owners' passwords.

use std::collections::BTreeMap;

use entity::{account, outbox};
use passwords::foreign_hash::Kind;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use serde_json::{Value, json};
use server::account::import::{Import, Mode, Report};

use crate::support::client::{codes, faults, merged};
use crate::support::process::Directory;
use crate::support::{PASSWORD, TestApp, program, stories};

/// Hashes of [`PASSWORD`], by user ID. Python's hashlib and libxcrypt made them; the last one is the
/// reference implementation's, of another password.
const HASHES: [(&str, &str); 8] = [
    ("before1a", "$2a$04$abcdefghijklmnopqrstuu1DYyxwszY2r2fET8Otd/9p2FlO3pkQq"),
    ("before2b", "$2b$04$abcdefghijklmnopqrstuu1DYyxwszY2r2fET8Otd/9p2FlO3pkQq"),
    ("before2y", "$2y$04$abcdefghijklmnopqrstuu1DYyxwszY2r2fET8Otd/9p2FlO3pkQq"),
    (
        "before3",
        "$pbkdf2-sha256$i=1000,l=32$8PHy8/T19vf4+fr7/P3+/w$7cs8HfsMdxMd/WKnsD1cOGdR9TBZu0IS7DRf2e0T+N4",
    ),
    ("before4", "$pbkdf2-sha256$1000$8PHy8/T19vf4.fr7/P3./w$7cs8HfsMdxMd/WKnsD1cOGdR9TBZu0IS7DRf2e0T.N4"),
    (
        "before5",
        "$pbkdf2-sha512$1000$8PHy8/T19vf4.fr7/P3./w$qGLRULdr.AALCH6Bfpc0bT96XV2sP0ugKd43qPpYPNt8wcrncqooq\
         hCyo4fEbMB8QVkVaFd2PY.x7K9g0Vslug",
    ),
    ("before6", "$scrypt$ln=4,r=8,p=1$8PHy8/T19vf4+fr7/P3+/w$Ejn03GTi0U5iuVVQ/aqTxnvRG/vMVSHTJmQSzjfhEvk"),
    ("before7", "$argon2i$m=256,t=2,p=2$c29tZXNhbHQ$tsEVYKap1h6scGt5ovl9aLRGOqOth+AMB+KwHpDFZPs"),
];

/// The beginning of every hash that is made now.
const OURS: &str = "$argon2id$v=19$m=19456,t=2,p=1,keyid=";

/// A line for this user ID and hash, changed by `with`.
fn line(user_id: &str, hash: &str, with: Value) -> String {
    let line = json!({
        "userId": user_id,
        "name": "JOHN DOE",
        "email": format!("{user_id}@example.com"),
        "phoneNumber": "03-1234-5678",
        "type": "LEGAL_SPECIALIST",
        "passwordHash": hash,
    });
    format!("{}\n", merged(line, with))
}

/// A file of `count` accounts with a bcrypt hash.
fn file(count: usize) -> String {
    (0..count).map(|index| line(&format!("legacy{index:05}"), HASHES[0].1, json!({}))).collect()
}

/// Imports a file. Returns the report and the refused lines.
async fn import(app: &TestApp, file: &str, mode: Mode) -> (Report, Vec<String>) {
    let mut import = Import::of(app.db(), file.as_bytes(), mode, app.now());
    let mut answers = Vec::new();
    while let Some(batch) = import.next_batch().await.expect("the database answers") {
        answers.extend(batch.refused.iter().map(|(number, refused)| format!("{number} {refused}")));
    }
    (import.report().clone(), answers)
}

/// Imported, already there, refused.
fn counts(report: &Report) -> (u64, u64, u64) {
    (report.imported, report.already_there, report.refused)
}

async fn row(app: &TestApp, user_id: &str) -> account::Model {
    let found = account::Entity::find().filter(account::Column::UserId.eq(user_id)).one(app.db());
    found.await.expect("an answer").expect("the account")
}

async fn accounts(app: &TestApp) -> u64 {
    account::Entity::find().count(app.db()).await.expect("a count")
}

stories! {
    /// R26, D5: with every kind of hash, the old password opens the account, and is hashed in our format from
    /// then on.
    async fn people_from_before_log_in_with_the_password_they_have(app: TestApp) {
        let lines: String = HASHES.iter().map(|(user_id, hash)| line(user_id, hash, json!({}))).collect();
        let (report, answers) = import(&app, &lines, Mode::Write).await;
        assert_eq!((counts(&report), answers), ((8, 0, 0), Vec::new()));
        let kinds = [(Kind::Argon2, 1), (Kind::Bcrypt, 3), (Kind::Pbkdf2Sha256, 2), (Kind::Pbkdf2Sha512, 1), (Kind::Scrypt, 1)];
        assert_eq!(report.kinds, BTreeMap::from(kinds));
        for (user_id, hash) in HASHES {
            let password = if hash.starts_with("$argon2") { "password" } else { PASSWORD };
            let before = row(&app, user_id).await;
            assert_eq!(before.password_hash.as_deref(), Some(hash));
            let wrong = app.visitor().log_in(user_id, "Wrong-2025=hana").await;
            assert_eq!(codes(&wrong), ["INVALID_CREDENTIALS"], "{user_id}");
            assert_eq!(row(&app, user_id).await.password_hash.as_deref(), Some(hash), "a wrong one renews nothing");
            let first = app.visitor();
            assert_eq!(codes(&first.log_in(user_id, password).await), [""; 0], "{user_id}");
            let renewed = row(&app, user_id).await;
            assert!(renewed.password_hash.as_deref().is_some_and(|hash| hash.starts_with(OURS)), "{user_id}");
            assert_eq!(renewed.password_version, before.password_version);
            assert_eq!(codes(&app.visitor().log_in(user_id, password).await), [""; 0], "{user_id}");
            assert_eq!(row(&app, user_id).await.password_hash, renewed.password_hash, "once is enough");
            assert_eq!(first.viewer().await["userId"], json!(user_id), "the first session stays");
        }
        assert_eq!(outbox::Entity::find().count(app.db()).await.expect("a count"), 0, "no mail to anyone");
    }

    /// Old passwords follow old rules. For everyone else the answer is unchanged.
    async fn a_short_password_from_before_still_works(app: TestApp) {
        let hash = "$2y$04$abcdefghijklmnopqrstuuo6GNORvL2b7djdYX99y2TS39K9DvqFi";
        let with = json!({ "language": "vi", "registeredAt": "2024-05-06T09:00:00+09:00", "userId": "Before8" });
        let (report, _) = import(&app, &line("", hash, merged(with, json!({ "email": "a@example.com" }))), Mode::Write).await;
        assert_eq!(counts(&report), (1, 0, 0));
        let account = row(&app, "before8").await;
        assert_eq!(account.language.tag(), "vi");
        assert_eq!(account.registered_at.to_rfc3339(), "2024-05-06T00:00:00+00:00");
        assert_eq!((account.terms_version.as_str(), account.terms_agreed_at), ("before-2026", account.registered_at));
        let wrong = app.visitor().log_in("before8", "hana6").await;
        let unknown = app.visitor().log_in("before9", "hana5").await;
        assert_eq!((codes(&wrong), &wrong), (vec!["INVALID_CREDENTIALS".to_owned()], &unknown));
        assert_eq!(codes(&app.visitor().log_in("BEFORE8", "hana5").await), [""; 0]);
    }

    /// R26: IDs, names and numbers that this system would refuse are taken over as they are. People log in
    /// with those, recover with those, and keep them as long as they do not change them.
    async fn what_another_system_allowed_is_taken_over_as_it_is(app: TestApp) {
        let with = json!({
            "name": "Anna-Maria O'Neil", "email": "taro..y@docomo.ne.jp", "phoneNumber": "+63 917-123-4567",
        });
        let lines = [line("Taro_Y@example.com", HASHES[0].1, with.clone()), line("anna_maria", HASHES[0].1, with)];
        let (report, answers) = import(&app, &lines.concat(), Mode::Write).await;
        assert_eq!((counts(&report), answers), ((2, 0, 0), Vec::new()));
        for typed in ["taro_y@EXAMPLE.com", "Anna_Maria"] {
            let browser = app.visitor();
            assert_eq!(codes(&browser.log_in(typed, PASSWORD).await), [""; 0], "{typed}");
            let shown = browser.run("{viewer{userId name email phoneNumber}}", json!({})).await;
            let expected = json!({
                "userId": typed.to_lowercase(), "name": "Anna-Maria O'Neil", "email": "taro..y@docomo.ne.jp",
                "phoneNumber": "+63 917-123-4567",
            });
            assert_eq!(shown["viewer"], expected);
            let change = |number: &str| {
                browser.mutate("changeContactDetails", "viewer{phoneNumber}", json!({ "phoneNumber": number }))
            };
            assert_eq!(faults(&change("+63 917-123-4568").await), ["phoneNumber INVALID_FORMAT"], "a new one");
            for same in ["+63 917-123-4567", "+63-917-123-4567", " +639171234567", "+63 (917) 123.4567"] {
                let kept = change(same).await;
                assert_eq!(codes(&kept), [""; 0], "the same one: {same}");
                assert_eq!(kept["viewer"]["phoneNumber"], json!("+63 917-123-4567"));
            }
            assert_eq!(faults(&change("639171234567 x").await), ["phoneNumber INVALID_FORMAT"]);
        }
        let asked = json!({ "email": "Taro..Y@docomo.ne.jp", "name": "anna-maria o'neil" });
        let payload = app.visitor().mutate("requestUserId", "", asked).await;
        assert_eq!(codes(&payload), [""; 0]);
        app.settle().await;
        let mail = app.mails().pop().expect("a mail");
        assert!(mail.text.contains("taro_y@example.com") && mail.text.contains("anna_maria"), "{}", mail.text);
    }

    /// Typographic apostrophes become the one of ASCII, in the file and where the name is typed.
    async fn an_apostrophe_is_the_same_in_each_form(app: TestApp) {
        let names = ["Anna O\u{2018}Neil", "Anna O\u{2019}Neil", "Anna O\u{2bc}Neil", "Anna O'Neil"];
        let with = |name: &str| json!({ "name": name, "email": "a@example.com" });
        let lines = names.iter().zip(["before1", "before2", "before3", "before4"]);
        let lines: String = lines.map(|(name, user_id)| line(user_id, HASHES[0].1, with(name))).collect();
        let (report, answers) = import(&app, &lines, Mode::Write).await;
        assert_eq!((counts(&report), answers), ((4, 0, 0), Vec::new()));
        assert_eq!(row(&app, "before2").await.name, "Anna O'Neil");
        let asked = json!({ "email": "a@example.com", "name": "anna o\u{2019}neil" });
        let payload = app.visitor().mutate("requestUserId", "", asked).await;
        assert_eq!(codes(&payload), [""; 0]);
        app.settle().await;
        let mail = app.mails().pop().expect("a mail");
        assert!(["before1", "before2", "before3", "before4"].iter().all(|id| mail.text.contains(id)), "{}", mail.text);
    }

    async fn a_dry_run_says_what_a_real_one_would_and_writes_nothing(app: TestApp) {
        let there = line("before1", HASHES[0].1, json!({}));
        import(&app, &there, Mode::Write).await;
        let before = accounts(&app).await;
        let others = file(1_200);
        let lines = [
            &there,
            &others,
            &line("legacy00003", HASHES[0].1, json!({})),
            &line("legacy00004", HASHES[0].1, json!({ "name": "JANE DOE" })),
            &line("before1", HASHES[0].1, json!({ "email": "other@example.com" })),
        ];
        let lines: String = lines.into_iter().map(String::as_str).collect();
        let (dry, dry_answers) = import(&app, &lines, Mode::DryRun).await;
        assert_eq!(counts(&dry), (1_200, 2, 2));
        assert_eq!(accounts(&app).await, before);
        let (real, answers) = import(&app, &lines, Mode::Write).await;
        assert_eq!((&real, &answers), (&dry, &dry_answers));
        assert!(answers[0].starts_with("1203 userId:") && answers[1].starts_with("1204 userId:"), "{answers:?}");
        assert_eq!(accounts(&app).await, before + 1_200);
    }

    /// A file that was cut off within a batch and within a line can be imported again, any number of times.
    async fn an_import_goes_on_where_it_ended(app: TestApp) {
        let (whole, before) = (file(1_300), accounts(&app).await);
        let cut = &whole[..whole.match_indices('\n').nth(699).expect("a line").0 + 40];
        let (report, answers) = import(&app, cut, Mode::Write).await;
        assert_eq!(counts(&report), (700, 0, 1));
        assert_eq!(answers, ["701 not a JSON object in UTF-8"]);
        let hashes = row(&app, "legacy00007").await;
        assert_eq!(counts(&import(&app, &whole, Mode::Write).await.0), (600, 700, 0));
        assert_eq!(counts(&import(&app, &whole, Mode::Write).await.0), (0, 1_300, 0));
        assert_eq!(accounts(&app).await, before + 1_300);
        assert_eq!(row(&app, "legacy00007").await, hashes);
    }

    /// Two imports of one file at the same time make each account once.
    async fn two_imports_at_once_make_each_account_once(app: TestApp) {
        let (whole, before) = (file(1_500), accounts(&app).await);
        let (one, two) = tokio::join!(import(&app, &whole, Mode::Write), import(&app, &whole, Mode::Write));
        assert_eq!(one.0.imported + two.0.imported, 1_500);
        assert_eq!(one.0.refused + two.0.refused, 0);
        assert_eq!(accounts(&app).await, before + 1_500);
    }
}

/// The command reports bad lines by number and field, never by value. Its exit code says whether all lines
/// are good.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_command_answers_line_by_line() {
    let app = TestApp::start(crate::support::Mode::Embedded).await;
    let files = Directory::new("files");
    let path = files.path().join("accounts.ndjson");
    let run = |content: &str, more: &[&str]| {
        std::fs::write(&path, content).expect("a file");
        let arguments = ["import", "--file", path.to_str().expect("text"), "--data-dir", app.data_dir()];
        let done = program::run("server", &[&arguments[..], more].concat(), &[], files.path());
        let said =
            String::from_utf8_lossy(&done.stdout).into_owned() + &String::from_utf8_lossy(&done.stderr);
        (done.status.code(), said)
    };
    let good = line("before1", HASHES[0].1, json!({}));
    let bad = [
        line("before2", "hunter2", json!({})),
        line("before3", HASHES[0].1, json!({ "name": "Secret Name 2", "email": "secret", "type": "X" })),
        "not json secret\n".to_owned(),
        line("before4", &HASHES[0].1.replace("$04$", "$16$"), json!({})),
    ];
    let all = format!("\n{}{good}", bad.concat());
    let (code, said) = run(&all, &["--dry-run"]);
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("1 would be imported, 0 already there, 4 refused"), "{said}");
    let (code, said) = run(&all, &[]);
    assert_eq!(code, Some(1), "{said}");
    for expected in [
        "line 2 (before2): refused: passwordHash: not a supported kind of hash",
        "line 3 (before3): refused: name: the value does not have the required form; email: the value",
        "type: not one of the allowed values",
        "line 4: refused: not a JSON object",
        "line 5 (before4): refused: passwordHash: too expensive to verify",
        "the maximum is a cost of 15 for bcrypt",
        "1 imported, 0 already there, 4 refused",
        "1 with a hash of kind bcrypt",
        "4 line(s) were refused",
    ] {
        assert!(said.contains(expected), "{expected} is not in {said}");
    }
    for value in ["hunter2", "Secret", "secret", "example.com", "abcdefghijklmnop"] {
        assert!(!said.contains(value), "{value} is in {said}");
    }
    let (code, said) = run(&good, &[]);
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("0 imported, 1 already there, 0 refused"), "{said}");
    let (code, said) = run("", &[]);
    assert_eq!(code, Some(1));
    assert!(said.contains("contains no accounts"), "{said}");
    assert_eq!(codes(&app.visitor().log_in("before1", PASSWORD).await), [""; 0]);
}
