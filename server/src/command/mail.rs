//! `server mail`: shows the state of mails, and pauses, releases or drops them. It sends none: workers do.

use std::io::{self, Write};

use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use entity::{clock::Clock, outbox::Kind};
use migration::program::Program;
use sea_orm::DatabaseConnection;
use uuid::Uuid;

use super::database;
use crate::{
    audit::{Actor, RequestOrigin},
    config::{MailArgs, MailTask, TargetArgs},
    outbox_admin::{self, KindStatus, Status},
};

/// Runs one task, and prints its result.
pub async fn run(args: MailArgs) -> anyhow::Result<()> {
    let (source, mut out) = (RequestOrigin::run(Uuid::now_v7()), io::stdout());
    let by = (Actor::System, &source);
    match args.task {
        MailTask::Status { target } => {
            let (db, now) = open(target).await?;
            show(&mut out, &outbox_admin::status(&db, now).await?, now)?;
            db.close().await?;
        }
        MailTask::Pause { kind, reason, target } => {
            let (db, now) = open(target).await?;
            let paused = outbox_admin::pause(&db, kind, &reason, by, now).await?;
            let how = if paused { "is paused" } else { "was already paused; see `server mail status`" };
            writeln!(out, "{} {how}", kind.name())?;
            db.close().await?;
        }
        MailTask::Resume { kind, target } => {
            let (db, now) = open(target).await?;
            let resumed = outbox_admin::resume(&db, kind, by, now).await?;
            let how = if resumed { "is no longer paused" } else { "was not paused" };
            writeln!(out, "{} {how}", kind.name())?;
            db.close().await?;
        }
        MailTask::Release { kind, target } => {
            let (db, now) = open(target).await?;
            let mails = outbox_admin::release(&db, kind, by, now).await?;
            writeln!(out, "{mails} mail(s){} are released", of(kind))?;
            db.close().await?;
        }
        MailTask::DropHeld { kind, target } => {
            let (db, now) = open(target).await?;
            let mails = outbox_admin::drop_held(&db, kind, by, now).await?;
            writeln!(out, "{mails} mail(s){} are cancelled", of(kind))?;
            db.close().await?;
        }
    }
    Ok(())
}

async fn open(target: TargetArgs) -> anyhow::Result<(DatabaseConnection, DateTime<Utc>)> {
    let (db, clock) = database::open(Program::Command, target).await?;
    Ok((db, Clock::now(&clock)))
}

fn of(kind: Option<Kind>) -> String {
    kind.map_or_else(String::new, |kind| format!(" of {}", kind.name()))
}

fn show(out: &mut impl Write, status: &Status, now: DateTime<Utc>) -> io::Result<()> {
    let head = ["waiting", "oldest", "sending", "held", "dead", "unknown"].map(|name| format!("{name:>8}"));
    writeln!(out, "{:<22}{}", "", head.concat())?;
    for (name, kind) in &status.kinds {
        let KindStatus { waiting, oldest, sending, held, dead, unknown, pause } = kind;
        let oldest = oldest.map_or_else(|| "-".to_owned(), |since| age(now - since));
        writeln!(out, "{name:<22}{waiting:>8}{oldest:>8}{sending:>8}{held:>8}{dead:>8}{unknown:>8}")?;
        if let Some(pause) = pause {
            writeln!(out, "  paused since {}: {}", moment(pause.paused_at), pause.reason)?;
        }
    }
    writeln!(out, "dead and unknown count the last 24 hours")?;
    if status.alerts.is_empty() {
        writeln!(out, "no active alerts")?;
    }
    for alert in &status.alerts {
        writeln!(out, "alert {} since {}: {}", alert.name, moment(alert.raised_at), alert.count)?;
    }
    Ok(())
}

fn moment(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}

/// Formats an age in its largest whole unit, e.g. `2 d`; a negative one is `0 s`.
fn age(span: TimeDelta) -> String {
    let units = [(span.num_days(), 'd'), (span.num_hours(), 'h'), (span.num_minutes(), 'm')];
    match units.into_iter().find(|(number, _)| *number > 0) {
        Some((number, unit)) => format!("{number} {unit}"),
        None => format!("{} s", span.num_seconds().max(0)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_age_is_said_in_its_largest_unit() {
        for (seconds, expected) in [(-3, "0 s"), (59, "59 s"), (60, "1 m"), (7_199, "1 h"), (172_800, "2 d")]
        {
            assert_eq!(age(TimeDelta::seconds(seconds)), expected);
        }
    }
}
