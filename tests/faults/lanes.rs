//! Urgent mails while many others are due, and the send rate of all workers.
//!
//! Programs, and a short test of each: tens of thousands of reminders are due, while account mails and
//! certificates are queued one by one.

use std::time::Duration;

use entity::outbox::{Kind, Mail};
use rand::SeedableRng as _;
use rand::rngs::StdRng;
use tokio::time::Instant;

use crate::mails::{self, Planned};
use crate::relay::Temper;
use crate::site::{Site, Worker};
use crate::{say, setting, spread};

/// The interval of urgent mails.
const EVERY: Duration = Duration::from_millis(250);

/// How long each account mail and each certificate waited, from its commit to the relay.
struct Seen {
    accounts: Vec<Duration>,
    certificates: Vec<Duration>,
    /// When each mail of any kind was accepted, since the first one.
    accepted: Vec<Duration>,
    /// The time from before the workers started until the last mail was accepted.
    took: Duration,
}

impl Seen {
    fn count(&self) -> f64 {
        u32::try_from(self.accepted.len()).map_or(f64::MAX, f64::from)
    }
}

/// Makes `reminders` due, runs `workers` for `span`, and queues urgent mails meanwhile.
async fn watch(reminders: usize, workers: usize, span: Duration, rate: Option<&str>) -> Seen {
    let mut site = Site::new(Temper::default()).await;
    site.rate = rate.map(str::to_owned);
    mails::make_accounts(&site).await;
    make_reminders_due(&site, reminders).await;
    let (mut running, started): (Vec<Worker>, _) = (Vec::new(), Instant::now());
    for _ in 0..workers {
        running.push(site.worker().await);
    }
    site.relay.wait_for(1).await;
    let plan =
        mails::plan(setting("UKETORI_FAULTS_MAILS", 4_000), Duration::ZERO, &mut StdRng::seed_from_u64(1));
    let urgent = plan.into_iter().filter(|planned| planned.mail.kind() != Kind::ReceiptReminder);
    let began = Instant::now();
    let mut queued: Vec<(Planned, Instant)> = Vec::new();
    for planned in urgent {
        if began.elapsed() > span {
            break;
        }
        mails::queue(&site.db, &[planned]).await.expect("a mail is queued");
        queued.push((planned, Instant::now()));
        tokio::time::sleep(EVERY).await; // they are queued at fixed times, even if earlier ones wait
    }
    let all_urgent = "SELECT count(*) FROM mail_outbox WHERE kind <> 'RECEIPT_REMINDER' AND state <> 'SENT'";
    let ended = tokio::time::timeout(Duration::from_mins(3), async {
        while site.count(all_urgent).await.expect("a count") > 0 {
            tokio::time::sleep(Duration::from_millis(100)).await; // nothing notifies us when a mail has ended
        }
    });
    ended.await.expect("all urgent mails are sent while reminders are");
    drop(running);
    read(&site, &queued, started).await
}

async fn read(site: &Site, queued: &[(Planned, Instant)], started: Instant) -> Seen {
    let journal = site.relay.journal();
    let mut seen =
        Seen { accounts: Vec::new(), certificates: Vec::new(), accepted: Vec::new(), took: Duration::ZERO };
    for (planned, committed_at) in queued {
        let id = site.row_of(&planned.mail.dedupe_key()).await;
        let begun = journal.iter().find(|begun| begun.message == Some(id)).expect("it was sent");
        let waited = begun.connected_at.saturating_duration_since(*committed_at);
        match planned.mail {
            Mail::Certificate { .. } => seen.certificates.push(waited),
            _ => seen.accounts.push(waited),
        }
    }
    let mut accepted: Vec<_> = journal.iter().filter_map(|begun| begun.accepted_at).collect();
    accepted.sort();
    let first = accepted[0];
    seen.took = accepted[accepted.len() - 1] - started;
    seen.accepted = accepted.into_iter().map(|at| at - first).collect();
    seen
}

