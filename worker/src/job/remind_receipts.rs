//! Puts reminders that have come due into the outbox (R11, R12, I9, I10).
//!
//! One set-based statement a tick; its two forms stand side by side below. Any number of workers
//! may run it at once: PostgreSQL shares the certificates out by SKIP LOCKED, SQLite has one
//! writer, and a unique (certificate, week) makes a second row impossible in both. Only the newest
//! slot counts: after an outage there is one mail, not several. Who is reminded at all is decided
//! again when the mail is sent.

use chrono::{DateTime, Utc};
use entity::{certificate::reminder_schedule::INTERVAL, outbox::Kind};
use sea_orm::{ConnectionTrait, DbBackend, DbErr, Statement, Value};

use crate::context::Context;

/// Certificates treated by one statement.
const BATCH: u64 = 1_000;

/// Locks the due certificates, queues one mail for each, and moves each to its next slot.
const POSTGRES: [&str; 1] = ["
    WITH due AS (
        SELECT id, requested_at, remind_until,
               floor(extract(epoch FROM $1 - requested_at) * 1000 / $5::bigint)::int AS week
        FROM certificate
        WHERE next_reminder_at <= $1
        ORDER BY next_reminder_at, id
        LIMIT $2
        FOR NO KEY UPDATE SKIP LOCKED
    ), queued AS (
        INSERT INTO mail_outbox
            (id, dedupe_key, kind, priority, certificate_id, sequence_no, state, attempts, crashes,
             created_at, next_attempt_at, expires_at, phase, push_seq)
        SELECT gen_random_uuid(), $3::text || ':' || replace(id::text, '-', '') || ':' || week, $3::text, $4::smallint, id, week, 'QUEUED', 0, 0,
               $1, $1, least(requested_at + (week + 1) * $5::bigint * interval '1 millisecond', remind_until), 'NONE', 0
        FROM due
        WHERE $1 < remind_until AND week >= 1
        ON CONFLICT DO NOTHING
    )
    UPDATE certificate SET next_reminder_at =
        CASE WHEN due.requested_at + (week + 1) * $5::bigint * interval '1 millisecond' < due.remind_until
             THEN due.requested_at + (week + 1) * $5::bigint * interval '1 millisecond' END
    FROM due WHERE certificate.id = due.id"];

/// The same in two statements of one transaction. Instants are text there: weeks are counted in the
/// whole milliseconds that they are kept in, and moments are written in the one form that compares
/// rightly (`.000` is left out).
const SQLITE: [&str; 2] = [
    "INSERT OR IGNORE INTO mail_outbox
        (id, dedupe_key, kind, priority, certificate_id, sequence_no, state, attempts, crashes,
         created_at, next_attempt_at, expires_at, phase, push_seq)
     SELECT randomblob(16), $3 || ':' || lower(hex(id)) || ':' || week, $3, $4, id, week, 'QUEUED', 0, 0,
            $1, $1, min(replace(strftime('%Y-%m-%dT%H:%M:%f+00:00', requested_at,
                                         ((week + 1) * $5 / 1000) || ' seconds'), '.000+', '+'), remind_until), 'NONE', 0
     FROM (SELECT *, CAST(round((unixepoch($1, 'subsec') - unixepoch(requested_at, 'subsec')) * 1000) AS INTEGER)
                     / $5 AS week
           FROM certificate WHERE next_reminder_at <= $1 ORDER BY next_reminder_at, id LIMIT $2)
     WHERE $1 < remind_until AND week >= 1",
    "UPDATE certificate SET next_reminder_at = CASE WHEN due.next < due.remind_until THEN due.next END
     FROM (SELECT id, remind_until, replace(strftime('%Y-%m-%dT%H:%M:%f+00:00', requested_at,
                  ((CAST(round((unixepoch($1, 'subsec') - unixepoch(requested_at, 'subsec')) * 1000) AS INTEGER)
                    / $5 + 1) * $5 / 1000) || ' seconds'), '.000+', '+') AS next
           FROM certificate WHERE next_reminder_at <= $1 ORDER BY next_reminder_at, id LIMIT $2) AS due
     WHERE certificate.id = due.id",
];

/// The statements of one batch, which belong into one transaction; the last one changes its certificates.
pub fn batch(backend: DbBackend, now: DateTime<Utc>) -> impl Iterator<Item = Statement> {
    let kind = Kind::ReceiptReminder;
    let statements: &[&str] = if backend == DbBackend::Postgres { &POSTGRES } else { &SQLITE };
    statements.iter().map(move |sql| {
        let values: [Value; 5] = [
            now.into(),
            BATCH.into(),
            kind.name().into(),
            kind.policy().priority.into(),
            INTERVAL.num_milliseconds().into(),
        ];
        Statement::from_sql_and_values(backend, *sql, values)
    })
}

/// Queues every reminder that is due, batch after batch.
pub async fn remind(context: &Context) -> Result<(), DbErr> {
    let now = context.clock.now();
    let mut total = 0;
    loop {
        let tx = migration::database::write(&context.db).await?;
        let mut treated = 0;
        for statement in batch(tx.get_database_backend(), now) {
            treated = tx.execute_raw(statement).await?.rows_affected();
        }
        tx.commit().await?;
        total += treated;
        if treated < BATCH {
            break;
        }
    }
    if total > 0 {
        tracing::info!("{total} certificate(s) came due for a reminder");
        context.due.notify_one();
    }
    Ok(())
}
