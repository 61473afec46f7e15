//! How much operations read of a database with a million certificates and related rows. PostgreSQL counts the
//! blocks that each statement reads: a statement that scanned a whole table or index would read thousands.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use entity::officer::Role;
use migration::{
    database::{self, Pending},
    program::Program,
};
use sea_orm::{ConnectionTrait, DbBackend, Statement};
use serde_json::json;

use crate::support::client::codes;
use crate::support::database::number;
use crate::support::fixtures::start_of_stories;
use crate::support::postgres::Postgres;
use crate::support::site::wait_until;
use crate::support::{Client, PASSWORD, TestApp};

/// The most blocks of 8 KiB that a statement may read, besides those for its rows: a connection that prepares
/// it looks up tables and functions. The smallest index of the data has more than a thousand.
const BLOCKS_A_CALL: i64 = 600;
/// The most blocks for each of its rows. A row that is changed has a dozen indexes, with three or four blocks
/// each.
const BLOCKS_A_ROW: i64 = 120;
/// How many certificates one account has besides a few that wait.
const MANY: i64 = 30_000;
/// How many mails are queued at once.
const RUSH: i64 = 600;
/// The most rows that may be read for each of them: its own and its link's at each step, some 15, and those that
/// the dispatcher skips, which are more on a busy machine. A plan that reads all waiting links reads 260.
const ROWS_A_MAIL: i64 = 100;

/// Inserts the data of a system in use directly into the tables: 20,000 accounts with a million certificates,
/// their sessions, links and mails, all of them past, and an audit log. None of it is old enough to be
/// deleted.
async fn pile_up(url: &str, now: DateTime<Utc>) {
    // Without a time limit of statements, which these reach on a slow disk.
    let db = database::open(url, Program::Maintenance, 1, Pending::Refuse).await.expect("a connection");
    let now = now.to_rfc3339();
    let past = format!("(timestamptz '{now}' - interval '20 days' - i * interval '1 second')");
    // Not old enough to be deleted.
    let recent = format!("(timestamptz '{now}' - interval '2 days' - i * interval '1 second')");
    let without_checks = ["certificate", "session", "email_link", "mail_outbox"];
    let set =
        |word: &'static str| without_checks.map(|table| format!("ALTER TABLE {table} {word} TRIGGER ALL"));
    let rows = [
        format!(
            "INSERT INTO certificate (id, number, account_id, holder_name, nationality, sex, birth_date,
                status_of_residence, period_of_stay, issued_on, issuing_bureau, recorded_at, requested_at, registered_at,
                remind_until)
             SELECT md5('certificate-' || i)::uuid, 'PAST-' || i, md5('account-' || 1 + i % 20000)::uuid, 'JOHN DOE',
                'Utopia', 'MALE', date '1990-04-01', 'Student', '1 year', date '2025-01-01', 'Tokyo', {past}, {past},
                {past}, {past} + interval '3 months' FROM generate_series(1, 1000000) i"
        ),
        format!(
            "INSERT INTO account (id, user_id, user_type, name, email, email_key, phone_number, password_version,
                language, color_scheme, terms_version, terms_agreed_at, registered_at)
             SELECT md5('account-' || i)::uuid, 'past' || lpad(i::text, 6, '0'), 'FOREIGN_NATIONAL', 'JOHN DOE',
                'p' || i || '@example.org', 'p' || i || '@example.org', '0312345678', 1, 'en', 'STANDARD', '2026-01',
                {past}, {past} FROM generate_series(1, 20000) i"
        ),
        "INSERT INTO receipt_count SELECT account_id, count(*) FROM certificate GROUP BY account_id".to_owned(),
        format!(
            "INSERT INTO session (id, token_digest, account_id, password_version, created_at, authenticated_at,
                last_seen_at, idle_expires_at, ended_at, device)
             SELECT md5('session-' || i)::uuid, decode(md5(i::text), 'hex'), md5('account-' || 1 + i % 20000)::uuid, 1,
                {past}, {past}, {past}, {past}, {past}, '' FROM generate_series(1, 300000) i"
        ),
        format!(
            "INSERT INTO email_link (id, purpose, email, email_key, language, nonce, key_id, digest, lifetime_seconds,
                created_at, sent_at, expires_at, consumed_at)
             SELECT md5('link-' || i)::uuid, 'PASSWORD_RESET', 'p' || i || '@example.org', 'p' || i || '@example.org',
                'en', decode(md5(i::text), 'hex'), 'past', decode(md5(i::text), 'hex'), 3600, {recent}, {recent},
                {recent}, {recent} FROM generate_series(1, 300000) i"
        ),
        format!(
            "INSERT INTO mail_outbox (id, dedupe_key, kind, priority, certificate_id, sequence_no, state, attempts,
                crashes, created_at, next_attempt_at, sent_at, phase, push_seq)
             SELECT md5('mail-' || i)::uuid, 'past:' || i, 'CERTIFICATE', 20, md5('certificate-' || i)::uuid, 1, 'SENT',
                1, 0, {past}, {past}, {past}, 'DATA', 1 FROM generate_series(1, 300000) i"
        ),
        format!(
            "INSERT INTO audit_event (chain, number, at, actor_kind, action, outcome, request_id, prev_hash, hash)
             SELECT '2025-01/' || lpad((i % 16)::text, 2, '0'), i, {past}, 'VISITOR', 'LOGGED_IN', 'SUCCESS',
                md5(i::text)::uuid, '', '' FROM generate_series(1, 300000) i"
        ),
    ];
    let last = [
        "VACUUM (ANALYZE)".to_owned(),
        "CREATE EXTENSION pg_stat_statements".to_owned(),
        "SELECT pg_stat_statements_reset()".to_owned(),
        "SELECT pg_stat_reset()".to_owned(),
    ];
    let all = set("DISABLE").into_iter().chain(rows).chain(set("ENABLE")).chain(last);
    for sql in all {
        db.execute_unprepared(&sql).await.unwrap_or_else(|error| panic!("{sql}: {error}"));
    }
}

