//! The built worker and relays with TLS: what arrives there, and what an untrusted relay learns (only that
//! something connected). The authorities are set as an operator would: by `SSL_CERT_FILE`.

use sea_orm::{ConnectionTrait, DatabaseConnection};

use crate::support::database::number;
use crate::support::process::Directory;
use crate::support::program::Program;
use crate::support::relay::{Authority, Relay, Tls};
use crate::support::site::{LIMIT, Site, wait_until};

const NAME: &str = "localhost";
const IMPLICIT: (&str, &str) = ("smtps", "");
/// Without the query, plain SMTP would be used for a relay on loopback.
const STARTTLS: (&str, &str) = ("smtp", "?tls=required");

/// Starts a worker whose only relay is this one, and which trusts the authority in the site's file.
fn worker(site: &Site, relay: &Relay, host: &str, (scheme, query): (&str, &str), log: &Directory) -> Program {
    let url = format!("{scheme}://uketori:hunter2@{host}:{}{query}", relay.port());
    let trusted = site.directory.path().join("authority.pem");
    let over = [
        ("UKETORI_SMTP_URL", url.as_str()),
        ("SSL_CERT_FILE", trusted.to_str().expect("text")),
        ("NO_COLOR", "1"),
    ];
    site.worker_with(&over, log)
}

/// A site that trusts this authority.
async fn site_that_trusts(authority: &Authority) -> Site {
    let site = Site::new("smtp://127.0.0.1:1".to_owned()).await;
    authority.write(&site.directory.path().join("authority.pem"));
    site
}

async fn count(db: &DatabaseConnection, condition: &str) -> i64 {
    number(db, &format!("SELECT count(*) FROM mail_outbox WHERE {condition}")).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_mail_goes_under_tls_to_a_relay_that_proves_its_name() {
    let authority = Authority::new();
    let site = site_that_trusts(&authority).await;
    let (_server, browser) = site.server();
    let db = site.db().await;
    let cases = [
        (Tls::FromTheFirstByte(authority.certify(NAME)), NAME, IMPLICIT, &[][..]),
        (Tls::Offered(authority.certify(NAME)), NAME, STARTTLS, &["EHLO", "STARTTLS"]),
        (Tls::Offered(authority.certify("127.0.0.1")), "127.0.0.1", STARTTLS, &["EHLO", "STARTTLS"]),
    ];
    for (index, (tls, host, form, in_plain)) in (1..).zip(cases) {
        let (relay, log) = (Relay::start_with(tls).await, Directory::new("log"));
        browser.someone_else().start_registration(&format!("p{index}@example.com")).await;
        let _worker = worker(&site, &relay, host, form, &log);
        relay.wait_for(1, LIMIT).await;
        wait_until("it is sent", LIMIT, async || count(&db, "state = 'SENT'").await == index).await;
        assert!(relay.heard().iter().any(|line| line.starts_with("AUTH ")), "{:?}", relay.heard());
        let heard = relay.heard_in_plain();
        let verbs: Vec<_> = heard.iter().filter_map(|line| line.split(' ').next()).collect();
        assert_eq!(verbs, in_plain, "{form:?}");
    }
}

/// A relay without TLS, one of an unknown authority, one with an expired certificate, one with another name:
/// none gets a mail, an address or a password, and it costs no mail an attempt. A trusted relay gets all of
/// them.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_relay_that_does_not_prove_its_name_gets_no_mail_and_no_password() {
    let (authority, stranger) = (Authority::new(), Authority::new());
    let site = site_that_trusts(&authority).await;
    let (_server, browser) = site.server();
    let db = site.db().await;
    let mut cases = vec![
        (Tls::No, STARTTLS, "STARTTLS is not offered in a form that can be used"),
        (Tls::No, IMPLICIT, "the greeting broke off"),
    ];
    for shown in
        [stranger.certify(NAME), authority.certify_until_2020(NAME), authority.certify("relay.example")]
    {
        let (at_once, later) = (Tls::FromTheFirstByte(shown.clone()), Tls::Offered(shown));
        cases.push((at_once, IMPLICIT, "certificate not trusted during the greeting"));
        cases.push((later, STARTTLS, "certificate not trusted during STARTTLS"));
    }
    let all = i64::try_from(cases.len()).expect("few");
    for (index, (tls, form, why)) in (1..).zip(cases) {
        let (relay, log) = (Relay::start_with(tls).await, Directory::new("log"));
        browser.someone_else().start_registration(&format!("p{index}@example.com")).await;
        let worker = worker(&site, &relay, NAME, form, &log);
        wait_until(why, LIMIT, async || {
            let reason = format!("state = 'RETRY' AND attempts = 0 AND last_error LIKE '%{why}%'");
            let newest = "created_at = (SELECT max(created_at) FROM mail_outbox)";
            count(&db, &format!("{reason} AND {newest}")).await == 1
        })
        .await;
        worker.terminate();
        assert_eq!(relay.accepted().len(), 0, "{form:?}");
        for line in relay.heard() {
            let is_secret = ["AUTH", "MAIL", "RCPT", "DATA"].iter().any(|verb| line.starts_with(verb));
            assert!(!is_secret && !line.contains("example.com"), "{form:?}: it heard {line}");
        }
        let said = std::fs::read_to_string(log.path().join("log")).expect("a log");
        assert!(said.contains(why) && !said.contains("hunter2"), "{form:?}: {said}");
    }
    let (relay, log) =
        (Relay::start_with(Tls::Offered(authority.certify(NAME))).await, Directory::new("log"));
    let again = "UPDATE mail_outbox SET next_attempt_at = now(), pushed_at = NULL";
    db.execute_unprepared(again).await.expect("their next attempt is now");
    let _worker = worker(&site, &relay, NAME, STARTTLS, &log);
    wait_until("all are sent", LIMIT, async || count(&db, "state = 'SENT' AND attempts = 1").await == all)
        .await;
    assert_eq!(relay.accepted().len(), usize::try_from(all).expect("few"), "each once");
}
