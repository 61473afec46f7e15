//! Behind PgBouncer: in session mode everything works, in the other modes nothing starts.

use serde_json::json;

use crate::support::client::codes;
use crate::support::pgbouncer::PgBouncer;
use crate::support::postgres::Postgres;
use crate::support::program;
use crate::support::received::Received;
use crate::support::relay::Relay;
use crate::support::site::{LIMIT, Site};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn everything_works_behind_a_pooler_in_session_mode() {
    let postgres = Postgres::shared();
    let pooler = PgBouncer::start(postgres, "session");
    let relay = Relay::start().await;
    let site = Site::migrated(pooler.url(&postgres.database().await), relay.url());
    let (_server, browser) = site.server();
    let _worker = site.worker();
    assert_eq!(codes(&browser.start_registration("a@example.com").await), [""; 0]);
    let mails = relay.wait_for(1, LIMIT).await;
    let link = Received::parse(&mails[0].raw).token().expect("a link");
    let payload = browser.complete_registration(&link, json!({})).await;
    assert_eq!(codes(&payload), [""; 0], "{payload}");
    relay.wait_for(2, LIMIT).await;
}

/// Statements, limits and notifications of a session would reach another one's connection. The first sentence
/// of the message says so.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_starts_behind_a_pooler_that_shares_connections() {
    let postgres = Postgres::shared();
    let direct = postgres.database().await;
    for mode in ["transaction", "statement"] {
        let pooler = PgBouncer::start(postgres, mode);
        let mut site = Site::migrated(direct.clone(), "smtp://127.0.0.1:1".to_owned());
        site.database_url = pooler.url(&direct);
        for (name, arguments) in [("server", &["serve"][..]), ("server", &["migrate"]), ("worker", &[])] {
            let done = program::run(name, arguments, &site.settings("127.0.0.1:0"), site.directory.path());
            let said = String::from_utf8_lossy(&[done.stdout, done.stderr].concat()).into_owned();
            assert!(
                !done.status.success() && said.contains("set `pool_mode = session` in PgBouncer"),
                "{said}"
            );
        }
    }
}