/// Gives the account many older certificates, all registered, as its lists would be after years.
async fn many_more(app: &TestApp, user_id: &str) {
    let past =
        format!("(timestamptz '{}' - interval '60 days' - i * interval '1 second')", app.now().to_rfc3339());
    for sql in [
        "ALTER TABLE certificate DISABLE TRIGGER USER".to_owned(),
        format!(
            "INSERT INTO certificate (id, number, account_id, holder_name, nationality, sex, birth_date,
                status_of_residence, period_of_stay, issued_on, issuing_bureau, recorded_at, requested_at, registered_at,
                remind_until)
             SELECT md5('many-' || i)::uuid, 'MANY-' || i, account.id, 'JOHN DOE', 'Utopia', 'MALE', date '1990-04-01',
                'Student', '1 year', date '2025-01-01', 'Tokyo', {past}, {past}, {past}, {past}
             FROM account, generate_series(1, {MANY}) i WHERE user_id = '{user_id}'"
        ),
        "ALTER TABLE certificate ENABLE TRIGGER USER".to_owned(),
        format!(
            "UPDATE receipt_count SET total = total + {MANY}
             WHERE account_id = (SELECT id FROM account WHERE user_id = '{user_id}')"
        ),
    ] {
        app.db().execute_unprepared(&sql).await.unwrap_or_else(|error| panic!("{sql}: {error}"));
    }
}

/// What applicants, workers and an officer do in a day.
async fn a_day(app: &TestApp) {
    let applicant = app.applicant("a@example.com").await;
    let another = Client::new(&app.base);
    another
        .mutate(
            "requestPasswordReset",
            "",
            json!({
                "userId": applicant.user_id, "email": applicant.email,
            }),
        )
        .await;
    applicant.log_in().await;
    for number in 0..5 {
        app.issue(&applicant, &format!("TEST25-{number}")).await;
    }
    app.advance(TimeDelta::days(8)).await; // reminders come due
    Client::new(&app.base).log_in(&applicant.user_id, "Wrong-Horse-8").await;
    another.log_in(&applicant.user_id, PASSWORD).await;
    applicant.log_in().await;
    many_more(app, &applicant.user_id).await;
    let query = "{viewer{receipts{items{id} pageInfo{totalItems}} activity{items{at}} sessions{id}} notices{items{id}}}";
    let length = async |query: &str| {
        applicant.browser.run(query, json!({})).await["viewer"]["receipts"]["pageInfo"]["totalItems"].clone()
    };
    assert_eq!(length(query).await, 5 + MANY);
    for (status, expected) in [("NOT_REGISTERED", 5), ("REGISTERED", MANY), ("CANCELLED", 0)] {
        let query = format!("{{viewer{{receipts(status:{status}){{items{{id}} pageInfo{{totalItems}}}}}}}}");
        assert_eq!(length(&query).await, expected, "{status}");
    }
    let waiting = applicant.browser.run("{viewer{waitingReceiptCount}}", json!({})).await;
    assert_eq!(waiting["viewer"]["waitingReceiptCount"], 5);
    for number in 0..5 {
        let registered = applicant.register_receipt(&format!("TEST25-{number}")).await;
        assert_eq!(codes(&registered), [""; 0], "{registered}");
    }
    app.settle().await;
    let officer = app.officer("hanako", &[Role::Viewer]).await;
    let query = "{viewer{certificates(filter:{holderName:\"houmu h\"}){items{certificateNumber} pageInfo{totalItems}}}}";
    let found = officer.browser.run(query, json!({})).await;
    assert_eq!(found["viewer"]["certificates"]["pageInfo"]["totalItems"], 5);
    let query = "{viewer{accounts(search:\"jane d\"){items{userId} searchedBy}}}";
    let found = officer.browser.run(query, json!({})).await;
    let nobody = json!({ "items": [], "searchedBy": "NAME" });
    assert_eq!(found["viewer"]["accounts"], nobody, "all of them are called John Doe");
}

