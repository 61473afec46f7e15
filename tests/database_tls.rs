//! PostgreSQL with TLS: its certificate must be valid for its name; otherwise it is refused with the reason.

use sea_orm::{ConnectionTrait, Database, DbBackend, Statement};

use crate::support::postgres::Postgres;
use crate::support::process::Directory;
use crate::support::program;
use crate::support::relay::Authority;

/// Runs `server migrate`. Returns whether it succeeded, and its output.
fn migrate(url: &str) -> (bool, String) {
    let directory = Directory::new("command");
    let settings = [("UKETORI_DATABASE_URL", url.to_owned()), ("NO_COLOR", "1".to_owned())];
    let done = program::run("server", &["migrate"], &settings, directory.path());
    (done.status.success(), String::from_utf8_lossy(&[done.stdout, done.stderr].concat()).into_owned())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_has_to_prove_its_name_where_the_address_asks_for_it() {
    let (authority, stranger) = (Authority::new(), Authority::new());
    let files = Directory::new("authorities");
    let file = |name: &str| files.path().join(name).display().to_string();
    authority.write(files.path().join("authority.pem").as_path());
    stranger.write(files.path().join("stranger.pem").as_path());
    let (certificate, key) = authority.certify_as_text("localhost");
    let postgres = Postgres::start_with_tls(&certificate, &key);
    let at_address = postgres.database().await;
    let at_name = at_address.replace("127.0.0.1", "localhost");
    let full = |url: &str, root: &str| format!("{url}?sslmode=verify-full&sslrootcert={}", file(root));

    let url = full(&at_name, "authority.pem");
    let (is_good, said) = migrate(&url);
    assert!(is_good, "{said}");
    let db = Database::connect(&url).await.expect("a connection");
    let ask = "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()";
    let row = db.query_one_raw(Statement::from_string(DbBackend::Postgres, ask)).await.expect("an answer");
    assert!(row.expect("a row").try_get_by_index::<bool>(0).expect("a yes or no"));

    for (url, expected) in [
        (
            full(&at_address, "authority.pem"),
            "certificate is not trusted: certificate not valid for name \"127.0.0.1\"",
        ),
        (full(&at_name, "stranger.pem"), "not signed by the authority in the file of sslrootcert"),
        (format!("{at_name}?sslmode=verify-full"), "in the file of sslrootcert or by a public one"),
        (full(&at_name, "missing.pem"), "names as sslrootcert, cannot be read: No such file"),
        (format!("{at_name}?sslmode=verified"), "`sslmode` must be one of disable, prefer"),
    ] {
        let (is_good, said) = migrate(&url);
        assert!(!is_good && said.contains(expected), "{url}: {said}");
    }

    let plain = Postgres::shared().database().await;
    let (is_good, said) = migrate(&format!("{plain}?sslmode=require"));
    assert!(!is_good && said.contains("offers no TLS, but sslmode"), "{said}");
}
