//! A mail that kills every worker that handles it.

use std::time::Duration;

use entity::outbox::{MAX_CRASHES, Mail};
use uuid::Uuid;

use crate::mails::{self, Planned};
use crate::point::{Point, wait_for};
use crate::relay::Temper;
use crate::site::Site;

async fn queue(site: &Site, number: u128) {
    let mail = Mail::RegistrationLink { link: Uuid::from_u128(number << 96) };
    mails::queue(&site.db, &[Planned { at: Duration::ZERO, mail }]).await.expect("queued");
}

/// Three workers die with it. Other mails pass meanwhile, by each of them, and after the third death the mail
/// is DEAD.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_mail_that_kills_every_worker_is_dead_after_three_and_others_flow() {
    let mut site = Site::new(Temper::default()).await;
    queue(&site, 1).await;
    let lethal = site.rows().await[0].id;
    for (sent, death) in (0..MAX_CRASHES).enumerate() {
        let held = site.hold(Point::C4, Some(lethal)).await;
        let worker = site.worker().await;
        let taken_back = format!("SELECT count(*) FROM mail_outbox WHERE crashes = {death}");
        wait_for(&site, &taken_back, 1).await;
        site.age(61).await; // the pause after a second crash
        queue(&site, 2 + sent as u128).await;
        wait_for(&site, "SELECT count(*) FROM mail_outbox WHERE state = 'SENT'", sent + 1).await;
        site.kill_at(held, worker, 1).await;
        site.age(31).await;
    }
    let _worker = site.worker().await;
    wait_for(&site, "SELECT count(*) FROM mail_outbox WHERE state = 'DEAD' AND crashes = 3", 1).await;
    queue(&site, 9).await;
    wait_for(&site, "SELECT count(*) FROM mail_outbox WHERE state = 'SENT'", 4).await;
    assert_eq!(site.relay.accepted(), 4, "the others, each once");
}