/// Mails with links that were queued at once, after PostgreSQL's last ANALYZE, are sent.
async fn a_rush(app: &TestApp) {
    let now = format!("timestamptz '{}'", app.now().to_rfc3339());
    let queue = format!(
        "WITH link AS (
            INSERT INTO email_link (id, purpose, email, email_key, language, terms_version, terms_agreed_at, nonce,
                created_at, expires_at, lifetime_seconds)
            SELECT md5('rush-' || i)::uuid, 'REGISTRATION', 'r' || i || '@example.org', 'r' || i || '@example.org', 'en',
                '2026-01', {now}, decode(md5(i::text) || md5(i::text), 'hex'), {now}, {now} + interval '26 hours', 86400
            FROM generate_series(1, {RUSH}) i RETURNING id
        )
        INSERT INTO mail_outbox (id, dedupe_key, kind, priority, link_id, state, attempts, crashes, created_at,
            next_attempt_at, expires_at, phase, push_seq)
        SELECT id, 'rush:' || id, 'REGISTRATION_LINK', 10, id, 'QUEUED', 0, 0, {now}, {now}, {now} + interval '2 hours',
            'NONE', 0 FROM link"
    );
    app.db().execute_unprepared(&queue).await.expect("queued");
}

/// How many rows of the two tables were read so far. A connection may report its counts ten seconds late:
/// once four changes of each mail are reported, so are the rows that were read for them.
async fn rows_read(app: &TestApp) -> i64 {
    let of_tables = "FROM pg_stat_user_tables WHERE relname IN ('mail_outbox', 'email_link')";
    let changed = format!("SELECT sum(n_tup_upd)::bigint {of_tables} AND relname = 'mail_outbox'");
    wait_until("all changes are counted", Duration::from_mins(3), async || {
        number(app.db(), &changed).await >= 4 * RUSH
    })
    .await;
    number(app.db(), &format!("SELECT sum(seq_tup_read + idx_tup_fetch)::bigint {of_tables}")).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_statement_reads_more_the_more_is_stored() {
    // Statistics must not change during the rush.
    let settings = ["shared_preload_libraries=pg_stat_statements", "autovacuum=off"];
    let postgres = Postgres::start_with(&settings);
    let url = postgres.database().await;
    let app = TestApp::production_on(&url, start_of_stories()).await;
    pile_up(&url, app.now()).await;
    a_rush(&app).await;
    let read = rows_read(&app).await;
    assert!(read < RUSH * ROWS_A_MAIL, "{read} rows were read for {RUSH} mails");
    a_day(&app).await;
    let read = format!(
        "SELECT query, calls, rows, (shared_blks_hit + shared_blks_read) / calls AS blocks
         FROM pg_stat_statements
         WHERE shared_blks_hit + shared_blks_read > {BLOCKS_A_CALL} * calls + {BLOCKS_A_ROW} * rows"
    );
    let rows =
        app.db().query_all_raw(Statement::from_string(DbBackend::Postgres, read)).await.expect("statements");
    let found: Vec<_> = rows
        .iter()
        .map(|row| {
            let count = |place| row.try_get_by_index::<i64>(place).expect("a number");
            let query: String = row.try_get_by_index(0).expect("a statement");
            format!("{} blocks, {} rows in {} calls: {query}", count(3), count(2), count(1))
        })
        .collect();
    assert!(found.is_empty(), "{}", found.join("\n"));
    let seen = "SELECT count(*) FROM pg_stat_statements WHERE query LIKE '%mail_outbox%'";
    assert!(number(app.db(), seen).await > 10, "statements are counted");
}
