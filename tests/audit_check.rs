//! Verifying the audit log: changes by force are found, by the hashes or by an anchor, and reported with the
//! command's texts and exit codes.

use chrono::TimeDelta;
use entity::audit::{self, Break, Head, Model};
use migration::database::{self, Pending};
use migration::{grants, program::Program};
use sea_orm::{
    ActiveModelTrait, ConnectionTrait, Database, DatabaseConnection, DbBackend, EntityTrait, IntoActiveModel,
};
use server::audit::verify::{Fault, anchors};

use crate::support::audit_log::{ALICE, BOB, CHAIN, chain, later, record_logins, verdict};
use crate::support::postgres::Postgres;
use crate::support::process::Directory;
use crate::support::{Mode, TestApp, program, stories};

async fn fault(db: &DatabaseConnection) -> Option<Fault> {
    verdict(db, CHAIN, Vec::new()).await.expect("the chain").fault
}

fn broken(number: i64, why: Break) -> Fault {
    Fault::Row { number, why }
}

/// Removes the triggers, as the owner of the table could.
async fn force(db: &DatabaseConnection) {
    let drops = match db.get_database_backend() {
        DbBackend::Postgres => &["DROP TRIGGER append_only ON audit_event"][..],
        _ => &["DROP TRIGGER audit_event_no_update", "DROP TRIGGER audit_event_no_delete"],
    };
    for sql in drops {
        run(db, sql).await;
    }
}

async fn run(db: &DatabaseConnection, sql: &str) {
    db.execute_unprepared(sql).await.unwrap_or_else(|error| panic!("{sql}: {error}"));
}

stories! {
    async fn a_changed_row_is_found_by_its_number(app: TestApp) {
        let db = app.db();
        record_logins(db, ALICE, later(), 4).await;
        force(db).await;
        assert_eq!(fault(db).await, None);
        let good = chain(db, CHAIN).await[2].clone();
        let put = async |row: &Model| {
            let row = row.clone().into_active_model().reset_all();
            row.update(db).await.expect("changed by force");
        };
        let flip = |bytes: &[u8], at: usize| {
            let mut bytes = bytes.to_vec();
            bytes[at] ^= 1;
            bytes
        };
        for (row, why) in [
            (Model { device: Some("Firefox, Linuy".to_owned()), ..good.clone() }, Break::Content),
            (Model { at: good.at + TimeDelta::microseconds(1), ..good.clone() }, Break::Content),
            (Model { action: "NO_SUCH_ACTION".to_owned(), ..good.clone() }, Break::Content),
            (Model { hash: flip(&good.hash, 31), ..good.clone() }, Break::Content),
            (Model { prev_hash: flip(&good.prev_hash, 0), ..good.clone() }, Break::Link),
        ] {
            put(&row).await;
            assert_eq!(fault(db).await, Some(broken(3, why)), "{row:?}");
            put(&good).await;
            assert_eq!(fault(db).await, None);
        }
        // Even someone who knows how hashes are made must recompute all that follow.
        let before = Head::from(&chain(db, CHAIN).await[1]);
        put(&before.seal(Model { device: None, ..good.clone() })).await;
        assert_eq!(fault(db).await, Some(broken(4, Break::Link)));
    }

    async fn a_removed_row_is_found_and_a_removed_end_with_an_anchor(app: TestApp) {
        let db = app.db();
        record_logins(db, ALICE, later(), 4).await;
        record_logins(db, BOB, later(), 1).await;
        let anchors = anchors(db).await.expect("the heads");
        let anchor = anchors.iter().find(|anchor| anchor.chain == CHAIN).expect("one for each chain").clone();
        assert_eq!(anchor.number, 4);
        record_logins(db, ALICE, later(), 1).await;
        let good = verdict(db, CHAIN, anchors.clone()).await.expect("the chain");
        assert_eq!((good.good, good.fault), (5, None), "it may grow");
        force(db).await;
        let rows = chain(db, CHAIN).await;
        let remove = async |number: i64| {
            let removed = audit::Entity::delete_by_id((CHAIN.to_owned(), number)).exec(db).await;
            assert_eq!(removed.expect("removed by force").rows_affected, 1);
        };
        let restore = async |index: usize| {
            audit::Entity::insert(rows[index].clone().into_active_model())
                .exec_without_returning(db)
                .await
                .expect("the row again");
        };
        for number in [1, 3] {
            remove(number).await;
            let why = Break::Number { expected: number, found: number + 1 };
            assert_eq!(fault(db).await, Some(broken(number, why)));
            restore(usize::try_from(number - 1).expect("an index")).await;
        }
        remove(5).await;
        assert_eq!(verdict(db, CHAIN, anchors.clone()).await.expect("the chain").fault, None);
        remove(4).await;
        assert_eq!(fault(db).await, None, "the hashes alone do not tell");
        let found = verdict(db, CHAIN, anchors.clone()).await.expect("the chain");
        assert_eq!((found.good, found.fault), (3, Some(Fault::Gone(4))));

        // Another end of the chain, made correctly.
        record_logins(db, ALICE, later(), 1).await;
        assert_eq!(fault(db).await, None);
        let found = verdict(db, CHAIN, anchors.clone()).await.expect("the chain");
        assert_eq!((found.good, found.fault), (3, Some(Fault::NotAnchored(4))));

        run(db, &format!("DELETE FROM audit_event WHERE chain = '{CHAIN}'")).await;
        assert_eq!(verdict(db, CHAIN, Vec::new()).await, None);
        let found = verdict(db, CHAIN, anchors).await.expect("a chain that is gone");
        assert_eq!((found.good, found.fault), (0, Some(Fault::Gone(4))));
    }
}

