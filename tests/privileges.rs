//! The role of servers and workers: `server migrate --grant-to` grants what they need, and never more at any
//! moment.

use std::cell::Cell;

use migration::{database, grants};
use sea_orm::{ConnectionTrait, Database, DatabaseConnection};
use serde_json::json;
use server::audit::{Event, RequestOrigin, record};

use crate::support::client::codes;
use crate::support::postgres::Postgres;
use crate::support::received::Received;
use crate::support::relay::Relay;
use crate::support::site::{LIMIT, Site};

/// What the role must never be able to do.
const NEVER: [&str; 9] = [
    "UPDATE audit_event SET device = 'x'",
    "DELETE FROM audit_event",
    "TRUNCATE audit_event",
    "DELETE FROM seaql_migrations",
    "INSERT INTO seaql_migrations VALUES ('m9999_x', 0)",
    "UPDATE seaql_migrations SET applied_at = 1",
    "TRUNCATE account",
    "CREATE TABLE mine (id int)",
    "ALTER TABLE audit_event DISABLE TRIGGER ALL",
];

/// A database with its own owner role, and a role for servers; the URLs of both.
async fn roles(name: &str) -> (String, String) {
    let url = Postgres::shared().database().await;
    let db = Database::connect(&url).await.expect("a connection");
    let database = url.rsplit('/').next().expect("a name");
    for sql in [
        format!("CREATE ROLE {name}_owner LOGIN"),
        format!("CREATE ROLE {name}_app LOGIN"),
        format!("ALTER DATABASE {database} OWNER TO {name}_owner"),
    ] {
        run(&db, &sql).await;
    }
    db.close().await.expect("closed");
    (url.replace("uketori@", &format!("{name}_owner@")), url.replace("uketori@", &format!("{name}_app@")))
}

async fn run(db: &DatabaseConnection, sql: &str) {
    db.execute_unprepared(sql).await.unwrap_or_else(|failure| panic!("{sql}: {failure}"));
}

