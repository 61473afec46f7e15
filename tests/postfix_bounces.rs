//! A real Postfix as the relay: it accepts every mail, and an hour later finds that a mailbox is gone. Its
//! bounce comes back through a pipe into `worker bounce`; then nothing more is sent to the address, officers
//! see why, and the owner finds a notice at the next login.

use std::net::TcpStream;
use std::path::PathBuf;
use std::time::Duration;

use entity::clock::Clock;
use entity::officer::Role;
use entity::{staff_alert, suppressed_address};
use sea_orm::{ConnectionTrait as _, DatabaseConnection};
use serde_json::{Value, json};

use crate::support::Received;
use crate::support::bureau::colleague_at;
use crate::support::client::{Client, PASSWORD, codes};
use crate::support::database::number;
use crate::support::postfix::Postfix;
use crate::support::process::Directory;
use crate::support::program::Program;
use crate::support::site::{LIMIT, Site, free_address, put_over, wait_until};

/// The setting of the envelope sender, which each mail gets with a token of its own.
const BOUNCE_ADDRESS: (&str, &str) = ("UKETORI_BOUNCE_ADDRESS", "bounce@bounces.test");
/// How often, one after another, an address bounces while another one gets its mails.
const ROUNDS: usize = 3;

/// A bounce for one address an hour, three times.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_mailbox_that_is_gone_comes_back_through_the_pipe_and_officer_and_owner_see_it() {
    let postfix = Postfix::start();
    let site = Site::new(postfix.url()).await;
    pipe_bounces(&postfix, &site);
    let place = Place::start(&site);
    let log = Directory::new("worker");
    let worker = site.worker_with(&[BOUNCE_ADDRESS], &log);
    let db = site.db().await;
    let officer =
        colleague_at(&place.officer_base, &db, Clock::System.now(), "hanako", &[Role::Viewer]).await.client;
    let here = place.register(&postfix, "here@bounce.test").await;
    for round in 0..ROUNDS {
        let email = format!("gone{round}@bounce.test");
        let owner = place.register(&postfix, &email).await;
        postfix.put_off(&email);
        let (number, other) = (format!("GONE25-{round}"), format!("HERE25-{round}"));
        site.issue(&owner, &number);
        site.issue(&here, &other);
        is_sent(&db, &number).await;
        is_sent(&db, &other).await;
        wait_until("the first attempt", LIMIT, async || postfix.has_put_off(&email)).await;
        assert!(is_suppressed(&db, &email).await.is_none(), "accepted, and nothing is wrong yet");
        assert_eq!(bounce_as_officers_see_it(&officer, &number).await, [Value::Null, Value::Null]);
        assert_eq!(notices_as_the_owner_sees_them(&place, &owner).await, [""; 0]);

        an_hour_passes(&db).await;
        postfix.close(&email);
        let came = async || is_suppressed(&db, &email).await.is_some();
        wait_until("the bounce", LIMIT, came).await;
        for bounce in bounce_as_officers_see_it(&officer, &number).await {
            assert_eq!((&bounce["kind"], &bounce["status"]), (&json!("HARD"), &json!("5.1.1")), "{bounce}");
        }
        assert_eq!(notices_as_the_owner_sees_them(&place, &owner).await, [number]);
        assert_eq!(bounce_as_officers_see_it(&officer, &other).await, [Value::Null, Value::Null]);
        assert_eq!(notices_as_the_owner_sees_them(&place, &here).await, [""; 0]);
    }
    let to_here = delivered(&postfix, "here@bounce.test", 2 + ROUNDS).await;
    assert_eq!(to_here.len(), 2 + ROUNDS, "a link, the user ID, and each certificate, once");

    // A worker looks for alerts when it starts, and each minute.
    worker.terminate();
    let _worker = site.worker_with(&[BOUNCE_ADDRESS], &log);
    let is_raised = async || {
        let raised = staff_alert::raised().all(&db).await.expect("alerts");
        raised.iter().any(|alert| alert.name == "CERTIFICATES_BOUNCED")
    };
    wait_until("the alert", LIMIT, is_raised).await;
    let bounced = postfix.log().matches("status=bounced").count();
    assert_eq!(bounced, ROUNDS, "every bounce was taken: {}", postfix.log());
}

/// Lets Postfix give its bounces to `worker bounce`.
fn pipe_bounces(postfix: &Postfix, site: &Site) {
    let key_files = ["UKETORI_LINK_KEY_FILE", "UKETORI_SERVER_KEY_FILE"];
    let settings = put_over(site.settings(""), &[BOUNCE_ADDRESS]);
    let (keys, settings): (Vec<_>, Vec<_>) =
        settings.into_iter().partition(|(name, _)| key_files.contains(name));
    let keys: Vec<_> = keys.into_iter().map(|(name, file)| (name, PathBuf::from(file))).collect();
    postfix.pipe_bounces_to("worker", &["bounce"], &settings, &keys);
}