/// Checks the commands on an audit log with two chains.
async fn commands_tell(db: &DatabaseConnection, place: &[&str], settings: &[(&str, String)]) {
    let folder = Directory::new("audit");
    let audit = |arguments: &[&str]| {
        let output =
            program::run("server", &[&["audit"], arguments, place].concat(), settings, folder.path());
        (output.status.code(), String::from_utf8(output.stdout).expect("text"))
    };
    record_logins(db, ALICE, later(), 3).await;
    record_logins(db, BOB, later(), 1).await;

    let (code, heads) = audit(&["anchor"]);
    assert_eq!(code, Some(0));
    let hash =
        chain(db, CHAIN).await[2].hash.iter().fold(String::new(), |text, byte| format!("{text}{byte:02x}"));
    assert!(heads.contains(&format!("{CHAIN} 3 {hash}\n")), "{heads}");
    let file = folder.path().join("anchors");
    std::fs::write(&file, &heads).expect("a file");
    let file = file.to_str().expect("a path in text");

    for arguments in [&["verify"][..], &["verify", "--anchor", file]] {
        let (code, told) = audit(arguments);
        assert_eq!(code, Some(0), "{told}");
        assert!(told.contains(&format!("{CHAIN}: 3 event(s), OK\n")), "{told}");
        assert!(told.contains("2031-05/04: 1 event(s), OK\n") && told.ends_with(" 0 broken\n"), "{told}");
    }
    force(db).await;
    run(db, &format!("DELETE FROM audit_event WHERE chain = '{CHAIN}' AND number = 3")).await;
    assert_eq!(audit(&["verify"]).0, Some(0));
    let (code, told) = audit(&["verify", "--anchor", file]);
    assert_eq!(code, Some(1));
    assert!(told.contains(&format!("{CHAIN}: 2 event(s), row 3 was anchored and is gone\n")), "{told}");
    run(db, &format!("UPDATE audit_event SET device = 'another' WHERE chain = '{CHAIN}' AND number = 2"))
        .await;
    let (code, told) = audit(&["verify"]);
    assert_eq!(code, Some(1));
    assert!(
        told.contains(&format!(
            "{CHAIN}: 1 event(s), row 2 is broken: it was altered after it was written\n"
        )),
        "{told}"
    );
    assert!(told.contains("2031-05/04: 1 event(s), OK\n") && told.ends_with(" 1 broken\n"), "{told}");
    std::fs::write(file, "2031-05/03 3 not a hash\n").expect("a file");
    assert_eq!(audit(&["verify", "--anchor", file]).0, Some(1));
    assert_eq!(audit(&["verify", "--anchor", "no such file"]).0, Some(1));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_commands_check_an_embedded_trail() {
    let app = TestApp::start(Mode::Embedded).await;
    commands_tell(app.db(), &["--data-dir", app.data_dir()], &[]).await;
}

/// What `server migrate --grant-to` grants: a role that may add to the audit log and read it, and nothing
/// more.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_trail_needs_no_more_than_to_add_and_read() {
    let url = Postgres::shared().database().await;
    let owner = database::open(&url, Program::SERVER, 2, Pending::Apply).await.expect("a database");
    run(&owner, "CREATE ROLE audit_story LOGIN").await;
    grants::grant(&owner, "audit_story").await.expect("the privileges of a server");
    let url = url.replace("uketori@", "audit_story@");
    let role = Database::connect(&url).await.expect("a connection");
    record_logins(&role, ALICE, later() - TimeDelta::days(365), 1).await;
    for sql in ["UPDATE audit_event SET device = 'x'", "DELETE FROM audit_event", "TRUNCATE audit_event"] {
        let error = role.execute_unprepared(sql).await.expect_err(sql).to_string();
        assert!(error.contains("permission denied"), "{sql}: {error}");
    }
    let found = verdict(&role, "2030-05/03", Vec::new()).await.expect("the chain");
    assert_eq!((found.good, found.fault), (1, None));
    commands_tell(&owner, &[], &[("UKETORI_DATABASE_URL", url)]).await;
}
