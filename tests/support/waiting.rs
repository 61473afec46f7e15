//! Accounts, certificates and reminders, put into a production database without a page, so that no mail but
//! those that a story is about is sent. A name stands for the address `NAME@example.com`.

use chrono::{DateTime, Utc};
use sea_orm::{ConnectionTrait as _, DatabaseConnection};
use server::audit::{Actor, RequestOrigin};
use server::certificate::issue::{Expired, Mode, Run};
use uuid::Uuid;

use super::fixtures::line;

/// Registers an account for each name, with the user ID `userNAME`.
pub(crate) async fn accounts(db: &DatabaseConnection, names: &[String], now: DateTime<Utc>) {
    let now = now.to_rfc3339();
    let sql = format!(
        "INSERT INTO account (id, user_id, user_type, name, email, email_key, phone_number, password_version, \
         language, color_scheme, terms_version, terms_agreed_at, registered_at) \
         SELECT gen_random_uuid(), 'user' || given, 'FOREIGN_NATIONAL', 'JOHN DOE', given || '@example.com', \
         given || '@example.com', '0312345678', 1, 'en', 'STANDARD', '2026-01', '{now}', '{now}' FROM {} AS given",
        list(names)
    );
    insert(db, &sql, names.len()).await;
}

/// Issues a certificate dated today to the account of each name, which queues its mail.
pub(crate) async fn certificates(db: &DatabaseConnection, names: &[String], now: DateTime<Utc>) {
    let today = entity::clock::today_in_japan(now).to_string();
    let lines: Vec<_> = (1..)
        .zip(names)
        .map(|(number, name)| line(&format!("user{name}"), &format!("TEST25-{number:06}"), &today))
        .collect();
    let source = RequestOrigin::run(Uuid::now_v7());
    let run = Run::of(db, Mode::Record, Expired::Refuse, &source, Actor::System);
    let issued = run.all(&lines, now).await.expect("the database answers");
    assert!(issued.iter().all(Result::is_ok), "good lines");
}

/// Gives the account of each name a certificate whose first reminder is due now. The next sweep queues it.
pub(crate) async fn due_reminders(db: &DatabaseConnection, names: &[String], now: DateTime<Utc>) {
    let now = format!("'{}'::timestamptz", now.to_rfc3339());
    let sql = format!(
        "INSERT INTO certificate (id, number, account_id, holder_name, nationality, sex, birth_date, \
         status_of_residence, period_of_stay, issued_on, issuing_bureau, recorded_at, remind_until, \
         requested_at, next_reminder_at) \
         SELECT gen_random_uuid(), 'REMIND-' || upper(user_id), id, 'HOUMU HANAKO', 'Utopia', 'FEMALE', \
         '2000-01-01', 'Student', '1 year', {now}::date - 8, 'Tokyo', {now}, {now} + interval '60 days', \
         {now} - interval '7 days 1 second', {now} \
         FROM {} AS given JOIN account ON user_id = 'user' || given",
        list(names)
    );
    insert(db, &sql, names.len()).await;
}

fn list(names: &[String]) -> String {
    format!("unnest(ARRAY['{}'])", names.join("','"))
}

async fn insert(db: &DatabaseConnection, sql: &str, count: usize) {
    let made = db.execute_unprepared(sql).await.expect("rows");
    assert_eq!(usize::try_from(made.rows_affected()).expect("few"), count);
}
