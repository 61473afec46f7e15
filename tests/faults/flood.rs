//! Far more requests for links than people make: few mails to each address, and certificates are not delayed.

use std::collections::BTreeMap;
use std::net::Ipv4Addr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use entity::certificate::CertificateId;
use entity::outbox::Mail;
use tokio::time::Instant;
use uuid::Uuid;

use crate::mails::{self, Planned};
use crate::relay::Temper;
use crate::run::come_to_rest;
use crate::site::{Site, ask_for_a_link};
use crate::{say, setting};

/// How many requests are sent at a time.
const AT_ONCE: u32 = 32;
/// The most mails to one address while the flood lasts: three at once, and then one in ten minutes.
const PER_ADDRESS: i64 = 3 + 3;

/// Sends this many requests for this many addresses, each from a different client, and certificates
/// meanwhile.
async fn flood(requests: u32, addresses: u32) -> (String, Duration) {
    let mut site = Site::new(Temper::default()).await;
    mails::make_accounts(&site).await;
    let (server, _worker) = (site.server(), site.worker().await);
    let (next, beginning) = (Arc::new(AtomicU32::new(0)), Instant::now());
    let mut people = tokio::task::JoinSet::new();
    for _ in 0..AT_ONCE {
        let (next, base, http) = (Arc::clone(&next), server.base.clone(), reqwest::Client::new());
        people.spawn(async move {
            let mut said: BTreeMap<u16, u32> = BTreeMap::new();
            loop {
                let number = next.fetch_add(1, Ordering::Relaxed);
                if number >= requests {
                    return said;
                }
                let from = Ipv4Addr::from_bits(0x6440_0001 + number % 0x4000 * 0x100 + number / 0x4000);
                let email = format!("p{}@example.com", number % addresses);
                let (status, _) = ask_for_a_link(&http, &base, &email, from).await.expect("an answer");
                *said.entry(status).or_default() += 1;
            }
        });
    }
    let mut certificates = Vec::new();
    while next.load(Ordering::Relaxed) < requests {
        let id = Uuid::from_u128((certificates.len() as u128 + 1) << 96);
        let mail = Mail::Certificate { certificate: CertificateId(id), delivery: 1 };
        mails::queue(&site.db, &[Planned { at: Duration::ZERO, mail }]).await.expect("queued");
        certificates.push((mail.dedupe_key(), Instant::now()));
        tokio::time::sleep(Duration::from_millis(200)).await; // the interval of the bureau
    }
    let mut said: BTreeMap<u16, u32> = BTreeMap::new();
    for (status, count) in people.join_all().await.into_iter().flatten() {
        *said.entry(status).or_default() += count;
    }
    let took = beginning.elapsed();
    come_to_rest(&site, site.rows().await.len()).await;
    // Mails with older links of an address are not sent.
    let sent = "SELECT count(*) FROM mail_outbox WHERE state = 'SENT'";
    let sent = site.count(sent).await.expect("a number");
    let journal = site.relay.journal();
    let rows: BTreeMap<_, _> = site.rows().await.into_iter().map(|row| (row.dedupe_key, row.id)).collect();
    let mut delays: Vec<_> = certificates
        .iter()
        .map(|(key, queued)| {
            let begun = journal.iter().find(|begun| begun.message == Some(rows[key]));
            begun.and_then(|begun| begun.accepted_at).expect("it was accepted").duration_since(*queued)
        })
        .collect();
    delays.sort();
    let most = "SELECT max(links) FROM (SELECT count(*) AS links FROM email_link WHERE sent_at IS NOT NULL \
                GROUP BY email_key) AS asked";
    let most = site.count(most).await.expect("a number");
    let worst = delays[delays.len() - 1];
    let figures = format!(
        "{requests} requests for {addresses} addresses in {:.1} s, answers {said:?}: at most {most} mails to an \
         address, {} mails in all; {} certificates meanwhile, accepted after {:?} (median) and {worst:?} (most)",
        took.as_secs_f64(),
        site.relay.accepted(),
        delays.len(),
        delays[delays.len() / 2],
    );
    assert!(said.keys().all(|status| *status < 500), "{figures}");
    assert!(most <= PER_ADDRESS, "{figures}");
    assert_eq!(i64::try_from(site.relay.accepted()), Ok(sent), "each once: {figures}");
    (figures, worst)
}

/// A small flood. How long a certificate takes on a busy machine says little, but it must arrive.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_flood_of_requests_makes_few_mails_and_holds_up_no_certificate() {
    let (figures, worst) = flood(600, 20).await;
    assert!(worst < Duration::from_mins(1), "{figures}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "takes minutes: cargo faults flood_of_a_hundred_thousand"]
async fn flood_of_a_hundred_thousand() {
    say(&flood(setting("UKETORI_FAULTS_REQUESTS", 100_000), setting("UKETORI_FAULTS_ADDRESSES", 1_000))
        .await
        .0);
}
