//! Two versions on one schema, during a roll-out or a roll-back: this version's programs after a newer one
//! has migrated.

use std::path::Path;

use sea_orm::{ConnectionTrait, DatabaseConnection};
use serde_json::json;

use crate::support::client::codes;
use crate::support::process::Directory;
use crate::support::received::Received;
use crate::support::relay::Relay;
use crate::support::site::{LIMIT, Site};

/// What a compatible migration of a newer version may add: a table, a nullable column, an index.
const NEWER: [&str; 4] = [
    "CREATE TABLE appointment (id uuid PRIMARY KEY, account_id uuid NOT NULL)",
    "ALTER TABLE account ADD COLUMN nickname text",
    "CREATE INDEX account_by_nickname ON account (nickname)",
    "INSERT INTO seaql_migrations (version, applied_at) VALUES ('m9000_appointment', 0)",
];
/// A migration that removes something that programs without m9000 need.
const WITHOUT: &str =
    "INSERT INTO seaql_migrations (version, applied_at) VALUES ('m9001_drop_phone_needs_m9000', 0)";

async fn run(db: &DatabaseConnection, sql: &str) {
    db.execute_unprepared(sql).await.unwrap_or_else(|failure| panic!("{sql}: {failure}"));
}

/// Registers a person, who gets both mails.
async fn registers(site: &Site, relay: &Relay) {
    let logs = Directory::new("server");
    let (_server, base) = site.server_with(&[("NO_COLOR", "1")], &logs);
    let said = std::fs::read_to_string(logs.path().join("log")).expect("a log");
    assert!(said.contains("does not know") && said.contains("migrations=\"m9000_appointment\""), "{said}");
    let browser = crate::support::Client::new(&base);
    let _worker = site.worker();
    assert_eq!(codes(&browser.start_registration("a@example.com").await), [""; 0]);
    let mails = relay.wait_for(1, LIMIT).await;
    let link = Received::parse(&mails[0].raw).token().expect("a link");
    assert_eq!(codes(&browser.complete_registration(&link, json!({})).await), [""; 0]);
    relay.wait_for(2, LIMIT).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_program_works_on_a_schema_with_one_more_compatible_migration() {
    let relay = Relay::start().await;
    let site = Site::new(relay.url()).await;
    let db = site.db().await;
    for sql in NEWER {
        run(&db, sql).await;
    }
    registers(&site, &relay).await;

    let (is_good, said) = site.command("server", &["migrate"]);
    assert!(is_good && said.contains("m9000_appointment"), "{said}");
    run(&db, "SELECT nickname FROM account").await;
    run(&db, "SELECT 1 / count(*) FROM seaql_migrations WHERE version = 'm9000_appointment'").await;

    run(&db, WITHOUT).await;
    for (name, arguments) in [
        ("server", &["serve"][..]),
        ("server", &["migrate"]),
        ("server", &["mail", "status"]),
        ("worker", &[]),
    ] {
        let (is_good, said) = site.command(name, arguments);
        assert!(!is_good && said.contains("m9001_drop_phone_needs_m9000"), "{name} {arguments:?}: {said}");
        assert!(said.contains("start the version that added the migration"), "{said}");
    }
}

/// Expand, then contract: a migration that removes, renames or requires something comes a release after its
/// replacement, and names it.
#[test]
fn a_migration_that_takes_something_away_says_whom_it_keeps_out() {
    const TAKES: [&str; 8] = [
        "drop_table",
        "drop_column",
        "DROP ",
        "rename_",
        "RENAME ",
        "modify_column",
        "SET NOT NULL",
        "ALTER TYPE",
    ];
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the workspace").join("migration/src");
    let mut seen = 0;
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        let name = path.file_stem().expect("a name").to_str().expect("text").to_owned();
        // The rule is newer than the first seventeen migrations.
        if !name.starts_with("m00") || name.as_str() < "m0018" {
            continue;
        }
        let text = std::fs::read_to_string(&path).expect("a migration");
        let code = text.lines().filter(|line| !line.trim_start().starts_with("//"));
        // Without an index, statements are slower but do the same; without a constraint, no write is refused
        // that was accepted before.
        let harmless = |line: &str| line.replace("DROP INDEX", "").replace("DROP CONSTRAINT", "");
        let code: Vec<_> = code.map(harmless).collect();
        let takes = TAKES.iter().find(|word| code.iter().any(|line| line.contains(**word)));
        assert!(
            takes.is_none() || name.contains("_needs_m"),
            "{name} holds {takes:?}, and no `_needs_m….` in its name"
        );
        seen += 1;
    }
    assert!(seen > 0, "no migration was looked at");
}