/// What is refused is refused by privileges: the triggers of the audit log are never reached.
async fn may_never(app: &DatabaseConnection) {
    for sql in NEVER {
        let error = app.execute_unprepared(sql).await.expect_err(sql).to_string();
        let is_refused = error.contains("permission denied") || error.contains("must be owner");
        assert!(is_refused, "{sql}: {error}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn servers_and_workers_run_as_a_role_that_can_change_neither_trail_nor_history() {
    let (owner, app) = roles("story").await;
    let relay = Relay::start().await;
    let mut site = Site::migrated(owner.clone(), relay.url());
    // The migration history of another application in the same database, which must be left alone.
    let db = Database::connect(&owner).await.expect("a connection");
    run(&db, "CREATE SCHEMA another; CREATE TABLE another.seaql_migrations (version text)").await;
    db.close().await.expect("closed");
    site.database_url.clone_from(&app);
    for (name, arguments) in [("server", &["serve"][..]), ("worker", &[])] {
        let (is_good, said) = site.command(name, arguments);
        let sentence = "the role story_app may not read the table public.seaql_migrations";
        assert!(!is_good && said.contains(sentence), "{said}");
        assert!(said.contains("server migrate --grant-to story_app"), "{said}");
    }
    site.database_url.clone_from(&owner);
    let (is_good, said) = site.command("server", &["migrate", "--grant-to", "story_app"]);
    assert!(is_good && said.contains("and revoked all others"), "{said}");

    site.database_url.clone_from(&app);
    let (_server, browser) = site.server();
    let _worker = site.worker();
    assert_eq!(codes(&browser.start_registration("a@example.com").await), [""; 0]);
    let mails = relay.wait_for(1, LIMIT).await;
    let link = Received::parse(&mails[0].raw).token().expect("a link");
    let payload = browser.complete_registration(&link, json!({})).await;
    assert_eq!(codes(&payload), [""; 0], "{payload}");
    let user_id = payload["userId"].as_str().expect("a user ID");
    site.issue(user_id, "TEST25-000001");
    relay.wait_for(3, LIMIT).await;
    assert_eq!(codes(&browser.log_in(user_id, crate::support::PASSWORD).await), [""; 0]);
    assert_eq!(browser.viewer().await["userId"], json!(user_id));

    let db = site.db().await;
    may_never(&db).await;
    // The role can use the table of a later migration without another grant.
    let owner = Database::connect(owner).await.expect("a connection");
    run(&owner, "CREATE TABLE later (id int)").await;
    for sql in ["INSERT INTO later VALUES (1)", "UPDATE later SET id = 2", "DELETE FROM later"] {
        run(&db, sql).await;
    }
    assert!(db.execute_unprepared("TRUNCATE later").await.is_err());
}

/// Earlier documented grants gave everything and then revoked some of it; here there is no moment in between.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn there_is_no_moment_at_which_the_role_may_change_the_trail() {
    let (owner, app) = roles("moment").await;
    let site = Site::migrated(owner.clone(), "smtp://127.0.0.1:1".to_owned());
    let granter = Database::connect(&owner).await.expect("a connection");
    let app = Database::connect(app).await.expect("a connection");
    let is_over = Cell::new(false);
    let granting = async {
        for _ in 0..20 {
            grants::grant(&granter, "moment_app").await.expect("granted");
        }
        is_over.set(true);
    };
    let trying = async {
        let mut rounds = 0;
        while !is_over.get() {
            may_never(&app).await;
            rounds += 1;
        }
        rounds
    };
    let ((), rounds) = tokio::join!(granting, trying);
    assert!(rounds > 0, "nothing was tried meanwhile");
    drop(site);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_role_that_nothing_can_be_kept_from_is_refused() {
    let (owner, _) = roles("refused").await;
    let site = Site::migrated(owner.clone(), "smtp://127.0.0.1:1".to_owned());
    let grant = |role: &str| site.command("server", &["migrate", "--grant-to", role]);
    let db = Database::connect(owner.replace("refused_owner@", "uketori@")).await.expect("a connection");
    for sql in [
        "CREATE ROLE refused_member LOGIN IN ROLE refused_owner",
        "CREATE ROLE refused_super LOGIN SUPERUSER",
        "CREATE ROLE refused_writer LOGIN IN ROLE pg_write_all_data",
    ] {
        run(&db, sql).await;
    }
    for (role, expected) in [
        ("nobody_of_that_name", "the role nobody_of_that_name does not exist; create it first: CREATE ROLE"),
        ("refused_owner", "servers and workers need a role of their own"),
        ("refused_member", "itself or as a member of refused_owner"),
        ("refused_super", "refused_super is a superuser"),
        ("refused_writer", "it can DELETE audit_event; check its memberships in other roles"),
    ] {
        let (is_good, said) = grant(role);
        assert!(!is_good && said.contains(expected), "{role}: {said}");
    }
    // Also finds what is not about a table's privileges.
    run(&db, "GRANT CREATE ON SCHEMA public TO refused_app").await;
    let error = grants::grant(&db, "refused_app").await.err();
    assert!(error.is_none(), "taken back: {error:?}");
    let stranger =
        Database::connect(owner.replace("refused_owner@", "refused_app@")).await.expect("a connection");
    let error = grants::grant(&stranger, "refused_writer").await.expect_err("not the owner").to_string();
    assert!(error.contains("refused_owner owns the tables"), "{error}");
}

/// The role of servers can also write audit events through the server's function.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_role_adds_to_the_trail() {
    let (owner, app) = roles("adds").await;
    let _site = Site::migrated(owner.clone(), "smtp://127.0.0.1:1".to_owned());
    let owner = Database::connect(owner).await.expect("a connection");
    grants::grant(&owner, "adds_app").await.expect("granted");
    let app = Database::connect(app).await.expect("a connection");
    let source = RequestOrigin::run(uuid::Uuid::from_u128(7));
    let tx = database::write(&app).await.expect("a transaction");
    let event = Event::new(entity::audit::Action::MailsHeld, &source, crate::support::audit_log::later());
    record(&tx, event).await.expect("recorded");
    tx.commit().await.expect("a commit");
}
