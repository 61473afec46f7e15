//! `server restore`: what has to be done after the database came back from a backup, before anything runs on it.

use std::{
    fs,
    io::{self, Write},
    path::Path,
};

use anyhow::Context;
use chrono::{DateTime, SecondsFormat, Utc};
use entity::restore::Part;
use migration::program::Program;
use uuid::Uuid;

use super::{audit::read_anchors, database};
use crate::{
    audit::{Actor, Source, export::Line},
    config::{RestoreArgs, RestoreTask},
    restore::{
        self, Begun,
        lost::{Known, Lost, Shown},
    },
};

/// Begins, or ends what was begun.
pub async fn run(args: RestoreArgs) -> anyhow::Result<()> {
    let (source, mut out) = (Source::run(Uuid::now_v7()), io::stdout());
    let by = (Actor::System, &source);
    match args.task {
        RestoreTask::Begin { anchor, events, require_reset, place } => {
            let known = Known {
                anchors: anchor.as_deref().map(read_anchors).transpose()?.unwrap_or_default(),
                events: events.as_deref().map(read_events).transpose()?.unwrap_or_default(),
            };
            let (db, clock) = database::open(Program::Maintenance, place.data_dir, place.database).await?;
            let now = clock.now();
            restore::announce(&db, by, now).await?;
            let begun = restore::clear(&db, known, require_reset, by, now).await?;
            show(&mut out, &begun, require_reset)?;
            db.close().await?;
        }
        RestoreTask::Finish { place } => {
            let (db, clock) = database::open(Program::Maintenance, place.data_dir, place.database).await?;
            restore::finish(&db, by, clock.now()).await?;
            writeln!(out, "the restore is finished; servers and workers may be started")?;
            db.close().await?;
        }
    }
    Ok(())
}

/// The events in a file, a line each; empty lines do not count.
fn read_events(file: &Path) -> anyhow::Result<Vec<Line>> {
    let text = fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?;
    let lines = (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty());
    let event = |(number, line): (usize, &str)| {
        serde_json::from_str(line)
            .with_context(|| format!("line {number} of {} is not from `server audit export`", file.display()))
    };
    lines.map(event).collect()
}

fn show(out: &mut impl Write, begun: &Begun, require_reset: bool) -> io::Result<()> {
    for (part, ended) in &begun.ended {
        writeln!(out, "{ended} {}", told(*part))?;
    }
    writeln!(out, "{} certificate(s) were due for a reminder", begun.held.reminded)?;
    writeln!(out, "{} mail(s) are held", begun.held.mails)?;
    show_lost(out, &begun.lost)?;
    if !require_reset {
        writeln!(
            out,
            "passwords that were replaced since, and that nothing here tells of, work again as they were;"
        )?;
        writeln!(out, "`server restore begin --require-reset` withdraws all")?;
    }
    writeln!(
        out,
        "officers: compare `server officer list` with who they are; roles are those of the backup"
    )?;
    writeln!(out, "next: `server restore finish`, then start servers and workers")
}

fn show_lost(out: &mut impl Write, lost: &Lost) -> io::Result<()> {
    match lost.last_event {
        Some(at) => writeln!(out, "the last event of the audit trail is of {}", moment(at))?,
        None => writeln!(out, "the audit trail is empty")?,
    }
    for (chain, (here, anchored)) in &lost.missing {
        writeln!(out, "{chain}: {} event(s) after number {here} are missing", anchored - here)?;
    }
    for Shown { at, action, account, detail } in &lost.shown {
        let account = account.as_deref().map_or_else(String::new, |account| format!(" account {account}"));
        let detail = detail.as_deref().map_or_else(String::new, |detail| format!(" {detail}"));
        writeln!(out, "lost: {} {action}{account}{detail}", moment(*at))?;
    }
    if lost.others > 0 {
        writeln!(out, "{} other event(s) that are lost: logins, looks and what was refused", lost.others)?;
    }
    if lost.passwords() > 0 {
        writeln!(out, "{} account(s) need a password reset: theirs was replaced since", lost.passwords())?;
    }
    Ok(())
}

fn told(part: Part) -> &'static str {
    match part {
        Part::Sessions => "session(s) ended",
        Part::OfficerSessions => "officers' session(s) ended",
        Part::Links => "link(s) in mails no longer work",
        Part::Steps => "step(s) of the 2023 form no longer work",
        Part::Browsers => "browser(s) are no longer known",
        Part::EnrolmentCodes => "enrolment code(s) no longer work; `server officer reset` makes new ones",
        Part::RecoveryCodes => "recovery code(s) of officers no longer work; they draw new ones",
        Part::Passwords => "password(s) no longer work; a reset opens the account",
    }
}

fn moment(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}
