//! `server restore`: prepares a database that was restored from a backup, before any server or worker runs on
//! it.
//!
//! It prints what the backup lacks, as far as anchors and exported events show. It never brings lost data
//! back.

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
    audit::{Actor, RequestOrigin, export::Line},
    config::{RestoreArgs, RestoreTask},
    restore::{
        self, Begun,
        lost::{Known, Lost, Shown},
    },
};

/// Runs `begin` or `finish`, and prints the result.
pub async fn run(args: RestoreArgs) -> anyhow::Result<()> {
    let (source, mut out) = (RequestOrigin::run(Uuid::now_v7()), io::stdout());
    let by = (Actor::System, &source);
    match args.task {
        RestoreTask::Begin { anchor, events, require_reset, target } => {
            let known = Known {
                anchors: anchor.as_deref().map(read_anchors).transpose()?.unwrap_or_default(),
                events: events.as_deref().map(read_events).transpose()?.unwrap_or_default(),
            };
            let (db, clock) = database::open(Program::Maintenance, target).await?;
            let now = clock.now();
            // Committed on its own, before anything changes: from now on no server and no worker starts.
            restore::announce(&db, by, now).await?;
            let begun = restore::clear(&db, known, require_reset, by, now).await?;
            show(&mut out, &begun, require_reset)?;
            db.close().await?;
        }
        RestoreTask::Finish { target } => {
            let (db, clock) = database::open(Program::Maintenance, target).await?;
            restore::finish(&db, by, clock.now()).await?;
            writeln!(out, "the restore is finished; you can start servers and workers")?;
            db.close().await?;
        }
    }
    Ok(())
}

/// Reads a file that `server audit export` wrote: one event per line, empty lines are skipped.
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
        writeln!(out, "{ended} {}", label(*part))?;
    }
    writeln!(out, "{} certificate(s) were due for a reminder; reminders are held, too", begun.held.reminded)?;
    writeln!(out, "{} mail(s) are held", begun.held.mails)?;
    show_lost(out, &begun.lost)?;
    if !require_reset {
        writeln!(
            out,
            "applicants who replaced a password after the backup and are not listed above have the old one again;"
        )?;
        writeln!(out, "`server restore begin --require-reset` withdraws all passwords")?;
    }
    writeln!(out, "officers: check the output of `server officer list`; roles are those of the backup")?;
    writeln!(out, "next: `server restore finish`, then start servers and workers")
}

fn show_lost(out: &mut impl Write, lost: &Lost) -> io::Result<()> {
    match lost.last_event {
        Some(at) => writeln!(out, "the last event of the audit log is from {}", moment(at))?,
        None => writeln!(out, "the audit log is empty")?,
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
        writeln!(out, "{} other event(s) are lost: logins, accesses and refusals", lost.others)?;
    }
    if lost.passwords() > 0 {
        writeln!(
            out,
            "{} account(s) need a password reset: the password was replaced, or the account closed, after the backup",
            lost.passwords()
        )?;
    }
    Ok(())
}

fn label(part: Part) -> &'static str {
    match part {
        Part::Sessions => "session(s) ended",
        Part::OfficerSessions => "officers' session(s) ended",
        Part::Links => "link(s) in mails no longer work",
        Part::Steps => "step(s) of the registration at the counter no longer work",
        Part::Browsers => "browser(s) are no longer known",
        Part::OfficerBrowsers => "browser(s) of officers are no longer known",
        Part::EnrolmentCodes => "enrolment code(s) no longer work; `server officer reset` makes new ones",
        Part::RecoveryCodes => {
            "recovery code(s) of officers no longer work; officers get new ones with renewRecoveryCodes"
        }
        Part::Passwords => "password(s) no longer work; these accounts need a password reset",
    }
}

fn moment(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}
