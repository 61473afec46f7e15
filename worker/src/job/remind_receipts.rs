//! Queues the reminders that have come due (R11, R12, I9, I10).
//!
//! One set-based statement a tick, in two dialects below. Any number of workers may run it at once:
//! PostgreSQL divides the certificates among them by SKIP LOCKED, SQLite has one writer, and a unique
//! (certificate, week) prevents a second row in both. Whether a person still needs the reminder is checked
//! again when the mail is sent.
//!
//! While reminders are paused, none is queued: certificates stay due, and each gets one mail afterwards.

use chrono::{DateTime, Utc};
use entity::{
    certificate::{
        self,
        reminder_guard::{FEW, LATE, USUAL, is_jump},
        reminder_schedule::INTERVAL,
    },
    outbox::{
        self, Kind,
        pause::{self, CLOCK_JUMP_GUARD},
    },
    trace::TraceParent,
};
use sea_orm::{
    ConnectionTrait, DatabaseTransaction, DbBackend, DbErr, PaginatorTrait, Statement, Value,
    entity::prelude::*,
};

use crate::context::Context;

/// How many certificates one statement handles.
pub const BATCH: u64 = 1_000;

/// Locks the due certificates, queues one mail for each, and moves each to its next slot. Only the newest due
/// week counts, so there is one mail after an outage rather than several.
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
             created_at, next_attempt_at, expires_at, phase, push_seq, traceparent)
        SELECT gen_random_uuid(), $3::text || ':' || replace(id::text, '-', '') || ':' || week, $3::text, $4::smallint, id, week, 'QUEUED', 0, 0,
               $1, $1, least(requested_at + (week + 1) * $5::bigint * interval '1 millisecond', remind_until), 'NONE', 0,
               $6::text
        FROM due
        WHERE $1 < remind_until AND week >= 1
        ON CONFLICT DO NOTHING
    )
    UPDATE certificate SET next_reminder_at =
        CASE WHEN due.requested_at + (week + 1) * $5::bigint * interval '1 millisecond' < due.remind_until
             THEN due.requested_at + (week + 1) * $5::bigint * interval '1 millisecond' END
    FROM due WHERE certificate.id = due.id"];

/// The same in two statements of one transaction. SQLite stores instants as text. Weeks are counted in whole
/// milliseconds, the precision of the database, and instants are written without `.000`, the form that
/// compares correctly as text.
const SQLITE: [&str; 2] = [
    "INSERT OR IGNORE INTO mail_outbox
        (id, dedupe_key, kind, priority, certificate_id, sequence_no, state, attempts, crashes,
         created_at, next_attempt_at, expires_at, phase, push_seq, traceparent)
     SELECT randomblob(16), $3 || ':' || lower(hex(id)) || ':' || week, $3, $4, id, week, 'QUEUED', 0, 0,
            $1, $1, min(replace(strftime('%Y-%m-%dT%H:%M:%f+00:00', requested_at,
                                         ((week + 1) * $5 / 1000) || ' seconds'), '.000+', '+'), remind_until), 'NONE', 0, $6
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

/// The statements of one batch, to be run in one transaction. The last one changes the batch's certificates,
/// so its row count is the size of the batch.
pub fn batch(backend: DbBackend, now: DateTime<Utc>, trace: TraceParent) -> impl Iterator<Item = Statement> {
    let kind = Kind::ReceiptReminder;
    let statements: &[&str] = if backend == DbBackend::Postgres { &POSTGRES } else { &SQLITE };
    statements.iter().map(move |sql| {
        let values: [Value; 6] = [
            now.into(),
            BATCH.into(),
            kind.name().into(),
            kind.policy().lane.priority().into(),
            INTERVAL.num_milliseconds().into(),
            trace.to_string().into(),
        ];
        Statement::from_sql_and_values(backend, *sql, values)
    })
}

/// Whether the guard against clock jumps is on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Guard {
    /// Many late reminders at once are held until staff have checked the clock.
    On,
    /// Off for a clock that is moved by hand, which jumps by design.
    Off,
}

/// Queues every reminder that is due, batch by batch, unless reminders are paused. All of them share the
/// trace of this tick.
pub async fn remind(context: &Context) -> Result<(), DbErr> {
    let guard = if context.clock.is_manual() { Guard::Off } else { Guard::On };
    tick(context, guard).await
}

/// Like [`remind`], with or without the guard.
pub async fn tick(context: &Context, mut guard: Guard) -> Result<(), DbErr> {
    let now = context.clock.now();
    #[expect(clippy::disallowed_methods, reason = "a shell draws its own ids")]
    let trace = TraceParent::begin(&mut rand::rng());
    let mut total = 0;
    loop {
        let tx = migration::database::write(&context.db).await?;
        if !may_remind(&tx, guard, now).await? {
            // The guard may just have paused reminders, and that must last.
            tx.commit().await?;
            break;
        }
        guard = Guard::Off; // the late ones were judged in this batch; only fewer remain
        let treated = queue_batch(&tx, now, trace).await?;
        tx.commit().await?;
        total += treated;
        if treated < BATCH {
            break;
        }
    }
    if total > 0 {
        tracing::info!(
            trace_id = %trace.trace_id(),
            span_id = %trace.span_id(),
            "handled {total} certificate(s) that came due for a reminder"
        );
        context.wake_dispatchers();
    }
    Ok(())
}

/// Returns whether reminders may be queued. Pauses them if the clock seems to have jumped.
async fn may_remind(tx: &DatabaseTransaction, guard: Guard, now: DateTime<Utc>) -> Result<bool, DbErr> {
    let last = pause::last_of(Kind::ReceiptReminder).one(tx).await?;
    if last.as_ref().is_some_and(|pause| pause.resumed_at.is_none()) {
        return Ok(false);
    }
    if guard == Guard::Off {
        return Ok(true);
    }
    let late = certificate::Entity::find().filter(certificate::Column::NextReminderAt.lte(now - LATE));
    let late = late.count(tx).await?;
    // Few late reminders are never a jump. So the count below, of many more rows, is seldom made.
    if late <= FEW {
        return Ok(true);
    }
    let usual = outbox::Entity::find()
        .filter(outbox::Column::Kind.eq(Kind::ReceiptReminder.name()))
        .filter(outbox::Column::CreatedAt.gt(now - USUAL))
        .count(tx)
        .await?;
    if !is_jump(late, usual, last.and_then(|pause| pause.resumed_at), now) {
        return Ok(true);
    }
    pause::pause(Kind::ReceiptReminder, CLOCK_JUMP_GUARD, now).exec_without_returning(tx).await?;
    tracing::error!(
        late,
        usual,
        "the clock seems to have jumped, so reminders are paused; check the clock, then run \
         `server mail resume RECEIPT_REMINDER`"
    );
    Ok(false)
}

/// Queues a batch of due reminders, even while they are paused. Returns how many certificates it handled;
/// fewer than [`BATCH`] when none is left.
pub async fn queue_batch(
    tx: &DatabaseTransaction,
    now: DateTime<Utc>,
    trace: TraceParent,
) -> Result<u64, DbErr> {
    let mut treated = 0;
    for statement in batch(tx.get_database_backend(), now, trace) {
        treated = tx.execute_raw(statement).await?.rows_affected();
    }
    Ok(treated)
}