/// Makes reminders that are due now, as the tick would have queued them.
async fn make_reminders_due(site: &Site, count: usize) {
    let owner = mails::account(0);
    let sql = format!(
        "WITH certificates AS (
             INSERT INTO certificate (id, number, account_id, holder_name, nationality, sex, birth_date,
                 status_of_residence, period_of_stay, issued_on, issuing_bureau, recorded_at, remind_until,
                 requested_at)
             SELECT gen_random_uuid(), 'R' || n, '{owner}', 'HOUMU HANAKO', 'Utopia', 'FEMALE', '2000-01-01',
                 'Student', '1 year', current_date - 8, 'Tokyo', now(), now() + interval '60 days',
                 now() - interval '7 days'
             FROM generate_series(1, {count}) AS n RETURNING id
         )
         INSERT INTO mail_outbox (id, dedupe_key, kind, priority, certificate_id, sequence_no, state, attempts,
             crashes, created_at, next_attempt_at, expires_at, phase, push_seq)
         SELECT gen_random_uuid(), 'RECEIPT_REMINDER:' || replace(id::text, '-', '') || ':1', 'RECEIPT_REMINDER',
             30, id, 1, 'QUEUED', 0, 0, now(), now(), now() + interval '7 days', 'NONE', 0 FROM certificates"
    );
    site.execute(&sql).await.expect("reminders");
    site.execute("ANALYZE").await.expect("statistics");
}

/// The most mails that were accepted within any second.
fn most_in_a_second(accepted: &[Duration]) -> usize {
    let second = Duration::from_secs(1);
    let within =
        |from: usize| accepted[from..].iter().take_while(|at| **at < accepted[from] + second).count();
    (0..accepted.len()).map(within).max().unwrap_or(0)
}

/// 200,000 reminders are due, and account mails start within two seconds all the time.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "measures: cargo faults account_mails_before_reminders"]
async fn account_mails_before_reminders() {
    let reminders = setting("UKETORI_FAULTS_REMINDERS", 200_000);
    let span = Duration::from_secs(setting("UKETORI_FAULTS_SECONDS", 120));
    let seen = watch(reminders, setting("UKETORI_FAULTS_WORKERS", 2), span, None).await;
    say(&format!(
        "{reminders} reminders due, {} mails accepted in {:.0} s\n  account mails, commit to relay (aim: at \
         most 2,000 ms): {}\n  certificates: {}",
        seen.accepted.len(),
        seen.accepted.last().map_or(0.0, Duration::as_secs_f64),
        spread(seen.accounts),
        spread(seen.certificates)
    ));
}

/// The same with a provider's rate, which all workers share.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "measures: cargo faults a_rate_for_all"]
async fn a_rate_for_all() {
    let span = Duration::from_secs(setting("UKETORI_FAULTS_SECONDS", 60));
    let seen = watch(setting("UKETORI_FAULTS_REMINDERS", 20_000), 3, span, Some("20/s")).await;
    let took = seen.accepted.last().map_or(0.0, Duration::as_secs_f64);
    say(&format!(
        "20/s for three workers: {:.1} mails/s, at most {} in a second\n  account mails, commit to relay: {}\n  \
         certificates: {}",
        seen.count() / took,
        most_in_a_second(&seen.accepted),
        spread(seen.accounts),
        spread(seen.certificates)
    ));
}

/// A flood of reminders delays no other mail, and two workers together keep the rate.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn urgent_mails_pass_reminders_and_the_rate_holds() {
    let seen = watch(2_000, 2, Duration::from_secs(5), Some("20/s")).await;
    let took = seen.took.as_secs_f64();
    // Three may be ahead of the rate. A turn is given before its mail is accepted, however late that is.
    assert!(seen.count() < took * 20.0 + 24.0, "{} in {took} s", seen.accepted.len());
    // Behind the reminders, which alone need a hundred seconds, it would wait for more than a minute.
    let slowest = seen.accounts.iter().chain(&seen.certificates).max().expect("urgent mails");
    assert!(*slowest < Duration::from_secs(50), "an urgent mail waited {slowest:?}");
}
