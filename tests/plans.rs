//! What operations read of a database with a million certificates and what comes with them. PostgreSQL counts the blocks
//! that each statement reads: one that looked at all rows of a table, or of an index, would read thousands.

use chrono::TimeDelta;
use sea_orm::{ConnectionTrait, DbBackend, Statement};
use serde_json::json;

use crate::support::app::start_of_stories;
use crate::support::client::codes;
use crate::support::postgres::Postgres;
use crate::support::{Client, PASSWORD, TestApp};

/// Blocks of 8 KiB that a statement may read by itself: a connection that prepares it looks tables and functions up. The
/// smallest index of what has piled up has more than a thousand.
const BLOCKS_A_CALL: i64 = 600;
/// And for each row that it is about: one that is changed has a dozen indexes, of three or four blocks each.
const BLOCKS_A_ROW: i64 = 120;

/// Writes what has piled up, straight into the tables: 20,000 accounts with a million certificates, their sessions, links and
/// mails, all of them past, and a trail.
async fn pile_up(app: &TestApp) {
    let now = app.now().to_rfc3339();
    let past = format!("(timestamptz '{now}' - interval '20 days' - i * interval '1 second')");
    // In parts, for a statement has its time.
    let certificates = (0..10).map(|part| {
        let (first, last) = (part * 100_000 + 1, (part + 1) * 100_000);
        format!(
            "INSERT INTO certificate (id, number, account_id, holder_name, nationality, sex, birth_date,
                status_of_residence, period_of_stay, issued_on, issuing_bureau, recorded_at, requested_at, registered_at,
                remind_until)
             SELECT md5('certificate-' || i)::uuid, 'PAST-' || i, md5('account-' || 1 + i % 20000)::uuid, 'JOHN DOE',
                'Utopia', 'MALE', date '1990-04-01', 'Student', '1 year', date '2025-01-01', 'Tokyo', {past}, {past},
                {past}, {past} + interval '3 months' FROM generate_series({first}, {last}) i"
        )
    });
    let without_checks = ["certificate", "session", "email_link", "mail_outbox"];
    let set =
        |word: &'static str| without_checks.map(|table| format!("ALTER TABLE {table} {word} TRIGGER ALL"));
    let others = [
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
            "INSERT INTO email_link (id, purpose, email, email_key, language, nonce, lifetime_seconds, created_at,
                sent_at, expires_at, consumed_at)
             SELECT md5('link-' || i)::uuid, 'PASSWORD_RESET', 'p' || i || '@example.org', 'p' || i || '@example.org',
                'en', decode(md5(i::text), 'hex'), 3600, {past}, {past}, {past}, {past}
             FROM generate_series(1, 300000) i"
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
    ];
    let all = set("DISABLE").into_iter().chain(certificates).chain(others).chain(set("ENABLE")).chain(last);
    for sql in all {
        app.db().execute_unprepared(&sql).await.unwrap_or_else(|error| panic!("{sql}: {error}"));
    }
}

/// What applicants and workers do all day.
async fn a_day(app: &TestApp) {
    let applicant = app.applicant("a@example.com").await;
    let another = Client::new(&app.base);
    another
        .mutate(
            "requestPasswordReset",
            "accepted",
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
    let query = "{viewer{receipts{items{id} pageInfo{totalItems}} activity{items{at}} sessions{id}} notices{items{id}}}";
    assert_eq!(
        applicant.browser.run(query, json!({})).await["viewer"]["receipts"]["pageInfo"]["totalItems"],
        5
    );
    for number in 0..5 {
        let registered = applicant.register_receipt(&format!("TEST25-{number}")).await;
        assert_eq!(codes(&registered), [""; 0], "{registered}");
    }
    app.settle().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_statement_reads_more_the_more_is_stored() {
    let postgres = Postgres::start_with(&["shared_preload_libraries=pg_stat_statements"]);
    let app = TestApp::production_on(&postgres.database().await, start_of_stories()).await;
    pile_up(&app).await;
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
            let number = |place| row.try_get_by_index::<i64>(place).expect("a number");
            let query: String = row.try_get_by_index(0).expect("a statement");
            format!("{} blocks, {} rows in {} calls: {query}", number(3), number(2), number(1))
        })
        .collect();
    assert!(found.is_empty(), "{}", found.join("\n"));
    let seen = "SELECT count(*) FROM pg_stat_statements WHERE query LIKE '%mail_outbox%'";
    assert!(crate::support::database::number(app.db(), seen).await > 10, "statements are counted");
}
