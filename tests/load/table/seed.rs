//! The data for the table: accounts with sessions, certificates, and one account with very many of them.
//!
//! They are inserted by a few statements directly into the tables, without audit events and mails.

use std::ops::Range;

use sea_orm::{ConnectionTrait, DatabaseConnection};

use crate::measure::accounts;

/// How many accounts there are besides the large one. The first of them have sessions, the others log in.
pub(crate) const ACCOUNTS: usize = 99_999;
/// The one account with very many certificates.
pub(crate) const THE_ONE: usize = ACCOUNTS;
/// The accounts that have a session.
pub(crate) const SESSIONS: usize = 20_000;
/// How many certificates the one account has.
pub(crate) const OF_THE_ONE: u64 = 50_000;
/// The first number of its certificates. The other accounts' numbers are below.
const FIRST_OF_THE_ONE: u64 = 900_000_000;
/// Certificate `i` belongs to account `i * SCATTER % ACCOUNTS`, so that neighbours on disk belong to
/// different accounts, as in production.
const SCATTER: usize = 7_919;
/// The inverse of [`SCATTER`] modulo [`ACCOUNTS`].
const INVERSE: usize = 71_675;
/// The letters that user IDs begin with.
pub(crate) const PREFIX: &str = "table";

/// The bearer token of an account's session.
pub(crate) fn token(account: usize) -> String {
    format!("table{account:059}")
}

/// The number of a certificate.
pub(crate) fn number(certificate: usize) -> String {
    format!("LOAD25-{certificate:09}")
}

/// The certificate number `turn` of an account, from 0.
pub(crate) fn certificate_of(account: usize, turn: usize) -> usize {
    account * INVERSE % ACCOUNTS + turn * ACCOUNTS
}

/// The user ID of an account.
pub(crate) fn user_id(account: usize) -> String {
    accounts::user_id(PREFIX, account)
}

/// Inserts everything except most certificates. `hash` is everyone's password hash.
pub(crate) async fn seed(db: &DatabaseConnection, hash: &str) {
    let one = THE_ONE;
    let accounts = [
        format!(
            "INSERT INTO account (id, user_id, user_type, name, email, email_key, phone_number, password_hash,
                password_version, language, color_scheme, terms_version, terms_agreed_at, registered_at)
             SELECT md5('account-' || i)::uuid, '{PREFIX}' || lpad(i::text, 5, '0'), 'FOREIGN_NATIONAL', 'JOHN DOE',
                'u' || i || '@example.com', 'u' || i || '@example.com', '0312345678', '{hash}', 1, 'en', 'STANDARD',
                '2026-01', now() - interval '30 days', now() - interval '30 days'
             FROM generate_series(0, {one}) i"
        ),
        format!(
            "INSERT INTO session (id, token_digest, account_id, password_version, created_at, authenticated_at,
                last_seen_at, idle_expires_at, device)
             SELECT md5('session-' || i)::uuid, sha256(convert_to('uketori:session:bearer:v1:'
                || 'table' || lpad(i::text, 59, '0'), 'UTF8')),
                md5('account-' || i)::uuid, 1, now(), now(), now() + interval '1 hour', now() + interval '5 hours', ''
             FROM (SELECT generate_series(0, {SESSIONS} - 1) UNION SELECT {one}) t(i)"
        ),
    ];
    for statement in accounts {
        db.execute_unprepared(&statement).await.expect("the rows are written");
    }
    certificates(db, FIRST_OF_THE_ONE..FIRST_OF_THE_ONE + OF_THE_ONE).await;
}

/// Inserts the certificates with these numbers, as they are a day after they were sent.
pub(crate) async fn certificates(db: &DatabaseConnection, numbers: Range<u64>) {
    let (one, first_of_the_one) = (THE_ONE, FIRST_OF_THE_ONE);
    // In parts, each of which is on disk before the next one.
    for first in numbers.clone().step_by(1_000_000) {
        let last = numbers.end.min(first + 1_000_000) - 1;
        let certificates = format!(
            "INSERT INTO certificate (id, number, account_id, holder_name, nationality, sex, birth_date,
                status_of_residence, period_of_stay, issued_on, issuing_bureau, recorded_at, requested_at, remind_until)
             SELECT md5('certificate-' || i)::uuid, 'LOAD25-' || lpad(i::text, 9, '0'),
                md5('account-' || CASE WHEN i < {first_of_the_one} THEN i * {SCATTER} % {ACCOUNTS} ELSE {one} END)::uuid,
                'JOHN DOE', 'Utopia', 'MALE', date '1990-04-01', 'Student', '1 year 3 months', current_date - 1,
                'Tokyo Regional Immigration Services Bureau', at, at, at + interval '3 months'
             FROM generate_series({first}::bigint, {last}) i,
                LATERAL (SELECT now() - interval '1 day' - i % {first_of_the_one} * interval '1 second') t(at)"
        );
        // In production each new row counts the length of its list; here all lists are counted at once.
        for statement in [
            "ALTER TABLE certificate DISABLE TRIGGER USER",
            certificates.as_str(),
            "ALTER TABLE certificate ENABLE TRIGGER USER",
        ] {
            db.execute_unprepared(statement).await.expect("the rows are written");
        }
    }
    for statement in [
        "INSERT INTO receipt_count
            SELECT account_id, count(*), count(*) FILTER (WHERE registered_at IS NULL AND cancelled_at IS NULL),
                count(*) FILTER (WHERE cancelled_at IS NOT NULL)
            FROM certificate GROUP BY account_id
            ON CONFLICT (account_id) DO UPDATE SET total = EXCLUDED.total, waiting = EXCLUDED.waiting,
                cancelled = EXCLUDED.cancelled",
        "VACUUM (ANALYZE) account, certificate, session, receipt_count",
        "CHECKPOINT",
    ] {
        db.execute_unprepared(statement).await.expect("the rows are written");
    }
}

/// Makes `count` certificates due for a reminder, scattered over the table; different ones each time.
pub(crate) async fn remind(db: &DatabaseConnection, count: usize) {
    let due = format!(
        "UPDATE certificate SET next_reminder_at = now(), requested_at = now() - interval '8 days',
            remind_until = now() + interval '60 days'
         WHERE id IN (SELECT id FROM certificate WHERE next_reminder_at IS NULL AND registered_at IS NULL
                      ORDER BY id LIMIT {count})"
    );
    db.execute_unprepared(&due).await.expect("they are due");
}

/// Queues `count` mails in one transaction.
pub(crate) async fn queue(db: &DatabaseConnection, count: usize) {
    let queue = format!(
        "WITH link AS (
             INSERT INTO email_link (id, purpose, email, email_key, language, terms_version, terms_agreed_at, nonce,
                 created_at, expires_at, lifetime_seconds)
             SELECT gen_random_uuid(), 'REGISTRATION', 'd' || i || '@example.com', 'd' || i || '@example.com', 'en',
                 '2026-01', now(), decode(md5(i::text), 'hex'), now(), now() + interval '26 hours', 86400
             FROM generate_series(1, {count}) i RETURNING id)
         INSERT INTO mail_outbox (id, dedupe_key, kind, priority, link_id, state, attempts, crashes, created_at,
             next_attempt_at, expires_at, phase, push_seq)
         SELECT gen_random_uuid(), 'table:' || id, 'REGISTRATION_LINK', 10, id, 'QUEUED', 0, 0, now(), now(),
             now() + interval '2 hours', 'NONE', 0 FROM link"
    );
    db.execute_unprepared(&queue).await.expect("the mails are queued");
}
