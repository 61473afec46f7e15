//! Tells staff, by the log, what needs them: mails that are late or given up, what is paused or held, a clock
//! that is wrong.
//!
//! Each alert has a row; the guarded statements on it decide which of many workers speaks, so that it is said
//! once when it is raised, once an hour while it lasts, and once when it is over. Only counts are said.

use chrono::{DateTime, Utc};
use entity::{
    outbox::{behind, pause},
    server_key::{self, Ring},
    staff_alert::{self, Alert},
};
use sea_orm::{DatabaseConnection, DbErr, EntityTrait, PaginatorTrait};

use super::clock_check::{self, Agreement};
use crate::context::Context;

/// What was said of an alert.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Said {
    /// It was raised, or lasts.
    Raised(Alert, u64),
    /// It is over.
    Cleared(Alert),
}

/// Looks at everything once; answers with what this worker said.
pub async fn watch(context: &Context) -> Result<Vec<Said>, DbErr> {
    look(context, clock_check::ask(context).await?).await
}

/// The same, when it is known what the clocks say. A worker whose clock is wrong judges nothing by it.
pub async fn look(context: &Context, clocks: Agreement) -> Result<Vec<Said>, DbErr> {
    let (db, mut said) = (&context.db, Vec::new());
    if let Agreement::Differ { database, ahead } = clocks {
        let seconds = ahead.num_seconds();
        tracing::warn!(
            "the database's clock is {seconds} s ahead of ours; no reminders, no clearing away here"
        );
        said.extend(note(db, Alert::ClockSkew, 1, database).await?);
        return Ok(said);
    }
    let now = context.clock.now();
    let current = context.mailer.link_keys().current_id();
    server_key::is_current(Ring::Link, current, now).exec(db).await?;
    for alert in Alert::ALL {
        let count = match (behind::of(alert, now), alert) {
            (Some(mails), _) => mails.count(db).await?,
            (None, Alert::KindPaused) => pause::in_force().count(db).await?,
            (None, Alert::KeysDiffer) => keys_that_differ(db, now).await?,
            (None, _) => 0,
        };
        said.extend(note(db, alert, count, now).await?);
    }
    Ok(said)
}

/// How many keys are current ones beside another of their ring, and have been for long.
async fn keys_that_differ(db: &DatabaseConnection, now: DateTime<Utc>) -> Result<u64, DbErr> {
    let rows = server_key::Entity::find().all(db).await?;
    Ok(server_key::differing(&rows, now) as u64)
}

/// Notes how many there are, and speaks if it is this process' turn.
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
            tracing::info!(alert = name, "over");
        }
        return Ok(cleared.then_some(Said::Cleared(alert)));
    }
    let raised = staff_alert::raise(alert, count, now).exec_without_returning(db).await? == 1;
    if !raised {
        staff_alert::seen(alert, count, now).exec(db).await?;
    }
    if raised || staff_alert::say_again(alert, now).exec(db).await?.rows_affected == 1 {
        tracing::error!(alert = name, count, "staff are needed");
        return Ok(Some(Said::Raised(alert, count)));
    }
    Ok(None)
}
