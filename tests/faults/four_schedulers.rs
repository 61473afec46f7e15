//! Four workers' ticks at once over everything that comes due in two hours: one row for each certificate and
//! week, found by an index, without a sort.

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use entity::clock::Clock;
use entity::trace::TraceParent;
use rand::SeedableRng as _;
use sea_orm::{ConnectionTrait as _, DbBackend, Statement};
use tokio::sync::Barrier;
use tokio::time::Instant;
use worker::job::remind_receipts::{batch, remind};
use worker::mail::smtp::{Deadlines, Relays};
use worker::mail::{Imprint, LinkKeys, Mailer, Sender, Transport};

use crate::relay::Temper;
use crate::site::Site;
use crate::{mails, say, setting};

const SCHEDULERS: usize = 4;
const TICK: TimeDelta = TimeDelta::seconds(30);
const SPAN: TimeDelta = TimeDelta::hours(2);

fn beginning() -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + TimeDelta::days(20_000)
}

/// Makes certificates whose slots are in the two hours, from a millisecond after the beginning: some in their
/// first week, some in their twelfth. For one in ten the three months end with the slot.
async fn make_certificates(site: &Site, count: usize) {
    mails::make_accounts(site).await;
    let sql = format!(
        "INSERT INTO certificate (id, number, account_id, holder_name, nationality, sex, birth_date,
             status_of_residence, period_of_stay, issued_on, issuing_bureau, recorded_at, requested_at,
             remind_until, next_reminder_at)
         SELECT gen_random_uuid(), 'T' || i, (SELECT id FROM account LIMIT 1), 'A', 'B', 'FEMALE', '2000-01-01',
                'Student', '1 year', '2024-01-01', 'Tokyo', slot, slot - week * interval '7 days',
                CASE WHEN i % 10 = 0 THEN slot ELSE slot + interval '8 days' END, slot
         FROM (SELECT i, 1 + i % 12 AS week,
                      timestamptz '{}' + (1 + i::bigint * {} / {count}) * interval '1 millisecond' AS slot
               FROM generate_series(0, {count} - 1) AS i) AS made",
        beginning().to_rfc3339(),
        SPAN.num_milliseconds() - 1,
    );
    site.execute(&sql).await.expect("certificates");
    site.execute("ANALYZE certificate").await.expect("statistics");
}

/// The context of a worker's tick.
async fn context(site: &Site) -> Arc<worker::Context> {
    let sender = Sender {
        from: "no-reply@uketori.example".parse().expect("an address"),
        bounce: None,
        public_url: "https://portal.example/".parse().expect("a URL"),
        help_desk_phone: String::new(),
        help_desk_hours: String::new(),
        help_desk_email: "help@uketori.example".to_owned(),
        imprint: Imprint::default(),
    };
    let keys = LinkKeys::read(&site.link_keys()).expect("keys");
    let nowhere = Transport::Smtp(Relays::new(Vec::new(), Deadlines::default()));
    let clock = Clock::manual(beginning());
    Arc::new(worker::Context::new(site.connect().await, clock, Mailer::new(sender, keys, nowhere)))
}

/// The query plan of a tick's statement at `now`.
async fn plan(site: &Site, now: DateTime<Utc>) -> String {
    let trace = TraceParent::begin(&mut rand::rngs::StdRng::seed_from_u64(1));
    let mut plan = Vec::new();
    for statement in batch(DbBackend::Postgres, now, trace) {
        let sql = format!("EXPLAIN {}", statement.sql);
        let values = statement.values.expect("values");
        let explain = Statement { sql, values: Some(values), db_backend: DbBackend::Postgres };
        for row in site.db.query_all_raw(explain).await.expect("a plan") {
            plan.push(row.try_get_by_index::<String>(0).expect("a line"));
        }
    }
    plan.join("\n")
}

/// Runs two hours of ticks, four at a time. Returns the seconds of the slowest tick and of all.
async fn two_hours(site: &Site) -> (f64, f64) {
    let barrier = Arc::new(Barrier::new(SCHEDULERS));
    let (mut schedulers, began) = (tokio::task::JoinSet::new(), Instant::now());
    for _ in 0..SCHEDULERS {
        let (context, barrier) = (context(site).await, Arc::clone(&barrier));
        schedulers.spawn(async move {
            let (mut now, mut slowest) = (beginning(), Duration::ZERO);
            while now < beginning() + SPAN {
                now += TICK;
                context.clock.move_to(now).expect("forward");
                barrier.wait().await; // all at the same moment
                let tick = Instant::now();
                remind(&context).await.expect("a tick");
                slowest = slowest.max(tick.elapsed());
            }
            slowest
        });
    }
    let slowest = schedulers.join_all().await.into_iter().max().unwrap_or_default();
    (slowest.as_secs_f64(), began.elapsed().as_secs_f64())
}

async fn run(count: usize) -> String {
    let site = Site::new(Temper::default()).await;
    make_certificates(&site, count).await;
    let plan = plan(&site, beginning() + TICK).await;
    let (slowest, all) = two_hours(&site).await;
    let ask = async |sql: &str| site.count(sql).await.expect("a number");
    let rows = ask("SELECT count(*) FROM mail_outbox").await;
    let distinct =
        ask("SELECT count(*) FROM (SELECT DISTINCT certificate_id, sequence_no FROM mail_outbox) AS pairs")
            .await;
    let wrong =
        ask("SELECT count(*) FROM certificate LEFT JOIN mail_outbox m ON m.certificate_id = certificate.id
         WHERE (remind_until > requested_at + (1 + substr(number, 2)::int % 12) * interval '7 days')
               IS DISTINCT FROM (m.sequence_no IS NOT DISTINCT FROM 1 + substr(number, 2)::int % 12)")
        .await;
    let due = format!(
        "SELECT count(*) FROM certificate WHERE next_reminder_at <= '{}'",
        (beginning() + SPAN).to_rfc3339()
    );
    let due = ask(&due).await;
    let figures = format!(
        "{count} certificates, {SCHEDULERS} schedulers, {} ticks each: {rows} rows, {distinct} of them distinct, \
         {wrong} certificates with a wrong row or none, {due} left due; {all:.1} s in all, {:.0} certificates a \
         second, the slowest tick {slowest:.2} s\n{plan}",
        SPAN.num_seconds() / TICK.num_seconds(),
        f64::from(u32::try_from(count).expect("fewer than four billion")) / all,
    );
    let expected = i64::try_from(count - count.div_ceil(10)).expect("a number");
    assert_eq!((rows, distinct, wrong, due), (expected, expected, 0, 0), "{figures}");
    assert!(plan.contains("using certificate_to_remind"), "{plan}");
    assert!(!plan.contains("Sort"), "{plan}");
    figures
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn four_schedulers_at_once_queue_each_reminder_once() {
    run(20_000).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "takes minutes: cargo faults four_schedulers"]
async fn four_schedulers_over_a_million_certificates() {
    say(&run(setting("UKETORI_FAULTS_CERTIFICATES", 1_000_000)).await);
}
