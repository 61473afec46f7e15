//! The mails of a run: drawn from a seed, and inserted into the database over time, as servers would.
//!
//! Links and certificates are queued with their business rows in one transaction. Reminders are not queued
//! here: their certificates come due, and the workers' tick must find them.

use std::time::Duration;

use entity::certificate::CertificateId;
use entity::clock::Clock;
use entity::outbox::{self, Kind, Mail};
use entity::trace::TraceParent;
use rand::rngs::StdRng;
use rand::{RngExt as _, SeedableRng as _};
use sea_orm::{ConnectionTrait as _, DatabaseConnection, DbErr, EntityTrait as _};
use tokio::time::Instant;
use uuid::Uuid;

use crate::site::Site;

/// The number of accounts that own the certificates.
const ACCOUNTS: usize = 20;
/// The most mails that are queued in one transaction.
const BATCH: usize = 100;

/// A mail that must arrive.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Planned {
    /// When it is queued, since the beginning of the run.
    pub(crate) at: Duration,
    /// The mail; its ids exist once it is queued.
    pub(crate) mail: Mail,
}

/// `count` mails of three kinds, spread over `span`, in the order of their times.
pub(crate) fn plan(count: usize, span: Duration, rng: &mut StdRng) -> Vec<Planned> {
    let mut mails: Vec<_> = (0..count)
        .map(|_| {
            let id = Uuid::from_u128(rng.random());
            let mail = match rng.random_range(0..3) {
                0 => Mail::RegistrationLink { link: id },
                1 => Mail::Certificate { certificate: CertificateId(id), delivery: 1 },
                _ => Mail::ReceiptReminder { certificate: CertificateId(id), week: 1 },
            };
            Planned { at: span.mul_f64(rng.random()), mail }
        })
        .collect();
    mails.sort_by_key(|planned| planned.at);
    mails
}

/// Makes the accounts that own the certificates.
pub(crate) async fn make_accounts(site: &Site) {
    let accounts: Vec<_> = (0..ACCOUNTS)
        .map(|number| {
            format!(
                "('{}', 'user{number}', 'FOREIGN_NATIONAL', 'TARO', 'a{number}@example.com', \
                 'a{number}@example.com', '0312345678', 1, '{}', 'STANDARD', '1', now(), now())",
                account(number),
                entity::language::Language::ALL[number % 8].tag(),
            )
        })
        .collect();
    let sql = format!(
        "INSERT INTO account (id, user_id, user_type, name, email, email_key, phone_number, password_version, \
         language, color_scheme, terms_version, terms_agreed_at, registered_at) VALUES {}",
        accounts.join(",")
    );
    site.execute(&sql).await.expect("accounts");
}

/// The id of account `number`.
pub(crate) fn account(number: usize) -> Uuid {
    Uuid::from_u128(0xacc0_0000 + number as u128)
}

/// Queues mails at their times. What a restart of the database refuses is queued once it is back.
pub(crate) async fn queue_all(db: &DatabaseConnection, mails: &[Planned], began: Instant) {
    let mut rest = mails;
    while let Some(first) = rest.first() {
        tokio::time::sleep_until(began + first.at).await;
        let due = rest.iter().take(BATCH).take_while(|planned| began + planned.at <= Instant::now()).count();
        let (now, later) = rest.split_at(due.max(1));
        while let Err(error) = queue(db, now).await {
            // Without a pause this would only slow down the database while it starts.
            assert!(began.elapsed() < Duration::from_hours(1), "failed to queue mails: {error}");
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        rest = later;
    }
}

/// Queues mails in one transaction. May be repeated if it is unknown whether an earlier one was committed.
pub(crate) async fn queue(db: &DatabaseConnection, mails: &[Planned]) -> Result<(), DbErr> {
    let now = Clock::System.now();
    let trace = TraceParent::begin(&mut StdRng::seed_from_u64(1));
    let (mut links, mut certificates, mut rows) = (Vec::new(), Vec::new(), Vec::new());
    for planned in mails {
        match planned.mail {
            Mail::RegistrationLink { link } => {
                links.push(format!(
                    "('{link}', 'REGISTRATION', '{link}@example.com', '{link}@example.com', 'ko', '1', now(), \
                     decode(md5('{link}'), 'hex'), 86400, now(), now() + interval '26 hours')"
                ));
            }
            Mail::Certificate { certificate: CertificateId(id), .. } => {
                certificates.push(certificate(id, "NULL, NULL"));
            }
            Mail::ReceiptReminder { certificate: CertificateId(id), .. } => {
                certificates.push(certificate(id, "now() - interval '7 days 1 second', now()"));
                continue; // the workers' tick queues reminders
            }
            other => unreachable!("{other:?} is not planned"),
        }
        rows.push(outbox::queue(Uuid::now_v7(), planned.mail, now, trace));
    }
    let tx = migration::database::write(db).await?;
    for (into, values) in [
        (
            "email_link (id, purpose, email, email_key, language, terms_version, terms_agreed_at, nonce, \
             lifetime_seconds, created_at, expires_at)",
            links,
        ),
        (
            "certificate (id, number, account_id, holder_name, nationality, sex, birth_date, \
             status_of_residence, period_of_stay, issued_on, issuing_bureau, recorded_at, remind_until, \
             requested_at, next_reminder_at)",
            certificates,
        ),
    ] {
        if !values.is_empty() {
            let sql = format!("INSERT INTO {into} VALUES {} ON CONFLICT DO NOTHING", values.join(","));
            tx.execute_unprepared(&sql).await?;
        }
    }
    if !rows.is_empty() {
        outbox::Entity::insert_many(rows)
            .on_conflict_do_nothing_on([outbox::Column::DedupeKey])
            .exec_without_returning(&tx)
            .await?;
    }
    tx.commit().await
}

/// The values of a certificate, with number and account derived from its id.
fn certificate(id: Uuid, sent_and_due: &str) -> String {
    let number = id.simple().to_string().to_uppercase();
    let owner = account(usize::from(id.as_bytes()[0]) % ACCOUNTS);
    format!(
        "('{id}', '{}', '{owner}', 'HOUMU HANAKO', 'Utopia', 'FEMALE', '2000-01-01', 'Student', '1 year', \
         current_date - 8, 'Tokyo', now(), now() + interval '60 days', {sent_and_due})",
        &number[..30]
    )
}

/// Whether a second copy of a mail of this kind is a fault.
pub(crate) fn is_sent_once(kind: &str) -> bool {
    Kind::ALL.iter().any(|known| known.name() == kind && !known.policy().may_repeat)
}
