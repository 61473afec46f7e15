//! `server audit`: verifies the audit log, prints its anchors, and exports its events. It changes nothing.

use std::{
    fs,
    io::{BufWriter, Write},
    path::Path,
};

use anyhow::{Context, bail};
use migration::program::Program;

use super::database;
use crate::{
    audit::{
        export,
        verify::{self, Anchor},
    },
    config::{AuditArgs, AuditTask},
};

/// Runs one task. `verify` fails if a chain is broken.
pub async fn run(args: AuditArgs) -> anyhow::Result<()> {
    match args.task {
        AuditTask::Verify { anchor, target } => {
            let anchors = anchor.as_deref().map(read_anchors).transpose()?.unwrap_or_default();
            let (db, _) = database::open(Program::Maintenance, target).await?;
            let (mut chains, mut events, mut broken) = (0, 0, 0);
            let mut out = std::io::stdout();
            let mut written = Ok(());
            let verified = verify::verify(&db, anchors, |found| {
                let verdict = found.fault.as_ref().map_or_else(|| "OK".to_owned(), ToString::to_string);
                (chains, events) = (chains + 1, events + found.good);
                broken += usize::from(found.fault.is_some());
                let line = writeln!(out, "{}: {} event(s), {verdict}", found.chain, found.good);
                // The closure cannot fail, so the first error is kept until the end.
                written = std::mem::replace(&mut written, Ok(())).and(line);
            });
            verified.await.context("cannot read the audit log to its end")?;
            written?;
            writeln!(out, "{events} event(s) in {chains} chain(s), {broken} broken")?;
            db.close().await?;
            if broken > 0 {
                bail!("{broken} chain(s) of the audit log are broken");
            }
        }
        AuditTask::Anchor { target } => {
            let (db, _) = database::open(Program::Maintenance, target).await?;
            let mut out = std::io::stdout();
            for anchor in verify::anchors(&db).await? {
                writeln!(out, "{anchor}")?;
            }
            db.close().await?;
        }
        AuditTask::Export { since, target } => {
            let (db, _) = database::open(Program::Maintenance, target).await?;
            let mut out = BufWriter::new(std::io::stdout());
            let events = export::write(&db, since, &mut out).await?;
            out.flush()?;
            tracing::info!(events, "exported events of the audit log");
            db.close().await?;
        }
    }
    Ok(())
}

/// Reads a file of anchors, one per line. It may have the outputs of several runs of `server audit anchor`,
/// one after another.
pub(super) fn read_anchors(file: &Path) -> anyhow::Result<Vec<Anchor>> {
    let text = fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?;
    let lines = (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty());
    let anchor = |(number, line): (usize, &str)| {
        line.parse().with_context(|| format!("line {number} of {}", file.display()))
    };
    let anchors: Vec<_> = lines.map(anchor).collect::<Result<_, _>>()?;
    if anchors.is_empty() {
        bail!("{} contains no anchor; it must be the output of `server audit anchor`", file.display());
    }
    Ok(anchors)
}
