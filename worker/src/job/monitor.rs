//! Logs what needs the attention of staff: mails that are late or given up or have come back, kinds that are
//! paused, mails that are held, clocks or keys that differ, relays that do not accept us, officers who are
//! locked.
//!
//! Each alert has a row. A guarded statement on it decides which of the workers logs the alert: once when it
//! is raised, once an hour while it lasts, and once when it is over. Only counts are logged.

use chrono::{DateTime, Utc};
use entity::{
    mail_bounce, officer,
    outbox::{backlog, pause},
    server_key::{self, Ring},
    staff_alert::{self, Alert},
};
use sea_orm::{DatabaseConnection, DbErr, EntityTrait, PaginatorTrait};

use super::clock_check::{self, Agreement};
use crate::context::Context;

/// What was logged about an alert.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Said {
    /// It was raised, or it still lasts; with the count.
    Raised(Alert, u64),
    /// It is over.
    Cleared(Alert),
}

/// Checks everything once. Returns what this worker logged.
pub async fn watch(context: &Context) -> Result<Vec<Said>, DbErr> {
    look(context, clock_check::ask(context).await?).await
}

/// Like [`watch`], with the result of the clock comparison. A worker whose clock is wrong checks nothing
/// else, because most alerts depend on the time.
pub async fn look(context: &Context, clocks: Agreement) -> Result<Vec<Said>, DbErr> {
    let (db, mut said) = (&context.db, Vec::new());
    if let Agreement::Differ { database, ahead } = clocks {
        tracing::warn!(
            database_ahead_seconds = ahead.num_seconds(),
            "this machine's clock differs from the database's; correct it (NTP): until then, this worker queues no \
             reminders, gives up no mail and deletes nothing"
        );
        // With the database's time, because ours is wrong.
        said.extend(note(db, Alert::ClockSkew, 1, database).await?);
        return Ok(said);
    }
    let now = context.clock.now();
    let current = context.mailer.link_keys().current_id();
    // Repeated each minute, so that processes with different key files find each other.
    server_key::is_current(Ring::Link, current, now).exec(db).await?;
    for alert in Alert::ALL {
        let count = match (backlog::of(alert, now), alert) {
            (Some(mails), _) => mails.count(db).await?,
            (None, Alert::KindPaused) => pause::in_force().count(db).await?,
            (None, Alert::CertificatesBounced) => mail_bounce::undelivered_lately(now).count(db).await?,
            (None, Alert::KeysDiffer) => keys_that_differ(db, now).await?,
            (None, Alert::RelayMisconfigured) => context.mailer.misconfigured_relays() as u64,
            (None, Alert::OfficersLocked) => officer::locked(now).count(db).await?,
            // Clocks and missing keys: they are raised where they are noticed, and only end here, after a
            // while without a report.
            (None, _) => 0,
        };
        said.extend(note(db, alert, count, now).await?);
    }
    Ok(said)
}

/// Counts the keys of which several are the current one of the same ring, for longer than a change of keys
/// takes.
async fn keys_that_differ(db: &DatabaseConnection, now: DateTime<Utc>) -> Result<u64, DbErr> {
    let rows = server_key::Entity::find().all(db).await?;
    Ok(server_key::differing(&rows, now) as u64)
}

/// Records the count, and logs the alert if this process is the one to do so.
pub async fn note(
    db: &DatabaseConnection,
    alert: Alert,
    count: u64,
    now: DateTime<Utc>,
) -> Result<Option<Said>, DbErr> {
    let name = alert.name();
    if count <= alert.tolerated() {
        let cleared = staff_alert::clear(alert, now).exec(db).await?.rows_affected == 1;
        if cleared {
            tracing::info!(alert = name, "alert cleared");
        }
        return Ok(cleared.then_some(Said::Cleared(alert)));
    }
    let raised = staff_alert::raise(alert, count, now).exec_without_returning(db).await? == 1;
    if !raised {
        staff_alert::seen(alert, count, now).exec(db).await?;
    }
    if raised || staff_alert::say_again(alert, now).exec(db).await?.rows_affected == 1 {
        tracing::error!(alert = name, count, "alert raised: action needed; see Alerts in docs/OPERATIONS.md");
        return Ok(Some(Said::Raised(alert, count)));
    }
    Ok(None)
}