/// A server for applicants and officers.
struct Place {
    _server: Program,
    _log: Directory,
    base: String,
    officer_base: String,
}

impl Place {
    fn start(site: &Site) -> Self {
        let (log, [public, officers]) = (Directory::new("server"), [free_address(), free_address()]);
        let over = [("UKETORI_OFFICER_LISTEN", officers.as_str())];
        let ready = || [&public, &officers].iter().all(|address| TcpStream::connect(address).is_ok());
        let settings = put_over(site.settings(&public), &over);
        let server = Program::start("server", &["serve"], &settings, &log, ready);
        let [base, officer_base] = [public, officers].map(|address| format!("http://{address}"));
        Self { _server: server, _log: log, base, officer_base }
    }

    /// Registers with the link that Postfix delivers. Returns the user ID, when its mail has arrived, too.
    async fn register(&self, postfix: &Postfix, email: &str) -> String {
        let browser = Client::new(&self.base);
        assert_eq!(codes(&browser.start_registration(email).await), [""; 0]);
        let link = delivered(postfix, email, 1).await.remove(0);
        let payload = browser.complete_registration(&link.token().expect("a link"), json!({})).await;
        assert_eq!(codes(&payload), [""; 0], "{payload}");
        delivered(postfix, email, 2).await;
        payload["userId"].as_str().expect("a user ID").to_owned()
    }
}

/// The mails to an address, once Postfix has delivered this many.
async fn delivered(postfix: &Postfix, email: &str, count: usize) -> Vec<Received> {
    let to = || postfix.mails().into_iter().filter(|mail| mail.to == [email]).collect::<Vec<_>>();
    wait_until("the mail", LIMIT, async || to().len() >= count).await;
    to()
}

/// Waits until the relay has accepted a certificate's mail.
async fn is_sent(db: &DatabaseConnection, certificate: &str) {
    let sql = format!(
        "SELECT count(*) FROM mail_outbox o JOIN certificate c ON c.id = o.certificate_id \
         WHERE c.number = '{certificate}' AND o.state = 'SENT'"
    );
    wait_until("the certificate is accepted", LIMIT, async || number(db, &sql).await == 1).await;
}

async fn is_suppressed(db: &DatabaseConnection, email: &str) -> Option<suppressed_address::Model> {
    suppressed_address::of(email).one(db).await.expect("an answer")
}

/// Lets all that happened have happened an hour earlier.
async fn an_hour_passes(db: &DatabaseConnection) {
    let hour = Duration::from_hours(1).as_secs();
    let earlier = format!(
        "UPDATE mail_outbox SET created_at = created_at - interval '{hour} seconds', \
         next_attempt_at = next_attempt_at - interval '{hour} seconds', \
         sent_at = sent_at - interval '{hour} seconds', expires_at = expires_at - interval '{hour} seconds'"
    );
    db.execute_unprepared(&earlier).await.expect("earlier");
}

/// What officers see of a bounce: on the certificate, and on its mail. All names of the API are here.
async fn bounce_as_officers_see_it(officer: &Client, certificate: &str) -> [Value; 2] {
    let query = "query($n:String!){viewer{\
                 certificates(filter:{certificateNumber:$n}){items{bounce{kind status at}}} \
                 mails(filter:{certificateNumber:$n}){items{bounce{kind status at}}}}}";
    let data = officer.run(query, json!({ "n": certificate })).await["viewer"].clone();
    ["certificates", "mails"].map(|list| {
        let items = data[list]["items"].as_array().expect("a list");
        assert_eq!(items.len(), 1, "{data}");
        items[0]["bounce"].clone()
    })
}

/// The numbers of the certificates about which the owner finds a notice after the login. All names of the API
/// are here.
async fn notices_as_the_owner_sees_them(place: &Place, user_id: &str) -> Vec<String> {
    let browser = Client::new(&place.base);
    assert_eq!(codes(&browser.log_in(user_id, PASSWORD).await), [""; 0]);
    let data = browser.run("{viewer{notices{code certificateNumber at text}}}", json!({})).await;
    let notices = data["viewer"]["notices"].as_array().expect("a list").iter();
    notices
        .map(|notice| {
            assert_eq!(notice["code"], "CERTIFICATE_NOT_DELIVERED", "{notice}");
            notice["certificateNumber"].as_str().expect("a number").to_owned()
        })
        .collect()
}
