//! The mails of a drill: whether every one that was promised has arrived, and how long each took.

use std::collections::HashMap;
use std::time::Duration;

use sea_orm::{ConnectionTrait as _, DbBackend, Statement};
use tokio::time::Instant;
use uuid::Uuid;

use super::report::{Limits, Step};
use super::stand::Stand;
use crate::run::come_to_rest;
use crate::say;
use crate::support::process::LIMIT;

/// Waits until all mails have ended, prints how long they took in each step, and returns the breaches.
pub(super) async fn judge(stand: &Stand, steps: &[Step], limits: Limits) -> Vec<String> {
    let promised = stand.people.promised();
    let rested = tokio::time::timeout(LIMIT, come_to_rest(&stand.site, promised.len())).await;
    let until = Instant::now() + LIMIT;
    let came = loop {
        let came = came(stand).await;
        if promised.iter().all(|(email, _)| came.contains_key(email)) || Instant::now() > until {
            break came;
        }
        tokio::time::sleep(Duration::from_millis(200)).await; // the relay sends no notification
    };
    let mut breaches = Vec::new();
    if rested.is_err() {
        breaches.push(format!("mails: still under way after {LIMIT:?}"));
    }
    let mut from = None;
    for step in steps {
        let of_step =
            promised.iter().filter(|(_, at)| from.is_none_or(|from| *at >= from) && *at < step.ended);
        let mails: Vec<_> = of_step.map(|(email, at)| (*at, came.get(email).copied())).collect();
        from = Some(step.ended);
        let (count, lost) = (mails.len(), mails.iter().filter(|(_, came)| came.is_none()).count());
        let sent = || mails.iter().filter_map(|(at, came)| Some((*at, (*came)?)));
        let late = sent().filter(|(at, came)| *came > step.late(*at, limits)).count();
        let slowest = sent().map(|(at, came)| came.saturating_duration_since(at)).max().unwrap_or_default();
        let slowest = slowest.as_secs_f64();
        let name = step.name;
        say(&format!(
            "mails, {name}: {count} promised, {lost} lost, {late} late, the slowest after {slowest:.1} s"
        ));
        if lost > 0 {
            breaches.push(format!("{name}: {lost} mails were lost"));
        }
        if late > 0 {
            breaches.push(format!("{name}: {late} mails came late"));
        }
    }
    breaches
}

/// When the relay accepted the mail to each address.
async fn came(stand: &Stand) -> HashMap<String, Instant> {
    let accepted: HashMap<_, _> = (stand.site.relay.journal().iter())
        .filter_map(|begun| Some((begun.message?, begun.accepted_at?)))
        .collect();
    let sent = "SELECT email_link.email, mail_outbox.id FROM email_link JOIN mail_outbox ON \
                mail_outbox.link_id = email_link.id AND mail_outbox.state = 'SENT'";
    let rows =
        stand.site.db.query_all_raw(Statement::from_string(DbBackend::Postgres, sent)).await.expect("rows");
    let row = |row: &sea_orm::QueryResult| {
        let id: Uuid = row.try_get_by_index(1).expect("an id");
        Some((row.try_get_by_index(0).expect("an address"), *accepted.get(&id)?))
    };
    rows.iter().filter_map(row).collect()
}
